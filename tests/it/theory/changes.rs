//! Software and process changes against plain arithmetic and the coin that decides them.

use crate::support::*;
use plimsoll::model::metric::changes::{Column, column as place};
use plimsoll::model::metric::{Columns, Raw};
use plimsoll::model::record::Record;
use plimsoll::scenario::*;

/// A change without a roll-out that surely saves nothing.
fn change(week: f64) -> Change {
    Change {
        name: "software".to_owned(),
        week,
        rollout_weeks: 0.0,
        rollout_hours: 0.0,
        delivers: 1.0,
        backfires: 0.0,
        saves: [0.0; Part::COUNT],
        costs: [0.0; Part::COUNT],
    }
}

/// Two full-time workers; 20 clients ask an hour of contact and 0.5 of administration each, 4 h of relationships are fixed.
fn busy(full_time_hours: f64) -> Scenario {
    let mut scenario = plain(vec![one_to_one("any", 1.0, never(), vec![0.0])]);
    scenario.posts = vec![posts("worker", 2)];
    scenario.initial.clients = vec![20];
    scenario.week.full_time_hours = full_time_hours;
    scenario.week.admin_share = 0.5;
    scenario.week.fixed_hours[Part::Relationships as usize] = 4.0;
    scenario
}

fn part(record: &Record, week: usize, part: Part) -> f64 {
    record.row(week)[Raw::DeliveredFirst as usize + part as usize]
}

fn of(scenario: &Scenario, change: usize, column: Column) -> usize {
    place(
        Columns::new(scenario).changes.expect("changes"),
        change,
        column,
    )
}

/// Roll-out from week 4 for 3 weeks at 5 h a full-time worker; then a fifth of administration and half of relationships less.
#[test]
fn delivered_hours_are_the_demand_less_the_saving_after_the_hours_of_the_roll_out() {
    for steps in [1, 7] {
        let mut scenario = busy(40.0);
        scenario.run.steps_per_week = steps;
        let mut software = change(4.0);
        (software.rollout_weeks, software.rollout_hours) = (3.0, 5.0);
        software.saves[Part::ClientAdmin as usize] = 0.2;
        software.saves[Part::Relationships as usize] = 0.5;
        scenario.changes = vec![software];
        let record = one(&scenario, 0);
        let saved = of(&scenario, 0, Column::Saved);
        for (week, admin, relationships, training) in [
            (3, 10.0, 8.0, 0.0),
            (5, 10.0, 8.0, 10.0),
            (7, 8.0, 4.0, 0.0),
        ] {
            equals(
                "administration",
                admin,
                part(&record, week, Part::ClientAdmin),
            );
            let found = part(&record, week, Part::Relationships);
            equals("relationships", relationships, found);
            equals("training", training, part(&record, week, Part::Training));
            let demanded = 20.0 + admin + relationships + training;
            equals("demanded", demanded, record.raw(week, Raw::DemandedHours));
            equals(
                "saved",
                18.0 - admin - relationships,
                record.row(week)[saved],
            );
        }
        // The hours lens sees the saving of what clients ask, and of nothing else: 30 h become 28 of 36 a worker.
        equals("need before", 30.0 / 36.0, record.raw(3, Raw::NeedHours));
        equals("need after", 28.0 / 36.0, record.raw(7, Raw::NeedHours));
    }
}

#[test]
fn a_change_that_backfires_costs_hours_and_one_that_does_neither_none() {
    for (delivers, backfires, admin) in [(0.0, 1.0, 11.0), (0.0, 0.0, 10.0), (1.0, 0.0, 8.0)] {
        let mut scenario = busy(40.0);
        let mut software = change(0.0);
        (software.delivers, software.backfires) = (delivers, backfires);
        software.saves[Part::ClientAdmin as usize] = 0.2;
        software.costs[Part::ClientAdmin as usize] = 0.1;
        scenario.changes = vec![software];
        let record = one(&scenario, 0);
        equals("administration", admin, part(&record, 0, Part::ClientAdmin));
    }
}

/// Several changes of one part: each saves its share of what those before it leave, and the savings add up.
#[test]
fn savings_of_several_changes_multiply_and_their_hours_add_up() {
    let mut scenario = busy(40.0);
    let saving = |name: &str, share: f64| {
        let mut it = change(0.0);
        it.name = name.to_owned();
        it.saves[Part::ClientAdmin as usize] = share;
        it
    };
    scenario.changes = vec![saving("one", 0.2), saving("two", 0.5)];
    let record = one(&scenario, 0);
    equals(
        "left",
        10.0 * 0.8 * 0.5,
        part(&record, 0, Part::ClientAdmin),
    );
    equals("first", 2.0, record.row(0)[of(&scenario, 0, Column::Saved)]);
    equals(
        "second",
        4.0,
        record.row(0)[of(&scenario, 1, Column::Saved)],
    );
}

