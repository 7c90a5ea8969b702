//! The working week: what the work asks, what there is, and what gives (DESIGN 2.5).
//!
//! Every feedback loop of the model goes through here and nowhere else. Decides, in this order:
//! 1. cover: the sick share of a colleague's work for clients falls on those present, by available hours;
//! 2. support: what support roles supply comes off, by part (`support`);
//! 3. sharing: spare hours go to colleagues who are short;
//! 4. overtime, up to its maximum;
//! 5. squeeze: parts give in the stated order down to their floors, then all without a floor alike, floors last.
//!
//! Does not know who a worker is, what a loop does with the result, or what is a breach. All hours are per week [h/week].

use super::service::WeekPlan;
use crate::scenario::Part;

/// Hours by part of the week, in the order of [`Part::ALL`] [h/week].
pub type Parts = [f64; Part::COUNT];

/// No hours at all.
pub const NO_HOURS: Parts = [0.0; Part::COUNT];

pub const CONTACT: usize = Part::Contact as usize;
pub const TRAVEL: usize = Part::Travel as usize;
pub const CRISIS: usize = Part::Crisis as usize;
pub const CLIENT_ADMIN: usize = Part::ClientAdmin as usize;
pub const GROUP_ADMIN: usize = Part::GroupAdmin as usize;
pub const PRESENCE: usize = Part::Presence as usize;
pub const HIRING: usize = Part::Hiring as usize;
pub const ONBOARDING: usize = Part::Onboarding as usize;
pub const TRAINING: usize = Part::Training as usize;
pub const REWORK: usize = Part::Rework as usize;
pub const WELLBEING: usize = Part::Wellbeing as usize;

/// Parts that are work for clients: they are covered when their worker is sick (A7).
pub const FOR_CLIENTS: [usize; 5] = [CONTACT, TRAVEL, CRISIS, CLIENT_ADMIN, GROUP_ADMIN];

/// Parts that the site asks for as a whole: a vacancy's hiring and a starter's induction are nobody's own (A12).
pub const FOR_THE_SITE: [usize; 2] = [HIRING, ONBOARDING];

/// Hours below which a shortage is rounding [h/week].
const NOTHING: f64 = 1e-9;

/// One worker's week, or a pooled team's.
#[derive(Debug, Clone, Default)]
pub struct Hands {
    /// Full time x EFT x attendance x induction [h/week].
    pub available: f64,
    /// Share of the step lost to sickness, 0 to 1.
    pub sick: f64,
    /// Whether a starter can be inducted here: by an experienced worker.
    pub experienced: bool,
    /// Work wanted by part; after [`cover`] with colleagues' work in it, without own work that others cover, and after support
    /// without what support does.
    pub asked: Parts,
    /// Work that support roles do, by part; 0 where there are none.
    pub supported: Parts,
    /// Emotional hours of the work for clients [h/week], covered and supported like it.
    pub emotional: f64,
    /// Hours of abuse taken in it [h/week], covered like it.
    pub abuse: f64,
    /// Contact of own clients as asked, before cover [h/week].
    pub own_contact: f64,
    /// Share of that which stays with this worker, 0 to 1.
    pub own_share: f64,
    /// Work done by part, at most `asked`.
    pub given: Parts,
    /// Work wanted in all, after cover [h/week].
    pub demanded: f64,
    /// Hours worked beyond the available ones.
    pub overtime: f64,
    /// Hours received from colleagues, above 0, or given to them, below 0.
    pub shared: f64,
    /// Hours left over.
    pub spare: f64,
}

impl Hands {
    /// Delivered share of a part, by whomever; 1 without demand.
    pub fn delivered(&self, part: usize) -> f64 {
        let wanted = self.asked[part] + self.supported[part];
        if wanted > 0.0 {
            (self.given[part] + self.supported[part]) / wanted
        } else {
            1.0
        }
    }

    /// Share of a part that was done of what was left of it after support; 1 without any.
    pub fn worked(&self, part: usize) -> f64 {
        if self.asked[part] > 0.0 {
            self.given[part] / self.asked[part]
        } else {
            1.0
        }
    }
}

