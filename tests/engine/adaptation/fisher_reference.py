# SPDX-License-Identifier: GPL-3.0-or-later
"""Diagonal Fisher estimates in double precision, written down from their definitions.

For each model folder given, with pairs.json {"pairs": [[source, target], …], "labelSmoothing"} beside the
weights → answer.safetensors:
  exact/<parameter>       mean over sentences of the squared gradient of the sentence's summed loss
  one-batch/<parameter>   squared gradient of the token-mean loss of all sentences as one padded batch
  batch-each/<parameter>  mean over sentences of the squared gradient of the sentence's token-mean loss
  sensitivity/<parameter> mean over sentences of the gradient's magnitude, of the sum of squared logits
"""
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

sys.path.insert(0, str(Path(__file__).parent.parent / "model"))
from reference_transformer import BEGIN, PAD, ReferenceTransformer  # noqa: E402


def padded(rows):
    return torch.nn.utils.rnn.pad_sequence(
        [torch.tensor(row) for row in rows], batch_first=True, padding_value=PAD)


def squared_gradients(model, pairs, smoothing, reduction):
    model.zero_grad()
    source = padded([pair[0] for pair in pairs])
    target = padded([pair[1] for pair in pairs])
    given = padded([[BEGIN] + pair[1][:-1] for pair in pairs])
    logits = model(source, given)
    torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), target.flatten(), ignore_index=PAD, reduction=reduction,
        label_smoothing=smoothing).backward()
    return {name: gradient ** 2 for name, gradient in model.gradients().items()}


def absolute_gradients(model, pair):
    model.zero_grad()
    logits = model(padded([pair[0]]), padded([[BEGIN] + pair[1][:-1]]))
    (logits ** 2).sum().backward()
    return {name: gradient.abs() for name, gradient in model.gradients().items()}


def mean_of(estimates):
    return {name: sum(each[name] for each in estimates) / len(estimates) for name in estimates[0]}


for folder in map(Path, sys.argv[1:]):
    model = ReferenceTransformer(folder)
    question = json.loads((folder / "pairs.json").read_text())
    pairs, smoothing = question["pairs"], question["labelSmoothing"]
    answers = {
        "sensitivity": mean_of([absolute_gradients(model, pair) for pair in pairs]),
        "exact": mean_of([squared_gradients(model, [pair], smoothing, "sum") for pair in pairs]),
        "one-batch": squared_gradients(model, pairs, smoothing, "mean"),
        "batch-each": mean_of([squared_gradients(model, [pair], smoothing, "mean") for pair in pairs]),
    }
    save_file({f"{kind}/{name}": tensor.contiguous()
               for kind, answer in answers.items() for name, tensor in answer.items()},
              folder / "answer.safetensors")
