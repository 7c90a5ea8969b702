//! The feedback loops: from what gave in the working week to the speeds of the next step's countdowns (DESIGN 2.6).
//!
//! Decides speeds and strain, nothing else. Each loop has a strength s in [0, 1]; at 0 its speed is 1. With
//! x = (strain - reference) / (1 - reference) a speed is 1 at the reference, and below it the loop runs the virtuous way.

use super::clients::Pace;
use super::traits::Traits;
use super::week::{CLIENT_ADMIN, CONTACT, CRISIS, GROUP_ADMIN, Hands, WELLBEING};
use super::worker::Worker;
use crate::scenario::{Disengagement, Loops, Slowing, Strain};

/// Effect of strain on a worker's countdowns: `(tenure speed, factor on the sick-leave rate)`.
pub fn strain_speeds(loops: &Loops, factors: &StepFactors, strain: f64) -> (f64, f64) {
    let Some(state) = &loops.strain else {
        return (1.0, 1.0);
    };
    let x = (strain - state.reference) / (1.0 - state.reference);
    // at_full^(s x), its logarithm prepared.
    let power = |log: f64| if log == 0.0 { 1.0 } else { libm::exp(log * x) };
    (power(factors.log_quits), power(factors.log_absence))
}

/// Tenure speed from pressure: `overload`.
pub fn overload_speed(loops: &Loops, demanded: f64, available: f64) -> f64 {
    match &loops.overload {
        Some(it) if it.strength > 0.0 && demanded > 0.0 => {
            if available <= 0.0 {
                return it.max_speed;
            }
            let excess = demanded / available - 1.0;
            if excess <= 0.0 {
                return 1.0;
            }
            libm::exp(it.strength * it.sensitivity * excess).min(it.max_speed)
        }
        _ => 1.0,
    }
}

/// Speed of a countdown that slows when a part of the week is not delivered: `hiring`, `onboarding`.
pub fn slowing_speed(slowing: Option<&Slowing>, delivered: impl Fn() -> f64) -> f64 {
    slowing.map_or(1.0, |it| {
        1.0 - it.strength * (1.0 - it.slowest) * (1.0 - delivered())
    })
}

/// Pace of clients whose contact was delivered to a share: `care`, `disengagement`.
pub fn care_pace(loops: &Loops, delivered: f64) -> Pace {
    let cared_for = loops.care.as_ref().map_or(Pace::USUAL, |it| Pace {
        stay: (1.0 - it.strength * (1.0 - delivered)).max(it.slowest),
        worse: it.strength * it.worse_per_week * (1.0 - delivered),
        lost: 0.0,
    });
    Pace {
        lost: loops
            .disengagement
            .as_ref()
            .map_or(0.0, |it| loss(it, delivered)),
        ..cared_for
    }
}

/// Rate of breaking off [1/week]: `per_week` x `at_none`^(s (1 - delivered)).
fn loss(rule: &Disengagement, delivered: f64) -> f64 {
    let missed = rule.strength * (1.0 - delivered);
    let factor = if missed > 0.0 {
        libm::pow(rule.at_none, missed)
    } else {
        1.0
    };
    rule.per_week * factor
}

/// Tenure speed of a team whose owner's presence came to a share of what it asks, times what her presence does: `presence`.
pub fn presence_speed(loops: &Loops, presence: f64) -> f64 {
    match &loops.presence {
        Some(it) if it.strength > 0.0 => {
            libm::exp(it.strength * libm::log(it.quits_at_none) * (1.0 - presence))
        }
        Some(_) | None => 1.0,
    }
}

/// Demand for rework [h/week] that a backlog [h] makes: `records`.
pub fn rework(loops: &Loops, backlog: f64) -> f64 {
    loops
        .records
        .as_ref()
        .map_or(0.0, |it| it.strength * it.interest_per_week * backlog)
}

/// The backlog after a step: it fades, undone administration joins it, spare hours work it off [h].
pub fn backlog_after(backlog: f64, undone: f64, spare: f64, factors: &StepFactors) -> f64 {
    (backlog * factors.fade + undone - spare).max(0.0)
}

