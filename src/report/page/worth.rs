//! The section on what each safeguard is worth.

use super::compare::class;
use super::drawing_section_with;
use super::html::{Cell, Table, escaped};
use crate::report::ReportInput;
use crate::report::figure::worth::drawing;
use crate::report::view::worth::{self, WorthView};

/// What becomes of the same futures without each safeguard; nothing where the scenario has none.
pub(super) fn worth(input: &ReportInput) -> String {
    let Some(drawing) = drawing(input) else {
        return String::new();
    };
    let title = "What is each safeguard worth?";
    let numbers = worth::view(input).map_or_else(|_| String::new(), numbers);
    drawing_section_with("worth", title, drawing, &numbers)
}

/// All differences with their intervals.
fn numbers(view: WorthView) -> String {
    let rows = view.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|(text, verdict)| Cell {
            text: text.clone(),
            class: class(*verdict).to_owned(),
        });
        std::iter::once(Cell::from(row.alternative.as_str()))
            .chain(cells)
            .collect()
    });
    let table = Table {
        caption:
            "What changes when one thing is taken away, or done in full: mean and 95 % interval"
                .to_owned(),
        class: "numbers labels",
        head: std::iter::once(String::new()).chain(view.head).collect(),
        rows: rows.collect(),
    };
    format!(
        "<details>\n<summary>{}</summary>\n{}</details>\n",
        escaped("All differences as numbers"),
        table.html()
    )
}
