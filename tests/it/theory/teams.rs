//! Teams of clients: vacancies and turnover by renewal theory, what an owner's week does to them, and nobody else's draws.

use crate::support::*;
use plimsoll::model::metric::{Columns, RAW_FIXED, Raw, SupportColumns, TeamColumns};
use plimsoll::model::record::Record;
use plimsoll::scenario::{
    Ages, Hiring, Loops, Part, Presence, RosterWorker, Scenario, SickLeave, Slowing, Staff,
    SupportRole, Team, Traits,
};
use plimsoll::units::WEEKS_PER_YEAR;

const TENURE: f64 = 60.0;
const FILL: f64 = 15.0;

/// Two posts of 30 h a client; nothing comes back to the owner.
fn team() -> Team {
    Team {
        name: "direct support".to_owned(),
        posts_per_client: vec![2],
        eft: 0.75,
        annual_cost: 40_000.0,
        shift_hours: 30.0,
        uncovered_share: 0.0,
        presence_hours: 0.0,
        staff: staff(exponential(TENURE), 0.0),
        hiring: hiring(exponential(FILL)),
    }
}

/// Two workers with five clients each who stay, and their teams.
fn with_teams(team: Team) -> Scenario {
    let mut scenario = plain(vec![one_to_one("any", 1.0, never(), vec![0.0])]);
    scenario.initial.clients = vec![10];
    scenario.initial.ages = Ages::Stationary;
    scenario.posts = vec![posts("facilitator", 2)];
    scenario.run.horizon_weeks = 104;
    scenario.teams = vec![team];
    scenario
}

fn of_teams(scenario: &Scenario, record: &Record, week: usize, column: usize) -> f64 {
    let first = Columns::new(scenario).teams.expect("has teams");
    record.row(week)[first + column]
}

/// Sums over all weeks.
fn sum(scenario: &Scenario, record: &Record, column: usize) -> f64 {
    (0..record.weeks())
        .map(|week| of_teams(scenario, record, week, column))
        .sum()
}

fn constant(value: f64) -> Traits {
    Traits {
        proactivity: Some(fixed(value)),
        ..Traits::default()
    }
}

/// A post is empty for F and taken for T on average, from the first week on: vacant F / (F + T), leavers one a cycle. A
/// proactive owner fills twice as fast: F / 2.
#[test]
fn team_posts_are_vacant_for_the_time_to_fill_at_the_owners_proactivity() {
    for proactivity in [1.0, 2.0] {
        let mut scenario = with_teams(team());
        // The ages of the start are those of proactivity 1.
        scenario.run.warm_up_weeks = 200;
        scenario.traits = Some(constant(proactivity));
        let fill = FILL / proactivity;
        let found = each(&scenario, 2_000, |record| {
            let weeks = record.weeks() as f64;
            [
                sum(&scenario, record, TeamColumns::VACANT) / weeks,
                sum(&scenario, record, TeamColumns::LEAVERS) / weeks,
                sum(&scenario, record, TeamColumns::OPEN) / weeks,
            ]
        });
        let what = format!("proactivity {proactivity}");
        let vacant = fill / (fill + TENURE);
        agrees(
            &format!("{what}: vacant EFT"),
            20.0 * 0.75 * vacant,
            column(&found, 0),
        );
        agrees(
            &format!("{what}: leavers a week"),
            20.0 / (fill + TENURE),
            column(&found, 1),
        );
        agrees(
            &format!("{what}: open shift hours a week"),
            20.0 * 30.0 * vacant,
            column(&found, 2),
        );
    }
}

/// The start is the long run: without a warm-up the first week has the vacancy of the last.
#[test]
fn todays_teams_are_found_as_one_finds_them_who_looks_in_at_random() {
    let mut scenario = with_teams(team());
    scenario.run.horizon_weeks = 4;
    let found = each(&scenario, 4_000, |record| {
        [of_teams(&scenario, record, 0, TeamColumns::VACANT)]
    });
    let vacant = 20.0 * 0.75 * FILL / (FILL + TENURE);
    agrees("vacant in the first week", vacant, column(&found, 0));
}

