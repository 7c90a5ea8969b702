//! The section on what each safeguard is worth.

use super::compare::class;
use super::drawing_section_with;
use super::html::{Cell, Table, escaped};
use crate::report::ReportInput;
use crate::report::figure::worth::{NAME, TITLE, drawing};
use crate::report::view::worth::{self, WorthView};

/// What becomes of the same futures without each safeguard; nothing where the scenario has none.
pub(super) fn worth(input: &ReportInput) -> String {
    if !worth::any(input) {
        return String::new();
    }
    let view = worth::view(input);
    let numbers = view.as_ref().map_or_else(|_| String::new(), numbers);
    let drawing = view.and_then(|view| drawing(&view));
    drawing_section_with(NAME, TITLE, drawing, &numbers)
}

/// All differences with their intervals.
fn numbers(view: &WorthView) -> String {
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
        head: std::iter::once(String::new())
            .chain(view.head.iter().cloned())
            .collect(),
        rows: rows.collect(),
    };
    format!(
        "<details>\n<summary>{}</summary>\n{}</details>\n",
        escaped("All differences as numbers"),
        table.html()
    )
}
