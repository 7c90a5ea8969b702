//! Which input carries the spread of an outcome, where the outcome also has chance of its own.
//!
//! Y = f(X, w): X are the inputs, independent and uniform on the unit cube, w is chance. The estimand is everything about
//! g(X) = E[Y | X], the expected outcome:
//!
//! ```text
//! Var(Y)  =  E Var(Y | X)   chance
//!          + Var E(Y | X)   not knowing the inputs = Var g
//! S_i     =  Var E(g | X_i) / Var g            first index: what knowing input i alone would take away
//! T_i     =  E Var(g | all but X_i) / Var g    total index: what would stay if all but input i were known
//! ```
//!
//! A row of the design holds the points A, B (two independent points) and A with coordinate i taken from B, for every i.
//! Each point of a row is played m times *under the same chance* (the same m draws of w for all its points), and every row
//! has draws of its own. So
//!
//! - every estimator below is made of differences between points of a row, in which the chance they share cancels, and
//! - rows are independent of each other in X and in w, and a bootstrap over rows sees both kinds of error.
//!
//! The mean of m plays estimates g with an error, and the product of two such means is off by the error's covariance. Every
//! estimator multiplies two *different* plays only, which is the same as subtracting that covariance (estimated from the
//! plays, over m), and is without bias for any m of 2 or more. With x_r the r-th play at a point,
//!
//! ```text
//! [x y]    =  (sum x_r  sum y_r  -  sum x_r y_r) / (m (m - 1))
//! Var g    =  mean over rows of [(a - b) (a - b)] / 2
//! S_i      =  mean of [(ab_i - a) (b - (a + ab_i) / 2)] / Var g
//! T_i      =  mean of [(ab_i - a) (ab_i - a)] / 2 Var g
//! chance   =  mean over points of the sample variance of the plays
//! ```
//!
//! T_i is Jansen's estimator (1999). S_i is that of Saltelli et al. (2010), b (ab_i - a), less half of ab_i² - a², whose mean
//! is 0 and which takes the shared chance out of b. `[d d]` is the square of the mean paired difference less its squared
//! standard error. One play at each point is taken as it is, for functions without chance. Of one input all three are the
//! same, and its indices are exactly 1.
//!
//! Source: A. Saltelli et al. (2010), Comput. Phys. Commun. 181, 259-270; M. J. W. Jansen (1999), Comput. Phys. Commun.
//! 117, 35-43; the correction as in a random-effects analysis of variance (Scheffé 1959, ch. 7).

use super::bootstrap::{Bounded, resample};

/// The points of a row, from a point of the cube of twice the dimension: A, B, then A with one coordinate of B in turn.
pub fn row_points(point: &[f64]) -> Vec<Vec<f64>> {
    let (a, b) = point.split_at(point.len() / 2);
    let mixed = (0..a.len()).map(|input| {
        let mut mixed = a.to_vec();
        mixed[input] = b[input];
        mixed
    });
    [a.to_vec(), b.to_vec()].into_iter().chain(mixed).collect()
}

/// What the plays of one row say.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Of the variance of the expected outcome.
    not_knowing: f64,
    /// Variance of the plays at a point.
    chance: f64,
    /// Numerator of each first index.
    first: Vec<f64>,
    /// Numerator of each total index.
    total: Vec<f64>,
}