/// Sick r m / (1 + r m) of the time in post, without leavers: that share of all shifts is open.
#[test]
fn sickness_leaves_shifts_open() {
    let mut sickly = team();
    let (spells, length) = (4.0, 1.5);
    sickly.staff = Staff {
        sick_leave: Some(SickLeave {
            spells_per_year: spells,
            length: exponential(length),
        }),
        ..staff(never(), 0.0)
    };
    let mut scenario = with_teams(sickly);
    scenario.initial.ages = Ages::Fresh;
    scenario.run.warm_up_weeks = 60;
    let found = each(&scenario, 1_000, |record| {
        [sum(&scenario, record, TeamColumns::OPEN) / record.weeks() as f64]
    });
    let load = spells / WEEKS_PER_YEAR * length;
    agrees(
        "open shift hours a week",
        600.0 * load / (1.0 + load),
        column(&found, 0),
    );
}

/// Facilitators of 10 h with 5 clients of 1 h each and an hour of presence asked by each client: presence gives first.
fn short_of_presence(strength: Option<f64>, full_time_hours: f64) -> Scenario {
    let mut scenario = with_teams(Team {
        presence_hours: 1.0,
        ..team()
    });
    scenario.run.warm_up_weeks = 200;
    scenario.week.full_time_hours = full_time_hours;
    scenario.loops.presence = strength.map(|strength| Presence {
        strength,
        quits_at_none: 2.0,
    });
    scenario
}

/// With no presence at all team tenure runs at 2^strength; with all of it, or half, at the stated power.
#[test]
fn a_team_without_its_owners_presence_turns_over_at_the_stated_factor() {
    // 5 h of contact and 5 h of presence asked of 5, 7.5 and 10 h.
    for (hours, absent) in [(5.0, 1.0), (7.5, 0.5), (10.0, 0.0)] {
        let scenario = short_of_presence(Some(1.0), hours);
        let tenure = TENURE / 2f64.powf(absent);
        let found = each(&scenario, 1_500, |record| {
            [sum(&scenario, record, TeamColumns::LEAVERS) / record.weeks() as f64]
        });
        agrees(
            &format!("leavers a week at {hours} h"),
            20.0 / (tenure + FILL),
            column(&found, 0),
        );
    }
}

#[test]
fn a_presence_loop_of_strength_0_is_none() {
    let without = short_of_presence(None, 5.0);
    let cut = short_of_presence(Some(0.0), 5.0);
    for replication in 0..3 {
        let (a, b) = (one(&without, replication), one(&cut, replication));
        for week in 0..a.weeks() {
            let bits = |record: &Record| -> Vec<u64> {
                record.row(week).iter().map(|it| it.to_bits()).collect()
            };
            assert_eq!(bits(&a), bits(&b), "week {week}");
        }
    }
}

/// Nobody is ever found: 20 posts of 30 h open, half comes back as 300 crisis hours of two facilitators; responders who supply
/// 300 h take all of it and leave the week as it was without teams.
#[test]
fn responders_who_cover_all_crises_leave_the_week_as_it_was() {
    let mut scenario = with_teams(Team {
        uncovered_share: 0.5,
        staff: staff(never(), 0.0),
        hiring: hiring(never()),
        ..team()
    });
    // Everything is vacant: the clients come in one by one, and the posts of newcomers open empty.
    scenario.initial.clients = vec![0];
    scenario.referrals = vec![stream("door", 10.0, vec![1.0])];
    scenario.referrals[0].changes = vec![plimsoll::scenario::RateChange {
        week: 1.0,
        factor: 0.0,
        ramp_weeks: 0.0,
    }];
    let clients = clients_at(&one(&scenario, 5), 20, 0);
    assert!(clients > 3.0, "{clients} clients came");
    let crisis = clients * 2.0 * 30.0 * 0.5;
    let record = one(&scenario, 5);
    equals(
        "crisis hours that come back",
        crisis,
        of_teams(&scenario, &record, 20, TeamColumns::CRISIS),
    );
    equals(
        "asked of the facilitators",
        clients + crisis,
        record.raw(20, Raw::DemandedHours),
    );
    let mut supplies = [0.0; Part::COUNT];
    supplies[Part::Crisis as usize] = 15.0;
    scenario.support = vec![SupportRole {
        posts: posts("responder", 2 * clients as u64),
        serves: vec![],
        vacancies: 0,
        supplies,
        staff: None,
        hiring: None,
    }];
    let relieved = one(&scenario, 5);
    equals(
        "asked with responders",
        clients,
        relieved.raw(20, Raw::DemandedHours),
    );
    let first = Columns::new(&scenario).support.expect("has responders");
    equals(
        "hours of responders used",
        crisis,
        relieved.row(20)[first + SupportColumns::USED],
    );
}

