# SPDX-License-Identifier: GPL-3.0-or-later
"""How cost grows: an update with the model's size and vocabulary, encoding with the pairs, opening with the runs. Appends a table with the
exponents of log-log fits to RESULTS.md.

    ninja -C build/ci training_benchmark encoding_benchmark large_study palimpsest
    python3 tests/benchmarks/scale.py build/ci TEXT.de TEXT.en [--precision bf16] [--runs 100,1000,10000]

Texts as for training.py and encoding.py, whose programs this runs with ours alone.
"""
import argparse
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import shared  # noqa: E402
from encoding import write_repeated  # noqa: E402
from training import pairs_of  # noqa: E402
from window_benchmark import program, start_milliseconds  # noqa: E402

WIDTHS = [(128, 2, 512, 3, 8000), (256, 4, 1024, 3, 8000), (512, 8, 2048, 3, 8000), (1024, 16, 4096, 3, 8000)]
DEPTHS = [(256, 4, 1024, layers, 8000) for layers in (1, 3, 6, 12)]
VOCABULARIES = [(256, 4, 1024, 3, pieces) for pieces in (2000, 8000, 32000)]
PAIRS = (10000, 100000, 1000000)
UPDATES = 6


def exponent(points):
    """Slope of the least-squares line through the logarithms."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    x, y = (sum(side) / len(logs) for side in zip(*logs))
    return sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)


class Training:
    def __init__(self, arguments, folder):
        self.program = program(arguments.build, "training_benchmark")
        self.arguments, self.folder = arguments, folder
        self.text = shared.aligned_pairs(arguments.source, arguments.target)

    def __call__(self, size):
        file = self.folder / "pairs.txt"
        pairs = pairs_of(self.text, size[4], 4000)
        file.write_text("".join(" ".join(map(str, s)) + "\t" + " ".join(map(str, t)) + "\n" for s, t in pairs), encoding="utf-8")
        command = [self.program, str(file), ",".join(map(str, size)), self.arguments.precision, str(os.cpu_count()), str(UPDATES), "--plain"]
        made = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return made


def rows_of_training(name, sizes, x, training):
    rows, points = [], []
    for size in sizes:
        made = training(size)
        seconds = made["seconds"] / UPDATES
        points.append((x(size), seconds))
        rows.append(f"| {name} {x(size):,} ({made['parameters'] / 1e6:.1f} M parameters) | {seconds * 1000:,.0f} ms an update | "
                    f"{made['targetPieces'] / made['seconds']:,.0f} target pieces/s | {made['peakMebibytes']:,} MiB | |")
    rows[-1] = rows[-1][:-2] + f" {exponent(points):.2f} |"
    return rows


def rows_of_encoding(arguments, folder):
    encoder = program(arguments.build, "encoding_benchmark")
    pairs = shared.aligned_pairs(arguments.source, arguments.target)
    files = [folder / "text.de", folder / "text.en"]

    def write(count):
        for side, file in enumerate(files):
            write_repeated([pair[side] for pair in pairs], count, file)

    write(len(pairs))
    subprocess.run([encoder, "tokenizer", str(folder / "tokenizer"), *map(str, files)], check=True, capture_output=True)
    rows, points = [], []
    for count in PAIRS:
        write(count)
        command = [encoder, "encode", str(folder / "tokenizer"), *map(str, files), str(os.cpu_count())]
        made = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        points.append((count, made["seconds"]))
        rows.append(f"| encoding {count:,} pairs | {made['seconds']:.2f} s | {count / made['seconds']:,.0f} pairs/s | {made['peakMebibytes']:,} MiB | |")
    rows[-1] = rows[-1][:-2] + f" {exponent(points):.2f} |"
    return rows


def rows_of_opening(arguments, folder):
    rows, points = [], []
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    for runs in map(int, arguments.runs.split(",")):
        study = folder / f"runs-{runs}"
        subprocess.run([program(arguments.build, "large_study"), str(study), str(runs), str(800 * runs)], check=True)
        window = [program(arguments.build, "palimpsest"), "--time-start"]
        opened = start_milliseconds([*window, "--study", str(study)], environment, 3)
        bytes_of = (study / "study.db").stat().st_size
        points.append((runs, opened))
        rows.append(f"| opening {runs:,} runs, start of the program included | {opened:,.0f} ms | | {bytes_of / 2**20:,.0f} MiB of study.db | |")
    rows[-1] = rows[-1][:-2] + f" {exponent(points):.2f} |"
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--precision", choices=["float32", "bf16"], default="float32")
    parser.add_argument("--runs", default="100,1000,10000")
    arguments = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        training = Training(arguments, folder)
        rows = rows_of_training("width", WIDTHS, lambda size: size[0], training)
        rows += rows_of_training("layers a side", DEPTHS, lambda size: size[3], training)
        rows += rows_of_training("vocabulary", VOCABULARIES, lambda size: size[4], training)
        rows += rows_of_encoding(arguments, folder)
        rows += rows_of_opening(arguments, folder)
    text = (f"\n## How cost grows, {time.strftime('%Y-%m-%d')}\n\n`tests/benchmarks/scale.py`, {arguments.precision}, {os.cpu_count()} threads, {UPDATES} "
            f"updates of 4,096 padded pieces each; other sizes as in small (d 256, 3+3, 8,000 pieces). {shared.processor()}, load {load:.1f}. The "
            "exponent is the slope of cost against size, both as logarithms.\n\n| what | cost | speed | memory | exponent |\n|---|---:|---:|---:|---:|\n"
            + "\n".join(rows) + "\n")
    shared.report(text)


if __name__ == "__main__":
    main()
