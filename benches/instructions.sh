#!/bin/sh
# Counts the instructions of one replication with callgrind, and holds them to benches/instructions.txt: unlike times they repeat.
#
#     sh benches/instructions.sh            counts, and fails where one has grown by more than 3 %
#     sh benches/instructions.sh --write    writes the counts down as the ones to hold
#
# Needs valgrind. What is counted is the difference between a few replications and none, so that reading the scenario is not in it.
# `run` is a whole run of a shipped scenario: its statistics, tables, charts and page.
set -eu
cd "$(dirname "$0")/.."
held=benches/instructions.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --release --quiet
bench=$(cargo bench --bench instructions --no-run 2>&1 | sed -n 's/.*(\(.*instructions-[0-9a-f]*\)).*/\1/p')

# Instructions of a command.
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 > /dev/null | sed -n 's/.*Collected : *//p'
}

# Instructions of one of a number of replications of some work.
one() {
    echo "$1 $((($(count "$bench" "$1" "$2") - $(count "$bench" "$1" 0)) / $2))"
}

whole() {
    rm -rf "$work/out"
    count target/release/plimsoll run scenarios/two-workers.toml --quiet --threads 1 --replications "$1" --out "$work/out"
}

{
    one small 20
    one small-loops 20
    one medium 3
    one county 1
    echo "run $(whole 40)"
} > "$work/found"

if [ "${1:-}" = --write ]; then
    cp "$work/found" "$held"
    cat "$held"
    exit 0
fi
awk '
    NR == FNR { held[$1] = $2; next }
    {
        share = $2 / held[$1] - 1
        verdict = share > 0.03 ? "GROWN" : "held"
        grown += share > 0.03
        printf "%-12s %12d instructions, %+.1f %%: %s\n", $1, $2, 100 * share, verdict
    }
    END { exit grown > 0 }
' "$held" "$work/found"
