#!/bin/sh
# Looks for scenario files that the reader does not meet in words, guided by the code they reach.
#
# Needs a nightly toolchain and `cargo install cargo-fuzz`. From the top of the repository, for so many seconds:
#     sh fuzz/run.sh 1800
# What it finds stands in fuzz/artifacts; a file that went wrong is kept in tests/it/fuzzed once the fault is mended.
set -eu

seconds=${1:-600}
place=target/fuzz
mkdir -p "$place/found" "$place/seeds"

# The very versions of the dependencies that the project stands on.
cp Cargo.lock fuzz/Cargo.lock
cargo run --release --quiet -- schema |
    sed -n 's/^ *"\([a-z][a-z_0-9]*\)":.*/"\1"/p; s/^ *"\([a-z][a-z_0-9]*\)",\{0,1\}$/"\1"/p' | sort -u > "$place/words"
for folder in scenarios tests/it/keys tests/it/fuzzed; do
    for file in "$folder"/*.toml; do
        cp "$file" "$place/seeds/$(basename "$folder")-$(basename "$file")"
    done
done

cargo +nightly fuzz run --sanitizer none --target-dir "$place" scenario "$place/found" "$place/seeds" -- \
    -dict="$place/words" -timeout=60 -rss_limit_mb=6000 -max_len=20000 -max_total_time="$seconds"
