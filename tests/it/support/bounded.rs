//! Work that must end: a case that takes longer than it may, or panics, fails with the input it was given.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// The longest that one case may take on a busy machine.
pub const LONGEST: Duration = Duration::from_secs(60);

/// What `work` returns.
///
/// # Errors
/// What went wrong, when it panics or takes longer than [`LONGEST`]; the thread of one that hangs is left behind.
pub fn bounded<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, String> {
    let (done, result) = channel();
    std::thread::spawn(move || {
        let ended = catch_unwind(AssertUnwindSafe(work));
        // Nobody listens any more where the time is up.
        let _ = done.send(ended.map_err(|panic| said(&*panic)));
    });
    match result.recv_timeout(LONGEST) {
        Ok(ended) => ended.map_err(|said| format!("it panicked: {said}")),
        Err(RecvTimeoutError::Timeout) => Err(format!("it took more than {LONGEST:?}")),
        Err(RecvTimeoutError::Disconnected) => Err("its thread is gone".to_owned()),
    }
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied())
        .unwrap_or("without a word")
        .to_owned()
}
