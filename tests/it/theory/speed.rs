//! Countdowns at a varying speed: the chance to outlast t is the survival function at the amount used up by t.
//!
//! Loops set the speeds of the next step, so the first step runs at speed 1 and step k at the speed that week k - 1 left.

use super::clients::survival;
use crate::support::*;
use plimsoll::model::metric::Raw;
use plimsoll::random::distribution::Distribution;
use plimsoll::scenario::*;

const READ_AT: [usize; 5] = [0, 3, 9, 24, 49];

fn shapes() -> Vec<Distribution> {
    vec![
        exponential(10.0),
        Distribution::Lognormal {
            mean: 10.0,
            sd: 7.0,
        },
        Distribution::Gamma {
            mean: 10.0,
            sd: 6.0,
        },
    ]
}

/// Asserts that of `count` who start at week 0, as many are left at each of [`READ_AT`] as have drawn more than `used(t)`.
#[track_caller]
fn outlast(
    what: &str,
    scenario: &Scenario,
    count: f64,
    wait: &Distribution,
    read: impl Fn(&plimsoll::model::record::Record, usize) -> f64 + Sync,
    used: impl Fn(f64) -> f64,
) {
    let found = each(scenario, 1_500, |record| {
        READ_AT.map(|week| read(record, week))
    });
    for (at, week) in READ_AT.into_iter().enumerate() {
        let t = (week + 1) as f64;
        let left = survival(wait, used(t));
        // Fewer are not near normal in number.
        if left * count * 1_500.0 > 100.0 {
            agrees(
                &format!("{what}, {wait:?}, at {t}"),
                count * left,
                column(&found, at),
            );
        }
    }
}

/// One client asks for 100 hours of 40, so 0.4 of contact is delivered to all; the others ask for none.
fn short_of_contact(stay: Distribution, demanding: Distribution) -> Scenario {
    let mut scenario = plain(vec![
        one_to_one("demanding", 100.0, demanding, vec![0.0; 2]),
        one_to_one("watched", 0.0, stay, vec![0.0; 2]),
    ]);
    scenario.initial.clients = vec![1, 60];
    scenario
}

fn care(strength: f64, slowest: f64, worse_per_week: f64) -> Loops {
    Loops {
        care: Some(Care {
            strength,
            slowest,
            worse_per_week,
        }),
        ..Loops::default()
    }
}

#[test]
fn stays_run_at_the_speed_that_delivered_contact_sets() {
    for (strength, slowest, speed) in [
        (1.0, 0.1, 0.4),
        (0.5, 0.1, 0.7),
        (1.0, 0.55, 0.55),
        (0.0, 0.1, 1.0),
    ] {
        for stay in shapes() {
            let mut scenario = short_of_contact(stay.clone(), never());
            scenario.loops = care(strength, slowest, 0.0);
            outlast(
                &format!("care {strength}, slowest {slowest}"),
                &scenario,
                60.0,
                &stay,
                |record, week| clients_at(record, week, 1),
                |t| 1.0 + speed * (t - 1.0),
            );
        }
    }
}

/// The demanding client's stay of 10 runs at 0.4 after the first week and ends at 23.5; from the step after that one all runs at 1.
#[test]
fn stays_run_on_at_full_speed_once_contact_is_delivered_again() {
    for stay in shapes() {
        let mut scenario = short_of_contact(stay.clone(), fixed(10.0));
        scenario.loops = care(1.0, 0.1, 0.0);
        outlast(
            "a change of speed",
            &scenario,
            60.0,
            &stay,
            |record, week| clients_at(record, week, 1),
            |t| {
                if t <= 24.0 {
                    1.0 + 0.4 * (t - 1.0)
                } else {
                    1.0 + 0.4 * 23.0 + (t - 24.0)
                }
            },
        );
    }
}

#[test]
fn clients_with_nobody_in_post_are_delivered_nothing() {
    let stay = Distribution::Lognormal {
        mean: 10.0,
        sd: 7.0,
    };
    let mut scenario = plain(vec![one_to_one("any", 1.0, stay.clone(), vec![0.0])]);
    scenario.posts = vec![posts("worker", 0)];
    scenario.initial.clients = vec![60];
    scenario.loops = care(0.6, 0.1, 0.0);
    outlast(
        "nobody in post",
        &scenario,
        60.0,
        &stay,
        |record, week| clients_at(record, week, 0),
        |t| 1.0 + 0.4 * (t - 1.0),
    );
}

