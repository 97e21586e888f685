"""The polynomials of include/hillock/kernel/derivative_zeros.hpp: f'(x) / (x - zero) around the zeros of f', by Chebyshev interpolation
in 400-bit arithmetic. Usage: python3 zeros.py [degree] (needs mpmath)"""
import sys

from mpmath import cosh, erf, erfc, exp, findroot, log, mp, mpf, nstr, pi, sqrt, tanh

from chebyshev import hexadecimal, interpolate, log2_error, split

mp.prec = 400
degree = int(sys.argv[1]) if len(sys.argv) > 1 else 15  # odd: no node at the zero itself
radius = mpf(1) / 4 * mpf("1.01")
doubled = 3


def swish(z):
    s = 1 / (1 + exp(-z))
    return s * (1 + z * (1 - s))


def gelu(x):
    return erfc(-x / sqrt(2)) / 2 + x * exp(-x * x / 2) / sqrt(2 * pi)


def gelu_tanh(x):
    k, c = 2 * sqrt(2 / pi), mpf("0.044715")
    s = 1 / (1 + exp(-k * (x + c * x**3)))
    return s * (1 + x * k * (1 + 3 * c * x * x) * (1 - s))


def mish(x):
    t = tanh(log(1 + exp(x)))
    return t + x / (1 + exp(-x)) * (1 - t * t)


def serf(x):
    s = log(1 + exp(x))
    return erf(s) + x * 2 / sqrt(pi) * exp(-s * s) / (1 + exp(-x))


def tanh_exp(x):
    e = exp(x)
    return tanh(e) + x * e / cosh(e) ** 2


def elish(x):
    e = exp(x)
    return e * (e * e + 2 * e - 1) / (1 + e) ** 2


def smish(x):
    s = 1 / (1 + exp(-x))
    w = s * (s + 2)
    return w / (w + 2) + 4 * x * s * (1 - s) * (1 + s) / (w + 2) ** 2


for name, about, f, guess in (
    ("Swish", "z = %s, of σ(z) (1 + z σ(-z))", swish, -1.278),
    ("GELU", "x = %s, of GELU'", gelu, -0.7518),
    ("GELUTanh", "x = %s, of GELUTanh'", gelu_tanh, -0.7525),
    ("Mish", "x = %s, of Mish'", mish, -1.1924),
    ("Serf", "x = %s, of Serf'", serf, -1.19),
    ("TanhExp", "x = %s, of TanhExp'", tanh_exp, -1.08),
    ("Smish", "x = %s, of Smish'", smish, -1.2),
    ("ELiSH", "x = %s = log(√2 - 1), of ELiSH'", elish, -0.88),
):
    zero = findroot(f, mpf(guess))
    slope = lambda d: f(zero + d) / d
    p = interpolate(slope, -radius, radius, degree)
    error = log2_error(p, doubled, slope, lambda d: 1 / slope(d), -radius, radius)
    high, low = split(zero)
    print(f"/// {about % (nstr(zero, 6) + '…')}: 2^{error:.1f} relative.")
    print(f"struct {name}Zero {{")
    print(f"  static constexpr double zero = {high.hex()}, zero_low = {low.hex()};")
    if name == "Swish":  # for products
        print(f"  static constexpr double zero_lowest = {float(zero - high - low).hex()};")
    print(f"  static constexpr double lows[] = {hexadecimal(split(c)[1] for c in p[:doubled])};")
    print(f"  static constexpr double values[] = {hexadecimal(p)};")
    print("};")
