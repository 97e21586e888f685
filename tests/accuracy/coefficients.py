"""Coefficients of the kernels in include/hillock/math that are not from Sollya: Chebyshev interpolation in 400-bit
arithmetic. Prints them with log2 of the largest relative error. Usage: python3 coefficients.py (needs mpmath)"""
import mpmath
from mpmath import atanh, cos, cosh, erf, erfc, exp, log, mp, mpf, pi, sin, sqrt, tanh

from chebyshev import hexadecimal, interpolate, show, split
from lawson import chebyshev_nodes, lawson, steady

mp.prec = 400
TINY = mpf(10) ** -30

# (2 atanh(s) - 2 s) / s^3 in z = s^2, for logarithms.
a = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2 * mpf("1.003")
f = lambda z: (2 * atanh(sqrt(z)) - 2 * sqrt(z)) / (z * sqrt(z))
for name, degree in (("LogTail", 10), ("LogTail<float>", 3)):
    show(name, interpolate(f, TINY, a, degree), 0, f, lambda z: z / 2, 0, a)

# (erf(x)/x - 2/sqrt(pi)) / z in z = x^2.
f = lambda z: (erf(sqrt(z)) / sqrt(z) - 2 / sqrt(pi)) / z
show("ErfTail", interpolate(f, TINY, mpf("0.26"), 10), 1, f, lambda z: z, 0, mpf("0.26"))

f = lambda z: (erf(sqrt(z)) / sqrt(z) - 2 / sqrt(pi)) / z
show("ErfNear", interpolate(f, TINY, mpf("0.641"), 10), 0, f, lambda z: z / (2 / sqrt(pi) + z * f(z)), TINY, mpf("0.641"))

# e^(x^2) erfc(x) in t = (x - 2.5) / (x + 2.5), weighted by e^(-x^2).
nodes = chebyshev_nodes(mpf("0.6999"), mpf("5.93"), 100)
rows = [[exp(-x * x) * ((x - 2.5) / (x + 2.5)) ** k for k in range(13)] for x in nodes]
error, p = lawson(rows, [erfc(x) for x in nodes], 14)
print(f"// ErfcxNear: degree 12, 2^{float(log(error, 2)):.1f}")
print(f"values[] = {hexadecimal(p)};")

# (x - tanh(x)) / x^3 in z = x^2: without its 1/3, and the whole of it.
f = lambda z: ((sqrt(z) - tanh(sqrt(z))) / (z * sqrt(z)) - mpf(1) / 3) / z
show("TanhShrinkTail", interpolate(f, TINY, mpf("0.37"), 15), 0, f, lambda z: 3 * z, 0, mpf("0.37"))
f = lambda z: (sqrt(z) - tanh(sqrt(z))) / (z * sqrt(z))
show("TanhShrinkForFloat", interpolate(f, TINY, mpf("0.365"), 6), 0, f, lambda z: 1 / f(z), TINY, mpf("0.365"))

# The whole of it for doubles with FMA, each coefficient rounded before the next is fitted.
f = lambda z: (sqrt(z) - tanh(sqrt(z))) / (z * sqrt(z))
p = steady(f, lambda z: 1 / f(z), mpf(10) ** -8, mpf("1.11"), 15)
show("TanhShrinkNear<double>", p, 0, f, lambda z: 1 / f(z), TINY, mpf("1.11"))

# (tanh(x)/x - 1) / z in z = x^2.
f = lambda z: (tanh(sqrt(z)) / sqrt(z) - 1) / z
for name, end, degree in (("TanhNear<double>", "0.64", 13), ("TanhBesideZero", "0.1226", 7)):
    show(name, interpolate(f, TINY, mpf(end), degree), 0, f, lambda z: z / (1 + z * f(z)), TINY, mpf(end))

# (lisht'(x)/x - 2) / z in z = x^2.
f = lambda z: (tanh(sqrt(z)) / sqrt(z) + 1 / cosh(sqrt(z)) ** 2 - 2) / z
show("LiSHTSlopeNear<double>", interpolate(f, TINY, mpf("0.64"), 14), 0, f, lambda z: z / (2 + z * f(z)), TINY, mpf("0.64"))

# (tanh^2(x)/z - 1) / z in z = x^2.
f = lambda z: (tanh(sqrt(z)) ** 2 / z - 1) / z
show("TanhSquaredNear", interpolate(f, TINY, mpf("0.811"), 15), 0, f, lambda z: z / (1 + z * f(z)), TINY, mpf("0.811"))

