//! What the machine has, and whether a command fits into it: told before anything is played.
//!
//! Decides the limit: the memory of the machine, or less where a control group gives less (containers, batch systems); both
//! are read from `/proc` and `/sys`. Where these are missing it is not known, and more than [`ASSUMED`] is refused. Free
//! disk space is not asked for: a full disk is told when it is met, and a long run keeps its checkpoint.

use super::answer;
use super::session::CommandError;
use plimsoll::experiment::Subject;
use plimsoll::experiment::arm::{Arm, Detail};
use plimsoll::experiment::footprint::{Footprint, Size};
use plimsoll::scenario::document::Study;
use std::fs;
use std::path::{Path, PathBuf};

/// Limit where the memory of the machine is not known: 64 GiB.
const ASSUMED: f64 = 64.0 * GIB;

const GIB: f64 = (1u64 << 30) as f64;

/// A control group without a limit has a number near the largest there is; no machine has this much: 1 PiB.
const NO_LIMIT: f64 = (1u64 << 50) as f64;

/// Refuses what would not fit. Threads 0: as many as there are cores.
///
/// # Errors
/// What it would need, what there is, and what would do.
pub fn fits(arms: &[Arm], replications: u64, threads: usize) -> Result<(), CommandError> {
    let size = Size {
        replications,
        threads: if threads > 0 { threads } else { cores() },
    };
    let weeks = arms[0].subject.scenario.run.horizon_weeks;
    match refusal(&Footprint::of(arms, size), weeks, memory(Path::new("/"))) {
        None => Ok(()),
        Some(text) => Err(CommandError::Refused(text)),
    }
}

