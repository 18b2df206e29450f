# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks' scripts have in common: texts, the machine's name, RESULTS.md."""
import gzip
import pathlib
import platform

HERE = pathlib.Path(__file__).parent


def all_lines(path):
    """Lines of a plain or gzipped file without surrounding blanks."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="\n") as source:
        return [line.strip() for line in source]


def lines_of(path):
    """Without blank ones."""
    return [line for line in all_lines(path) if line]


def aligned_pairs(source, target):
    """Without pairs that are blank on a side."""
    return [pair for pair in zip(all_lines(source), all_lines(target)) if all(pair)]


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def report(text):
    """Prints a section of Markdown and appends it to RESULTS.md."""
    with open(HERE / "RESULTS.md", "a", encoding="utf-8") as results:
        results.write(text)
    print(text)
