//! `manifest.json`: what made the results, so that the same command gives the same bytes.

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::experiment::precision::Precision;

/// Where results come from. Holds no clock time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Version of Plimsoll.
    pub version: &'static str,
    /// Path of the scenario file as the user gave it.
    pub scenario: String,
    /// SHA-256 of the scenario file, hexadecimal.
    pub scenario_digest: String,
    pub seed: u64,
    /// Replications asked for.
    pub replications: u64,
    /// Name of the random number generator.
    pub generator: &'static str,
    /// The command that gives these results, without what changes no number (threads, folder, quiet).
    pub command: String,
    /// `"as written"` or the plan's name.
    pub plan: String,
    /// Paths and values given with `--set`.
    pub set: Vec<(String, String)>,
    /// Loops cut with `--cut`.
    pub cut: Vec<&'static str>,
}

/// The version of this Plimsoll.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// SHA-256 of a text, hexadecimal.
pub fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The manifest, as JSON with a final line end.
pub fn manifest(provenance: &Provenance) -> String {
    text(&value(provenance))
}

fn text(fields: &serde_json::Value) -> String {
    let mut text = serde_json::to_string_pretty(fields).expect("a JSON value can be written");
    text.push('\n');
    text
}

/// The manifest of a run that may have been asked for a precision: with what was asked and reached.
pub fn with_precision(provenance: &Provenance, precision: Option<&Precision>) -> String {
    let mut fields = value(provenance);
    fields["precision"] = super::precision::value(precision);
    text(&fields)
}

/// The manifest's fields, also shown at the head of the summary.
pub fn value(provenance: &Provenance) -> serde_json::Value {
    let set: serde_json::Map<String, serde_json::Value> = provenance
        .set
        .iter()
        .map(|(path, value)| (path.clone(), json!(value)))
        .collect();
    json!({
        "version": provenance.version,
        "scenario": provenance.scenario,
        "scenario_digest": format!("sha256:{}", provenance.scenario_digest),
        "plan": provenance.plan,
        "set": set,
        "cut": provenance.cut,
        "seed": provenance.seed,
        "replications": provenance.replications,
        "generator": provenance.generator,
        "command": provenance.command,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-2, example B.1.
    #[test]
    fn the_digest_is_the_published_one() {
        assert_eq!(
            digest("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