/// Two exponential countdowns race: worsening at rate s w (1 - d), the end of the stay at rate speed / mean. A client at a check-in
/// level asks for 100 of 40 hours; check-in levels do not get worse.
#[test]
fn a_client_gets_worse_as_often_as_the_race_of_two_exponentials_says() {
    let (mean, worse_per_week) = (10.0, 0.2);
    let mut scenario = plain(vec![
        one_to_one("worse", 0.0, never(), vec![0.0; 3]),
        one_to_one("watched", 0.0, exponential(mean), vec![0.0; 3]),
        parked(1.0, NEVER_WEEKS, 0.0, 0),
    ]);
    if let LevelKind::CheckIn { contact_hours, .. } = &mut scenario.levels[2].kind {
        *contact_hours = 100.0;
    }
    scenario.initial.clients = vec![0, 60, 1];
    scenario.run.horizon_weeks = 100;
    scenario.loops = care(1.0, 0.1, worse_per_week);
    let (speed, rate) = (0.4 / mean, worse_per_week * 0.6);
    let weeks = [0usize, 4, 14, 99];
    let found = each(&scenario, 2_000, |record| {
        let [a, b, c, d] = weeks.map(|week| clients_at(record, week, 1));
        let [e, f, g, h] = weeks.map(|week| clients_at(record, week, 0));
        [a, b, c, d, e, f, g, h, clients_at(record, 99, 2)]
    });
    for (at, week) in weeks.into_iter().enumerate().take(3) {
        let t = (week + 1) as f64;
        let left = (-1.0 / mean - (speed + rate) * (t - 1.0)).exp();
        agrees(
            &format!("at neither end by {t}"),
            60.0 * left,
            column(&found, at),
        );
    }
    for (at, week) in weeks.into_iter().enumerate() {
        let either = 1.0 - (-(speed + rate) * week as f64).exp();
        let share = (-1.0 / mean).exp() * rate / (rate + speed) * either;
        agrees(
            &format!("got worse by {}", week + 1),
            60.0 * share,
            column(&found, 4 + at),
        );
    }
    agrees("parked", 1.0, column(&found, 8));
}

/// Posts whose fixed work is `hours` of 40, nobody hired.
fn posts_with_work(part: Part, hours: f64, tenure: Distribution) -> Scenario {
    let mut scenario = without_clients();
    scenario.posts = vec![posts("worker", 40)];
    scenario.week.fixed_hours[part as usize] = hours;
    scenario.staff = Some(staff(tenure, 0.0));
    scenario
}

fn filled(record: &plimsoll::model::record::Record, week: usize) -> f64 {
    record.raw(week, Raw::FilledEft)
}

#[test]
fn overload_runs_tenures_at_the_speed_of_their_pressure_up_to_its_cap() {
    for (hours, sensitivity, max_speed) in [(60.0, 1.5, 20.0), (60.0, 5.0, 3.0), (30.0, 5.0, 20.0)]
    {
        let pressure: f64 = hours / 40.0;
        let speed = (sensitivity * (pressure - 1.0).max(0.0))
            .exp()
            .min(max_speed);
        for tenure in shapes() {
            let mut scenario = posts_with_work(Part::Training, hours, tenure.clone());
            scenario.loops.overload = Some(Overload {
                strength: 1.0,
                sensitivity,
                max_speed,
            });
            outlast(
                &format!("pressure {pressure}"),
                &scenario,
                40.0,
                &tenure,
                filled,
                |t| 1.0 + speed * (t - 1.0),
            );
        }
    }
}