#[test]
fn a_change_delivers_and_backfires_as_often_as_it_says_and_leaves_all_other_draws_alone() {
    let mut scenario = busy(40.0);
    scenario.run.horizon_weeks = 1;
    let mut software = change(0.0);
    (software.delivers, software.backfires) = (0.6, 0.1);
    scenario.changes = vec![software];
    let columns = [Column::Delivers, Column::Backfires].map(|it| of(&scenario, 0, it));
    let values = each(&scenario, 4_000, |record| {
        columns.map(|column| record.row(0)[column])
    });
    agrees("delivers", 0.6, column(&values, 0));
    agrees("backfires", 0.1, column(&values, 1));

    let without = eight_posts();
    let mut with = without.clone();
    with.changes = vec![change(20.0)];
    let (with, without) = (one(&with, 2), one(&without, 2));
    for week in 0..without.weeks() {
        let own = without.row(week);
        let bits = |row: &[f64]| row.iter().map(|it| it.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&with.row(week)[..own.len()]), bits(own), "week {week}");
    }
}

/// A saving where hours are short is contact that clients get: 30 h of 34 asked are there; a fifth of administration is 2 h.
#[test]
fn what_a_change_saves_goes_to_the_work_that_was_cut() {
    let mut scenario = busy(15.0);
    scenario.week.fixed_hours[Part::Relationships as usize] = 2.0;
    scenario.week.squeeze = vec![Part::Contact];
    let before = one(&scenario, 0).raw(0, Raw::ContactDeliveredHours);
    let mut software = change(0.0);
    software.saves[Part::ClientAdmin as usize] = 0.2;
    scenario.changes = vec![software];
    let after = one(&scenario, 0).raw(0, Raw::ContactDeliveredHours);
    equals("contact before", 16.0, before);
    equals("contact after", 18.0, after);
}

/// Emotional hours go with the contact that a change saves: strain is that of a service with half the contact.
#[test]
fn contact_that_a_change_saves_makes_no_strain() {
    let strain_of = |contact_hours: f64, saves: f64| {
        let mut scenario = busy(40.0);
        scenario.levels = vec![one_to_one("any", contact_hours, never(), vec![0.0])];
        scenario.levels[0].emotional_weight = 1.0;
        scenario.levels[0].abuse_weight = 0.2;
        scenario.week.admin_share = 0.0;
        scenario.loops.strain = Some(Strain {
            w_emotional: 0.5,
            w_abuse: 0.5,
            ..strain()
        });
        let mut software = change(0.0);
        software.saves[Part::Contact as usize] = saves;
        scenario.changes = vec![software];
        one(&scenario, 0).raw(40, Raw::StrainSum)
    };
    let (half, saved) = (strain_of(0.5, 0.0), strain_of(1.0, 0.5));
    assert!((half - saved).abs() < 1e-9, "{half} and {saved}");
    assert!(strain_of(1.0, 0.0) > 1.1 * half, "contact makes no strain");
}

/// A search that asks for less is done whole with less: the post is filled at the time drawn.
#[test]
fn a_change_that_saves_hiring_slows_no_search() {
    let mut scenario = busy(40.0);
    scenario.initial.vacancies = vec![1];
    scenario.staff = Some(staff(never(), 0.0));
    scenario.hiring = Some(Hiring {
        hours_per_vacancy: 4.0,
        ..hiring(fixed(10.0))
    });
    scenario.loops.hiring = Some(Slowing {
        strength: 1.0,
        slowest: 0.4,
    });
    let mut software = change(0.0);
    software.saves[Part::Hiring as usize] = 0.5;
    scenario.changes = vec![software];
    let record = one(&scenario, 0);
    equals("hours of the search", 2.0, part(&record, 4, Part::Hiring));
    equals("filled in time", 2.0, record.raw(10, Raw::FilledEft));
    equals("and not before", 1.0, record.raw(8, Raw::FilledEft));
}

/// What strikes all at once is crisis work like any other: a change that saves half of it saves half of that.
#[test]
fn a_change_acts_on_what_an_emergency_asks_of_everybody() {
    let mut scenario = busy(40.0);
    scenario.shocks = vec![Shock {
        name: "storm".to_owned(),
        strikes: Strikes::Service {
            per_year: 500.0,
            shared: false,
        },
        crisis_hours: 0.1,
        duration: never(),
        permanent_share: 0.0,
        level_up: 0,
        own_making: OwnMaking::default(),
    }];
    let crisis = |scenario: &Scenario| part(&one(scenario, 0), 20, Part::Crisis);
    let before = crisis(&scenario);
    let mut software = change(0.0);
    software.saves[Part::Crisis as usize] = 0.5;
    scenario.changes = vec![software];
    assert!(before > 5.0, "{before} hours of crisis");
    equals("half of it", 0.5 * before, crisis(&scenario));
}
