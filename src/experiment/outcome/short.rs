//! Which site is furthest short in a future.
//!
//! By the mean gap between the EFT that its clients ask for and the EFT really there, over the last year that is observed. No site is
//! where none is short at all; of sites that are alike the first in the file is. No twin is needed.

use super::View;
use crate::model::metric::Raw;
use crate::units::REPORTING_YEAR_WEEKS;

/// 1 where the site at a position is the one, 0 where it is not, NaN where no site's gap is defined.
pub(super) fn is_furthest(sites: &[View], position: usize) -> f64 {
    let gaps = sites.iter().map(last_gap);
    match furthest(gaps) {
        Some(None) => 0.0,
        Some(Some(site)) => f64::from(u8::from(site == position)),
        None => f64::NAN,
    }
}

/// Mean gap of the last 52 weeks, or of as many as there are [EFT].
fn last_gap(site: &View) -> f64 {
    let weeks = site.record.weeks();
    let year = weeks.saturating_sub(REPORTING_YEAR_WEEKS)..weeks;
    let gaps = year.map(|week| site.record.raw(week, Raw::Gap));
    let defined = gaps.filter(|gap| !gap.is_nan());
    let (sum, count) = defined.fold((0.0, 0.0), |(sum, count), gap| (sum + gap, count + 1.0));
    sum / count
}

/// Position of the largest gap above 0; `Some(None)` where none is, `None` where none is defined.
fn furthest(gaps: impl Iterator<Item = f64>) -> Option<Option<usize>> {
    let defined = gaps.enumerate().filter(|it| !it.1.is_nan());
    // Of those that are alike the first stays.
    let largest = defined.reduce(|one, other| if other.1 > one.1 { other } else { one })?;
    Some((largest.1 > 0.0).then_some(largest.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_gap_is_the_furthest_and_nobody_is_where_none_is_short() {
        let of = |gaps: &[f64]| furthest(gaps.iter().copied());
        assert_eq!(of(&[0.5, 2.0, 1.0]), Some(Some(1)));
        assert_eq!(of(&[f64::NAN, -1.0, 0.1]), Some(Some(2)));
        assert_eq!(of(&[1.5, 1.5]), Some(Some(0)));
        assert_eq!(of(&[-0.5, 0.0]), Some(None));
        assert_eq!(of(&[f64::NAN]), None);
    }
}
