//! Referrals: when newcomers come and at which level.
//!
//! The next referral of a stream is a countdown: a unit exponential used up at the referral rate, so that a higher rate
//! brings the same clients sooner. A clustered stream's rate is multiplied week by week by a gamma factor of mean 1.

use super::clients::Client;
use super::service::{Service, Stream};
use crate::random::countdown::Countdown;
use crate::random::distribution::{Distribution, Sampler};
use crate::random::{Draws, Entity, Purpose};

/// Newcomers of one step beyond which a rate is too high to be played; no more are brought.
pub const MOST_NEWCOMERS_A_STEP: usize = 1_000_000;

/// A newcomer and the moment of the referral, from the start of the step [weeks].
#[derive(Debug, Clone, Copy)]
pub struct Newcomer {
    pub after: f64,
    pub client: Client,
}

#[derive(Debug, Clone, Copy)]
struct Next {
    countdown: Countdown,
    level: u8,
    ordinal: u32,
    /// Factor of the current week, 1 for a plain stream.
    cluster: f64,
}

/// The streams of one replication.
#[derive(Debug, Default)]
pub struct Referrals {
    next: Vec<Next>,
}

impl Referrals {
    pub fn reset(&mut self, service: &Service, draws: &Draws) {
        self.next.clear();
        for origin in 0..service.streams.len() {
            self.next.push(draw_next(service, draws, origin, 0, 1.0));
        }
    }

    /// Newcomers of a step, in order of referral (A1); one more than [`MOST_NEWCOMERS_A_STEP`] where there are too many.
    pub fn play(
        &mut self,
        service: &Service,
        draws: &Draws,
        step_number: usize,
        newcomers: &mut Vec<Newcomer>,
    ) {
        newcomers.clear();
        let step = service.calendar.step;
        for (origin, stream) in service.streams.iter().enumerate() {
            let base = stream.rates[step_number];
            if stream.clustering > 1.0
                && step_number.is_multiple_of(service.calendar.steps_per_week)
            {
                let week = (step_number / service.calendar.steps_per_week) as u32;
                self.next[origin].cluster =
                    cluster_factor(service, draws, origin, stream, base, week);
            }
            let rate = base * self.next[origin].cluster;
            let mut clock = 0.0;
            loop {
                let next = &mut self.next[origin];
                let wait = next.countdown.ends_in(rate);
                if clock + wait > step || newcomers.len() > MOST_NEWCOMERS_A_STEP {
                    next.countdown.run(rate, step - clock);
                    break;
                }
                clock += wait;
                newcomers.push(Newcomer {
                    after: clock,
                    client: Client::new(service.first_origin + origin, next.ordinal, next.level, 0),
                });
                self.next[origin] =
                    draw_next(service, draws, origin, next.ordinal + 1, next.cluster);
            }
        }
        if service.streams.len() > 1 {
            newcomers.sort_by(|a, b| a.after.total_cmp(&b.after));
        }
    }
}

fn draw_next(service: &Service, draws: &Draws, origin: usize, ordinal: u32, cluster: f64) -> Next {
    let entity = Entity {
        name: service.origins[service.first_origin + origin],
        ordinal: u64::from(ordinal),
    };
    let draw = draws.draw(Purpose::Referral, entity, 0);
    let uniform = draw.uniform(1);
    let enter = &service.streams[origin].enter;
    let level = enter
        .iter()
        .position(|share| uniform < *share)
        .unwrap_or(last_entry(enter));
    Next {
        countdown: Countdown::new(draw.unit_exponential(0)),
        level: level as u8,
        ordinal,
        cluster,
    }
}

/// The lightest level anyone enters at: takes what rounding leaves at the top.
fn last_entry(cumulative: &[f64]) -> usize {
    let total = cumulative.last().copied().unwrap_or(0.0);
    cumulative
        .iter()
        .position(|share| *share >= total)
        .unwrap_or(0)
}

/// A week's gamma factor: mean 1, variance (clustering - 1) / (referrals expected this week), so that the weekly count
/// has the stated variance-to-mean ratio.
fn cluster_factor(
    service: &Service,
    draws: &Draws,
    origin: usize,
    stream: &Stream,
    rate: f64,
    week: u32,
) -> f64 {
    if rate <= 0.0 {
        return 1.0;
    }
    let entity = Entity {
        name: service.origins[service.first_origin + origin],
        ordinal: 0,
    };
    let spread = Distribution::Gamma {
        mean: 1.0,
        sd: libm::sqrt((stream.clustering - 1.0) / rate),
    };
    Sampler::new(&spread).draw(&draws.draw(Purpose::Clustering, entity, week), 0)
}
