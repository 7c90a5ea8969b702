//! Support roles: a supply that covers a fixed demand, by hand; what each knob moves; and nobody else's draws.

use crate::support::*;
use plimsoll::model::metric::{Columns, Raw, SupportColumns};
use plimsoll::model::record::Record;
use plimsoll::scenario::{Part, Scenario, SickLeave, Slowing, Staff, SupportRole};
use plimsoll::units::WEEKS_PER_YEAR;

fn role(name: &str, count: u64, supplies: &[(Part, f64)]) -> SupportRole {
    let mut hours = [0.0; Part::COUNT];
    for (part, each) in supplies {
        hours[*part as usize] = *each;
    }
    SupportRole {
        posts: posts(name, count),
        serves: vec![],
        vacancies: 0,
        supplies: hours,
        staff: None,
        hiring: None,
    }
}

/// Three workers with 12 clients each at 2 h and half an hour of records per hour of contact: 24 h and 12 h a worker of 30.
fn records_for_support(support: Vec<SupportRole>) -> Scenario {
    let mut scenario = plain(vec![one_to_one("any", 2.0, never(), vec![0.0])]);
    scenario.initial.clients = vec![36];
    scenario.posts = vec![posts("worker", 3)];
    scenario.week.full_time_hours = 30.0;
    scenario.week.admin_share = 0.5;
    scenario.support = support;
    scenario
}

fn of_support(scenario: &Scenario, record: &Record, week: usize, column: usize) -> f64 {
    let first = Columns::new(scenario).support.expect("has support roles");
    record.row(week)[first + column]
}

/// 108 h asked of 90. Support that does all 36 h of records leaves 72 h: no breach, pressure 0.8, every hour of support used.
#[test]
fn support_hours_that_exactly_cover_a_fixed_demand_take_it_off_the_week_and_are_all_used() {
    let bare = one(&records_for_support(vec![]), 0);
    equals(
        "asked without support",
        108.0,
        bare.raw(5, Raw::DemandedHours),
    );
    let covering = vec![role("billing", 2, &[(Part::ClientAdmin, 18.0)])];
    let scenario = records_for_support(covering);
    let record = one(&scenario, 0);
    for week in 0..52 {
        equals("asked", 72.0, record.raw(week, Raw::DemandedHours));
        equals("there", 90.0, record.raw(week, Raw::AvailableHours));
        equals(
            "supplied",
            36.0,
            of_support(&scenario, &record, week, SupportColumns::SUPPLIED),
        );
        equals(
            "used",
            36.0,
            of_support(&scenario, &record, week, SupportColumns::USED),
        );
    }
    let [used, asked] = SupportColumns::of_part(Part::ClientAdmin as usize, 1);
    equals(
        "records taken over",
        36.0,
        of_support(&scenario, &record, 9, used),
    );
    equals(
        "records asked for",
        36.0,
        of_support(&scenario, &record, 9, asked),
    );
    let cost = |record: &Record| record.raw(9, Raw::Cost);
    equals(
        "cost of two support workers",
        2.0 * 50_000.0 / WEEKS_PER_YEAR,
        cost(&record) - cost(&bare),
    );
}

/// Twice the hours there are in the part: half of them idle. Half of them: half of the part is left, shared out as before.
#[test]
fn idle_support_hours_are_shown_and_change_nothing() {
    let double = records_for_support(vec![role("billing", 4, &[(Part::ClientAdmin, 18.0)])]);
    let exact = records_for_support(vec![role("billing", 2, &[(Part::ClientAdmin, 18.0)])]);
    let half = records_for_support(vec![role("billing", 1, &[(Part::ClientAdmin, 18.0)])]);
    let (twice, once, less) = (one(&double, 0), one(&exact, 0), one(&half, 0));
    equals(
        "asked with twice the support",
        once.raw(9, Raw::DemandedHours),
        twice.raw(9, Raw::DemandedHours),
    );
    equals(
        "used of 72 h",
        36.0,
        of_support(&double, &twice, 9, SupportColumns::USED),
    );
    equals("asked with half", 90.0, less.raw(9, Raw::DemandedHours));
    let elsewhere = records_for_support(vec![role("crisis team", 2, &[(Part::Crisis, 30.0)])]);
    let idle = one(&elsewhere, 0);
    equals(
        "asked where support has nothing to do",
        108.0,
        idle.raw(9, Raw::DemandedHours),
    );
    equals(
        "used where there is nothing to do",
        0.0,
        of_support(&elsewhere, &idle, 9, SupportColumns::USED),
    );
}

