//! Nothing is lost and nothing appears: clients, posts and hours, week by week, in every future of shipped scenarios.
//!
//! - *Clients*: those in service and waiting at a week's end are those of the week before, plus referrals, returns and those who
//!   came from another site, less exits, those who gave up and those who went to another site. Whole numbers: exact.
//! - *Posts*: filled + vacant = funded [EFT].
//! - *Hours*: work delivered is at most what was asked, and at most hours there and overtime; overtime is within its limit. A
//!   pooled team without travel delivers min(asked, hours there x (1 + most overtime)) exactly.

use std::sync::Arc;

use super::{Check, Family, each};
use crate::model::metric::{Formula, Metric, Raw, own};
use crate::model::record::Record;
use crate::scenario::document::Document;
use crate::scenario::problem::Problems;
use crate::scenario::{Part, Scenario};

/// Sums of some thousand hours differ in their last digits by the order in which they were added [h, EFT].
const ROUNDING: f64 = 1e-6;

/// Weeks played of each.
const WEEKS: &str = "156";

const SHIPPED: [(&str, &str); 4] = [
    (
        "eight-workers",
        include_str!("../../../scenarios/eight-workers.toml"),
    ),
    (
        "funding-cut",
        include_str!("../../../scenarios/funding-cut.toml"),
    ),
    (
        "imagine-facilitators",
        include_str!("../../../scenarios/imagine-facilitators.toml"),
    ),
    (
        "growing-region",
        include_str!("../../../scenarios/growing-region.toml"),
    ),
];

/// Clients, posts and hours of shipped scenarios.
pub(super) fn conservation() -> Result<Family, Problems> {
    let mut checks = Vec::new();
    for (name, text) in SHIPPED {
        for steps in ["1", "7"] {
            let set = [("run.steps_per_week", steps)];
            checks.push(kept(name, steps, shipped(text, &set)?));
        }
    }
    let pooled = [
        ("allocation.ownership", "pooled"),
        ("hiring.hours_per_vacancy", "0"),
        ("hiring.hours_per_starter", "0"),
    ];
    checks.push(all_used(shipped(SHIPPED[0].1, &pooled)?));
    Ok(Family {
        name: "Conservation",
        rule: "In every week of every future: clients are those before, plus who came, less who went; posts funded are filled or vacant; no hour is worked that was not asked or not there.".into(),
        source: "accounting",
        checks,
        identities: Vec::new(),
    })
}

/// A shipped scenario with some values changed and without its uncertain numbers.
fn shipped(text: &str, set: &[(&str, &str)]) -> Result<Scenario, Problems> {
    let set = set.iter().chain(&[("run.horizon_weeks", WEEKS)]);
    let set: Vec<(String, String)> = set
        .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
        .collect();
    Ok(Document::parse("verify", text)?.study(None, &set)?.scenario)
}

fn kept(name: &str, steps: &str, scenario: Scenario) -> Check {
    let flows = Flows::of(&scenario);
    let overtime_max = scenario.week.overtime_max;
    let reads = move |record: &Record, row: &mut Vec<f64>| {
        let sites = if record.sites.is_empty() {
            std::slice::from_ref(record)
        } else {
            &record.sites
        };
        let worst = |of: &dyn Fn(&Record) -> f64| sites.iter().map(of).fold(0.0, farther);
        row.push(farther(
            worst(&|site| flows.residual(site)),
            flows.residual(record),
        ));
        row.push(worst(&posts));
        row.push(worst(&|site| hours(site, overtime_max)));
    };
    let word = if steps == "1" { "step" } else { "steps" };
    let what = |of: &str| format!("{name}, {steps} {word} a week: {of}");
    Check {
        lanes: vec![scenario],
        replications: 40,
        reads: Arc::new(reads),
        compared: vec![
            each(what("clients that appear or vanish"), 0, 0.0, 0.0),
            each(what("EFT neither filled nor vacant"), 1, 0.0, ROUNDING),
            each(what("hours beyond those asked or there"), 2, 0.0, ROUNDING),
        ],
    }
}

/// The one that is farther from 0; a value that is not a number is farthest.
fn farther(one: f64, other: f64) -> f64 {
    if one.is_nan() || one.abs() >= other.abs() {
        one
    } else {
        other
    }
}

/// How clients come and go besides referrals, exits and giving up, where the scenario has such ways.
struct Flows {
    come: Vec<Metric>,
    go: Vec<Metric>,
}

