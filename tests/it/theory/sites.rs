//! Several sites: each by itself, the whole as their sum, and clients who change sites.

use crate::support::*;
use plimsoll::experiment::{NoOutcomes, Settings, Silent, Subject, results::Results, run};
use plimsoll::model::metric::{Columns, Raw};
use plimsoll::model::record::Record;
use plimsoll::scenario::document::Document;
use plimsoll::scenario::{Part, Records, Scenario};
use plimsoll::units::WEEKS_PER_YEAR;
use std::sync::atomic::AtomicBool;

/// What all sites share: a service that is busy enough for its loops to act.
pub(super) const SHARED: &str = r#"
name = "two towns"
[run]
horizon_weeks = 104
warm_up_weeks = 4
seed = 11
[[level]]
name = "high"
kind = "one_to_one"
contact_hours = 2.5
emotional_weight = 1.0
stay = { dist = "exponential", mean = 10 }
next = { low = 0.8, exit = 0.2 }
[[level]]
name = "low"
kind = "one_to_one"
contact_hours = 0.6
stay = { dist = "gamma", mean = 20, sd = 12 }
next = { high = 0.1, exit = 0.9 }
[week]
full_time_hours = 40
wellbeing_hours = 5
admin_share = 0.5
overtime_max = 0.1
[safe_load]
limits = { high = 5 }
total = 40
[staff]
tenure = { dist = "exponential", mean = 80 }
notice_weeks = 4
planned_leave_weeks_per_year = 5
sick_leave = { spells_per_year = 2.0, length = { dist = "gamma", mean = 0.8, sd = 1.0 } }
[hiring]
time_to_fill = { dist = "lognormal", mean = 12, sd = 6 }
induction_weeks = 12
start_share = 0.25
hours_per_vacancy = 4
hours_per_starter = 4
[loops]
strain = { reference = 0.2, rise_weeks = 13, recover_weeks = 26, w_overtime = 0.3, w_wellbeing = 0.5, w_emotional = 0.2, emotional_norm_hours = 15 }
burnout = { quits_at_full = 1.57 }
hiring = { slowest = 0.4 }
records = { interest_per_week = 0.03, fade_weeks = 52 }
care = { slowest = 0.3, worse_per_week = 0.03 }
"#;

pub(super) const NORTH: &str = r#"
[[site]]
name = "north"
initial = { clients = { high = 8, low = 30 } }
[[site.posts]]
role = "worker"
count = 3
annual_cost = 70000
[[site.referrals]]
name = "agencies"
per_week = 1.4
enter = { high = 0.4, low = 0.6 }
"#;

pub(super) const SOUTH: &str = r#"
[[site]]
name = "south"
initial = { clients = { high = 5, low = 22 }, vacancies = 1 }
travel = { share_remote = 0.5, hours_per_trip = 1.0 }
safe_load = { limits = { high = 4 }, total = 30 }
[[site.posts]]
role = "worker"
count = 3
[[site.referrals]]
name = "agencies"
per_week = 0.9
enter = { high = 0.5, low = 0.5 }
clustering = 1.5
"#;

pub(super) fn read(parts: &[&str]) -> Scenario {
    let text = parts.concat();
    let document = Document::parse("towns.toml", &text).unwrap_or_else(|it| panic!("{it}"));
    document.study(None, &[]).expect("it is valid").scenario
}

pub(super) fn refused(parts: &[&str]) -> String {
    match Document::parse("towns.toml", &parts.concat()) {
        Ok(_) => panic!("it was not refused"),
        Err(problems) => problems.to_string(),
    }
}

/// Every digit of every week.
fn digits(record: &Record) -> Vec<u64> {
    let weeks = (0..record.weeks()).flat_map(|week| record.row(week).iter());
    let pressure = record.window_pressure.iter();
    weeks.chain(pressure).map(|value| value.to_bits()).collect()
}

fn moved(scenario: &Scenario, record: &Record, week: usize) -> (f64, f64) {
    let first = Columns::new(scenario).moved.expect("there are sites");
    (record.row(week)[first], record.row(week)[first + 1])
}

