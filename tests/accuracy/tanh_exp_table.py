"""The table of 1 - tanh(e^x) for the float kernel of tanh_exp, x from 0 to 2.296, in four pieces around 0, 0.65625,
1.3125 and 1.96875.

Rows are the coefficients of d^0, d^1, ..., d the distance from the centre; columns stand in the order of the last two bits of
the piece's number + 127 (see integer_shift). Prints log2 of the largest error of each piece over tanh(e^x), as rounded, and
the rows. Usage: python3 tanh_exp_table.py (needs mpmath)"""
from mpmath import exp, log, mp, mpf, tanh

from lawson import as_float, chebyshev_nodes, lawson

mp.prec = 160
DEGREE, STEP, END = 7, mpf("0.65625"), mpf("2.296")


def piece(number):
    centre = number * STEP
    nodes = chebyshev_nodes(mpf(0) if number == 0 else -STEP / 2, min(STEP / 2, END - centre), 9 * (DEGREE + 1))
    gates = [tanh(exp(centre + d)) for d in nodes]
    rest, values = [1 / g - 1 for g in gates], []
    for k in range(DEGREE + 1):
        rows = [[d**j / g for j in range(k, DEGREE + 1)] for d, g in zip(nodes, gates)]
        _, best = lawson(rows, rest, rounds=30)
        values.append(as_float(best[0]))
        rest = [r - row[0] * mpf(values[-1]) for r, row in zip(rest, rows)]
    print(f"// around {float(centre)}: 2^{float(log(max(abs(r) for r in rest), 2)):.2f}", flush=True)
    return values


for row in zip(*(piece(number) for number in (1, 2, 3, 0))):
    print("{" + ", ".join(value.hex() + "f" for value in row) + "},")
