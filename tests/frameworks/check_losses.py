#!/usr/bin/env python3
"""Losses beside torch.nn: values and gradients, in double, with every option of theirs."""

import subprocess
import sys

sys.dont_write_bytecode = True

import values

try:
    import torch
except ImportError:
    print("no PyTorch here")
    sys.exit(values.SKIPPED)


def numbers(rows, columns, entry):
    return torch.tensor([[entry(i, j) for j in range(columns)] for i in range(rows)], dtype=torch.float64)


def main():
    logits = numbers(5, 4, lambda i, j: ((7 * i + 5 * j) % 11 - 5) * 1.5)
    shares = numbers(5, 4, lambda i, j: ((3 * i + 2 * j) % 5 + 1) * 0.125)
    labels = torch.tensor([0, 2, 1, 3, 2])
    options = {"weight": torch.tensor([0.5, 1, 2, 0.25], dtype=torch.float64), "label_smoothing": 0.125}
    losses = {
        "plain": (torch.nn.CrossEntropyLoss, {}, labels),
        "shares": (torch.nn.CrossEntropyLoss, {}, shares),
        "options": (torch.nn.CrossEntropyLoss, {**options, "ignore_index": 1}, labels),
        "shares_options": (torch.nn.CrossEntropyLoss, options, shares),
        "binary": (torch.nn.BCEWithLogitsLoss, {"pos_weight": torch.tensor(2.5, dtype=torch.float64)}, shares),
    }
    printed = subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout.splitlines()
    failures = []
    for line in printed:
        name, *ours = line.split()
        kind, reduction = name.split("/")
        loss, arguments, targets = losses[kind]
        argument = logits.clone().requires_grad_()
        result = loss(reduction=reduction, **arguments)(argument, targets)
        result.backward()
        theirs = [result.item(), *argument.grad.t().flatten().tolist()]
        if len(ours) != len(theirs):
            failures.append(f"{name}: {len(ours)} numbers here, {len(theirs)} there")
        for i, (here, there) in enumerate(zip(map(float, ours), theirs)):
            if not values.are_close(here, there, 1e-13, 1e-15):
                failures.append(f"{name}: number {i} is {here!r} here, {there!r} there")
    values.finish("PyTorch", torch.__version__, printed, failures)


main()
