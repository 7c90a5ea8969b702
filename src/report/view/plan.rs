//! The words of a search: the plan as a sentence, the risk it holds, what stands beside it, and why nothing holds.

mod deed;

pub(in crate::report) use deed::{deed, staff};

use super::words;
use crate::experiment::results::Estimate;
use crate::experiment::search::race::AS_GOOD_AS_EQUAL;
use crate::experiment::search::{Fresh, Objective, Standing, difference};
use crate::report::figure::breaches::kind_label;
use crate::report::plan::PlanInput;
use crate::scenario::BreachKind;

/// Hundredths of a bound, rounded up: a bound that is rounded down would claim more than is known.
fn at_most(bound: f64) -> String {
    words::number((bound * 100.0 - 1e-9).ceil(), 0)
}

/// What a plan takes, in words: `4,210,000 over 5 years` or `41.2 EFT-years`.
pub(in crate::report) fn price(input: &PlanInput, fresh: &Fresh) -> String {
    let cost = fresh.account.cost();
    let eft_years = format!(
        "{} EFT-years",
        words::number(fresh.account.eft_years().value, 1)
    );
    if cost.value > 0.0 {
        format!(
            "{} in {}",
            words::money_of(input.space.scenario(0), cost.value),
            horizon(input)
        )
    } else {
        format!("{eft_years} in {}", horizon(input))
    }
}

fn horizon(input: &PlanInput) -> String {
    words::span(input.space.scenario(0).run.horizon_weeks as f64)
}

/// The target as it is said: `10 of 100`.
pub(in crate::report) fn target(input: &PlanInput) -> String {
    let hundredths = input.search.rules.target * 100.0;
    let places = usize::from((hundredths - hundredths.round()).abs() > 1e-6);
    format!("{} of 100", words::number(hundredths, places))
}

fn plans(input: &PlanInput) -> String {
    words::count(input.search.eligible() as u64)
}

/// `In 7 of 100`, `in none of the 2,000`: the bare number of futures.
fn futures(estimate: &Estimate) -> String {
    words::of_100(estimate)
        .trim_start_matches("about ")
        .to_owned()
}

/// The decision in one sentence.
pub(in crate::report) fn lead(input: &PlanInput) -> String {
    let search = input.search;
    match &search.answer {
        Some(answer) => format!(
            "{}: an unsafe year in {} futures (at most {} with {} confidence), at {}; the {} of {} plans that keeps it at or below {}.",
            words::capital(&deed(input, answer.plan)),
            futures(&answer.account.risk()),
            at_most(answer.upper),
            words::percent(search.rules.confidence),
            price(input, answer),
            match search.rules.objective {
                Objective::Cost => "cheapest",
                Objective::EftYears => "smallest",
            },
            plans(input),
            target(input)
        ),
        None => format!(
            "None of the {} plans is sure to keep the chance of an unsafe year at or below {}{}.",
            plans(input),
            target(input),
            search
                .least_risk
                .as_ref()
                .map_or_else(String::new, |least| {
                    let risk = least.account.risk();
                    let gap = risk.value - search.rules.target;
                    let far = if gap > 0.005 {
                        format!(", {} too many", words::in_100(gap))
                    } else {
                        ", too close to be sure".to_owned()
                    };
                    format!(
                        "; the least risky still has one in {} futures{far}",
                        futures(&risk)
                    )
                })
        ),
    }
}

/// What follows the decision, the most important first.
pub(in crate::report) fn sentences(input: &PlanInput) -> Vec<String> {
    let mut all = Vec::new();
    match &input.search.answer {
        Some(answer) => {
            all.extend(waiting(answer));
            all.extend(beside_as_written(input, answer));
            all.extend(runner_up(input, answer));
            all.extend(undecided(input, answer));
            all.extend(averages(input, answer));
        }
        None => all.extend(nothing_holds(input)),
    }
    all.push(race(input));
    all
}

/// Safety that is a waiting list is said to be one.
fn waiting(fresh: &Fresh) -> Option<String> {
    let (waiting, gave_up) = (fresh.account.waiting(), fresh.account.gave_up());
    (waiting > 0.05).then(|| {
        format!(
            "It holds with a waiting list: {} people wait on average and {} give up over the whole time. A list is not safety for those on it.",
            words::amount(waiting),
            words::amount(gave_up)
        )
    })
}

fn beside_as_written(input: &PlanInput, answer: &Fresh) -> Option<String> {
    let written = input.search.as_written.as_ref()?;
    if written.plan == answer.plan {
        return Some("That is the plan as written: nothing cheaper holds.".to_owned());
    }
    let risk = futures(&written.account.risk());
    Some(format!(
        "As written, an unsafe year comes in {risk} futures, at {}: the plan takes {}.",
        price(input, written),
        more(input, answer, written)
    ))
}

