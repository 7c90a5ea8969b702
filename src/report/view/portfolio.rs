//! The portfolio of a funder: sites as rows, the whole beneath.

use super::{need, waiting, words};
use crate::experiment::outcome::furthest_short;
use crate::experiment::results::{Estimate, Results, Spread, YearNeed};

/// One site, or the whole.
pub(in crate::report) struct Holding<'a> {
    pub name: &'a str,
    /// EFT needed in half of the futures and in 80 of 100, by year [EFT].
    pub needs: Vec<(f64, f64)>,
    /// Funded EFT, by year [EFT].
    pub funded: Vec<f64>,
    /// EFT really there on average, inducted, by year [EFT].
    pub there: Vec<f64>,
    pub unsafe_years: &'a [Estimate],
    /// Mean cost, by year [currency units].
    pub cost: Vec<f64>,
    /// Futures in which it is the site furthest short in the last year; `None` of the whole.
    pub furthest_short: Option<&'a Estimate>,
}

impl Holding<'_> {
    /// The year in which what is funded is furthest short of the need in 80 of 100 futures, 0 for the first, and by how much [EFT].
    pub fn widest_gap(&self) -> Option<(usize, f64)> {
        self.widest(&self.funded)
    }

    /// The same of what is really there.
    pub fn widest_gap_there(&self) -> Option<(usize, f64)> {
        self.widest(&self.there)
    }

    fn widest(&self, eft: &[f64]) -> Option<(usize, f64)> {
        let gaps = self.needs.iter().zip(eft).enumerate();
        gaps.map(|(year, (need, eft))| (year, need.1 - eft))
            .filter(|it| it.1.is_finite())
            .max_by(|one, other| one.1.total_cmp(&other.1))
    }

    /// The year that is most likely to be unsafe, 0 for the first.
    pub fn worst_year(&self) -> Option<(usize, &Estimate)> {
        let years = self.unsafe_years.iter().enumerate();
        years
            .filter(|it| it.1.value.is_finite())
            // The first of those that are alike.
            .max_by(|one, other| {
                let by_chance = one.1.value.total_cmp(&other.1.value);
                by_chance.then(other.0.cmp(&one.0))
            })
    }
}

/// The sites, then the whole; `None` without sites, limits or complete years.
pub(in crate::report) fn holdings(results: &Results) -> Option<Vec<Holding<'_>>> {
    if results.sites.is_empty() || results.need_by_year.is_empty() {
        return None;
    }
    let waits = waiting::any(results);
    let needs = |own: &[YearNeed], waiting: &[YearNeed]| {
        let years = if waits { waiting } else { own };
        let each = years
            .iter()
            .map(|it| (it.needed_for[0].1, it.needed_for[1].1));
        each.collect()
    };
    let mean = |yearly: &[Vec<Spread>], name: &str| {
        let series = results.metric(name).and_then(|at| yearly.get(at));
        series.map_or_else(Vec::new, |it| it.iter().map(|spread| spread.mean).collect())
    };
    let sites = results.sites.iter().map(|site| Holding {
        name: &site.name,
        needs: needs(&site.need_by_year, &site.need_by_year_waiting),
        funded: mean(&site.yearly, "posts.funded"),
        there: mean(&site.yearly, "eft_effective"),
        unsafe_years: &site.unsafe_by_year,
        cost: mean(&site.yearly, "cost"),
        furthest_short: results
            .outcome(&furthest_short(&site.name))
            .map(|it| &it.estimate),
    });
    let whole = Holding {
        name: "the whole",
        needs: needs(&results.need_by_year, &results.need_by_year_waiting),
        funded: mean(&results.yearly, "posts.funded"),
        there: mean(&results.yearly, "eft_effective"),
        unsafe_years: &results.unsafe_by_year,
        cost: mean(&results.yearly, "cost"),
        furthest_short: None,
    };
    Some(sites.chain([whole]).collect())
}

/// What of the whole's cost over all complete years is no site's: support that several of them share, or one by itself (mean) [currency].
pub(in crate::report) fn shared_cost(holdings: &[Holding]) -> Option<f64> {
    let sum = |it: &Holding| it.cost.iter().sum::<f64>();
    let (whole, sites) = holdings.split_last()?;
    let shared = sum(whole) - sites.iter().map(sum).sum::<f64>();
    (shared > 1e-6 * sum(whole)).then_some(shared)
}

/// Which sites are furthest short future by future, the most frequent first: a site that is so in the middle of futures need not be
/// so in each. `None` where no site ever is.
pub(in crate::report) fn furthest(results: &Results) -> Option<String> {
    let holdings = holdings(results)?;
    let short = |it: &Holding| Some((it.name.to_owned(), it.furthest_short?.value));
    let mut sites: Vec<(String, f64)> = holdings.iter().filter_map(short).collect();
    sites.retain(|it| it.1 > 0.0);
    // In the order of the file where they are alike.
    sites.sort_by(|one, other| other.1.total_cmp(&one.1));
    let said = sites
        .iter()
        .map(|(name, share)| format!("{name} in {}", words::in_100(*share)));
    let said: Vec<String> = said.collect();
    let none = 1.0 - sites.iter().map(|it| it.1).sum::<f64>();
    let none = if none > 1e-9 {
        format!("; in {} no site is short", words::in_100(none))
    } else {
        String::new()
    };
    (!said.is_empty()).then(|| {
        format!(
            "Future by future, over the last year, the site that is furthest short of the EFT it needs is {} of 100{none}.",
            words::listed(&said)
        )
    })
}

