//! Points that fill the unit cube more evenly than random ones: Sobol's sequence with Owen's nested scrambling.
//!
//! Point n of a dimension is the exclusive-or of the direction numbers at the ones of n's Gray code. The first 2^m points
//! lie one in each interval of length 2^-m of every axis. Scrambling flips each binary digit by a coin that belongs to the
//! digits before it: every point is then uniform over the cube, and estimates from the points are unbiased, while the even
//! filling stays. The coins come in as an argument, so that they can be keyed. Knows no domain.
//!
//! Source: I. M. Sobol' (1967); A. B. Owen (1995), Randomly permuted (t,m,s)-nets; direction numbers of Joe and Kuo
//! (`lowdiscrepancy/directions.txt`, with their licence).

/// Dimensions for which there are direction numbers.
pub const DIMENSIONS: usize = 80;

/// Binary digits of a coordinate.
const DIGITS: usize = 32;

const TABLE: &str = include_str!("lowdiscrepancy/directions.txt");

/// Sobol's sequence in some dimensions.
#[derive(Debug, Clone)]
pub struct SobolSequence {
    /// By dimension, then by binary digit of the index.
    directions: Vec<[u32; DIGITS]>,
}

impl SobolSequence {
    /// The sequence in `dimensions` dimensions; `None` above [`DIMENSIONS`].
    pub fn new(dimensions: usize) -> Option<Self> {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
        let rest = rows.map(directions);
        let directions: Vec<_> = std::iter::once(halves()).chain(rest).collect();
        (dimensions <= directions.len()).then(|| SobolSequence {
            directions: directions[..dimensions].to_vec(),
        })
    }

    /// The point of an index, from 0, in Gray code order; each coordinate as a binary fraction of 32 digits.
    fn digits(&self, index: u32) -> impl Iterator<Item = u32> + '_ {
        let gray = index ^ (index >> 1);
        self.directions.iter().map(move |numbers| {
            let ones = (0..DIGITS).filter(|digit| gray >> digit & 1 == 1);
            ones.fold(0, |value, digit| value ^ numbers[digit])
        })
    }

    /// The point of an index, from 0, with each coordinate in [0, 1).
    pub fn point(&self, index: u32) -> Vec<f64> {
        self.digits(index).map(|it| it as f64 / SPAN).collect()
    }

    /// The point of an index under a scrambling, with each coordinate strictly between 0 and 1. `coin` tells whether the
    /// digit `level` (from 0, the largest) of a dimension is flipped where `prefix` are the digits before it.
    pub fn scrambled(&self, index: u32, coin: impl Fn(usize, u32, u32) -> bool) -> Vec<f64> {
        let coordinates = self.digits(index).enumerate();
        coordinates
            .map(|(dimension, digits)| {
                let flips = (0..DIGITS as u32).fold(0u32, |flips, level| {
                    let prefix = digits.checked_shr(DIGITS as u32 - level).unwrap_or(0);
                    flips << 1 | u32::from(coin(dimension, level, prefix))
                });
                (f64::from(digits ^ flips) + 0.5) / SPAN
            })
            .collect()
    }
}

const SPAN: f64 = (1u64 << DIGITS) as f64;

/// Direction numbers of the first dimension: 1/2, 1/4, 1/8 and so on.
fn halves() -> [u32; DIGITS] {
    std::array::from_fn(|digit| 1 << (DIGITS - 1 - digit))
}

/// Direction numbers of one line of the table.
fn directions(line: &str) -> [u32; DIGITS] {
    let mut words = line.split_whitespace().map(|word| {
        word.parse::<u32>()
            .expect("the table of direction numbers is whole")
    });
    let mut next = || {
        words
            .next()
            .expect("the table of direction numbers is whole")
    };
    let (_dimension, degree, coefficients) = (next(), next() as usize, next());
    let mut numbers = [0u32; DIGITS];
    for digit in 0..DIGITS {
        numbers[digit] = if digit < degree {
            next() << (DIGITS - 1 - digit)
        } else {
            let first = numbers[digit - degree];
            (1..degree).fold(first ^ (first >> degree), |value, step| {
                let taken = coefficients >> (degree - 1 - step) & 1;
                value ^ (taken * numbers[digit - step])
            })
        };
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first ten points in three dimensions as Joe and Kuo print them beside their numbers.
    #[test]
    fn the_published_points_come_out() {
        let published = [
            [0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25],
            [0.25, 0.75, 0.75],
            [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125],
            [0.625, 0.125, 0.875],
            [0.125, 0.625, 0.375],
            [0.1875, 0.3125, 0.9375],
            [0.6875, 0.8125, 0.4375],
        ];
        let sequence = SobolSequence::new(3).unwrap();
        for (index, wanted) in (0..).zip(published) {
            assert_eq!(sequence.point(index), wanted, "point {index}");
        }
    }

    #[test]
    fn there_are_eighty_dimensions_and_no_more() {
        assert_eq!(
            SobolSequence::new(DIMENSIONS).unwrap().point(1).len(),
            DIMENSIONS
        );
        assert!(SobolSequence::new(DIMENSIONS + 1).is_none());
    }

    /// A coin of splitmix64 (Steele, Lea & Flood 2014).
    fn coin(dimension: usize, level: u32, prefix: u32) -> bool {
        let key = (dimension as u64) << 40 | u64::from(level) << 32 | u64::from(prefix);
        let mut word = key.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (word ^ (word >> 31)) >> 63 == 1
    }

    /// What makes the sequence one of low discrepancy, on every axis, and what scrambling must keep.
    #[test]
    fn every_axis_has_one_of_256_points_in_each_of_256_intervals() {
        let sequence = SobolSequence::new(DIMENSIONS).unwrap();
        let scrambled = |index| sequence.scrambled(index, coin);
        let plain = |index| sequence.point(index);
        for point in [&plain as &dyn Fn(u32) -> Vec<f64>, &scrambled] {
            let points: Vec<_> = (0..256).map(point).collect();
            for dimension in 0..DIMENSIONS {
                let mut taken = [0; 256];
                for point in &points {
                    taken[(point[dimension] * 256.0) as usize] += 1;
                }
                assert_eq!(taken, [1; 256], "dimension {}", dimension + 1);
            }
        }
    }

    /// In the first two dimensions 256 points also fill every cell of a 16 by 16 board once.
    #[test]
    fn the_first_two_axes_fill_the_plane_evenly() {
        let sequence = SobolSequence::new(2).unwrap();
        let mut taken = [[0; 16]; 16];
        for index in 0..256 {
            let point = sequence.scrambled(index, coin);
            taken[(point[0] * 16.0) as usize][(point[1] * 16.0) as usize] += 1;
        }
        assert!(taken.iter().flatten().all(|count| *count == 1), "{taken:?}");
    }
}