#[test]
fn two_sites_without_transfers_are_two_runs_of_one_site_files_digit_for_digit() {
    let both = read(&[SHARED, NORTH, SOUTH]);
    let alone = [read(&[SHARED, NORTH]), read(&[SHARED, SOUTH])];
    for replication in 0..20 {
        let together = one(&both, replication);
        for (site, alone) in together.sites.iter().zip(&alone) {
            let alone = one(alone, replication);
            assert_eq!(alone.sites.len(), 1);
            assert!(digits(site) == digits(&alone.sites[0]), "{replication}");
            assert_eq!(site.overstretched, alone.sites[0].overstretched);
            assert_eq!(site.first_long_breach, alone.sites[0].first_long_breach);
            // A whole of one site is that site.
            assert!(digits(&alone) == digits(&alone.sites[0]));
        }
    }
    assert!(digits(&one(&both, 0).sites[0]) != digits(&one(&both, 0).sites[1]));
}

#[test]
fn funding_of_a_site_opens_its_posts_there_for_its_time_and_leaves_the_other_site_alone() {
    let grant = "[[site.funding]]\nname = \"grant\"\nper_year = 100000\nfrom_week = 20\nto_week = 60\nposts = { worker = 2 }\n";
    let plain = read(&[SHARED, NORTH, SOUTH]);
    let funded = read(&[SHARED, NORTH, grant, SOUTH]);
    let before = one(&plain, 0);
    let record = one(&funded, 0);
    let eft = |record: &Record, site: usize, week| record.sites[site].raw(week, Raw::FundedEft);
    for week in [10, 19] {
        equals("before", eft(&record, 0, week), 3.0);
    }
    for week in [21, 40, 58] {
        equals("while it runs", eft(&record, 0, week), 5.0);
        equals("the whole", record.raw(week, Raw::FundedEft), 8.0);
    }
    equals("before, as without it", eft(&before, 0, 40), 3.0);
    assert!(digits(&record.sites[1]) == digits(&before.sites[1]));
}

#[test]
fn the_whole_is_the_sum_of_its_sites_week_by_week_and_any_breach_of_one_is_one_of_the_whole() {
    let scenario = read(&[SHARED, NORTH, SOUTH]);
    let mut breaches = 0;
    for replication in 0..20 {
        let record = one(&scenario, replication);
        let sites = &record.sites;
        for week in 0..record.weeks() {
            let sum = |raw| sites[0].raw(week, raw) + sites[1].raw(week, raw);
            for raw in [
                Raw::Need,
                Raw::GapFunded,
                Raw::FundedEft,
                Raw::BreachWorkers,
                Raw::BreachJudged,
                Raw::DemandedHours,
                Raw::ClientsAll,
                Raw::Cost,
            ] {
                assert_eq!(record.raw(week, raw), sum(raw), "week {week}, {raw:?}");
            }
            let any = |site: &Record| site.raw(week, Raw::BreachAny) == 1.0;
            let whole = record.raw(week, Raw::BreachAny);
            assert_eq!(whole == 1.0, sites.iter().any(any));
            breaches += u32::from(whole == 1.0);
            // Thirteen weeks of work over thirteen weeks of hours, of both sites together; the warm-up counts among them.
            if week >= 12 {
                let hours = |raw| {
                    (week - 12..=week)
                        .map(|it| record.raw(it, raw))
                        .sum::<f64>()
                };
                let pressure = hours(Raw::DemandedHours) / hours(Raw::AvailableHours);
                equals("pressure", pressure, record.window_pressure[week]);
            }
        }
        let first = sites.iter().filter_map(|site| site.first_long_breach).min();
        assert_eq!(record.first_long_breach, first);
    }
    assert!(breaches > 0);
}

/// Clients who never leave, and two workers at each site.
const NEVER_LEAVING: &str = r#"
[[level]]
name = "only"
kind = "one_to_one"
contact_hours = 0.1
stay = { dist = "fixed", value = 9000000 }
next = { exit = 1.0 }
[week]
full_time_hours = 40
[initial]
ages = "fresh"
[[posts]]
role = "worker"
count = 2
"#;

