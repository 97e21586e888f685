"""Coefficients of the kernels in float: weighted least squares in 200-bit arithmetic, reweighted towards equal errors (C.
L. Lawson, 1961); each coefficient is rounded to float before the next ones are fitted. Prints them with log2 of the
largest weighted error, as rounded. Usage: python3 float_kernels.py (needs mpmath)"""
import struct

from mpmath import cos, erfc, log, log1p, lu_solve, matrix, mp, mpf, pi, sqrt, tanh

mp.prec = 200


def as_float(value):
    return struct.unpack("f", struct.pack("f", float(value)))[0]


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


def polynomial(name, f, weight, low, high, degree):
    """sum c_k x^k near f(x), the error times weight(x) as small as can be."""
    low, high = mpf(low), mpf(high)
    n = 8 * (degree + 2)
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * n)) for i in range(n)]
    w = [weight(x) for x in nodes]
    rest = [f(x) * v for x, v in zip(nodes, w)]
    values, exact = [], None
    for k in range(degree + 1):
        rows = [[v * x**j for j in range(k, degree + 1)] for x, v in zip(nodes, w)]
        error, c = lawson(rows, rest)
        exact = exact or error
        values.append(as_float(c[0]))
        rest = [r - row[0] * mpf(values[-1]) for r, row in zip(rest, rows)]
    error = max(abs(r) for r in rest)
    print(f"{name}, degree {degree}: 2^{float(log(error, 2)):.2f} (before rounding 2^{float(log(exact, 2)):.2f})")
    print("  {" + ", ".join(v.hex() for v in values) + "}", flush=True)


TINY = mpf(10) ** -9

f = lambda z: (tanh(sqrt(z)) / sqrt(z) - 1) / z
polynomial("TanhNear", f, lambda z: z * sqrt(z) / tanh(sqrt(z)), TINY, "0.3907", 4)

polynomial("Log1pNear", lambda e: (log1p(e) / e - 1) / e, lambda e: e * e / log1p(e), mpf(10) ** -6, 1, 8)

# The error of the exponent as it shows in erf = 1 - e^-w.
f = lambda x: -log(erfc(x)) / x - mpf(as_float(2 / sqrt(pi)))
polynomial("ErfExponent", f, lambda x: x / (1 / erfc(x) - 1), mpf(10) ** -10, "3.93", 8)