/// No time for wellbeing: strain moves from its reference to 0.5 with a time of 13 weeks, and each week's tenure speed is
/// quits_at_full^(s x) at the strain that the week before left.
#[test]
fn burnout_runs_tenures_at_the_speed_of_strain_on_its_way_up() {
    let rules = strain();
    let (quits, strength) = (6.0f64, 0.8);
    for tenure in shapes() {
        let mut scenario = posts_with_work(Part::Training, 40.0, tenure.clone());
        scenario.week.fixed_hours[Part::Wellbeing as usize] = 5.0;
        scenario.loops.strain = Some(rules.clone());
        scenario.loops.burnout = Some(Burnout {
            strength,
            quits_at_full: quits,
        });
        let strain_at = |t: f64| {
            rules.w_wellbeing
                + (rules.reference - rules.w_wellbeing) * (-t / rules.rise_weeks).exp()
        };
        let used = |t: f64| {
            (0..t as usize)
                .map(|week| {
                    let x = (strain_at(week as f64) - rules.reference) / (1.0 - rules.reference);
                    quits.powf(strength * x)
                })
                .sum()
        };
        outlast("burnout", &scenario, 40.0, &tenure, filled, used);
    }
}

/// Sick-leave rates follow strain too: with strain held at w_wellbeing the long-run sick share is that of the higher rate.
#[test]
fn absence_runs_the_sick_leave_rate_at_the_speed_of_strain() {
    let mut scenario = posts_with_work(Part::Training, 40.0, never());
    scenario.run.warm_up_weeks = 200;
    scenario.run.horizon_weeks = 150;
    scenario.week.fixed_hours[Part::Wellbeing as usize] = 5.0;
    let (spells, length, full) = (6.0, 1.3, 4.0f64);
    scenario.staff.as_mut().expect("has staff").sick_leave = Some(SickLeave {
        spells_per_year: spells,
        length: exponential(length),
    });
    let mut rules = strain();
    // No wellbeing is strain 0.5 whatever a week's sickness: recovery and rise take no time, and the reference is 0.5 when nothing is asked.
    rules.rise_weeks = 0.0;
    rules.recover_weeks = 1e6;
    rules.w_wellbeing = 0.6;
    scenario.loops.strain = Some(rules.clone());
    scenario.loops.absence = Some(Absence {
        strength: 1.0,
        absence_at_full: full,
    });
    let x = (0.6 - rules.reference) / (1.0 - rules.reference);
    let load = spells / plimsoll::units::WEEKS_PER_YEAR * full.powf(x) * length;
    let found = each(&scenario, 600, |record| {
        [1.0 - average(record, Raw::PresentEft) / 40.0]
    });
    // Strain sinks in whole weeks of sickness, by a millionth of itself a week.
    agrees_within(
        "sick share",
        load / (1.0 + load),
        column(&found, 0),
        1e-3 * load,
    );
}

/// With nobody in post no hiring work is delivered: the search for the first worker runs at the slowest speed.
#[test]
fn the_hiring_loop_runs_times_to_fill_at_its_slowest_with_nobody_to_do_the_work() {
    for fill in shapes() {
        let mut scenario = without_clients();
        scenario.initial.vacancies = vec![1];
        let mut hiring = hiring(fill.clone());
        hiring.hours_per_vacancy = 4.0;
        scenario.hiring = Some(hiring);
        scenario.loops.hiring = Some(Slowing {
            strength: 0.5,
            slowest: 0.2,
        });
        outlast(
            "hiring",
            &scenario,
            1.0,
            &fill,
            |record, week| record.raw(week, Raw::VacantEft),
            |t| 1.0 + 0.6 * (t - 1.0),
        );
    }
}

/// All in induction, nobody to teach them: induction of 12 weeks from a share of 0.25 runs at 0.4 after the first week.
#[test]
fn the_onboarding_loop_runs_induction_at_its_slowest_with_nobody_to_teach() {
    let mut scenario = without_clients();
    let mut hiring = hiring(fixed(3.0));
    hiring.induction_weeks = 12.0;
    hiring.start_share = 0.25;
    hiring.hours_per_starter = 4.0;
    scenario.hiring = Some(hiring);
    scenario.loops.onboarding = Some(Slowing {
        strength: 1.0,
        slowest: 0.4,
    });
    let record = one(&scenario, 0);
    for week in 0..52 {
        let used = 1.0 + 0.4 * week as f64;
        let progress = (0.25 + 0.75 * used / 12.0).min(1.0);
        equals(
            &format!("progress at {}", week + 1),
            progress,
            record.raw(week, Raw::EffectiveEft),
        );
    }
}