/// Clients who never leave move north to south at rate r: after T weeks each is still in the north with probability
/// e^(-r T), by week of the move without any error of the step, because a move is made at the end of its step.
#[test]
fn clients_change_sites_at_the_rate_that_is_given() {
    let still = r#"
name = "still"
[run]
horizon_weeks = 60
seed = 3
"#;
    let sites = r#"
[[site]]
name = "north"
initial = { clients = { only = 50 }, ages = "fresh" }
transfers = [{ to = "south", per_client_per_year = 0.4 }, { to = "west", per_client_per_year = 0.8 }]
[[site]]
name = "south"
[[site]]
name = "west"
"#;
    let scenario = read(&[still, NEVER_LEAVING, sites]);
    let found = each(&scenario, 2_000, |record| {
        let at = |site: usize, week| record.sites[site].raw(week, Raw::ClientsAll);
        assert_eq!(at(0, 59) + at(1, 59) + at(2, 59), 50.0);
        [at(0, 9), at(0, 59), at(1, 59), at(2, 59)]
    });
    let left = |weeks: f64| (-1.2 * weeks / WEEKS_PER_YEAR).exp();
    let gone = 50.0 * (1.0 - left(60.0));
    agrees("north after 10 weeks", 50.0 * left(10.0), column(&found, 0));
    agrees("north after 60 weeks", 50.0 * left(60.0), column(&found, 1));
    agrees("south", gone / 3.0, column(&found, 2));
    agrees("west", gone * 2.0 / 3.0, column(&found, 3));
}

/// Clients stay 10 weeks, are away for 10 and always come back; while they are in service they move at a rate m, and then for good.
/// With a and b the rates of leaving and coming back, the share that has not moved solves s' = -(a + m) s + b w, w' = a s - b w:
/// two exponentials with value 1 and slope -m at the start.
#[test]
fn former_clients_who_are_back_change_sites_at_the_rate_that_is_given() {
    let wandering = r#"
name = "wandering"
[run]
horizon_weeks = 104
steps_per_week = 7
seed = 3
[[level]]
name = "only"
kind = "one_to_one"
contact_hours = 0.1
stay = { dist = "exponential", mean = 10 }
next = { moved = 1.0 }
[[exit]]
name = "moved"
returns = { probability = 0.999999, after = { dist = "exponential", mean = 10 }, to = "only" }
[week]
full_time_hours = 40
[[posts]]
role = "worker"
count = 2
[[site]]
name = "north"
initial = { clients = { only = 50 }, ages = "fresh" }
transfers = [{ to = "south", per_client_per_year = 1.5 }]
[[site]]
name = "south"
"#;
    let scenario = read(&[wandering]);
    let found = each(&scenario, 200, |record| {
        let gone = |weeks: usize| -> f64 {
            let each = (0..weeks).map(|week| moved(&scenario, &record.sites[0], week).1);
            each.sum()
        };
        [gone(20), gone(52), gone(104)]
    });
    let (leave, back, move_on) = (0.1, 0.1, 1.5 / WEEKS_PER_YEAR);
    let sum: f64 = leave + back + move_on;
    let root = (sum * sum - 4.0 * move_on * back).sqrt();
    let (slow, fast) = ((root - sum) / 2.0, (-root - sum) / 2.0);
    let slowly = (-move_on - fast) / (slow - fast);
    let left = |weeks: f64| slowly * (slow * weeks).exp() + (1.0 - slowly) * (fast * weeks).exp();
    for (at, weeks) in [20.0, 52.0, 104.0].into_iter().enumerate() {
        let what = format!("moved after {weeks} weeks");
        agrees(&what, 50.0 * (1.0 - left(weeks)), column(&found, at));
    }
}

