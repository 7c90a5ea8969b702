//! `plimsoll check`: is the file valid, what do its numbers imply, and what do they rest on?
//!
//! Says what averages say (the static lens) before anything is played. Lays out text; works nothing out.

use super::{StudyArgs, machine, terminal};
use clap::Args;
use plimsoll::model::steady::{Steady, funded_eft, of_sites, steady};
use plimsoll::scenario::decide::Decide;
use plimsoll::scenario::document::{Document, Study};
use plimsoll::scenario::note::notes;
use plimsoll::scenario::problem::Problems;
use plimsoll::scenario::register::{Register, RegisterEntry, Standing};
use plimsoll::scenario::{Part, Scenario, Strikes};
use plimsoll::units::WEEKS_PER_YEAR;
use std::fmt::Write;
use std::process::ExitCode;

/// Flags of `plimsoll check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub study: StudyArgs,
}

/// Columns of running text.
const WIDTH: usize = 100;

/// Validates and explains a scenario.
pub fn check(args: &CheckArgs) -> ExitCode {
    match explained(args) {
        Ok(text) => terminal::print(&text),
        Err(problems) => {
            terminal::error(&problems.to_string());
            ExitCode::from(1)
        }
    }
}

fn explained(args: &CheckArgs) -> Result<String, Problems> {
    let document = Document::read(&args.study.file)?;
    let study = document.study(args.study.plan.as_deref(), &args.study.set)?;
    let register = document.register(&study);
    let mut text = String::new();
    opening(&mut text, &document, &study);
    line(&mut text, machine::needed(&study));
    if document.decides() {
        decided(&mut text, &document.decide(&study, u64::MAX)?);
    }
    implied(&mut text, &study.scenario, &steady(&study.scenario));
    each_site(&mut text, &study.scenario);
    noted(&mut text, &study.scenario);
    listed(&mut text, &register);
    Ok(text)
}

/// Adds a line. Writing to a `String` cannot fail.
fn line(text: &mut String, line: impl std::fmt::Display) {
    let _ = writeln!(text, "{line}");
}

fn opening(text: &mut String, document: &Document, study: &Study) {
    let scenario = &study.scenario;
    line(text, terminal::heading(&scenario.name));
    if let Some(question) = &scenario.question {
        line(text, question);
    }
    let posts: u64 = scenario
        .posts
        .iter()
        .map(|posts| *posts.count.at(0.0))
        .sum();
    line(
        text,
        format_args!(
            "\n{} is valid: {}{}, {}, {} ({:.2} EFT), {} weeks from {}.",
            document.name(),
            match scenario.sites.len() {
                0 => String::new(),
                sites => format!("{}, ", plural(sites as u64, "site")),
            },
            plural(scenario.levels.len() as u64, "level"),
            plural(scenario.referrals.len() as u64, "referral stream"),
            plural(posts, "post"),
            funded_eft(&scenario.posts),
            scenario.run.horizon_weeks,
            scenario.run.start
        ),
    );
    if let Some(plan) = &study.plan {
        line(text, format_args!("Shown with the plan \"{plan}\"."));
    }
    let plans: Vec<String> = document
        .plans()
        .iter()
        .map(|plan| format!("\"{plan}\""))
        .collect();
    if !plans.is_empty() && study.plan.is_none() {
        line(
            text,
            format_args!("Plans in the file: {}.", plans.join(", ")),
        );
    }
}

/// What `plimsoll plan` would search.
fn decided(text: &mut String, decide: &Decide) {
    let each: Vec<String> = decide
        .decisions
        .iter()
        .map(|it| format!("{} in {} ways", it.path(), it.size()))
        .collect();
    let share = plimsoll::scenario::problem::number(100.0 * decide.target);
    paragraph(
        text,
        "",
        &format!(
            "To decide: {} plans ({}), with an unsafe year in at most {share} of 100 futures.",
            decide.size(),
            each.join(", ")
        ),
    );
}

