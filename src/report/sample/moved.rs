//! A made-up study of sensitivity and a made-up sweep, and what is asked of every page.

use crate::experiment::results::{Estimate, OutcomeKind};
use crate::experiment::sensitivity::{Bar, OutcomeFindings, Parameter, Sensitivity, Settings};
use crate::experiment::sweep::{PointFindings, Sweep, SweepDesign, SweptOutcome, SweptValue};
use crate::output::Provenance;
use crate::random::distribution::Distribution;
use crate::report::{Chart, png};
use crate::stats::bootstrap::Bounded;
use crate::stats::morris::Importance;
use crate::stats::sobol_indices::{Indices, Shares};

pub fn provenance() -> Provenance {
    Provenance {
        version: "0.0.0",
        scenario: "sample.toml".into(),
        scenario_digest: "0".repeat(64),
        seed: 1,
        replications: 512,
        generator: "none",
        command: "plimsoll sample.toml".into(),
        plan: "as written".into(),
        set: Vec::new(),
        cut: Vec::new(),
    }
}

fn estimate(value: f64, half: f64) -> Estimate {
    Estimate {
        value,
        low: value - half,
        high: value + half,
        replications: 512,
    }
}

fn bounded(value: f64, low: f64, high: f64) -> Bounded {
    Bounded {
        value,
        low,
        high,
        error: (high - low) / 4.0,
    }
}

fn bar(low: f64, high: f64, half: f64) -> Bar {
    Bar {
        low: estimate(low, half),
        high: estimate(high, half),
        swing: estimate(high - low, 1.4 * half),
    }
}

fn shares(share: (f64, f64, f64), totals: [f64; 3], leads: f64) -> Shares {
    let input = |(place, total): (usize, f64)| Indices {
        first: bounded(0.8 * total, 0.8 * total - 0.1, 0.8 * total + 0.1),
        total: bounded(total, total - 0.08, total + 0.08),
        leads: if place == 0 {
            leads
        } else {
            (1.0 - leads) / 2.0
        },
    };
    Shares {
        rows: 128,
        chance: bounded(71.0, 65.0, 77.0),
        not_knowing: bounded(share.0 * 100.0, share.1 * 100.0, share.2 * 100.0),
        not_knowing_share: bounded(share.0, share.1, share.2),
        alone: bounded(0.8, 0.7, 0.9),
        inputs: totals.into_iter().enumerate().map(input).collect(),
    }
}

fn screening(scale: f64) -> Vec<Importance> {
    let one = |size: f64| Importance {
        mean_absolute: bounded(size * scale, 0.8 * size * scale, 1.2 * size * scale),
        mean: bounded(size * scale, 0.8 * size * scale, 1.2 * size * scale),
        spread: 0.1 * scale,
        noise: 0.3 * scale,
    };
    vec![one(1.0), one(0.5), one(0.2)]
}

