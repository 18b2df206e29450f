# SPDX-License-Identifier: GPL-3.0-or-later
"""Encoding a corpus here and by SentencePiece's own `encode`, in turns in one run with the same model and threads; appends a table to
RESULTS.md.

    python3 tests/benchmarks/encoding.py build/ci/tests/engine/text/encoding_benchmark TEXT.de TEXT.en [--pairs 200000] [--large 10000000]

TEXT is repeated up to so many pairs. The peer has its lines in memory and gives lists of numbers; here files are read and checked, and a
shard with checksums is written. `--large` encodes so many pairs once, for the memory that it needs. The peer lives in
build/benchmark-venv, see translation.py.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import shared  # noqa: E402
from translation import enter_environment  # noqa: E402


def write_repeated(lines, count, file):
    with open(file, "w", encoding="utf-8", newline="\n") as out:
        for place in range(count):
            out.write(lines[place % len(lines)] + "\n")


def main():
    enter_environment()
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--pairs", type=int, default=200000)
    parser.add_argument("--large", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    import sentencepiece

    pairs = shared.aligned_pairs(arguments.source, arguments.target)
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        files = [folder / "text.de", folder / "text.en"]

        def write(count):
            for side, file in enumerate(files):
                write_repeated([pair[side] for pair in pairs], count, file)

        def ours(threads):
            command = [arguments.program, "encode", str(folder / "tokenizer"), *map(str, files), str(threads)]
            return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

        write(len(pairs))
        subprocess.run([arguments.program, "tokenizer", str(folder / "tokenizer"), *map(str, files)], check=True, capture_output=True)
        model = sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokenizer" / "tokenizer.model"))
        write(arguments.pairs)
        lines = [line for file in files for line in file.read_text(encoding="utf-8").split("\n")[:-1]]
        rows = []
        for threads in sorted({1, arguments.threads}):
            here, there = [], []
            for _ in range(arguments.rounds):
                here.append(ours(threads))
                found = None  # freed outside of the measured time
                start = time.perf_counter()
                found = model.encode(lines, num_threads=threads)
                there.append(time.perf_counter() - start)
            rows.append((threads, here, there, sum(map(len, found)) + len(found)))
        large = None
        if arguments.large:
            write(arguments.large)
            large = ours(arguments.threads)
        report(rows, large, arguments, sentencepiece.__version__)


def report(rows, large, arguments, version):
    text = (f"\n## Encoding, {time.strftime('%Y-%m-%d')}\n\n`tests/benchmarks/encoding.py`, {arguments.pairs:,} pairs, joint model of 8,000 pieces, "
            f"medians of {arguments.rounds} turns. {shared.processor()}, load {os.getloadavg()[0]:.1f}; sentencepiece {version}.\n\n"
            "| threads | Palimpsest (pairs/s) | SentencePiece | ratio | target | pieces here (of pairs within the length limits) and there |\n|---:|---:|---:|---:|---:|---|\n")
    for threads, here, there, pieces in rows:
        speed = arguments.pairs / statistics.median(run["seconds"] for run in here)
        peer = arguments.pairs / statistics.median(there)
        text += f"| {threads} | {speed:,.0f} | {peer:,.0f} | {speed / peer:.2f} | ≥ 1 | {here[0]['pieces']:,} and {pieces:,} |\n"
    if large:
        text += (f"\n{large['pairs']:,} pairs with {arguments.threads} threads: {large['seconds']:.0f} s, {large['pairs'] / large['seconds']:,.0f} "
                 f"pairs/s, peak memory {large['peakMebibytes']} MiB; of {arguments.pairs:,} pairs {rows[-1][1][0]['peakMebibytes']} MiB.\n")
    shared.report(text)


if __name__ == "__main__":
    main()
