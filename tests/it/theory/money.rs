//! Money: the ledger by hand for a service in which nothing is left to chance, and by conservation for one in which all is.

use crate::support::*;
use plimsoll::experiment::arm::{Arm, Detail, Pairing};
use plimsoll::experiment::compare::results::Avoidance;
use plimsoll::experiment::compare::{NoRows, compare};
use plimsoll::experiment::paired::Conduct;
use plimsoll::experiment::{Silent, Subject};
use plimsoll::model::ledger::{BALANCE, FUNDING, Item, UNSPENT};
use plimsoll::model::metric::{Columns, Raw};
use plimsoll::model::record::Record;
use plimsoll::scenario::document::Document;
use plimsoll::scenario::{
    Agency, Costs, Funding, Part, SafeLoad, Scenario, SupportRole, Team, Travel,
};
use plimsoll::units::WEEKS_PER_YEAR;
use std::sync::atomic::AtomicBool;

fn costs() -> Costs {
    Costs {
        currency: "NZ$".to_owned(),
        financial_year_month: 7,
        on_costs_share: 0.25,
        overtime_pay: 1.5,
        per_hire: 4_000.0,
        per_induction: 1_000.0,
        per_travel_hour: 12.0,
        overheads_per_year: 30_000.0,
    }
}

fn grant(name: &str, posts: u64) -> Funding {
    Funding {
        name: name.to_owned(),
        per_year: 100_000.0,
        from_week: 10.0,
        to_week: Some(40.5),
        starts_late: Some(fixed(6.0)),
        posts: vec![posts],
    }
}

/// The ledger of a week: items, then unspent, funding, balance.
fn ledger<'a>(scenario: &Scenario, record: &'a Record, week: usize) -> &'a [f64] {
    let first = Columns::new(scenario).ledger.expect("there are costs");
    &record.row(week)[first..=first + BALANCE]
}

/// One worker, five clients of ten contact hours in one-hour sessions that all need a trip of 0.1 h: 55 h asked of 40, of which
/// overtime covers 4 and the squeeze takes 11, contact and travel alike.
fn deterministic() -> Scenario {
    let mut scenario = plain(vec![one_to_one("high", 10.0, never(), vec![0.0])]);
    scenario.initial.clients = vec![5];
    scenario.week.overtime_max = 0.1;
    scenario.travel = Some(Travel {
        share_remote: 1.0,
        hours_per_trip: 0.1,
        co_located_share: 0.0,
    });
    scenario.costs = Some(costs());
    scenario
}

#[test]
fn the_ledger_of_a_service_without_chance_is_that_done_by_hand() {
    let scenario = deterministic();
    let record = one(&scenario, 3);
    let salary = 50_000.0 / WEEKS_PER_YEAR;
    let hourly = salary * 1.25 / 40.0;
    for week in [0, 51] {
        let row = ledger(&scenario, &record, week);
        let item = |item: Item| row[item as usize];
        equals("salaries", salary, item(Item::Salaries));
        equals("on-costs", 0.25 * salary, item(Item::OnCosts));
        equals("overtime", 4.0 * hourly * 1.5, item(Item::Overtime));
        equals("hiring", 0.0, item(Item::Hiring));
        equals("travel", 5.0 * 44.0 / 55.0 * 12.0, item(Item::Travel));
        equals(
            "overheads",
            30_000.0 / WEEKS_PER_YEAR,
            item(Item::Overheads),
        );
        let all: f64 = row[..UNSPENT].iter().sum();
        equals("the items", all, record.raw(week, Raw::Cost));
        equals("nothing came in", -all, row[BALANCE]);
    }
}

