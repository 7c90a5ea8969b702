//! A comparison in words: the decision first, then what each plan does, how sure that is and what pairing bought.

mod caveat;
pub(in crate::report) mod prices;
mod reverse;

use super::words;
use crate::experiment::arm::Pairing;
use crate::experiment::compare::results::{Compared, Comparison, Contrast, MOST_FUTURES, Verdict};
use crate::experiment::player::AS_WRITTEN;
use crate::experiment::results::{Estimate, Results};
use crate::report::CompareInput;
use crate::scenario::difference::Change;
use crate::units::WEEKS_PER_YEAR;
use caveat::{caveat, overload, uncounted};

/// How a headline outcome is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) struct Measure {
    /// Column of the outcome.
    pub name: &'static str,
    /// What it is, as a heading.
    pub title: &'static str,
    pub unit: &'static str,
    pub style: Style,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Style {
    /// A chance, as futures of 100.
    Chance,
    /// Things that are counted: fewer or more.
    Count,
    /// An amount: less or more.
    Amount,
    /// A share, in percent.
    Share,
    /// Money, brought from the whole time to a year.
    Money,
}

#[rustfmt::skip]
const MEASURES: [Measure; 16] = [
    measure("unsafe_year", "Futures with an unsafe year", "of 100", Style::Chance),
    measure("breach_worker_weeks_per_year", "Worker-weeks over the safe load", "a year", Style::Count),
    measure("ended_vicious", "Futures that end in the spiral", "of 100", Style::Chance),
    measure("ended_overstretched", "Futures that end overstretched", "of 100", Style::Chance),
    measure("ever_vicious", "Futures ever in the spiral", "of 100", Style::Chance),
    measure("weeks_vicious", "Weeks in the spiral", "weeks, in all", Style::Count),
    measure("weeks_overstretched", "Weeks overstretched", "weeks, in all", Style::Count),
    measure("eft_gap_mean", "EFT short of need", "EFT, mean", Style::Amount),
    measure("waiting_mean", "Clients waiting", "clients, mean", Style::Count),
    measure("gave_up_count", "Clients who gave up waiting", "clients, in all", Style::Count),
    measure("handovers_count", "Changes of worker", "clients, in all", Style::Count),
    measure("leavers_count", "Workers who left", "workers, in all", Style::Count),
    measure("strain_mean", "Strain of workers", "0 to 1, mean", Style::Amount),
    measure("cost", "Cost", "a year", Style::Money),
    measure("lost_count", "Clients lost", "clients, in all", Style::Count),
    measure("emergencies_top_share", "Emergencies on the worker hit most", "% of a year's", Style::Share),
];

const fn measure(
    name: &'static str,
    title: &'static str,
    unit: &'static str,
    style: Style,
) -> Measure {
    Measure {
        name,
        title,
        unit,
        style,
    }
}

/// The headline outcomes that are defined here, with how they are written.
pub(in crate::report) fn measures(comparison: &Comparison) -> Vec<(Measure, &Contrast)> {
    let known = |it: &Measure| {
        let contrast = comparison.outcome(it.name)?;
        let told = |it: &Compared| it.verdict != Verdict::Untold;
        let nothing =
            it.style == Style::Money && comparison.plans.iter().all(|it| value(it, "cost") == 0.0);
        (contrast.against.iter().any(told) && !nothing).then_some((*it, contrast))
    };
    MEASURES.iter().filter_map(known).collect()
}

/// Whether the outcome differs between any plan and the baseline.
pub(in crate::report) fn differs(contrast: &Contrast) -> bool {
    let same = |it: &Compared| matches!(it.verdict, Verdict::Same | Verdict::Untold);
    !contrast.against.iter().all(same)
}

fn estimate<'a>(results: &'a Results, name: &str) -> Option<&'a Estimate> {
    results.outcome(name).map(|it| &it.estimate)
}

fn value(results: &Results, name: &str) -> f64 {
    estimate(results, name).map_or(f64::NAN, |it| it.value)
}

impl Measure {
    /// What turns a value of the column into what is shown.
    pub fn factor(&self, comparison: &Comparison) -> f64 {
        match self.style {
            Style::Chance | Style::Share => 100.0,
            Style::Count | Style::Amount => 1.0,
            Style::Money => {
                WEEKS_PER_YEAR / comparison.baseline().scenario.run.horizon_weeks as f64
            }
        }
    }

