#!/usr/bin/env python3
"""Writes the models of sequence.cpp, and what they give, without any library: the formulas of PyTorch's documentation, in
double, element by element.

    examples/porting/sequence.py > sequence.txt

The names are those that PyTorch gives: lstm, norm and head are torch.nn.LSTM(3, 4, batch_first=True), LayerNorm(4) and
Linear(4, 2) behind GELU; attention is MultiheadAttention(6, 2, batch_first=True); conv is Conv1d(3, 4, 2) with ReLU."""

import math
import sys

sys.dont_write_bytecode = True  # export.py beside this file stays alone

import export


def numbers(rows, columns, start):
    """A matrix of numbers between -0.9 and 0.9 without a pattern."""
    return [[0.9 * math.sin(start + 1.7 * (i * columns + j) + 0.3 * i) for j in range(columns)] for i in range(rows)]


def linear(weights, bias, x):
    return [sum(w * value for w, value in zip(row, x)) + b for row, b in zip(weights, bias[0])]


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def lstm(arrays, x):
    """The model's output for each step; its gates are input, forget, candidate and output."""
    size = len(arrays["norm.weight"][0])
    state, memory, outputs = [0.0] * size, [0.0] * size, []
    for step in x:
        of_input = linear(arrays["lstm.weight_ih_l0"], arrays["lstm.bias_ih_l0"], step)
        of_state = linear(arrays["lstm.weight_hh_l0"], arrays["lstm.bias_hh_l0"], state)
        sums = [a + b for a, b in zip(of_input, of_state)]
        for k in range(size):
            i, f, g, o = (sums[gate * size + k] for gate in range(4))
            memory[k] = sigmoid(f) * memory[k] + sigmoid(i) * math.tanh(g)
            state[k] = sigmoid(o) * math.tanh(memory[k])
        mean = sum(state) / size
        deviation = math.sqrt(sum((value - mean) ** 2 for value in state) / size + 1e-5)
        normal = [(value - mean) / deviation * w + b
                  for value, w, b in zip(state, arrays["norm.weight"][0], arrays["norm.bias"][0])]
        active = [value / 2 * math.erfc(-value / math.sqrt(2)) for value in normal]
        outputs.append(linear(arrays["head.weight"], arrays["head.bias"], active))
    return outputs


def attention(arrays, x, heads, causal):
    size = len(x[0])
    width = size // heads
    projected = [linear(arrays["attention.in_proj_weight"], arrays["attention.in_proj_bias"], row) for row in x]
    outputs = []
    for t, of_query in enumerate(projected):
        mixed = []
        seen = projected[:t + 1] if causal else projected
        for head in range(heads):
            first = head * width
            scores = [sum(of_query[first + k] * of_key[size + first + k] for k in range(width)) / math.sqrt(width)
                      for of_key in seen]
            terms = [math.exp(score) for score in scores]
            mixed += [sum(term * of_value[2 * size + first + k] for term, of_value in zip(terms, seen)) / sum(terms)
                      for k in range(width)]
        outputs.append(linear(arrays["attention.out_proj.weight"], arrays["attention.out_proj.bias"], mixed))
    return outputs


def convolution(arrays, x, width):
    """x and the output have a row for each channel."""
    weights, bias = arrays["conv.weight"], arrays["conv.bias"][0]
    return [[max(0.0, bias[o] + sum(weights[o][c * width + k] * x[c][t + k] for c in range(len(x)) for k in range(width)))
             for t in range(len(x[0]) - width + 1)] for o in range(len(weights))]


def main():
    arrays = {
        "lstm.weight_ih_l0": numbers(16, 3, 1), "lstm.weight_hh_l0": numbers(16, 4, 2),
        "lstm.bias_ih_l0": numbers(1, 16, 3), "lstm.bias_hh_l0": numbers(1, 16, 4),
        "norm.weight": numbers(1, 4, 5), "norm.bias": numbers(1, 4, 6),
        "head.weight": numbers(2, 4, 7), "head.bias": numbers(1, 2, 8), "lstm.input": numbers(7, 3, 9),
        "attention.in_proj_weight": numbers(18, 6, 10), "attention.in_proj_bias": numbers(1, 18, 11),
        "attention.out_proj.weight": numbers(6, 6, 12), "attention.out_proj.bias": numbers(1, 6, 13),
        "attention.input": numbers(5, 6, 14),
        "conv.weight": numbers(4, 6, 15), "conv.bias": numbers(1, 4, 16), "conv.input": numbers(3, 8, 17)}
    arrays["lstm.output"] = lstm(arrays, arrays["lstm.input"])
    arrays["attention.output"] = attention(arrays, arrays["attention.input"], 2, causal=False)
    arrays["attention.causal_output"] = attention(arrays, arrays["attention.input"], 2, causal=True)
    arrays["conv.output"] = convolution(arrays, arrays["conv.input"], 2)
    print(export.text(arrays), end="")


if __name__ == "__main__":
    main()
