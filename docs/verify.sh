#!/bin/sh
# Writes a section of docs/validation.md and docs/verified.svg: the engine against theory.
#
# Needs the plimsoll binary and POSIX tools only. From the top of the repository:
#     sh docs/verify.sh                          takes about half a minute of processor time
# PLIMSOLL names another binary.
set -eu

plimsoll=${PLIMSOLL:-plimsoll}
page=docs/validation.md
figure=docs/verified.svg
begin='<!-- verify: begin -->'
end='<!-- verify: end -->'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Ends here, and leaves the page as it is, where the engine differs from theory.
"$plimsoll" verify --markdown --quiet --figure "$work/figure" > "$work/table"
cp "$work/figure" "$figure"
{
    echo "$begin"
    cat << 'END'
## The engine against theory

Written by `sh docs/verify.sh`; do not edit. `plimsoll verify` plays services so simple that theory knows what they come to,
with the engine that plays every run, and compares. It is in the shipped program, takes half a minute of processor time and fails
where anything differs; `plimsoll verify --mistake 2%` plays every wait 2 % longer than theory has it and shows what is found
out.

![z of every comparison, family by family](verified.svg)

END
    cat "$work/table"
    echo "$end"
} > "$work/section"

# Puts the section in the place of the old one, or at the end.
if grep -qF "$begin" "$page"; then
    awk -v begin="$begin" -v end="$end" -v section="$work/section" '
        $0 == begin { while ((getline line < section) > 0) print line; skip = 1 }
        !skip { print }
        $0 == end { skip = 0 }
    ' "$page" > "$work/page"
else
    { cat "$page"; echo; cat "$work/section"; } > "$work/page"
fi
cp "$work/page" "$page"
