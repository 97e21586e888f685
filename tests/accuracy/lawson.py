"""Least squares in mpmath, reweighted towards equal errors (C. L. Lawson, 1961), for the scripts beside this one that fit
coefficients of floats."""
import struct

from mpmath import cos, lu_solve, matrix, mpf, pi


def as_float(value):
    return struct.unpack("f", struct.pack("f", float(value)))[0]


def chebyshev_nodes(low, high, n):
    return [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * n)) for i in range(n)]


def lawson(rows, targets, rounds=40):
    """c with the smallest largest |row . c - target|."""
    n = len(rows[0])
    weights, best = [mpf(1)] * len(rows), None
    for _ in range(rounds):
        a, b = matrix(n, n), matrix(n, 1)
        for row, target, w in zip(rows, targets, weights):
            for i in range(n):
                wr = w * row[i]
                for j in range(i, n):
                    a[i, j] += wr * row[j]
                b[i] += wr * target
        for i in range(n):
            for j in range(i):
                a[i, j] = a[j, i]
        c = list(lu_solve(a, b))
        errors = [abs(sum(p * q for p, q in zip(c, row)) - t) for row, t in zip(rows, targets)]
        if best is None or max(errors) < best[0]:
            best = max(errors), c
        weights = [w * e for w, e in zip(weights, errors)]
        mean = sum(weights) / len(weights)
        weights = [w / mean + mpf(10) ** -12 for w in weights]
    return best


def steady(f, weight, low, high, degree, points=120, rounds=12):
    """Coefficients of doubles, lowest first, each rounded before the next ones are fitted: the smallest largest |p - f|
    weight."""
    nodes, c = chebyshev_nodes(low, high, points), []
    for i in range(degree + 1):
        rest = [f(x) - sum(a * x**k for k, a in enumerate(c)) for x in nodes]
        rows = [[weight(x) * x**k for k in range(i, degree + 1)] for x in nodes]
        c.append(mpf(float(lawson(rows, [weight(x) * r for x, r in zip(nodes, rest)], rounds)[1][0])))
    return c
