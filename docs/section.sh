#!/bin/sh
# Puts a section of docs/validation.md, read from stdin, in the place of the old one between its marks, or at the end.
#
#     sh docs/section.sh coverage < section
set -eu

page=$(dirname "$0")/validation.md
begin="<!-- $1: begin -->"
end="<!-- $1: end -->"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{ echo "$begin"; cat; echo "$end"; } > "$work/section"
if [ ! -f "$page" ]; then
    printf '# Validation\n\nWhat has been checked, how, and with what result. Each section says which command writes it.\n\n' > "$page"
fi
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