#[test]
fn a_client_who_changes_sites_is_lost_by_one_and_found_by_the_other_under_either_admission() {
    let ways = "transfers = [{ to = \"south\", per_client_per_year = 2.0 }]\n";
    let back = "transfers = [{ to = \"north\", per_client_per_year = 1.0 }]\n";
    let with = |text: &str, line: &str| text.replacen("initial", &format!("{line}initial"), 1);
    for admission in ["open", "safe_load"] {
        let rules = format!(
            "[allocation]\nadmission = \"{admission}\"\npatience = {{ dist = \"exponential\", mean = 20 }}\n"
        );
        let mut scenario = read(&[SHARED, &rules, &with(NORTH, ways), &with(SOUTH, back)]);
        scenario.run.warm_up_weeks = 0;
        let mut moves = 0.0;
        for replication in 0..10 {
            let record = one(&scenario, replication);
            for (site, own) in record.sites.iter().zip(&scenario.sites) {
                let mut there: f64 = own.initial.clients.iter().map(|it| *it as f64).sum();
                for week in 0..record.weeks() {
                    let (came, went) = moved(&scenario, site, week);
                    moves += came;
                    let raw = |raw| site.raw(week, raw);
                    there += raw(Raw::Referrals) + came - went - raw(Raw::Exits) - raw(Raw::GaveUp);
                    let found = raw(Raw::ClientsAll) + raw(Raw::Waiting);
                    assert_eq!(found, there, "{admission}, {}, week {week}", own.name);
                }
            }
            for week in 0..record.weeks() {
                let (came, went) = moved(&scenario, &record, week);
                assert_eq!(came, went);
            }
        }
        assert!(moves > 100.0, "{moves}");
    }
}

#[test]
fn a_way_without_rate_changes_nothing_and_one_with_a_rate_leaves_other_draws_alone() {
    let with = |rate: &str| {
        let ways =
            format!("transfers = [{{ to = \"south\", per_client_per_year = {rate} }}]\ninitial");
        read(&[SHARED, &NORTH.replacen("initial", &ways, 1), SOUTH])
    };
    let without = one(&read(&[SHARED, NORTH, SOUTH]), 4);
    assert!(digits(&one(&with("0"), 4)) == digits(&without));
    let moving = one(&with("1.0"), 4);
    for week in 0..without.weeks() {
        for site in 0..2 {
            let referred = |record: &Record| record.sites[site].raw(week, Raw::Referrals);
            assert_eq!(referred(&moving), referred(&without), "week {week}");
        }
    }
    assert!(digits(&moving) != digits(&without));
}

/// A share s of a Poisson stream is a Poisson stream of s times its rate.
#[test]
fn a_stream_that_is_passed_on_in_part_is_two_streams() {
    let ways =
        "enter = { high = 0.4, low = 0.6 }\ncross_referral = { to = \"south\", share = 0.3 }";
    let north = NORTH.replacen("enter = { high = 0.4, low = 0.6 }", ways, 1);
    let south = SOUTH.replacen("per_week = 0.9", "per_week = 0.0", 1);
    let scenario = read(&[SHARED, &north, &south]);
    let found = each(&scenario, 1_500, |record| {
        [0, 1].map(|site| total(&record.sites[site], Raw::Referrals))
    });
    is_poisson("kept", 0.7 * 1.4 * 104.0, &found, 0);
    is_poisson("passed on", 0.3 * 1.4 * 104.0, &found, 1);
}

/// 150 clients who stay need 3 EFT at 50 each. Twice that at one site is above 200, and the discount takes 5 %; at two sites it
/// is not.
#[test]
fn scale_acts_at_each_site_by_itself() {
    let site = |name: &str, clients: u32| {
        format!("[[site]]\nname = \"{name}\"\ninitial = {{ clients = {{ only = {clients} }} }}\n")
    };
    let shared = r#"
name = "scale"
[run]
horizon_weeks = 2
[[level]]
name = "only"
kind = "one_to_one"
contact_hours = 0.1
stay = { dist = "fixed", value = 9000000 }
next = { exit = 1.0 }
[week]
full_time_hours = 40
[safe_load]
limits = { only = 50 }
scale = true
[[posts]]
role = "worker"
count = 6
"#;
    let need = |sites: &[String]| {
        let text = [&[shared.to_owned()], sites].concat().concat();
        one(&read(&[&text]), 0).raw(1, Raw::Need)
    };
    equals("two sites", 6.0, need(&[site("a", 150), site("b", 150)]));
    equals("one site", 0.95 * 6.0, need(&[site("a", 300)]));
    equals("one over", 0.9 * 301.0 / 50.0, need(&[site("a", 301)]));
}