/// Two roles for one part use their hours alike: 18 and 36 h offered, 36 asked for, so each uses two thirds.
#[test]
fn two_roles_for_one_part_are_used_alike() {
    let scenario = records_for_support(vec![
        role("billing", 1, &[(Part::ClientAdmin, 18.0)]),
        role(
            "clerk",
            2,
            &[(Part::ClientAdmin, 18.0), (Part::Travel, 6.0)],
        ),
    ]);
    let record = one(&scenario, 0);
    for (index, (supplied, used)) in [(18.0, 12.0), (48.0, 24.0)].into_iter().enumerate() {
        let columns = SupportColumns::of_role(index);
        equals(
            "offered",
            supplied,
            of_support(&scenario, &record, 9, columns[0]),
        );
        equals("used", used, of_support(&scenario, &record, 9, columns[1]));
    }
}

/// Support posts are a renewal process of their own: vacant F / (T + F), leavers 1 / (T + F), supply by attendance
/// (1 - planned leave) x share of time well.
#[test]
fn support_posts_turn_over_on_their_own_terms_and_supply_by_attendance() {
    let mut scenario = without_clients();
    scenario.run.warm_up_weeks = 400;
    scenario.run.horizon_weeks = 300;
    let (tenure, fill, spells, length) = (60.0, 12.0, 4.0, 2.0);
    let mut support = role("responder", 3, &[(Part::Crisis, 20.0)]);
    support.staff = Some(Staff {
        planned_leave_weeks_per_year: 5.0,
        sick_leave: Some(SickLeave {
            spells_per_year: spells,
            length: exponential(length),
        }),
        ..staff(exponential(tenure), 0.0)
    });
    support.hiring = Some(hiring(exponential(fill)));
    scenario.support = vec![support];
    let read = |record: &Record, column: usize| -> f64 {
        let weeks = 0..record.weeks();
        let sum: f64 = weeks
            .map(|week| of_support(&scenario, record, week, column))
            .sum();
        sum / record.weeks() as f64
    };
    let found = each(&scenario, 3_000, |record| {
        [
            read(record, SupportColumns::VACANT) / 3.0,
            read(record, SupportColumns::LEAVERS),
            read(record, SupportColumns::SUPPLIED),
        ]
    });
    let cycle = tenure + fill;
    agrees("vacant", fill / cycle, column(&found, 0));
    agrees("leavers a week", 3.0 / cycle, column(&found, 1));
    let rate = spells / WEEKS_PER_YEAR;
    let well = 1.0 / (1.0 + rate * length);
    // A starter is well on the first day; the memory of it fades at rate + 1 / length, averaged over an exponential tenure.
    let fades = (rate + 1.0 / length) * tenure;
    let attendance = (1.0 - 5.0 / WEEKS_PER_YEAR) * (well + (1.0 - well) / (1.0 + fades));
    let supplied = 3.0 * 20.0 * attendance * tenure / cycle;
    // Steps are whole weeks: a first week counts whole, with the sickness of its part (A4).
    let bound = 0.002 * supplied;
    agrees_within("hours offered a week", supplied, column(&found, 2), bound);
}

/// A recruiter who does all the hiring work undoes the hiring loop: times to fill run at full speed.
#[test]
fn a_recruiter_lets_posts_fill_at_full_speed() {
    let vacant = |support: Vec<SupportRole>, strength: f64| {
        let mut scenario = eight_posts();
        scenario.loops = plimsoll::scenario::Loops {
            hiring: Some(Slowing {
                strength,
                slowest: 0.2,
            }),
            ..plimsoll::scenario::Loops::default()
        };
        scenario.initial.clients = vec![60, 60, 45, 50];
        scenario.support = support;
        let found = each(&scenario, 200, |record| [average(record, Raw::VacantEft)]);
        column(&found, 0).mean
    };
    let recruiter = || vec![role("recruiter", 4, &[(Part::Hiring, 20.0)])];
    let (without, with) = (vacant(vec![], 1.0), vacant(recruiter(), 1.0));
    let free = vacant(recruiter(), 0.0);
    assert!(
        with < 0.9 * without,
        "{with} vacant with, {without} without"
    );
    equals("vacant where the loop is cut", free, with);
}

