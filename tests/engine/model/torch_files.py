# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes FILE as torch.save does, of a KIND: sound (and the same tensors as SAFETENSORS), expanded (one number
as a million), compressed (a record of zeros that the archive packs), turned (one storage as many copies), large
(sound, with the directory of an archive beyond 4 GiB), version (with a format version that is no number)."""
import sys
import zipfile

import torch
from safetensors.torch import save_file

kind, file = sys.argv[1:3]
if kind == "sound":
    values = torch.arange(24, dtype=torch.float32).view(4, 6)
    tensors = {"plain": values, "turned": values.t(), "part": values[1:3, 2:5], "double": values.double(),
               "half": values.half(), "long": values.long(), "one": torch.tensor(2.5)}
    torch.save(tensors, file)
    save_file({name: tensor.clone().contiguous() for name, tensor in tensors.items()}, sys.argv[3])
elif kind in ("large", "version"):
    torch.save({"w": torch.arange(6.0).view(2, 3)}, file + ".plain")
    zipfile.ZIP64_LIMIT = 0 if kind == "large" else zipfile.ZIP64_LIMIT
    with zipfile.ZipFile(file + ".plain") as plain, zipfile.ZipFile(file, "w") as other:
        for name in plain.namelist():
            odd = kind == "version" and name.endswith("/version")
            other.writestr(name, b"s\n" if odd else plain.read(name))
elif kind == "expanded":
    torch.save({"w": torch.zeros(1).expand(1000, 1000)}, file)
elif kind == "turned":
    values = torch.zeros(200, 200)
    torch.save({f"w{i}": values.t() for i in range(100)}, file)
else:
    torch.save({"w": torch.zeros(1000, 1000)}, file + ".plain")
    with zipfile.ZipFile(file + ".plain") as plain, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in plain.namelist():
            packed.writestr(name, plain.read(name))