fn played(scenario: Scenario, threads: usize) -> Results {
    let settings = Settings {
        replications: 60,
        seed: 7,
        threads,
        cut: Vec::new(),
        twin: true,
    };
    let subject = Subject::fixed(scenario);
    let never = AtomicBool::new(false);
    run(&subject, &settings, &Silent, &never, &mut NoOutcomes).expect("it can be played")
}

#[test]
fn sites_give_the_same_digits_at_any_number_of_threads() {
    let ways = "transfers = [{ to = \"south\", per_client_per_year = 0.5 }]\ninitial";
    let scenario = read(&[SHARED, &NORTH.replacen("initial", ways, 1), SOUTH]);
    let one = format!("{:?}", played(scenario.clone(), 1));
    for threads in [2, 8] {
        assert!(one == format!("{:?}", played(scenario.clone(), threads)));
    }
}

/// Sites do not peak together: the EFT that covers the whole in 95 of 100 futures is less than the sum of those that cover each,
/// while means add up.
#[test]
fn the_need_of_the_whole_is_read_off_its_own_futures_and_is_no_sum_of_quantiles() {
    let found = played(read(&[SHARED, NORTH, SOUTH]), 2);
    let mean = |series: &[plimsoll::experiment::results::Spread]| series[0].mean;
    let at = found.metric("eft_need").expect("it is a metric");
    let sites: f64 = found.sites.iter().map(|site| mean(&site.yearly[at])).sum();
    equals("means", sites, mean(found.yearly("eft_need")));
    for year in 0..2 {
        let covers =
            |years: &[plimsoll::experiment::results::YearNeed]| years[year].needed_for[2].1;
        let sum: f64 = found
            .sites
            .iter()
            .map(|site| covers(&site.need_by_year))
            .sum();
        let whole = covers(&found.need_by_year);
        assert!(whole < sum - 0.05, "year {year}: {whole} of {sum}");
    }
    let unsafe_year = found.outcome("site.north.unsafe_year").expect("a column");
    assert_eq!(unsafe_year.estimate.replications, 60);
    assert_eq!(found.sites[0].unsafe_by_year.len(), 2);
}

/// A shared emergency draws under one name: it begins at both sites in the same weeks. One that is not shared
/// strikes each by itself.
#[test]
fn a_shared_emergency_strikes_all_sites_at_once() {
    let storm = |shared: bool| {
        format!(
            "[[shock]]\nname = \"storm\"\nper_service_per_year = 3\ncrisis_hours = 5\nduration = {{ dist = \"fixed\", value = 2 }}\nshared = {shared}\n"
        )
    };
    let struck = |shared: bool| {
        let scenario = read(&[SHARED, &storm(shared), NORTH, SOUTH]);
        // Emergencies begun, by kind, stand first in their block.
        let begun = Columns::new(&scenario)
            .emergencies
            .expect("there is a kind");
        let (mut together, mut apart) = (0, 0);
        for replication in 0..10 {
            let record = one(&scenario, replication);
            for week in 0..record.weeks() {
                let struck = |site: usize| record.sites[site].row(week)[begun] > 0.0;
                let once = record.row(week)[begun] == record.sites[0].row(week)[begun];
                assert!(once || !shared, "one storm is one storm of the whole");
                together += u32::from(struck(0) && struck(1));
                apart += u32::from(struck(0) != struck(1));
            }
        }
        (together, apart)
    };
    let (together, apart) = struck(true);
    assert!(
        together > 30 && apart == 0,
        "{together} together, {apart} apart"
    );
    let (together, apart) = struck(false);
    assert!(apart > together, "{together} together, {apart} apart");
    let own = storm(true).replace("per_service", "per_worker");
    let shown = refused(&[SHARED, &own, NORTH]);
    assert!(
        shown.contains("shock.storm.shared has nothing to act on"),
        "{shown}"
    );
}

