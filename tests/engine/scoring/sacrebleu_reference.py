# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers with sacreBLEU's own figures: reads a JSON list of cases, writes a JSON list of answers.

A case: {"metric": "BLEU", "options": {…}, "hypotheses": […], "references": [[…], …],
         "sentences": n, "bootstrap": n}
An answer: {"score", "signature", "short", "verbose", "statistics", "sentences", "mean", "ci"}
"""
import json
import logging
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
from sacrebleu.metrics import BLEU, CHRF, TER  # noqa: E402

METRICS = {"BLEU": BLEU, "CHRF": CHRF, "TER": TER}


def answer(case):
    metric = METRICS[case["metric"]](**case["options"])
    hypotheses, references = case["hypotheses"], case["references"]
    statistics = metric._extract_corpus_statistics(hypotheses, references)
    score = metric.corpus_score(hypotheses, references, n_bootstrap=case.get("bootstrap", 1))
    signature = metric.get_signature()
    result = {
        "score": float(score.score),
        "signature": signature.format(),
        "short": signature.format(True),
        "verbose": score._verbose,
        "statistics": [[float(x) for x in segment] for segment in statistics],
        "mean": float(score._mean),
        "ci": float(score._ci),
        "name": score.name,
    }
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
    json.dump([answer(case) for case in cases], target)
