//! A result folder that appears whole or not at all.
//!
//! Files go to `<out>.partial-<process>`, which takes the place of `<out>` at the end. Dropped before that, the partial
//! folder and any folders made above it go away again. Killed before that, they stay under that name, which nothing reads, until
//! the next run into the same place (`left_over`): a lock on the folder tells what is being written from what was left.

mod left_over;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::problem::OutputError;
pub use left_over::clear as clear_left_over;

/// Everything that stands at the top of a result folder; charts stand in a folder of their own.
const RESULTS: &[&str] = &[
    "weekly.parquet",
    "weekly.csv",
    "yearly.parquet",
    "yearly.csv",
    "financial_years.parquet",
    "financial_years.csv",
    "sites.parquet",
    "sites.csv",
    "outcomes.parquet",
    "outcomes.csv",
    "state.bin",
    "comparison.parquet",
    "comparison.csv",
    "differences.parquet",
    "differences.csv",
    "prices.parquet",
    "prices.csv",
    "events.parquet",
    "events.csv",
    "weeks.parquet",
    "weeks.csv",
    "story.json",
    "candidates.parquet",
    "candidates.csv",
    "attribution.parquet",
    "attribution.csv",
    "interactions.parquet",
    "interactions.csv",
    "cutsets.parquet",
    "cutsets.csv",
    "in_charge.parquet",
    "in_charge.csv",
    "prevented.parquet",
    "prevented.csv",
    "sweep.parquet",
    "sweep.csv",
    "sensitivity.parquet",
    "sensitivity.csv",
    "points.parquet",
    "points.csv",
    "summary.json",
    "manifest.json",
    "report.html",
    "charts",
    "tipping_map.parquet",
    "tipping_map.csv",
    "along.parquet",
    "along.csv",
    "decide_by.parquet",
    "decide_by.csv",
    "chance.parquet",
    "chance.csv",
    "sites.parquet",
    "sites.csv",
];

/// Between the name of a result folder and the process that fills it.
const PARTIAL: &str = ".partial-";

/// After that, the folder that it takes the place of.
const OLD: &str = "-old";

/// What to do where the folder is already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    Refuse,
    /// Replaced once the new one is complete, and only where it is empty or holds Plimsoll's results and nothing else.
    Replace,
}

/// A folder being filled.
#[derive(Debug)]
pub struct Folder {
    out: PathBuf,
    partial: PathBuf,
    /// Folders above it that were made for it, the deepest last.
    made: Vec<PathBuf>,
    existing: Existing,
    finished: bool,
    /// Held while the partial folder is being filled.
    _lock: Option<File>,
}

impl Folder {
    /// Starts a folder that will stand at `out`. Done before any work, so that a path that cannot be written is told at once.
    ///
    /// # Errors
    /// When `out` may not be replaced or nothing can be written beside it.
    pub fn create(out: &Path, existing: Existing) -> Result<Folder, OutputError> {
        let name = out.file_name().ok_or_else(|| OutputError::NotAFolder {
            path: out.to_owned(),
        })?;
        clear_left_over(out);
        check_place(out, existing)?;
        let mut partial = name.to_owned();
        partial.push(format!("{PARTIAL}{}", std::process::id()));
        let mut folder = Folder {
            out: out.to_owned(),
            partial: out.with_file_name(partial),
            made: Vec::new(),
            existing,
            finished: false,
            _lock: None,
        };
        folder.make_parents()?;
        fs::create_dir(&folder.partial).map_err(|cause| OutputError::File {
            path: folder.out.clone(),
            cause,
        })?;
        folder._lock = left_over::lock(&folder.partial);
        Ok(folder)
    }

    fn make_parents(&mut self) -> Result<(), OutputError> {
        let above = self
            .out
            .ancestors()
            .skip(1)
            .filter(|path| !path.as_os_str().is_empty());
        let missing: Vec<PathBuf> = above
            .take_while(|path| !path.exists())
            .map(Path::to_owned)
            .collect();
        for path in missing.into_iter().rev() {
            fs::create_dir(&path).map_err(|cause| OutputError::File {
                path: path.clone(),
                cause,
            })?;
            self.made.push(path);
        }
        Ok(())
    }

    /// Where the result will stand.
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// Opens a file in the folder for writing; `name` may hold folders (`charts/need.svg`).
    pub fn open(&mut self, name: &str) -> Result<File, OutputError> {
        let path = self.partial.join(name);
        let parent = path.parent().expect("a joined path has a parent");
        fs::create_dir_all(parent)
            .and_then(|()| File::create(&path))
            .map_err(|cause| self.file_error(name, cause))
    }

