//! The need by hours beside the spreadsheet's: what software and process changes save of it, what other numbers of clients make of it,
//! and the hours that it leaves out.

use crate::experiment::results::YearNeed;
use crate::report::ReportInput;
use crate::report::view::words;
use crate::scenario::Scenario;
use crate::units::REPORTING_YEAR_WEEKS;

/// Why the mean need by hours of a year is not the spreadsheet's, in tenths of an EFT as they are written, so that the reasons add
/// up to the difference.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Reasons {
    /// The year's need less the spreadsheet's.
    in_all: f64,
    /// Of that by changes: below 0 where they save.
    by_changes: f64,
    /// Of that by other numbers of clients than the long-run averages.
    by_clients: f64,
}

impl Reasons {
    /// From the spreadsheet's need, that of the year, and what changes save of it [EFT].
    fn new(spreadsheet: f64, year: f64, saved: f64) -> Reasons {
        let tenths = |eft: f64| (eft * 10.0).round();
        let in_all = tenths(year) - tenths(spreadsheet);
        let by_changes = -tenths(saved);
        Reasons {
            in_all: in_all / 10.0,
            by_changes: by_changes / 10.0,
            by_clients: (in_all - by_changes) / 10.0,
        }
    }
}

/// What the changes save, and what is left out; `None` where there is neither.
pub(super) fn sentence(input: &ReportInput, year: &YearNeed) -> Option<String> {
    let scenario = &input.results.scenario;
    let of_year = |name: &str| {
        let mean = input.yearly(name).get(year.year - 1)?.mean;
        mean.is_finite().then_some(mean)
    };
    let (need, spreadsheet) = (of_year("eft_need.hours")?, input.steady.eft_wisn?);
    let acting = scenario.changes.iter().filter(|it| it.acts());
    let saved = of_year("eft_need.hours_saved").filter(|_| acting.clone().next().is_some());
    let changed = saved.map(|saved| {
        let names: Vec<String> = acting
            .map(|it| format!("\u{201c}{}\u{201d}", it.name))
            .collect();
        by_changes(&names, (spreadsheet, need, saved))
    });
    let left_out = of_year("need_left_out_hours").map(|hours| {
        left_out(
            scenario,
            hours / REPORTING_YEAR_WEEKS as f64,
            input.steady.hours_per_eft,
        )
    });
    let told: Vec<String> = changed.into_iter().chain(left_out).collect();
    (!told.is_empty()).then(|| told.join(" "))
}

/// `needs`: the spreadsheet's, the year's, and what changes save of it [EFT].
fn by_changes(names: &[String], (spreadsheet, need, saved): (f64, f64, f64)) -> String {
    let reasons = Reasons::new(spreadsheet, need, saved);
    let words = |eft: f64| match eft {
        0.0 => "0.0 EFT".to_owned(),
        more if more > 0.0 => format!("{} EFT more", words::eft(more)),
        less => format!("{} EFT less", words::eft(-less)),
    };
    format!(
        "By hours the clients of the year take {} EFT on average, the spreadsheet's {} and {}: {} for what {} saves or costs of the work for clients, {} for other numbers of clients than in the long run.",
        words::eft(need),
        words::eft(spreadsheet),
        words(reasons.in_all),
        words(reasons.by_changes),
        words::listed(names),
        words(reasons.by_clients),
    )
}

/// The hours a week that stand beside the need by hours, and the EFT that they would fill.
fn left_out(scenario: &Scenario, hours: f64, hours_per_eft: f64) -> String {
    let asks = [
        (!scenario.shocks.is_empty(), "emergencies"),
        (
            !scenario.teams.is_empty(),
            "clients' teams (open shifts, presence, hiring)",
        ),
        (
            scenario.allocation.monitoring_hours > 0.0,
            "watching over the waiting list",
        ),
    ];
    let asks: Vec<String> = asks
        .iter()
        .filter(|it| it.0)
        .map(|it| it.1.to_owned())
        .collect();
    let filled = if hours_per_eft > 0.0 {
        format!(
            ", what {} EFT do in a week",
            words::eft(hours / hours_per_eft)
        )
    } else {
        String::new()
    };
    format!(
        "No need by hours counts what is no standard work: {} ask {} hours a week beside it, before support{filled}.",
        words::listed(&asks),
        words::amount(hours),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 100 h of 40 an EFT are 2.5 EFT by the spreadsheet; the year's clients ask 120 h, of which a change saves 12: 108 h are 2.7 EFT.
    #[test]
    fn what_changes_save_and_what_clients_ask_more_add_up_to_the_difference() {
        let found = Reasons::new(2.5, 108.0 / 40.0, 12.0 / 40.0);
        let hand = Reasons {
            in_all: 0.2,
            by_changes: -0.3,
            by_clients: 0.5,
        };
        assert_eq!(found, hand);
        let text = by_changes(&["\u{201c}software\u{201d}".to_owned()], (2.5, 2.7, 0.3));
        for part in [
            "2.7 EFT on average",
            "the spreadsheet's 2.5 and 0.2 EFT more",
            "0.3 EFT less for what \u{201c}software\u{201d}",
            "0.5 EFT more for other",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn reasons_add_up_as_they_are_written_whatever_is_rounded() {
        for at in 0..500 {
            let part = |by: f64| (f64::from(at) * by).sin().abs() * 7.0;
            let it = Reasons::new(part(0.37), part(0.91), part(1.7) - 3.0);
            let sum = it.by_changes + it.by_clients;
            assert!((sum - it.in_all).abs() < 1e-9, "{it:?}");
        }
    }
}