    /// A shown value, rounded.
    pub fn text(&self, comparison: &Comparison, shown: f64) -> String {
        match self.style {
            Style::Money => words::money_of(&comparison.baseline().scenario, shown),
            Style::Chance | Style::Count | Style::Amount | Style::Share => figure(shown),
        }
    }

    /// The outcome of one plan by itself.
    pub fn of(&self, comparison: &Comparison, results: &Results) -> String {
        let value = value(results, self.name);
        match self.style {
            Style::Chance => words::in_100(value),
            Style::Count | Style::Amount | Style::Share | Style::Money => {
                self.text(comparison, value * self.factor(comparison))
            }
        }
    }

    /// `28 fewer`, `1.2 more`, `no difference`.
    pub fn difference(&self, comparison: &Comparison, it: &Compared) -> String {
        let shown = it.difference.value * self.factor(comparison);
        if shown.is_nan() {
            words::NOTHING.to_owned()
        } else if shown == 0.0 {
            "no difference".to_owned()
        } else {
            format!("{} {}", self.text(comparison, shown.abs()), self.way(shown))
        }
    }

    /// The same with a sign, for a drawing.
    pub fn signed(&self, comparison: &Comparison, it: &Compared) -> String {
        self.with_sign(comparison, it.difference.value * self.factor(comparison))
    }

    fn with_sign(&self, comparison: &Comparison, shown: f64) -> String {
        let text = self.text(comparison, shown);
        let plus = shown > 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        if plus { format!("+{text}") } else { text }
    }

    /// The 95 % interval beside its difference: `26 to 31`, or `3 fewer to 1 more` where both ways are open.
    pub fn interval(&self, comparison: &Comparison, it: &Compared) -> String {
        let factor = self.factor(comparison);
        let (low, high) = (it.difference.low * factor, it.difference.high * factor);
        if !low.is_finite() || !high.is_finite() {
            return words::NOTHING.to_owned();
        }
        let text = |shown: f64| self.text(comparison, shown.abs());
        if low == high {
            return "exactly".to_owned();
        }
        if low < 0.0 && high > 0.0 {
            format!(
                "{} {} to {} {}",
                text(low),
                self.way(low),
                text(high),
                self.way(high)
            )
        } else if low.abs() < high.abs() {
            format!("{} to {}", text(low), text(high))
        } else {
            format!("{} to {}", text(high), text(low))
        }
    }

    /// The difference with a sign and its interval: `+12 (+8 to +16)`.
    pub fn signed_with_interval(&self, comparison: &Comparison, it: &Compared) -> String {
        let bounds = [it.difference.low, it.difference.high];
        let factor = self.factor(comparison);
        let bounds = bounds.map(|bound| self.with_sign(comparison, bound * factor));
        format!(
            "{} ({} to {})",
            self.signed(comparison, it),
            bounds[0],
            bounds[1]
        )
    }

    fn way(&self, shown: f64) -> &'static str {
        match (self.style, shown < 0.0) {
            (_, false) => "more",
            (Style::Chance | Style::Count, true) => "fewer",
            (Style::Amount | Style::Share | Style::Money, true) => "less",
        }
    }
}

/// A number with two figures behind which nothing is known.
fn figure(value: f64) -> String {
    let size = value.abs();
    let decimals = match size {
        _ if size == 0.0 || size >= 9.95 => 0,
        _ if size >= 0.095 => 1,
        _ if size >= 0.0095 => 2,
        _ if size >= 0.000_95 => 3,
        _ => 0,
    };
    words::number(value, decimals)
}

/// The verdict in words.
pub(in crate::report) fn verdict(it: Verdict) -> String {
    match it {
        Verdict::Better | Verdict::Worse => it.name().to_owned(),
        Verdict::Same => "the same in every future".to_owned(),
        Verdict::Open { more: Some(more) } => format!(
            "not distinguishable yet; about {} more futures would settle it",
            rounded(more)
        ),
        Verdict::Open { more: None } => format!(
            "not distinguishable: it would take more than {} futures; treat as equal",
            words::count(MOST_FUTURES)
        ),
        Verdict::Untold => "cannot be told".to_owned(),
    }
}

/// A count of two figures.
fn rounded(value: u64) -> String {
    let mut step = 1;
    while value / step >= 100 {
        step *= 10;
    }
    words::count(value.div_ceil(step) * step)
}

/// Better, worse and tied of 100 paired futures, or of those played where they are fewer.
pub(in crate::report) fn counts(it: &Compared) -> String {
    let Some(counts) = it.counts else {
        return "not paired".to_owned();
    };
    let all = [counts.better, counts.worse, counts.tied];
    let texts = if it.pairs < 100 {
        all.map(words::count)
    } else {
        all.map(|count| words::in_100(count as f64 / it.pairs as f64))
    };
    texts.join(" / ")
}