#[test]
fn a_funding_that_starts_late_opens_its_posts_late_and_closes_them_when_it_ends() {
    let mut scenario = deterministic();
    scenario.hiring = Some(hiring(fixed(1e-3)));
    scenario.funding = vec![grant("pilot", 2)];
    let record = one(&scenario, 0);
    let funded = |week| record.raw(week, Raw::FundedEft);
    assert_eq!(
        [15, 16, 40].map(funded),
        [1.0, 3.0, 3.0],
        "from week 16, six later than agreed"
    );
    let income = |week| ledger(&scenario, &record, week)[FUNDING];
    let weekly = 100_000.0 / WEEKS_PER_YEAR;
    equals("before", 0.0, income(15));
    equals("while it runs", weekly, income(16));
    equals("half of its last week", weekly / 2.0, income(40));
    equals("after", 0.0, income(41));
    // Two started in week 16; nobody leaves, so closing by attrition keeps them.
    let hired = ledger(&scenario, &record, 16)[Item::Hiring as usize];
    equals("two starters", 2.0 * 5_000.0, hired);
}

/// The one who is short has 44 h of contact in a week of 40: 4 h over, at what she earns, whoever else is there.
#[test]
fn overtime_is_paid_at_the_rate_of_whoever_works_it() {
    let mut scenario = plain(vec![one_to_one("high", 44.0, never(), vec![0.0])]);
    scenario.initial.clients = vec![1];
    scenario.week.overtime_max = 0.1;
    scenario.costs = Some(costs());
    scenario.posts = vec![posts("worker", 1), posts("chief", 2)];
    scenario.posts[1].annual_cost = 500_000.0;
    scenario.initial.vacancies = vec![0, 1];
    scenario.hiring = Some(hiring(fixed(500.0)));
    let hourly = 50_000.0 / WEEKS_PER_YEAR * 1.25 / 40.0;
    let overtime = |scenario: &Scenario, week: usize| {
        let record = one(scenario, 3);
        ledger(scenario, &record, week)[Item::Overtime as usize]
    };
    equals("beside a chief", 4.0 * hourly * 1.5, overtime(&scenario, 9));
    // An agency takes the vacant post from week 3 on, at twice the pay of a chief, and works no hour too many.
    let agency = Agency {
        after_weeks: 3.0,
        capacity: 1.0,
        premium: 1.0,
    };
    scenario.hiring.as_mut().unwrap().agency = Some(agency);
    equals("and an agency", 4.0 * hourly * 1.5, overtime(&scenario, 9));
}

/// A recruiter's post is empty for five weeks, and so are a client's three team posts: none is paid then, and each start is.
#[test]
fn posts_of_support_and_teams_save_while_they_are_empty_and_cost_a_start() {
    let mut scenario = deterministic();
    let mut supplies = [0.0; Part::COUNT];
    supplies[Part::Hiring as usize] = 10.0;
    scenario.support = vec![SupportRole {
        posts: posts("recruiter", 1),
        serves: vec![],
        vacancies: 1,
        supplies,
        staff: None,
        hiring: Some(hiring(fixed(5.0))),
    }];
    let record = one(&scenario, 0);
    let weekly = 50_000.0 / WEEKS_PER_YEAR;
    let row = |week| ledger(&scenario, &record, week);
    equals("empty", weekly * 1.25, row(3)[UNSPENT]);
    equals("nobody yet", 0.0, row(3)[Item::Hiring as usize]);
    let starts: f64 = (0..10).map(|week| row(week)[Item::Hiring as usize]).sum();
    equals("one start", 5_000.0, starts);
    equals("filled", 0.0, row(8)[UNSPENT]);
    equals("paid", weekly, row(8)[Item::Support as usize]);
}

/// With turnover: what empty posts did not cost and what filled ones did add up to what all would have cost.
#[test]
fn salaries_and_what_empty_posts_save_add_up_to_the_posts() {
    let mut scenario = eight_posts();
    scenario.costs = Some(costs());
    let mut ends_vacant = 0;
    for replication in 0..20 {
        let record = one(&scenario, replication);
        for week in 0..record.weeks() {
            let row = ledger(&scenario, &record, week);
            let posts = record.raw(week, Raw::FundedEft) * 50_000.0 / WEEKS_PER_YEAR;
            equals(
                "salaries of all posts",
                posts * 1.25,
                (row[Item::Salaries as usize] + row[Item::OnCosts as usize]) + row[UNSPENT],
            );
            ends_vacant += u32::from(row[UNSPENT] > 0.0);
        }
    }
    assert!(ends_vacant > 100, "{ends_vacant} weeks with an empty post");
}

