//! What must stand beside "clearly safer": clients worse off or lost, overload that only looks like less of the spiral, and
//! savings that are none.

use super::{measures, value};
use crate::experiment::compare::results::{Comparison, Verdict};
use crate::experiment::results::Results;
use crate::report::view::words;
use crate::scenario::LoopName;

/// What a plan makes worse, or only seems to make better, beside what it is judged by; empty where there is nothing to say.
pub(super) fn caveat(comparison: &Comparison, plan: usize) -> String {
    let mut found = clients_worse_off(comparison, plan);
    found.extend(overload(comparison, plan));
    found.extend(no_saving(comparison, plan));
    if found.is_empty() {
        String::new()
    } else {
        format!("; but {}", words::listed(&found))
    }
}

/// What a plan does to those who wait and to those who are lost, where it makes that worse: neither a cap nor a service that
/// loses its clients must look like safety.
fn clients_worse_off(comparison: &Comparison, plan: usize) -> Vec<String> {
    let all = measures(comparison);
    let worse = |(name, what): (&str, &str)| {
        let (measure, contrast) = all.iter().find(|it| it.0.name == name)?;
        let it = &contrast.against[plan];
        (it.verdict == Verdict::Worse)
            .then(|| format!("{} {what}", measure.difference(comparison, it)))
    };
    [
        ("waiting_mean", "clients wait on average"),
        ("gave_up_count", "give up waiting"),
        ("lost_count", "clients are lost"),
    ]
    .into_iter()
    .filter_map(worse)
    .collect()
}

/// How many futures end overstretched, where a plan has clearly fewer that end in the spiral but not fewer that end
/// overstretched: where work is too much even without feedback, there is no spiral to be in.
pub(super) fn overload(comparison: &Comparison, plan: usize) -> Option<String> {
    let verdict = |name| Some(comparison.outcome(name)?.against[plan].verdict);
    let fewer = verdict("ended_vicious")? == Verdict::Better
        && verdict("ended_overstretched")? != Verdict::Better;
    let of_100 = |it: &Results| words::in_100(value(it, "ended_overstretched"));
    fewer.then(|| {
        format!(
            "{} of 100 futures end overstretched, in the spiral or overloaded without it, instead of {}",
            of_100(&comparison.others()[plan]),
            of_100(comparison.baseline())
        )
    })
}

/// Posts by kind: those funded, those filled, and how a sentence calls them.
const POSTS: [(&str, &str, &str); 3] = [
    ("posts.funded", "posts.filled", "posts"),
    ("support.eft_funded", "support.eft_filled", "support posts"),
    ("team.posts", "team.filled", "team posts"),
];

/// How many more posts stand empty under a plan that costs clearly less: their pay is not drawn, and that is no saving.
fn no_saving(comparison: &Comparison, plan: usize) -> Option<String> {
    let cost = comparison.outcome("cost")?;
    if cost.against[plan].verdict != Verdict::Better {
        return None;
    }
    let empty = |results: &Results, (funded, filled): (&str, &str)| {
        let mean = |name: &str| {
            let weeks = results.weekly(name);
            weeks.iter().map(|it| it.mean).sum::<f64>() / weeks.len().max(1) as f64
        };
        mean(funded) - mean(filled)
    };
    let more = |(funded, filled, what): (&str, &str, &str)| {
        let (own, base) = (&comparison.others()[plan], comparison.baseline());
        let more = empty(own, (funded, filled)) - empty(base, (funded, filled));
        (more >= WORTH_SAYING_EFT).then(|| format!("{} EFT of {what}", words::number(more, 1)))
    };
    let more: Vec<String> = POSTS.into_iter().filter_map(more).collect();
    (!more.is_empty()).then(|| {
        format!(
            "{} more stand empty, and pay that nobody draws is no saving",
            words::listed(&more)
        )
    })
}

/// Posts that stand empty are told from so many on [EFT].
const WORTH_SAYING_EFT: f64 = 0.1;