/// A plan's name in a sentence.
pub(in crate::report) fn named(plan: &str) -> String {
    if plan == AS_WRITTEN {
        "the scenario as written".to_owned()
    } else {
        format!("“{plan}”")
    }
}

/// The answer, sentence by sentence, the decision first.
pub(in crate::report) fn sentences(input: &CompareInput) -> Vec<String> {
    let comparison = input.comparison;
    let mut sentences = vec![decision(comparison)];
    sentences.extend(others(comparison));
    sentences.extend(reverse::sentences(comparison));
    sentences.extend(super::compare_time::sentences(comparison));
    sentences.extend(uncounted(comparison));
    sentences.push(pairing(comparison));
    sentences
}

/// The outcome that decides: the unsafe year where any plan moves it, else the worker-weeks over the safe load, else the
/// ending in a spiral.
const DECIDING: [&str; 3] = [
    "unsafe_year",
    "breach_worker_weeks_per_year",
    "ended_vicious",
];

/// Plans with a verdict in an outcome, the largest difference first.
fn with(contrast: &Contrast, verdict: Verdict) -> Vec<usize> {
    let fits = |at: &usize| contrast.against[*at].verdict == verdict;
    let mut plans: Vec<usize> = (0..contrast.against.len()).filter(fits).collect();
    let size = |at: &usize| -contrast.against[*at].difference.value.abs();
    plans.sort_by(|one, other| size(one).total_cmp(&size(other)).then(one.cmp(other)));
    plans
}

/// Whether a plan has fewer worker-weeks over the safe load only because it has fewer workers: the share of those in post
/// who are over it does not fall.
pub(in crate::report) fn by_fewer_workers(comparison: &Comparison, plan: usize) -> bool {
    let better = comparison
        .outcome("breach_worker_weeks_per_year")
        .is_some_and(|it| it.against[plan].verdict == Verdict::Better);
    let share = comparison.in_time("breach.share").map_or(f64::NAN, |it| {
        let weeks = it.weeks[plan].iter().map(|week| week.value);
        weeks.filter(|it| it.is_finite()).sum()
    });
    better && share >= 0.0
}

/// What a board has to know first.
fn decision(comparison: &Comparison) -> String {
    let all = measures(comparison);
    let found = DECIDING.into_iter().find_map(|name| {
        let (measure, contrast) = all.iter().find(|it| it.0.name == name)?;
        let mut better = with(contrast, Verdict::Better);
        better.retain(|plan| match name {
            "breach_worker_weeks_per_year" => !by_fewer_workers(comparison, *plan),
            "ended_vicious" => overload(comparison, *plan).is_none(),
            _ => true,
        });
        (!better.is_empty()).then_some((measure, better))
    });
    let Some((measure, better)) = found else {
        return none_better(comparison);
    };
    let best = better[0];
    let first = if measure.name == "unsafe_year" {
        safer(comparison, &better)
    } else {
        lighter(comparison, measure, &better)
    };
    format!(
        "{first}{}{}.",
        price(comparison, best),
        caveat(comparison, best)
    )
}

/// `Of the three plans`, or the plan itself where there is one.
fn of_plans(count: usize) -> String {
    format!("Of the {} plans", words::spelled(count as u64))
}

/// `two are`, `all three are`, with the best of them.
fn so_many(better: usize, count: usize) -> String {
    match (better, count) {
        (2, 2) => "Both plans".to_owned(),
        (better, count) if better == count => {
            format!("All {} plans", words::spelled(count as u64))
        }
        (better, count) => format!("{}, {}", of_plans(count), words::spelled(better as u64)),
    }
}

/// The decision where plans make unsafe years rarer.
fn safer(comparison: &Comparison, better: &[usize]) -> String {
    let count = comparison.others().len();
    let own = &comparison.others()[better[0]];
    let (name, base) = (named(&own.plan), named(&comparison.baseline().plan));
    let first = match (better.len(), count) {
        (_, 1) => format!("{} is clearly safer than {base}", words::capital(&name)),
        (1, _) => format!("{}, {name} is clearly safer than {base}", of_plans(count)),
        (many, _) => format!(
            "{} are clearly safer than {base}, {name} the most",
            so_many(many, count)
        ),
    };
    let chance = |it: &Results| estimate(it, "unsafe_year").map_or_else(String::new, words::of_100);
    let (risk, before) = (chance(own), chance(comparison.baseline()));
    // "about 12 of 100 futures instead of 38", but "none of the 2,000 futures instead of about 38 of 100".
    let before = match (risk.strip_prefix("about "), before.strip_prefix("about ")) {
        (Some(_), Some(short)) => short.trim_end_matches(" of 100").to_owned(),
        (_, _) => before,
    };
    format!("{first}: at least one unsafe year in {risk} futures instead of {before}")
}

