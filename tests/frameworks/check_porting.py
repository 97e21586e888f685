#!/usr/bin/env python3
"""The lines of docs/recipes/porting.md with PyTorch, and with ONNX where that is here too: a model is exported, and the
example (whose path is the first argument) finds the golden values that the framework gave."""

import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import values

try:
    import numpy
    import torch
except ImportError:
    print("no PyTorch here")
    sys.exit(values.SKIPPED)
try:
    import onnx
    import onnx.numpy_helper
except ImportError:
    onnx = None

EXPORT = pathlib.Path(__file__).resolve().parents[2] / "examples/porting/export.py"
RECIPE = EXPORT.read_text(encoding="utf-8")


def recipe(framework, **variables):
    """The `arrays` that the recipe's lines for a framework make of these variables."""
    lines = re.search(rf"^# {framework}.*\n((?:[^#[].*\n)+)", RECIPE, re.MULTILINE).group(1)
    exec(lines, variables)
    return variables["arrays"]


def is_found_again(arrays):
    with tempfile.TemporaryDirectory() as folder:
        numpy.savez(folder + "/model.npz", **arrays)
        subprocess.run([sys.executable, EXPORT, folder + "/model.npz", folder + "/model.txt"], check=True)
        return subprocess.run([sys.argv[1], folder + "/model.txt"], check=False).returncode == 0


def main():
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.GELU(), torch.nn.Linear(4, 2), torch.nn.Sigmoid())
    x = torch.randn(5, 3)
    of_pytorch = recipe("PyTorch", model=model, x=x)
    good = is_found_again(of_pytorch)
    if onnx:
        with tempfile.TemporaryDirectory() as folder:
            torch.onnx.export(model, x, folder + "/model.onnx")
            of_onnx = recipe("ONNX", onnx=onnx, model=onnx.load(folder + "/model.onnx"))
        good = is_found_again({**of_onnx, "input": of_pytorch["input"], "output": of_pytorch["output"]}) and good
    sys.exit(0 if good else 1)


main()