/// Moves the sick share of everyone's work for clients to the colleagues present, by available hours (A7).
///
/// With no colleague present it stays where it is, to be left undone.
pub fn cover(team: &mut [Hands]) {
    let mut sick = 0.0;
    for hands in team.iter_mut() {
        hands.own_contact = hands.asked[CONTACT];
        hands.own_share = 1.0;
        sick += hands.sick;
    }
    if sick <= 0.0 {
        return;
    }
    let present: f64 = team.iter().map(|hands| hands.available).sum();
    // Work to cover per available hour of all, and what each worker's own part of that is, which she does not cover herself.
    let mut load = [0.0; FOR_CLIENTS.len()];
    let (mut emotional, mut abuse) = (0.0, 0.0);
    for hands in team.iter_mut().filter(|hands| hands.sick > 0.0) {
        let others = present - hands.available;
        if others > NOTHING {
            hands.own_share = 1.0 - hands.sick;
            for (slot, part) in FOR_CLIENTS.into_iter().enumerate() {
                load[slot] += hands.sick * hands.asked[part] / others;
            }
            emotional += hands.sick * hands.emotional / others;
            abuse += hands.sick * hands.abuse / others;
        }
    }
    for hands in team.iter_mut() {
        let lost = 1.0 - hands.own_share;
        let others = (present - hands.available).max(NOTHING);
        for (slot, part) in FOR_CLIENTS.into_iter().enumerate() {
            let own = hands.asked[part];
            hands.asked[part] =
                own - lost * own + hands.available * (load[slot] - lost * own / others);
        }
        let own = hands.emotional;
        hands.emotional = own - lost * own + hands.available * (emotional - lost * own / others);
        let own = hands.abuse;
        hands.abuse = own - lost * own + hands.available * (abuse - lost * own / others);
    }
}

/// Hours of all parts, added up in pairs: twice as fast as one by one.
fn hours(parts: &Parts) -> f64 {
    let (pairs, _) = parts.as_chunks::<2>();
    let [even, odd] = pairs
        .iter()
        .fold([0.0; 2], |sum, pair| [sum[0] + pair[0], sum[1] + pair[1]]);
    even + odd
}

/// Shares, works overtime and squeezes: fills `given`, `overtime`, `shared` and `spare` from `asked` and `available`.
pub fn work(team: &mut [Hands], rules: &WeekPlan) {
    let (mut spare, mut short) = (0.0, 0.0);
    for hands in team.iter_mut() {
        hands.demanded = hours(&hands.asked);
        hands.spare = hands.available - hands.demanded;
        hands.shared = 0.0;
        hands.overtime = 0.0;
        if hands.spare >= 0.0 {
            spare += hands.spare;
        } else {
            short -= hands.spare;
        }
        hands.given = hands.asked;
    }
    if short <= NOTHING {
        team.iter_mut()
            .for_each(|hands| hands.spare = hands.spare.max(0.0));
        return;
    }
    let pot = (rules.sharing * spare).min(short);
    for hands in team.iter_mut() {
        if hands.spare >= 0.0 {
            if spare > 0.0 {
                hands.shared = -pot * hands.spare / spare;
                hands.spare += hands.shared;
            }
            continue;
        }
        let mut missing = -hands.spare;
        hands.spare = 0.0;
        hands.shared = pot * missing / short;
        // Where the pot covers all shortage, rounding must not leave overtime below 0.
        missing = (missing - hands.shared).max(0.0);
        hands.overtime = missing.min(rules.overtime_max * hands.available);
        missing -= hands.overtime;
        if missing > NOTHING {
            squeeze(hands, missing, rules);
        }
    }
}

