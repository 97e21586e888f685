#!/usr/bin/env python3
"""docs/recipes/sequences.md with PyTorch: the modules that the recipe names, with their own first weights, are exported, and
the example (whose path is the first argument) finds the golden values that they gave."""

import pathlib
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

EXPORT = pathlib.Path(__file__).resolve().parents[2] / "examples/porting/export.py"


def main():
    torch.manual_seed(1)
    parts = torch.nn.ModuleDict({
        "lstm": torch.nn.LSTM(3, 4, batch_first=True), "norm": torch.nn.LayerNorm(4), "head": torch.nn.Linear(4, 2),
        "attention": torch.nn.MultiheadAttention(6, 2, batch_first=True), "conv": torch.nn.Conv1d(3, 4, 2)})
    with torch.no_grad():
        for parameter in parts.parameters():  # norms and biases of attention would begin as ones and zeros
            parameter += 0.1 * torch.randn(parameter.shape)
        steps, rows, channels = torch.randn(1, 7, 3), torch.randn(1, 5, 6), torch.randn(1, 3, 8)
        later = torch.triu(torch.ones(5, 5, dtype=torch.bool), diagonal=1)
        golden = {
            "lstm.input": steps, "attention.input": rows, "conv.input": channels,
            "lstm.output": parts["head"](torch.nn.functional.gelu(parts["norm"](parts["lstm"](steps)[0]))),
            "attention.output": parts["attention"](rows, rows, rows)[0],
            "attention.causal_output": parts["attention"](rows, rows, rows, attn_mask=later)[0],
            "conv.output": torch.relu(parts["conv"](channels))}
    arrays = {name: value.detach().numpy() for name, value in parts.state_dict().items()}
    arrays.update({name: value[0].numpy() for name, value in golden.items()})
    with tempfile.TemporaryDirectory() as folder:
        numpy.savez(folder + "/model.npz", **arrays)
        subprocess.run([sys.executable, EXPORT, folder + "/model.npz", folder + "/model.txt"], check=True)
        sys.exit(subprocess.run([sys.argv[1], folder + "/model.txt"], check=False).returncode)


main()