/// The decision where no plan makes unsafe years clearly rarer, but some lighten the load or keep out of the spiral.
fn lighter(comparison: &Comparison, measure: &Measure, better: &[usize]) -> String {
    let count = comparison.others().len();
    let (base, own) = (comparison.baseline(), &comparison.others()[better[0]]);
    let risk = estimate(base, "unsafe_year").filter(|it| it.value.is_finite());
    let first = risk.map_or_else(String::new, |it| {
        let futures = words::of_100(it);
        match count {
            1 => format!(
                "Unsafe years stay about as likely as under {} ({futures} futures), but ",
                named(&base.plan)
            ),
            _ => format!(
                "No plan makes unsafe years clearly rarer than {} ({futures} futures), but ",
                named(&base.plan)
            ),
        }
    });
    let name = named(&own.plan);
    let what = match measure.name {
        "ended_vicious" => "futures that end in the spiral",
        _ => "worker-weeks over the safe load",
    };
    let unit = match measure.name {
        "ended_vicious" => "of 100",
        _ => "a year",
    };
    let second = match better.len() {
        1 => format!("{name} has clearly fewer {what}"),
        many => format!(
            "{} have clearly fewer {what}, {name} the fewest",
            words::spelled(many as u64)
        ),
    };
    let text = format!(
        "{first}{second}: {} {unit} instead of {}",
        measure.of(comparison, own),
        measure.of(comparison, base)
    );
    words::capital(&text)
}

fn none_better(comparison: &Comparison) -> String {
    let count = comparison.others().len();
    let base = named(&comparison.baseline().plan);
    let all = measures(comparison);
    let deciding: Vec<&Contrast> = all
        .iter()
        .filter(|it| DECIDING.contains(&it.0.name))
        .map(|it| it.1)
        .collect();
    let is_worse = |plan: &usize| {
        let mut each = deciding.iter();
        each.any(|it| it.against[*plan].verdict == Verdict::Worse)
    };
    let worse = (0..count).filter(is_worse).count();
    let first = match count {
        1 => format!(
            "{} is not clearly safer than {base}",
            words::capital(&named(&comparison.others()[0].plan))
        ),
        _ => format!(
            "None of the {} plans is clearly safer than {base}",
            words::spelled(count as u64)
        ),
    };
    match worse {
        _ if deciding.is_empty() => {
            format!("{first}: nothing that they are judged by is defined here.")
        }
        0 => format!("{first}."),
        _ if count == 1 => format!("{first}; it is clearly worse."),
        1 => format!("{first}; one is clearly worse."),
        many => format!(
            "{first}; {} are clearly worse.",
            words::spelled(many as u64)
        ),
    }
}

/// What the plan costs more or less.
fn price(comparison: &Comparison, plan: usize) -> String {
    let all = measures(comparison);
    let Some((measure, contrast)) = all.iter().find(|it| it.0.style == Style::Money) else {
        return String::new();
    };
    let it = &contrast.against[plan];
    match it.verdict {
        Verdict::Better | Verdict::Worse => {
            format!(", at {} a year", measure.difference(comparison, it))
        }
        Verdict::Same => ", at the same cost".to_owned(),
        Verdict::Open { .. } => ", at about the same cost".to_owned(),
        Verdict::Untold => String::new(),
    }
}

/// What each worker-week over the safe load that a plan avoids costs; empty where nobody's cost is known, where it is not told
/// that any is avoided, or where there is nothing to pay.
pub(in crate::report) fn price_of_safety(comparison: &Comparison, plan: usize) -> String {
    let costs = comparison.plans.iter().any(|it| value(it, "cost") > 0.0);
    let load = comparison.outcome("breach_worker_weeks_per_year");
    let avoids = load.is_some_and(|it| it.against[plan].verdict == Verdict::Better);
    let Some(price) = comparison.prices.get(plan).filter(|_| costs && avoids) else {
        return String::new();
    };
    let money = |value: f64| words::money_of(&comparison.baseline().scenario, value);
    if price.high < 0.0 {
        "It avoids worker-weeks over the safe load and costs less.".to_owned()
    } else if price.low.is_nan() {
        String::new()
    } else {
        format!(
            "Each worker-week over the safe load that it avoids costs {} ({} to {}, 95 % interval).",
            money(price.value),
            money(price.low),
            money(price.high)
        )
    }
}

