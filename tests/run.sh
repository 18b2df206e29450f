#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, runs all tests.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: tests/run.sh [--preset dev|ci|asan|tsan] [--with-slurm] [ctest options]

Installs what is missing, builds and runs all tests, as many at a time as there are cores.
The last line is "Summary: … passed, … failed".

  --preset NAME      dev (default), ci (warnings are errors), asan (AddressSanitizer and
                     UndefinedBehaviorSanitizer), tsan (ThreadSanitizer)
  --with-slurm       install Slurm's daemons, too, which one test starts for itself; without them it is skipped
  --help             this text
  ctest options      such as -R scoring (only tests of this name) or -j 1 (one at a time)
TEXT
}

# shellcheck source=app/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/../app/setup.sh"

preset=dev
case ${1:-} in
    --help | -h) usage; exit 0 ;;
    --preset)
        preset=${2:-}
        case $preset in
            dev | ci | asan | tsan) shift 2 ;;
            *) die "--preset must be dev, ci, asan or tsan, not '$preset'." ;;
        esac ;;
esac

slurm_packages=()
if [ "${1:-}" = --with-slurm ]; then
    slurm_packages=(slurmctld slurmd slurm-client munge)
    shift
fi
require_packages "${build_packages[@]}" "${window_packages[@]}" \
    ccache shellcheck librapidcheck-dev sqlite3 poppler-utils xvfb xdotool texlive-latex-extra texlive-science \
    "${slurm_packages[@]}"
require_references "$root/tests/requirements.txt"
build "$preset"

say "Testing"
cd "$root"
status=0
log="build/$preset/test.log"
ctest --preset "$preset" -j "$(build_jobs)" "$@" 2>&1 | tee "$log" || status=$?
# One plain closing line, whatever ctest's wording.
total=$(sed -nE 's/.*tests failed out of ([0-9]+).*/\1/p' "$log" | tail -n 1)
failed=$(sed -nE 's/.*, ([0-9]+) tests failed out of.*/\1/p' "$log" | tail -n 1)
if [ -n "$total" ]; then
    printf 'Summary: %d passed, %d failed\n' $((total - failed)) "$failed"
fi
exit $status
