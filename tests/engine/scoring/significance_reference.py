# SPDX-License-Identifier: GPL-3.0-or-later
"""sacreBLEU's paired tests and numpy's random numbers, as an answer to a JSON question."""
import json
import logging
import os
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
import numpy as np  # noqa: E402
from sacrebleu.metrics import BLEU, CHRF, TER  # noqa: E402
from sacrebleu.significance import PairedTest  # noqa: E402

METRICS = {"BLEU": BLEU, "CHRF": CHRF, "TER": TER}


def numbers(question):
    rng = np.random.default_rng(question["seed"])
    coins = rng.integers(2, size=question["coins"], dtype=bool)
    picks = rng.choice(question["below"], size=question["picks"], replace=True)
    return {"coins": [int(x) for x in coins], "picks": [int(x) for x in picks]}


def paired(question):
    os.environ["SACREBLEU_SEED"] = str(question["seed"])
    metric = METRICS[question["metric"]](**question["options"],
                                         references=question["references"])
    systems = [("a", question["baseline"]), ("b", question["system"])]
    test = PairedTest(systems, {question["metric"]: metric}, references=None,
                      test_type=question["test"], n_samples=question["samples"])
    _, scores = test()
    baseline, system = [v for k, v in scores.items() if k != "System"][0]
    plain = lambda x: None if x is None else float(x)  # noqa: E731
    single = METRICS[question["metric"]](**question["options"]).corpus_score(
        question["baseline"], question["references"], n_bootstrap=question["samples"])
    return {"p": system.p_value, "score": plain(system.score), "mean": plain(system.mean),
            "ci": plain(system.ci), "baselineMean": plain(baseline.mean),
            "baselineCi": plain(baseline.ci), "confidenceMean": float(single._mean),
            "confidenceCi": float(single._ci)}


with open(sys.argv[1], encoding="utf-8") as source:
    questions = json.load(source)
with open(sys.argv[2], "w", encoding="utf-8") as target:
    json.dump([numbers(q) if "coins" in q else paired(q) for q in questions], target)