#[test]
fn a_file_whose_sites_do_not_fit_together_is_refused_with_the_place() {
    let transfer = |to: &str| {
        let ways = format!("transfers = [{{ to = \"{to}\", per_client_per_year = 0.1 }}]\ninitial");
        NORTH.replacen("initial", &ways, 1)
    };
    let stream = "enter = { high = 0.4, low = 0.6 }";
    let cross = |to: &str| {
        let way = format!("{stream}\ncross_referral = {{ to = \"{to}\", share = 0.1 }}");
        NORTH.replacen(stream, &way, 1)
    };
    let first = |text: &str| format!("{text}{}", SHARED.replacen("name = \"two towns\"", "", 1));
    let head = "name = \"two towns\"\n";
    let top = |text: &str| [head, text, &first("")].concat();
    let many: String = (0..41)
        .map(|it| NORTH.replace("\"north\"", &format!("\"n{it}\"")))
        .collect();
    let posts = "[[site.posts]]\nrole = \"worker\"\ncount = 3\n";
    let cases: [(&[&str], &str); 14] = [
        (
            &[SHARED, &transfer("soth"), SOUTH],
            "site.north.transfers.soth.to names site \"soth\", which the file does not have",
        ),
        (
            &[SHARED, &transfer("soth"), SOUTH],
            "did you mean \"south\"?",
        ),
        (
            &[SHARED, &transfer("north"), SOUTH],
            "site.north.transfers.north.to leads site \"north\" back to itself",
        ),
        (
            &[SHARED, &cross("east"), SOUTH],
            "site.north.referrals.agencies.cross_referral.to names site \"east\"",
        ),
        (&[SHARED, NORTH, NORTH], "site \"north\" is there twice"),
        (
            &[SHARED, &NORTH.replace("\"north\"", "\"all\"")],
            "a site cannot be called \"all\"",
        ),
        (
            &[SHARED, NORTH, &SOUTH.replacen(posts, "", 1)],
            "site.south has no posts",
        ),
        (&[SHARED, &many], "site must have at most 40 entries"),
        (&[SHARED], "posts is missing"),
        (
            &[SHARED, &NORTH.replace("{ high = 8", "{ hihg = 8")],
            "site.north.initial.clients names level \"hihg\"",
        ),
        (
            &[
                SHARED,
                NORTH,
                &SOUTH.replace("vacancies = 1", "vacancies = 9"),
            ],
            "site.south.initial.vacancies has 9 of role \"worker\", but site.south.posts.worker.count is 3 at the start",
        ),
        (
            &[
                SHARED,
                NORTH,
                &SOUTH.replace("total = 30 }", "total = 30, tolerance = 0.3 }"),
            ],
            "the years of the whole are judged by one",
        ),
        (
            &[&top("[initial]\nclients = { high = 3 }\n"), NORTH],
            "initial stands beside [[site]]",
        ),
        (
            &[&top("[[posts]]\nrole = \"worker\"\ncount = 1\n"), NORTH],
            "posts belongs to no site",
        ),
    ];
    for (parts, expected) in cases {
        let shown = refused(parts);
        assert!(
            shown.contains(expected),
            "expected: {expected}\nshown: {shown}"
        );
    }
    let shown = refused(&[
        SHARED,
        NORTH,
        &SOUTH.replace("vacancies = 1", "vacancies = 9"),
    ]);
    assert!(shown.contains("has 1 problem"), "{shown}");
    assert!(
        shown.contains("initial = { clients = { high = 5, low = 22 }, vacancies = 9 }"),
        "{shown}"
    );
    let bare = SHARED.replacen("[safe_load]\nlimits = { high = 5 }\ntotal = 40\n", "", 1);
    let shown = refused(&[&bare, NORTH, SOUTH]);
    assert!(
        shown.contains("site.north has no safe_load, but site \"south\" has"),
        "{shown}"
    );
}