/// Factors of one step that do not change: computed once.
#[derive(Debug, Clone, Copy)]
pub struct StepFactors {
    /// Share of the way to its target that strain goes in a step, up and down.
    pub rise: f64,
    pub recover: f64,
    /// Share of a backlog that is left after a step's fading.
    pub fade: f64,
    /// Strength x ln(factor at full strain) of `burnout` and of `absence`.
    log_quits: f64,
    log_absence: f64,
    /// Supervision that is asked, over what is full [-].
    supervision: f64,
}

impl StepFactors {
    /// `step` in weeks.
    pub fn new(loops: &Loops, step: f64) -> Self {
        let way = |weeks: f64| {
            if weeks > 0.0 {
                1.0 - libm::exp(-step / weeks)
            } else {
                1.0
            }
        };
        let (rise, recover) = loops
            .strain
            .as_ref()
            .map_or((0.0, 0.0), |it| (way(it.rise_weeks), way(it.recover_weeks)));
        let fade = loops
            .records
            .as_ref()
            .map_or(1.0, |it| 1.0 - way(it.fade_weeks));
        StepFactors {
            rise,
            recover,
            fade,
            log_quits: loops
                .burnout
                .as_ref()
                .map_or(0.0, |it| it.strength * libm::log(it.quits_at_full)),
            log_absence: loops
                .absence
                .as_ref()
                .map_or(0.0, |it| it.strength * libm::log(it.absence_at_full)),
            supervision: 0.0,
        }
    }

    /// The same with supervision [h/week per full-time worker].
    pub fn with_supervision(self, loops: &Loops, hours: f64) -> Self {
        let full = loops.strain.as_ref().map(|it| it.supervision_full_hours);
        StepFactors {
            supervision: full.map_or(0.0, |full| hours / full),
            ..self
        }
    }
}

/// What a step's week brings to one worker.
#[derive(Debug, Clone, Copy)]
pub struct Felt<'a> {
    pub hands: &'a Hands,
    /// Share of the week that is hers: 1 of her own, less of a pooled team's.
    pub share: f64,
    pub overtime_max: f64,
    pub traits: Traits,
}

/// Strain after a step. Emotional hours and abuse make strain by the worker's sensitivity; what of the former stays at work
/// makes none, and supervision takes a share of both away (A39). What was not delivered or not worked makes none (A13).
pub fn strain_after(strain: f64, rules: &Strain, felt: &Felt, factors: &StepFactors) -> f64 {
    let Felt { hands, share, .. } = *felt;
    let overtime = if felt.overtime_max > 0.0 && hands.available > 0.0 {
        hands.overtime / (felt.overtime_max * hands.available)
    } else {
        0.0
    };
    // Emotional hours are those worked: what was delivered of the contact asked.
    let contact = hands.worked(CONTACT);
    let invested = hands.emotional * contact * (1.0 - felt.traits.boundaries);
    let emotional = invested + hands.given[CRISIS];
    let wellbeing = hands.delivered(WELLBEING);
    let supervised = (factors.supervision * wellbeing).min(1.0);
    let left = 1.0 - rules.supervision_restores * supervised;
    let felt_as = |weight: f64, hours: f64| {
        let hours = hours * felt.traits.sensitivity * left;
        weight * rules.sensitivity * share * hours / rules.emotional_norm_hours
    };
    let target = rules.w_overtime * overtime
        + rules.w_wellbeing * (1.0 - wellbeing)
        + felt_as(rules.w_emotional, emotional)
        + felt_as(rules.w_abuse, hands.abuse * contact);
    let target = target.clamp(0.0, 1.0);
    let way = if target > strain {
        factors.rise
    } else {
        factors.recover
    };
    strain + way * (target - strain)
}

/// Share of the way to a target that is gone at a speed, where `way` of it is gone at speed 1.
fn slower(way: f64, speed: f64) -> f64 {
    1.0 - libm::pow(1.0 - way, speed)
}

