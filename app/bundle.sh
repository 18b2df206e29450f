#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Puts the engine and all its libraries into one folder for machines that have neither.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: app/bundle.sh FOLDER

Installs what is missing, builds the engine, and puts it with LibTorch and every other library but the C library
into FOLDER: FOLDER/bin/palimpsest-engine runs on any x86-64 Linux with a C library not older than this machine's,
wherever the folder is copied to. It has no window and needs none of the packages that building needs.
TEXT
}

# shellcheck source=app/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

case ${1:-} in
    --help | -h) usage; exit 0 ;;
    -*) die "app/bundle.sh does not know '$1'; see app/bundle.sh --help." ;;
esac
[ $# -eq 1 ] || die "app/bundle.sh takes one folder; see app/bundle.sh --help."
[ ! -e "$1" ] || die "$1 exists already: name a folder that is not there yet."
folder=$(realpath -m "$1")

require_packages "${build_packages[@]}"
require_torch
build bundle
say "Collecting the engine in $folder"
(cd "$root" && cmake --install build/bundle --component engine --strip --prefix "$folder" >/dev/null) ||
    die "The engine could not be installed in $folder: see above."
"$folder/bin/palimpsest-engine" --version
du -sh "$folder" | cut -f 1
