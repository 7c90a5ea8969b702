//! The funder's table: which EFT covers which share of futures, year by year.

use super::answer::KeyFigure;
use super::{waiting, words};
use crate::experiment::results::{Results, YearNeed};
use crate::report::ReportInput;

/// Most rows and years a table shows before steps are left out.
const MOST_ROWS: usize = 20;
const MOST_YEARS: usize = 10;

/// The table ends at so many times the funded EFT: who needs more has long failed, and more EFT then is not the answer.
const MOST_FUNDED: f64 = 2.0;

/// One row of the funder's table.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct CoverageRow {
    /// [EFT].
    pub eft: f64,
    /// Share of futures covered, by year shown.
    pub shares: Vec<f64>,
    /// Whether this is the largest step that the funded EFT of that year reaches.
    pub funded: Vec<bool>,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Coverage {
    pub years: Vec<usize>,
    pub rows: Vec<CoverageRow>,
    /// EFT at which the table ends although futures are left that need more [EFT].
    pub cut_at: Option<f64>,
    /// Whether every quarter step of the range is shown.
    pub quarters_only: bool,
}

/// Share of futures that an EFT covers in a year; below the listed steps none, above them all.
fn share_at(year: &YearNeed, eft: f64) -> f64 {
    let listed = &year.coverage;
    match listed.iter().rev().find(|(step, _)| *step <= eft + 1e-9) {
        Some((step, share)) if (step - eft).abs() < 1e-6 || *step < eft => *share,
        _ => 0.0,
    }
}

/// The complete years worth showing: all, or the first, the last and some between.
fn chosen(years: &[YearNeed]) -> Vec<&YearNeed> {
    if years.len() <= MOST_YEARS {
        return years.iter().collect();
    }
    let mut picked: Vec<usize> = (0..MOST_YEARS)
        .map(|at| at * (years.len() - 1) / (MOST_YEARS - 1))
        .collect();
    picked.dedup();
    picked.into_iter().map(|at| &years[at]).collect()
}

/// The funder's table; `None` without safe load or complete years.
pub(in crate::report) fn coverage(input: &ReportInput) -> Option<Coverage> {
    let years = chosen(told(input.results));
    let partly = years.iter().flat_map(|year| {
        year.coverage
            .iter()
            .filter(|(_, share)| *share > 0.005 && *share < 0.995)
            .map(|it| it.0)
    });
    let (low, high) = partly.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), eft| {
        (low.min(eft), high.max(eft))
    });
    let (low, high) = if low.is_finite() {
        (low, high)
    } else {
        let edge = years
            .iter()
            .flat_map(|year| year.coverage.iter().map(|it| it.0))
            .fold(f64::NEG_INFINITY, f64::max);
        (edge, edge)
    };
    if !low.is_finite() || !high.is_finite() {
        return None;
    }
    let (low, high) = with_funded(input, &years, (low, high));
    let most = years
        .iter()
        .map(|it| funded_in(input.results, it.year))
        .fold(f64::NAN, f64::max)
        * MOST_FUNDED;
    let cut_at = (most.is_finite() && low < most && high > most).then_some(most);
    let high = cut_at.unwrap_or(high);
    let ladder = ladder(low, high);
    let rows = ladder.iter().enumerate().map(|(at, eft)| {
        let next = ladder.get(at + 1).copied().unwrap_or(f64::INFINITY);
        let is_funded = |year: &&YearNeed| {
            let funded = funded_in(input.results, year.year) + 1e-9;
            *eft <= funded && funded < next
        };
        CoverageRow {
            eft: *eft,
            shares: years.iter().map(|year| share_at(year, *eft)).collect(),
            funded: years.iter().map(is_funded).collect(),
        }
    });
    Some(Coverage {
        years: years.iter().map(|it| it.year).collect(),
        rows: rows.collect(),
        cut_at,
        quarters_only: ladder.windows(2).all(|pair| pair[1] - pair[0] < 0.26),
    })
}