impl Flows {
    fn of(scenario: &Scenario) -> Flows {
        let among = |names: &[&str]| {
            let metrics = own(scenario).into_iter();
            metrics
                .filter(|it| names.contains(&it.name.as_str()))
                .collect()
        };
        Flows {
            come: among(&["returns", "moved_in"]),
            go: among(&["moved_out"]),
        }
    }

    /// Clients too many or too few after some week, at worst.
    fn residual(&self, record: &Record) -> f64 {
        let there =
            |week: usize| record.raw(week, Raw::ClientsAll) + record.raw(week, Raw::Waiting);
        let sum = |metrics: &[Metric], week: usize| -> f64 {
            let each = metrics.iter().map(|it| match it.formula {
                Formula::Flow(column) => record.row(week)[column],
                Formula::Stock(_) | Formula::Ratio(..) | Formula::State(_) => f64::NAN,
            });
            each.sum()
        };
        let off = |week: usize| {
            let came = record.raw(week, Raw::Referrals) + sum(&self.come, week);
            let went =
                record.raw(week, Raw::Exits) + record.raw(week, Raw::GaveUp) + sum(&self.go, week);
            there(week) - (there(week - 1) + came - went)
        };
        (1..record.weeks()).map(off).fold(0.0, farther)
    }
}

/// EFT funded that is neither filled nor vacant, at worst.
fn posts(record: &Record) -> f64 {
    let off = |week: usize| {
        let raw = |raw| record.raw(week, raw);
        raw(Raw::FundedEft) - raw(Raw::FilledEft) - raw(Raw::VacantEft)
    };
    (0..record.weeks()).map(off).fold(0.0, farther)
}

/// Hours delivered in a week.
fn delivered(record: &Record, week: usize) -> f64 {
    let first = Raw::DeliveredFirst as usize;
    record.row(week)[first..first + Part::COUNT].iter().sum()
}

/// Hours worked beyond those asked, those there, or the most overtime, in the worst week; 0 where there are none.
fn hours(record: &Record, overtime_max: f64) -> f64 {
    let over = |week: usize| {
        let raw = |raw| record.raw(week, raw);
        let given = delivered(record, week);
        let there = raw(Raw::AvailableHours) + raw(Raw::OvertimeHours);
        let beyond = [
            given - raw(Raw::DemandedHours),
            given - there,
            raw(Raw::OvertimeHours) - overtime_max * raw(Raw::AvailableHours),
            raw(Raw::ContactDeliveredHours) - raw(Raw::ContactAskedHours),
        ];
        beyond
            .into_iter()
            .filter(|it| it.is_nan() || *it > 0.0)
            .fold(0.0, farther)
    };
    (0..record.weeks()).map(over).fold(0.0, farther)
}

/// A pooled team without travel leaves no hour idle that somebody asks for.
fn all_used(scenario: Scenario) -> Check {
    let most = 1.0 + scenario.week.overtime_max;
    let reads = move |record: &Record, row: &mut Vec<f64>| {
        let off = |week: usize| {
            let there = most * record.raw(week, Raw::AvailableHours);
            delivered(record, week) - record.raw(week, Raw::DemandedHours).min(there)
        };
        row.push((0..record.weeks()).map(off).fold(0.0, farther));
    };
    let what = "eight-workers, pooled: hours delivered less min(asked, there with overtime)";
    Check {
        lanes: vec![scenario],
        replications: 40,
        reads: Arc::new(reads),
        compared: vec![each(what, 0, 0.0, ROUNDING)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every quantity is watched: one client, half an EFT and an hour that come from nowhere are found.
    #[test]
    fn what_appears_from_nowhere_is_found() {
        let scenario = shipped(SHIPPED[0].1, &[]).unwrap();
        let flows = Flows::of(&scenario);
        let mut record = Record::of(&scenario);
        assert_eq!(
            (flows.residual(&record), posts(&record), hours(&record, 0.1)),
            (0.0, 0.0, 0.0)
        );
        record.row_mut(7)[Raw::ClientsAll as usize] = 1.0;
        record.row_mut(8)[Raw::FundedEft as usize] = 0.5;
        record.row_mut(9)[Raw::DeliveredFirst as usize] = 1.0;
        assert_eq!(
            (
                flows.residual(&record).abs(),
                posts(&record),
                hours(&record, 0.1)
            ),
            (1.0, 0.5, 1.0)
        );
        record.row_mut(3)[Raw::Waiting as usize] = f64::NAN;
        assert!(flows.residual(&record).is_nan());
    }
}
