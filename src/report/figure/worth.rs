//! What is each safeguard worth? The differences of a comparison, each safeguard a row.

use super::compare::difference::Differences;
use super::{Drawing, Story};
use crate::report::view::worth::{SHOWN, WorthView};

pub(in crate::report) const NAME: &str = "worth";
pub(in crate::report) const TITLE: &str = "What is each safeguard worth?";

/// The drawing of what was found; `Err` says why there is nothing to draw.
pub(in crate::report) fn drawing<'a>(view: &WorthView<'a>) -> Result<Drawing<'a>, String> {
    let finding = view.findings.join(" ");
    let differences = Differences {
        comparison: view.comparison,
        is_wanted: |measure| SHOWN.contains(&measure.name),
    };
    let story = Story {
        alt: format!(
            "Small panels, one for each outcome, with a row for each safeguard taken away or done in full: its difference from the scenario as a mark with a whisker, beside a line at no difference. {finding}"
        ),
        caption: view.method.clone(),
        finding,
    };
    differences.drawing(NAME, TITLE, story).ok_or_else(|| {
        "Nothing changes in any future when any one of these is taken away or done in full."
            .to_owned()
    })
}
