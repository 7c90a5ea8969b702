#!/bin/sh
# Writes docs/two-futures.md: where, in scenarios/eight-workers.toml, one start has two futures.
#
# Needs the plimsoll binary and POSIX tools only. From the top of the repository:
#     sh docs/two-futures.sh                     takes about two minutes of processor time
# PLIMSOLL names another binary, REPLICATIONS another number of futures per cell.
set -eu

plimsoll=${PLIMSOLL:-plimsoll}
replications=${REPLICATIONS:-1000}
file=scenarios/eight-workers.toml
page=docs/two-futures.md
rates="3.0 3.2 3.4 3.6 3.8"
strengths="1.0 1.3 1.57 2.0 2.4"
loops="burnout absence hiring onboarding records care"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Plays the file with the given options; prints, in futures of 100: ended vicious, ever vicious, ended well,
# twin ever overstretched, and the leavers over the whole time.
play() {
    "$plimsoll" run "$file" --out "$work/run" --overwrite --csv --quiet --replications "$replications" "$@" > /dev/null
    awk -F, '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        {
            n++
            ended += $column["ended_state"] == "vicious"
            well += $column["ended_state"] == "virtuous"
            ever += $column["ever_vicious"] == "true"
            twin += $column["twin_ever_overstretched"] == "true"
            leavers += $column["leavers_count"]
        }
        END { printf "%.1f %.1f %.1f %.1f %.1f\n", 100 * ended / n, 100 * ever / n, 100 * well / n, 100 * twin / n, leavers / n }
    ' "$work/run/outcomes.csv"
}

# Half of the 95 % interval of a share, in futures of 100.
within() {
    awk -v share="$1" -v n="$replications" 'BEGIN { printf "%.0f", 196 * sqrt(share * (1 - share) / n) }'
}

# A row of a Markdown table from words.
row() {
    printf '|'
    for cell in "$@"; do printf ' %s |' "$cell"; done
    printf '\n'
}

for rate in $rates; do
    for strength in $strengths; do
        echo "$rate $strength $(play --set "referrals.agencies.per_week=$rate" --set "loops.burnout.quits_at_full=$strength")"
    done
done > "$work/grid"

{
    echo "nothing $(play)"
    for loop in $loops; do
        echo "$loop $(play --cut "$loop")"
    done
    echo "all-but-care $(play --cut burnout --cut absence --cut hiring --cut onboarding --cut records)"
} > "$work/cuts"

# One table of the grid: the column of `grid` that holds the figure.
table() {
    # shellcheck disable=SC2086
    row "referrals a week" $strengths
    printf '|---|'
    for strength in $strengths; do printf -- '--:|'; done
    printf '\n'
    for rate in $rates; do
        # shellcheck disable=SC2046
        row "$rate" $(awk -v rate="$rate" -v column="$1" '$1 == rate { print $column }' "$work/grid")
    done
}

{
    cat << END
# Two futures from one start: where it happens

Written by \`sh docs/two-futures.sh\` from [\`scenarios/eight-workers.toml\`](../scenarios/eight-workers.toml); do not edit.
Every figure is a share of $replications futures of five years, in futures of 100; at $replications futures a figure near 30 is known
to about $(within 0.30) either way, a figure near 2 to about $(within 0.02). All cells use the same random numbers, so that neighbours differ
by their numbers and not by luck.

The scenario was **chosen** to show two futures; it is not a forecast. The tables show how narrow the place is where it
happens. Down: referrals a week; at 3.4 the week is about 85 % full on average. Across: \`loops.burnout.quits_at_full\`,
how many times faster people leave at full strain. The published odds ratio is 1.57 (1.02 to 2.40; Willard-Grace 2019).

## Ends in the spiral

Overstretched in the last week while the same future without feedback is not.

$(table 3)

## Ends well

$(table 5)

## Ever in the spiral

$(table 4)

## The same futures with all loops cut: ever overstretched, for any length of time

The strength of burnout cannot matter here, and does not.

$(table 6)

## Which loop does it?

At 3.4 referrals a week and burnout at 1.57, with one loop cut at a time.

END
    row "loop cut" "ends in the spiral" "ever in the spiral" "ends well" "leavers in five years"
    echo '|---|--:|--:|--:|--:|'
    while read -r loop ended ever well twin leavers; do
        case $loop in
            nothing) name="none" ;;
            all-but-care) name="every one but care" ;;
            *) name=$loop ;;
        esac
        row "$name" "$ended" "$ever" "$well" "$leavers"
    done < "$work/cuts"
    cat << 'END'

Burnout is not what tips this service. Stronger burnout adds leavers and a few spirals, but the spiral is there without
it. What tips the service is `care`: when the week is too full contact is cut, clients without contact stay longer and
get worse, and so the week gets fuller. `records` is the second: administration left undone comes back as work. The
referral rate moves the answer far more than the strength of burnout does over its whole published range. Both loops
rest on assumptions (`loops.care`, `loops.records` in the file), and no study that we know gives their strength: a service
that wants to know which side it is on should measure what a missed contact does to the length of a stay.
END
} > "$work/page"
mv "$work/page" "$page"
