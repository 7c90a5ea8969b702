use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

/// A result folder's path in a folder of one test, gone at its end.
struct Place(PathBuf);

impl Place {
    fn new() -> Place {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("plimsoll-checkpoint-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Place(path)
    }

    fn out(&self) -> PathBuf {
        self.0.join("out")
    }

    fn file(&self, name: &str) -> PathBuf {
        place(&self.out()).join(name)
    }

    fn begin(&self) -> Checkpoint {
        Checkpoint::begin(&self.out(), seed(7), false).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn seed(seed: u64) -> Vec<Condition> {
    vec![Condition::new("seed", seed)]
}

/// Two rows and a mark of what was gathered with them, put aside.
fn put_aside(checkpoint: &mut Checkpoint, futures: u64) {
    for future in futures - 2..futures {
        checkpoint.row(0, future, &[future as f64, f64::NAN]);
    }
    checkpoint
        .put_aside(futures, &|to| to.whole(futures * 100))
        .unwrap();
}

/// Futures, what was gathered, and the rows of the checkpoint that stands.
fn found(place: &Place) -> (u64, u64, Vec<(u64, u64)>) {
    let (checkpoint, held) = Checkpoint::take_up(&place.out(), seed(7)).unwrap();
    let mut rows = Vec::new();
    held.feed(2, &mut |_, future, values| {
        assert!(values[1].is_nan());
        rows.push((future, values[0] as u64));
        Ok(())
    })
    .unwrap();
    let futures = checkpoint.stands().unwrap().0;
    (futures, held.gathered().whole().unwrap(), rows)
}

#[test]
fn the_last_state_counts_and_rows_that_came_after_it_do_not() {
    let place = Place::new();
    let mut checkpoint = place.begin();
    assert!(!super::place(&place.out()).exists(), "nothing to keep yet");
    put_aside(&mut checkpoint, 2);
    put_aside(&mut checkpoint, 4);
    drop(checkpoint);
    // As a kill between the rows and their state leaves them.
    let mut rows = fs::read(place.file(ROWS)).unwrap();
    rows.extend_from_slice(b"half a row");
    fs::write(place.file(ROWS), &rows).unwrap();
    fs::write(place.file(STATE_ASIDE), b"half a state").unwrap();
    assert_eq!(
        found(&place),
        (4, 400, vec![(0, 0), (1, 1), (2, 2), (3, 3)])
    );

    let (mut checkpoint, _) = Checkpoint::take_up(&place.out(), seed(7)).unwrap();
    put_aside(&mut checkpoint, 6);
    drop(checkpoint);
    let (futures, gathered, rows) = found(&place);
    assert_eq!((futures, gathered, rows.len()), (6, 600, 6));
    assert_eq!(rows[5], (5, 5));
}

#[test]
fn nothing_stays_of_a_run_that_ended_well_or_never_put_anything_aside() {
    let place = Place::new();
    let mut checkpoint = place.begin();
    put_aside(&mut checkpoint, 2);
    checkpoint.remove().unwrap();
    assert!(!super::place(&place.out()).exists());
    let mut checkpoint = place.begin();
    checkpoint.row(0, 0, &[0.0, f64::NAN]);
    checkpoint.write_rows().unwrap();
    drop(checkpoint);
    assert!(!super::place(&place.out()).exists());
}

#[test]
fn a_checkpoint_in_the_way_is_kept_unless_it_may_be_replaced() {
    let place = Place::new();
    put_aside(&mut place.begin(), 2);
    let refused = Checkpoint::begin(&place.out(), seed(8), false)
        .err()
        .unwrap();
    assert!(
        refused.to_string().contains("with 2 futures played"),
        "{refused}"
    );
    assert_eq!(found(&place).0, 2);
    Checkpoint::begin(&place.out(), seed(8), true).unwrap();
    assert!(!super::place(&place.out()).exists());
    let none = Checkpoint::take_up(&place.out(), seed(7)).err().unwrap();
    assert!(none.to_string().contains("no checkpoint at"), "{none}");
}

#[test]
fn two_runs_do_not_share_a_checkpoint() {
    let place = Place::new();
    let (mut first, mut second) = (place.begin(), place.begin());
    put_aside(&mut first, 2);
    second.row(0, 0, &[0.0, f64::NAN]);
    let refused = second.put_aside(1, &|_| {}).unwrap_err();
    assert!(
        matches!(refused, CheckpointError::InUse { .. }),
        "{refused}"
    );
    let refused = Checkpoint::take_up(&place.out(), seed(7)).err().unwrap();
    assert!(
        matches!(refused, CheckpointError::InUse { .. }),
        "{refused}"
    );
    drop((first, second));
    assert_eq!(
        found(&place).0,
        2,
        "the one that was refused clears nothing"
    );
}

#[test]
fn every_changed_or_missing_byte_is_noticed() {
    let place = Place::new();
    put_aside(&mut place.begin(), 2);
    for name in [STATE, ROWS] {
        let whole = fs::read(place.file(name)).unwrap();
        let refused = |bytes: &[u8], what: String| {
            fs::write(place.file(name), bytes).unwrap();
            let refused = Checkpoint::take_up(&place.out(), seed(7)).err();
            let refused = refused
                .unwrap_or_else(|| panic!("{name}, {what}"))
                .to_string();
            assert!(refused.contains(name), "{refused}");
        };
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x20;
            refused(&bytes, format!("byte {at} changed"));
            refused(&whole[..at], format!("{at} bytes"));
        }
        fs::write(place.file(name), &whole).unwrap();
    }
    assert_eq!(found(&place).0, 2);
}