    /// Opens a file that was written to the folder for reading.
    pub fn read(&self, name: &str) -> Result<File, OutputError> {
        File::open(self.partial.join(name)).map_err(|cause| self.file_error(name, cause))
    }

    /// Writes a whole file.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), OutputError> {
        let mut file = self.open(name)?;
        file.write_all(bytes)
            .map_err(|cause| self.file_error(name, cause))
    }

    /// The path a file will have, for messages.
    pub fn shown(&self, name: &str) -> PathBuf {
        self.out.join(name)
    }

    fn file_error(&self, name: &str, cause: io::Error) -> OutputError {
        OutputError::File {
            path: self.shown(name),
            cause,
        }
    }

    /// Puts the folder in its place, in that of an older one where there is one.
    ///
    /// # Errors
    /// When the system refuses, or when something has come to stand there since that may not be replaced.
    pub fn finish(mut self) -> Result<PathBuf, OutputError> {
        check_place(&self.out, self.existing)?;
        let mut old = self
            .partial
            .file_name()
            .expect("made with a name")
            .to_owned();
        old.push(OLD);
        let old = self.partial.with_file_name(old);
        let failed = |cause| OutputError::File {
            path: self.out.clone(),
            cause,
        };
        let replaced = self.out.exists();
        if replaced {
            fs::rename(&self.out, &old).map_err(failed)?;
        }
        if let Err(cause) = fs::rename(&self.partial, &self.out) {
            if replaced {
                // Best effort: the error below is told either way.
                let _ = fs::rename(&old, &self.out);
            }
            return Err(failed(cause));
        }
        self.finished = true;
        match fs::remove_dir_all(&old) {
            // Nothing was replaced, or another run found it left over.
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                Err(OutputError::File { path: old, cause })
            }
            Ok(()) | Err(_) => Ok(self.out.clone()),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        let _ = fs::remove_dir_all(&self.partial);
        for path in self.made.iter().rev() {
            // Fails, as it should, where somebody else has put something there meanwhile.
            let _ = fs::remove_dir(path);
        }
    }
}

fn check_place(out: &Path, existing: Existing) -> Result<(), OutputError> {
    let path = out.to_owned();
    match fs::read_dir(out) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(cause) if cause.kind() == io::ErrorKind::NotADirectory => {
            Err(OutputError::NotAFolder { path })
        }
        Err(cause) => Err(OutputError::File { path, cause }),
        Ok(mut entries) => match existing {
            Existing::Refuse => Err(OutputError::Exists { path }),
            Existing::Replace if entries.all(|entry| entry.is_ok_and(|it| is_result(&it))) => {
                Ok(())
            }
            Existing::Replace => Err(OutputError::NotResults { path }),
        },
    }
}

