#!/bin/sh
# Writes a section of docs/validation.md: the lines that the tests reach, by layer.
#
# Needs `cov` (cargo install llvm_profparser). From the top of the repository:
#     sh docs/coverage.sh                        takes about half an hour of processor time
set -eu

top=$PWD
place=$top/target/coverage
mkdir -p "$place"
cat > "$place/rustc" << 'END'
#!/bin/sh
# Of this project alone the lines are counted, not of what it stands on.
exec "$@" -C instrument-coverage
END
chmod +x "$place/rustc"
rm -rf "$place/profiles"

export CARGO_TARGET_DIR="$place" RUSTC_WORKSPACE_WRAPPER="$place/rustc" LLVM_PROFILE_FILE="$place/profiles/%2m.profraw"
# With little optimisation the build is quicker.
keep='profile.release.package.plimsoll.opt-level=1'
cargo test --release --config "$keep" --no-run 2>&1 | tee "$place/built"
cargo test --release --config "$keep"

objects=$(sed -n 's/.*Executable.*(\(.*\)).*/--object \1/p' "$place/built")
found=$(ls "$place"/profiles/*.profraw | sed 's/^/--instr-profile /')
# shellcheck disable=SC2086
cov show $found $objects --object "$place/release/plimsoll" > "$place/lines"

# By layer: lines with code outside of tests, and those that were reached.
awk -v top="$top/src/" '
    /^\// { file = index($0, top) == 1 ? substr($0, length(top) + 1) : ""; tests = 0; next }
    file == "" || file ~ /tests/ || file ~ /trial|sample/ { next }
    /^ *[0-9]+\|[^|]*\|#\[cfg\(test\)\]/ { tests = 1 }
    tests { next }
    {
        split($0, part, "|")
        gsub(/ /, "", part[2])
        if (part[2] == "") next
        layer = file
        sub(/[\/.].*/, "", layer)
        all[layer]++
        if (part[2] != "0") reached[layer]++
    }
    END {
        for (layer in all)
            printf "| `%s` | %d | %.1f %% |\n", layer, all[layer], 100 * reached[layer] / all[layer]
    }
' "$place/lines" | sort > "$place/table"

{
    cat << 'END'
## Lines that the tests reach

Written by `sh docs/coverage.sh`; do not edit. Lines with code outside of test modules, and the share of them that one run of all tests
reaches, those of the commands that tests start included. A line that is reached need not be checked: for that see the errors made on
purpose.

| layer | lines | reached |
|---|--:|--:|
END
    cat "$place/table"
} | sh docs/section.sh coverage
