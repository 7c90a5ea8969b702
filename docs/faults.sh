#!/bin/sh
# Writes the section "What happens when something goes wrong" of docs/validation.md: each fault is made, and its end compared
# with what is promised. Ends with exit 1 if any of them is not as promised.
#
# Needs root on Linux (mounts of small and read-only disks), the plimsoll binary, GNU time and POSIX tools. From the top of the
# repository:
#     sudo sh docs/faults.sh                      takes about ten minutes of processor time
# PLIMSOLL names another binary, KILLS another number of kills.
set -u

plimsoll=$(command -v "${PLIMSOLL:-plimsoll}") || { echo "there is no plimsoll; name it with PLIMSOLL" >&2; exit 1; }
plimsoll=$(realpath "$plimsoll")
kills=${KILLS:-30}
top=$PWD
scenarios=$PWD/scenarios
[ "$(id -u)" = 0 ] || { echo "this needs root: it mounts disks of a few hundred kilobytes" >&2; exit 1; }

work=$(mktemp -d)
disk=$work/disk
mkdir "$disk"
trap 'umount "$disk" 2> /dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
cp "$scenarios/two-workers.toml" a.toml
wrong=0

# Runs plimsoll; keeps its exit code, what it printed and the first line of what it said.
try() {
    "$plimsoll" "$@" > out 2> err
    code=$?
    said=$(head -1 err)
}

# A row of the table: what goes wrong, how it was tried, what happens.
row() {
    printf '| %s | %s | %s |\n' "$1" "$2" "$3" >> rows
}

# The last try ended with this code and said these words.
promised() {
    if [ "$code" != "$1" ] || { [ -n "$2" ] && ! grep -qF -- "$2" err; }; then
        echo "NOT AS PROMISED: exit $code instead of $1, or nothing about \"$2\":" >&2
        cat err >&2
        wrong=1
    fi
}

# Two folders hold the same bytes.
same() {
    if ! diff -rq "$1" "$2" >&2; then
        echo "NOT AS PROMISED: $1 and $2 differ" >&2
        wrong=1
    fi
}

# Nothing of this name, half-written or put aside, is left in a folder.
nothing() {
    left=$(ls -d "$1"* 2> /dev/null)
    if [ -n "$left" ]; then
        echo "NOT AS PROMISED: left over: $left" >&2
        wrong=1
    fi
}

# What the last try said: its first line, and the cause where one follows.
words() {
    cause=$(sed -n 's/^  cause: //p' err | head -1)
    printf '%s' "\`${said#error: }${cause:+; cause: }$cause\`" | sed "s,$work/,,g; s/|/\\\\|/g"
}

# Kills a command at random moments of up to so many seconds until it has been killed often enough, going on each time, then
# lets it end. Fewer than five kills prove little and count as wrong.
# shellcheck disable=SC2086
killed() {
    name=$1 most=$2 begun=0 resumed=0
    shift 2
    for number in $(seq "$kills"); do
        resume=
        [ -f "$name.checkpoint/state.bin" ] && resume=--resume && resumed=$((resumed + 1))
        # The same moments in every run of this script.
        moment=$(awk -v number="$number" -v most="$most" 'BEGIN { srand(number); printf "%.3f", 0.05 + (most - 0.05) * rand() }')
        timeout -s KILL "$moment" "$plimsoll" "$@" --out "$name" --checkpoint 0 --quiet $resume > /dev/null 2> err
        [ $? = 137 ] && begun=$((begun + 1))
        [ -d "$name" ] && break
    done
    resume=
    [ -f "$name.checkpoint/state.bin" ] && resume=--resume
    [ -d "$name" ] || try "$@" --out "$name" --checkpoint 0 --quiet $resume
    [ -d "$name" ] || promised 0 ""
    if [ "$begun" -lt 5 ]; then
        echo "NOT AS PROMISED: $name ended after $begun kills, which proves little" >&2
        wrong=1
    fi
}

