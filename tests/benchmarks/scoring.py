# SPDX-License-Identifier: GPL-3.0-or-later
"""Our scores against sacreBLEU's on the same text, alternately in one run; appends a table to RESULTS.md.

    python scoring.py <palimpsest-engine> <reference text, one segment a line> [--rounds n]

Ours is timed as a whole process (start, reading and printing included), sacreBLEU in its own process without its
imports, so the ratios are on the safe side. Read the ratios, not the seconds: they depend on the machine.
"""
import argparse
import gzip
import os
import pathlib
import random
import statistics
import subprocess
import tempfile
import time

from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest


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


def seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("engine")
    parser.add_argument("reference")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--segments", type=int, default=3000)
    parser.add_argument("--ter-segments", type=int, default=300)
    arguments = parser.parse_args()
    rng = random.Random(1)
    reference = lines_of(arguments.reference, arguments.segments)
    first = [disturbed(line, rng) for line in reference]
    second = [disturbed(line, rng) for line in reference]
    environment = dict(os.environ, OMP_NUM_THREADS="1")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        def write(name, lines):
            path = os.path.join(folder, name)
            pathlib.Path(path).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
            return path

        def ours(files, *options):
            subprocess.run([arguments.engine, "score", files[0], "-i", *files[1:], *options],
                           check=True, stdout=subprocess.DEVNULL, env=environment)

        def compare(name, theirs, files, *options):
            own, other = [], []
            for _ in range(arguments.rounds):
                own.append(seconds(lambda: ours(files, *options)))
                other.append(seconds(theirs))
            own, other = statistics.median(own), statistics.median(other)
            rows.append(f"| {name} | {own * 1000:.0f} | {other * 1000:.0f} | {other / own:.1f} |")
            print(rows[-1], flush=True)

        files = [write("r", reference), write("a", first)]
        # The tokenizers of sacreBLEU keep what they have seen: a fresh metric each time starts anew.
        compare("BLEU", lambda: BLEU().corpus_score(first, [reference]), files, "-m", "bleu")
        compare("chrF2", lambda: CHRF().corpus_score(first, [reference]), files, "-m", "chrf")
        few = arguments.ter_segments
        compare(f"TER ({few} segments)",
                lambda: TER().corpus_score(first[:few], [reference[:few]]),
                [write("r2", reference[:few]), write("a2", first[:few])], "-m", "ter")

        def paired(test):
            return PairedTest([("a", first), ("b", second)], {"BLEU": BLEU(references=[reference])},
                              None, test_type=test)()
        both = files + [write("b", second)]
        compare("paired bootstrap, 1,000", lambda: paired("bs"), both, "--paired-bs")
        compare("paired randomisation, 10,000", lambda: paired("ar"), both, "--paired-ar")
    results = pathlib.Path(__file__).with_name("RESULTS.md")
    with results.open("a", encoding="utf-8") as target:
        target.write(f"\n## Scores, {time.strftime('%Y-%m-%d')}, {len(reference)} segments, one "
                     f"thread, median of {arguments.rounds}\n\n"
                     "| task | ours (ms) | sacreBLEU 2.6 (ms) | ratio |\n|---|---:|---:|---:|\n"
                     + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
