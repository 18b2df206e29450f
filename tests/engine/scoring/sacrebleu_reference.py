# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers with sacreBLEU's own figures: reads a JSON list of cases, writes a JSON list of answers.

A case: {"metric": "BLEU", "options": {…}, "hypotheses": […], "references": [[…], …],
         "sentences": n, "bootstrap": n, "digest": false}
An answer: {"score", "signature", "short", "verbose", "statistics", "sentences", "mean", "ci"}
With "generate": {"seed", "segments", "references"} in place of the text, the text is made here and comes back
in the answer. With "digest", the answer has the SHA-256 of the statistics' little-endian doubles instead of them.
"""
import hashlib
import json
import logging
import multiprocessing
import random
import struct
import sys
import unicodedata
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
from sacrebleu.metrics import BLEU, CHRF, TER  # noqa: E402

METRICS = {"BLEU": BLEU, "CHRF": CHRF, "TER": TER}


SPACES = [chr(c) for c in range(0x110000) if chr(c).isspace()]
MARKS = [chr(c) for c in range(0x3100) if unicodedata.category(chr(c))[0] in "PS"]


def character(rng):
    """Any assigned character but surrogates and line feeds, the usual ones more often."""
    kind = rng.randrange(10)
    if kind < 3:
        return rng.choice("abcdeABC0123456789.,-'&;<> ")
    if kind == 3:
        return rng.choice(SPACES)
    if kind == 4:
        return rng.choice(MARKS)
    while True:
        c = chr(rng.randrange(rng.choice([0x80, 0x250, 0x3000, 0x10000, 0x110000])))
        if unicodedata.category(c) not in ("Cn", "Cs"):
            return c


def generated(seed, segments, references):
    """Lines of any characters; the translation and the other references are the first reference disturbed."""
    rng = random.Random(seed)

    def line():
        words = ["".join(character(rng) for _ in range(rng.choice([1, 2, 3, 8])))
                 for _ in range(rng.choice([0, 1, 3, 10, 25]))]
        return " ".join(words)

    def disturbed(text):
        words = text.split(" ")
        for _ in range(rng.randrange(1 + len(words) // 3)):
            i, j = rng.randrange(len(words)), rng.randrange(len(words))
            words[i] = rng.choice([words[j], line(), words[i].upper(), words[i].swapcase()])
        return " ".join(words)

    first = [line() for _ in range(segments)]
    columns = [first] + [[disturbed(text) for text in first] for _ in range(references - 1)]
    return [disturbed(text) for text in first], columns


def digest(statistics):
    sha = hashlib.sha256()
    for segment in statistics:
        sha.update(struct.pack(f"<{len(segment)}d", *segment))
    return sha.hexdigest()


def answer(case):
    metric = METRICS[case["metric"]](**case["options"])
    if "generate" in case:
        case["hypotheses"], case["references"] = generated(**case["generate"])
    hypotheses, references = case["hypotheses"], case["references"]
    statistics = metric._extract_corpus_statistics(hypotheses, references)
    score = metric.corpus_score(hypotheses, references, n_bootstrap=case.get("bootstrap", 1))
    signature = metric.get_signature()
    result = {
        "score": float(score.score),
        "signature": signature.format(),
        "short": signature.format(True),
        "verbose": score._verbose,
        "mean": float(score._mean),
        "ci": float(score._ci),
        "name": score.name,
    }
    if case.get("digest"):
        result["digest"] = digest(statistics)
    else:
        result["statistics"] = [[float(x) for x in segment] for segment in statistics]
    if "generate" in case:
        result["hypotheses"], result["references"] = hypotheses, references
    if case.get("sentences"):
        options = dict(case["options"])
        if case["metric"] == "BLEU":
            options["effective_order"] = True
        metric = METRICS[case["metric"]](**options)
        result["sentences"] = [
            float(metric.sentence_score(hypotheses[i], [r[i] for r in references]).score)
            for i in range(min(case["sentences"], len(hypotheses)))]
    return result


with open(sys.argv[1], encoding="utf-8") as source:
    cases = json.load(source)
with open(sys.argv[2], "w", encoding="utf-8") as target:
    with multiprocessing.Pool() as pool:
        json.dump(pool.map(answer, cases, chunksize=1), target)
