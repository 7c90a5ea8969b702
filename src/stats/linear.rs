//! Linear equations: Gaussian elimination with the largest pivot.

/// A pivot below this is taken for none: the equations have no single answer.
const NO_PIVOT: f64 = 1e-12;

/// The answer of as many equations as unknowns; each row holds its coefficients and then its right-hand side. `None` where
/// there is no single answer.
pub fn solve(mut rows: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let n = rows.len();
    for column in 0..n {
        let pivot =
            (column..n).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
        if rows[pivot][column].abs() < NO_PIVOT {
            return None;
        }
        rows.swap(column, pivot);
        for row in column + 1..n {
            let factor = rows[row][column] / rows[column][column];
            let (above, below) = rows.split_at_mut(row);
            for (entry, pivot) in below[0].iter_mut().zip(&above[column]).skip(column) {
                *entry -= factor * pivot;
            }
        }
    }
    let mut answer = vec![0.0; n];
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n)
            .map(|column| rows[row][column] * answer[column])
            .sum();
        answer[row] = (rows[row][n] - known) / rows[row][row];
    }
    Some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2x + y = 5 and x - y = 1: x = 2, y = 1; the first pivot of the second system is 0.
    #[test]
    fn two_equations_done_by_hand() {
        let found = solve(vec![vec![2.0, 1.0, 5.0], vec![1.0, -1.0, 1.0]]).unwrap();
        assert!(
            found
                .iter()
                .zip([2.0, 1.0])
                .all(|(a, b)| (a - b).abs() < 1e-12)
        );
        let found = solve(vec![vec![0.0, 1.0, 5.0], vec![1.0, -1.0, 1.0]]).unwrap();
        assert!(
            found
                .iter()
                .zip([6.0, 5.0])
                .all(|(a, b)| (a - b).abs() < 1e-12)
        );
    }

    #[test]
    fn equations_that_say_the_same_have_no_single_answer() {
        assert_eq!(solve(vec![vec![1.0, 2.0, 3.0], vec![2.0, 4.0, 6.0]]), None);
        assert_eq!(solve(Vec::new()), Some(Vec::new()));
    }
}
