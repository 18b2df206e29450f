#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, runs all tests. Options: --preset dev|ci|asan, then ctest's own options.
set -euo pipefail

preset=dev
if [ "${1:-}" = --help ]; then
    echo "Usage: tests/run.sh [--preset dev|ci|asan] [ctest options, e.g. -R scoring]"
    exit 0
fi
if [ "${1:-}" = --preset ]; then
    preset=${2:?--preset needs dev, ci or asan}
    shift 2
fi

# shellcheck source=app/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/../app/setup.sh"
mkdir -p "$root/build"
require_packages "${build_packages[@]}" "${window_packages[@]}" \
    ccache librapidcheck-dev sqlite3 poppler-utils xvfb xdotool texlive-latex-extra texlive-science
require_venv "$root/tests/requirements.txt"
build "$preset"

say "Testing"
cd "$root"
status=0
log="build/$preset/test.log"
ctest --preset "$preset" "$@" 2>&1 | tee "$log" || status=$?
# One plain closing line, whatever ctest's wording.
total=$(sed -nE 's/.*tests failed out of ([0-9]+).*/\1/p' "$log" | tail -n 1)
failed=$(sed -nE 's/.*, ([0-9]+) tests failed out of.*/\1/p' "$log" | tail -n 1)
if [ -n "$total" ]; then
    printf 'Summary: %d passed, %d failed\n' $((total - failed)) "$failed"
fi
exit $status
