"""Chebyshev interpolation in mpmath, for the scripts that print coefficients beside this one."""
import mpmath
from mpmath import mpf


def interpolate(f, a, b, degree):
    """Coefficients of the polynomial through f at the Chebyshev nodes of [a, b], lowest first (Newton's form, expanded)."""
    a, b = mpf(a), mpf(b)
    nodes = [(a + b) / 2 + (b - a) / 2 * mpmath.cos(mpmath.pi * (2 * i + 1) / (2 * (degree + 1))) for i in range(degree + 1)]
    c = [f(x) for x in nodes]
    for j in range(1, degree + 1):
        for i in range(degree, j - 1, -1):
            c[i] = (c[i] - c[i - 1]) / (nodes[i] - nodes[i - j])
    p = [mpf(0)]
    for i in range(degree, -1, -1):
        q = [mpf(0)] * (len(p) + 1)
        for k, v in enumerate(p):
            q[k + 1] += v
            q[k] -= v * nodes[i]
        q[0] += c[i]
        p = q
    return p[: degree + 1]


def split(x):
    """x as the sum of two doubles."""
    high = float(x)
    return high, float(x - mpf(high))


def log2_error(p, doubled, f, weight, a, b, points=400):
    """log2 of the largest |p - f| weight with coefficients rounded to double, the first `doubled` to sums of two."""
    q = [sum(map(mpf, split(c))) if i < doubled else mpf(float(c)) for i, c in enumerate(p)]
    worst = mpf(0)
    for i in range(points):
        x = mpf(a) + (mpf(b) - mpf(a)) * i / (points - 1)
        if x != 0:
            worst = max(worst, abs((mpmath.polyval(q[::-1], x) - f(x)) * weight(x)))
    return float(mpmath.log(worst, 2))


def hexadecimal(values):
    return "{" + ", ".join(float(v).hex() for v in values) + "}"


def show(name, p, doubled, f, weight, a, b):
    """Prints a coefficient struct as it stands in include/hillock/math, with its error."""
    print(f"// {name}: degree {len(p) - 1}, 2^{log2_error(p, doubled, f, weight, a, b):.1f}")
    if doubled:
        print(f"lows[] = {hexadecimal(split(c)[1] for c in p[:doubled])};")
    print(f"values[] = {hexadecimal(p)};")
