//! Tables of the page.

use super::html::{Cell, Table};
use crate::experiment::results::{Estimate, Spread, YearNeed};
use crate::model::regime::State;
use crate::report::ReportInput;
use crate::report::figure::breaches::kind_label;
use crate::report::figure::two_futures::short;
use crate::report::view::{exits, need, waiting, words};
use crate::scenario::BreachKind;
use crate::scenario::register::Standing;

fn year(number: usize) -> String {
    format!("year\u{a0}{number}")
}

/// In how many of 100 futures an EFT covers nine weeks of ten, by year.
pub(super) fn coverage(input: &ReportInput) -> Option<Table> {
    let coverage = need::coverage(input)?;
    let rows = coverage.rows.iter().map(|row| {
        let shares = row
            .shares
            .iter()
            .zip(&row.funded)
            .map(|(share, funded)| Cell {
                text: words::in_100(*share),
                class: format!("{}{}", shade(*share), if *funded { " funded" } else { "" }),
            });
        std::iter::once(Cell::from(format!("{} EFT", words::eft_exact(row.eft))))
            .chain(shares)
            .collect()
    });
    Some(Table {
        caption: format!(
            "In how many of 100 futures does this EFT, really there, cover at least 90 % of the year's weeks{}?",
            if waiting::any(input.results) {
                ", waiting clients counted"
            } else {
                ""
            }
        ),
        class: "numbers heat",
        head: std::iter::once("EFT".to_owned())
            .chain(coverage.years.iter().map(|it| year(*it)))
            .collect(),
        rows: rows.collect(),
    })
}

/// Who left by which way out.
pub(super) fn exits(input: &ReportInput) -> Option<Table> {
    let ways = exits::ways(input.results);
    if ways.is_empty() {
        return None;
    }
    let rows = ways.iter().map(|way| {
        let good = match way.good {
            Some(true) => "yes",
            Some(false) => "no",
            None => "not said",
        };
        vec![
            Cell::from(way.name.clone()),
            words::amount(way.a_year).into(),
            words::in_100(way.share).into(),
            good.to_owned().into(),
        ]
    });
    Some(Table {
        caption: "Clients who left, mean over futures; those who gave up waiting were never in service and stand beside the 100"
            .to_owned(),
        class: "numbers",
        head: ["", "a year", "to 100 who leave", "a good exit"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.collect(),
    })
}

/// Shades of blue in fifths.
fn shade(share: f64) -> &'static str {
    match share {
        share if share >= 0.95 => "s5",
        share if share >= 0.80 => "s4",
        share if share >= 0.50 => "s3",
        share if share >= 0.20 => "s2",
        share if share >= 0.005 => "s1",
        _ => "s0",
    }
}

/// EFT for 50, 80 and 95 % of futures by year, beside what is funded and the static answer.
pub(super) fn needed(input: &ReportInput) -> Option<Table> {
    let years = &input.results.need_by_year;
    if years.is_empty() {
        return None;
    }
    let cost = input
        .results
        .scenario
        .posts
        .iter()
        .any(|it| it.annual_cost > 0.0);
    let mean = |name: &str, at: usize| {
        input
            .yearly(name)
            .get(at)
            .map_or(f64::NAN, |it: &Spread| it.mean)
    };
    let results = input.results;
    let waits = waiting::any(results);
    let cut = !results.need_by_year_twin.is_empty();
    let beside = |years: &[YearNeed], at: usize| {
        words::eft(years.get(at).map_or(f64::NAN, |it| it.needed_for[1].1))
    };
    let rows = years.iter().enumerate().map(|(at, need_of)| {
        let [half, most, nearly] = need::needed(need_of);
        // What decides comes first: a phone shows four columns before it scrolls.
        let strong = |text: String| Cell {
            text,
            class: "strong".to_owned(),
        };
        let mut row: Vec<Cell> = vec![
            year(need_of.year).into(),
            words::eft_exact(mean("posts.funded", at)).into(),
            strong(most),
        ];
        if waits {
            row.push(strong(beside(&results.need_by_year_waiting, at)));
        }
        if cut {
            row.push(beside(&results.need_by_year_twin, at).into());
        }
        row.extend([half, nearly, words::eft(mean("eft_effective", at))].map(Cell::from));
        if cost {
            row.push(words::money_of(&results.scenario, mean("cost", at)).into());
        }
        row
    });
    let columns = [
        ("", true),
        ("funded EFT", true),
        ("for 80 of 100 futures", true),
        ("for 80, with waiting", waits),
        ("for 80, all feedback cut", cut),
        ("for 50", true),
        ("for 95", true),
        ("really there (mean)", true),
    ];
    let shown = columns.into_iter().filter(|it| it.1);
    let mut head: Vec<String> = shown.map(|it| it.0.to_owned()).collect();
    if cost {
        head.push("cost of the year (mean)".to_owned());
    }
    Some(Table {
        caption:
            "EFT that must be really there to cover 90 % of the year's weeks, to the nearest tenth"
                .to_owned(),
        class: "numbers",
        head,
        rows: rows.collect(),
    })
}