/// `78,000 more (74,000 to 82,000)`, from pairs.
fn more(input: &PlanInput, one: &Fresh, other: &Fresh) -> String {
    let priced = one.account.cost().value > 0.0;
    let objective = if priced {
        Objective::Cost
    } else {
        input.search.rules.objective
    };
    let gap = difference(&one.account, &other.account, objective);
    let amount = |value: f64| match objective {
        Objective::Cost => words::money_of(input.space.scenario(0), value),
        Objective::EftYears => format!("{} EFT-years", words::number(value, 1)),
    };
    let (low, high, word) = if gap.value < 0.0 {
        (-gap.high, -gap.low, "less")
    } else {
        (gap.low, gap.high, "more")
    };
    if gap.value == 0.0 || (low < 0.0 && high > 0.0) {
        "about as much".to_owned()
    } else if low == high {
        format!("{} {word}", amount(gap.value.abs()))
    } else {
        format!(
            "{} {word} ({} to {})",
            amount(gap.value.abs()),
            amount(low),
            amount(high)
        )
    }
}

fn runner_up(input: &PlanInput, answer: &Fresh) -> Option<String> {
    let second = input.search.runner_up.as_ref()?;
    Some(format!(
        "The runner-up: {}; an unsafe year in {} futures, and it takes {}.",
        deed(input, second.plan),
        futures(&second.account.risk()),
        more(input, second, answer)
    ))
}

/// Plans that might be cheaper and cannot be told from the target yet.
fn undecided(input: &PlanInput, answer: &Fresh) -> Option<String> {
    let search = input.search;
    let close = search.count(Standing::TooClose) as u64;
    let failed = search.count(Standing::Unconfirmed) as u64;
    if close + failed == 0 {
        return None;
    }
    let objective = search.rules.objective;
    let own = &search.entries[answer.plan].account;
    let open = |it: &&crate::experiment::search::Entry| {
        matches!(it.standing, Standing::TooClose | Standing::Unconfirmed)
    };
    let saved = search.entries.iter().filter(open);
    let saved = saved
        .map(|it| own.minus(&it.account, objective).mean())
        .fold(0.0, f64::max);
    let saved = match objective {
        Objective::Cost => words::money_of(input.space.scenario(0), saved),
        Objective::EftYears => format!("{} EFT-years", words::number(saved, 1)),
    };
    let mut text = format!(
        "{} might save up to {saved} and {} too close to the target to tell in {} futures; a longer search would.",
        words::capital(&words::counted(close + failed, "plan", "plans")),
        if close + failed == 1 { "is" } else { "are" },
        words::count(search.rules.search_futures)
    );
    if failed > 0 {
        text.push_str(&format!(
            " {} looked safe in the search and fresh futures did not confirm it.",
            words::capital(&words::spelled(failed))
        ));
    }
    Some(text)
}

/// The static answer beside the plan, and what the difference is made of.
fn averages(input: &PlanInput, answer: &Fresh) -> Option<String> {
    let years = &answer.account.years;
    let last = years.last()?;
    let needed = input.steady.eft_safe_load?;
    let (funded, filled, effective) = (last.funded(), last.filled(), last.effective());
    let by_hours = input.steady.eft_wisn.map_or_else(String::new, |hours| {
        format!(" ({} by hours)", words::eft(hours))
    });
    let gap = funded - needed;
    if gap <= 0.05 {
        return Some(format!(
            "By averages the safe load asks for {} EFT{by_hours}; the plan funds {} in year {}.",
            words::eft(needed),
            words::eft_exact(funded),
            years.len()
        ));
    }
    if effective > filled + 0.05 {
        return Some(format!(
            "By averages {} EFT would do{by_hours}; the plan funds {} in year {}, and with those hired ahead of need {} are really there. The {} between are slack for uneven weeks and what feedback makes of them.",
            words::eft(needed),
            words::eft_exact(funded),
            years.len(),
            words::eft(effective),
            words::eft(effective - needed)
        ));
    }
    Some(format!(
        "By averages {} EFT would do{by_hours}, and the plan funds {} in year {}. Of the {} between, {} stand vacant, {} are still being inducted, and {} are slack for uneven weeks and what feedback makes of them.",
        words::eft(needed),
        words::eft_exact(funded),
        years.len(),
        words::eft(gap),
        words::eft(funded - filled),
        words::eft(filled - effective),
        words::eft(effective - needed)
    ))
}