/// One sentence for each plan: what it does to the risk and to the load, with intervals, to those who wait or are lost, and to the cost.
fn others(comparison: &Comparison) -> Vec<String> {
    let all = measures(comparison);
    let plan = |(at, plan): (usize, &Results)| {
        let decides = all.iter().filter(|it| DECIDING.contains(&it.0.name));
        let mut facts: Vec<String> = decides
            .map(|(measure, contrast)| fact(comparison, measure, &contrast.against[at]))
            .collect();
        if by_fewer_workers(comparison, at) {
            facts.push("fewer worker-weeks over the load only because fewer workers are in post: the share of them who are over it does not fall".to_owned());
        }
        let caveat = caveat(comparison, at);
        facts.extend(caveat.strip_prefix("; but ").map(str::to_owned));
        let price = price(comparison, at);
        facts.extend(price.strip_prefix(", at ").map(|it| match it {
            it if it.starts_with("about the same") || it.starts_with("the same") => it.to_owned(),
            it => format!("costs {it}"),
        }));
        format!(
            "{}: {}.",
            words::capital(&named(&plan.plan)),
            facts.join("; ")
        )
    };
    comparison.others().iter().enumerate().map(plan).collect()
}

fn fact(comparison: &Comparison, measure: &Measure, it: &Compared) -> String {
    let (what, short) = match measure.name {
        "unsafe_year" => ("futures in 100 with an unsafe year", "unsafe years"),
        "ended_vicious" => (
            "futures in 100 that end in the spiral",
            "ending in the spiral",
        ),
        _ => (
            "worker-weeks over the safe load a year",
            "worker-weeks over the safe load",
        ),
    };
    match it.verdict {
        Verdict::Better | Verdict::Worse => format!(
            "{} {what} ({})",
            measure.difference(comparison, it),
            measure.interval(comparison, it)
        ),
        Verdict::Same | Verdict::Open { .. } | Verdict::Untold => {
            format!("{short}: {}", verdict(it.verdict))
        }
    }
}

/// What pairing bought, or that there was none.
pub(in crate::report) fn pairing(comparison: &Comparison) -> String {
    if comparison.pairing == Pairing::Independent {
        return "These futures are NOT paired: with --independent every plan met clients, leavers and vacancies of its own, so part of every difference is luck, and the intervals are wider than they need be.".to_owned();
    }
    let bought: Vec<f64> = comparison
        .outcome("breach_worker_weeks_per_year")
        .into_iter()
        .flat_map(|it| &it.against)
        .filter_map(|it| it.variance_reduction)
        .filter(|it| !it.is_nan())
        .collect();
    let least = bought.iter().copied().fold(f64::INFINITY, f64::min);
    let most = bought.iter().copied().fold(0.0, f64::max);
    if !least.is_finite() {
        return "Every plan met the same futures: the same clients, leavers and vacancies by chance."
            .to_owned();
    }
    let times = if most.is_infinite() || reduction(least) == reduction(most) {
        format!("{} times", reduction(least))
    } else {
        format!("{} to {} times", reduction(least), reduction(most))
    };
    format!(
        "Every plan met the same futures; without that pairing it would take {times} as many futures to know the worker-weeks over the safe load as well."
    )
}

/// A variance reduction, rounded.
pub(in crate::report) fn reduction(value: f64) -> String {
    if value.is_infinite() {
        "∞".to_owned()
    } else if value >= 9.95 {
        words::number(value, 0)
    } else {
        words::number(value, 1)
    }
}

