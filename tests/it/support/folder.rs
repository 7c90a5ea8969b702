//! What a command has written: every file of a result folder, and whether two folders hold the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Every file below a folder with its bytes, by its path inside it.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).expect("a result folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it lies there").to_owned();
                let bytes = std::fs::read(&path).expect("a result can be read");
                found.insert(name, bytes);
            }
        }
    }
    found
}

/// Asserts that two folders hold the same files, `least` or more, byte for byte.
#[track_caller]
pub fn same_bytes(one: &Path, other: &Path, least: usize) {
    let (found, others) = (files(one), files(other));
    assert!(
        found.len() >= least,
        "only {} files in {}",
        found.len(),
        one.display()
    );
    let names = |it: &BTreeMap<PathBuf, Vec<u8>>| it.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&others), "other files");
    for (name, bytes) in &found {
        assert!(
            *bytes == others[name],
            "{} differs between {} and {}",
            name.display(),
            one.display(),
            other.display()
        );
    }
}
