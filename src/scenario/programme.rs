//! Coaching and training programmes of a scenario.

/// A programme of sessions that workers attend, and what it does for those who have.
#[derive(Debug, Clone, PartialEq)]
pub struct Programme {
    pub name: String,
    /// Week of the first session [weeks from the start].
    pub week: f64,
    /// Time from one session to the next [weeks], above 0.
    pub every_weeks: f64,
    /// Sessions in all; `None`: as long as somebody wants one.
    pub sessions: Option<u64>,
    /// Workers who fit one session.
    pub seats: u64,
    /// Sessions that a participant attends, at least 1.
    pub sessions_each: u64,
    /// Training that a session asks of a participant [h].
    pub hours_each: f64,
    /// Chance that a worker takes part.
    pub uptake: f64,
    /// Factors at full effect: on the length of the stays of the worker's clients, on the speed of her tenure, on the speed at
    /// which her strain rises. Each above 0.
    pub stays_shorter: f64,
    pub quits: f64,
    pub strain_slower: f64,
    /// Time constant of forgetting [weeks]; `None`: nothing is forgotten.
    pub fade_weeks: Option<f64>,
    /// Time between refreshers and the training that one asks [weeks, h].
    pub refresher: Option<(f64, f64)>,
    /// Index into [`super::Scenario::support`] and the hours that it takes while it runs, of all its workers together [h/week].
    pub supervisors: Option<(usize, f64)>,
    /// Cost of a seat taken, and of the programme once [currency units].
    pub cost_per_seat: f64,
    pub fixed_cost: f64,
}

impl Programme {
    /// Week in which it ends: after its last session; never where they are not counted.
    pub fn ends(&self) -> f64 {
        self.sessions.map_or(f64::INFINITY, |all| {
            self.week + all as f64 * self.every_weeks
        })
    }
}