/// Which limit binds and by how much.
fn nothing_holds(input: &PlanInput) -> Vec<String> {
    let Some(least) = &input.search.least_risk else {
        return Vec::new();
    };
    let mut all = vec![format!(
        "The least risky: {}, at {}.",
        deed(input, least.plan),
        price(input, least)
    )];
    let years = &least.account.years;
    let worst = (1..).zip(years).max_by(|one: &(usize, _), other| {
        let chance = one.1.risk().value.total_cmp(&other.1.risk().value);
        chance.then(other.0.cmp(&one.0))
    });
    if let Some((year, account)) = worst.filter(|it| it.1.risk().value > 0.0) {
        let kinds = BreachKind::ALL.into_iter().zip(account.breaches);
        let counted = &input.space.scenario(least.plan).safe_load;
        let counted = kinds.filter(|(kind, _)| {
            counted
                .as_ref()
                .is_some_and(|it| it.breach_when.contains(kind))
        });
        let most = counted.max_by(|one, other| one.1.total_cmp(&other.1));
        let by = most.map_or_else(String::new, |(kind, _)| {
            format!(", most of all by the {}", kind_label(kind))
        });
        all.push(format!(
            "What binds: year {year} is unsafe in {} futures{by}.",
            futures(&account.risk())
        ));
    }
    let point = &input.space.contenders[least.plan].point;
    let at_most: Vec<String> = input
        .space
        .choices
        .iter()
        .zip(point)
        .filter(|(choice, at)| choice.more && **at + 1 == choice.alternatives.len())
        .filter_map(|(choice, at)| {
            let week = choice.week?;
            Some(format!("{} from week {week}", choice.alternatives[*at]))
        })
        .collect();
    if !at_most.is_empty() {
        all.push(format!(
            "It takes the most posts that [decide] allows: {}.",
            words::listed(&at_most)
        ));
    }
    all.extend(input.beyond.map(|beyond| {
        let posts: Vec<String> = beyond.posts.iter().map(|(role, count)| staff(*count, role)).collect();
        let posts = words::listed(&posts);
        let risk = futures(&beyond.risk);
        if beyond.holds {
            format!("With {posts} throughout it would be {risk} ({} futures): max would have to allow for that.", words::count(beyond.risk.replications))
        } else {
            format!("Even {posts} throughout leave an unsafe year in {risk} futures: more posts are not what is missing here.")
        }
    }));
    let close = input.search.count(Standing::TooClose) as u64;
    if close > 0 {
        all.push(format!(
            "{} too close to the target to tell in {} futures; a longer search would.",
            if close == 1 {
                "One plan is".to_owned()
            } else {
                format!("{} plans are", words::count(close))
            },
            words::count(input.search.rules.search_futures)
        ));
    }
    all
}

/// How the search went.
fn race(input: &PlanInput) -> String {
    let search = input.search;
    let mut parts = Vec::new();
    let named = [
        (Standing::Over, "over the target beyond doubt"),
        (
            Standing::Dearer,
            "not cheaper than the answer and not followed to the end",
        ),
        (Standing::Holds, "safe too, and no cheaper"),
        (
            Standing::PassedOver,
            "passed over for one that differs by posts alone",
        ),
    ];
    for (standing, what) in named {
        let count = search.count(standing) as u64;
        if count > 0 {
            parts.push(format!("{} {what}", words::count(count)));
        }
    }
    let parts = if parts.is_empty() {
        String::new()
    } else {
        format!(": {}", parts.join(", "))
    };
    format!(
        "{} searched in {} rounds and {} futures{parts}.",
        match search.eligible() {
            1 => "One plan was".to_owned(),
            many => format!("{} plans were", words::count(many as u64)),
        },
        words::count(u64::from(search.rounds)),
        words::count(search.plays)
    )
}

/// How it was done and what it does not say, as pairs of a word and its text.
pub(in crate::report) fn method(input: &PlanInput) -> Vec<(&'static str, String)> {
    let rules = &input.search.rules;
    let error = words::percent(1.0 - rules.confidence);
    vec![
        (
            "Pairs",
            "Every plan meets the same futures: the same clients, tenures and vacancies. Differences between plans are differences of plans.".to_owned(),
        ),
        (
            "Race",
            format!(
                "Rounds of 64 futures. A plan is out when it is above the target beyond doubt, or cannot be cheaper than one that looks safe. Both errors together are at most {error} over all plans and rounds, however often one looks. Plans within {} of each other count as equally cheap; the safer one is taken.",
                crate::report::view::words::number(100.0 * AS_GOOD_AS_EQUAL, 1) + "\u{a0}%"
            ),
        ),
        (
            "Confirmation",
            format!(
                "The winner was chosen because it looked good, so its own futures flatter it. It was played again on {} futures that the search has not seen; the bound of the answer is exact and rests on these alone. Confirmations tried: {}, each at half the error that was left, so that all together err in at most {error}.",
                words::count(rules.confirm_futures),
                input.search.attempts
            ),
        ),
        (
            "Order",
            "More posts, all else alike, are hardly ever riskier; with individual caseloads they can be, by a client or two. In a large space a plan that fails by 5 of 100 passes over those with fewer posts, one that holds by as much those with more. The neighbours of the answer are played all the same.".to_owned(),
        ),
        (
            "Cost",
            match rules.objective {
                Objective::Cost => "Expected cost of filled posts. A vacant post costs nothing, so a plan that cannot keep its staff looks cheap: the EFT that are really there stand beside it.".to_owned(),
                Objective::EftYears => "Funded EFT over the whole time, in years of one EFT, filled or not.".to_owned(),
            },
        ),
        (
            "What it does not say",
            "The answer is the cheapest of the plans in [decide], for this scenario and its assumptions; nothing beside these plans was looked at.".to_owned(),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_rounded_up_and_never_claims_more() {
        assert_eq!(
            [0.0401, 0.05, 0.0, 0.0999].map(at_most),
            ["5", "5", "0", "10"]
        );
    }
}