fn is_result(entry: &fs::DirEntry) -> bool {
    RESULTS
        .iter()
        .any(|name| entry.file_name().as_os_str() == *name)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// A folder of its own for one test, gone at its end.
    struct Place(PathBuf);

    impl Place {
        fn new() -> Place {
            static COUNT: AtomicU32 = AtomicU32::new(0);
            let number = COUNT.fetch_add(1, Ordering::Relaxed);
            let name = format!("plimsoll-folder-{}-{number}", std::process::id());
            let path = std::env::temp_dir().join(name);
            fs::create_dir(&path).unwrap();
            Place(path)
        }

        fn path(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn entries(path: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_finished_folder_stands_alone_in_its_place() {
        let place = Place::new();
        let out = place.path().join("a/b");
        let mut folder = Folder::create(&out, Existing::Refuse).unwrap();
        folder.write("charts/one.svg", b"<svg/>").unwrap();
        assert!(!out.exists());
        assert_eq!(folder.finish().unwrap(), out);
        assert_eq!(fs::read(out.join("charts/one.svg")).unwrap(), b"<svg/>");
        assert_eq!(entries(&place.path().join("a")), ["b"]);
    }

    #[test]
    fn a_dropped_folder_leaves_nothing() {
        let place = Place::new();
        let mut folder = Folder::create(&place.path().join("a/b"), Existing::Refuse).unwrap();
        folder.write("weekly.csv", b"1").unwrap();
        drop(folder);
        assert!(entries(place.path()).is_empty());
    }

    #[test]
    fn only_results_are_replaced_and_only_on_request() {
        let place = Place::new();
        let out = place.path().join("out");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("thesis.tex"), b"years of work").unwrap();
        let refused = Folder::create(&out, Existing::Replace).unwrap_err();
        assert!(
            matches!(refused, OutputError::NotResults { .. }),
            "{refused}"
        );
        fs::write(out.join("manifest.json"), b"{}").unwrap();
        let refused = Folder::create(&out, Existing::Replace).unwrap_err();
        assert!(
            matches!(refused, OutputError::NotResults { .. }),
            "somebody else's file beside the results: {refused}"
        );
        fs::remove_file(out.join("thesis.tex")).unwrap();
        fs::write(out.join("report.html"), b"old").unwrap();
        let refused = Folder::create(&out, Existing::Refuse).unwrap_err();
        assert!(matches!(refused, OutputError::Exists { .. }), "{refused}");

        let mut folder = Folder::create(&out, Existing::Replace).unwrap();
        folder.write("manifest.json", b"{1}").unwrap();
        assert!(
            out.join("report.html").exists(),
            "the old folder stays until the new one is complete"
        );
        folder.finish().unwrap();
        assert_eq!(entries(&out), ["manifest.json"]);
        assert_eq!(entries(place.path()), ["out"]);
    }

    #[test]
    fn of_two_runs_into_one_folder_the_first_to_finish_keeps_it() {
        let place = Place::new();
        let out = place.path().join("out");
        let mut late = Folder::create(&out, Existing::Refuse).unwrap();
        late.write("summary.json", b"late").unwrap();
        // As another process leaves it.
        fs::create_dir(&out).unwrap();
        fs::write(out.join("summary.json"), b"first").unwrap();
        let refused = late.finish().unwrap_err();
        assert!(matches!(refused, OutputError::Exists { .. }), "{refused}");
        assert_eq!(fs::read(out.join("summary.json")).unwrap(), b"first");
        assert_eq!(entries(place.path()), ["out"]);
    }

    /// As a killed process leaves them: 1 died while it wrote, 2 between the two steps of taking the old folder's place.
    #[test]
    fn what_a_killed_run_left_is_cleared_by_the_next_and_the_old_result_put_back() {
        let place = Place::new();
        let out = place.path().join("out");
        let put = |name: &str, text: &[u8]| {
            let folder = place.path().join(name);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("summary.json"), text).unwrap();
        };
        put("out.partial-1", b"half");
        put("out.partial-2", b"new");
        put("out.partial-2-old", b"old");
        put("out.partial-x", b"somebody else's");
        put("outer.partial-1", b"another result's");
        let refused = Folder::create(&out, Existing::Refuse).unwrap_err();
        assert!(matches!(refused, OutputError::Exists { .. }), "{refused}");
        assert_eq!(fs::read(out.join("summary.json")).unwrap(), b"old");
        assert_eq!(
            entries(place.path()),
            ["out", "out.partial-x", "outer.partial-1"]
        );
        // Died after both steps.
        put("out.partial-3-old", b"older");
        let folder = Folder::create(&out, Existing::Replace).unwrap();
        let own = format!("out.partial-{}", std::process::id());
        assert_eq!(
            entries(place.path()),
            ["out", &own, "out.partial-x", "outer.partial-1"]
        );
        drop(folder);
    }

    #[test]
    fn what_is_being_written_is_left_alone() {
        let place = Place::new();
        let out = place.path().join("out");
        let mut folder = Folder::create(&out, Existing::Refuse).unwrap();
        folder.write("summary.json", b"half").unwrap();
        clear_left_over(&out);
        assert_eq!(folder.finish().unwrap(), out);
        assert_eq!(fs::read(out.join("summary.json")).unwrap(), b"half");
    }

    #[test]
    fn a_file_or_a_path_without_a_name_is_refused() {
        let place = Place::new();
        let file = place.path().join("file");
        fs::write(&file, b"").unwrap();
        for path in [file.as_path(), Path::new("."), Path::new("/")] {
            let refused = Folder::create(path, Existing::Replace).unwrap_err();
            assert!(
                matches!(refused, OutputError::NotAFolder { .. }),
                "{refused}"
            );
        }
        let refused = Folder::create(&file.join("below"), Existing::Refuse).unwrap_err();
        assert!(refused.to_string().contains("file"), "{refused}");
        assert_eq!(entries(place.path()), ["file"]);
    }
}