/// What the portfolio says, in a sentence or two.
pub(in crate::report) fn finding(results: &Results) -> Option<String> {
    let holdings = holdings(results)?;
    let (whole, sites) = holdings.split_last()?;
    let (year, _) = whole.widest_gap()?;
    let (_, need) = *whole.needs.get(year)?;
    let funded = *whole.funded.get(year)?;
    let sum: f64 = sites
        .iter()
        .filter_map(|it| it.needs.get(year))
        .map(|it| it.1)
        .sum();
    let widest = sites
        .iter()
        .filter_map(|it| Some((it, it.widest_gap()?)))
        .max_by(|one, other| one.1.1.total_cmp(&other.1.1))?;
    let (site, (site_year, gap)) = widest;
    let short = if gap > 0.0 {
        format!(
            "Furthest short of what would cover 80 of 100 futures is {}, in year {}: {} EFT more than are funded there.",
            site.name,
            site_year + 1,
            words::eft(gap)
        )
    } else {
        format!(
            "Every site is funded for its own need in 80 of 100 futures{}.",
            not_there(sites).unwrap_or_default()
        )
    };
    let spiral = match need::without_feedback(results, year + 1) {
        Some((cut, true)) => format!(
            " With all feedback cut the whole takes {} EFT in year {}{}; part of a site’s need may be the spiral’s, too, and a run with --cut all tells the sites without it. {}",
            words::eft(cut),
            year + 1,
            if waiting::any(results) {
                " for those who have a place"
            } else {
                ""
            },
            need::SPIRAL_NEED
        ),
        Some(_) | None => String::new(),
    };
    Some(format!(
        "In year {} the whole needs {} EFT to be covered in 80 of 100 futures, and {} are funded; the same read off site by site and added up would be {}, as not all sites need most in the same future. {short}{spiral}",
        year + 1,
        words::eft(need),
        words::eft_exact(funded),
        words::eft(sum),
    ))
}

/// Where fewer than are needed are really there though enough are funded: the site that is most likely unsafe of them.
fn not_there(sites: &[Holding]) -> Option<String> {
    let short = sites.iter().filter_map(|it| {
        let (year, _) = it.widest_gap_there().filter(|gap| gap.1 > 0.0)?;
        let (unsafe_year, chance) = it.worst_year().filter(|it| it.1.value > 0.0)?;
        Some((it, year, unsafe_year, chance))
    });
    let (site, year, unsafe_year, chance) =
        short.max_by(|one, other| one.3.value.total_cmp(&other.3.value))?;
    let (need, there) = (site.needs[year].1, site.there[year]);
    Some(format!(
        ", but not all of that is there: {} needs {} EFT really there in year {} and has {} on average, and year {} is unsafe there in {} futures",
        site.name,
        words::eft(need),
        year + 1,
        words::eft(there),
        unsafe_year + 1,
        words::of_100(chance)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::SiteResults;
    use crate::report::sample;

    /// The sample as the only site of a whole: 10 EFT funded, 4 really there, 5 needed; with or without need that the spiral makes.
    fn results(cut: f64) -> Results {
        let mut results = sample::five_years().results;
        for (name, eft) in [("posts.funded", 10.0), ("eft_effective", 4.0)] {
            let at = results.metric(name).unwrap();
            results.yearly[at].iter_mut().for_each(|it| it.mean = eft);
        }
        let years = [
            (&mut results.need_by_year, 5.0),
            (&mut results.need_by_year_waiting, 5.0),
            (&mut results.need_by_year_twin, cut),
        ];
        for (years, eft) in years {
            years.iter_mut().for_each(|it| it.needed_for[1].1 = eft);
        }
        results.unsafe_by_year[1].value = 0.9;
        results.sites = vec![SiteResults {
            name: "harbour".to_owned(),
            weekly: Vec::new(),
            yearly: results.yearly.clone(),
            unsafe_by_year: results.unsafe_by_year.clone(),
            need_by_year: results.need_by_year.clone(),
            need_by_year_waiting: results.need_by_year_waiting.clone(),
        }];
        results
    }

    #[test]
    fn what_is_no_sites_cost_is_told_apart_so_that_the_column_adds_up() {
        let mut results = results(5.0);
        let at = results.metric("cost").unwrap();
        let years = results.yearly[at].len() as f64;
        let holdings_of = |results: &Results| shared_cost(&holdings(results).unwrap());
        assert_eq!(holdings_of(&results), None);
        results.sites[0].yearly[at]
            .iter_mut()
            .for_each(|it| it.mean -= 1_000.0);
        let shared = holdings_of(&results).unwrap();
        assert!((shared - 1_000.0 * years).abs() < 1e-6, "{shared}");
    }

    #[test]
    fn enough_funded_is_not_called_enough_where_it_is_not_there() {
        let text = finding(&results(5.0)).unwrap();
        for part in [
            "Every site is funded for its own need",
            "harbour needs 5.0 EFT really there in year 5 and has 4.0 on average",
            "year 2 is unsafe there in about 90 of 100 futures",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("feedback"), "{text}");
    }

    #[test]
    fn need_that_the_spiral_makes_is_said_to_be() {
        let text = finding(&results(3.0)).unwrap();
        assert!(
            text.contains("With all feedback cut the whole takes 3.0 EFT"),
            "{text}"
        );
    }
}