/// That clients who break off are not among those lost, where the exit they leave by is said to be a good one.
pub(super) fn uncounted(comparison: &Comparison) -> Option<String> {
    let acts = |it: &Results| !it.cut.contains(&LoopName::Disengagement.name());
    let called_good = |it: &Results| {
        let scenario = &it.scenario;
        let rule = scenario.loops.disengagement.as_ref();
        rule.is_some_and(|rule| {
            let good = rule.exit.is_some_and(|exit| scenario.exits[exit].good);
            rule.per_week > 0.0 && good
        })
    };
    let plans = &comparison.plans;
    plans.iter().any(|it| acts(it) && called_good(it)).then(|| {
        "Clients who break off leave by an exit that is called good and are not counted as lost, so a plan that loses more of them can look like one with more room: let exit in loops.disengagement name an exit that is not good, or none.".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::arm::Pairing;
    use crate::report::sample::{Compared as Sample, compared};
    use crate::report::view::compare::{sentences, table};

    /// Two workers of too many clients, some of whom break off; one plan loses them more easily, one has a post fewer and one
    /// counts more that costs.
    const LOSES: &str = r#"
name = "a service that loses clients"
run = { start = 2026-01-05, horizon_weeks = 104, seed = 7 }
initial = { clients = { support = 30 } }
safe_load = { total = 16 }
week = { full_time_hours = 40, wellbeing_hours = 2, admin_share = 0.5, overtime_max = 0.1 }
costs = { currency = "$", on_costs_share = 0.1 }
staff = { tenure = { dist = "exponential", mean = 60 } }
hiring = { time_to_fill = { dist = "exponential", mean = 12 }, induction_weeks = 10, start_share = 0.3 }

[[level]]
name = "support"
kind = "one_to_one"
contact_hours = 2.0
session_hours = 1.0
emotional_weight = 0.5
stay = { dist = "exponential", mean = 30 }
next = { exit = 1.0 }

[[exit]]
name = "lost"

[[referrals]]
name = "new"
per_week = 0.9
enter = { support = 1.0 }

[[posts]]
role = "worker"
count = 2
annual_cost = 52180

[loops]
strain = { reference = 0.2 }
burnout = { quits_at_full = 3 }
hiring = { slowest = 0.3 }
care = { slowest = 0.3, worse_per_week = 0.0 }
disengagement = { per_week = 0.01, at_none = 5, exit = "lost" }

[plans."clients easily lost"]
"loops.disengagement.per_week" = 0.08

[plans."one post fewer"]
"posts.worker.count" = 1

[plans."with an emergency"]
shock = [{ name = "storm", per_service_per_year = 1, crisis_hours = 1, duration = { dist = "exponential", mean = 1 } }]
"#;

    fn loses(text: &str) -> Sample {
        compared("loses.toml", text, &[], Pairing::Common)
    }

    fn starting<'a>(sentences: &'a [String], start: &str) -> &'a str {
        let found = sentences.iter().find(|it| it.starts_with(start));
        found.unwrap_or_else(|| panic!("nothing starts with {start} in {sentences:#?}"))
    }

    #[test]
    fn clients_who_are_lost_and_overload_without_a_spiral_never_look_like_safety() {
        let sample = loses(LOSES);
        let said = sentences(&sample.input());
        assert!(
            said[0].contains("“clients easily lost”") && said[0].contains("clients are lost"),
            "{}",
            said[0]
        );
        let fewer = starting(&said, "“one post fewer”");
        assert!(
            fewer.contains("100 of 100 futures end overstretched"),
            "{fewer}"
        );
        assert!(!starting(&said, "“clients easily lost”").contains("end overstretched"));
        let head = &table(&sample.input())[0];
        for column in ["lost", "end overstretched, of 100"] {
            assert!(head.iter().any(|it| it == column), "{head:?}");
        }
        assert!(said.iter().all(|it| !it.contains("not counted as lost")));
    }

    #[test]
    fn clients_who_break_off_are_lost_whether_or_not_their_exit_has_a_name_unless_it_is_called_good()
     {
        let named = sentences(&loses(LOSES).input());
        let unnamed = LOSES
            .replace(", exit = \"lost\"", "")
            .replace("[[exit]]\nname = \"lost\"\n", "");
        assert_eq!(sentences(&loses(&unnamed).input()), named);
        let good = LOSES.replace("name = \"lost\"", "name = \"lost\"\ngood = true");
        let said = sentences(&loses(&good).input());
        assert!(
            said.iter().any(|it| it.contains("not counted as lost")),
            "{said:#?}"
        );
    }

    #[test]
    fn an_outcome_of_a_scenarios_own_is_compared_with_its_like() {
        let sample = loses(LOSES);
        let comparison = &sample.comparison;
        let lost = comparison.outcome("lost_count").unwrap();
        for (plan, it) in comparison.others().iter().zip(&lost.against) {
            let apart = value(plan, "lost_count") - value(comparison.baseline(), "lost_count");
            assert!(
                (it.difference.value - apart).abs() < 1e-9,
                "{}: {} is not {apart}",
                plan.plan,
                it.difference.value
            );
        }
    }

    #[test]
    fn money_has_the_currency_of_the_scenario() {
        let sample = loses(LOSES);
        let rows = table(&sample.input());
        let cost = rows[1].last().unwrap();
        assert!(cost.starts_with('$'), "{cost}");
        let said = sentences(&sample.input());
        assert!(starting(&said, "“one post fewer”").contains("costs $"));
    }

    #[test]
    fn pay_that_nobody_draws_is_not_called_a_saving() {
        let text = include_str!("../../../../scenarios/imagine-facilitators.toml");
        let (before, rest) = text.split_once("[plans.\"the new ones").unwrap();
        let (_, sources) = rest.split_once("[sources]").unwrap();
        let plan = "[plans.\"without the recruiter\"]\n\"support.recruiter.count\" = 0\n";
        let text = format!("{before}{plan}\n[sources]{sources}");
        let set = [("run.horizon_weeks".to_owned(), "104".to_owned())];
        let sample = compared("facilitators.toml", &text, &set, Pairing::Common);
        let said = sentences(&sample.input());
        let told = starting(&said, "“without the recruiter”:");
        assert!(
            told.contains("EFT of team posts more stand empty") && told.contains("is no saving"),
            "{told}"
        );
    }
}
