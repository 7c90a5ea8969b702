//! What several alternatives come to, future by future: outcome rows side by side, without their weeks.
//!
//! Decides nothing about the rows: comparing, attributing and searching are the work of whoever takes them.

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use super::arm::{self, Arm, Pairing};
use super::batch::{self, Already, Batches, Next};
use super::results::Failure;
use super::{ExperimentError, Progress, pool};

/// Which futures are played, and how.
#[derive(Clone)]
pub struct Conduct<'a> {
    pub replications: Range<u64>,
    pub seed: u64,
    pub pairing: Pairing,
    /// 0: as many as there are cores.
    pub threads: usize,
    /// Is told of futures: each counts once, however many arms play it.
    pub progress: &'a dyn Progress,
    pub cancel: &'a AtomicBool,
}

/// What became of the futures asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Played {
    /// Futures whose rows were handed over.
    pub completed: u64,
    /// Futures that could not be played in some arm, and so in none.
    pub failures: Vec<Failure>,
}

/// Plays the arms under the same futures and hands over each future's rows, one for each arm, in replication order. A row
/// holds the values of [`super::outcome::columns`] of the arm's subject, NaN where undefined.
///
/// # Errors
/// When the run is cancelled, when every replication fails, or without threads.
pub fn outcomes(
    arms: &[Arm],
    conduct: &Conduct,
    take: &mut dyn FnMut(u64, &[&[f64]]),
) -> Result<Played, ExperimentError> {
    let lanes = arm::lanes(arms, conduct.seed, conduct.pairing);
    let batches = Batches {
        lanes: &lanes,
        replications: conduct.replications.clone(),
        already: Already::NONE,
        look_every: None,
        pool: &pool(conduct.threads)?,
        progress: conduct.progress,
        cancel: conduct.cancel,
    };
    let mut played = Played::default();
    batch::play(&batches, &mut |batch| {
        for (replication, rows) in batch.outcomes() {
            take(replication, &rows);
            played.completed += 1;
        }
        played.failures.extend(batch.failures().cloned());
        Ok(Next::Play)
    })?;
    Ok(played)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::arm::Detail;
    use crate::experiment::outcome;
    use crate::experiment::{Silent, Subject};
    use crate::scenario::LoopName;
    use crate::scenario::document::{Document, Study};

    fn study(plan: Option<&str>) -> Study {
        const TWO_WORKERS: &str = include_str!("../../scenarios/two-workers.toml");
        let document = Document::parse("two-workers.toml", TWO_WORKERS).unwrap();
        let set = [("run.horizon_weeks".to_owned(), "104".to_owned())];
        document.study(plan, &set).unwrap()
    }

    /// Rows by replication, then by arm, of 40 futures.
    fn rows(arms: &[Arm], pairing: Pairing, threads: usize) -> Vec<Vec<Vec<f64>>> {
        let conduct = Conduct {
            replications: 0..40,
            seed: 7,
            pairing,
            threads,
            progress: &Silent,
            cancel: &AtomicBool::new(false),
        };
        let mut rows = Vec::new();
        let played = outcomes(arms, &conduct, &mut |replication, arms| {
            assert_eq!(replication, rows.len() as u64);
            rows.push(arms.iter().map(|row| row.to_vec()).collect());
        });
        assert_eq!(played.unwrap().completed, 40);
        rows
    }

    fn arm<'a>(subject: &'a Subject<'a>, cut: &'a [LoopName]) -> Arm<'a> {
        Arm {
            subject,
            cut,
            twin: true,
            detail: Detail::Outcomes,
        }
    }

    fn column(name: &str) -> usize {
        let columns = outcome::common();
        columns.iter().position(|it| it.name == name).unwrap()
    }

    #[test]
    fn arms_on_one_subject_share_the_twin_that_each_alone_would_have() {
        let study = study(None);
        let subject = Subject::from(&study);
        let cuts = [&[][..], &[LoopName::Hiring], &LoopName::ALL];
        let together = rows(&cuts.map(|cut| arm(&subject, cut)), Pairing::Common, 2);
        for (index, cut) in cuts.into_iter().enumerate() {
            let alone = rows(&[arm(&subject, cut)], Pairing::Common, 1);
            let of = |rows: &[Vec<Vec<f64>>], index: usize| -> Vec<String> {
                rows.iter()
                    .map(|arms| format!("{:?}", arms[index]))
                    .collect()
            };
            assert_eq!(of(&together, index), of(&alone, 0));
        }
        // With all loops cut a future is its own twin.
        let (own, twin) = (column("leavers_count"), column("twin_leavers_count"));
        assert!(together.iter().all(|arms| arms[0][twin] == arms[2][own]));
        assert!(together.iter().any(|arms| arms[0][own] != arms[2][own]));
    }

    #[test]
    fn the_same_futures_meet_every_arm_unless_they_are_to_be_independent() {
        let study = study(None);
        let subject = Subject::from(&study);
        let twice = [arm(&subject, &[]), arm(&subject, &[])];
        let referrals = column("referrals_count");
        let common = rows(&twice, Pairing::Common, 2);
        assert!(
            common
                .iter()
                .all(|arms| arms[0][referrals] == arms[1][referrals])
        );
        let apart = rows(&twice, Pairing::Independent, 2);
        assert!(
            common
                .iter()
                .zip(&apart)
                .all(|(it, other)| it[0][referrals] == other[0][referrals])
        );
        let same = apart
            .iter()
            .filter(|arms| arms[0][referrals] == arms[1][referrals]);
        assert!(same.count() < 20);
    }

    /// Now and then a client comes who changes level without end: that future cannot be played by any arm, and is named.
    #[test]
    fn a_future_that_one_arm_cannot_play_is_left_out_of_all_and_named() {
        const TWO_WORKERS: &str = include_str!("../../scenarios/two-workers.toml");
        const RESTLESS: &str = r#"
[[level]]
name = "here"
kind = "one_to_one"
contact_hours = 0.1
session_hours = 1.0
stay = { dist = "fixed", value = 0.00001 }
next = { there = 0.999999, exit = 0.000001 }

[[level]]
name = "there"
kind = "one_to_one"
contact_hours = 0.1
session_hours = 1.0
stay = { dist = "fixed", value = 0.00001 }
next = { here = 0.999999, exit = 0.000001 }

[[referrals]]
name = "rare"
per_week = 0.005
enter = { here = 1.0 }

"#;
        let set = [("run.horizon_weeks".to_owned(), "104".to_owned())];
        let text = TWO_WORKERS.replace("[initial]", &format!("{RESTLESS}[initial]"));
        let document = Document::parse("restless.toml", &text).unwrap();
        let restless = document.study(None, &set).unwrap();
        let sound = study(None);
        let subjects = [Subject::from(&sound), Subject::from(&restless)];
        let conduct = Conduct {
            replications: 0..20,
            seed: 7,
            pairing: Pairing::Common,
            threads: 2,
            progress: &Silent,
            cancel: &AtomicBool::new(false),
        };
        let mut seen = Vec::new();
        let arms = [arm(&subjects[0], &[]), arm(&subjects[1], &[])];
        let played = outcomes(&arms, &conduct, &mut |replication, _| {
            seen.push(replication)
        });
        let played = played.unwrap();
        let failed: Vec<u64> = played.failures.iter().map(|it| it.replication).collect();
        assert!(!failed.is_empty() && !seen.is_empty());
        assert!(failed.iter().all(|it| !seen.contains(it)), "{failed:?}");
        assert_eq!(failed.len() + seen.len(), 20);
        assert_eq!(played.completed, seen.len() as u64);
        assert!(played.failures[0].to_string().contains("changed level"));
    }
}
