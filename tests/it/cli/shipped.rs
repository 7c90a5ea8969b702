//! Every shipped scenario, cut short, to its last file: tables, charts and the page are whole.

use super::*;

/// Sections that a scenario has for what is its own.
const OWN: [(&str, &[&str]); 9] = [
    ("abuse-and-boundaries", &["worth"]),
    ("county", &["portfolio", "worth"]),
    ("eight-workers", &[]),
    ("emergent-wide", &["worth"]),
    ("funding-cut", &["worth"]),
    ("growing-region", &["portfolio", "money", "worth"]),
    (
        "imagine-facilitators",
        &["emergencies", "support", "teams", "worth"],
    ),
    ("pace-coaching", &["programmes", "support", "worth"]),
    ("two-workers", &["worth"]),
];

#[test]
fn every_shipped_scenario_gives_whole_files_and_the_sections_of_what_it_has() {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let shipped = std::fs::read_dir(&scenarios).expect("scenarios are shipped");
    let mut names: Vec<String> = shipped
        .map(|it| it.expect("an entry").path())
        .map(|it| {
            it.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    assert_eq!(names, OWN.map(|(name, _)| name));

    let folder = folder("shipped");
    for (name, sections) in OWN {
        let file = scenarios.join(format!("{name}.toml"));
        // Enough futures that safeguards are worth playing.
        let futures = if name == "county" { "2" } else { "110" };
        let words = [
            "run",
            file.to_str().expect("UTF-8"),
            "--replications",
            futures,
            "--set",
            "run.horizon_weeks=104",
            "--csv",
            "--quiet",
            "--out",
            name,
        ];
        let run = plimsoll(&folder, &words);
        assert_eq!(run.status.code(), Some(0), "{name}: {}", err(&run));
        let page = std::fs::read_to_string(folder.join(name).join("report.html")).expect("a page");
        for section in sections {
            let found = page.contains(&format!("<section id=\"{section}\""));
            assert!(found, "{name} has no section {section}");
        }
        // Every link on the page leads somewhere.
        for link in page.split("href=\"#").skip(1) {
            let id = link.split('"').next().expect("a quote");
            assert!(page.contains(&format!("id=\"{id}\"")), "{name}: #{id}");
        }
        let body = page.split("<body>").nth(1).expect("a body");
        for word in ["NaN", "inf<", "inf "] {
            let at = body.find(word);
            assert!(
                at.is_none(),
                "{name}: {word} in {:?}",
                at.map(|at| &body[at.saturating_sub(60)..at + 20])
            );
        }
        for (path, bytes) in files(&folder.join(name)) {
            assert!(!bytes.is_empty(), "{name}: {path:?} is empty");
        }
    }
}
