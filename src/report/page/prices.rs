//! The section of a comparison on what safety costs, year by year.

use super::html::{Cell, Table, element, section};
use crate::report::CompareInput;
use crate::report::view::compare::named;
use crate::report::view::compare::prices::{Prices, Year, prices};
use crate::report::view::words;

/// Empty without costs, limits or common years.
pub(super) fn section_of(input: &CompareInput) -> String {
    let plans = prices(input.comparison);
    if plans.is_empty() {
        return String::new();
    }
    let base = named(&input.comparison.baseline().plan);
    let each = plans.iter().map(|it| {
        let caption = format!("{} against {base}", words::capital(&named(&it.plan)));
        let bands = if it.paired {
            bands(it).html()
        } else {
            String::new()
        };
        element("p", "finding", &it.finding) + &by_year(it, caption).html() + &bands
    });
    let inside: String = each.collect();
    let key = "Ranges in brackets are 95 % intervals of each year by itself, corrected for neither plans nor years. There is a price only where the year's interval of worker-weeks over the safe load lies below none. A price is the mean of what the plan costs more over the mean of what it avoids, not the mean of the futures' own prices: many futures avoid nothing in a year. What a plan pays in one year may avoid worker-weeks in another.";
    section(
        "prices",
        "What does safety cost, year by year?",
        &(inside + &element("p", "quiet small", key)),
    )
}

/// The price first, then what it is made of.
fn by_year(plan: &Prices, caption: String) -> Table {
    let row = |year: &Year| {
        let class = if year.has_price { "strong" } else { "quiet" };
        vec![
            year.label.clone().into(),
            Cell {
                text: year.price.clone(),
                class: class.to_owned(),
            },
            year.cost.clone().into(),
            year.load.clone().into(),
        ]
    };
    Table {
        caption,
        class: "numbers prices",
        head: [
            "",
            "each one avoided costs",
            "cost",
            "worker-weeks over the safe load",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: plan.years.iter().map(row).collect(),
    }
}

/// Where the differences lie future by future.
fn bands(plan: &Prices) -> Table {
    let row = |year: &Year| {
        vec![
            year.label.clone().into(),
            year.cost_between.clone().into(),
            year.load_between.clone().into(),
        ]
    };
    Table {
        caption: "Future by future: where 80 of 100 differences lie".to_owned(),
        class: "numbers",
        head: ["", "cost", "worker-weeks over the safe load"]
            .map(str::to_owned)
            .to_vec(),
        rows: plan.years.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::arm::Pairing;
    use crate::report::sample::{Compared as Sample, compared};
    use crate::report::view::money::money;

    const CUT: &str = include_str!("../../../scenarios/funding-cut.toml");
    const COSTS: &str =
        "[costs]\ncurrency = \"NZ$\"\nfinancial_year_starts = \"july\"\n\n[plans.\"no cut\"]";

    /// Two years of the funding cut, which comes after the first, in 40 futures.
    fn sample(text: &str, pairing: Pairing) -> Sample {
        let set = [("run.horizon_weeks".to_owned(), "104".to_owned())];
        compared("funding-cut.toml", text, &set, pairing)
    }

    #[test]
    fn a_price_stands_only_in_years_in_which_any_is_avoided_and_has_the_currency() {
        let costed = CUT.replacen("[plans.\"no cut\"]", COSTS, 1);
        let sample = sample(&costed, Pairing::Common);
        let plans = prices(&sample.comparison);
        let plan = plans.iter().find(|it| it.plan == "no cut").unwrap();
        let labels: Vec<&str> = plan.years.iter().map(|it| it.label.as_str()).collect();
        assert_eq!(
            labels,
            ["2025/26 (26 weeks)", "2026/27", "2027/28 (26 weeks)"]
        );
        let [before, _, after] = plan.years.as_slice() else {
            panic!("three years");
        };
        assert_eq!(
            (before.cost.as_str(), before.load.as_str()),
            ("no difference", "no difference")
        );
        assert_eq!(before.price, "no figure: the plan avoids none");
        assert!(
            after.cost.starts_with("NZ$") && after.cost.contains(" more (NZ$"),
            "{}",
            after.cost
        );
        assert!(after.load.contains(" fewer ("), "{}", after.load);
        assert!(
            after.has_price && after.price.starts_with("NZ$"),
            "{}",
            after.price
        );
        assert!(
            plan.finding.contains(&after.price) && plan.finding.contains("No figure for 2025/26"),
            "{}",
            plan.finding
        );
        let page = section_of(&sample.input());
        assert!(page.contains(&after.price) && page.contains("where 80 of 100 differences lie"));
        // What a client's week costs has the currency and a band of futures, too.
        let money = money(sample.comparison.baseline()).unwrap();
        for year in &money.years {
            let [low, high] = year
                .per_client_week_between
                .split_once(" to ")
                .map(|it| [it.0, it.1])
                .unwrap();
            for text in [low, high, &year.per_client_week] {
                assert!(text.starts_with("NZ$"), "{text}");
            }
            assert!(low != high, "{low}");
        }
    }

    #[test]
    fn without_costs_years_are_counted_and_unpaired_futures_have_no_band() {
        let own = sample(CUT, Pairing::Independent);
        let plans = prices(&own.comparison);
        assert_eq!(plans[0].years[1].label, "year\u{a0}2");
        assert!(!section_of(&own.input()).contains("80 of 100"));
        let free = CUT.replace("annual_cost = 78000", "annual_cost = 0");
        let found = sample(&free, Pairing::Common);
        assert!(
            found
                .comparison
                .plans
                .iter()
                .all(|it| it.outcome("cost").unwrap().estimate.value == 0.0)
        );
        assert_eq!(section_of(&found.input()), "");
    }
}
