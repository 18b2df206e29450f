# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrays of every kind in FOLDER/arrays.npz, and the same as float32 in FOLDER/arrays.safetensors; files that hold others."""
import sys
from pathlib import Path

import numpy
from safetensors.numpy import save_file

folder = Path(sys.argv[1])
arrays = {
    kind: numpy.arange(24).reshape(2, 3, 4).astype(kind)
    for kind in ("float16", "float32", "float64", "int8", "uint8", "int16", "int32", "int64")
}
arrays["vector"] = numpy.float32([1.5, -2])
arrays["scalar"] = numpy.array(7, dtype=numpy.float32)
save_file({name: array.astype("float32") for name, array in arrays.items()}, str(folder / "arrays.safetensors"))
arrays["int32"] = numpy.asfortranarray(arrays["int32"])
numpy.savez(folder / "arrays.npz", **arrays)
numpy.savez(folder / "objects.npz", a=numpy.array([{"b": 1}], dtype=object))
numpy.savez(folder / "text.npz", a=numpy.array(["b"]))
