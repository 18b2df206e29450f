# SPDX-License-Identifier: GPL-3.0-or-later
"""The same Transformer put together from torch.nn.Transformer's own layers, in double precision.

It reads a model folder of the program: model.json, and weights.safetensors with the safetensors package.
"""
import json
import math
from pathlib import Path

import torch
from safetensors.torch import load_file

PAD, BEGIN, END = 0, 2, 3
ACTIVATIONS = {
    "relu": torch.nn.functional.relu,
    "gelu": torch.nn.functional.gelu,
    "silu": torch.nn.functional.silu,
}


def sinusoids(positions, width):
    angles = torch.arange(positions, dtype=torch.float64)[:, None] * torch.exp(
        torch.arange(0, width, 2, dtype=torch.float64) * (-math.log(10000.0) / width)
    )
    return torch.stack((angles.sin(), angles.cos()), dim=2).flatten(1)


class ReferenceTransformer(torch.nn.Module):
    def __init__(self, folder):
        super().__init__()
        description = json.loads((Path(folder) / "model.json").read_text())
        self.options = options = description["architecture"]
        self.width = width = options["dModel"]
        pre = options["norm"] == "pre"
        arguments = {
            "d_model": width,
            "nhead": options["heads"],
            "dim_feedforward": options["feedForward"],
            "dropout": 0.0,
            "activation": ACTIVATIONS[options["activation"]],
            "batch_first": True,
            "norm_first": pre,
        }
        self.encoder = torch.nn.TransformerEncoder(
            torch.nn.TransformerEncoderLayer(**arguments),
            options["encoderLayers"],
            torch.nn.LayerNorm(width) if pre else None,
            enable_nested_tensor=False,
        )
        self.decoder = torch.nn.TransformerDecoder(
            torch.nn.TransformerDecoderLayer(**arguments),
            options["decoderLayers"],
            torch.nn.LayerNorm(width) if pre else None,
        )
        pieces = description["vocabulary"]
        tied = options["tiedEmbeddings"]
        self.source = torch.nn.Embedding(pieces, width)
        self.target = self.source if tied else torch.nn.Embedding(pieces, width)
        self.output = torch.nn.Linear(width, pieces, bias=options.get("outputBias", False))
        if tied:
            self.output.weight = self.source.weight
        if options["positions"] == "learned":
            self.source_positions = torch.nn.Embedding(options["maxPositions"], width)
            self.target_positions = torch.nn.Embedding(options["maxPositions"], width)
        self.double()
        self.train()  # without dropout the same function, and never the fast path of inference
        self._load(load_file(Path(folder) / "weights.safetensors"))

    def parameters_by_name(self):
        """Our name of a tensor → (the parameter it is here, which of its rows; None = all)."""
        names = {}
        if self.options["tiedEmbeddings"]:
            names["embedding.weight"] = (self.source.weight, None)
        else:
            names["source_embedding.weight"] = (self.source.weight, None)
            names["target_embedding.weight"] = (self.target.weight, None)
            names["output.weight"] = (self.output.weight, None)
        if self.options.get("outputBias"):
            names["output.bias"] = (self.output.bias, None)
        if self.options["positions"] == "learned":
            names["encoder.positions.weight"] = (self.source_positions.weight, None)
            names["decoder.positions.weight"] = (self.target_positions.weight, None)
        width = self.width

        def both(name, module):
            for kind in ("weight", "bias"):
                names[f"{name}.{kind}"] = (getattr(module, kind), None)

        for stack, module in (("encoder", self.encoder), ("decoder", self.decoder)):
            for index, layer in enumerate(module.layers):
                at = f"{stack}.{index}"
                for kind in ("weight", "bias"):
                    names[f"{at}.self.qkv.{kind}"] = (getattr(layer.self_attn, "in_proj_" + kind), None)
                both(f"{at}.self.output", layer.self_attn.out_proj)
                both(f"{at}.self_norm", layer.norm1)
                if stack == "decoder":
                    for kind in ("weight", "bias"):
                        stacked = getattr(layer.multihead_attn, "in_proj_" + kind)
                        names[f"{at}.cross.query.{kind}"] = (stacked, slice(0, width))
                        names[f"{at}.cross.key_value.{kind}"] = (stacked, slice(width, 3 * width))
                    both(f"{at}.cross.output", layer.multihead_attn.out_proj)
                    both(f"{at}.cross_norm", layer.norm2)
                both(f"{at}.feed_forward.inner", layer.linear1)
                both(f"{at}.feed_forward.outer", layer.linear2)
                both(f"{at}.feed_forward_norm", layer.norm3 if stack == "decoder" else layer.norm2)
            if module.norm is not None:
                both(f"{stack}.norm", module.norm)
        return names

    def _load(self, tensors):
        names = self.parameters_by_name()
        if set(names) != set(tensors):
            raise SystemExit(f"names differ: {sorted(set(names) ^ set(tensors))}")
        with torch.no_grad():
            for name, (parameter, rows) in names.items():
                part = parameter if rows is None else parameter[rows]
                if part.shape != tensors[name].shape:
                    raise SystemExit(f"{name}: {tuple(tensors[name].shape)}, not {tuple(part.shape)}")
                part.copy_(tensors[name])

    def gradients(self):
        return {
            name: (parameter.grad if rows is None else parameter.grad[rows]).clone()
            for name, (parameter, rows) in self.parameters_by_name().items()
        }

    def _embed(self, table, ids, learned):
        length = ids.shape[1]
        if self.options["positions"] == "learned":
            positions = learned.weight[:length]
        else:
            positions = sinusoids(length, self.width)
        return table(ids) * math.sqrt(self.width) + positions

    def encode(self, source):
        padding = source == PAD
        embedded = self._embed(self.source, source, getattr(self, "source_positions", None))
        return self.encoder(embedded, src_key_padding_mask=padding), padding

    def decode(self, memory, padding, target):
        length = target.shape[1]
        if self.options.get("startsWithPad"):
            target = torch.cat((torch.full_like(target[:, :1], PAD), target[:, 1:]), dim=1)
        embedded = self._embed(self.target, target, getattr(self, "target_positions", None))
        future = torch.ones(length, length, dtype=torch.bool).triu(1)
        hidden = self.decoder(embedded, memory, tgt_mask=future, memory_key_padding_mask=padding)
        return self.output(hidden)

    def forward(self, source, target):
        return self.decode(*self.encode(source), target)
