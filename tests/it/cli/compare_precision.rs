//! `compare --precision` on the program itself: it stops at the same future on any number of threads, what it says it reached
//! is what the intervals show, and the most futures hold.

use super::{THIRD, err, out, plans, plimsoll};
use crate::support::folder::same_bytes;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Runs `plimsoll compare a.toml` without twins with more words; gives what it says.
fn compared(folder: &Path, words: &[&str]) -> String {
    let output = plimsoll(
        folder,
        &[&["compare", "a.toml", "--no-twin", "--plan", THIRD], words].concat(),
    );
    assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""));
    out(&output)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn json(folder: &Path, name: &str) -> Value {
    let text = fs::read_to_string(folder.join(name)).expect("it is written");
    serde_json::from_str(&text).expect("JSON")
}

/// But for the last digit, which reading a number may change.
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-12 * other.abs()
}

/// From the difference to the farther end of the interval in the summary.
fn farther(plan: &Value, name: &str) -> f64 {
    let it = &plan["against_baseline"][name];
    let of = |key: &str| it[key].as_f64().expect("a number");
    (of("difference") - of("low")).max(of("high") - of("difference"))
}

#[test]
fn a_comparison_for_precision_stops_at_the_same_future_on_any_number_of_threads() {
    let folder = plans("compare_precision");
    let words = ["--plan", "nothing new", "--csv", "--precision"];
    let asked = "4%,unsafe_year=2.2%,leavers_count=0.2,waiting_mean=2%";
    let with = |threads: &str| {
        let more = [asked, "--threads", threads, "--out", threads];
        compared(&folder, &[&words[..], &more].concat())
    };
    let said = with("1");
    assert!(
        said.contains("futures: the differences from the baseline are as precise as asked. Not defined in this scenario: ends in a vicious spiral."),
        "{said}"
    );
    with("2");
    same_bytes(&folder.join("1"), &folder.join("2"), 17);

    let (summary, manifest) = (
        json(&folder, "1/summary.json"),
        json(&folder, "1/manifest.json"),
    );
    let precision = &summary["precision"];
    assert_eq!(*precision, manifest["precision"]);
    assert_eq!(precision["all_reached"], true);
    let futures = precision["futures"].as_u64().expect("a count");
    assert!(
        (1_200..4_000).contains(&futures) && futures.is_multiple_of(200),
        "{futures}"
    );
    assert_eq!(summary["futures"]["asked"], futures);
    assert_eq!(manifest["replications"], futures);
    let command = manifest["command"].as_str().expect("a command");
    assert!(
        command.ends_with(&format!("--seed 20260105 --precision {asked}")),
        "{command}"
    );
    let cost = summary["baseline"]["outcomes"]["cost"]["estimate"]["value"]
        .as_f64()
        .expect("a number");
    for at in 0..2 {
        let (plan, it) = (&summary["plans"][at], &precision["plans"][at]);
        assert_eq!(plan["plan"], it["plan"]);
        for name in ["unsafe_year", "cost", "leavers_count", "eft_gap_mean"] {
            let it = &it["outcomes"][name];
            let of = |key: &str| it[key].as_f64().expect("a number");
            assert!(same(of("reached"), farther(plan, name)), "{name}");
            assert!(of("reached") <= of("asked") && it["met"] == true, "{name}");
        }
        // A share of the baseline's mean, not of the difference.
        let share = it["outcomes"]["cost"]["asked"].as_f64().expect("a number");
        assert!(same(share, 0.04 * cost), "{share} of {cost}");
        assert_eq!(it["outcomes"]["ended_vicious"]["met"], Value::Null);
        // Nobody waits under either.
        assert_eq!(it["outcomes"]["waiting_mean"]["met"], true);
    }
    let page = fs::read_to_string(folder.join("1/report.html")).expect("a page");
    assert!(page.contains(
        "Precision reached by the difference from the baseline that is known least, at 95 %: "
    ));
    assert!(page.contains(
        "Played until every plan&#39;s differences from the baseline were as precise as asked"
    ));
}

#[test]
fn unpaired_differences_take_more_futures_and_the_most_hold() {
    let folder = plans("compare_precision_unpaired");
    let futures = |words: &[&str], place: &str| {
        let asked = ["--precision", "unsafe_year=4%", "--out", place];
        compared(&folder, &[&asked, words].concat());
        let found = json(&folder.join(place), "summary.json");
        assert_eq!(found["precision"]["all_reached"], true);
        let plan = &found["plans"][0];
        let reached = &found["precision"]["plans"][0]["outcomes"]["unsafe_year"]["reached"];
        let reached = reached.as_f64().expect("a number");
        assert!(same(reached, farther(plan, "unsafe_year")), "{reached}");
        found["futures"]["asked"].as_u64().expect("a count")
    };
    let (paired, apart) = (futures(&[], "p"), futures(&["--independent"], "i"));
    assert!(
        paired == 1_000 && (1_200..1_800).contains(&apart),
        "{paired}, {apart}"
    );

    let words = [
        "--precision",
        "leavers_count=1%",
        "--replications",
        "150",
        "--out",
        "c",
    ];
    let said = compared(&folder, &words);
    assert!(
        said.contains("Stopped at 150 futures, the most that were to be played; not yet as precise as asked (of each outcome the difference that is known least): workers who left ±0."),
        "{said}"
    );
    let found = &json(&folder.join("c"), "summary.json")["precision"];
    assert_eq!(
        (
            &found["all_reached"],
            &found["futures"],
            &found["futures_most"]
        ),
        (&false.into(), &150.into(), &150.into())
    );
    let command = json(&folder.join("c"), "manifest.json")["command"].clone();
    let command = command.as_str().expect("a command");
    assert!(
        command.ends_with("--precision leavers_count=1% --replications 150"),
        "{command}"
    );
    let refused = plimsoll(
        &folder,
        &[
            "compare",
            "a.toml",
            "--plan",
            THIRD,
            "--precision",
            "referrals_count=2%",
            "--out",
            "n",
        ],
    );
    assert_eq!(refused.status.code(), Some(1));
    let told = err(&refused);
    assert!(
        told.contains("differences in referrals_count are not compared"),
        "{told}"
    );
    assert!(told.contains("hint: one of unsafe_year, "), "{told}");
    assert!(!folder.join("n").exists());
}