/// A search is the owner's own work. With no hour for it, posts fill at the slowest; the colleague's teams are not slowed.
#[test]
fn an_owner_without_time_to_hire_fills_her_own_posts_slowly_and_nobody_elses() {
    let mut scenario = with_teams(Team {
        hiring: Hiring {
            hours_per_vacancy: 3.0,
            ..hiring(exponential(FILL))
        },
        ..team()
    });
    scenario.run.warm_up_weeks = 200;
    scenario.loops = Loops {
        hiring: Some(Slowing {
            strength: 1.0,
            slowest: 0.5,
        }),
        ..Loops::default()
    };
    // One has all ten clients and ten hours, all contact; the other has time and no team.
    let worker = |clients: u64| RosterWorker {
        emergencies: Vec::new(),
        posts: 0,
        clients: vec![clients],
        weeks_in_post: None,
        induction_left_weeks: 0.0,
        strain: None,
        backlog_hours: 0.0,
    };
    scenario.roster = vec![worker(10), worker(0)];
    scenario.week.full_time_hours = 10.0;
    let fill = FILL / 0.5;
    let found = each(&scenario, 1_500, |record| {
        [sum(&scenario, record, TeamColumns::VACANT) / record.weeks() as f64]
    });
    agrees(
        "vacant EFT of the one without time",
        15.0 * fill / (fill + TENURE),
        column(&found, 0),
    );
    // Shared out over both, each has five hours left, and 0.6 of 20 posts x 3 h in a hundred weeks is asked.
    scenario.roster = vec![worker(5), worker(5)];
    scenario.week.full_time_hours = 60.0;
    let found = each(&scenario, 1_500, |record| {
        [sum(&scenario, record, TeamColumns::VACANT) / record.weeks() as f64]
    });
    agrees(
        "vacant EFT where both have time",
        15.0 * FILL / (FILL + TENURE),
        column(&found, 0),
    );
}

/// Posts follow the client: when their owner leaves, no team worker does. By hand: facilitators with 10 weeks in post each.
#[test]
fn teams_follow_the_client_to_another_owner() {
    let mut scenario = with_teams(Team {
        staff: staff(never(), 0.0),
        ..team()
    });
    scenario.initial.ages = Ages::Fresh;
    scenario.posts[0].count = dated(vec![(0.0, 2), (10.0, 1)]);
    scenario.posts[0].close = plimsoll::scenario::Close::Now;
    let record = one(&scenario, 0);
    equals(
        "filled posts of facilitators",
        1.0,
        record.raw(20, Raw::FilledEft),
    );
    equals("handovers", 5.0, total(&record, Raw::Handovers));
    equals(
        "team posts filled",
        15.0,
        of_teams(&scenario, &record, 20, TeamColumns::FILLED),
    );
    equals(
        "team leavers",
        0.0,
        sum(&scenario, &record, TeamColumns::LEAVERS),
    );
}

