//! Why the simulated need is not the spreadsheet's: variability, what changes save, vacancies and induction, feedback, each with its
//! numbers.

mod hours;

use super::answer::outcome;
use super::{need, waiting, words};
use crate::experiment::results::YearNeed;
use crate::report::ReportInput;
use crate::scenario::{LoopName, Scenario};

/// Why the simulated need differs from the static answer: an opening sentence, then causes with their numbers.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Gap {
    pub opening: String,
    pub causes: Vec<(&'static str, String)>,
}

/// The last complete year in which the limits of week 0 still hold, so that like is compared with like; else the last.
fn comparable<'a>(input: &ReportInput<'a>) -> Option<&'a YearNeed> {
    let years = &input.results.need_by_year;
    let limits = &input.results.scenario.safe_load.as_ref()?.limits;
    let change = limits
        .steps()
        .iter()
        .map(|it| it.0)
        .find(|week| *week > 0.0);
    let same = change.map_or(usize::MAX, |week| {
        week as usize / crate::units::REPORTING_YEAR_WEEKS
    });
    years
        .iter()
        .rev()
        .find(|it| it.year <= same)
        .or(years.last())
}

/// `None` without a static answer or a simulated one.
pub(in crate::report) fn gap(input: &ReportInput) -> Option<Gap> {
    let year = comparable(input)?;
    let fixed = input.steady.eft_safe_load?;
    let simulated = year.needed_for[1].1;
    if !simulated.is_finite() {
        return None;
    }
    let binding = match input.steady.binding_limit.as_deref() {
        Some("total") => "; the limit on all clients decides".to_owned(),
        Some(level) => format!("; the limit for level {level} decides"),
        None => String::new(),
    };
    let wisn = input.steady.eft_wisn.map_or_else(String::new, |eft| {
        format!(" By hours it gives {} EFT.", words::eft(eft))
    });
    // As the two are written, so that the reader's own subtraction agrees.
    let tenth = |eft: f64| (eft * 10.0).round() / 10.0;
    let more = tenth(simulated) - tenth(fixed);
    let comparison = if more.abs() < 0.05 {
        "about the same".to_owned()
    } else {
        format!(
            "{} EFT {}",
            words::eft(more.abs()),
            if more > 0.0 { "more" } else { "less" }
        )
    };
    let opening = format!(
        "A spreadsheet with long-run averages and the limits of week 0 gives {} EFT{binding}.{wisn} In the futures played it takes {} EFT, really there, to cover nine weeks of ten of year {} in 80 of 100 futures: {comparison}.",
        words::eft(fixed),
        words::eft(simulated),
        year.year
    );
    let causes = [
        ("Variability", variability(input, year, fixed)),
        ("Work by hours", hours::sentence(input, year)),
        ("Vacancies and induction", staffing(input, year)),
        ("Feedback", feedback(input, year)),
        ("The waiting list", waiting_list(input, year)),
    ];
    Some(Gap {
        opening,
        causes: causes
            .into_iter()
            .filter_map(|(name, text)| Some((name, text?)))
            .collect(),
    })
}

fn variability(input: &ReportInput, year: &YearNeed, fixed: f64) -> Option<String> {
    let at = year.year - 1;
    let mean = input
        .yearly("eft_need")
        .get(at)
        .filter(|it| it.mean.is_finite())?;
    let drift = mean.mean - fixed;
    let causes = reasons(input, year, (mean.mean, fixed));
    let moved = if drift.abs() < 0.1 {
        format!(
            "The mean need of the year, {} EFT, is close to the spreadsheet's.",
            words::eft(mean.mean)
        )
    } else {
        format!(
            "The mean need of the year is {} EFT, {} {} than the spreadsheet's{}.",
            words::eft(mean.mean),
            words::eft(drift.abs()),
            if drift > 0.0 { "more" } else { "less" },
            if causes.is_empty() {
                String::new()
            } else {
                format!(": {}", words::listed(&causes))
            }
        )
    };
    Some(format!(
        "{moved} Clients come and go by chance: the year's mean lies between {} and {} EFT in eight of ten futures, and single weeks swing more widely. Staff for the mean do not cover the weeks above it.",
        words::eft(mean.quantiles[1]),
        words::eft(mean.quantiles[5])
    ))
}