impl Row {
    /// Reads a row. `values`: by point (A, B, and the mixed points, which may be left out), then by play. A play with an
    /// undefined value at any point is left out at all of them; `None` where fewer than two are left (or where the only
    /// one is undefined).
    pub fn of(values: &[f64], plays: usize) -> Option<Row> {
        let points: Vec<&[f64]> = values.chunks_exact(plays).collect();
        let whole = |play: &usize| points.iter().all(|point| point[*play].is_finite());
        let kept: Vec<usize> = (0..plays).filter(whole).collect();
        if kept.is_empty() || (kept.len() == 1 && plays > 1) || points.len() < 2 {
            return None;
        }
        let at = |point: &[f64]| -> Vec<f64> { kept.iter().map(|play| point[*play]).collect() };
        let points: Vec<Vec<f64>> = points.into_iter().map(at).collect();
        let (a, b) = (&points[0], &points[1]);
        let (mut first, mut total) = (Vec::new(), Vec::new());
        for mixed in &points[2..] {
            let step = less(mixed, a);
            let rest: Vec<f64> = (0..a.len())
                .map(|play| b[play] - 0.5 * (a[play] + mixed[play]))
                .collect();
            first.push(product(&step, &rest));
            total.push(0.5 * product(&step, &step));
        }
        let apart = less(a, b);
        Some(Row {
            not_knowing: 0.5 * product(&apart, &apart),
            chance: points.iter().map(|it| variance(it)).sum::<f64>() / points.len() as f64,
            first,
            total,
        })
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn less(one: &[f64], other: &[f64]) -> Vec<f64> {
    one.iter()
        .zip(other)
        .map(|(one, other)| one - other)
        .collect()
}

/// The mean product of two different plays; of a single play the product itself.
fn product(one: &[f64], other: &[f64]) -> f64 {
    let count = one.len() as f64;
    let all = one.iter().sum::<f64>() * other.iter().sum::<f64>();
    let same: f64 = one.iter().zip(other).map(|(one, other)| one * other).sum();
    if one.len() == 1 {
        all
    } else {
        (all - same) / (count * (count - 1.0))
    }
}

/// The sample variance; 0 of a single play.
fn variance(values: &[f64]) -> f64 {
    let middle = mean(values);
    let squares: f64 = values.iter().map(|it| (it - middle) * (it - middle)).sum();
    squares / (values.len() as f64 - 1.0).max(1.0)
}

/// The indices of one input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    pub first: Bounded,
    pub total: Bounded,
    /// Share of the bootstrap samples in which no other input has a larger total index.
    pub leads: f64,
}

/// Where the spread of an outcome comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// Rows it rests on.
    pub rows: usize,
    /// Expected variance of the outcome where the inputs are known [unit of the outcome, squared].
    pub chance: Bounded,
    /// Variance of the expected outcome over the inputs [unit of the outcome, squared].
    pub not_knowing: Bounded,
    /// [`Shares::not_knowing`] over the sum of both.
    pub not_knowing_share: Bounded,
    /// Sum of the first indices: 1 where no two inputs act together.
    pub alone: Bounded,
    /// By input; empty where no mixed points were played.
    pub inputs: Vec<Indices>,
}

/// One estimate of everything, of some rows.
struct Estimate {
    chance: f64,
    not_knowing: f64,
    first: Vec<f64>,
    total: Vec<f64>,
}

fn estimate<'a>(rows: impl Iterator<Item = &'a Row>, inputs: usize) -> Estimate {
    let (mut count, mut apart, mut chance) = (0.0, 0.0, 0.0);
    let (mut first, mut total) = (vec![0.0; inputs], vec![0.0; inputs]);
    for row in rows {
        count += 1.0;
        apart += row.not_knowing;
        chance += row.chance;
        let add = |sums: &mut Vec<f64>, terms: &[f64]| {
            sums.iter_mut().zip(terms).for_each(|(sum, it)| *sum += it);
        };
        add(&mut first, &row.first);
        add(&mut total, &row.total);
    }
    let not_knowing = apart / count;
    // Without spread there is nothing to share out.
    let whole = if not_knowing > 0.0 {
        count * not_knowing
    } else {
        f64::NAN
    };
    let share = |sums: Vec<f64>| sums.into_iter().map(|sum| sum / whole).collect();
    Estimate {
        chance: chance / count,
        not_knowing,
        first: share(first),
        total: share(total),
    }
}

/// Shares out the spread, with bootstrap intervals from `samples` samples of the rows; `uniforms` gives the stream of
/// uniform numbers of a sample. `None` of fewer than two rows.
pub fn shares<U: FnMut() -> f64>(
    rows: &[Row],
    samples: usize,
    uniforms: impl Fn(usize) -> U,
) -> Option<Shares> {
    if rows.len() < 2 {
        return None;
    }
    let inputs = rows[0].first.len();
    let whole = estimate(rows.iter(), inputs);
    let drawn: Vec<Estimate> = (0..samples)
        .map(|sample| {
            let positions = resample(rows.len(), uniforms(sample));
            estimate(positions.iter().map(|row| &rows[*row]), inputs)
        })
        .collect();
    let bounded =
        |of: &dyn Fn(&Estimate) -> f64| Bounded::new(of(&whole), drawn.iter().map(of).collect());
    let leader =
        |it: &&Estimate, input: usize| it.total.iter().all(|other| *other <= it.total[input]);
    let input = |input: usize| Indices {
        first: bounded(&|it| it.first[input]),
        total: bounded(&|it| it.total[input]),
        leads: drawn.iter().filter(|it| leader(it, input)).count() as f64 / samples as f64,
    };
    Some(Shares {
        rows: rows.len(),
        chance: bounded(&|it| it.chance),
        not_knowing: bounded(&|it| it.not_knowing),
        not_knowing_share: bounded(&|it| it.not_knowing / (it.not_knowing + it.chance)),
        alone: bounded(&|it| it.first.iter().sum()),
        inputs: (0..inputs).map(input).collect(),
    })
}

#[cfg(test)]
mod tests;
