//! What a run that was killed left beside a result folder, and how it is told from what a run is writing.
//!
//! Decides that a partial folder is left over when nobody holds its lock. A system without locks on folders tells nothing, and
//! then everything is left as it is.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::{OLD, PARTIAL};

/// Locks a partial folder until the file is dropped or the process ends, however it ends; `None` where that cannot be done.
pub(super) fn lock(partial: &Path) -> Option<File> {
    let folder = File::open(partial).ok()?;
    folder.try_lock().ok().map(|()| folder)
}

/// Clears what killed runs left beside the folder at `out`. The result that one of them was about to replace is put back if
/// there is none. What cannot be cleared stays.
pub fn clear(out: &Path) {
    for partial in partials(out) {
        let mut old = partial.clone().into_os_string();
        old.push(OLD);
        let old = PathBuf::from(old);
        let held = partial.exists().then(|| lock(&partial));
        if matches!(held, Some(None)) {
            continue;
        }
        if old.is_dir() {
            let _ = if out.exists() {
                fs::remove_dir_all(&old)
            } else {
                fs::rename(&old, out)
            };
        }
        let _ = fs::remove_dir_all(&partial);
    }
}

/// Where runs filled partial folders that are still there, themselves or by what they were about to replace.
fn partials(out: &Path) -> Vec<PathBuf> {
    let Some(name) = out.file_name().and_then(|name| name.to_str()) else {
        return Vec::new();
    };
    let above = match out.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        Some(_) | None => Path::new("."),
    };
    let entries = fs::read_dir(above).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| {
            let entry = entry.file_name().into_string().ok()?;
            let process = entry.strip_prefix(name)?.strip_prefix(PARTIAL)?;
            let process = process.strip_suffix(OLD).unwrap_or(process);
            let is_number = !process.is_empty() && process.bytes().all(|it| it.is_ascii_digit());
            is_number.then(|| out.with_file_name(format!("{name}{PARTIAL}{process}")))
        })
        .collect();
    found.sort();
    found.dedup();
    found
}