/// Steps of the table, fine to coarse [EFT].
const STEPS: [f64; 13] = [
    0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 5000.0,
];

/// Rows of one step before the next coarser one begins, where quarter steps alone would make the table too long.
const ROWS_PER_STEP: usize = 8;

/// EFT values from below `low` to above `high`: quarter steps where they fit, else steps that grow with the distance from `low`.
fn ladder(low: f64, high: f64) -> Vec<f64> {
    let fits = |step: f64| (high - low) / step + 2.0 <= MOST_ROWS as f64;
    // One step throughout where it is small beside the need itself, else quarters that grow.
    let even = STEPS
        .iter()
        .position(|step| fits(*step))
        .filter(|at| *at == 0 || STEPS[*at] <= low / 15.0);
    let fine = even.unwrap_or_else(|| {
        STEPS
            .iter()
            .position(|step| *step >= low / 40.0)
            .unwrap_or(0)
    });
    let mut at = fine;
    let mut value = ((low / STEPS[at]).floor() - 1.0).max(0.0) * STEPS[at];
    let mut rows = vec![value];
    while value < high && rows.len() < 2 * MOST_ROWS {
        if !fits(STEPS[fine]) && rows.len() % ROWS_PER_STEP == 0 {
            at = (at + 1).min(STEPS.len() - 1);
        }
        value = ((value / STEPS[at] + 1e-9).floor() + 1.0) * STEPS[at];
        rows.push(value);
    }
    rows
}

/// The range stretched to the funded EFT of the years shown, by a quarter at most where quarter steps would make it too long.
fn with_funded(input: &ReportInput, years: &[&YearNeed], (low, high): (f64, f64)) -> (f64, f64) {
    let funded = years
        .iter()
        .map(|it| funded_in(input.results, it.year))
        .filter(|it| it.is_finite());
    let (lowest, highest) = funded.fold((low, high), |(low, high), eft| {
        (low.min(eft), high.max(eft))
    });
    if (highest - lowest) / 0.25 + 2.0 <= MOST_ROWS as f64 {
        (lowest, highest)
    } else {
        (lowest.max(low * 0.75), highest.min(high * 1.25))
    }
}

/// EFT needed for 50, 80 and 95 % of futures in a year.
pub(in crate::report) fn needed(year: &YearNeed) -> [String; 3] {
    year.needed_for.map(|(_, eft)| words::eft(eft))
}

/// The need that the headline speaks of: with waiting clients where anybody waits, so that a cap does not look like safety.
pub(in crate::report) fn told(results: &Results) -> &[YearNeed] {
    if waiting::any(results) && !results.need_by_year_waiting.is_empty() {
        &results.need_by_year_waiting
    } else {
        &results.need_by_year
    }
}

/// EFT needed in a year for 80 of 100 futures, in one of the lists of [`Results`]; `None` where undefined.
pub(in crate::report) fn for_most(years: &[YearNeed], year: usize) -> Option<f64> {
    let found = years.iter().find(|it| it.year == year)?;
    Some(found.needed_for[1].1).filter(|eft| eft.is_finite())
}

/// A year beside what is funded in it.
struct Tightest {
    year: usize,
    /// EFT needed for 80 of 100 futures [EFT].
    need: f64,
    funded: f64,
    /// EFT really there on average, inducted.
    there: f64,
}

/// The year whose need for 80 % of futures exceeds its funded EFT by most; of equals the first.
fn tightest(results: &Results) -> Option<Tightest> {
    let years = told(results).iter().map(|it| Tightest {
        year: it.year,
        need: it.needed_for[1].1,
        funded: funded_in(results, it.year),
        there: mean_in(results, "eft_effective", it.year),
    });
    years.filter(|it| it.need.is_finite()).max_by(|one, other| {
        let gap = |it: &Tightest| match it.need - it.funded {
            gap if gap.is_nan() => f64::NEG_INFINITY,
            gap => gap,
        };
        gap(one)
            .total_cmp(&gap(other))
            .then(other.year.cmp(&one.year))
    })
}

