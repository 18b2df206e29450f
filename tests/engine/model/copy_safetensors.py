# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a file with the safetensors package and writes what it read, metadata too, to another."""
import sys

from safetensors import safe_open
from safetensors.torch import save_file

with safe_open(sys.argv[1], "pt") as file:
    save_file({name: file.get_tensor(name) for name in file.keys()}, sys.argv[2], file.metadata())