/// Takes missing hours from the parts in the stated order.
fn squeeze(hands: &mut Hands, mut missing: f64, rules: &WeekPlan) {
    for part in rules.squeeze.iter().copied() {
        let soft = bundle(&hands.given, part) * (1.0 - rules.floors[part]);
        if soft > 0.0 {
            let cut = missing.min(soft);
            let kept = 1.0 - cut / bundle(&hands.given, part);
            keep(&mut hands.given, part, kept);
            missing -= cut;
            if missing <= NOTHING {
                return;
            }
        }
    }
    // All that has no floor and was not listed, alike; then the floors, alike.
    let soft: f64 = rules
        .unlisted
        .iter()
        .map(|part| bundle(&hands.given, *part) * (1.0 - rules.floors[*part]))
        .sum();
    if soft > 0.0 {
        let share = (missing / soft).min(1.0);
        for part in rules.unlisted.iter().copied() {
            keep(
                &mut hands.given,
                part,
                1.0 - share * (1.0 - rules.floors[part]),
            );
        }
        missing -= share * soft;
    }
    let rest = hours(&hands.given);
    if missing > NOTHING && rest > 0.0 {
        let kept = (1.0 - missing / rest).max(0.0);
        hands.given.iter_mut().for_each(|hours| *hours *= kept);
    }
}

/// Hours that a cut of a part frees: travel goes with the sessions it is for (A14).
fn bundle(given: &Parts, part: usize) -> f64 {
    if part == CONTACT {
        given[CONTACT] + given[TRAVEL]
    } else {
        given[part]
    }
}

fn keep(given: &mut Parts, part: usize, share: f64) {
    given[part] *= share;
    if part == CONTACT {
        given[TRAVEL] *= share;
    }
}