run="run a.toml --set run.horizon_weeks=104"
many="$run --replications 20000"
# shellcheck disable=SC2086
{
    "$plimsoll" $many --out whole --quiet > /dev/null
    killed k 1.5 $many
    same k whole
    nothing k.
    row "Killed (SIGKILL) at random moments" "\`run\` of 20,000 futures with \`--checkpoint 0\`, killed $begun times after 0.05 to 1.5 s each, gone on with $resumed times by \`--resume\`" "no folder until the end; then every byte of an uninterrupted run, and nothing left beside it"

    compare="compare a.toml --set run.horizon_weeks=104 --replications 12000"
    "$plimsoll" $compare --out whole-c --quiet > /dev/null
    killed c 1.5 $compare
    same c whole-c
    row "The same of a comparison" "\`compare\` of 12,000 futures, killed $begun times after 0.05 to 1.5 s each, gone on with $resumed times" "every byte of an uninterrupted one"

    "$plimsoll" $run --replications 6000 --out e --quiet > /dev/null
    cp -r e earlier
    timeout -s KILL 2 "$plimsoll" $many --out e --extend --checkpoint 0 --quiet > /dev/null 2>&1
    same e earlier
    try $many --out e --extend --checkpoint 0 --quiet --resume
    promised 0 ""
    same e whole
    row "Killed while it adds to an earlier result" "\`run --extend\`, killed after 2 s" "the earlier result untouched; with \`--extend --resume\` every byte of one long run"

    timeout --preserve-status -s INT 2 "$plimsoll" $many --out i --checkpoint 0 --quiet > out 2> err
    code=$? said=$(head -1 err)
    promised 130 "go on with: plimsoll run"
    told=$(words)
    [ -d i ] && wrong=1
    try $many --out i --checkpoint 0 --quiet --resume
    same i whole
    row "Ctrl-C" "SIGINT after 2 s" "exit 130, $told, and the command to go on with; with \`--resume\` every byte"
    timeout --preserve-status -s INT 2 "$plimsoll" $many --out j --quiet > out 2> err
    code=$? said=$(head -1 err)
    promised 130 "interrupted; nothing was written"
    nothing j
    row "Ctrl-C before the first checkpoint" "the same with the default of 10 s" "exit 130, $(words), and nothing is left"

    mount -t tmpfs -o size=200k none "$disk"
    try $run --replications 100 --out "$disk/r" --quiet
    promised 1 "could not be written: the disk is full"
    nothing "$disk/r"
    row "Full disk" "results into a disk of 200 kB" "exit 1, $(words); nothing is left"
    dd if=/dev/zero of="$disk/filler" bs=1k 2> /dev/null
    try new "$disk/mine.toml"
    promised 1 "cannot write"
    nothing "$disk/mine.toml"
    row "Full disk" "\`new\` into it" "exit 1, $(words); no half scenario"
    umount "$disk"
    "$plimsoll" check a.toml > /dev/full 2> err
    code=$? said=$(head -1 err)
    promised 1 "cannot write to standard output"
    row "Full disk" "\`check a.toml > /dev/full\`" "exit 1, $(words)"

    mount -t tmpfs -o size=3m none "$disk"
    try $many --out "$disk/r" --checkpoint 0 --quiet
    promised 1 "could not be written: the disk is full"
    promised 1 "go on with: plimsoll run"
    told=$(words)
    [ -d "$disk/r" ] && wrong=1
    kept=$(sed -n 's/.*hint: \([0-9,]*\) futures are kept.*/\1/p' err)
    mount -o remount,size=60m "$disk"
    try $many --out "$disk/r" --checkpoint 0 --quiet --resume
    promised 0 ""
    same "$disk/r" whole
    row "A disk that fills up while a run is played" "a disk of 3 MB, then made larger" "exit 1, $told; $kept futures are kept, and with \`--resume\` every byte of an uninterrupted run"

    cp -r "$disk/r" before
    mount -o remount,ro "$disk"
    try $run --replications 100 --out "$disk/s" --quiet
    promised 1 "the disk is read-only"
    row "Read-only folder" "results into a disk mounted read-only" "exit 1, $(words)"
    try $run --replications 100 --out "$disk/r" --quiet --overwrite
    promised 1 "the disk is read-only"
    same "$disk/r" before
    row "Read-only folder" "\`--overwrite\` of a result there" "exit 1, $(words); the result as it was"
    try new "$disk/mine.toml"
    promised 1 "cannot write"
    row "Read-only folder" "\`new\` there" "exit 1, $(words)"
    umount "$disk"

    few="$run --replications 200 --quiet"
    try $few --out not/there/yet
    promised 0 ""
    row "Missing folder" "\`--out not/there/yet\`" "is made, with those above it"
    try $few --out a.toml/below
    promised 1 "cannot be a result folder"
    row "A file where a folder should be" "\`--out a.toml/below\`" "exit 1, $(words)"
    try check missing.toml
    promised 1 "there is no such file"
    row "Missing scenario" "\`check missing.toml\`" "exit 1, $(words)"
    try $few --out not/there/yet
    promised 1 "is already there"
    row "Output that exists" "the same folder again" "exit 1, $(words)"
    echo mine > not/there/yet/thesis.tex
    try $few --out not/there/yet --overwrite
    promised 1 "is left alone"
    row "Output that exists, with a stranger's file" "\`--overwrite\`" "exit 1, $(words)"

    try $few --out r
    cp -r r sound
    for name in state.bin outcomes.parquet; do
        for how in truncated "with one byte changed"; do
            rm -rf r
            cp -r sound r
            size=$(wc -c < "r/$name")
            case $how in
                truncated) truncate -s $((size / 2)) "r/$name" ;;
                *) printf '\377' | dd of="r/$name" bs=1 seek=$((size / 2)) conv=notrunc 2> /dev/null ;;
            esac
            cp -r r damaged
            try run a.toml --set run.horizon_weeks=104 --replications 300 --quiet --out r --extend
            promised 1 "is damaged"
            same r damaged
            rm -rf damaged
            row "Earlier result: \`$name\` $how" "\`--extend\`" "exit 1, $(words); nothing is changed"
        done
        try $few --out r --overwrite
        promised 0 ""
        same r sound
    done
    for name in summary.json manifest.json; do
        truncate -s 100 "r/$name"
        try run a.toml --set run.horizon_weeks=104 --replications 300 --quiet --out r --extend
        promised 0 ""
        "$plimsoll" run a.toml --set run.horizon_weeks=104 --replications 300 --quiet --out long > /dev/null
        same r long
        rm -rf r long
        cp -r sound r
    done
    row "Earlier result: \`summary.json\` or \`manifest.json\` truncated" "\`--extend\`" "neither is read: both are written anew, and every byte is that of one long run"
    row "Earlier result, however damaged" "\`--overwrite\`" "is replaced as a whole, every byte that of a first run"
    for name in state.bin rows.bin; do
        rm -rf d.checkpoint
        timeout -s KILL 2 "$plimsoll" $many --out d --checkpoint 0 --quiet > /dev/null 2>&1
        truncate -s $(($(wc -c < "d.checkpoint/$name") / 2)) "d.checkpoint/$name"
        try $many --out d --checkpoint 0 --quiet --resume
        promised 1 "is damaged"
        row "Checkpoint: \`$name\` truncated" "\`--resume\`" "exit 1, $(words); nothing is changed"
    done
    rm -rf d.checkpoint d.partial-*
    try $many --out d --resume
    promised 1 "there is no checkpoint"
    row "No checkpoint" "\`--resume\`" "exit 1, $(words)"
    timeout -s KILL 2 "$plimsoll" $many --out d --checkpoint 0 --quiet > /dev/null 2>&1
    try $many --out d --resume --seed 5
    promised 1 "seed: "
    row "Checkpoint of another seed, version, scenario or command" "\`--resume --seed 5\`" "exit 1, $(words), then what differs: \`$(sed -n '2s/^ *//p' err)\`"
    try $many --out d
    promised 1 "with --resume goes on with it"
    row "A checkpoint in the way" "the same command without \`--resume\`" "exit 1, $(words | sed 's/ with [0-9,]* futures/ with … futures/')"

    row "The clock is set" "by reading: a test keeps every clock out of the source but the one that paces checkpoints, which nobody can set" "it moves the moments at which a checkpoint is written, and no byte of a result"
    try $few --out threads --threads 300
    promised 0 ""
    same threads sound
    row "\`--threads\` above the cores" "\`--threads 300\` on $(nproc) cores" "the same bytes"

    pipes=0
    for command in "--help" "run --help" "schema" "new n.toml" "check a.toml" "run a.toml --replications 20 --out p1" \
        "compare a.toml --replications 20 --out p2" "loops a.toml --replications 20 --out p3" \
        "plan $scenarios/eight-workers.toml --max-replications 100 --replications 100 --out p4" \
        "sweep a.toml --over allocation.sharing=0,1 --replications 20 --out p5" \
        "sensitivity a.toml --replications 20 --out p6" \
        "tipping a.toml --along hiring.time_to_fill.mean --from 4 --to 30 --replications 100 --out p7" \
        "replay a.toml --replication 3 --out p8"; do
        { "$plimsoll" $command 2> err; echo $? > code; } | head -1 > /dev/null
        # A reader that has left is told by no exit code of ours: 0, and silence.
        code=$(cat code) said=$(head -1 err)
        [ "$code" = 0 ] && [ ! -s err ] || { echo "NOT AS PROMISED: $command | head -1: exit $code, $said" >&2; wrong=1; }
        pipes=$((pipes + 1))
    done
    row "Closed pipe" "\`plimsoll … \\| head -1\` for $pipes commands, every one that prints" "exit 0, and not a word on stderr"

    try run a.toml --set "referrals.self and agency.growth_per_year=3" --set run.horizon_weeks=1040 --out m --quiet
    promised 1 "of memory; this machine has"
    nothing m
    row "More memory than there is" "referrals that grow fourfold a year for 20 years" "exit 1 before anything is played, $(words), with what would do"
}