/// Money changes nothing that is played.
#[test]
fn costs_and_a_funding_without_posts_leave_every_other_number_alone() {
    let bare = eight_posts();
    let mut costed = bare.clone();
    costed.costs = Some(costs());
    costed.funding = vec![grant("block grant", 0)];
    let (bare, costed) = (one(&bare, 5), one(&costed, 5));
    for week in 0..bare.weeks() {
        let own = bare.row(week).len();
        let mut with = costed.row(week)[..own].to_vec();
        with[Raw::Cost as usize] = bare.raw(week, Raw::Cost);
        let same = with
            .iter()
            .zip(bare.row(week))
            .all(|(a, b)| a.to_bits() == b.to_bits());
        assert!(same, "week {week}");
    }
}

#[test]
fn financial_years_hold_every_week_once() {
    let scenario = Scenario {
        run: plimsoll::scenario::Run {
            horizon_weeks: 130,
            ..plain(vec![]).run
        },
        costs: Some(costs()),
        ..deterministic()
    };
    let years = scenario.financial_years();
    let labels: Vec<&str> = years.iter().map(|it| it.label.as_str()).collect();
    assert_eq!(labels, ["2025/26", "2026/27", "2027/28"]);
    let complete: Vec<bool> = years.iter().map(|it| it.is_complete).collect();
    assert_eq!(complete, [false, true, true]);
    let mut next = 0;
    for year in &years {
        assert_eq!(year.weeks.start, next);
        next = year.weeks.end;
    }
    assert_eq!(next, 130);
    // 5 January 2026 to 30 June: 26 weeks begin. The 130 weeks end on 2 July 2028.
    assert_eq!(years[0].weeks.len(), 26);
    assert_eq!(years[2].weeks.len(), 52);
}

/// A whole's money is its sites', each with fundings of its own.
#[test]
fn a_site_has_fundings_of_its_own_and_the_whole_adds_them_up() {
    let text = r#"
name = "two sites"
[run]
horizon_weeks = 20
[[level]]
name = "high"
kind = "one_to_one"
contact_hours = 1
stay = { dist = "exponential", mean = 10 }
next = { exit = 1.0 }
[week]
full_time_hours = 40
[hiring]
time_to_fill = { dist = "fixed", value = 0.001 }
[costs]
overheads_per_year = 52.1785714
[[posts]]
role = "worker"
count = 1
annual_cost = 5217.85714
[[site]]
name = "north"
[[site.funding]]
name = "grant"
per_year = 52178.5714
from_week = 10
posts = { worker = 2 }
[[site]]
name = "south"
"#;
    let document = Document::parse("sites.toml", text).expect("it reads");
    let scenario = document.study(None, &[]).expect("it is valid").scenario;
    let record = one(&scenario, 0);
    for (week, posts) in [(9, 2.0), (10, 4.0)] {
        equals("posts", posts, record.raw(week, Raw::FundedEft));
        let row = ledger(&scenario, &record, week);
        let income = if week < 10 { 0.0 } else { 1000.0 };
        equals("income", income, (row[FUNDING] * 1e6).round() / 1e6);
        let cost = posts * 100.0 + 1.0;
        equals(
            "cost",
            cost,
            (record.raw(week, Raw::Cost) * 1e4).round() / 1e4,
        );
    }
}

