//! Support roles and clients' teams beside sites: hours split by demand, posts and money once, and draws of each site's own.

use super::sites::{NORTH, SHARED, SOUTH, read, refused};
use crate::support::*;
use plimsoll::model::ledger::{BALANCE, COLUMNS, FUNDING, Item, UNSPENT};
use plimsoll::model::metric::{Columns, RAW_FIXED, Raw, SupportColumns, TeamColumns};
use plimsoll::model::record::Record;
use plimsoll::scenario::{Part, Scenario};
use plimsoll::units::WEEKS_PER_YEAR;

/// Two clerks who turn over.
const CLERKS: &str = r#"
[[support]]
role = "clerk"
count = 2
annual_cost = 52000
supplies = { client_admin = 20 }
"#;

/// The same, who stay and are always there: 40 h every week.
const STAYING: &str = r#"
[[support]]
role = "clerk"
count = 2
annual_cost = 52000
supplies = { client_admin = 20 }
staff = { tenure = { dist = "fixed", value = 9000000 } }
"#;

/// A site without clients.
const EMPTY: &str = r#"
[[site]]
name = "empty"
referrals = []
[[site.posts]]
role = "worker"
count = 3
"#;

fn of_support(scenario: &Scenario, record: &Record, week: usize, column: usize) -> f64 {
    let first = Columns::new(scenario).support.expect("has support roles");
    record.row(week)[first + column]
}

/// Every digit that every scenario has.
fn fixed(record: &Record) -> Vec<u64> {
    (0..record.weeks())
        .flat_map(|week| record.row(week)[..RAW_FIXED].iter())
        .chain(&record.window_pressure)
        .map(|value| value.to_bits())
        .collect()
}

fn mean_asked(record: &Record) -> f64 {
    average(record, Raw::DemandedHours)
}

#[test]
fn a_role_that_serves_one_site_leaves_the_others_as_they_were() {
    let without = read(&[SHARED, NORTH, SOUTH]);
    let with = read(&[SHARED, NORTH, SOUTH, CLERKS, "serves = [\"north\"]"]);
    for replication in 0..10 {
        let (without, with) = (one(&without, replication), one(&with, replication));
        assert!(fixed(&without.sites[1]) == fixed(&with.sites[1]));
        let asked = |record: &Record| mean_asked(&record.sites[0]);
        assert!(asked(&with) < asked(&without) - 5.0, "{replication}");
    }
}

#[test]
fn a_site_that_asks_nothing_takes_nothing_from_the_others() {
    // Its posts are filled at the mean of the sites' speeds, so speeds stay at 1.
    let shared = SHARED.replace("hiring = { slowest = 0.4 }\n", "");
    let alone = read(&[&shared, NORTH, CLERKS]);
    let beside = read(&[&shared, NORTH, EMPTY, CLERKS]);
    // A vacant post asks hours of both sites: here none.
    let quiet = |mut scenario: Scenario| {
        let hiring = scenario.support[0].hiring.as_mut().expect("it is given");
        (hiring.hours_per_vacancy, hiring.hours_per_starter) = (0.0, 0.0);
        scenario
    };
    let (alone, beside) = (quiet(alone), quiet(beside));
    let mut used = 0.0;
    for replication in 0..10 {
        let (one_site, two_sites) = (one(&alone, replication), one(&beside, replication));
        let (north, also) = (&one_site.sites[0], &two_sites.sites[0]);
        for week in 0..north.weeks() {
            for (a, b) in north.row(week).iter().zip(also.row(week)) {
                if !a.is_nan() || !b.is_nan() {
                    equals("north", *a, *b);
                }
            }
            let column = |site: &Record, column| of_support(&beside, site, week, column);
            let there = column(&two_sites.sites[1], SupportColumns::SUPPLIED);
            assert_eq!(there, 0.0, "week {week}");
            used += column(also, SupportColumns::USED);
        }
    }
    assert!(used > 10.0 * 104.0 * 10.0, "{used} h used");
}

