//! Programmes: coaching and training that take hours now and act on the speeds of countdowns afterwards.
//!
//! Sessions are held on a calendar, each with so many seats. Those who take part and have been through least come first; who
//! starts later joins later sessions. A session asks its hours of the participant's week as training; as much of it as the
//! week delivered is learned, so what the squeeze takes is not learned. The effect of a worker is the share of her sessions
//! learned; it fades, and a refresher brings it back. At effect e each of her speeds is multiplied by factor^e: how fast her
//! clients' stays go, her tenure, the rise of her strain. Decides nothing else. Assumptions A36 to A38.

use super::stage::{Play, Stage, workers, workers_mut};
use super::week::TRAINING;
use super::worker::Worker;
use crate::random::{Draws, Purpose, name_key};
use crate::scenario::{Programme, Scenario};

/// The programmes of a scenario, ready to be played.
#[derive(Debug, Clone)]
pub struct ProgrammePlan {
    programmes: Vec<Planned>,
    /// Whether stays go at another speed for those who have been through some programme.
    pub moves_stays: bool,
    /// Fastest that stays can go [-], at least 1.
    pub fastest_stay: f64,
}

#[derive(Debug, Clone)]
struct Planned {
    rules: Programme,
    /// Occurrence of a worker's draw for this programme.
    number: u32,
    /// Logarithms of the factors at full effect: on the speed of stays, of tenure, of the rise of strain.
    log_speeds: [f64; 3],
    /// Share of the effect that is left after a step.
    kept: f64,
}

impl ProgrammePlan {
    /// The programmes of a scenario; `None` where it has none.
    pub fn new(scenario: &Scenario) -> Option<Self> {
        let step = 1.0 / scenario.run.steps_per_week as f64;
        let programmes = scenario.programmes.iter().map(|rules| Planned {
            number: name_key(&format!("programme\n{}", rules.name)) as u32,
            log_speeds: [
                -libm::log(rules.stays_shorter),
                libm::log(rules.quits),
                libm::log(rules.strain_slower),
            ],
            kept: rules
                .fade_weeks
                .map_or(1.0, |weeks| libm::exp(-step / weeks)),
            rules: rules.clone(),
        });
        let programmes: Vec<Planned> = programmes.collect();
        if programmes.is_empty() {
            return None;
        }
        let stays = programmes.iter().map(|it| it.log_speeds[0]);
        Some(ProgrammePlan {
            moves_stays: stays.clone().any(|log| log != 0.0),
            fastest_stay: libm::exp(stays.map(|log| log.max(0.0)).sum()),
            programmes,
        })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.programmes.len()
    }
}

/// How far a worker is in one programme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Learning {
    takes_part: bool,
    /// Sessions attended.
    attended: u64,
    /// Time since the last session or refresher [weeks].
    since: f64,
    /// Share of full effect, 0 to 1.
    effect: f64,
    /// What the training of this step teaches if all of it is delivered: share of the effect, or all of it by a refresher.
    lesson: Lesson,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Lesson {
    None,
    Sessions(u64),
    Refresher,
}

/// Factors on a worker's speeds by what she has learned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speeds {
    pub stays: f64,
    pub tenure: f64,
    pub strain_rise: f64,
}

impl Speeds {
    pub const USUAL: Speeds = Speeds {
        stays: 1.0,
        tenure: 1.0,
        strain_rise: 1.0,
    };
}

/// What the programmes of one replication came to in the week in hand, by programme.
#[derive(Debug, Default)]
pub struct Programmes {
    pub weeks: Vec<WeekOf>,
    /// Sessions held so far; of sites that are planned together the first counts them.
    held: Vec<u64>,
    /// Who may come to the next session: sessions attended, site and desk.
    queue: Vec<(u64, usize, usize)>,
}

/// Sums over a week of one programme.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct WeekOf {
    pub seats_taken: f64,
    /// Training asked [h].
    pub hours: f64,
    pub cost: f64,
}

impl Programmes {
    /// What the programmes cost this week [currency].
    pub(super) fn cost(&self) -> f64 {
        self.weeks.iter().map(|week| week.cost).sum()
    }

    /// Begins the next week's sums.
    pub fn begin_week(&mut self) {
        self.weeks.fill(WeekOf::default());
    }
}

