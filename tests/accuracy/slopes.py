"""The constants of math/slopes.hpp: for each derivative the floats next to its zero and to e^y there, and what is left
over between them and the exact ones. Usage: python3 slopes.py (needs mpmath)"""
from mpmath import exp, findroot, log, mp, mpf, pi, sqrt

from lawson import as_float

mp.prec = 200


def near(value):
    return mpf(as_float(value))


def show(name, **constants):
    print(name + ": " + ", ".join(f"{key} {as_float(value).hex()}" for key, value in constants.items()))


# N = 1 + e + y.
zero = findroot(lambda y: 1 + exp(y) + y, -1.278)
y0, e0 = near(zero), near(exp(zero))
assert 1 + e0 + y0 == 0
show("SiLUSlope", y0=y0, e0=e0, rest=y0 - log(e0))

# z = c1 a + c3 a^3 and N = 1 + e - a z' at y = -z.
c1 = 2 * sqrt(2 / pi)
c3 = c1 * mpf("0.044715")
z = lambda a: c1 * a + c3 * a**3
t = lambda a: c1 * a + 3 * c3 * a**3
zero = findroot(lambda a: 1 + exp(-z(a)) - t(a), 0.7525)
a0, y0, e0 = near(zero), near(-z(zero)), near(exp(-z(zero)))
show("GELUTanhSlope", a0=a0, y0=y0, e0=e0, rest=y0 - log(e0), excess=1 + e0 - t(a0))
show("  P", c0=c1 + 3 * c3 * a0**2, c1=3 * c3 * a0, c2=3 * c3)

# N = (e + 2) (e^2 + 2 e + 2) + 4 y (e + 1).
numerator = lambda y, e: (e + 2) * (e * e + 2 * e + 2) + 4 * y * (e + 1)
zero = findroot(lambda y: numerator(y, exp(y)), -1.192)
y0, e0 = near(zero), near(exp(zero))
show("MishSlope", y0=y0, e0=e0, rest=y0 - log(e0), excess=numerator(y0, e0))
show("  P", c0=e0**2 + 4 * e0 + 6 + 4 * y0, c1=e0 + 4)
