//! The countdown: every wait is an amount of time drawn once and then used up at a varying speed.
//!
//! A stay at a level, a tenure, a time to fill, an induction, patience, the next worsening, the next referral are all
//! countdowns. Loops act only by changing a speed. At speed 1 the drawn distribution comes out exactly; with exponential
//! draws a speed is a hazard ratio, in general it is an accelerated failure time. Within a step speeds are constant,
//! so the moment at which a countdown ends is exact.

/// Amount of time left, used up at speed 1 in as many weeks [weeks], or unit-exponential load left where the speed is a rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Countdown(f64);

impl Countdown {
    /// A countdown that never ends.
    pub const NEVER: Countdown = Countdown(f64::INFINITY);

    pub fn new(amount: f64) -> Self {
        Countdown(amount)
    }

    /// The amount left.
    pub fn left(self) -> f64 {
        self.0
    }

    /// Time until it ends at a speed that holds until then [weeks]; infinite at speed 0 (A3).
    #[inline]
    pub fn ends_in(self, speed: f64) -> f64 {
        if speed > 0.0 {
            (self.0 / speed).max(0.0)
        } else {
            f64::INFINITY
        }
    }

    /// Uses up the amount that a span of time [weeks] takes at a speed.
    #[inline]
    pub fn run(&mut self, speed: f64, span: f64) {
        self.0 -= speed * span;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_countdown_ends_when_its_amount_is_used_up_at_the_speeds_it_ran() {
        let mut wait = Countdown::new(10.0);
        wait.run(0.5, 4.0);
        wait.run(2.0, 3.0);
        assert_eq!(wait.left(), 2.0);
        assert_eq!(wait.ends_in(0.25), 8.0);
        assert_eq!(wait.ends_in(0.0), f64::INFINITY);
    }
}
