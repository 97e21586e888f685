"""The table of e^(a²/2) Φ(-a) for the float kernel of gelu, in eight pieces that end where (1 + a)² is a power of two.

The centre of a piece is, of many floats near its middle, the one at which the first two coefficients lose least when they
are rounded. Columns stand in the order of the last three bits of the exponent. Prints log2 of the largest relative error of
each piece, as rounded, and the rows. Usage: python3 normal_table.py (needs mpmath)"""
from mpmath import erfc, exp, log, mp, mpf, pi, sqrt

from lawson import as_float, chebyshev_nodes, lawson

mp.prec = 160
DEGREE = 7


def f(a):
    return exp(a * a / 2) * erfc(a / sqrt(2)) / 2


def slope(a):
    return a * f(a) - 1 / sqrt(2 * pi)


def relative_rounding(value, scale):
    return abs(mpf(as_float(value)) - value) / scale


def centre(low, high):
    middle, half = (low + high) / 2, (high - low) / 2
    candidates = [mpf(as_float(middle + half * j / 50000)) for j in range(-1500, 1501)]
    return min(candidates, key=lambda a: relative_rounding(f(a), f(a)) + relative_rounding(slope(a), f(a)) * half)


def piece(low, high):
    c = centre(low, high)
    nodes = chebyshev_nodes(low, high, 9 * (DEGREE + 1))
    rest, values = [mpf(1)] * len(nodes), []
    for k in range(DEGREE + 1):
        rows = [[(x - c) ** j / f(x) for j in range(k, DEGREE + 1)] for x in nodes]
        _, best = lawson(rows, rest, rounds=20)
        values.append(as_float(best[0]))
        rest = [r - row[0] * mpf(values[-1]) for r, row in zip(rest, rows)]
    print(f"// {float(low):.3f} to {float(high):.3f}: 2^{float(log(max(abs(r) for r in rest), 2)):.2f}", flush=True)
    return [as_float(c)] + values


ends = [sqrt(mpf(2)) ** k - 1 for k in range(8)] + [mpf("14.6")]
pieces = [piece(low, high) for low, high in zip(ends, ends[1:])]
columns = pieces[1:] + pieces[:1]  # the exponent's field of 1 is 127
for row in zip(*columns):
    print("{" + ", ".join(value.hex() + "f" for value in row) + "},")