fn funded_in(results: &Results, year: usize) -> f64 {
    mean_in(results, "posts.funded", year)
}

fn mean_in(results: &Results, name: &str, year: usize) -> f64 {
    let years = results.yearly(name);
    years.get(year - 1).map_or(f64::NAN, |it| it.mean)
}

/// Need that feedback makes is told from here on [EFT].
const MADE_BY_FEEDBACK: f64 = 0.25;

/// What must be said of need that the spiral makes.
pub(in crate::report) const SPIRAL_NEED: &str =
    "Need that the spiral makes is avoided by slack before it, not funded after it.";

/// EFT needed in a year with all feedback cut, and whether feedback makes enough of the need to say so.
/// Waiting clients are in neither.
pub(in crate::report) fn without_feedback(results: &Results, year: usize) -> Option<(f64, bool)> {
    let cut = for_most(&results.need_by_year_twin, year)?;
    let whole = for_most(&results.need_by_year, year)?;
    Some((cut, whole - cut >= MADE_BY_FEEDBACK))
}

/// The need in a few sentences.
pub(in crate::report) fn headline(results: &Results) -> Option<String> {
    let it = tightest(results)?;
    let several = results.need_by_year.len() > 1;
    let short = it.need > it.funded;
    let opening = match (several, short) {
        (true, true) => format!("Staff fall shortest in year {}: to cover it", it.year),
        (true, false) => format!("Year {} has the least to spare: to cover it", it.year),
        (false, _) => "To cover the year".to_owned(),
    };
    let waits = waiting::any(results);
    let counted = if waits {
        ", waiting clients counted,"
    } else {
        ""
    };
    let mut text = format!(
        "{opening} in nine weeks of ten, in 80 of 100 futures, takes {} EFT really there{counted} against {} funded",
        words::eft(it.need),
        words::eft_exact(it.funded)
    );
    // What is funded may be enough where what is there is not.
    if !short && it.there < it.need {
        text.push_str(&format!(
            ", of which {} are really there on average",
            words::eft(it.there)
        ));
    }
    if let Some(served) = for_most(&results.need_by_year, it.year).filter(|_| waits) {
        text.push_str(&format!(
            " ({} for those who have a place)",
            words::eft(served)
        ));
    }
    match without_feedback(results, it.year) {
        Some((cut, true)) => text.push_str(&format!(
            "; with all feedback cut it takes {}{}. {SPIRAL_NEED}",
            words::eft(cut),
            if waits {
                " for those who have a place"
            } else {
                ""
            },
        )),
        Some(_) | None => text.push('.'),
    }
    Some(text)
}

