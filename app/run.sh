#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, prepares the demo study and runs its sweep.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: app/run.sh [options]

Installs what is missing, builds Palimpsest, prepares the demo study and starts its sweep: in the window
where there is a display, in the terminal otherwise. Run again, it goes on where it stopped.

  --headless         run in the terminal, even with a display
  --study DIR        where the demo study lies or goes (default: ~/palimpsest/demo-<pair>)
  --pair de-en|en-fr languages of the demo study (default: de-en)
  --cpu              use the CPU even where there is a GPU
  --device SLOTS     where trials run: cpu:2x1 (two workers with one thread), cuda:0, cuda:0x2 … (default: auto)
  --build-only       stop after building
  --help             this text
TEXT
}

# shellcheck source=app/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

headless=no
study=''
pair=de-en
device=auto
build_only=no
while [ $# -gt 0 ]; do
    case $1 in
        --study | --pair | --device) [ -n "${2:-}" ] || die "$1 needs a value; see app/run.sh --help." ;;
    esac
    case $1 in
        --headless) headless=yes ;;
        --study) study=$2; shift ;;
        --pair) pair=$2; shift ;;
        --cpu) device=cpu ;;
        --device) device=$2; shift ;;
        --build-only) build_only=yes ;;
        --help | -h) usage; exit 0 ;;
        *) die "app/run.sh does not know '$1'; see app/run.sh --help." ;;
    esac
    shift
done
case $pair in de-en | en-fr) ;; *) die "--pair must be de-en or en-fr, not '$pair'." ;; esac
[ -n "$study" ] || study="$HOME/palimpsest/demo-$pair"

require_packages "${build_packages[@]}" "${window_packages[@]}"
require_torch
build release
[ $build_only = yes ] && exit 0

engine="$root/build/release/bin/palimpsest-engine"
window="$root/build/release/bin/palimpsest"

say "Preparing the demo study in $study"
"$engine" demo --study "$study" --pair "$pair" --devices "$device"

if [ $headless = no ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    "$engine" sweep run --study "$study" --detach
    exec "$window" --study "$study"
fi

say "Running the sweep; Ctrl+C pauses it, the same command goes on"
status=0
"$engine" sweep run --study "$study" || status=$?
[ $status -eq 0 ] || [ $status -eq 9 ] || exit $status
exports="$study/exports"
mkdir -p "$exports"
"$engine" export table --study "$study" --format csv -o "$exports/results.csv"
"$engine" export table --study "$study" --format latex -o "$exports/results.tex"
"$window" --study "$study" --export "$exports"
say "Tables and figures are in $exports:"
ls "$exports" >&2
exit $status