#[test]
fn a_plan_reaches_a_site_by_its_name() {
    let text = [SHARED, NORTH, SOUTH].concat();
    let document = Document::parse("towns.toml", &text).unwrap_or_else(|it| panic!("{it}"));
    let set = |path: &str, value: &str| (path.to_owned(), value.to_owned());
    let changes = [
        set(
            "site.north.posts.worker.count",
            "[{ week = 52, value = 5 }]",
        ),
        set("site.south.referrals.agencies.per_week", "1.1"),
        set("site.south.safe_load.total", "35"),
        set("staff.notice_weeks", "6"),
    ];
    let scenario = document
        .study(None, &changes)
        .unwrap_or_else(|it| panic!("{it}"))
        .scenario;
    assert_eq!(
        scenario.sites[0].posts[0].count.steps(),
        [(0.0, 3), (52.0, 5)]
    );
    assert_eq!(*scenario.sites[1].referrals[0].per_week.at(0.0), 1.1);
    assert_eq!(
        scenario.sites[1]
            .safe_load
            .as_ref()
            .unwrap()
            .limits
            .at(0.0)
            .total,
        Some(35.0)
    );
    let notices = scenario
        .sites
        .iter()
        .map(|it| it.staff.as_ref().unwrap().notice_weeks);
    assert_eq!(notices.collect::<Vec<_>>(), [6.0, 6.0]);
    assert_eq!(scenario.posts[0].role, "north: worker");
    assert_eq!(scenario.initial.clients, [13, 52]);
}

/// Clerks of the whole.
const SUPPORT: &str = r#"
[[support]]
role = "clerk"
count = 2
annual_cost = 52000
supplies = { client_admin = 20 }
"#;

#[test]
fn support_roles_belong_to_the_sites_they_serve() {
    let all = read(&[SHARED, NORTH, SOUTH, SUPPORT]);
    assert_eq!(all.support.len(), 1);
    assert_eq!(all.support[0].serves, Vec::<usize>::new());
    let both = read(&[
        SHARED,
        NORTH,
        SOUTH,
        SUPPORT,
        "serves = [\"south\", \"north\"]",
    ]);
    assert_eq!(both.support[0].serves, [0, 1]);
    let refusals = [
        (
            vec![
                SHARED,
                NORTH,
                SOUTH,
                SUPPORT,
                "serves = [\"nroth\", \"south\"]",
            ],
            "support.clerk.serves.0 names site \"nroth\", which the file does not have",
        ),
        (
            vec![
                SHARED,
                NORTH,
                SOUTH,
                SUPPORT,
                "serves = [\"south\", \"south\"]",
            ],
            "support.clerk.serves names \"south\" twice",
        ),
        (
            vec![SHARED, NORTH, SOUTH, SUPPORT, "vacancies = 3"],
            "support.clerk.vacancies must be at most 2, the posts at the start",
        ),
    ];
    for (parts, expected) in refusals {
        let problems = refused(&parts);
        assert!(problems.contains(expected), "{problems}");
        assert_eq!(problems.matches("support.clerk").count(), 1, "{problems}");
    }
    let alone = "[[posts]]\nrole = \"worker\"\ncount = 3\n";
    let problems = refused(&[SHARED, alone, SUPPORT, "serves = [\"north\"]"]);
    assert!(
        problems.contains("support.clerk.serves names sites, but the file has none"),
        "{problems}"
    );
}