#[test]
fn hours_are_split_by_what_the_sites_ask_for_and_none_is_lost() {
    let scenario = read(&[SHARED, NORTH, SOUTH, STAYING]);
    let part = SupportColumns::of_part(Part::ClientAdmin as usize, 1);
    let (mut scarce, mut ample) = (0, 0);
    for replication in 0..10 {
        let record = one(&scenario, replication);
        for week in 0..record.weeks() {
            let of = |record: &Record, column| of_support(&scenario, record, week, column);
            let sites = &record.sites;
            let (north, south) = (
                of(&sites[0], SupportColumns::SUPPLIED),
                of(&sites[1], SupportColumns::SUPPLIED),
            );
            equals("both", 40.0, north + south);
            equals("whole", 40.0, of(&record, SupportColumns::SUPPLIED));
            let asked = sites.iter().map(|site| of(site, part[1]));
            let asked: Vec<f64> = asked.collect();
            equals("in proportion", north * asked[1], south * asked[0]);
            let all = asked[0] + asked[1];
            equals("used", all.min(40.0), of(&record, SupportColumns::USED));
            equals("of the part", all.min(40.0), of(&record, part[0]));
            *(if all > 40.0 { &mut scarce } else { &mut ample }) += 1;
        }
    }
    assert!(scarce > 20 && ample > 20, "{scarce} scarce, {ample} ample");
}

