# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a worker takes from the start of its process to its first update, with prepared data; appends a line to RESULTS.md.

    python3 tests/benchmarks/start.py build/release/bin/palimpsest-engine STUDY [--strategy ewc] [--rounds 7]

STUDY has a finished trial of the strategy, such as the demo study; it is copied, and the trial runs anew in the copy until the first
update has been reported.
"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import shared  # noqa: E402


def trials_of(study, strategy):
    for folder in sorted((study / "runs").iterdir()):
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if config["kind"] == "trial" and config["strategy"]["name"] == strategy:
            yield folder.name


def events_of(folder):
    file = folder / "events.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.endswith("}")] if file.exists() else []


def start(engine, study, run):
    """Seconds to the first event, and to the first update."""
    folder = study / "runs" / run
    for path in folder.iterdir():
        if path.name != "config.json":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    begin = time.perf_counter()
    worker = subprocess.Popen([engine, "trial", "--study", str(study), "--run", run], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    hello = None
    while worker.poll() is None:
        events = events_of(folder)
        now = time.perf_counter() - begin
        if events and hello is None:
            hello = now
        if any(event["type"] == "progress" and event["stage"] == "training" and event["done"] > 0 for event in events):
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            return hello, now
        time.sleep(0.002)
    sys.exit(f"{run} ended with {worker.returncode} before its first update: {worker.stderr.read()}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("engine")
    parser.add_argument("study", type=pathlib.Path)
    parser.add_argument("--strategy", default="ewc")
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        study = pathlib.Path(place) / "study"
        shutil.copytree(arguments.study, study)
        run = next(trials_of(study, arguments.strategy))
        times = [start(arguments.engine, study, run) for _ in range(arguments.rounds + 1)][1:]  # the first one reads from the disk
    hello, update = (statistics.median(values) for values in zip(*times))
    shared.report(f"\n## Start of a worker, {time.strftime('%Y-%m-%d')}\n\n`tests/benchmarks/start.py`, a trial of \"{arguments.strategy}\": "
                  f"{hello:.2f} s to its first event, {update:.2f} s to its first update (target ≤ 1.5), medians of {arguments.rounds}. "
                  f"{shared.processor()}, load {os.getloadavg()[0]:.1f}.\n")


if __name__ == "__main__":
    main()
