#!/bin/sh
# Writes a section of docs/validation.md and docs/verified.svg: the engine against theory.
#
# Needs the plimsoll binary and POSIX tools only. From the top of the repository:
#     sh docs/verify.sh                          takes about half a minute of processor time
# PLIMSOLL names another binary.
set -eu

plimsoll=${PLIMSOLL:-plimsoll}
figure=docs/verified.svg

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Ends here, and leaves the page as it is, where the engine differs from theory.
"$plimsoll" verify --markdown --quiet --figure "$work/figure" > "$work/table"
cp "$work/figure" "$figure"
{
    cat << 'END'
## The engine against theory

Written by `sh docs/verify.sh`; do not edit. `plimsoll verify` plays services so simple that theory knows what they come to,
with the engine that plays every run, and compares. It is in the shipped program, takes half a minute of processor time and fails
where anything differs; `plimsoll verify --mistake 2%` plays every wait 2 % longer than theory has it and shows what is found
out.

![z of every comparison, family by family](verified.svg)

END
    cat "$work/table"
} | sh docs/section.sh verify
