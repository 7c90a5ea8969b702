//! How far the run has come, on stderr and only where somebody watches.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use plimsoll::experiment::Progress;
use plimsoll::experiment::search::{Stage, Watch};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};

/// Updates of the bar over a whole run, at most.
const UPDATES: u64 = 1000;

/// A bar with the time left; silent with `--quiet` and where stderr is not a terminal.
pub struct Bar {
    bar: Option<ProgressBar>,
    every: u64,
    /// Futures at which the bar moves next.
    next: AtomicU64,
}

impl Bar {
    /// A bar for a number of futures.
    pub fn new(total: u64, quiet: bool) -> Bar {
        let watched = !quiet && std::io::stderr().is_terminal();
        let bar = watched.then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template(
                "{bar:32} {human_pos} of {human_len} futures, {eta} left",
            )
            .expect("the template is valid");
            bar.set_style(style);
            bar
        });
        Bar {
            bar,
            every: (total / UPDATES).clamp(1, 100),
            next: AtomicU64::new(0),
        }
    }

    /// Takes the bar off the screen.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn done(&self, completed: u64, total: u64) {
        if let Some(bar) = &self.bar
            && (completed >= self.next.load(Ordering::Relaxed) || completed == total)
        {
            // Where a precision is asked for, the number of futures it takes is told from look to look.
            self.next.store(completed + self.every, Ordering::Relaxed);
            bar.set_length(total);
            bar.set_position(completed);
        }
    }
}

/// A bar for a search, whose length is known only round by round; silent like [`Bar`].
pub struct SearchBar {
    bar: Option<ProgressBar>,
}

impl SearchBar {
    /// A bar that waits for the first stage.
    pub fn new(quiet: bool) -> SearchBar {
        let watched = !quiet && std::io::stderr().is_terminal();
        let bar = watched.then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template(
                "{bar:32} {human_pos} of up to {human_len} futures, {eta} left; {msg}",
            )
            .expect("the template is valid");
            bar.set_style(style);
            bar
        });
        SearchBar { bar }
    }

    /// Takes the bar off the screen.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Watch for SearchBar {
    fn played(&self, played: u64, expected: u64) {
        if let Some(bar) = &self.bar
            && (played.is_multiple_of(64) || played == expected)
        {
            bar.set_length(expected);
            bar.set_position(played);
        }
    }

    fn stage(&self, stage: Stage) {
        if let Some(bar) = &self.bar {
            bar.set_message(match stage {
                Stage::Opening { plans } => format!("a first look at {plans} plans"),
                Stage::Racing { plans } => format!("{plans} plans still open"),
                Stage::Confirming => "fresh futures for the best".to_owned(),
                Stage::Drawing { plans } => format!("{plans} plans of the frontier"),
            });
        }
    }
}