/// Clients who leave free their workers, who take the posts of those who come; nobody counts as a leaver.
#[test]
fn workers_of_a_client_who_leaves_are_redeployed_and_do_not_count_as_leavers() {
    let mut scenario = with_teams(Team {
        staff: staff(never(), 0.0),
        hiring: hiring(never()),
        ..team()
    });
    scenario.levels = vec![one_to_one("any", 1.0, exponential(20.0), vec![0.0])];
    scenario.initial.ages = Ages::Fresh;
    scenario.referrals = vec![stream("door", 0.5, vec![1.0])];
    scenario.run.horizon_weeks = 200;
    let mut redeployed = 0.0;
    for replication in 0..5 {
        let record = one(&scenario, replication);
        equals(
            "leavers",
            0.0,
            sum(&scenario, &record, TeamColumns::LEAVERS),
        );
        equals("starts", 0.0, sum(&scenario, &record, TeamColumns::STARTS));
        let mut before = 20.0;
        for week in 0..record.weeks() {
            let in_post = of_teams(&scenario, &record, week, TeamColumns::IN_POST);
            let posts = of_teams(&scenario, &record, week, TeamColumns::FUNDED) / 0.75;
            equals(
                "two posts a client",
                2.0 * clients_at(&record, week, 0),
                posts,
            );
            assert!(in_post <= posts + 1e-9, "{in_post} in {posts} posts");
            // Nobody is hired: people can only become fewer.
            assert!(in_post <= before, "week {week}: {in_post} after {before}");
            before = in_post;
        }
        redeployed += of_teams(&scenario, &record, 100, TeamColumns::IN_POST);
    }
    // Stays of 20 weeks: nobody of the start is left at week 100, so whoever is in post was redeployed.
    assert!(redeployed > 0.0, "nobody was redeployed");
}

/// Teams draw by their clients: one that asks nothing of its owner leaves every number of the service alone.
#[test]
fn a_team_that_asks_nothing_leaves_every_number_alone() {
    let base = eight_posts();
    let mut scenario = base.clone();
    scenario.teams = vec![Team {
        posts_per_client: vec![2, 1, 0, 0],
        ..team()
    }];
    for replication in 0..3 {
        let (without, with) = (one(&base, replication), one(&scenario, replication));
        for week in 0..without.weeks() {
            for raw in (0..RAW_FIXED).filter(|raw| *raw != Raw::Cost as usize) {
                let (a, b) = (without.row(week)[raw], with.row(week)[raw]);
                assert!(
                    a.to_bits() == b.to_bits(),
                    "week {week}, column {raw}: {a} and {b}"
                );
            }
        }
    }
}

/// One more kind of team leaves the posts of the first alone.
#[test]
fn one_more_kind_of_team_leaves_the_first_alone() {
    let first = with_teams(team());
    let mut both = first.clone();
    both.teams.push(Team {
        name: "nights".to_owned(),
        posts_per_client: vec![1],
        ..team()
    });
    let mut second = first.clone();
    second.teams = vec![both.teams[1].clone()];
    for replication in 0..3 {
        let records = [&first, &second, &both].map(|scenario| one(scenario, replication));
        for week in 0..records[0].weeks() {
            let leavers = |at: usize, scenario: &Scenario| {
                of_teams(scenario, &records[at], week, TeamColumns::LEAVERS)
            };
            equals(
                "leavers of both",
                leavers(0, &first) + leavers(1, &second),
                leavers(2, &both),
            );
        }
    }
}

/// Notice is time in post: a post is empty for F - N of every F + T, and in the first week one in F of the vacancies is filled and
/// nobody leaves yet.
#[test]
fn todays_teams_are_vacant_for_what_notice_leaves_of_the_time_to_fill() {
    let notice = 5.0;
    let mut scenario = with_teams(Team {
        staff: staff(exponential(TENURE), notice),
        hiring: hiring(fixed(FILL)),
        ..team()
    });
    scenario.run.horizon_weeks = 1;
    let found = each(&scenario, 4_000, |record| {
        [of_teams(&scenario, record, 0, TeamColumns::VACANT)]
    });
    let empty = FILL - notice;
    let vacant = 20.0 * 0.75 * empty / (empty + TENURE + notice) * (1.0 - 1.0 / FILL);
    agrees("vacant in the first week", vacant, column(&found, 0));
}

