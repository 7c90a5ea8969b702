//! Clients who wait for a place: a pooled team with a cap of three, two Erlang offered, with patience without end, with some,
//! and with none.
//!
//! Places that fall free are given at the end of a step, so the engine's queue is not quite Erlang's. It is compared with two
//! closed forms: at one step a week and at seven with the chain of steps, which is exact (`stepped`), and drawn on to steps of
//! no length, (7 x seven steps - one step) / 6, with Erlang's own formula; what is quadratic in the step is left out there, is
//! known from the same chains, and is allowed.
//! Sources: as in [`crate::stats::queue`].

use std::sync::Arc;

use super::stepped::{Settled, Stepped};
use super::{Check, Compared, Family, Identity, average, mean, read, sum};
use crate::model::metric::Raw;
use crate::model::record::Record;
use crate::scenario::problem::Problems;
use crate::stats::markov;
use crate::stats::queue;

const PLACES: usize = 3;
/// Referrals [1/week] and mean stay [weeks]: two Erlang.
const PER_WEEK: f64 = 0.25;
const STAY: f64 = 8.0;
const LOAD: f64 = PER_WEEK * STAY;

/// Patience where there is some [weeks].
const PATIENCE: f64 = 4.0;

/// Patience where there is none [weeks]: half a second.
const NO_PATIENCE: f64 = 1e-6;

/// What is read of a queue, in this order.
const WAITING: usize = 0;
const IN_SERVICE: usize = 1;
const FULL: usize = 2;
const GAVE_UP: usize = 3;
const READ: usize = 4;

/// Steps a week of the two lanes.
const STEPS: [usize; 2] = [1, 7];

fn reads(record: &Record, row: &mut Vec<f64>) {
    let full = |week: &usize| record.raw(*week, Raw::ClientsAll) >= PLACES as f64 - 0.5;
    let weeks = record.weeks();
    row.push(average(record, Raw::Waiting));
    row.push(average(record, Raw::ClientsAll));
    row.push((0..weeks).filter(full).count() as f64 / weeks as f64);
    row.push(average(record, Raw::GaveUp));
}

/// One number of the queue: where it is read, how it is named, and its value by Erlang's formula.
struct Number {
    at: usize,
    name: &'static str,
    formula: f64,
}

impl Number {
    fn of(&self, settled: &Settled) -> f64 {
        match self.at {
            WAITING => settled.waiting,
            IN_SERVICE => settled.in_service,
            FULL => settled.full,
            _ => settled.gave_up_per_week,
        }
    }

    /// Against the chain at one step a week and at seven; and, drawn on to steps of no length, against the formula.
    fn compared(&self, chains: &[Settled; 2]) -> [Compared; 3] {
        let lane = |lane: usize| {
            let steps = if STEPS[lane] == 1 {
                "1 step"
            } else {
                "7 steps"
            };
            let what = format!("{}, {steps} a week", self.name);
            mean(what, lane * READ + self.at, self.of(&chains[lane]))
        };
        let weights = [-1.0 / 6.0, 7.0 / 6.0];
        let drawn_on = weights[0] * self.of(&chains[0]) + weights[1] * self.of(&chains[1]);
        let of = [(self.at, weights[0]), (READ + self.at, weights[1])];
        let what = format!("{}, drawn on to steps of no length", self.name);
        [
            lane(0),
            lane(1),
            Compared {
                allowed: (drawn_on - self.formula).abs(),
                ..sum(what, &of, self.formula)
            },
        ]
    }
}

/// A queue with so much patience: its file, one lane for each length of step, and what is compared.
fn check(
    patience: Option<f64>,
    most_waiting: usize,
    numbers: &[Number],
) -> Result<Check, Problems> {
    let file = |steps: usize| {
        let patience = patience.map_or(String::new(), |mean| {
            format!("patience = {{ dist = \"exponential\", mean = {mean:?} }}\n")
        });
        format!(
            "name = \"queue\"\n[run]\nstart = 2026-01-05\nhorizon_weeks = 600\nwarm_up_weeks = 500\nsteps_per_week = {steps}\n[week]\nfull_time_hours = 40\n[[posts]]\nrole = \"worker\"\ncount = 1\n[[level]]\nname = \"any\"\nkind = \"one_to_one\"\ncontact_hours = 1\nstay = {{ dist = \"exponential\", mean = {STAY:?} }}\nnext = {{ exit = 1.0 }}\n[[referrals]]\nname = \"door\"\nper_week = {PER_WEEK}\nenter = {{ any = 1.0 }}\n[safe_load]\nlimits = {{}}\ntotal = {PLACES}\n[allocation]\nownership = \"pooled\"\nadmission = \"safe_load\"\n{patience}"
        )
    };
    let nowhere = Settled {
        waiting: f64::NAN,
        in_service: f64::NAN,
        full: f64::NAN,
        gave_up_per_week: f64::NAN,
    };
    let chains = STEPS.map(|steps| {
        let chain = Stepped {
            places: PLACES,
            per_week: PER_WEEK,
            stay: STAY,
            patience,
            step: 1.0 / steps as f64,
            most_waiting,
        };
        chain.settled().unwrap_or(nowhere)
    });
    Ok(Check {
        lanes: vec![read(&file(STEPS[0]))?, read(&file(STEPS[1]))?],
        replications: 4_000,
        reads: Arc::new(reads),
        compared: numbers.iter().flat_map(|it| it.compared(&chains)).collect(),
    })
}