/// The same for a command that plays one scenario, any number of times, and follows nothing but what each future comes to.
///
/// # Errors
/// As those of [`fits`].
pub fn fits_outcomes(subject: &Subject, threads: usize) -> Result<(), CommandError> {
    let arm = Arm {
        subject,
        cut: &[],
        twin: true,
        detail: Detail::Outcomes,
    };
    fits(&[arm], u64::MAX, threads)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What `plimsoll run` would ask for, in a sentence.
pub fn needed(study: &Study) -> String {
    let subject = Subject::from(study);
    let arm = Arm {
        subject: &subject,
        cut: &[],
        twin: true,
        detail: Detail::Weeks,
    };
    let (replications, threads) = (study.scenario.run.replications, cores());
    let size = Size {
        replications,
        threads,
    };
    let mib = Footprint::of(&[arm], size).bytes() / f64::from(1 << 20);
    format!(
        "A run of its {} futures on {threads} threads takes about {mib:.0} MiB of memory.",
        answer::count(replications)
    )
}

/// What is said of a footprint over the limit; `None` where it fits.
fn refusal(it: &Footprint, weeks: usize, memory: Option<f64>) -> Option<String> {
    let limit = memory.unwrap_or(ASSUMED);
    if it.bytes() <= limit {
        return None;
    }
    let has = match memory {
        Some(memory) => format!("this machine has {}", size(memory)),
        None => format!(
            "how much this machine has is not known here, and more than {} is refused",
            size(ASSUMED)
        ),
    };
    let clients = it.people_each * it.threads as f64;
    let what = if clients > it.bytes() / 2.0 {
        format!(
            "up to {:.0} clients at once on each of {} threads",
            it.clients, it.threads
        )
    } else {
        format!("{weeks} weeks, in each of which every number is followed over all futures")
    };
    Some(format!(
        "this would need {} of memory; {has}\n  most of it for {what}\n  hint: {}",
        size(it.bytes()),
        would_do(it, weeks, limit)
    ))
}

/// The least change with which it fits.
fn would_do(it: &Footprint, weeks: usize, limit: f64) -> String {
    let mut fewer = (1..it.threads).rev();
    if let Some(threads) = fewer.find(|threads| it.on(*threads, 1.0) <= limit) {
        return format!("--threads {threads} would do");
    }
    let fixed = it.on(1, 0.0);
    let share = (limit - fixed) / (it.on(1, 1.0) - fixed);
    let fewer_weeks = (share * weeks as f64).floor();
    if fixed < limit && fewer_weeks >= 1.0 {
        format!("--threads 1 --set run.horizon_weeks={fewer_weeks} would do")
    } else {
        "fewer clients or posts; nothing else would do".to_owned()
    }
}

/// Bytes in plain words, rounded up in their last place.
fn size(bytes: f64) -> String {
    let gib = bytes / GIB;
    if gib < 10.0 {
        format!("{:.1} GiB", (gib * 10.0).ceil() / 10.0)
    } else if gib < 1e6 {
        format!("{:.0} GiB", gib.ceil())
    } else {
        "more than a million GiB".to_owned()
    }
}

/// Memory that this process may use [bytes]: the machine's, or the least that a control group above it gives. `root` is
/// where `/proc` and `/sys` stand.
fn memory(root: &Path) -> Option<f64> {
    let text = fs::read_to_string(root.join("proc/meminfo")).ok()?;
    let line = text.lines().find_map(|it| it.strip_prefix("MemTotal:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    let groups = group_limits(root).into_iter();
    Some(groups.fold(kib * 1024.0, f64::min))
}

/// Limits of the control groups of this process, of both versions.
fn group_limits(root: &Path) -> Vec<f64> {
    let groups = fs::read_to_string(root.join("proc/self/cgroup")).unwrap_or_default();
    let mut files: Vec<PathBuf> = Vec::new();
    for line in groups.lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(kinds), Some(group)) = (parts.next(), parts.next()) else {
            continue;
        };
        let (above, name) = if kinds.is_empty() {
            ("sys/fs/cgroup", "memory.max")
        } else if kinds.split(',').any(|kind| kind == "memory") {
            ("sys/fs/cgroup/memory", "memory.limit_in_bytes")
        } else {
            continue;
        };
        // A container sees its own group at the top, so the path may lead nowhere; those above it may give less.
        let group = Path::new(group.trim_start_matches('/'));
        let each = group
            .ancestors()
            .map(|it| root.join(above).join(it).join(name));
        files.extend(each);
    }
    files
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok()?.trim().parse().ok())
        .filter(|limit| *limit < NO_LIMIT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUGE: Footprint = Footprint {
        fixed: 0.05 * GIB,
        weeks: 10.0 * GIB,
        weeks_each: 0.5 * GIB,
        people_each: 7.0 * GIB,
        clients: 37_000_000.0,
        threads: 8,
    };

    #[test]
    fn what_does_not_fit_is_refused_with_both_sizes_and_what_would_do() {
        assert_eq!(refusal(&HUGE, 5200, Some(71.0 * GIB)), None);
        let text = |memory: f64| refusal(&HUGE, 5200, Some(memory * GIB)).unwrap();
        assert_eq!(
            text(22.0),
            "this would need 71 GiB of memory; this machine has 22 GiB\n  most of it for up to 37000000 clients at once on each of 8 threads\n  hint: --threads 1 would do"
        );
        assert!(
            text(40.5).ends_with("--threads 4 would do"),
            "{}",
            text(40.5)
        );
        let weeks = "--threads 1 --set run.horizon_weeks=1460 would do";
        assert!(text(10.0).ends_with(weeks), "{}", text(10.0));
        assert!(text(4.0).ends_with("fewer clients or posts; nothing else would do"));
        let unknown = refusal(&HUGE, 5200, None).unwrap();
        assert!(
            unknown.contains("not known here, and more than 64 GiB"),
            "{unknown}"
        );
    }

    #[test]
    fn the_least_of_machine_and_groups_counts() {
        let root = std::env::temp_dir().join(format!("plimsoll-machine-{}", std::process::id()));
        let put = |name: &str, text: &str| {
            let file = root.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        assert_eq!(memory(&root), None);
        put("proc/meminfo", "MemFree: 1 kB\nMemTotal:       2048 kB\n");
        assert_eq!(memory(&root), Some(2_097_152.0));
        put(
            "proc/self/cgroup",
            "4:cpu,memory:/a/b\n1:cpu:/c\n0::/jobs/7\n",
        );
        put(
            "sys/fs/cgroup/memory/a/memory.limit_in_bytes",
            "9223372036854771712\n",
        );
        put("sys/fs/cgroup/jobs/7/memory.max", "max\n");
        assert_eq!(memory(&root), Some(2_097_152.0));
        put("sys/fs/cgroup/jobs/memory.max", "1000000\n");
        assert_eq!(memory(&root), Some(1_000_000.0));
        put("sys/fs/cgroup/memory/memory.limit_in_bytes", "900000\n");
        assert_eq!(memory(&root), Some(900_000.0));
        fs::remove_dir_all(&root).unwrap();
    }
}
