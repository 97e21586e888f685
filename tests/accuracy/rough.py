"""Coefficients of the fast tier's kernels: least squares in 200-bit arithmetic, reweighted towards equal errors (C. L.
Lawson, 1961). Prints them rounded to float, with log2 of the largest relative error before that. Usage: python3 rough.py
(needs mpmath)"""
from mpmath import erf, erfc, exp, log, log1p, mp, mpf, sqrt, tanh

from lawson import as_float, chebyshev_nodes, lawson
from rational import rational

mp.prec = 200


def show(name, error, *lists):
    print(f"{name}: 2^{float(log(error, 2)):.2f}")
    for values in lists:
        print("  {" + ", ".join(as_float(v).hex() for v in values) + "}")


def fit(basis, base, nodes):
    """c with base + sum c_k basis_k near 1 at all nodes."""
    return lawson([basis(x) for x in nodes], [1 - base(x) for x in nodes], rounds=60)


def polynomial(f, low, high, degree):
    return fit(lambda x: [x**k / f(x) for k in range(degree + 1)], lambda x: mpf(0), chebyshev_nodes(low, high, 120))


def half_exp(degree, margin=mpf(2) ** -22):
    """P(r) = 1 + c1 r + ... near e^r on |r| <= h = ln(2)/2 with P(h) = 2 P(-h) (1 - margin): c1 follows from the others."""
    h = log(2) / 2
    step = [h**k - 2 * (1 - margin) * (-h) ** k for k in range(1, degree + 1)]
    jump = 2 * (1 - margin) - 1
    error, rest = fit(
        lambda x: [(x**k - step[k - 1] / step[0] * x) / exp(x) for k in range(2, degree + 1)],
        lambda x: (1 + jump / step[0] * x) / exp(x),
        chebyshev_nodes(-h, h, 120) + [-h, h],
    )
    c1 = (jump - sum(s * c for s, c in zip(step[1:], rest))) / step[0]
    return error, [c / 2 ** (k + 1) for k, c in enumerate([c1] + rest)]  # in 2r


def normal(t):
    u = (1 - t) / 2
    a = 4 / u - 4
    return exp(a * a / 2) * erfc(a / sqrt(mpf(2))) / 2 / u


show("HalfExpTail, of e^(r/2)", *half_exp(3))
show("RoughLog1p: log(1 + e) / e on [0, 1]", *polynomial(lambda e: log1p(e) / e, mpf(10) ** -10, mpf(1), 4))
show("NormalTail<Rough>, a to 14.6", *polynomial(normal, mpf(-1), 1 - 8 / mpf("18.6"), 4))
show("tanh(x)/x in z = x^2, x to 4.8", *rational(lambda z: tanh(sqrt(z)) / sqrt(z), mpf(10) ** -20, mpf("4.8") ** 2, 2, 2, rounds=40))
show("erf(x)/x in z = x^2, x to 3.2", *rational(lambda z: erf(sqrt(z)) / sqrt(z), mpf(10) ** -20, mpf("3.2") ** 2, 2, 3, rounds=40))
