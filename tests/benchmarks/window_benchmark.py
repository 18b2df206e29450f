# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures how fast the window is and prints a Markdown table with its targets.

    ninja -C build/ci palimpsest large_study window_benchmark
    python3 tests/benchmarks/window_benchmark.py build/ci FOLDER [--turns 7] [--cpus 0,1]

FOLDER keeps the studies that are made for it (10,000 runs with 8 million metric points: 0.4 GB).
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

# (figure, what it is, target, unit); frames are to be more, all others less.
TARGETS = [
    ("cold", "cold start to the first painted window, offscreen", 500, "ms"),
    ("cold_xvfb", "the same under Xvfb", 500, "ms"),
    ("study", "start to the trade-off plot of a study of 100 runs, offscreen", 800, "ms"),
    ("study_xvfb", "the same under Xvfb", 800, "ms"),
    ("open_front", "10,000 runs: open until the trade-off plot is painted", 300, "ms"),
    ("open_table", "10,000 runs: open until plot and table are painted", 300, "ms"),
    ("filter", "10,000 runs: slowest of six filters, until painted", 50, "ms"),
    ("sort", "10,000 runs: slowest of twelve sortings, until painted", 50, "ms"),
    ("update_tradeoff", "one live update (a scored trial), GUI thread, trade-off shown", 10, "ms"),
    ("update_runs", "the same, runs shown", 10, "ms"),
    ("stall_tradeoff", "60 trials at 20 events/s each: longest stall, trade-off shown", 50, "ms"),
    ("stall_runs", "the same, runs shown", 50, "ms"),
    ("stall_curves", "the same, curves shown", 50, "ms"),
    ("memory_open", "memory with the study open", 300, "MB"),
    ("memory_most", "memory, most during all of it", 300, "MB"),
    ("frames_pan", "100 curves × 10,000 points: pan", 30, "frames/s"),
    ("frames_zoom", "100 curves × 10,000 points: zoom", 30, "frames/s"),
]


def program(build, name):
    found = [path for path in pathlib.Path(build).rglob(name) if path.is_file() and os.access(path, os.X_OK)]
    if not found:
        sys.exit(f"{name} is not in {build}: build it first.")
    return str(found[0])


def start_milliseconds(command, environment, turns):
    times = []
    for _ in range(turns + 1):  # the first one reads the program from the disk
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        times.append(int(done.stdout.split()[-1]))
    return statistics.median(times[1:])


def measure(arguments, studies, settings):
    base = {**os.environ, "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": settings, "XDG_RUNTIME_DIR": settings}
    offscreen = {**base, "QT_QPA_PLATFORM": "offscreen"}
    window = [*arguments.pin, program(arguments.build, "palimpsest"), "--time-start"]
    with_study = [*window, "--study", studies["small"]]
    figures = {
        "cold": start_milliseconds(window, offscreen, arguments.turns),
        "study": start_milliseconds(with_study, offscreen, arguments.turns),
    }
    if shutil.which("Xvfb"):
        server = subprocess.Popen(["Xvfb", ":97", "-screen", "0", "1600x1000x24"], stderr=subprocess.DEVNULL)
        try:
            screen = {**base, "QT_QPA_PLATFORM": "xcb", "DISPLAY": ":97"}
            while subprocess.run([*window[:-1], "--time-start"], env=screen, capture_output=True).returncode:
                if server.poll() is not None:
                    sys.exit("Xvfb has ended: is display :97 taken?")
            figures["cold_xvfb"] = start_milliseconds(window, screen, arguments.turns)
            figures["study_xvfb"] = start_milliseconds(with_study, screen, arguments.turns)
        finally:
            server.terminate()
            server.wait()
    command = [*arguments.pin, program(arguments.build, "window_benchmark"), studies["large"]]
    done = subprocess.run(command, env=offscreen, stdout=subprocess.PIPE, text=True, check=True)
    for line in done.stdout.splitlines():
        name, value = line.split()
        figures[name] = float(value)
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("folder")
    parser.add_argument("--turns", type=int, default=7, help="starts of which the median counts")
    parser.add_argument("--cpus", help="processors to use, as taskset takes them")
    arguments = parser.parse_args()
    arguments.pin = ["taskset", "-c", arguments.cpus] if arguments.cpus else []
    os.makedirs(arguments.folder, exist_ok=True)
    studies = {}
    for name, size in {"small": ["100", "100000"], "large": ["10000", "8000000", "60"]}.items():
        studies[name] = os.path.join(arguments.folder, name)
        if not os.path.exists(studies[name]):
            subprocess.run([program(arguments.build, "large_study"), studies[name], *size], check=True)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as settings:
        figures = measure(arguments, studies, settings)
    print(f"Load average {load:.1f} before, {os.getloadavg()[0]:.1f} after.\n")
    print("| what | measured | target | |\n|---|---:|---:|---|")
    for name, words, target, unit in TARGETS:
        if name in figures:
            more = unit == "frames/s"
            met = figures[name] >= target if more else figures[name] <= target
            sign = "≥" if more else "≤"
            print(f"| {words} | {figures[name]:.0f} {unit} | {sign} {target} {unit} | {'met' if met else 'missed'} |")


if __name__ == "__main__":
    main()
