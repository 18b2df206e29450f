#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs fuzz targets for a time each, as many side by side as there are cores, and prints a line a target.
set -euo pipefail

if [ $# -lt 2 ] || [ "$1" = --help ]; then
    cat <<'TEXT'
Usage: tests/fuzz/run.sh BUILD SECONDS [TARGET…]

BUILD is a build folder made with -DPALIMPSEST_FUZZ=ON (README.md says how); without targets, all that are built there run.
What each finds goes on from BUILD/corpus/TARGET, findings lie in BUILD/findings/.
TEXT
    [ "${1:-}" = --help ] && exit 0
    exit 2
fi
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
build="$(cd "$1" && pwd)"
seconds=$2
shift 2
programs="$build/tests/fuzz"
mkdir -p "$build/findings"
if [ $# -eq 0 ]; then
    for program in "$programs"/fuzz_*; do
        [ -f "$program" ] && [ -x "$program" ] && set -- "$@" "${program##*/fuzz_}"
    done
fi

fuzz() { # target
    local corpus="$build/corpus/$1" log="$build/findings/$1.log"
    mkdir -p "$corpus"
    local status=0
    "$programs/fuzz_$1" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$build/findings/$1-" "$corpus" "$here/seeds/$1" >"$log" 2>&1 || status=$?
    local runs
    runs=$(sed -nE 's/stat::number_of_executed_units: *([0-9]+)/\1/p' "$log" | tail -n 1)
    if [ $status -eq 0 ]; then
        echo "$1: ${runs:-0} executions in $seconds s, nothing found"
    else
        echo "$1: FOUND after ${runs:-?} executions: $(grep -m 1 -E 'SUMMARY|ERROR' "$log" || echo "exit $status"), see $log"
    fi
    return $status
}
cores=$(nproc)
failed=0
running=0
for target in "$@"; do
    if [ "$running" -ge "$cores" ]; then
        wait -n || failed=1
        running=$((running - 1))
    fi
    fuzz "$target" &
    running=$((running + 1))
done
while [ "$running" -gt 0 ]; do
    wait -n || failed=1
    running=$((running - 1))
done
exit $failed