/// The static answer: long-run averages.
pub(super) fn fixed(input: &ReportInput) -> Table {
    let steady = input.steady;
    let write = |value: Option<f64>, how: fn(f64) -> String| {
        value.map_or_else(|| words::NOTHING.to_owned(), how)
    };
    let mut rows: Vec<Vec<Cell>> = vec![
        vec![
            "EFT by the safe load".into(),
            write(steady.eft_safe_load, words::eft).into(),
        ],
        vec![
            "EFT by hours (WISN)".into(),
            write(steady.eft_wisn, words::eft).into(),
        ],
        vec![
            "hours a week that a full-time worker has for clients".into(),
            words::number(steady.hours_per_eft, 1).into(),
        ],
        vec![
            "new referrals a week".into(),
            words::number(steady.referrals_per_week, 2).into(),
        ],
        vec![
            "posts vacant, expected".into(),
            write(steady.vacancy_share, words::percent).into(),
        ],
        vec![
            "work wanted per hour available, first week".into(),
            write(steady.first_week_pressure, |it| words::number(it, 2)).into(),
        ],
    ];
    if let (Some(scaled), Some(plain)) = (steady.eft_safe_load, steady.eft_safe_load_unscaled)
        && (scaled - plain).abs() > 0.005
    {
        rows.insert(
            1,
            vec![
                "the same without the scale discount".into(),
                words::eft(plain).into(),
            ],
        );
    }
    if let Some(clients) = &steady.clients {
        let levels = input.results.scenario.levels.iter().zip(clients);
        rows.extend(levels.map(|(level, mean)| {
            vec![
                format!("clients at level {}", level.name).into(),
                words::amount(*mean).into(),
            ]
        }));
    }
    Table {
        caption: "The spreadsheet answer: long-run averages, nobody leaves, no bad month"
            .to_owned(),
        class: "numbers labels",
        head: vec!["".to_owned(), "long-run average".to_owned()],
        rows,
    }
}

/// All four kinds of breach by year.
pub(super) fn breaches(input: &ReportInput) -> Option<Table> {
    let years =
        input.results.weekly.first().map_or(0, Vec::len) / crate::units::REPORTING_YEAR_WEEKS;
    if years == 0 {
        return None;
    }
    let counted = input
        .results
        .scenario
        .safe_load
        .as_ref()
        .map_or(&[][..], |it| it.breach_when.as_slice());
    let row = |name: &str, label: String, class: &str| -> Vec<Cell> {
        let values = input.yearly(name);
        let cells = (0..years).map(|at| Cell {
            text: words::percent(values.get(at).map_or(f64::NAN, |it| it.mean)),
            class: class.to_owned(),
        });
        std::iter::once(Cell {
            text: label,
            class: class.to_owned(),
        })
        .chain(cells)
        .collect()
    };
    let mut rows = vec![
        row(
            "breach.share",
            "over the safe load, worker-weeks".to_owned(),
            "strong",
        ),
        row("breach.any", "weeks with any worker over it".to_owned(), ""),
    ];
    for kind in BreachKind::ALL {
        let counts = if counted.contains(&kind) {
            "counts"
        } else {
            "shown only"
        };
        rows.push(row(
            &format!("breach.{}.share", kind.name()),
            format!("{} ({counts})", kind_label(kind)),
            "",
        ));
    }
    // A cap that only makes people wait must not look like safety: they stand in the same table, even where there are none.
    for (name, label) in [
        ("waiting", "clients waiting (mean)"),
        ("gave_up", "clients who gave up waiting (mean)"),
    ] {
        let values = input.yearly(name);
        let cells = (0..years).map(|at| match values.get(at).map(|it| it.mean) {
            Some(0.0) => Cell::from("0"),
            Some(mean) => words::amount(mean).into(),
            None => words::NOTHING.into(),
        });
        let shown = !values.is_empty() && (name == "waiting" || waiting::any(input.results));
        if shown {
            rows.push(std::iter::once(Cell::from(label)).chain(cells).collect());
        }
    }
    let chances = |label: &str, values: &[Estimate]| -> Option<Vec<Cell>> {
        (!values.is_empty()).then(|| {
            let cells = values.iter().map(|it| {
                Cell::from(format!(
                    "{} ({})",
                    words::in_100(it.value),
                    words::bounds(it)
                ))
            });
            std::iter::once(Cell::from(label)).chain(cells).collect()
        })
    };
    rows.extend(chances(
        "unsafe year, of 100 futures (95 % interval)",
        &input.results.unsafe_by_year,
    ));
    rows.extend(chances(
        "the same with all feedback cut",
        &input.results.unsafe_by_year_twin,
    ));
    Some(Table {
        caption: "Share of worker-weeks over each line, by year (means over futures), with those who wait".to_owned(),
        class: "numbers labels",
        head: std::iter::once(String::new())
            .chain((1..=years).map(year))
            .collect(),
        rows,
    })
}