/// Twenty posts of 3 h whose workers, in a long induction, carry half; 0.4 of the rest comes back, but for planned leave of a tenth.
#[test]
fn crises_of_open_shifts_pause_with_planned_leave() {
    let mut scenario = with_teams(Team {
        shift_hours: 3.0,
        uncovered_share: 0.4,
        staff: staff(never(), 0.0),
        hiring: Hiring {
            induction_weeks: 1e6,
            start_share: 0.5,
            ..hiring(never())
        },
        ..team()
    });
    scenario.initial.ages = Ages::Fresh;
    scenario.run.horizon_weeks = 4;
    scenario.staff = Some(Staff {
        planned_leave_weeks_per_year: 0.1 * WEEKS_PER_YEAR,
        ..staff(never(), 0.0)
    });
    let record = one(&scenario, 0);
    let crisis = record.raw(2, Raw::DemandedHours) - 0.9 * 10.0;
    let expected = 20.0 * 3.0 * 0.5 * 0.4 * 0.9;
    assert!((crisis - expected).abs() < 1e-3, "{crisis} for {expected}");
}

/// What half the presence does, all of it does for one who counts for half: tenure runs at 2^(1/2).
#[test]
fn an_owner_who_counts_for_half_keeps_her_team_as_half_the_presence_would() {
    let mut scenario = short_of_presence(Some(1.0), 10.0);
    scenario.traits = Some(Traits {
        presence: Some(fixed(0.5)),
        ..Traits::default()
    });
    let found = each(&scenario, 1_500, |record| {
        [sum(&scenario, record, TeamColumns::LEAVERS) / record.weeks() as f64]
    });
    agrees(
        "leavers a week",
        20.0 / (TENURE / 2f64.sqrt() + FILL),
        column(&found, 0),
    );
}

/// Owners who fall sick on the first day for good are present to nobody and are asked for no presence: tenure runs at 2.
#[test]
fn an_owner_who_is_away_sick_is_present_to_nobody() {
    let mut scenario = short_of_presence(Some(1.0), 10.0);
    scenario.staff = Some(Staff {
        sick_leave: Some(SickLeave {
            spells_per_year: 5_000.0,
            length: fixed(1e5),
        }),
        ..staff(never(), 0.0)
    });
    let found = each(&scenario, 1_500, |record| {
        [sum(&scenario, record, TeamColumns::LEAVERS) / record.weeks() as f64]
    });
    agrees(
        "leavers a week",
        20.0 / (TENURE / 2.0 + FILL),
        column(&found, 0),
    );
}

/// Ten hours of presence asked of owners who have time for all of it, less the share of it for which they are sick.
#[test]
fn presence_is_asked_of_those_who_are_there() {
    let mut scenario = short_of_presence(None, 1_000.0);
    let (spells, length) = (20.0, 0.4);
    scenario.staff = Some(Staff {
        sick_leave: Some(SickLeave {
            spells_per_year: spells,
            length: exponential(length),
        }),
        ..staff(never(), 0.0)
    });
    let presence = Raw::DeliveredFirst as usize + Part::Presence as usize;
    let found = each(&scenario, 1_000, |record| {
        [record.total(0..record.weeks(), presence) / record.weeks() as f64]
    });
    let load = spells / WEEKS_PER_YEAR * length;
    agrees("hours of presence", 10.0 / (1.0 + load), column(&found, 0));
}

/// Clients leave after ten weeks, while all their workers serve out their notice: those go, and count as leavers.
#[test]
fn a_worker_who_has_given_notice_is_not_moved_to_another_client() {
    let mut scenario = with_teams(Team {
        staff: staff(fixed(5.0), 100.0),
        hiring: hiring(never()),
        ..team()
    });
    scenario.levels = vec![one_to_one("any", 1.0, fixed(10.0), vec![0.0])];
    scenario.initial.ages = Ages::Fresh;
    scenario.run.horizon_weeks = 20;
    let record = one(&scenario, 0);
    equals("clients", 0.0, clients_at(&record, 15, 0));
    equals(
        "leavers",
        20.0,
        sum(&scenario, &record, TeamColumns::LEAVERS),
    );
}
