//! What is each safeguard worth? The differences of a comparison, each safeguard a row.

use super::compare::difference::Differences;
use super::{Drawing, Story};
use crate::report::ReportInput;
use crate::report::view::worth::{self, SHOWN};

/// The drawing, or why there is none; `None` where the scenario has no safeguards.
pub(in crate::report) fn drawing<'a>(
    input: &'a ReportInput<'a>,
) -> Option<Result<Drawing<'a>, String>> {
    worth::any(input).then(|| {
        let view = worth::view(input)?;
        let finding = view.findings.join(" ");
        let differences = Differences {
            comparison: view.comparison,
            is_wanted: |measure| SHOWN.contains(&measure.name),
        };
        let story = Story {
            alt: format!(
                "Small panels, one for each outcome, with a row for each safeguard taken away or done in full: its difference from the scenario as a mark with a whisker, beside a line at no difference. {finding}"
            ),
            caption: view.method,
            finding,
        };
        differences
            .drawing("worth", "What is each safeguard worth?", story)
            .ok_or_else(|| "Nothing changes in any future when any one of these is taken away or done in full.".to_owned())
    })
}