/// Thresholds in rising order: [`crate::model::record::THRESHOLD_SHIFTS`] begins with those given.
const ORDER: [usize; 3] = [1, 0, 2];

/// How the answer changes when the thresholds of the states move.
pub(super) fn thresholds(input: &ReportInput) -> Table {
    let regime = &input.results.scenario.regime;
    let states = &input.results.states;
    let head = ORDER.map(|at| &states[at]).into_iter().map(|it| {
        let marks = format!(
            "{} and {}",
            words::number(regime.enter + it.shift, 2),
            words::number(regime.leave + it.shift, 2)
        );
        if it.shift == 0.0 {
            format!("as given: {marks}")
        } else {
            marks
        }
    });
    let chance = |it: &Option<Estimate>| {
        it.as_ref()
            .filter(|it| it.value.is_finite())
            .map_or_else(|| words::NOTHING.to_owned(), |it| words::in_100(it.value))
    };
    let share = |it: Option<f64>| it.map_or_else(|| words::NOTHING.to_owned(), words::percent);
    let row = |label: &str, write: &dyn Fn(usize) -> String| -> Vec<Cell> {
        std::iter::once(Cell::from(label))
            .chain(ORDER.into_iter().map(|at| Cell::from(write(at))))
            .collect()
    };
    let mut rows = vec![
        row("in a vicious spiral at the end, of 100 futures", &|at| {
            chance(&states[at].ended_vicious)
        }),
        row("ever in one, be it for a week, of 100", &|at| {
            chance(&states[at].ever_vicious)
        }),
        row("ever overstretched, of 100 futures", &|at| {
            chance(&Some(states[at].ever_overstretched))
        }),
        row(
            "of those in a spiral, out of it at the end, of 100",
            &|at| chance(&states[at].recovered),
        ),
        row("middle of the first turn", &|at| {
            states[at].median_first_week.map_or_else(
                || words::NOTHING.to_owned(),
                |week| format!("after {}", words::span(week)),
            )
        }),
    ];
    for (position, state) in State::ALL.into_iter().enumerate() {
        rows.push(row(
            &format!("share of all weeks: {}", short(state)),
            &|at| share(states[at].weeks_share[position]),
        ));
    }
    Table { caption: "Overstretched begins above the first mark and ends below the second (pressure over a quarter of a year)".to_owned(), class: "numbers labels", head: std::iter::once(String::new()).chain(head).collect(), rows }
}

pub(super) fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Sourced => "sourced",
        Standing::Assumed => "assumed",
        Standing::Unsourced => "not sourced",
        Standing::Default => "default",
    }
}

/// Every number of the scenario with where it comes from.
pub(super) fn register(input: &ReportInput) -> Table {
    let rows = input.register.entries.iter().map(|it| {
        let value = it.uncertain.as_ref().map_or_else(
            || it.value.clone(),
            |how| format!("{}; not known exactly: {how}", it.value),
        );
        let class = match it.standing {
            Standing::Unsourced => "warn",
            Standing::Sourced | Standing::Assumed | Standing::Default => "",
        };
        let standing = Cell {
            text: standing_word(it.standing).to_owned(),
            class: class.to_owned(),
        };
        vec![
            it.path.clone().into(),
            value.into(),
            standing,
            it.source.clone().unwrap_or_default().into(),
        ]
    });
    Table {
        caption:
            "Every number of the scenario, by its key in the scenario file, and where it comes from"
                .to_owned(),
        class: "register",
        head: ["what", "value", "standing", "source"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.collect(),
    }
}
