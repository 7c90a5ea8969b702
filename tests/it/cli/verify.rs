//! `plimsoll verify`: agrees with theory, says so in a table, and fails where something differs.

use super::{err, folder, out, plimsoll};

/// The shipped program, all of it: this is the check that a reader would make.
#[test]
fn verify_agrees_with_theory_in_every_family_and_prints_only_the_table() {
    let folder = folder("verify_agrees_with_theory_in_every_family_and_prints_only_the_table");
    let played = plimsoll(&folder, &["verify", "--figure", "z.svg"]);
    assert_eq!(
        (played.status.code(), err(&played).as_str()),
        (Some(0), ""),
        "{}",
        out(&played)
    );
    let shown = out(&played);
    assert!(shown.starts_with("compared  "), "{shown}");
    for family in [
        "Open network of levels",
        "Any stay (M/G/∞)",
        "Waiting for a place (Erlang C)",
        "Waiting and giving up (Erlang A)",
        "Turned away (Erlang B)",
        "Vacancies (renewal)",
        "Productivity in induction",
        "Tenure without hiring",
        "Overload loop",
        "Conservation",
        "Step refinement",
    ] {
        assert!(
            shown.contains(&format!("\n{family}\n")),
            "no {family}\n{shown}"
        );
    }
    assert!(!shown.contains("DIFFERS"), "{shown}");
    assert!(
        shown.contains("The engine agrees with theory in all "),
        "{shown}"
    );
    assert!(shown.contains("with a chance of at most 0.001"), "{shown}");
    let svg = std::fs::read_to_string(folder.join("z.svg")).expect("the figure is there");
    assert!(
        svg.starts_with("<svg ") && svg.contains("Overload loop"),
        "{}",
        &svg[..200]
    );
}

#[test]
fn verify_fails_where_the_engine_plays_something_else_than_theory_has() {
    let folder = folder("verify_fails_where_the_engine_plays_something_else_than_theory_has");
    let words = [
        "verify",
        "--only",
        "tenure",
        "--mistake",
        "5%",
        "--markdown",
        "--seed",
        "3",
    ];
    let played = plimsoll(&folder, &words);
    assert_eq!(played.status.code(), Some(1));
    let told = "error: A mistake was played: every wait 5.0 % longer than theory has it. The engine differs";
    assert!(err(&played).starts_with(told), "{}", err(&played));
    let shown = out(&played);
    assert!(
        shown.contains("| DIFFERS |") && shown.contains("Seed 3."),
        "{shown}"
    );
    assert!(
        shown.contains("\n| compared | theory | simulated |"),
        "{shown}"
    );
}

#[test]
fn verify_prints_the_same_bytes_at_any_number_of_threads() {
    let folder = folder("verify_prints_the_same_bytes_at_any_number_of_threads");
    let [one, two] = ["1", "2"].map(|threads| {
        plimsoll(
            &folder,
            &["verify", "--only", "tenure", "--threads", threads],
        )
    });
    assert_eq!(one.status.code(), Some(0), "{}", err(&one));
    assert!(one.stdout == two.stdout);
}

#[test]
fn verify_refuses_what_it_does_not_know() {
    let folder = folder("verify_refuses_what_it_does_not_know");
    for (words, told) in [
        (
            ["verify", "--mistake", "300%"],
            "expected a share from -50% to 100%",
        ),
        (
            ["verify", "--only", "poetry"],
            "no family has this in its name; there are: Open network of levels, ",
        ),
    ] {
        let refused = plimsoll(&folder, &words);
        assert_eq!(
            (refused.status.code(), out(&refused).as_str()),
            (Some(2), "")
        );
        assert!(err(&refused).contains(told), "{}", err(&refused));
    }
}
