//! The section on money: what each financial year costs, what comes in, and what it is spent on.

use super::html::{Cell, Table, element, section};
use crate::report::ReportInput;
use crate::report::view::money::{Money, YearOfMoney, money};

/// Empty where the scenario has no costs beside salaries.
pub(super) fn section_of(input: &ReportInput) -> String {
    let Some(money) = money(input.results) else {
        return String::new();
    };
    let inside = format!(
        "{}{}{}{}{}",
        element("p", "finding", &money.finding),
        by_year(&money).html(),
        of_a_client(&money).html(),
        by_item(&money).html(),
        element(
            "p",
            "quiet small",
            "Prices of the start, neither inflated nor discounted. A week belongs to the financial year in which it begins; a year observed in part says how many weeks it holds. A vacant post costs nothing, so money left over is not money saved: look at the EFT really there beside it.",
        ),
    );
    section("money", "What does it cost, year by year?", &inside)
}

fn by_year(money: &Money) -> Table {
    let columns = [
        ("", true),
        ("cost, middle future", true),
        ("80 of 100 futures", true),
        ("money in", money.funded),
        ("left over, middle future", money.funded),
        ("not spent on empty posts", true),
    ];
    let shown = |row: Vec<Cell>| -> Vec<Cell> {
        let cells = row
            .into_iter()
            .zip(columns)
            .filter(|(_, (_, shown))| *shown);
        cells.map(|(cell, _)| cell).collect()
    };
    let row = |year: &YearOfMoney| {
        shown(vec![
            year.label.clone().into(),
            Cell {
                text: year.cost.clone(),
                class: "strong".to_owned(),
            },
            year.between.clone().into(),
            year.income.clone().into(),
            year.left_over.clone().into(),
            year.unspent.clone().into(),
        ])
    };
    Table {
        caption: "Cost and money by financial year".to_owned(),
        class: "numbers",
        head: columns
            .iter()
            .filter(|it| it.1)
            .map(|it| it.0.to_owned())
            .collect(),
        rows: money.years.iter().map(row).collect(),
    }
}

/// What a client's week costs.
fn of_a_client(money: &Money) -> Table {
    let row = |year: &YearOfMoney| {
        let strong = Cell {
            text: year.per_client_week.clone(),
            class: "strong".to_owned(),
        };
        let between = year.per_client_week_between.clone().into();
        vec![year.label.clone().into(), strong, between]
    };
    Table {
        caption: "A week of one client, by financial year".to_owned(),
        class: "numbers",
        head: ["", "cost, middle future", "80 of 100 futures"]
            .map(str::to_owned)
            .to_vec(),
        rows: money.years.iter().map(row).collect(),
    }
}

fn by_item(money: &Money) -> Table {
    let rows = money.items.iter().enumerate().map(|(item, label)| {
        std::iter::once(Cell::from(*label))
            .chain(
                money
                    .years
                    .iter()
                    .map(|year| year.items[item].clone().into()),
            )
            .collect()
    });
    Table {
        caption: "What it is spent on (mean over futures)".to_owned(),
        class: "numbers",
        head: std::iter::once(String::new())
            .chain(money.years.iter().map(|year| year.label.clone()))
            .collect(),
        rows: rows.collect(),
    }
}
