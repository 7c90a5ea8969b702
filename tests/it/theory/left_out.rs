//! What the need by hours leaves out and what changes save of it, against plain arithmetic.

use super::exits::whole;
use crate::support::*;
use plimsoll::model::metric::{Columns, Raw, registry};
use plimsoll::model::record::Record;
use plimsoll::scenario::{Change, Hiring, OwnMaking, Part, Scenario, Shock, Strikes, Team};
use plimsoll::units::WEEKS_PER_YEAR;

/// A metric in a week.
fn in_week(scenario: &Scenario, record: &Record, week: usize, name: &str) -> f64 {
    let metrics = registry(scenario);
    let metric = metrics.iter().find(|it| it.name == name);
    record.weekly(
        week,
        metric.unwrap_or_else(|| panic!("no metric {name}")),
        plimsoll::model::regime::Seen::Nothing,
    )
}

/// A worker of 40 hours with five clients of an hour of contact each.
fn five_clients() -> Scenario {
    let mut scenario = plain(vec![one_to_one("any", 1.0, never(), vec![0.0])]);
    scenario.initial.clients = vec![5];
    scenario
}

/// Two team posts a client that all empty at week 3.0 and are never filled. Before: 1.5 h of presence for each of 5 teams. After: of
/// 10 posts' 10 shift hours half come back as crises, 50 h, and their searches ask 10 x 0.4 h more: 61.5 h. The need by hours is 5 h of
/// 40 all the while.
#[test]
fn what_clients_teams_ask_of_their_owners_stands_beside_the_need_by_hours() {
    let mut scenario = five_clients();
    scenario.teams = vec![Team {
        name: "direct support".to_owned(),
        posts_per_client: vec![2],
        eft: 1.0,
        annual_cost: 0.0,
        shift_hours: 10.0,
        uncovered_share: 0.5,
        presence_hours: 1.5,
        staff: staff(fixed(3.0), 0.0),
        hiring: Hiring {
            hours_per_vacancy: 0.4,
            ..hiring(never())
        },
    }];
    let left_out = |scenario: &Scenario, week: usize| {
        let record = one(scenario, 0);
        equals("by hours", 5.0 / 40.0, record.raw(week, Raw::NeedHours));
        in_week(scenario, &record, week, "need_left_out_hours")
    };
    for steps in [1, 7] {
        scenario.run.steps_per_week = steps;
        equals("presence", 7.5, left_out(&scenario, 1));
        equals("all", 61.5, left_out(&scenario, 5));
    }
    // A change that takes a tenth off crises takes a tenth off theirs.
    let mut saves = [0.0; Part::COUNT];
    saves[Part::Crisis as usize] = 0.1;
    scenario.changes = vec![change(saves)];
    equals("changed", 56.5, left_out(&scenario, 5));
}

fn change(saves: [f64; Part::COUNT]) -> Change {
    Change {
        name: "software".to_owned(),
        week: 4.0,
        rollout_weeks: 0.0,
        rollout_hours: 0.0,
        delivers: 1.0,
        backfires: 0.0,
        saves,
        costs: [0.0; Part::COUNT],
    }
}

/// 20 clients, each struck 0.05 times a week for 4 weeks of 3 h: 20 x 0.05 x 4 x 3 = 12 h a week.
#[test]
fn hours_of_emergencies_stand_beside_the_need_by_hours() {
    let mut scenario = five_clients();
    scenario.initial.clients = vec![20];
    scenario.shocks = vec![Shock {
        name: "health".to_owned(),
        strikes: Strikes::Clients {
            per_year: 0.05 * WEEKS_PER_YEAR,
            levels: vec![true],
            unevenness: 0.0,
        },
        crisis_hours: 3.0,
        duration: fixed(4.0),
        permanent_share: 0.0,
        level_up: 0,
        own_making: OwnMaking::default(),
    }];
    scenario.run.warm_up_weeks = 8;
    let found = each(&scenario, 2_000, |record| {
        equals("by hours", 0.5, record.raw(20, Raw::NeedHours));
        [whole(&scenario, record, "need_left_out_hours") / record.weeks() as f64]
    });
    agrees("emergencies", 12.0, column(&found, 0));
}

/// A tenth of 5 h of contact and of nothing else, from week 4 on: 0.5 h of 40, and the need by hours is less by as much.
#[test]
fn what_a_change_saves_of_the_need_by_hours_is_what_the_need_is_less() {
    let mut scenario = five_clients();
    let mut saves = [0.0; Part::COUNT];
    saves[Part::Contact as usize] = 0.1;
    saves[Part::Training as usize] = 0.5;
    scenario.week.fixed_hours[Part::Training as usize] = 8.0;
    scenario.changes = vec![change(saves)];
    let record = one(&scenario, 0);
    for (week, saved) in [(2, 0.0), (6, 0.5 / 32.0)] {
        let found = in_week(&scenario, &record, week, "eft_need.hours_saved");
        equals("saved", saved, found);
        equals("need", 5.0 / 32.0, record.raw(week, Raw::NeedHours) + found);
    }
    assert!(Columns::new(&scenario).left_out.is_none());
}
