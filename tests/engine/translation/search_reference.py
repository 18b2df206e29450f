# SPDX-License-Identifier: GPL-3.0-or-later
"""Greedy and beam search as engine/translation/search.h words them: one sentence at a time, hypotheses as
lists, every prefix computed anew without a cache, in double precision.

Reads jobs ({folder, sources, beam, lengthPenalty, maxLengthRatio}) from the first file; writes to the second, for
each sentence, the pieces and the margin: how far scores were from deciding otherwise.
"""
import json
import math
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent.parent / "model"))
from reference_transformer import BEGIN, END, ReferenceTransformer  # noqa: E402


class Decoder:
    def __init__(self, model, source):
        self.model = model
        self.memory, self.padding = model.encode(torch.tensor([source]))

    def log_probabilities(self, hypotheses):
        rows = len(hypotheses)
        prefixes = torch.tensor([[BEGIN, *pieces] for pieces in hypotheses])
        logits = self.model.decode(
            self.memory.expand(rows, -1, -1), self.padding.expand(rows, -1), prefixes
        )
        return torch.log_softmax(logits[:, -1], dim=1)


def greedy(decoder, limit):
    pieces, margin = [], math.inf
    while len(pieces) < limit:
        best = decoder.log_probabilities([pieces])[0].topk(2)
        margin = min(margin, float(best.values[0] - best.values[1]))
        if int(best.indices[0]) == END:
            break
        pieces.append(int(best.indices[0]))
    return pieces, margin


def beam_search(decoder, beam, alpha, limit):
    live, finished, margin = [(0.0, [])], [], math.inf
    for length in range(1, limit + 1):
        table = decoder.log_probabilities([pieces for _, pieces in live])
        extended = [
            (score + logp, pieces, piece)
            for (score, pieces), row in zip(live, table.tolist())
            for piece, logp in enumerate(row)
        ]
        extended.sort(key=lambda candidate: -candidate[0])
        best = extended[: 2 * beam]
        for rank, (score, pieces, piece) in enumerate(best):
            if piece != END:
                continue
            # One rank more or less would decide whether it counts as finished.
            if rank < beam:
                finished.append((score / length**alpha, pieces, length))
                margin = min(margin, score - extended[beam][0])
            else:
                margin = min(margin, extended[beam - 1][0] - score)
        open_ones = [(score, [*pieces, piece]) for score, pieces, piece in extended if piece != END]
        live = open_ones[:beam]
        if length == limit:
            finished += [(score / length**alpha, pieces, length) for score, pieces in live]
        if len(finished) >= beam:
            break
        if length < limit:
            margin = min(margin, open_ones[beam - 1][0] - open_ones[beam][0])
    ranked = sorted(finished, key=lambda hypothesis: -hypothesis[0])
    if len(ranked) > 1:
        # As far as log p of the shorter one may be off.
        shorter = min(ranked[0][2], ranked[1][2])
        margin = min(margin, (ranked[0][0] - ranked[1][0]) * shorter**alpha)
    return ranked[0][1], margin


def answer(job):
    model = ReferenceTransformer(job["folder"])
    most = model.options["maxPositions"]
    for source in job["sources"]:
        decoder = Decoder(model, source)
        limit = int(min(job["maxLengthRatio"] * (len(source) - 1) + 10, most))
        if job["beam"] == 1:
            pieces, margin = greedy(decoder, limit)
        else:
            pieces, margin = beam_search(decoder, job["beam"], job["lengthPenalty"], limit)
        yield {"pieces": pieces, "margin": min(margin, 1e9)}


with torch.no_grad():
    torch.set_num_threads(1)
    jobs = json.loads(Path(sys.argv[1]).read_text())
    Path(sys.argv[2]).write_text(json.dumps([list(answer(job)) for job in jobs]))