# Memory: what is told before a run, and the most that was used [MiB].
memory() {
    name=$1 file=$2 futures=$3
    shift 3
    told=$("$plimsoll" check "$file" "$@" --set "run.replications=$futures" | sed -n 's/.* takes about \([0-9]*\) MiB of memory\.$/\1/p')
    /usr/bin/time -f %M "$plimsoll" run "$file" "$@" --set "run.replications=$futures" --out memory --overwrite --quiet > /dev/null 2> err
    code=$?
    promised 0 ""
    used=$(tail -1 err)
    awk -v name="$name" -v told="$told" -v used="$used" -v futures="$futures" 'BEGIN {
        printf "| %s | %d | %d | %d | %.2f |\n", name, futures, told, used / 1024, told * 1024 / used }' >> memories
}
memory two-workers "$scenarios/two-workers.toml" 2000
memory eight-workers "$scenarios/eight-workers.toml" 500
memory imagine-facilitators "$scenarios/imagine-facilitators.toml" 300
memory "growing-region (4 sites)" "$scenarios/growing-region.toml" 200
memory "county (8 sites, 20,000 clients)" "$scenarios/county.toml" 40
memory "two-workers over a hundred years" "$scenarios/two-workers.toml" 60 --set run.horizon_weeks=5200
memory "two-workers with 20,000 referrals a week" "$scenarios/two-workers.toml" 2 --set run.horizon_weeks=104 --set "referrals.self and agency.per_week=20000"