/// What a role of one site alone has taken on is not offered again by one of both.
#[test]
fn roles_that_serve_fewer_sites_go_first() {
    let own = STAYING.replace("\"clerk\"", "\"northern clerk\"");
    let scenario = read(&[SHARED, NORTH, SOUTH, STAYING, &own, "serves = [\"north\"]"]);
    let part = SupportColumns::of_part(Part::ClientAdmin as usize, 2);
    let mut seen = 0;
    for replication in 0..10 {
        let record = one(&scenario, replication);
        for week in 0..record.weeks() {
            let of = |record: &Record, column| of_support(&scenario, record, week, column);
            let asked: Vec<f64> = record.sites.iter().map(|it| of(it, part[1])).collect();
            let northern = SupportColumns::of_role(1);
            equals("northern", 40.0, of(&record.sites[0], northern[0]));
            equals("not there", 0.0, of(&record.sites[1], northern[0]));
            if asked[0] < 40.0 && asked[1] > 0.0 {
                let shared = SupportColumns::of_role(0);
                equals("all of them", 40.0, of(&record.sites[1], shared[0]));
                let used = asked[0] + asked[1].min(40.0);
                equals("used", used, of(&record, SupportColumns::USED));
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn posts_and_their_money_are_counted_once_and_the_ledger_adds_up() {
    let costs = "[costs]\non_costs_share = 0.2\novertime_pay = 1.5\nper_hire = 3000\noverheads_per_year = 50000\n";
    let scenario = read(&[SHARED, costs, NORTH, SOUTH, CLERKS]);
    let columns = Columns::new(&scenario);
    let first = columns.ledger.expect("there are costs");
    let mut vacant = 0.0;
    for replication in 0..10 {
        let record = one(&scenario, replication);
        let mut before = f64::NAN;
        for week in 0..record.weeks() {
            let of = |record: &Record, column| of_support(&scenario, record, week, column);
            let filled = of(&record, SupportColumns::FILLED);
            equals("two posts", 2.0, of(&record, SupportColumns::FUNDED));
            equals(
                "filled or not",
                2.0,
                filled + of(&record, SupportColumns::VACANT),
            );
            vacant += 2.0 - filled;
            let support = filled * 52_000.0 / WEEKS_PER_YEAR;
            equals("cost", support, of(&record, SupportColumns::COST));
            let ledger = |record: &Record| record.row(week)[first..first + COLUMNS].to_vec();
            for record in record.sites.iter().chain([&record]) {
                let row = ledger(record);
                let items: f64 = row[..UNSPENT].iter().sum();
                equals("items", items, record.raw(week, Raw::Cost));
                equals("balance", row[FUNDING] - items, row[BALANCE]);
            }
            equals("support", support, ledger(&record)[Item::Support as usize]);
            // What is the whole's beside the sums of its sites'.
            let beside = |column: usize| {
                let of_sites: f64 = record.sites.iter().map(|it| ledger(it)[column]).sum();
                ledger(&record)[column] - of_sites
            };
            let hiring = beside(Item::Hiring as usize);
            let sites: f64 = record.sites.iter().map(|it| it.raw(week, Raw::Cost)).sum();
            equals(
                "beside the sites",
                sites + 1.2 * support + hiring,
                record.raw(week, Raw::Cost),
            );
            if week > 0 {
                let starts = filled - before + of(&record, SupportColumns::LEAVERS);
                equals("clerks who started", 3_000.0 * starts, hiring);
            }
            before = filled;
            equals(
                "not spent",
                1.2 * (2.0 - filled) * 52_000.0 / WEEKS_PER_YEAR,
                beside(UNSPENT),
            );
            for site in &record.sites {
                assert_eq!(of(site, SupportColumns::FUNDED), 0.0);
                assert_eq!(ledger(site)[Item::Support as usize], 0.0);
            }
        }
    }
    assert!(vacant > 0.0);
}

/// Without prices the salaries are all there is: the whole costs its sites and its clerks.
#[test]
fn a_whole_without_prices_costs_its_sites_and_its_support() {
    let scenario = read(&[SHARED, NORTH, SOUTH, STAYING]);
    let record = one(&scenario, 0);
    let sites: f64 = record.sites.iter().map(|it| it.raw(7, Raw::Cost)).sum();
    let clerks = 2.0 * 52_000.0 / WEEKS_PER_YEAR;
    equals("cost", sites + clerks, record.raw(7, Raw::Cost));
}

#[test]
fn a_vacancy_asks_the_sites_served_by_their_staff_in_post() {
    let asked = |vacancies: &str| {
        let role = CLERKS.replace("client_admin", "crisis");
        let mut scenario = read(&[SHARED, NORTH, SOUTH, &role, vacancies]);
        scenario.run.warm_up_weeks = 0;
        one(&scenario, 4)
    };
    let (without, with) = (asked("vacancies = 0"), asked("vacancies = 1"));
    let in_post = |site: usize| with.sites[site].raw(0, Raw::FilledEft);
    let all = in_post(0) + in_post(1);
    for site in 0..2 {
        let hours = |record: &Record| record.sites[site].raw(0, Raw::DemandedHours);
        let own = 4.0 * in_post(site) / all;
        equals("hours of the vacancy", own, hours(&with) - hours(&without));
    }
}

/// A programme plays at every site; its supervisors are the whole's and go once.
#[test]
fn supervisors_of_a_programme_go_once() {
    let programme = "[[programme]]\nname = \"club\"\nweek = 10\nsessions = 10\nseats = 2\nsessions_each = 1\nhours_each = 1\nsupervisors = { role = \"clerk\", hours = 8 }\n";
    let scenario = read(&[SHARED, NORTH, SOUTH, STAYING, programme]);
    let record = one(&scenario, 2);
    for (week, hours) in [(9, 40.0), (10, 32.0), (19, 32.0), (20, 40.0)] {
        let supplied = of_support(&scenario, &record, week, SupportColumns::SUPPLIED);
        equals("supplied", hours, supplied);
    }
    let programme = programme.replace("clerk", "clark");
    let problems = refused(&[SHARED, NORTH, SOUTH, STAYING, &programme]);
    let expected = "programme.club.supervisors.role names support role \"clark\", which the file does not have";
    assert_eq!(problems.matches(expected).count(), 1, "{problems}");
}

/// Teams of two posts for everyone.
const TEAMS: &str = r#"
[[team]]
name = "direct support"
posts_per_client = { high = 2, low = 2 }
eft = 0.75
shift_hours = 30
uncovered_share = 0.3
presence_hours = 0.5
staff = { tenure = { dist = "exponential", mean = 60 } }
hiring = { time_to_fill = { dist = "exponential", mean = 12 }, hours_per_vacancy = 1 }
"#;

fn of_teams(scenario: &Scenario, record: &Record, week: usize, column: usize) -> f64 {
    let first = Columns::new(scenario).teams.expect("has teams");
    record.row(week)[first + column]
}

#[test]
fn teams_of_two_sites_are_those_of_each_alone() {
    let both = read(&[SHARED, NORTH, SOUTH, TEAMS]);
    let alone = [read(&[SHARED, NORTH, TEAMS]), read(&[SHARED, SOUTH, TEAMS])];
    for replication in 0..5 {
        let together = one(&both, replication);
        for (site, alone) in together.sites.iter().zip(&alone) {
            let alone = one(alone, replication);
            assert!(fixed(site) == fixed(&alone.sites[0]), "{replication}");
        }
    }
}

/// Two sites alike to the name of every client: what happens to their teams is not.
#[test]
fn teams_of_clients_of_the_same_name_at_two_sites_draw_apart() {
    let shared = SHARED
        .replace(
            "dist = \"exponential\", mean = 10",
            "dist = \"fixed\", value = 9000000",
        )
        .replace(
            "dist = \"gamma\", mean = 20, sd = 12",
            "dist = \"fixed\", value = 9000000",
        );
    let still = |name: &str| {
        format!(
            "[[site]]\nname = \"{name}\"\nreferrals = []\ninitial = {{ clients = {{ high = 4, low = 10 }}, ages = \"fresh\" }}\n[[site.posts]]\nrole = \"worker\"\ncount = 3\n"
        )
    };
    let scenario = read(&[&shared, &still("north"), &still("south"), TEAMS]);
    let record = one(&scenario, 0);
    let series = |site: usize| -> Vec<f64> {
        (0..record.weeks())
            .map(|week| of_teams(&scenario, &record.sites[site], week, TeamColumns::LEAVERS))
            .collect()
    };
    let (north, south) = (series(0), series(1));
    let same = north.iter().zip(&south).filter(|(a, b)| a == b).count();
    assert!(same < north.len() / 2, "{same} weeks alike");
    let leavers: f64 = north.iter().sum();
    assert!(leavers > 20.0, "{leavers} leavers");
}

#[test]
fn clients_who_change_sites_have_their_team_where_they_are() {
    let goes = "transfers = [{ to = \"south\", per_client_per_year = 1.0 }]\n";
    let north = NORTH.replace("[[site.posts]]", &format!("{goes}[[site.posts]]"));
    let scenario = read(&[SHARED, &north, SOUTH, TEAMS]);
    for replication in 0..5 {
        let record = one(&scenario, replication);
        for site in &record.sites {
            for week in 0..site.weeks() {
                let funded = of_teams(&scenario, site, week, TeamColumns::FUNDED);
                let clients = site.raw(week, Raw::ClientsAll);
                equals("two posts a client", 1.5 * clients, funded);
            }
        }
    }
}

/// Sites with no time to hire: posts of the whole fill slowly, but whoever has started is inducted in the ten weeks that it takes.
#[test]
fn inductions_of_the_whole_run_at_their_own_speed_and_not_at_that_of_hiring() {
    let role = r#"
[[support]]
role = "clerk"
count = 2
annual_cost = 52000
supplies = { client_admin = 5 }
vacancies = 1
staff = { tenure = { dist = "fixed", value = 9000000 } }
hiring = { time_to_fill = { dist = "fixed", value = 4 }, induction_weeks = 10, start_share = 0, hours_per_vacancy = 30 }
"#;
    let short = SHARED.replace("full_time_hours = 40", "full_time_hours = 8");
    let scenario = read(&[&short, NORTH, SOUTH, role]);
    let record = one(&scenario, 0);
    let supplied = |week: usize| of_support(&scenario, &record, week, SupportColumns::SUPPLIED);
    let first = |hours: f64| (0..record.weeks()).position(|week| supplied(week) > hours);
    let (starts, through) = (first(5.0 + 1e-9).unwrap(), first(10.0 - 1e-9).unwrap());
    // Part of a week at either end.
    assert!(
        (10..=11).contains(&(through - starts)),
        "{starts} to {through}"
    );
}
