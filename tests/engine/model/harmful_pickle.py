# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes FILE as torch.save does, with an object that makes MADE wherever it is unpickled."""
import pathlib
import sys

import torch


class Harmful:
    def __reduce__(self):
        return (pathlib.Path.touch, (pathlib.Path(sys.argv[2]),))


torch.save({"model.shared.weight": torch.zeros(2, 2), "harm": Harmful()}, sys.argv[1])
