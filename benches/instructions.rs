//! Plays a benchmark's service a stated number of times and nothing else, to be counted by callgrind (`instructions.sh`).
//!
//! Arguments: the name of the work, and how many replications.

mod work;

use work::Player;

fn main() {
    // `cargo bench` adds a flag of its own, and so does `cargo test --benches`.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let [name, count] = words.as_slice() else {
        println!("usage: instructions NAME REPLICATIONS (see benches/instructions.sh)");
        return;
    };
    let scenario = match name.as_str() {
        "small" => work::eight_posts(false, 1),
        "small-loops" => work::eight_posts(true, 1),
        "medium" => work::eight_posts(false, 12),
        "county" => work::county(),
        other => panic!("no work is called {other}"),
    };
    let count: u64 = count.parse().expect("a number of replications");
    let mut player = Player::new(&scenario);
    let client_weeks: f64 = (0..count).map(|number| player.play(number)).sum();
    println!("{client_weeks}");
}
