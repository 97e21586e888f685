#!/usr/bin/env python3
"""Writes a trained model as text that a C++ program reads in twenty lines (porting.cpp).

    examples/porting/export.py model.npz model.txt     # numpy.savez("model.npz", **arrays); needs numpy
    examples/porting/export.py > model.txt             # the small model of the example, without any library

The arrays, and an input with the framework's own output for it as golden values (rows are samples):

[arrays]
# PyTorch
arrays = {name: value.detach().numpy() for name, value in model.state_dict().items()}
arrays["input"], arrays["output"] = x.numpy(), model(x).detach().numpy()
# Keras, whose kernels are in x out: transpose them
arrays = {weight.path: weight.numpy() for weight in model.weights}
# ONNX
arrays = {initializer.name: onnx.numpy_helper.to_array(initializer) for initializer in model.graph.initializer}
[/arrays]

Each array becomes a line "name rows columns" and its rows: one row for an array of one dimension, a row for each index of
the first dimension where there are more than two. Numbers have all the digits that a float needs. The file is written
when all of it is made: what goes wrong leaves the one that was there."""

import math
import os
import sys


def lines(name, rows):
    """The text of an array, given as rows of numbers."""
    if not name or len(name.split()) != 1:
        sys.exit(f"the name of an array must be one word, not '{name}'")
    yield f"{name} {len(rows)} {len(rows[0]) if len(rows) else 0}"
    for row in rows:
        yield " ".join(f"{float(value):.9g}" for value in row)


def example():
    """A layer of 3 inputs and 4 units with GELU, then 2 outputs with sigmoid; golden values by the formulas, in double."""
    weights = [[math.sin(1.0 + 3 * i + j) for j in range(3)] for i in range(4)]
    bias = [0.1 * i - 0.2 for i in range(4)]
    last_weights = [[math.cos(2.0 + 4 * i + j) for j in range(4)] for i in range(2)]
    last_bias = [0.3, -0.1]
    inputs = [[math.sin(5.0 + 7 * i + 2 * j) * 2 for j in range(3)] for i in range(5)]

    def layer(w, b, x):
        return [sum(wij * xj for wij, xj in zip(row, x)) + bi for row, bi in zip(w, b)]

    def gelu(x):
        return x / 2 * math.erfc(-x / math.sqrt(2))

    hidden = [[gelu(z) for z in layer(weights, bias, x)] for x in inputs]
    outputs = [[1 / (1 + math.exp(-z)) for z in layer(last_weights, last_bias, h)] for h in hidden]
    return {"0.weight": weights, "0.bias": [bias], "2.weight": last_weights, "2.bias": [last_bias], "input": inputs,
            "output": outputs}


def load(path):
    """The arrays of a .npz file, as rows: one dimension is a row, of more the first one counts the rows."""
    import numpy  # only here: the example does without

    try:
        with numpy.load(path) as file:
            arrays = {name: numpy.atleast_2d(array) for name, array in file.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:  # ValueError: objects; the last: one array (.npy)
        sys.exit(f"{path} is no file of numpy.savez with arrays of numbers: {error}")
    for name, array in arrays.items():
        if array.dtype.kind not in "biuf":
            sys.exit(f"the array {name} has elements of type {array.dtype}, which are no real numbers")
        if not (numpy.abs(array.astype("longdouble")) <= numpy.finfo("float32").max).all():
            sys.exit(f"the array {name} has an element that no finite float holds: NaN, infinite or beyond 3.4e38; leave it out")
    return {name: array.reshape(array.shape[0], math.prod(array.shape[1:])) for name, array in arrays.items()}


def text(arrays):
    return "".join(line + "\n" for name, rows in arrays.items() for line in lines(name, rows))


def write(path, arrays):
    """All of it or nothing: beside the file first, then in its place."""
    made, partial = text(arrays), f"{path}.part"
    try:
        with open(partial, "w", encoding="utf-8") as file:
            file.write(made)
        os.replace(partial, path)
    except OSError as error:
        sys.exit(f"{path} cannot be written: {error}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        write(sys.argv[2], load(sys.argv[1]))
    elif len(sys.argv) == 1:
        print(text(example()), end="")
    else:
        sys.exit(__doc__)
