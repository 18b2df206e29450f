# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Sourced by app/run.sh, app/bundle.sh and tests/run.sh: installs what is missing. Touches the network only for that.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
venv="$root/build/venv"
torch_version=2.13.0

# shellcheck disable=SC2034 # used by those who source this file
build_packages=(g++ cmake ninja-build pkg-config python3 nlohmann-json3-dev libcli11-dev
    libtomlplusplus-dev libsqlite3-dev libzstd-dev zlib1g-dev libssl-dev libicu-dev libpcg-cpp-dev
    libeigen3-dev libsentencepiece-dev libexpat1-dev)
# shellcheck disable=SC2034
window_packages=(qt6-base-dev qt6-svg-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools
    qt6-translations-l10n libqcustomplot-dev libgl1-mesa-dev fonts-dejavu-core)

say() { printf '\n\033[1m%s\033[0m\n' "$*" >&2; }
die() { printf '%s\n' "$*" >&2; exit 2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else die "Installing packages needs root: run 'apt-get install ${packages_missing[*]}' as root, then start again."
    fi
}

# Installs those of the given Debian packages that are missing.
require_packages() {
    packages_missing=()
    if ! command -v dpkg-query >/dev/null; then
        [ -e "$root/build/packages-confirmed" ] && return
        die "This is not a Debian or Ubuntu system. Install what these Debian packages hold, then create the file build/packages-confirmed and start again: $*"
    fi
    local package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            packages_missing+=("$package")
    done
    [ ${#packages_missing[@]} -eq 0 ] && return
    say "Installing ${packages_missing[*]}"
    as_root apt-get update -qq ||
        die "The package lists could not be updated: check the network, then start again."
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        "${packages_missing[@]}" >/dev/null ||
        die "apt-get could not install ${packages_missing[*]}: see its message above, then start again."
}

# The project's own virtual environment with LibTorch in it.
require_torch() {
    if [ ! -x "$venv/bin/pip" ]; then
        python3 -c 'import ensurepip' 2>/dev/null || require_packages python3-venv
        python3 -m venv "$venv" ||
            die "The virtual environment $venv could not be made: remove it, then start again."
    fi
    grep -qs "^__version__ = '$torch_version" "$venv"/lib/python3*/site-packages/torch/version.py && return
    say "Installing LibTorch $torch_version into build/venv"
    "$venv/bin/pip" install -q --disable-pip-version-check "torch==$torch_version" ||
        die "LibTorch could not be installed: check the network, then start again."
}

# What the tests compare with, into the same environment.
require_references() { # requirements file
    require_torch
    local mark
    mark="$venv/$(basename "$1").done"
    cmp -s "$1" "$mark" && return
    say "Installing the tests' references ($(basename "$1"))"
    "$venv/bin/pip" install -q --disable-pip-version-check -r "$1" ||
        die "$1 could not be installed: check the network, then start again."
    cp "$1" "$mark"
}

# Compile jobs: a file that includes LibTorch takes more than 1 GB of memory.
build_jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/MemAvailable/ { print int($2 / 1600000) }' /proc/meminfo)
    [ "$memory" -lt 1 ] && memory=1
    echo $((cores < memory ? cores : memory))
}

build() { # preset [cmake options]
    local preset=$1
    shift
    mkdir -p "$root/build"
    say "Building (preset $preset)"
    (cd "$root" && cmake --preset "$preset" "$@" >"build/configure-$preset.log" 2>&1) ||
        { grep -A3 'CMake Error' "$root/build/configure-$preset.log" >&2; die "CMake failed: see build/configure-$preset.log."; }
    (cd "$root" && cmake --build --preset "$preset" -j "$(build_jobs)") || die "The build failed: see above."
}
