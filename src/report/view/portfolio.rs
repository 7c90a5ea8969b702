//! The portfolio of a funder: sites as rows, the whole beneath.

use super::{waiting, words};
use crate::experiment::results::{Estimate, Results, Spread, YearNeed};

/// One site, or the whole.
pub(in crate::report) struct Holding<'a> {
    pub name: &'a str,
    /// EFT needed in half of the futures and in 80 of 100, by year [EFT].
    pub needs: Vec<(f64, f64)>,
    /// Funded EFT, by year [EFT].
    pub funded: Vec<f64>,
    pub unsafe_years: &'a [Estimate],
    /// Mean cost, by year [currency units].
    pub cost: Vec<f64>,
}

impl Holding<'_> {
    /// The year in which most is short of the need in 80 of 100 futures, 0 for the first, and what is short then [EFT].
    pub fn widest_gap(&self) -> Option<(usize, f64)> {
        let gaps = self.needs.iter().zip(&self.funded).enumerate();
        gaps.map(|(year, (need, funded))| (year, need.1 - funded))
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
        unsafe_years: &site.unsafe_by_year,
        cost: mean(&site.yearly, "cost"),
    });
    let whole = Holding {
        name: "the whole",
        needs: needs(&results.need_by_year, &results.need_by_year_waiting),
        funded: mean(&results.yearly, "posts.funded"),
        unsafe_years: &results.unsafe_by_year,
        cost: mean(&results.yearly, "cost"),
    };
    Some(sites.chain([whole]).collect())
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
            "Furthest short is {}, in year {}: {} EFT more than are funded there.",
            site.name,
            site_year + 1,
            words::eft(gap)
        )
    } else {
        "Every site is funded for its own need in 80 of 100 futures.".to_owned()
    };
    Some(format!(
        "In year {} the whole needs {} EFT to be covered in 80 of 100 futures, and {} are funded; the same read off site by site and added up would be {}, as not all sites need most in the same future. {short}",
        year + 1,
        words::eft(need),
        words::eft_exact(funded),
        words::eft(sum),
    ))
}