/// Support staff draw by entities of their own: a role whose hours nobody asks for leaves every number of the others alone.
#[test]
fn a_role_without_posts_or_without_work_leaves_every_number_alone() {
    let base = eight_posts();
    for support in [
        role("recruiter", 0, &[(Part::Hiring, 30.0)]),
        SupportRole {
            staff: Some(staff(exponential(30.0), 2.0)),
            ..role("nurse", 3, &[(Part::Crisis, 30.0)])
        },
    ] {
        let mut scenario = base.clone();
        scenario.support = vec![support];
        for replication in 0..3 {
            let (without, with) = (one(&base, replication), one(&scenario, replication));
            let fixed = plimsoll::model::metric::RAW_FIXED;
            for week in 0..without.weeks() {
                for raw in (0..fixed).filter(|raw| *raw != Raw::Cost as usize) {
                    let (a, b) = (without.row(week)[raw], with.row(week)[raw]);
                    assert!(
                        a.to_bits() == b.to_bits(),
                        "week {week}, column {raw}: {a} and {b}"
                    );
                }
            }
        }
    }
}

/// Each support vacancy asks hiring hours of the site, as any vacancy does.
#[test]
fn a_support_vacancy_asks_the_team_for_hiring_hours() {
    let mut scenario = records_for_support(vec![SupportRole {
        vacancies: 1,
        hiring: Some(plimsoll::scenario::Hiring {
            hours_per_vacancy: 4.5,
            ..hiring(fixed(6.5))
        }),
        ..role("billing", 2, &[(Part::Crisis, 18.0)])
    }]);
    scenario.run.horizon_weeks = 20;
    let record = one(&scenario, 0);
    equals(
        "asked while it is sought",
        112.5,
        record.raw(3, Raw::DemandedHours),
    );
    equals(
        "asked when it is filled",
        108.0,
        record.raw(9, Raw::DemandedHours),
    );
    equals(
        "vacant before",
        1.0,
        of_support(&scenario, &record, 3, SupportColumns::VACANT),
    );
    equals(
        "supplied after",
        36.0,
        of_support(&scenario, &record, 9, SupportColumns::SUPPLIED),
    );
}

/// Five fortnightly sessions from week 10 on take 9 of the 36 h from the team until week 20, and no hour from anybody else.
#[test]
fn a_programme_takes_its_supervisors_hours_while_it_runs() {
    let covering = vec![role("billing", 2, &[(Part::ClientAdmin, 18.0)])];
    let mut scenario = records_for_support(covering);
    let of = |supervisors| plimsoll::scenario::Programme {
        name: "coaching club".to_owned(),
        week: 10.0,
        every_weeks: 2.0,
        sessions: Some(5),
        seats: 0,
        sessions_each: 1,
        hours_each: 0.0,
        uptake: 0.0,
        stays_shorter: 1.0,
        quits: 1.0,
        strain_slower: 1.0,
        fade_weeks: None,
        refresher: None,
        supervisors,
        cost_per_seat: 0.0,
        fixed_cost: 0.0,
    };
    for (hours, left) in [(9.0, 27.0), (50.0, 0.0), (0.0, 36.0)] {
        scenario.programmes = vec![of(Some((0, hours)))];
        let record = one(&scenario, 0);
        for week in 0..record.weeks() {
            let supplied = if (10..20).contains(&week) { left } else { 36.0 };
            let found = of_support(&scenario, &record, week, SupportColumns::SUPPLIED);
            equals("supplied", supplied, found);
            equals(
                "asked",
                108.0 - supplied,
                record.raw(week, Raw::DemandedHours),
            );
        }
    }
}
