"""Coefficients of the kernels in float: weighted least squares in 200-bit arithmetic, reweighted towards equal errors (C.
L. Lawson, 1961); each coefficient is rounded to float before the next ones are fitted. Prints them with log2 of the
largest weighted error, as rounded. Usage: python3 float_kernels.py (needs mpmath)"""
from mpmath import erfc, exp, expm1, findroot, log, log1p, mp, mpf, pi, sin, sqrt, tanh

from lawson import as_float, chebyshev_nodes, lawson

mp.prec = 200


def polynomial(name, f, weight, low, high, degree):
    """sum c_k x^k near f(x), the error times weight(x) as small as can be."""
    low, high = mpf(low), mpf(high)
    nodes = chebyshev_nodes(low, high, 8 * (degree + 2))
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

f = lambda z: (sqrt(z) - tanh(sqrt(z))) / (z * sqrt(z))
polynomial("TanhShrinkNear", f, lambda z: 1 / f(z), TINY, 1, 7)

f = lambda z: (1 - tanh(sqrt(z)) / sqrt(z)) / z
polynomial("TanhExpNear", f, lambda z: z * sqrt(z) / tanh(sqrt(z)), TINY, 1, 6)

f = lambda z: (tanh(sqrt(z)) / sqrt(z) - tanh(sqrt(z)) ** 2 - 1) / z
polynomial("LiSHTSlopeNear", f, lambda z: z / (2 + z * f(z)), TINY, "0.3907", 4)

polynomial("Log1pNear", lambda e: (log1p(e) / e - 1) / e, lambda e: e * e / log1p(e), mpf(10) ** -6, 1, 8)

# gelu'(-a) e^(a^2/2) / (a0 - a), a0 its zero, in t = (a - 3) / (a + 3) for a up to 14.6.
ratio = lambda a: exp(a * a / 2) * erfc(a / sqrt(2)) / 2 - a / sqrt(2 * pi)
zero = findroot(ratio, 0.75)
f = lambda t: ratio(3 * (1 + t) / (1 - t)) / (zero - 3 * (1 + t) / (1 - t))
polynomial("GELUSlope", f, lambda t: 1 / f(t), -1, mpf("11.6") / mpf("17.6"), 9)
high = as_float(zero)
print(f"  zero {high.hex()}, zero_low {as_float(zero - mpf(high)).hex()}")

f = lambda r: (1 - mpf(2) ** -r) / r - 1 if r else log(2) - 1
polynomial("BinaryTail", f, lambda r: 1 / (1 + f(r)), "-0.5001", "0.5001", 5)

f = lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z
polynomial("SineNear", f, lambda z: z * sqrt(z) / sin(sqrt(z)), TINY, "2.52", 3)

f = lambda z: (sin(sqrt(z)) ** 2 - z) / z**2
polynomial("SquareOfSineNear", f, lambda z: z * z / sin(sqrt(z)) ** 2, TINY, "0.63", 3)

# xielu(x) / (x (x - x0)) in x - centre, x0 its zero; of the centres that are multiples of 2^-10 the one whose first
# coefficient is rounded least.
a, b, centre = mpf(as_float(mpf("0.8"))), mpf("0.5"), mpf(-1351) / 1024
xielu = lambda x: b * x + a * (expm1(x) - x)
zero = findroot(xielu, mpf("-2.43"))
f = lambda d: xielu(d + centre) / ((d + centre) * (d + centre - zero))
polynomial("XieluLeft", f, lambda d: 1 / f(d), mpf("-2.69") - centre, -centre - mpf(10) ** -30, 8)
high = as_float(zero)
print(f"  zero {high.hex()}, rest {as_float((mpf(high) - zero) * f(zero + mpf(10) ** -20 - centre)).hex()}")
