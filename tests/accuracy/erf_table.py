"""The table of erf for its float kernel, in four pieces around 0, 1.125, 2.25 and 3.375.

Around 0 it is that of erf(x) - c x with c = 2/sqrt(pi) as a float, so that c x + the rest is rounded once; elsewhere that of
erf(x) itself. Rows are c and then the coefficients of d^0, d^1, ..., d the distance from the centre; columns stand in the
order of the last two bits of the piece's number + 127 (see integer_shift). Prints log2 of the largest relative error of each
piece, as rounded, and the rows. Usage: python3 erf_table.py (needs mpmath)"""
from mpmath import erf, log, mp, mpf, pi, sqrt

from lawson import as_float, chebyshev_nodes, lawson

mp.prec = 160
DEGREE, STEP, END = 8, mpf("1.125"), mpf("3.93")


def piece(number):
    centre, factor = number * STEP, as_float(2 / sqrt(pi)) if number == 0 else 0.0
    low = mpf(10) ** -3 if number == 0 else -STEP / 2
    nodes = chebyshev_nodes(low, min(STEP / 2, END - centre), 9 * (DEGREE + 1))
    weight = [1 / erf(centre + d) for d in nodes]
    rest = [(erf(centre + d) - mpf(factor) * d) * w for d, w in zip(nodes, weight)]
    values = [0.0] if number == 0 else []
    for k in range(len(values), DEGREE + 1):
        rows = [[w * d**j for j in range(k, DEGREE + 1)] for d, w in zip(nodes, weight)]
        _, best = lawson(rows, rest, rounds=30)
        values.append(as_float(best[0]))
        rest = [r - row[0] * mpf(values[-1]) for r, row in zip(rest, rows)]
    print(f"// around {float(centre)}: 2^{float(log(max(abs(r) for r in rest), 2)):.2f}", flush=True)
    return [factor] + values


for row in zip(*(piece(number) for number in (1, 2, 3, 0))):
    print("{" + ", ".join(value.hex() + "f" for value in row) + "},")