impl Worker {
    /// What a step's week does to a worker: `share` of it is hers, 1 of her own, less of a pooled team's; `step` in weeks.
    pub fn feel(
        &mut self,
        loops: &Loops,
        factors: &StepFactors,
        overtime_max: f64,
        hands: &Hands,
        share: f64,
        step: f64,
    ) {
        if let Some(rules) = &loops.strain {
            let before = self.strain;
            let felt = Felt {
                hands,
                share,
                overtime_max,
                traits: self.traits,
            };
            self.strain = strain_after(before, rules, &felt, factors);
            if self.strain > before && self.learned.strain_rise != 1.0 {
                self.strain = before
                    + slower(factors.rise, self.learned.strain_rise) / factors.rise
                        * (self.strain - before);
            }
        }
        if loops.records.is_some() {
            let undone = |part: usize| hands.asked[part] - hands.given[part];
            let undone = (undone(CLIENT_ADMIN) + undone(GROUP_ADMIN)) * share * step;
            self.backlog = backlog_after(self.backlog, undone, hands.spare * share * step, factors);
        }
        (self.tenure_speed, self.sickness_speed) = strain_speeds(loops, factors, self.strain);
        self.tenure_speed *= overload_speed(loops, hands.demanded, hands.available);
        self.tenure_speed *= self.learned.tenure;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Absence, Burnout, Care, Disengagement, Overload, Presence, Records};

    fn loops(strength: f64) -> Loops {
        Loops {
            strain: Some(Strain {
                reference: 0.2,
                rise_weeks: 13.0,
                recover_weeks: 26.0,
                w_overtime: 0.3,
                w_wellbeing: 0.5,
                w_emotional: 0.2,
                emotional_norm_hours: 15.0,
                sensitivity: 1.0,
                w_abuse: 0.0,
                supervision_restores: 0.0,
                supervision_full_hours: 1.0,
            }),
            burnout: Some(Burnout {
                strength,
                quits_at_full: 1.57,
            }),
            absence: Some(Absence {
                strength,
                absence_at_full: 1.5,
            }),
            overload: Some(Overload {
                strength,
                sensitivity: 3.0,
                max_speed: 20.0,
            }),
            hiring: Some(Slowing {
                strength,
                slowest: 0.4,
            }),
            onboarding: Some(Slowing {
                strength,
                slowest: 0.4,
            }),
            records: Some(Records {
                strength,
                interest_per_week: 0.03,
                fade_weeks: 52.0,
            }),
            care: Some(Care {
                strength,
                slowest: 0.3,
                worse_per_week: 0.03,
            }),
            presence: Some(Presence {
                strength,
                quits_at_none: 2.0,
            }),
            disengagement: Some(Disengagement {
                strength,
                per_week: 0.01,
                at_none: 4.0,
                exit: None,
            }),
        }
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
    }

    #[test]
    fn strain_multiplies_quitting_and_absence_as_stated_at_full_and_by_one_at_the_reference() {
        let at = |strain| strain_speeds(&loops(1.0), &StepFactors::new(&loops(1.0), 1.0), strain);
        close(at(0.2).0, 1.0);
        close(at(0.2).1, 1.0);
        close(at(1.0).0, 1.57);
        close(at(1.0).1, 1.5);
        assert!(
            at(0.0).0 < 1.0,
            "below the reference the loop runs the virtuous way"
        );
    }

    #[test]
    fn every_loop_of_strength_zero_leaves_every_speed_at_one() {
        let cut = loops(0.0);
        assert_eq!(
            strain_speeds(&cut, &StepFactors::new(&cut, 1.0), 0.9),
            (1.0, 1.0)
        );
        assert_eq!(overload_speed(&cut, 90.0, 40.0), 1.0);
        assert_eq!(slowing_speed(cut.hiring.as_ref(), || 0.0), 1.0);
        assert_eq!(care_pace(&cut, 0.0).stay, 1.0);
        assert_eq!(care_pace(&cut, 0.0).worse, 0.0);
        assert_eq!(
            care_pace(&cut, 0.0).lost,
            0.01,
            "the rate at full contact stays"
        );
        assert_eq!(rework(&cut, 100.0), 0.0);
        assert_eq!(presence_speed(&cut, 0.0), 1.0);
    }

    #[test]
    fn presence_keeps_a_team_and_its_absence_empties_it_at_the_stated_factor() {
        let it = loops(1.0);
        close(presence_speed(&it, 0.0), 2.0);
        close(presence_speed(&it, 1.0), 1.0);
        close(presence_speed(&it, 1.5), (0.5f64).sqrt());
    }

    #[test]
    fn hiring_slows_in_a_straight_line_to_its_slowest() {
        let it = loops(1.0);
        close(slowing_speed(it.hiring.as_ref(), || 1.0), 1.0);
        close(slowing_speed(it.hiring.as_ref(), || 0.5), 0.7);
        close(slowing_speed(it.hiring.as_ref(), || 0.0), 0.4);
    }

