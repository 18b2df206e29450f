#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Exports a table and figures from a study and makes the sample paper of them.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

if [ $# -lt 1 ] || [ "$1" = --help ] || [ "$1" = -h ]; then
    cat <<'TEXT'
Usage: build.sh STUDY [FOLDER]

Exports one table and four figures from STUDY (a study's folder or a bundle) and makes FOLDER/paper.pdf of them (default: a folder
"paper" here). Needs pdflatex with booktabs, siunitx, etoolbox and pgfplots. The programs palimpsest and palimpsest-engine are looked for in
$PALIMPSEST_BIN, in the build folders of this repository and on the PATH.
TEXT
    [ $# -ge 1 ] && exit 0
    exit 2
fi

die() {
    echo "$*" >&2
    exit 2
}

program() {
    local folder
    for folder in ${PALIMPSEST_BIN:+"$PALIMPSEST_BIN"} "$here"/../../../build/{release,dev,ci}/bin; do
        if [ -x "$folder/$1" ]; then
            echo "$folder/$1"
            return
        fi
    done
    command -v "$1" || die "The program $1 was not found: build it, or name its folder in PALIMPSEST_BIN."
}

study=$1
out=${2:-$here/paper}
engine=$(program palimpsest-engine)
window=$(program palimpsest)
command -v pdflatex >/dev/null || die "pdflatex was not found: install TeX Live with pgfplots and siunitx."
mkdir -p "$out/figures"

"$engine" export table --study "$study" --recipe "$here/table.json" --format latex -o "$out/table.tex"
"$window" --study "$study" --export "$out/figures" --kind tradeoff --columns 2 --height 54 --format pdf
"$window" --study "$study" --export "$out/figures" --kind domains --columns 1 --height 50 --format pdf
"$engine" export figure --study "$study" --kind curves --smoothing 0.9 --columns 1 --height 66 -o "$out/figures/curves.tex"
"$engine" export figure --study "$study" --kind tradeoff --no-intervals --columns 1 --height 60 -o "$out/figures/tradeoff.tex"

cp "$here/paper.tex" "$out/"
cd "$out"
for _ in 1 2; do
    # \input{figures/curves.tex} reads its data beside it
    TEXINPUTS=".:figures:" pdflatex -halt-on-error -interaction=nonstopmode paper.tex >build.log ||
        die "pdflatex stopped: $(grep -m1 '^!' build.log || echo "see $out/build.log")"
done
echo "$out/paper.pdf"
