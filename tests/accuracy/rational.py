"""Rational approximations for results in float: weighted least squares in 300-bit arithmetic, reweighted towards equal
errors (C. L. Lawson, 1961), the denominator linearised (C. K. Sanathanan, J. Koerner, 1963). Prints the coefficients of
numerator and denominator, lowest first, with log2 of the largest relative error. Usage: python3 rational.py (needs mpmath)"""
from mpmath import erf, log, lu_solve, matrix, mp, mpf, polyval, sqrt, tanh

from lawson import chebyshev_nodes

mp.prec = 300


def rational(f, low, high, m, n, rounds=12, points=160, through=None):
    """P of degree m and Q of degree n, Q(0) = 1, with P/Q near f on [low, high], and its value at one place if `through`
    says (place, value)."""
    nodes = chebyshev_nodes(low, high, points)
    values = [f(z) for z in nodes]
    if through:
        nodes, values = nodes + [through[0]], values + [through[1]]
    rows = len(nodes)
    weights, denominators = [1 / abs(v) for v in values], [mpf(1)] * rows
    best = None
    for _ in range(rounds):
        if through:
            weights[points] = mpf(10) ** 8 / through[1]
        a, b = matrix(rows, m + 1 + n), matrix(rows, 1)
        for i, (z, v) in enumerate(zip(nodes, values)):
            scale = weights[i] / denominators[i]
            for k in range(m + 1):
                a[i, k] = scale * z**k
            for k in range(n):
                a[i, m + 1 + k] = -scale * v * z ** (k + 1)
            b[i] = scale * v
        c = lu_solve(a.T * a, a.T * b)
        p, q = [c[k] for k in range(m + 1)], [mpf(1)] + [c[m + 1 + k] for k in range(n)]
        denominators = [polyval(q[::-1], z) for z in nodes]
        # With coefficients rounded to double, as they will be used.
        short = [[mpf(float(c)) for c in side[::-1]] for side in (p, q)]
        errors = [abs(polyval(short[0], z) / polyval(short[1], z) / v - 1) for z, v in zip(nodes[:points], values)]
        if best is None or max(errors) < best[0]:
            best = max(errors), p, q
        mean = sum(errors) / points
        weights = [w * sqrt(e / mean + mpf("0.05")) for w, e in zip(weights, errors)] + weights[points:]
    return best


if __name__ == "__main__":
    for name, f, high, m, n in (
        ("erf(x)/x in z = x^2, x to 3.93", lambda z: erf(sqrt(z)) / sqrt(z), mpf("15.45"), 7, 7),
        ("tanh(x)/x in z = x^2, x to 11.4", lambda z: tanh(sqrt(z)) / sqrt(z), mpf("129.96"), 6, 5),
    ):
        error, p, q = rational(f, mpf(10) ** -20, high, m, n)
        print(f"{name}: degrees {m} and {n}, 2^{float(log(error, 2)):.1f}")
        for side in (p, q):
            print("  {" + ", ".join(float(c).hex() for c in side) + "}")