    #[test]
    fn overload_is_capped_and_has_its_cap_without_hours() {
        let it = loops(1.0);
        close(overload_speed(&it, 30.0, 40.0), 1.0);
        close(overload_speed(&it, 50.0, 40.0), (0.75f64).exp());
        close(overload_speed(&it, 400.0, 40.0), 20.0);
        close(overload_speed(&it, 1.0, 0.0), 20.0);
        close(overload_speed(&it, 0.0, 0.0), 1.0);
    }

    #[test]
    fn care_slows_stays_to_its_slowest_and_makes_worse() {
        let pace = care_pace(&loops(1.0), 0.6);
        close(pace.stay, 0.6);
        close(pace.worse, 0.012);
        close(care_pace(&loops(1.0), 0.0).stay, 0.3);
    }

    fn felt(hands: &Hands) -> Felt<'_> {
        Felt {
            hands,
            share: 1.0,
            overtime_max: 0.1,
            traits: Traits::ALIKE,
        }
    }

    /// 10 h invested, 4 h of abuse, 3 h of crisis against a measure of 15: (0.2 x (10 x 0.6 + 3) + 0.5 x 4) x 1.5 / 15 of strain, of
    /// which supervision of three quarters of the full measure takes 0.4 x 0.75 away.
    #[test]
    fn emotional_hours_and_abuse_make_strain_at_any_caseload_and_boundaries_and_supervision_take_it_away()
     {
        let rules = Strain {
            w_abuse: 0.5,
            supervision_restores: 0.4,
            rise_weeks: 1e-9,
            recover_weeks: 1e-9,
            ..loops(1.0).strain.unwrap()
        };
        let loops = Loops {
            strain: Some(rules.clone()),
            ..loops(1.0)
        };
        let mut hands = Hands {
            available: 40.0,
            emotional: 10.0,
            abuse: 4.0,
            ..Hands::default()
        };
        hands.given[CRISIS] = 3.0;
        let factors = StepFactors::new(&loops, 1.0);
        let traits = Traits {
            sensitivity: 1.5,
            boundaries: 0.4,
            ..Traits::ALIKE
        };
        let of = |factors: &StepFactors, traits: Traits| {
            let felt = Felt {
                traits,
                ..felt(&hands)
            };
            strain_after(0.2, &rules, &felt, factors)
        };
        let target = (0.2 * (10.0 * 0.6 + 3.0) + 0.5 * 4.0) * 1.5 / 15.0;
        close(of(&factors, traits), target);
        let supervised = factors.with_supervision(&loops, 0.75);
        close(of(&supervised, traits), target * (1.0 - 0.4 * 0.75));
        let full = factors.with_supervision(&loops, 3.0);
        close(of(&full, traits), target * 0.6);
        close(of(&factors, Traits::ALIKE), (0.2 * 13.0 + 0.5 * 4.0) / 15.0);
    }

    #[test]
    fn clients_break_off_by_a_power_of_the_contact_they_miss() {
        close(care_pace(&loops(1.0), 1.0).lost, 0.01);
        close(care_pace(&loops(1.0), 0.5).lost, 0.02);
        close(care_pace(&loops(1.0), 0.0).lost, 0.04);
        close(care_pace(&loops(0.5), 0.0).lost, 0.02);
    }

    #[test]
    fn strain_moves_to_its_target_exponentially_faster_up_than_down() {
        let rules = loops(1.0).strain.unwrap();
        let factors = StepFactors::new(&loops(1.0), 1.0);
        let mut hands = Hands {
            available: 40.0,
            overtime: 4.0,
            ..Hands::default()
        };
        hands.asked[WELLBEING] = 5.0;
        // Full overtime and no wellbeing: target 0.8.
        close(
            strain_after(0.2, &rules, &felt(&hands), &factors),
            0.8 - 0.6 * (-1.0f64 / 13.0).exp(),
        );
        let rested = Hands {
            available: 40.0,
            ..Hands::default()
        };
        close(
            strain_after(0.2, &rules, &felt(&rested), &factors),
            0.2 * (-1.0f64 / 26.0).exp(),
        );
    }
}