/// What may move the mean need of a year away from long-run averages at the limits and rates of week 0: only what moves it the
/// way it lies, as far as that can be told. `needs`: the year's, and the spreadsheet's [EFT].
fn reasons(input: &ReportInput, year: &YearNeed, (mean, fixed): (f64, f64)) -> Vec<String> {
    let scenario = &input.results.scenario;
    let more = mean > fixed;
    let same_way = |value: f64, of: f64| value.is_finite() && value != of && (value > of) == more;
    let spiral = need::without_feedback(input.results, year.year);
    let at_start = input.weekly("eft_need").first();
    let today =
        scenario.run.warm_up_weeks == 0 && at_start.is_some_and(|it| same_way(it.mean, fixed));
    let weeks = crate::units::REPORTING_YEAR_WEEKS as f64;
    let referred = input.yearly("referrals").iter().take(year.year);
    let referred = referred.map(|it| it.mean / weeks).sum::<f64>() / year.year as f64;
    let referrals = referrals_move(scenario) && same_way(referred, input.steady.referrals_per_week);
    let limits = scenario.safe_load.as_ref().is_some_and(|it| {
        let mut dates = it.limits.steps().iter().map(|step| step.0);
        dates.any(|week| week > 0.0 && week < year.year as f64 * weeks)
    });
    let acts = |name| scenario.loops.strength(name) > 0.0;
    let heavier = scenario.shocks.iter().any(|it| it.level_up > 0);
    let shorter = scenario.programmes.iter().any(|it| it.stays_shorter < 1.0);
    let all = [
        (
            more && matches!(spiral, Some((_, true))),
            "the spiral makes need, as told under Feedback",
        ),
        (
            more,
            "the need follows whichever limit is tightest that week",
        ),
        (today, "the service starts from today's clients"),
        (referrals, "referrals change over time"),
        (limits, "limits change on dates"),
        (
            more && acts(LoopName::Care),
            "clients who get less than they need stay longer or get worse, which a spreadsheet leaves out",
        ),
        (
            more && heavier,
            "emergencies bring clients to heavier levels",
        ),
        (!more && shorter, "programmes make stays shorter"),
        (
            !more && acts(LoopName::Disengagement),
            "clients who miss contact break off",
        ),
        (
            !more && waiting::any(input.results),
            "those who wait have no place yet",
        ),
    ];
    let named = all.into_iter().filter(|it| it.0);
    named.map(|it| it.1.to_owned()).collect()
}

/// Whether the rate of referrals is another one than in week 0 at some time.
fn referrals_move(scenario: &Scenario) -> bool {
    scenario.referrals.iter().any(|it| {
        it.per_week.steps().len() > 1
            || it.growth_per_year != 0.0
            || !it.changes.is_empty()
            || it.monthly != [1.0; 12]
    })
}

fn staffing(input: &ReportInput, year: &YearNeed) -> Option<String> {
    let at = year.year - 1;
    let (wanted, which) = match need::without_feedback(input.results, year.year) {
        Some((cut, true)) => (cut, " that it takes with all feedback cut"),
        Some(_) | None => (year.needed_for[1].1, ""),
    };
    let mean = |name: &str| {
        input
            .yearly(name)
            .get(at)
            .map(|it| it.mean)
            .filter(|it| it.is_finite())
    };
    let (funded, filled, there) = (
        mean("posts.funded")?,
        mean("posts.filled")?,
        mean("eft_effective")?,
    );
    if funded <= 0.0 || there <= 0.0 {
        return None;
    }
    let expected = input
        .steady
        .vacancy_share
        .map_or_else(String::new, |share| {
            format!(
                " (the spreadsheet expects {} vacant)",
                words::percent(share)
            )
        });
    Some(format!(
        "Of {} funded EFT that year {} are filled{expected}, and {} are really there once induction is counted. At that rate, having the {} EFT there{which} means funding about {}.",
        words::eft_exact(funded),
        words::eft(filled),
        words::eft(there),
        words::eft(wanted),
        words::eft(wanted * funded / there)
    ))
}