/// What a worker has learned of a programme, 0 to 1.
pub fn effect(worker: &Worker, programme: usize) -> f64 {
    worker.learning.get(programme).map_or(0.0, |it| it.effect)
}

/// Factors on a worker's speeds by what she has learned: each at full effect to the power of the effect (A38).
fn speeds(plan: &ProgrammePlan, worker: &Worker) -> Speeds {
    let mut logs = [0.0; 3];
    for (planned, learning) in plan.programmes.iter().zip(&worker.learning) {
        for (log, of_full) in logs.iter_mut().zip(&planned.log_speeds) {
            *log += learning.effect * of_full;
        }
    }
    let [stays, tenure, strain_rise] =
        logs.map(|log| if log == 0.0 { 1.0 } else { libm::exp(log) });
    Speeds {
        stays,
        tenure,
        strain_rise,
    }
}

/// Holds the sessions of a programme that are due by the end of the step, for the workers of all sites that are planned together, or
/// of the only one (A36). `plan_of` gives the programmes of a site, which differ in nothing but its share of the fixed cost.
pub(super) fn hold_sessions<'a>(
    sites: &mut [Stage],
    plan_of: impl Fn(usize) -> Option<&'a ProgrammePlan>,
    position: usize,
    end: f64,
) {
    let rules_of = |site: usize| Some(&plan_of(site)?.programmes.get(position)?.rules);
    let Some(rules) = rules_of(0) else {
        return;
    };
    let is_left = |held: u64| rules.sessions.is_none_or(|all| held < all);
    let due = |held: u64| rules.week + held as f64 * rules.every_weeks;
    let mut held = sites[0].programmes.held[position];
    let mut queue = std::mem::take(&mut sites[0].programmes.queue);
    while is_left(held) && due(held) < end - 1e-9 {
        if held == 0 {
            for (site, stage) in sites.iter_mut().enumerate() {
                let share = rules_of(site).map_or(0.0, |rules| rules.fixed_cost);
                stage.programmes.weeks[position].cost += share;
            }
        }
        held += 1;
        line_up(sites, position, rules, &mut queue);
        for (_, site, desk) in queue.iter().take(rules.seats as usize) {
            sites[*site].seat(*desk, position, rules);
        }
    }
    sites[0].programmes.held[position] = held;
    sites[0].programmes.queue = queue;
}

/// Who may come to a session, those who have been to the fewest first: sessions attended, site and desk.
fn line_up(
    sites: &[Stage],
    position: usize,
    rules: &Programme,
    queue: &mut Vec<(u64, usize, usize)>,
) {
    queue.clear();
    for (site, stage) in sites.iter().enumerate() {
        queue.extend(workers(&stage.staff.desks).filter_map(|(desk, worker)| {
            let learning = &worker.learning[position];
            let comes = learning.takes_part
                && learning.attended < rules.sessions_each
                && !worker.is_leaving()
                && worker.sick < 0.5;
            comes.then_some((learning.attended, site, desk))
        }));
    }
    queue.sort_unstable();
}

impl Stage {
    pub(super) fn reset_programmes(&mut self, play: &Play) {
        let count = play
            .service
            .programmes
            .as_ref()
            .map_or(0, ProgrammePlan::count);
        let it = &mut self.programmes;
        it.weeks.clear();
        it.weeks.resize(count, WeekOf::default());
        it.held.clear();
        it.held.resize(count, 0);
    }

    /// Sessions and refreshers of the step: who attends, and what it asks of the week. Sessions of several sites are held for all of
    /// them together ([`hold_sessions`]).
    pub(super) fn train(&mut self, play: &Play, time: f64) {
        let Some(plan) = &play.service.programmes else {
            return;
        };
        let step = play.service.calendar.step;
        for (_, worker) in workers_mut(&mut self.staff.desks) {
            enrol(plan, &play.draws, worker, step);
        }
        let of_a_whole = play.service.ways.is_some();
        for (position, planned) in plan.programmes.iter().enumerate() {
            if !of_a_whole {
                hold_sessions(
                    std::slice::from_mut(self),
                    |_| Some(plan),
                    position,
                    time + step,
                );
            }
            self.refresh(position, planned);
        }
    }