pub(in crate::report) fn key_figure(results: &Results) -> Option<KeyFigure> {
    let it = tightest(results)?;
    let waits = if waiting::any(results) {
        ", waiting clients counted"
    } else {
        ""
    };
    // With waiting clients counted, like stands only beside like: what feedback does is told of those who have a place.
    let beside = if waiting::any(results) {
        for_most(&results.need_by_year, it.year)
            .map(|served| format!("those who have a place: {} EFT; ", words::eft(served)))
    } else {
        without_feedback(results, it.year)
            .map(|(cut, _)| format!("with all feedback cut: {} EFT; ", words::eft(cut)))
    };
    Some(KeyFigure {
        value: format!("{} EFT", words::eft(it.need)),
        what: format!(
            "cover nine weeks of ten in year {} in 80 of 100 futures{waits}",
            it.year
        ),
        note: format!(
            "{}funded: {}",
            beside.unwrap_or_default(),
            words::eft_exact(it.funded)
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_table_runs_in_quarter_steps_and_marks_what_is_funded() {
        let sample = sample::five_years();
        let table = coverage(&sample.input()).unwrap();
        assert_eq!(table.years, vec![1, 2, 3, 4, 5]);
        assert!(table.quarters_only);
        for row in &table.rows {
            assert!(
                row.shares.iter().all(|share| (0.0..=1.0).contains(share)),
                "{row:?}"
            );
        }
        for year in 0..5 {
            let shares: Vec<f64> = table.rows.iter().map(|row| row.shares[year]).collect();
            assert!(
                shares.is_sorted(),
                "more EFT covers no fewer futures: {shares:?}"
            );
        }
        assert_eq!(
            table
                .rows
                .iter()
                .filter(|row| row.funded[2])
                .map(|row| row.eft)
                .collect::<Vec<_>>(),
            vec![3.0]
        );
    }

    #[test]
    fn a_wide_range_is_thinned_to_a_readable_table() {
        let sample = sample::crowded();
        let table = coverage(&sample.input()).unwrap();
        assert!(
            table.rows.len() <= 2 * MOST_ROWS,
            "{} rows",
            table.rows.len()
        );
        assert!(!table.quarters_only);
    }

    #[test]
    fn steps_are_quarters_where_they_fit_and_grow_where_they_do_not() {
        assert_eq!(ladder(2.0, 3.0), vec![1.75, 2.0, 2.25, 2.5, 2.75, 3.0]);
        let wide = ladder(1.75, 16.0);
        assert_eq!(wide[..3], [1.5, 1.75, 2.0]);
        assert!(
            wide.len() <= 30 && wide.is_sorted() && *wide.last().unwrap() >= 16.0,
            "{wide:?}"
        );
        let large = ladder(1500.0, 2600.0);
        assert!(
            large.windows(2).all(|pair| pair[1] - pair[0] == 100.0) && large.len() <= 20,
            "{large:?}"
        );
    }

    #[test]
    fn the_year_told_is_the_one_that_falls_shortest_of_its_own_posts() {
        let mut sample = sample::five_years();
        let funded = sample.results.metric("posts.funded").unwrap();
        // Year 1 needs most, and has most; year 3 is cut.
        for (at, eft) in [8.0, 8.0, 2.0, 8.0, 8.0].into_iter().enumerate() {
            sample.results.yearly[funded][at].mean = eft;
        }
        let text = headline(&sample.results).unwrap();
        assert!(
            text.starts_with("Staff fall shortest in year 3:") && text.contains("against 2 funded"),
            "{text}"
        );
    }

    #[test]
    fn waiting_clients_and_what_feedback_makes_stand_beside_the_need() {
        let sample = sample::five_years();
        let text = headline(&sample.results).unwrap();
        for part in ["waiting clients counted", "who have a place", SPIRAL_NEED] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let figure = key_figure(&sample.results).unwrap();
        assert!(
            figure.note.contains("those who have a place") && !figure.note.contains("feedback"),
            "{figure:?}"
        );
        let mut sample = sample;
        sample
            .results
            .outcomes
            .retain(|it| it.name != "waiting_mean" && it.name != "gave_up_count");
        let figure = key_figure(&sample.results).unwrap();
        assert!(figure.note.contains("with all feedback cut"), "{figure:?}");
    }

    #[test]
    fn what_is_funded_but_not_there_is_told_where_it_falls_short() {
        let mut sample = sample::five_years();
        let results = &mut sample.results;
        let said = |results: &Results| headline(results).unwrap();
        assert!(!said(results).contains("really there on average"));
        let most = results
            .need_by_year
            .iter()
            .chain(&results.need_by_year_waiting);
        let most = most.map(|it| it.needed_for[1].1).fold(0.0, f64::max);
        let (funded, there) = ("posts.funded", "eft_effective");
        for (name, eft) in [(funded, most + 1.0), (there, 1.5)] {
            let at = results.metric(name).unwrap();
            results.yearly[at].iter_mut().for_each(|it| it.mean = eft);
        }
        let text = said(results);
        assert!(
            text.contains("of which 1.5 are really there on average"),
            "{text}"
        );
    }
}
