//! What a run says of its safeguards is what `compare --safeguards` says of the same futures.

use super::*;
use serde_json::Value;

const FACILITATORS: &str = include_str!("../../../scenarios/imagine-facilitators.toml");

/// A role that supplies nothing, and whose vacancies and starters ask nothing of anybody.
const IDLE: &str = "
[[support]]
role = \"idle\"
count = 2
eft = 1.0
annual_cost = 50000
supplies = { wellbeing = 0 }
[support.hiring]
time_to_fill = { dist = \"fixed\", value = 4 }
";

fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("the file is there");
    serde_json::from_str(&text).expect("JSON")
}

fn scenario(test: &str) -> PathBuf {
    let folder = folder(test);
    let plans = FACILITATORS.find("[plans.").expect("has plans");
    let text = format!("{}{IDLE}", &FACILITATORS[..plans]);
    std::fs::write(folder.join("a.toml"), text).expect("the folder is writable");
    folder
}

#[test]
fn a_run_tells_of_its_safeguards_what_a_comparison_of_the_same_futures_tells() {
    let folder = scenario("safeguards");
    let few = ["--set", "run.horizon_weeks=104", "--quiet"];
    let run = |command: &[&str], replications: &str, out: &str| {
        let words = [
            command,
            &["a.toml", "--replications", replications, "--out", out],
            &few[..],
        ]
        .concat();
        let output = plimsoll(&folder, &words);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        json(&folder.join(out).join("summary.json"))
    };
    let summary = run(&["run"], "120", "r");
    let told = &summary["safeguards"];
    let alternatives = told["alternatives"].as_array().expect("a list");
    // Six roles, no and full sharing, no and full rebalancing.
    assert_eq!(alternatives.len(), 10);
    let futures = told["futures"].as_u64().expect("a number");
    assert_eq!(futures, 2 * 120 / 11);

    let compared = run(
        &["compare", "--safeguards", "--no-twin"],
        &futures.to_string(),
        "c",
    );
    let plans = compared["plans"].as_array().expect("a list");
    assert_eq!(plans.len(), alternatives.len());
    for (plan, alternative) in plans.iter().zip(alternatives) {
        assert_eq!(plan["plan"], alternative["alternative"]);
        let own = &alternative["against_the_scenario"];
        assert_eq!(&plan["against_baseline"], own, "{}", plan["plan"]);
        assert!(own["emergencies_top_share"]["difference"].is_number());
    }

    // What nobody uses is worth what it costs.
    let idle = alternatives
        .iter()
        .find(|it| it["alternative"] == "no idle");
    let idle = &idle.expect("the role is there")["against_the_scenario"];
    for outcome in [
        "unsafe_year",
        "breach_worker_weeks_per_year",
        "leavers_count",
    ] {
        assert_eq!(
            idle[outcome]["verdict"], "same in every future",
            "{outcome}"
        );
    }
    assert_eq!(idle["cost"]["verdict"], "better");
    // And those who cover what nobody else has time for are missed.
    let responder = alternatives
        .iter()
        .find(|it| it["alternative"] == "no client-care responder");
    let missed = &responder.expect("the role is there")["against_the_scenario"];
    assert_eq!(missed["breach_worker_weeks_per_year"]["verdict"], "worse");

    let page = std::fs::read_to_string(folder.join("r/report.html")).expect("the page is there");
    assert!(page.contains("Missed most would be"), "no finding");
    // How today's emergencies lie, beside chance alone.
    let today = "three of five emergencies of the kind “health change” lie on one of seven workers: by chance alone so many do in 16 of 100";
    assert!(page.contains(today), "not told of today");
}

#[test]
fn a_file_without_safeguards_has_none_to_compare_and_says_what_they_would_be() {
    let folder = folder_with("no_safeguards", "sharing", "sharing");
    let refused = plimsoll(
        &folder,
        &[
            "compare",
            "a.toml",
            "--safeguards",
            "--set",
            "allocation.sharing=0",
        ],
    );
    assert_eq!(refused.status.code(), Some(1));
    let said = err(&refused);
    assert!(
        said.contains("a.toml has no safeguards") && said.contains("[[support]]"),
        "{said}"
    );
}