    /// Gives a worker a seat of a session.
    fn seat(&mut self, desk: usize, position: usize, rules: &Programme) {
        let Some(worker) = &mut self.staff.desks[desk].worker else {
            return;
        };
        let learning = &mut worker.learning[position];
        learning.attended += 1;
        learning.since = 0.0;
        learning.lesson = match learning.lesson {
            Lesson::Sessions(count) => Lesson::Sessions(count + 1),
            Lesson::None | Lesson::Refresher => Lesson::Sessions(1),
        };
        worker.lesson_hours += rules.hours_each;
        let week = &mut self.programmes.weeks[position];
        week.seats_taken += 1.0;
        week.hours += rules.hours_each;
        week.cost += rules.cost_per_seat;
    }

    /// Refreshers of those who have been through and whose last one is long enough ago.
    fn refresh(&mut self, position: usize, planned: &Planned) {
        let Some((every, hours)) = planned.rules.refresher else {
            return;
        };
        for (_, worker) in workers_mut(&mut self.staff.desks) {
            let (away, leaving) = (worker.sick >= 0.5, worker.is_leaving());
            let learning = &mut worker.learning[position];
            let is_through = learning.attended >= planned.rules.sessions_each;
            if is_through && learning.since >= every - 1e-9 && !away && !leaving {
                learning.since = 0.0;
                learning.lesson = Lesson::Refresher;
                worker.lesson_hours += hours;
                self.programmes.weeks[position].hours += hours;
            }
        }
    }

    /// Adds the training of the step to the week of those who attend, and that of roll-outs to everybody's.
    pub(super) fn ask_for_training(&mut self, play: &Play) {
        let rollout = self.changes.rollout_hours;
        if rollout <= 0.0 && play.service.programmes.is_none() {
            return;
        }
        let step = play.service.calendar.step;
        let at_work = 1.0 - play.service.leave_share;
        let mut rolled_out = 0.0;
        for (entry, (desk, worker)) in workers(&self.staff.desks).enumerate() {
            let present = self.staff.desks[desk].eft * at_work * (1.0 - worker.sick);
            let entry = if play.pooled() { 0 } else { entry };
            self.team[entry].asked[TRAINING] += worker.lesson_hours / step + rollout * present;
            rolled_out += rollout * present * step;
        }
        self.changes.rolled_out += rolled_out;
    }

    /// What is learned of the step's training: as much of it as the week delivered (A37). Then the effect fades over the step.
    pub(super) fn learn(&mut self, play: &Play) {
        let Some(plan) = &play.service.programmes else {
            return;
        };
        let pooled = play.pooled();
        for (entry, (_, worker)) in workers_mut(&mut self.staff.desks).enumerate() {
            let hands = &self.team[if pooled { 0 } else { entry }];
            let delivered = hands.delivered(TRAINING);
            worker.lesson_hours = 0.0;
            for (learning, planned) in worker.learning.iter_mut().zip(&plan.programmes) {
                learning.effect *= planned.kept;
                let each = planned.rules.sessions_each as f64;
                match learning.lesson {
                    Lesson::None => {}
                    Lesson::Sessions(count) => {
                        learning.effect += delivered * count as f64 / each;
                    }
                    Lesson::Refresher => learning.effect = learning.effect.max(delivered),
                }
                learning.effect = learning.effect.min(1.0);
                learning.lesson = Lesson::None;
            }
            worker.learned = speeds(plan, worker);
        }
    }
}

/// Draws whether a worker who is new to the programmes takes part; lets time pass for all.
fn enrol(plan: &ProgrammePlan, draws: &Draws, worker: &mut Worker, step: f64) {
    if worker.learning.is_empty() {
        worker
            .learning
            .extend(plan.programmes.iter().map(|planned| {
                let draw = draws.draw(Purpose::Programme, worker.entity, planned.number);
                Learning {
                    takes_part: draw.uniform(0) < planned.rules.uptake,
                    attended: 0,
                    since: 0.0,
                    effect: 0.0,
                    lesson: Lesson::None,
                }
            }));
    } else {
        let learnings = worker.learning.iter_mut();
        learnings.for_each(|learning| learning.since += step);
    }
}
