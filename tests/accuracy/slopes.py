"""The constants of kernel/slopes.hpp: for each derivative the floats, and the doubles, next to its zero and to e^y there, and
what is left over between them and the exact ones. Usage: python3 slopes.py (needs mpmath)"""
from mpmath import exp, findroot, log, mp, mpf, pi, sqrt

from lawson import as_float

mp.prec = 200


def show(name, **constants):
    print(name + ": " + ", ".join(f"{key} {rounded(value).hex()}" for key, value in constants.items()))


def near(value):
    return mpf(rounded(value))


c1 = 2 * sqrt(2 / pi)
k = mpf("0.044715")
z = lambda a: c1 * a * (1 + k * a**2)
t = lambda a: c1 * a * (1 + 3 * k * a**2)
numerator = lambda y, e: (e + 2) * (e * e + 2 * e + 2) + 4 * y * (e + 1)

for scalar, rounded in (("float", as_float), ("double", float)):
    # N = 1 + e + y.
    zero = findroot(lambda y: 1 + exp(y) + y, -1.278)
    y0 = near(zero)
    e0 = near(-1 - y0)
    assert 1 + e0 + y0 == 0
    show(f"SiLUSlope<{scalar}>", y0=y0, e0=e0, rest=y0 - log(e0))

    # z = l (1 + k a^2) with l = c1 a; N = 1 + e - t with t = l (1 + 3 k a^2) at y = -z. Of t(a0) - t the factor is a0 - a
    # for floats, l0 - l for doubles.
    zero = findroot(lambda a: 1 + exp(-z(a)) - t(a), 0.7525)
    l0 = near(c1 * zero)
    a0 = near(zero) if scalar == "float" else l0 / c1
    y0, e0 = near(-z(a0)), near(exp(-z(a0)))
    first = {"a0": a0} if scalar == "float" else {"l0": l0}
    show(f"GELUTanhSlope, {scalar}s", **first, y0=y0, e0=e0, rest=y0 - log(e0), excess=1 + e0 - t(a0))
    first = 1 + 3 * k * a0**2
    if scalar == "float":
        show("  P", c0=c1 * first, c1=3 * c1 * k * a0, c2=3 * c1 * k)
    else:
        show("  P - 3 k a^2", c0=first, c0_low=first - near(first), c1=3 * k * a0)

    # N = (e + 2) (e^2 + 2 e + 2) + 4 y (e + 1).
    zero = findroot(lambda y: numerator(y, exp(y)), -1.192)
    y0, e0 = near(zero), near(exp(zero))
    show(f"MishSlope<{scalar}>", y0=y0, e0=e0, rest=y0 - log(e0), excess=numerator(y0, e0))
    show("  P", c0=e0**2 + 4 * e0 + 6 + 4 * y0, c1=e0 + 4)
