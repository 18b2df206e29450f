# SPDX-License-Identifier: GPL-3.0-or-later
"""For each model folder given: logits, losses and gradients of its batch.safetensors → answer.safetensors."""
import sys
from pathlib import Path

import torch
from reference_transformer import PAD, ReferenceTransformer
from safetensors import safe_open
from safetensors.torch import load_file, save_file

torch.set_num_threads(1)
for folder in map(Path, sys.argv[1:]):
    model = ReferenceTransformer(folder)
    with safe_open(folder / "batch.safetensors", "pt") as file:
        smoothing = float(file.metadata()["labelSmoothing"])
    batch = load_file(folder / "batch.safetensors")
    logits = model(batch["source"], batch["targetInput"])
    flat, wanted = logits.flatten(0, 1), batch["targetOutput"].flatten()
    loss = torch.nn.functional.cross_entropy(
        flat, wanted, ignore_index=PAD, reduction="sum", label_smoothing=smoothing
    )
    nll = torch.nn.functional.cross_entropy(flat, wanted, ignore_index=PAD, reduction="sum")
    loss.backward()
    answer = {"gradient/" + name: gradient for name, gradient in model.gradients().items()}
    answer |= {"logits": logits, "smoothed": loss, "nll": nll}
    save_file(
        {name: tensor.detach().contiguous() for name, tensor in answer.items()},
        folder / "answer.safetensors",
        metadata={"made by": "the safetensors package"},
    )
