# SPDX-License-Identifier: GPL-3.0-or-later
"""Our scores against sacreBLEU's on the same text, in turns in one run; appends a table to RESULTS.md.

    build/venv/bin/python tests/benchmarks/scoring.py build/ci/tests/engine/scoring/score_benchmark TEXT [--rounds n]

TEXT is a reference, one segment a line (plain or gzip); two systems are made out of it by disturbing its words.
Both sides work on one thread and on text that is in memory; sacreBLEU starts each time with a fresh metric, since
its tokenizers keep what they have seen. Read the ratios first: seconds depend on the machine and on who else uses it.
"""
import argparse
import gzip
import json
import os
import pathlib
import random
import statistics
import subprocess
import tempfile
import time

import numpy
import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

import shared

TARGETS = {  # milliseconds, ratio
    "BLEU": (30, 10), "chrF2": (120, 10), "TER": (1000, 50),
    "bootstrap BLEU": (50, None), "bootstrap chrF2": (50, None),
    "randomisation BLEU": (500, None), "randomisation chrF2": (500, None),
}


def lines_of(path, limit):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="\n") as source:
        return [line.rstrip() for line, _ in zip(source, range(limit))]


def disturbed(line, rng):
    words = line.split()
    for _ in range(len(words) // 5):
        i, j = rng.randrange(len(words)), rng.randrange(len(words))
        words.insert(j, words.pop(i)) if rng.random() < 0.5 else words.__setitem__(i, words[j])
    return " ".join(words)


def milliseconds(action):
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def paired(metric, kind, systems, reference):
    """sacreBLEU's test on statistics that are at hand, as ours is timed: it is given them in place of counting."""
    made = {"BLEU": BLEU, "chrF2": CHRF}[metric](references=[reference])
    counted = [made._extract_corpus_statistics(lines, None) for lines in systems]
    made._extract_corpus_statistics = lambda lines, _: counted[0 if lines is systems[0] else 1]
    return milliseconds(lambda: PairedTest(list(zip("ab", systems)), {metric: made}, None, test_type=kind)())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("benchmark")
    parser.add_argument("text")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--segments", type=int, default=3000)
    arguments = parser.parse_args()
    rng = random.Random(1)
    reference = lines_of(arguments.text, arguments.segments)
    first = [disturbed(line, rng) for line in reference]
    second = [disturbed(line, rng) for line in reference]
    theirs = {
        "BLEU": lambda: milliseconds(lambda: BLEU().corpus_score(first, [reference])),
        "chrF2": lambda: milliseconds(lambda: CHRF().corpus_score(first, [reference])),
        "TER": lambda: milliseconds(lambda: TER().corpus_score(first, [reference])),
        "bootstrap BLEU": lambda: paired("BLEU", "bs", (first, second), reference),
        "bootstrap chrF2": lambda: paired("chrF2", "bs", (first, second), reference),
        "randomisation BLEU": lambda: paired("BLEU", "ar", (first, second), reference),
        "randomisation chrF2": lambda: paired("chrF2", "ar", (first, second), reference),
    }
    own = {name: [] for name in theirs}
    other = {name: [] for name in theirs}
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, lines in (("r", reference), ("a", first), ("b", second)):
            files.append(os.path.join(folder, name))
            pathlib.Path(files[-1]).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        for turn in range(arguments.rounds):
            answer = subprocess.run([arguments.benchmark, *files, "5"], check=True, capture_output=True)
            for name, value in json.loads(answer.stdout).items():
                if name in own:
                    own[name].append(value)
            for name, work in theirs.items():
                if name != "TER" or turn == 0:  # minutes
                    other[name].append(work())
    rows = []
    for name in theirs:
        ours, reference_time = statistics.median(own[name]), statistics.median(other[name])
        limit, ratio = TARGETS[name]
        met = ours < limit and (ratio is None or reference_time / ours >= ratio)
        target = f"< {limit} ms" + (f", ≥ {ratio} times" if ratio else "")
        rows.append(f"| {name} | {ours:.1f} | {reference_time:.0f} | {reference_time / ours:.0f} | {target} | "
                    f"{'met' if met else 'missed'} |")
        print(rows[-1], flush=True)
    table = (f"\n## Scores and tests, {time.strftime('%Y-%m-%d')}\n\n"
             f"`tests/benchmarks/scoring.py`, {len(reference)} segments of {os.path.basename(arguments.text)}, one "
             f"thread, text in memory, medians of {arguments.rounds} turns (sacreBLEU's TER: one). {shared.processor()}, "
             f"{os.cpu_count()} cores, load {os.getloadavg()[1]:.1f}; sacreBLEU {sacrebleu.__version__}, numpy "
             f"{numpy.__version__}, Python {platform.python_version()}. Tests: 2 systems, 1,000 resamples or 10,000 "
             "trials, statistics at hand.\n\n"
             "| task | ours (ms) | sacreBLEU (ms) | ratio | target | |\n|---|---:|---:|---:|---|---|\n"
             + "\n".join(rows) + "\n")
    with pathlib.Path(__file__).with_name("RESULTS.md").open("a", encoding="utf-8") as results:
        results.write(table)


if __name__ == "__main__":
    main()