# Processor seconds of a run with checkpoints at a pace; the median of three.
cost() {
    for number in 1 2 3; do
        /usr/bin/time -f '%U %S' "$plimsoll" run "$scenarios/eight-workers.toml" --replications 4000 --threads 1 --out cost --overwrite --quiet --checkpoint "$1" 2>&1 > /dev/null
    done | awk '{ print $1 + $2 }' | sort -n | sed -n 2p
}
none=$(cost 1000000)
second=$(cost 1)
block=$(cost 0)

{
    cat << END
## What happens when something goes wrong

Written by \`sudo sh docs/faults.sh\`; do not edit. Every line was made to happen and its end compared with what stands here;
what needs no mounted disk is also a test (\`tests/it/cli/faults.rs\`). Exit 1 always means: something you can act on, told in a sentence.

Results are written into a folder beside the one asked for, which takes its place in one step when all is there. What a killed run
leaves (\`<out>.partial-<process>\`) is read by nobody and cleared by the next run into the same place; a result that was about to be
replaced in that very moment is put back. A long run (\`run\`, \`compare\`) also keeps a checkpoint, \`<out>.checkpoint\`, from 10 seconds on:
the rows of the outcomes table and what was gathered, under a digest. It is no result, stands outside the result folder, is never
taken for one, and goes when the result stands. \`--resume\` goes on from it and takes nothing that differs in scenario, plan, \`--set\`,
\`--cut\`, seed, number of futures, precision or version. After a power cut the checkpoint is whole or refused (it is forced to disk
before it counts); results are not forced to disk, and \`--extend\` recognises by digest those that did not get there.

| what goes wrong | tried by | what happens |
|---|---|---|
END
    cat rows
    cat << END

Checkpoints cost next to nothing: 4,000 futures of eight-workers on one thread take $none processor seconds without any, $second with one every
second, and $block with one after every block of 256 futures. With the default of 10 seconds writing them takes at most half a percent of the
time by construction: the next is put off until playing has taken 200 times as long as the last writing.

### Memory, told before the run

\`plimsoll check\` says what a run will take, and every command that plays refuses before it begins what is more than the machine
(or its control group) has. Estimate and the most that was really used, on $(nproc) threads:

| scenario | futures | told [MiB] | used [MiB] | told / used |
|---|--:|--:|--:|--:|
END
    cat memories
    cat << 'END'

Where the memory of a machine cannot be read (no `/proc/meminfo`) more than 64 GiB is refused. The commands that follow only what each
future comes to (`loops`, `sweep`, `sensitivity`, `tipping`, `plan`, `replay`) count clients, posts and weeks of one scenario on each
thread, and not what they gather, which is small beside it. Free disk space is not asked for in advance: a full disk ends a run as above.
END
} > section

sh "$top/docs/section.sh" faults < section
exit $wrong
