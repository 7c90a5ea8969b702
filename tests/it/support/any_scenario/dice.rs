//! Random choices for a scenario file, by the number of the file and nothing else.

use plimsoll::random::{Purpose, Substream, stream};

/// Fixes all files.
const SEED: u64 = 20_260_105;

pub struct Dice(Substream);

impl Dice {
    pub fn new(number: u64) -> Dice {
        Dice(stream(SEED, Purpose::Parameter, "any scenario", number))
    }

    pub fn chance(&mut self, probability: f64) -> bool {
        self.0.uniform() < probability
    }

    /// A number from a range, to four digits after the point.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        let value = low + (high - low) * self.0.uniform();
        ((value * 1e4).round() / 1e4).clamp(low, high)
    }

    /// A whole number from a range, both ends included.
    pub fn whole(&mut self, low: u64, high: u64) -> u64 {
        low + (self.0.uniform() * (high - low + 1) as f64) as u64
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.whole(0, from.len() as u64 - 1) as usize]
    }

    /// A list in another order.
    pub fn shuffled<T>(&mut self, mut list: Vec<T>) -> Vec<T> {
        for last in (1..list.len()).rev() {
            list.swap(last, self.whole(0, last as u64) as usize);
        }
        list
    }

    /// Shares in hundredths that add up to 1, of which the last is at least a twentieth.
    pub fn shares(&mut self, count: usize) -> Vec<f64> {
        let mut left = 95;
        let mut parts: Vec<u64> = (1..count)
            .map(|_| {
                let part = if self.chance(0.3) {
                    0
                } else {
                    self.whole(0, left)
                };
                left -= part;
                part
            })
            .collect();
        parts.push(left + 5);
        parts.into_iter().map(|part| part as f64 / 100.0).collect()
    }

    /// A distribution of a wait whose mean lies in a range.
    pub fn wait(&mut self, low: f64, high: f64) -> String {
        let mean = self.between(low, high);
        let ratio = self.between(0.3, 1.5);
        match self.whole(0, 8) {
            0 => format!("{{ dist = \"exponential\", mean = {mean} }}"),
            1 => format!(
                "{{ dist = \"gamma\", mean = {mean}, sd = {} }}",
                mean * ratio
            ),
            2 => format!(
                "{{ dist = \"lognormal\", mean = {mean}, sd = {} }}",
                mean * ratio
            ),
            3 => format!(
                "{{ dist = \"weibull\", mean = {mean}, shape = {} }}",
                0.4 + ratio
            ),
            4 => format!(
                "{{ dist = \"erlang\", mean = {mean}, stages = {} }}",
                self.whole(1, 5)
            ),
            5 => format!("{{ dist = \"fixed\", value = {mean} }}"),
            6 => self.within(mean * 0.2, mean * 1.8),
            7 => format!(
                "{{ dist = \"triangular\", min = {}, mode = {mean}, max = {} }}",
                mean * 0.5,
                mean * 2.0
            ),
            _ => format!(
                "{{ dist = \"empirical\", values = [{}, {mean}, {}] }}",
                mean * 0.5,
                mean * 1.5
            ),
        }
    }

    /// An even distribution over a range.
    pub fn within(&mut self, low: f64, high: f64) -> String {
        format!("{{ dist = \"uniform\", min = {low}, max = {high} }}")
    }
}