fn plural(count: u64, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

fn implied(text: &mut String, scenario: &Scenario, steady: &Steady) {
    line(text, terminal::heading("\nWhat the averages say"));
    paragraph(
        text,
        "  ",
        "A spreadsheet's answer at the rates, posts and limits of week 0. It leaves out chance, vacancies, induction and feedback, which a run plays.",
    );
    line(
        text,
        format_args!(
            "\n  New referrals a week       {:>7.2}",
            steady.referrals_per_week
        ),
    );
    clients(text, scenario, steady);
    needs(text, scenario, steady);
    if let Some(share) = steady.vacancy_share {
        line(
            text,
            format_args!(
                "  Posts empty                {:>6.1} % of the time",
                100.0 * share
            ),
        );
    }
    match steady.first_week_pressure {
        Some(pressure) => line(
            text,
            format_args!(
                "  First week                 {pressure:>7.2} hours wanted per hour there is, with today's clients and everybody at work"
            ),
        ),
        None => line(text, "  First week                 nobody is in post"),
    }
    emergencies(text, scenario);
    programmes(text, scenario);
}

/// Emergencies that today's clients and workers expect in a year, what the service makes itself left out.
fn emergencies(text: &mut String, scenario: &Scenario) {
    for shock in &scenario.shocks {
        let posts = scenario.posts.iter().map(|posts| *posts.count.at(0.0));
        let a_year = match &shock.strikes {
            Strikes::Clients {
                per_year, levels, ..
            } => {
                let today = scenario.initial.clients.iter().zip(levels);
                let struck: u64 = today.filter(|(_, can)| **can).map(|(count, _)| count).sum();
                per_year * struck as f64
            }
            Strikes::Workers { per_year, .. } => per_year * posts.sum::<u64>() as f64,
            Strikes::Service { per_year, .. } => *per_year,
        };
        let name = format!("Emergencies: {}", shock.name);
        line(
            text,
            format_args!(
                "  {name:<26} {a_year:>7.1} a year, each {} h a week{}",
                plimsoll::scenario::problem::number(shock.crisis_hours),
                match shock.permanent_share {
                    0.0 => format!(" for {:.1} weeks", shock.duration.mean()),
                    share => format!(
                        " for {:.1} weeks, {:.0} of 100 for good",
                        shock.duration.mean(),
                        100.0 * share
                    ),
                }
            ),
        );
    }
}

/// Seats against those who will want one, and the hours in all.
fn programmes(text: &mut String, scenario: &Scenario) {
    for programme in &scenario.programmes {
        let posts = scenario.posts.iter().map(|posts| *posts.count.at(0.0));
        let wanted = posts.sum::<u64>() as f64 * programme.uptake * programme.sessions_each as f64;
        let seats = programme
            .sessions
            .map(|sessions| (sessions * programme.seats) as f64);
        let taken = seats.map_or(wanted, |seats| seats.min(wanted));
        let seats = seats.map_or("as many as are wanted".to_owned(), |it| format!("{it:.0}"));
        line(
            text,
            format_args!(
                "  {:<26} {wanted:>7.0} seats wanted by today's staff, {seats} given: {:.0} hours out of the week",
                programme.name,
                taken * programme.hours_each
            ),
        );
    }
}

fn clients(text: &mut String, scenario: &Scenario, steady: &Steady) {
    line(text, "  Clients                   in the long run   today");
    for (position, level) in scenario.levels.iter().enumerate() {
        let long_run = steady.clients.as_ref().map(|clients| clients[position]);
        row(
            text,
            &level.name,
            long_run,
            scenario.initial.clients[position],
        );
    }
    let all = steady.clients.as_ref().map(|clients| clients.iter().sum());
    row(text, "all", all, scenario.initial.clients.iter().sum());
    exits(text, scenario, steady);
}

/// How clients leave in the long run, where the exits have names or clients break off.
fn exits(text: &mut String, scenario: &Scenario, steady: &Steady) {
    let told = !scenario.exits.is_empty() || scenario.loops.breaks_off_unnamed();
    let (Some(exits), true) = (&steady.exits_per_week, told) else {
        return;
    };
    line(
        text,
        "  Clients who leave         a year          share   come back",
    );
    let all: f64 = exits.iter().sum();
    let names = scenario.exits.iter().map(|exit| {
        let name = format!("{}{}", exit.name, if exit.good { " (good)" } else { "" });
        let back = exit.returns.as_ref().map(|returns| returns.probability);
        (name, back)
    });
    let unnamed = ["no exit named", "broke off, none named"].map(|it| (it.to_owned(), None));
    for ((name, back), flow) in names.chain(unnamed).zip(exits) {
        if *flow > 0.0 {
            let back = back.map_or(String::new(), |it| format!("{:>9.0} %", 100.0 * it));
            let (a_year, share) = (flow * WEEKS_PER_YEAR, 100.0 * flow / all);
            line(
                text,
                format_args!("    {name:<22} {a_year:>7.1} {share:>13.0} % {back}"),
            );
        }
    }
}

/// The same, site by site, where there are several.
fn each_site(text: &mut String, scenario: &Scenario) {
    if scenario.sites.is_empty() {
        return;
    }
    line(
        text,
        "\n  Site                  clients in the long run   today   EFT funded   by safe load   by hours",
    );
    for (site, steady) in scenario.sites.iter().zip(of_sites(scenario)) {
        let limits = site.safe_load.as_ref().map(|it| it.limits.at(0.0));
        let row = limits
            .and_then(|it| it.row)
            .map_or(String::new(), |row| format!("row {row}"));
        let number = |value: Option<f64>| value.map_or("-".to_owned(), |it| format!("{it:.2}"));
        let clients = steady.clients.map(|clients| clients.iter().sum::<f64>());
        let clients = clients.map_or("without end".to_owned(), |it| format!("{it:.1}"));
        let today: u64 = site.initial.clients.iter().sum();
        line(
            text,
            format_args!(
                "    {:<24} {clients:>18} {today:>7} {:>12.2} {:>14} {:>10}   {row}",
                site.name,
                funded_eft(&site.posts),
                number(steady.eft_safe_load),
                number(steady.eft_wisn),
            ),
        );
    }
}

fn row(text: &mut String, name: &str, long_run: Option<f64>, today: u64) {
    let long_run = long_run.map_or("without end".to_string(), |value| format!("{value:.1}"));
    line(
        text,
        format_args!("    {name:<22} {long_run:>14} {today:>7}"),
    );
}

fn needs(text: &mut String, scenario: &Scenario, steady: &Steady) {
    line(
        text,
        format_args!(
            "  EFT funded                 {:>7.2}",
            funded_eft(&scenario.posts)
        ),
    );
    match (steady.eft_safe_load, &steady.binding_limit) {
        (Some(need), limit) => {
            let limit = limit.as_deref().unwrap_or("each site by its own");
            let row = scenario
                .safe_load
                .as_ref()
                .and_then(|safe_load| safe_load.limits.at(0.0).row);
            let row = row.map_or(String::new(), |row| format!(", row {row}"));
            line(
                text,
                format_args!(
                    "  EFT needed by safe load    {need:>7.2} (what decides: {limit}{row})"
                ),
            );
            if let Some(unscaled) = steady
                .eft_safe_load_unscaled
                .filter(|unscaled| *unscaled != need)
            {
                line(
                    text,
                    format_args!("    before the discount for size {unscaled:.2}"),
                );
            }
        }
        (None, _) => line(
            text,
            "  EFT needed by safe load    not known: the file has no limits",
        ),
    }
    if let Some(need) = steady.eft_wisn {
        let hours: f64 = steady.client_hours.iter().sum();
        line(
            text,
            format_args!(
                "  EFT needed by hours (WISN) {need:>7.2} = {hours:.1} hours a week for clients / {:.1} hours per EFT",
                steady.hours_per_eft
            ),
        );
        let parts: Vec<String> = Part::ALL
            .into_iter()
            .filter(|part| steady.client_hours[*part as usize] > 0.0)
            .map(|part| {
                format!(
                    "{} {:.1}",
                    part.name().replace('_', " "),
                    steady.client_hours[part as usize]
                )
            })
            .collect();
        if !parts.is_empty() {
            line(text, format_args!("    for clients: {}", parts.join(", ")));
        }
        if scenario.asks_beyond_standard_work() {
            line(
                text,
                "    left out: emergencies and what clients' teams and a watched waiting list ask; a run tells their hours",
            );
        }
        line(
            text,
            format_args!(
                "    hours per EFT: ({} h full time - {} h fixed) x {:.1} % at work",
                scenario.week.full_time_hours,
                steady.fixed_hours,
                100.0 * steady.attendance
            ),
        );
    }
}

fn noted(text: &mut String, scenario: &Scenario) {
    let notes = notes(scenario);
    if notes.is_empty() {
        return;
    }
    line(text, terminal::heading("\nTo know"));
    notes.iter().for_each(|note| paragraph(text, "  - ", note));
}

fn listed(text: &mut String, register: &Register) {
    line(text, terminal::heading("\nWhat the numbers rest on"));
    let counts: Vec<String> = Standing::ALL
        .into_iter()
        .map(|standing| format!("{} {}", register.count(standing), standing.name()))
        .collect();
    line(
        text,
        format_args!("  {} values: {}", register.entries.len(), counts.join(", ")),
    );
    for standing in Standing::ALL {
        let entries = register
            .entries
            .iter()
            .filter(|entry| entry.standing == standing);
        let entries: Vec<&RegisterEntry> = entries.collect();
        if !entries.is_empty() {
            line(text, format_args!("\n  {}", title(standing)));
            by_source(text, entries);
        }
    }
}

/// Values under the source they share, in the order of the first.
fn by_source(text: &mut String, mut rest: Vec<&RegisterEntry>) {
    while let Some(first) = rest.first() {
        let source = first.source.clone();
        if let Some(source) = &source {
            paragraph(text, "    ", source);
        }
        let indent = if source.is_some() { "      " } else { "    " };
        for entry in rest.iter().filter(|entry| entry.source == source) {
            line(
                text,
                format_args!("{indent}{} = {}", entry.path, entry.value),
            );
            if let Some(uncertain) = &entry.uncertain {
                line(
                    text,
                    format_args!("{indent}  drawn anew in every future: {uncertain}"),
                );
            }
        }
        rest.retain(|entry| entry.source != source);
    }
}

fn title(standing: Standing) -> &'static str {
    match standing {
        Standing::Sourced => "Sourced",
        Standing::Assumed => "Assumed, with the reason",
        Standing::Unsourced => "Unsourced: nothing in [sources] says where these come from",
        Standing::Default => "Defaults taken, because the file does not give them",
    }
}

/// Running text in lines of at most [`WIDTH`] columns; further lines are indented like the first.
fn paragraph(text: &mut String, lead: &str, words: &str) {
    let indent = " ".repeat(lead.chars().count());
    let mut current = lead.to_string();
    let mut empty = true;
    for word in words.split_whitespace() {
        if !empty && current.chars().count() + 1 + word.chars().count() > WIDTH {
            line(text, current.trim_end());
            (current, empty) = (indent.clone(), true);
        }
        if !empty {
            current.push(' ');
        }
        current.push_str(word);
        empty = false;
    }
    line(text, current.trim_end());
}