fn feedback(input: &ReportInput, year: &YearNeed) -> Option<String> {
    let pair = |name: &str, twin: &str| {
        Some((
            outcome(input.results, name)?.value,
            outcome(input.results, twin)?.value,
        ))
    };
    let (leavers, cut) = pair("leavers_count", "twin_leavers_count")?;
    let breaches = pair(
        "breach_worker_weeks_per_year",
        "twin_breach_worker_weeks_per_year",
    )
    .map_or_else(String::new, |(with, without)| {
        format!(
            ", and {} worker-weeks a year over the safe load rather than {}",
            words::amount(with),
            words::amount(without)
        )
    });
    let need =
        need::without_feedback(input.results, year.year).map_or_else(String::new, |(cut, made)| {
            format!(
                " The {} EFT of year {} are {} with all feedback cut.{}",
                words::eft(year.needed_for[1].1),
                year.year,
                words::eft(cut),
                if made {
                    format!(" {}", need::SPIRAL_NEED)
                } else {
                    String::new()
                }
            )
        });
    Some(format!(
        "A future sees {} leavers on average, against {} with all feedback cut{breaches}.{need} No spreadsheet of averages shows this.",
        words::amount(leavers),
        words::amount(cut)
    ))
}

fn waiting_list(input: &ReportInput, year: &YearNeed) -> Option<String> {
    let results = input.results;
    let with = need::for_most(&results.need_by_year_waiting, year.year)
        .filter(|_| waiting::any(results))?;
    Some(format!(
        "Those who wait are not caseload: the {} EFT are for the clients who have a place. If those who wait had one too, year {} would take {} EFT.",
        words::eft(year.needed_for[1].1),
        year.year,
        words::eft(with)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::scenario::{Care, Programme};

    #[test]
    fn the_gap_is_explained_by_its_four_causes() {
        let sample = sample::five_years();
        let gap = gap(&sample.input()).unwrap();
        let names: Vec<&str> = gap.causes.iter().map(|it| it.0).collect();
        assert_eq!(
            names,
            [
                "Variability",
                "Vacancies and induction",
                "Feedback",
                "The waiting list"
            ]
        );
        assert!(
            gap.opening.contains("2.7 EFT") && gap.opening.contains("year 1"),
            "{}",
            gap.opening
        );
        assert!(super::gap(&sample::no_safe_load().input()).is_none());
    }

    #[test]
    fn a_reason_that_goes_the_other_way_is_none() {
        let mut sample = sample::five_years();
        sample.results.scenario.programmes = vec![Programme {
            name: "coaching".to_owned(),
            week: 0.0,
            every_weeks: 1.0,
            sessions: None,
            seats: 1,
            sessions_each: 1,
            hours_each: 1.0,
            uptake: 1.0,
            stays_shorter: 0.8,
            quits: 1.0,
            strain_slower: 1.0,
            fade_weeks: None,
            refresher: None,
            supervisors: None,
            cost_per_seat: 0.0,
            fixed_cost: 0.0,
        }];
        sample.results.scenario.loops.care = Some(Care {
            strength: 1.0,
            slowest: 0.3,
            worse_per_week: 0.0,
        });
        let input = sample.input();
        let said =
            |mean, fixed| reasons(&input, &input.results.need_by_year[0], (mean, fixed)).join("; ");
        let (less, more) = (said(2.0, 100.0), said(100.0, 2.0));
        let (shorter, care) = ("programmes make stays shorter", "stay longer or get worse");
        for tighter in [care, "whichever limit is tightest", "the spiral makes need"] {
            assert!(!less.contains(tighter), "{less}");
        }
        assert!(less.contains(shorter), "{less}");
        assert!(more.contains(care) && !more.contains(shorter), "{more}");
    }
}
