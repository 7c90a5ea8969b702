//! A scenario file, whatever is in it: refused in words, or read, explained and played, as in `tests/it/fuzzed.rs`.

#![no_main]

#[path = "../../tests/it/support/met.rs"]
mod met;
#[path = "../../tests/it/support/short.rs"]
mod short;

libfuzzer_sys::fuzz_target!(|text: &str| {
    met::met(text);
});
