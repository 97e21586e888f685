"""Coefficients of the fast tier's kernels: least squares in 200-bit arithmetic, reweighted towards equal errors (C. L.
Lawson, 1961). Prints them rounded to float, with log2 of the largest relative error before that. Usage: python3 rough.py
(needs mpmath)"""
import itertools

from mpmath import erf, erfc, exp, floor, log, log1p, mp, mpf, pi, polyval, sqrt, tanh

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
show("FastLog1p: log(1 + e) / e on [0, 1]", *polynomial(lambda e: log1p(e) / e, mpf(10) ** -10, mpf(1), 4))
show("NormalTail<target::Fast>, a to 14.6", *polynomial(normal, mpf(-1), 1 - 8 / mpf("18.6"), 4))
def table(name, f, end, degree=3):
    """f in eight pieces that end where 1 + a is a float with one digit behind its first, and the last at `end`: rows of
    coefficients, lowest first; columns in the order of the last two bits of the exponent and the first of the digits."""
    ends = [mpf(v) for v in (0, 0.5, 1, 2, 3, 5, 7, 11, end)]
    pieces, worst = [], 0
    for low, high in zip(ends, ends[1:]):
        high = max(high, low + 1)  # behind the end: never asked for
        nodes, values = chebyshev_nodes(low, high, 40), []
        rest = [f(a) for a in nodes]
        for k in range(degree, -1, -1):  # each rounded before the others are fitted
            c = as_float(lawson([[a**j for j in range(k, -1, -1)] for a in nodes], rest, rounds=15)[1][0])
            values.append(c)
            rest = [r - c * a**k for r, a in zip(rest, nodes)]
        pieces.append(values[::-1])
        worst = max(worst, max(abs(r) for r in rest))
    print(f"{name}: 2^{float(log(worst * log(2), 2)):.2f} of 2^p")
    for row in zip(*(pieces[2:] + pieces[:2])):
        print("  {" + ", ".join(c.hex() + "f" for c in row) + "},")


def log_normal(a):
    return log(erfc(a / sqrt(mpf(2))) / 2, 2)


def log_gelu_tanh_gate(a):
    return -log(1 + exp(2 * sqrt(2 / pi) * a * (1 + mpf("0.044715") * a * a)), 2)


show("HalfwayPower: 2^r on [-1/2, 1/2]", *polynomial(lambda r: mpf(2) ** r, mpf(-0.5), mpf(0.5), 3))
table("FastNormalGate: log2 Phi(-a)", log_normal, 14.6)
table("FastGELUTanhGate: log2 sigma(-2 sqrt(2/pi) (a + 0.044715 a^3))", log_gelu_tanh_gate, 10.8)


def evaluate(p, q, c, rounded_products):
    """c N(z) / D(z) with z = c^2 in floats, products rounded before they are added, or not."""
    product = as_float if rounded_products else lambda value: value

    def horner(coefficients, z):
        total = coefficients[-1]
        for k in coefficients[-2::-1]:
            total = as_float(mpf(k) + product(mpf(z) * total))
        return total

    z = as_float(mpf(c) * c)
    return as_float(mpf(as_float(mpf(c) * horner(p, z))) / horner(q, z))


def ending_at_one(p, q, end):
    """Floats near the coefficients with which the quotient is 1 at the end, however it is rounded."""
    p, q = [as_float(v) for v in p], [as_float(v) for v in q]

    def beside(value, steps):
        return as_float(mpf(value) + steps * mpf(2) ** (floor(log(abs(value), 2)) - 23))

    z = mpf(end) ** 2
    for steps in sorted(itertools.product(range(-3, 4), repeat=4), key=lambda s: sum(map(abs, s))):
        short_q = [q[0]] + [beside(v, k) for v, k in zip(q[1:], steps)]
        short_p = [beside(v, k) for v, k in zip(p, steps[2:])]
        short_p.append(as_float((polyval(short_q[::-1], z) / end - polyval(short_p[::-1], z)) / z ** len(short_p)))
        if all(evaluate(short_p, short_q, end, rounded) == 1 for rounded in (False, True)):
            return short_p, short_q
    raise ArithmeticError("no floats near these coefficients give 1 at the end")


def odd_up_to_one(name, f, end):
    """f(x)/x in z = x^2 with degrees 2 and 2, 1 at the end; of x up to 2^-13 is cut off, and half of that made good."""
    share, end = 1 + mpf(2) ** -14, mpf(end)
    error, p, q = rational(lambda z: f(sqrt(z) * share) / sqrt(z), mpf(10) ** -20, end**2, 2, 2, rounds=40, through=(end**2, 1 / end))
    show(f"{name}(x)/x in z = x^2, 1 at {float(end)}", error, *ending_at_one(p, q, end))


odd_up_to_one("tanh", tanh, 4.5)
odd_up_to_one("erf", erf, 2.5498046875)