/// To and fro at one rate: the moves of each client are a Poisson process, so they come to rate times time.
#[test]
fn every_move_of_a_client_is_drawn_anew() {
    let to_and_fro = r#"
name = "to and fro"
[run]
horizon_weeks = 60
seed = 3
steps_per_week = 7
"#;
    let sites = r#"
[[site]]
name = "north"
initial = { clients = { only = 20 }, ages = "fresh" }
transfers = [{ to = "south", per_client_per_year = 2.0 }]
[[site]]
name = "south"
transfers = [{ to = "north", per_client_per_year = 2.0 }]
"#;
    let scenario = read(&[to_and_fro, NEVER_LEAVING, sites]);
    let found = each(&scenario, 600, |record| {
        let moves = |site: usize| -> f64 {
            let record = &record.sites[site];
            (0..record.weeks())
                .map(|week| moved(&scenario, record, week).0)
                .sum()
        };
        [moves(0) + moves(1)]
    });
    // A move is made at the end of its step of a seventh of a week: half of that later on average.
    let cycle = WEEKS_PER_YEAR / 2.0 + 0.5 / 7.0;
    agrees("moves", 20.0 * 60.0 / cycle, column(&found, 0));
}

/// A worker with 300 clients and as many hours of backlog leaves at 3.5, in a week in which some of her clients move to the other site.
/// Her colleague has no hour to spare: all 300 stay at the site, those that went with the others and those of the ones who moved.
#[test]
fn the_backlog_of_a_leavers_clients_who_change_sites_stays_with_the_team() {
    let text = r#"
name = "backlog"
[run]
horizon_weeks = 8
[[level]]
name = "only"
kind = "one_to_one"
contact_hours = 0.1
stay = { dist = "fixed", value = 9000000 }
next = { exit = 1.0 }
[week]
full_time_hours = 40
admin_share = 0
[staff]
tenure = { dist = "fixed", value = 100 }
[[site]]
name = "north"
initial = { clients = { only = 300 }, ages = "fresh" }
transfers = [{ to = "south", per_client_per_year = 10 }]
[[site.posts]]
role = "worker"
count = 2
[[site.worker]]
role = "worker"
clients = { only = 300 }
weeks_in_post = 96.5
backlog_hours = 300
[[site.worker]]
role = "worker"
weeks_in_post = 0
[[site]]
name = "south"
initial = { ages = "fresh" }
[[site.posts]]
role = "worker"
count = 1
"#;
    let mut scenario = read(&[text]);
    scenario.week.fixed_hours[Part::Training as usize] = 40.0;
    scenario.loops.records = Some(Records {
        strength: 0.0,
        interest_per_week: 0.0,
        fade_weeks: 1e12,
    });
    let record = one(&scenario, 0);
    let [north, south] = [0, 1].map(|site| &record.sites[site]);
    equals("leavers in week 3", 1.0, north.raw(3, Raw::Leavers));
    let (_, went) = moved(&scenario, north, 3);
    assert!(went > 10.0, "{went} moved in the week of the leaving");
    for week in 0..8 {
        equals("in the north", 300.0, north.raw(week, Raw::BacklogHours));
        equals("in the south", 0.0, south.raw(week, Raw::BacklogHours));
    }
}

/// Counted here from the records of the same futures: over the last 52 weeks the mean gap of each site, the largest above 0.
#[test]
fn the_site_furthest_short_is_counted_future_by_future() {
    let mut scenario = read(&[SHARED, NORTH, SOUTH]);
    scenario.run.seed = 7;
    let found = played(scenario.clone(), 2);
    let mut times = [0.0; 3];
    for replication in 0..60 {
        let record = one(&scenario, replication);
        let gaps = record.sites.iter().map(|site| {
            let weeks = site.weeks() - 52..site.weeks();
            weeks.map(|week| site.raw(week, Raw::Gap)).sum::<f64>() / 52.0
        });
        let gaps: Vec<f64> = gaps.collect();
        let largest = usize::from(gaps[1] > gaps[0]);
        times[if gaps[largest] > 0.0 { largest } else { 2 }] += 1.0;
    }
    assert!(times[0] > 0.0 && times[1] > 0.0, "both are: {times:?}");
    for (site, times) in ["north", "south"].iter().zip(times) {
        let name = format!("site.{site}.furthest_short");
        let share = found.outcome(&name).expect("an outcome").estimate;
        assert_eq!(share.replications, 60);
        equals(&name, times / 60.0, share.value);
    }
}
