//! Where the hours between two quarters went: what the service lost of them, and what more was asked.
//!
//! Pressure is hours asked over hours there. Between any two windows the change of `asked - available` is exactly the sum
//! over [`Cause::ALL`]: funded hours less the empty, the inducting and the sick ones are the available hours.

use crate::model::journal::Journal;
use crate::model::watch::Hours;
use crate::scenario::Part;

/// Why a week grew tighter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Fewer hours are funded.
    Posts,
    /// More hours of posts without a worker.
    Vacant,
    /// More hours not yet there of those who are being inducted.
    Inducting,
    Sick,
    /// More contact, travel and administration for clients.
    Clients,
    /// More crises of clients and teams, emergencies among them.
    Crises,
    /// More time lost to records left undone.
    Rework,
    /// More hiring and inducting to do.
    Hiring,
    /// More fixed hours of those in post.
    Own,
}

impl Cause {
    pub const ALL: [Cause; 9] = [
        Cause::Posts,
        Cause::Vacant,
        Cause::Inducting,
        Cause::Sick,
        Cause::Clients,
        Cause::Crises,
        Cause::Rework,
        Cause::Hiring,
        Cause::Own,
    ];

    fn of_part(part: Part) -> Cause {
        match part {
            Part::Contact | Part::Travel | Part::ClientAdmin | Part::GroupAdmin => Cause::Clients,
            Part::Crisis => Cause::Crises,
            Part::Rework => Cause::Rework,
            Part::Hiring | Part::Onboarding => Cause::Hiring,
            Part::Relationships | Part::Presence | Part::Training | Part::Wellbeing => Cause::Own,
        }
    }

    /// Hours by which a week with these hours is tighter for this cause alone [h/week].
    fn hours(self, of: &Hours) -> f64 {
        match self {
            Cause::Posts => -of.funded,
            Cause::Vacant => of.vacant,
            Cause::Inducting => of.inducting,
            Cause::Sick => of.sick,
            Cause::Clients | Cause::Crises | Cause::Rework | Cause::Hiring | Cause::Own => {
                Part::ALL
                    .into_iter()
                    .filter(|part| Cause::of_part(*part) == self)
                    .map(|part| of.asked[part as usize])
                    .sum()
            }
        }
    }
}

/// The change between two windows, by cause [h/week]: above 0 where the week grew tighter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance([f64; Cause::ALL.len()]);

impl Balance {
    /// From one mean week to another.
    pub fn between(from: &Hours, to: &Hours) -> Self {
        Balance(Cause::ALL.map(|cause| cause.hours(to) - cause.hours(from)))
    }

    /// Hours a week by which the week is tighter in all; below 0 where it is easier.
    pub fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    /// Change for one cause [h/week].
    pub fn of(&self, cause: Cause) -> f64 {
        self.0[cause as usize]
    }

    /// The causes that make the week tighter, the strongest first: up to `most`, each at least a tenth of all that tightens it.
    pub fn tightening(&self, most: usize) -> Vec<(Cause, f64)> {
        self.strongest(most, 1.0)
    }

    /// The causes that ease the week, the strongest first, as hours gained.
    pub fn easing(&self, most: usize) -> Vec<(Cause, f64)> {
        self.strongest(most, -1.0)
    }

    fn strongest(&self, most: usize, sign: f64) -> Vec<(Cause, f64)> {
        let all = Cause::ALL.into_iter().zip(self.0.map(|hours| sign * hours));
        let mut found: Vec<(Cause, f64)> = all.filter(|it| it.1 > 0.0).collect();
        let whole: f64 = found.iter().map(|it| it.1).sum();
        found.retain(|it| it.1 >= 0.1 * whole);
        found.sort_by(|one, other| other.1.total_cmp(&one.1));
        found.truncate(most);
        found
    }
}

/// The mean week of up to `weeks` weeks that end with one; `None` without any.
pub fn mean_week(journal: &Journal, last: usize, weeks: usize) -> Option<Hours> {
    let from = (last + 1).saturating_sub(weeks);
    let window = journal.weeks.get(from..=last)?;
    let mut sum = Hours::default();
    for week in window {
        sum.add(&week.hours, 1.0 / window.len() as f64);
    }
    (!window.is_empty()).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(vacant: f64, inducting: f64, contact: f64) -> Hours {
        let mut hours = Hours {
            funded: 80.0,
            vacant,
            inducting,
            sick: 2.0,
            available: 80.0 - vacant - inducting - 2.0,
            ..Hours::default()
        };
        hours.asked[Part::Contact as usize] = contact;
        hours
    }

    #[test]
    fn the_causes_add_up_to_the_change_of_what_is_asked_beyond_what_is_there() {
        let (calm, tight) = (hours(0.0, 4.0, 60.0), hours(40.0, 0.0, 71.0));
        let balance = Balance::between(&calm, &tight);
        let excess = |it: &Hours| it.demanded() - it.available;
        assert!((balance.total() - (excess(&tight) - excess(&calm))).abs() < 1e-9);
        assert_eq!(
            balance.tightening(3),
            [(Cause::Vacant, 40.0), (Cause::Clients, 11.0)]
        );
        assert_eq!(balance.easing(3), [(Cause::Inducting, 4.0)]);
    }

    #[test]
    fn crises_are_not_counted_as_work_for_clients() {
        let calm = hours(0.0, 4.0, 60.0);
        let mut tight = calm;
        tight.asked[Part::Crisis as usize] += 9.0;
        let balance = Balance::between(&calm, &tight);
        assert_eq!(balance.tightening(3), [(Cause::Crises, 9.0)]);
    }

    #[test]
    fn a_cause_below_a_tenth_of_the_whole_is_not_named() {
        let balance = Balance::between(&hours(0.0, 0.0, 60.0), &hours(40.0, 0.0, 63.0));
        assert_eq!(balance.tightening(3), [(Cause::Vacant, 40.0)]);
    }
}