/// Three numbers, one of them with markup in its path; of two outcomes one is chance as far as can be told.
pub fn sensitivity() -> Sensitivity {
    let scenario = super::five_years().results.scenario;
    let number = |path: &str, corners: [f64; 2]| Parameter {
        path: path.into(),
        distribution: Distribution::Uniform {
            min: corners[0],
            max: corners[1],
        },
        stated: 1.5,
        corners,
    };
    let weeks = OutcomeFindings {
        name: "breach_worker_weeks_per_year".into(),
        label: "Worker-weeks over the safe load a year".into(),
        meaning: "Weeks over the safe load.".into(),
        unit: "worker-weeks per 52 weeks".into(),
        kind: OutcomeKind::Mean,
        stated: estimate(43.0, 2.0),
        bars: vec![
            bar(-11.0, 9.0, 1.0),
            bar(3.0, -4.0, 1.0),
            bar(0.2, 0.0, 0.5),
        ],
        shares: Some(shares((0.29, 0.24, 0.34), [0.7, 0.25, 0.05], 0.99)),
        screening: Some(screening(20.0)),
    };
    let unsafe_year = OutcomeFindings {
        name: "unsafe_year".into(),
        label: "At least one unsafe year".into(),
        meaning: "Some year is unsafe.".into(),
        unit: "share".into(),
        kind: OutcomeKind::Probability,
        stated: estimate(0.6, 0.04),
        bars: vec![
            bar(-0.01, 0.01, 0.03),
            bar(0.0, 0.0, 0.0),
            bar(0.01, -0.02, 0.03),
        ],
        shares: Some(shares((0.01, -0.02, 0.04), [0.5, 0.3, 0.2], 0.5)),
        screening: Some(screening(0.2)),
    };
    Sensitivity {
        scenario,
        plan: "as written".into(),
        settings: Settings {
            seed: 1,
            threads: 1,
            cut: Vec::new(),
            rows: 128,
            indices: true,
            trajectories: 20,
            plays: 16,
            corner_plays: 512,
            outcomes: vec!["breach_worker_weeks_per_year".into(), "unsafe_year".into()],
        },
        parameters: vec![
            number("loops.burnout.quits_at_full", [1.2, 2.1]),
            number("level.<b>high</b>.stay.mean", [8.0, 12.0]),
            number("staff.tenure.mean", [104.0, 208.0]),
        ],
        outcomes: vec![weeks, unsafe_year],
        undefined: Vec::new(),
        futures: 20_000,
        failures: Vec::new(),
        played: Vec::new(),
    }
}

/// Two paths, one of words, at every combination.
pub fn swept() -> Sweep {
    let number = |value: f64| SweptValue::Number(value);
    let word = |text: &str| SweptValue::Word(text.into());
    let design = SweepDesign::factorial(&[
        (
            "posts.peer worker.count".into(),
            vec![number(2.0), number(3.0)],
        ),
        (
            "allocation.admission".into(),
            vec![word("open"), word("safe_load")],
        ),
    ]);
    let points = [0.9, 0.7, 0.3, 0.1].map(|value| PointFindings {
        estimates: vec![estimate(value, 0.04)],
        failures: Vec::new(),
    });
    Sweep {
        scenario: super::five_years().results.scenario,
        plan: "as written".into(),
        design,
        outcomes: vec![SweptOutcome {
            name: "unsafe_year".into(),
            label: "At least one unsafe year".into(),
            meaning: "Some year is unsafe.".into(),
            unit: "share".into(),
            kind: OutcomeKind::Probability,
        }],
        points: points.to_vec(),
        asked: 512,
    }
}

/// No word of ours, no script, nothing from a network, no number that is none.
pub fn plain_words(page: &str) {
    let body = page[page.find("<body>").expect("a body")..].to_lowercase();
    for word in [
        "replication",
        "regime",
        " lens",
        "nan<",
        "nan ",
        "inf<",
        " fte",
        "<script",
        "src=\"http",
    ] {
        assert!(!body.contains(word), "{word}");
    }
}

/// Every drawing is whole and says something; with `PLIMSOLL_LOOK` set to a folder all is written there, for a pair of eyes.
pub fn looked_at(name: &str, charts: &[Chart], page: &str) {
    for chart in charts {
        assert!(
            !chart.svg.contains("NaN") && !chart.svg.contains("inf"),
            "{name}/{}",
            chart.name
        );
        assert!(
            !png(&chart.svg).is_empty(),
            "{name}/{} is not well formed",
            chart.name
        );
        assert!(
            chart.finding.ends_with('.'),
            "{name}/{}: {}",
            chart.name,
            chart.finding
        );
    }
    let Ok(folder) = std::env::var("PLIMSOLL_LOOK") else {
        return;
    };
    let folder = std::path::Path::new(&folder).join(name);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    for chart in charts {
        let path = |ending| folder.join(format!("{}.{ending}", chart.name));
        std::fs::write(path("png"), png(&chart.svg)).expect("the folder is writable");
        std::fs::write(path("svg"), &chart.svg).expect("the folder is writable");
    }
    std::fs::write(folder.join("report.html"), page).expect("the folder is writable");
}