/// Patience without end.
pub(super) fn erlang_c() -> Result<Family, Problems> {
    let numbers = [
        Number {
            at: WAITING,
            name: "clients waiting",
            formula: queue::erlang_c_waiting(PLACES, LOAD),
        },
        Number {
            at: FULL,
            name: "share of time with every place taken",
            formula: queue::erlang_c(PLACES, LOAD),
        },
    ];
    let mut check = check(None, 60, &numbers)?;
    let (one, seven) = (&check.compared[0], &check.compared[1]);
    let finer = sum(
        "clients waiting, what 7 steps a week instead of 1 change",
        &[(WAITING, -1.0), (READ + WAITING, 1.0)],
        seven.theory - one.theory,
    );
    check.compared.push(finer);
    Ok(Family {
        name: "Waiting for a place (Erlang C)",
        rule: format!(
            "{PLACES} places, {LOAD} Erlang offered: {:.4} of arrivals wait, {:.4} at a time. Places are given at the end of a step: by steps the theory is the chain from step to step, solved exactly; drawn on to steps of no length it is the formula.",
            queue::erlang_c(PLACES, LOAD),
            queue::erlang_c_waiting(PLACES, LOAD)
        ),
        source: "Erlang 1917",
        checks: vec![check],
        identities: vec![Identity {
            what: "clients waiting by birth and death, patience 100,000 stays".into(),
            theory: queue::erlang_c_waiting(PLACES, LOAD),
            found: waiting(&queue::erlang_a(PLACES, LOAD, 1e5)),
            bound: 1e-3,
        }],
    })
}

fn waiting(chances: &[f64]) -> f64 {
    markov::mean(chances, |n| n.saturating_sub(PLACES) as f64)
}

/// Some patience.
pub(super) fn erlang_a() -> Result<Family, Problems> {
    let chances = queue::erlang_a(PLACES, LOAD, PATIENCE / STAY);
    let numbers = [
        Number {
            at: WAITING,
            name: "clients waiting",
            formula: waiting(&chances),
        },
        Number {
            at: GAVE_UP,
            name: "clients who give up a week",
            formula: waiting(&chances) / PATIENCE,
        },
    ];
    Ok(Family {
        name: "Waiting and giving up (Erlang A)",
        rule: format!(
            "The same with an exponential patience of {PATIENCE} weeks: a birth-death chain with deaths min(n, {PLACES}) / stay + waiting / patience."
        ),
        source: "Palm 1946; Mandelbaum and Zeltyn 2007",
        checks: vec![check(Some(PATIENCE), 40, &numbers)?],
        identities: Vec::new(),
    })
}

/// No patience.
pub(super) fn erlang_b() -> Result<Family, Problems> {
    let blocked = queue::erlang_b(PLACES, LOAD);
    let numbers = [
        Number {
            at: IN_SERVICE,
            name: "clients in service",
            formula: LOAD * (1.0 - blocked),
        },
        Number {
            at: GAVE_UP,
            name: "clients turned away a week",
            formula: PER_WEEK * blocked,
        },
    ];
    let limit = |patience: f64| Identity {
        what: format!("share turned away by Erlang A, patience {patience} stays"),
        theory: blocked,
        found: waiting(&queue::erlang_a(PLACES, LOAD, patience)) / patience / LOAD,
        bound: patience,
    };
    Ok(Family {
        name: "Turned away (Erlang B)",
        rule: format!(
            "The same as patience goes to nothing: {blocked:.4} of arrivals find every place taken and go."
        ),
        source: "Erlang 1917",
        checks: vec![check(Some(NO_PATIENCE), 3, &numbers)?],
        identities: [0.01, 0.000_1].map(limit).to_vec(),
    })
}
