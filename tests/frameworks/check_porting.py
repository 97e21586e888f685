#!/usr/bin/env python3
"""The lines of docs/recipes/porting.md with PyTorch itself: a model is exported, and the example finds its golden values."""

import pathlib
import re
import subprocess
import sys
import tempfile

SKIPPED = 77
EXPORT = pathlib.Path(__file__).resolve().parents[2] / "examples/porting/export.py"

try:
    import numpy
    import torch
except ImportError:
    print("no PyTorch here")
    sys.exit(SKIPPED)

torch.manual_seed(1)
model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.GELU(), torch.nn.Linear(4, 2), torch.nn.Sigmoid())
x = torch.randn(5, 3)
lines = re.search(r"# PyTorch\n(.*?)\n# Keras", EXPORT.read_text(encoding="utf-8"), re.DOTALL).group(1)
exec(lines)  # what the recipe shows: it makes `arrays` of `model` and `x`

with tempfile.TemporaryDirectory() as folder:
    numpy.savez(folder + "/model.npz", **arrays)
    with open(folder + "/model.txt", "w", encoding="utf-8") as text:
        subprocess.run([sys.executable, EXPORT, folder + "/model.npz"], stdout=text, check=True)
    sys.exit(subprocess.run([sys.argv[1], folder + "/model.txt"], check=False).returncode)