/// A north of one post and a south of three share what the file spends on no site in particular as 1 to 3: overheads of 4 a week,
/// and 4,000 at a programme's first session. The two seats of a session are the whole's: in week 10 the one worker of the north and
/// the first of the south have them, at 10 each, in week 11 the other two of the south.
#[test]
fn two_sites_share_overheads_a_programmes_fixed_cost_and_its_seats() {
    let text = r#"
name = "two sites"
run = { horizon_weeks = 20 }
initial = { ages = "fresh" }
week = { full_time_hours = 40 }
costs = { overheads_per_year = 208.7142857 }
[[level]]
name = "any"
kind = "one_to_one"
contact_hours = 1.0
stay = { dist = "exponential", mean = 10 }
next = { exit = 1.0 }
[[programme]]
name = "coaching"
week = 10
sessions = 5
seats = 2
sessions_each = 1
hours_each = 3
cost_per_seat = 10
fixed_cost = 4000
[[site]]
name = "north"
posts = [{ role = "worker", count = 1 }]
[[site]]
name = "south"
posts = [{ role = "worker", count = 3 }]
"#;
    let document = Document::parse("sites.toml", text).expect("it reads");
    let scenario = document.study(None, &[]).expect("it is valid").scenario;
    let record = one(&scenario, 0);
    let spent = |record: &Record, week: usize| {
        let row = ledger(&scenario, record, week);
        let programmes = row[Item::Programmes as usize];
        [row[Item::Overheads as usize], programmes].map(|it| (it * 1e6).round() / 1e6)
    };
    let sites = |week: usize| [0, 1].map(|site| spent(&record.sites[site], week));
    assert_eq!(sites(9), [[1.0, 0.0], [3.0, 0.0]]);
    assert_eq!(sites(10), [[1.0, 1010.0], [3.0, 3010.0]]);
    assert_eq!(sites(11), [[1.0, 0.0], [3.0, 20.0]]);
    assert_eq!(sites(12), [[1.0, 0.0], [3.0, 0.0]]);
    assert_eq!(spent(&record, 10), [4.0, 4020.0]);
    assert_eq!(spent(&record, 11), [4.0, 20.0]);
}

/// The north pays a rent of its own of 2 a week; the 4 a week of the file are then the south's alone.
#[test]
fn a_site_with_overheads_of_its_own_has_no_share_in_those_of_the_file() {
    let read = |south: &str| {
        let text = format!(
            r#"
name = "two sites"
run = {{ horizon_weeks = 4 }}
week = {{ full_time_hours = 40 }}
posts = [{{ role = "worker", count = 1 }}]
costs = {{ overheads_per_year = 208.7142857 }}
[[level]]
name = "any"
kind = "one_to_one"
contact_hours = 1.0
stay = {{ dist = "exponential", mean = 10 }}
next = {{ exit = 1.0 }}
[[site]]
name = "north"
overheads_per_year = 104.3571429
[[site]]
name = "south"
{south}
"#
        );
        Document::parse("sites.toml", &text)
    };
    let document = read("").expect("it reads");
    let scenario = document.study(None, &[]).expect("it is valid").scenario;
    let record = one(&scenario, 0);
    let overheads = |record: &Record| {
        let spent = ledger(&scenario, record, 2)[Item::Overheads as usize];
        (spent * 1e6).round() / 1e6
    };
    let sites = [0, 1].map(|site| overheads(&record.sites[site]));
    assert_eq!((sites, overheads(&record)), ([2.0, 4.0], 6.0));
    let refused = match read("overheads_per_year = 1") {
        Ok(_) => panic!("it was not refused"),
        Err(problems) => problems.to_string(),
    };
    let expected =
        "costs.overheads_per_year belongs to no site: every site has overheads of its own";
    assert!(refused.contains(expected), "{refused}");
}

/// A funding to week 40 pays the posts of weeks 10 to 39, and no step more; the extra worker leaves with it.
#[test]
fn a_funding_pays_posts_up_to_the_moment_at_which_it_ends() {
    let mut scenario = deterministic();
    scenario.hiring = Some(hiring(fixed(1e-3)));
    scenario.posts[0].close = plimsoll::scenario::Close::Now;
    scenario.funding = vec![Funding {
        to_week: Some(40.0),
        starts_late: None,
        ..grant("pilot", 1)
    }];
    let record = one(&scenario, 0);
    let funded = |week| record.raw(week, Raw::FundedEft);
    assert_eq!([9, 10, 39, 40].map(funded), [1.0, 2.0, 2.0, 1.0]);
}