/// The short table: plans as rows, the baseline first, the outcomes that differ as columns.
pub(in crate::report) fn table(input: &CompareInput) -> Vec<Vec<String>> {
    let comparison = input.comparison;
    const HEADS: [(&str, &str); 8] = [
        ("unsafe_year", "unsafe year, of 100"),
        ("breach_worker_weeks_per_year", "over the load, a year"),
        ("ended_vicious", "end in the spiral, of 100"),
        ("ended_overstretched", "end overstretched, of 100"),
        ("waiting_mean", "waiting"),
        ("lost_count", "lost"),
        ("leavers_count", "leavers"),
        ("cost", "cost a year"),
    ];
    let all = measures(comparison);
    let columns: Vec<(&str, &(Measure, &Contrast))> = HEADS
        .iter()
        .filter_map(|(name, head)| Some((*head, all.iter().find(|it| it.0.name == *name)?)))
        .filter(|(_, (measure, contrast))| match measure.name {
            "waiting_mean" | "lost_count" => differs(contrast),
            "ended_overstretched" => some_overloaded(comparison),
            _ => true,
        })
        .collect();
    let head = columns.iter().map(|it| it.0.to_owned());
    let mut rows = vec![std::iter::once("plan".to_owned()).chain(head).collect()];
    for (at, plan) in comparison.plans.iter().enumerate() {
        let cells = columns.iter().map(|(_, (measure, contrast))| {
            let value = measure.of(comparison, plan);
            match at.checked_sub(1).map(|at| contrast.against[at].verdict) {
                None => format!("{value}       "),
                Some(verdict) => format!("{value} {:<6}", short(verdict)),
            }
        });
        rows.push(std::iter::once(plan.plan.clone()).chain(cells).collect());
    }
    rows
}

/// Whether some plan has futures that end overstretched, but not in the spiral.
fn some_overloaded(comparison: &Comparison) -> bool {
    let overloaded = |it: &Results| value(it, "ended_overstretched") > value(it, "ended_vicious");
    comparison.plans.iter().any(overloaded)
}

/// The verdict in a word.
pub(in crate::report) fn short(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Better => "better",
        Verdict::Worse => "worse",
        Verdict::Same => "same",
        Verdict::Open { more: Some(_) } => "open",
        Verdict::Open { more: None } => "equal",
        Verdict::Untold => words::NOTHING,
    }
}

/// A change in a line: `posts.peer worker.count from 2 to 3`.
fn change(it: &Change) -> String {
    match (&it.before, &it.after) {
        (Some(before), Some(after)) => format!("{} from {before} to {after}", it.path),
        (None, Some(after)) => format!("{} to {after}", it.path),
        (Some(before), None) => format!("{}: no longer {before}", it.path),
        (None, None) => it.path.clone(),
    }
}

/// The lines for a terminal below the table.
pub(in crate::report) fn lines(input: &CompareInput) -> Vec<String> {
    let comparison = input.comparison;
    let mut lines = Vec::new();
    if comparison.pairing == Pairing::Independent {
        lines.push(pairing(comparison));
        lines.push(String::new());
    }
    lines.extend(sentences(input));
    for (plan, changes) in comparison.others().iter().zip(input.changes) {
        let shown: Vec<String> = changes.iter().take(3).map(change).collect();
        let more = match changes.len().saturating_sub(3) {
            0 => String::new(),
            more => format!("; and {more} more, in the report"),
        };
        lines.push(format!(
            "{} changes {}{more}.",
            words::capital(&named(&plan.plan)),
            if shown.is_empty() {
                "nothing".to_owned()
            } else {
                shown.join("; ")
            }
        ));
    }
    lines.push(
        "Verdicts are corrected for the number of plans (Holm); intervals are each plan's own 95 %. open: not distinguishable yet; equal: treat as equal."
            .to_owned(),
    );
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::outcome::{HEADLINES, OWN_HEADLINES};

    #[test]
    fn verdicts_are_words_and_name_what_it_takes() {
        let open = |more| verdict(Verdict::Open { more });
        assert_eq!(
            open(Some(3412)),
            "not distinguishable yet; about 3,500 more futures would settle it"
        );
        assert_eq!(
            open(None),
            "not distinguishable: it would take more than 1,000,000 futures; treat as equal"
        );
        assert_eq!(verdict(Verdict::Same), "the same in every future");
    }

    #[test]
    fn numbers_show_what_is_known_and_no_more() {
        assert_eq!(
            [0.0, 0.004, 0.04, 0.4, 4.04, 40.4].map(figure),
            ["0", "0.004", "0.04", "0.4", "4.0", "40"]
        );
        assert_eq!(
            [7, 99, 101, 12_345].map(rounded),
            ["7", "99", "110", "13,000"]
        );
        assert_eq!(
            [3.44, 12.6, f64::INFINITY].map(reduction),
            ["3.4", "13", "∞"]
        );
    }

    #[test]
    fn every_headline_has_words_of_its_own() {
        let names = MEASURES.map(|it| it.name);
        assert_eq!(names.as_slice(), [&HEADLINES[..], &OWN_HEADLINES].concat());
    }
}