# (2 atanh(s) - 2 s) / s^3 in z = s^2, for softplus.
f = lambda z: (2 * atanh(sqrt(z)) - 2 * sqrt(z)) / (z * sqrt(z))
show("Log1pTail", interpolate(f, TINY, mpf("0.1112"), 9), 0, f, lambda z: z / (2 + z * f(z)), TINY, mpf("0.1112"))

# (1 + 2x) e^(x^2) erfc(x) in t = (x - 3) / (x + 3).
f = lambda t: (lambda x: (1 + 2 * x) * exp(x * x) * erfc(x))(3 * (1 + t) / (1 - t))
low, high = (mpf("0.499") - 3) / (mpf("0.499") + 3), mpf(25) / 31
show("ErfcxPolynomial", interpolate(f, low, high, 24), 10, f, lambda t: 1 / f(t), low, high)

# e^(x^2) erfc(x) / u in u = 1 / (1 + 0.3 x).
f = lambda u: (lambda x: exp(x * x) * erfc(x) / u)((1 / u - 1) / mpf("0.3"))
low = 1 / (1 + mpf("0.3") * mpf("10.6"))
show("ErfcxForFloat", interpolate(f, low, 1, 10), 0, f, lambda u: 1 / f(u), low, 1)

# e^(a^2/2) GELU'(-a) / (a0 - a) in t = (a - 4) / (a + 4), a0 its zero.
a0 = mpmath.findroot(lambda a: erfc(a / sqrt(2)) / 2 - a * exp(-a * a / 2) / sqrt(2 * pi), 0.75179)
f = lambda t: (lambda a: (exp(a * a / 2) * erfc(a / sqrt(2)) / 2 - a / sqrt(2 * pi)) / (a0 - a))(4 * (1 + t) / (1 - t))
high = mpf("35.7") / mpf("43.7")
show("GELUSlope<double>", interpolate(f, -1, high, 21), 0, f, lambda t: 1 / f(t), -1, high)

# (sin(x)/x - 1) / z and (cos(x) - 1 + z/2) / z^2 in z = x^2, up to a little more than pi/4.
end = mpf("0.617")
f = lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z
for name, degree, doubled in (("SineTail<float>", 3, 0), ("SineTail<double>", 7, 1)):
    show(name, interpolate(f, TINY, end, degree), doubled, f, lambda z: z / (1 + z * f(z)), TINY, end)
f = lambda z: (cos(sqrt(z)) - 1 + z / 2) / (z * z)
for name, degree in (("CosineTail<float>", 3), ("CosineTail<double>", 6)):
    show(name, interpolate(f, TINY, end, degree), 0, f, lambda z: z * z / cos(sqrt(z)), TINY, end)

# The zeros of xIELU and its derivative for a = 0.8 and b = 0.5, and at the first f' and a e^x.
for name, a in (("double", mpf(0.8)), ("float", mpf(float.fromhex("0x1.99999ap-1")))):
    zero = mpmath.findroot(lambda x: a * (exp(x) - 1 - x) + x / 2, -2.4)
    for what, value in (("zero", zero), ("slope", mpf("0.5") - a + a * exp(zero)), ("bend", a * exp(zero)),
                        ("least", log(1 - mpf("0.5") / a))):
        print(f"XieluZeros<{name}> {what}", *(part.hex() for part in split(value)))

# Constants as sums of two doubles.
scale = mpf("1.0507009873554804934193349852946")
for name, value in (
    ("2/sqrt(pi)", 2 / sqrt(pi)),
    ("1/sqrt(2)", 1 / sqrt(2)),
    ("1/sqrt(2 pi)", 1 / sqrt(2 * pi)),
    ("2 sqrt(2/pi)", 2 * sqrt(2 / pi)),
    ("0.044715", mpf("0.044715")),
    ("3 * 0.044715", 3 * mpf("0.044715")),
    ("1.702", mpf("1.702")),
    ("lambda of selu", scale),
    ("lambda alpha of selu", scale * mpf("1.6732632423543772848170429916717")),
    ("ln 2", log(2)),
    ("1/3", mpf(1) / 3),
    ("erf(ln 2)", erf(log(2))),
    ("tanh(1)", tanh(1)),
    ("pi/2", pi / 2),
):
    print(name, *(part.hex() for part in split(value)))