/// Share of each owner's contact that was delivered, by whoever delivered it; 1 without demand. One entry per worker.
pub fn contact_delivered(team: &[Hands], shares: &mut Vec<f64>) {
    let present: f64 = team.iter().map(|hands| hands.available).sum();
    let done: f64 = team
        .iter()
        .map(|hands| hands.available * hands.delivered(CONTACT))
        .sum();
    shares.clear();
    shares.extend(team.iter().map(|hands| {
        let own = hands.delivered(CONTACT);
        if hands.own_contact <= 0.0 {
            return 1.0;
        }
        let others = present - hands.available;
        if hands.own_share >= 1.0 || others <= NOTHING {
            return own;
        }
        let covered = (done - hands.available * own) / others;
        hands.own_share * own + (1.0 - hands.own_share) * covered
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> WeekPlan {
        WeekPlan {
            full_time_hours: 40.0,
            fixed: [0.0; Part::COUNT],
            fixed_hours: 0.0,
            supervision_hours: 0.0,
            admin_share: 0.5,
            overtime_max: 0.1,
            sharing: 0.5,
            squeeze: vec![WELLBEING, CLIENT_ADMIN, CONTACT],
            unlisted: vec![CRISIS, HIRING],
            floors: {
                let mut floors = [0.0; Part::COUNT];
                floors[CLIENT_ADMIN] = 0.3;
                floors
            },
        }
    }

    fn hands(available: f64, asked: &[(usize, f64)]) -> Hands {
        let mut hands = Hands {
            available,
            ..Hands::default()
        };
        asked
            .iter()
            .for_each(|(part, hours)| hands.asked[*part] = *hours);
        hands
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
    }

    #[test]
    fn a_week_with_room_delivers_everything_and_leaves_the_rest_spare() {
        let mut team = [hands(40.0, &[(CONTACT, 20.0), (WELLBEING, 5.0)])];
        cover(&mut team);
        work(&mut team, &rules());
        close(team[0].spare, 15.0);
        assert_eq!(team[0].given, team[0].asked);
        close(team[0].overtime, 0.0);
    }

    #[test]
    fn a_short_week_takes_overtime_first_and_then_cuts_in_the_stated_order() {
        // 60 asked of 40: 4 overtime, 16 to cut: 5 wellbeing, 7 of 10 administration (floor 0.3), then 4 of contact and travel.
        let asked = [
            (CONTACT, 30.0),
            (TRAVEL, 15.0),
            (CLIENT_ADMIN, 10.0),
            (WELLBEING, 5.0),
        ];
        let mut team = [hands(40.0, &asked)];
        cover(&mut team);
        work(&mut team, &rules());
        close(team[0].overtime, 4.0);
        close(team[0].given[WELLBEING], 0.0);
        close(team[0].given[CLIENT_ADMIN], 3.0);
        close(team[0].given[CONTACT], 30.0 * 41.0 / 45.0);
        close(team[0].given[TRAVEL], 15.0 * 41.0 / 45.0);
        close(team[0].given.iter().sum::<f64>(), 44.0);
    }

    #[test]
    fn floors_give_last() {
        let mut team = [hands(
            1.0,
            &[(CONTACT, 10.0), (CLIENT_ADMIN, 10.0), (HIRING, 2.0)],
        )];
        cover(&mut team);
        work(&mut team, &rules());
        close(team[0].given[CONTACT], 0.0);
        close(team[0].given[HIRING], 0.0);
        close(team[0].given[CLIENT_ADMIN], 1.1);
    }

    #[test]
    fn half_the_spare_hours_go_to_those_who_are_short_before_overtime() {
        let mut team = [
            hands(40.0, &[(CONTACT, 30.0)]),
            hands(40.0, &[(CONTACT, 43.0)]),
            hands(40.0, &[(CONTACT, 47.0)]),
        ];
        cover(&mut team);
        work(&mut team, &rules());
        close(team[0].shared, -5.0);
        close(team[0].spare, 5.0);
        close(team[1].shared, 1.5);
        close(team[2].shared, 3.5);
        close(team[1].overtime, 1.5);
        close(team[2].overtime, 3.5);
        close(team[2].given[CONTACT], 47.0);
    }

    #[test]
    fn a_sick_colleagues_work_for_clients_falls_on_those_present_and_none_is_lost() {
        let mut team = [
            hands(20.0, &[(CONTACT, 10.0), (WELLBEING, 2.5)]),
            hands(40.0, &[(CONTACT, 12.0)]),
            hands(20.0, &[]),
        ];
        team[0].sick = 0.5;
        (team[0].emotional, team[0].abuse) = (6.0, 3.0);
        cover(&mut team);
        close(team[1].emotional, 3.0 * 40.0 / 60.0);
        close(team.iter().map(|hands| hands.emotional).sum(), 6.0);
        close(team.iter().map(|hands| hands.abuse).sum(), 3.0);
        close(team[0].asked[CONTACT], 5.0);
        close(team[0].asked[WELLBEING], 2.5);
        close(team[1].asked[CONTACT], 12.0 + 5.0 * 40.0 / 60.0);
        close(team[2].asked[CONTACT], 5.0 * 20.0 / 60.0);
        work(&mut team, &rules());
        let mut shares = Vec::new();
        contact_delivered(&team, &mut shares);
        assert_eq!(shares, vec![1.0; 3]);
    }

    #[test]
    fn nobody_present_leaves_the_sick_share_undone() {
        let mut team = [hands(0.0, &[(CONTACT, 10.0)])];
        team[0].sick = 1.0;
        cover(&mut team);
        work(&mut team, &rules());
        let mut shares = Vec::new();
        contact_delivered(&team, &mut shares);
        assert_eq!(shares, vec![0.0]);
        close(team[0].demanded, 10.0);
    }

    #[test]
    fn an_owners_delivered_share_mixes_own_and_covered_hours() {
        let mut team = [
            hands(20.0, &[(CONTACT, 20.0)]),
            hands(10.0, &[(CONTACT, 12.0)]),
        ];
        team[0].sick = 0.5;
        cover(&mut team);
        work(
            &mut team,
            &WeekPlan {
                sharing: 0.0,
                overtime_max: 0.0,
                ..rules()
            },
        );
        // Colleague: 12 + 10 asked of 10 hours: 10/22 delivered. Own half is delivered whole.
        let mut shares = Vec::new();
        contact_delivered(&team, &mut shares);
        close(shares[0], 0.5 + 0.5 * 10.0 / 22.0);
        close(shares[1], 10.0 / 22.0);
    }
}