/// Contributions are paid over the salaries of clients' teams as over all others: a quarter of 1 x 50,000 and 10 x 40,000 a year.
#[test]
fn on_costs_are_paid_on_the_salaries_of_teams_too() {
    let mut scenario = deterministic();
    scenario.teams = vec![Team {
        name: "direct support".to_owned(),
        posts_per_client: vec![2],
        eft: 1.0,
        annual_cost: 40_000.0,
        shift_hours: 0.0,
        uncovered_share: 0.0,
        presence_hours: 0.0,
        staff: staff(never(), 0.0),
        hiring: hiring(never()),
    }];
    let record = one(&scenario, 0);
    let row = ledger(&scenario, &record, 5);
    let teams = 10.0 * 40_000.0 / WEEKS_PER_YEAR;
    equals("teams", teams, row[Item::Teams as usize]);
    let on_costs = 0.25 * (teams + 50_000.0 / WEEKS_PER_YEAR);
    equals("on-costs", on_costs, row[Item::OnCosts as usize]);
}

/// One worker has five clients where three are the limit, until within week 40, when it is ten; a plan has a second worker
/// throughout. It costs the same more in every week, and avoids one worker-week, judged at its end, in each of the first 40.
#[test]
fn what_an_avoided_worker_week_costs_in_each_financial_year_is_that_done_by_hand() {
    let mut scenario = deterministic();
    scenario.run.horizon_weeks = 104;
    let limits = |limit| safe_load(vec![Some(limit)], None);
    let at = |limit| limits(limit).limits.at(0.0).clone();
    scenario.safe_load = Some(SafeLoad {
        limits: dated(vec![(0.0, at(3.0)), (40.5, at(10.0))]),
        ..limits(3.0)
    });
    let mut second = scenario.clone();
    second.posts[0] = posts("worker", 2);
    let subjects = [scenario, second].map(Subject::fixed);
    let arms: Vec<Arm> = subjects
        .iter()
        .map(|subject| Arm {
            subject,
            cut: &[],
            twin: true,
            detail: Detail::Weeks,
        })
        .collect();
    let conduct = Conduct {
        replications: 0..4,
        seed: 1,
        pairing: Pairing::Common,
        threads: 1,
        progress: &Silent,
        cancel: &AtomicBool::new(false),
    };
    let found = compare(&arms, &conduct, &[], &mut NoRows).expect("it plays");
    // A salary with on-costs more, the overtime of 4 h less, and the fares of the hour that was squeezed out.
    let salary = 50_000.0 / WEEKS_PER_YEAR * 1.25;
    let weekly = salary - 4.0 * salary / 40.0 * 1.5 + 12.0;
    let years = &found.prices_by_year[0];
    let expected = [
        ("2025/26", 26.0, 26.0),
        ("2026/27", 52.0, 14.0),
        ("2027/28", 26.0, 0.0),
    ];
    assert_eq!(years.len(), expected.len());
    let about = |what: &str, theory: f64, found: f64| {
        let apart = (found - theory).abs();
        assert!(
            apart <= 1e-6 * theory.abs(),
            "{what}: {found}, not {theory}"
        );
    };
    for (year, (label, weeks, avoided)) in years.iter().zip(expected) {
        assert_eq!(year.year.label, label);
        about("cost", weeks * weekly, year.cost.difference.value);
        about("load", -avoided, year.load.difference.value);
        if avoided > 0.0 {
            let price = year.price().expect("there is a price");
            about("price", weeks * weekly / avoided, price.value);
            about("low", weeks * weekly / avoided, price.low);
            about("high", weeks * weekly / avoided, price.high);
        } else {
            assert_eq!((year.avoidance, year.price()), (Avoidance::Same, None));
        }
    }
    about("the whole", 104.0 * weekly / 40.0, found.prices[0].value);
}
