// The hyperbolic tangent and its derivative.
//
// With FMA tanh a = h / (h + 1), h = (e^(2a) - 1) / 2, a = |x|; without -m / (2 + m), m = e^(-2a) - 1. The reduction is
// that of e^(2a), 2a = n ln 2 + 2r (see exp.hpp): with t = (e^(2r) - 1) / 2, h = 2^n t + (2^n - 1) / 2 is one fused sum
// of which nothing is lost, however small a is.
//
// Three texts: of the elements' own type with FMA; of doubles without, of sums of two and of single values; and, where
// few digits count (results in float computed in double, by default too without FMA; the fast tier), a quotient of two
// polynomials.
//
// What each rounding costs with FMA, in ULP of tanh, where the sum is largest:
//   from 0.35 on, at a = 0.52: the division 0.50, h + 1 0.50, h 0.27, t 0.27, r 0.19, the polynomial 0.16: 1.90;
//   floats below 0.35, as h - h q with q = h / (h + 1), at a = 0.174, where n = 1 begins and h = 1/2 + 2t cancels:
//     t 0.69, the last sum 0.50, r 0.49, h 0.34, q and h + 1 0.22, the polynomial 0.41: 2.65, were all to meet;
//   doubles below 0.35, as a polynomial: 0.78.
// Measured: every float 1.8788, at 0.22195, where h alone costs 0.61; doubles 1.7032, at 0.5258, without FMA 1.5274, at
// 0.1732. What tanh' costs stands in logistic.hpp.
#pragma once

#include <hillock/kernel/gated.hpp>
#include <hillock/kernel/logistic.hpp>
#include <hillock/kernel/units.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// From here on tanh rounds to 1.
template <typename Scalar>
inline constexpr double tanh_saturation = 1e3;
template <>
inline constexpr double tanh_saturation<double> = 20;
template <>
inline constexpr double tanh_saturation<float> = 10;

/// -m / (2 + m) for m = b + c with |b| >= |c| or b = 0. The roundings of both sums and of the division are made good by
/// one Newton step on the remainder: about half an ULP, from where they would add up to 2.5.
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> minus_m_over_two_plus_m(Lanes<S, W> b, Lanes<S, W> c) {
  using V = Lanes<S, W>;
  const DoubleWord<V> m = fast_two_sum(b, c);
  const DoubleWord<V> denominator = fast_two_sum(V(2.0), m.high);
  const V reciprocal = V(1.0) / denominator.high;
  const V quotient = -m.high * reciprocal;
  const V error = madd(quotient, denominator.low + m.low, m.low);
  return madd(remainder(-m.high, quotient, denominator.high) - error, reciprocal, quotient);
}
/// Sums of two divide as they are.
template <typename V>
HILLOCK_INLINE DoubleWord<V> minus_m_over_two_plus_m(DoubleWord<V> b, DoubleWord<V> c) {
  const DoubleWord<V> m = b + c;
  return -m / (DoubleWord<V>(2.0) + m);
}

/// tanh|x| = -m / (2 + m) with m = e^(-2|x|) - 1, which keeps its relative accuracy down to the smallest x. Odd bit for
/// bit, the sign of zero included; tanh(+-inf) = +-1; NaN stays.
///
/// Error of doubles without FMA: 1/2 ULP the last correction. The rest is that of the tail of e^(-2|x|): it and its r
/// are rounded at 2^-54 while the largest tails, at 2|x| = (log 2)/2, meet a tanh with units of 2^-55. By
/// climbing 1.53, at |x| = 0.173.
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number tanh(Number x) {
  using S = typename NumberTraits<Number>::Scalar;
  using V = typename NumberTraits<Number>::Register;
  const Number z = times_power(clamp_above(abs(x), tanh_saturation<S>), V(-2.0));
  if constexpr (computes<Number, Arithmetic::single>) {
    const Number m = expm1(z);
    return with_sign_of(-m / (Number(2.0) + m), x);
  } else {
    const auto parts = exp_parts(z);
    const V power = parts.power();
    // m = (2^n - 1) + 2^n tail as an unrounded sum.
    return with_sign_of(minus_m_over_two_plus_m(Number(power) - Number(1.0), times_power(parts.tail, power)), x);
  }
}

/// tanh(x) = x N(z) / D(z), z = x^2, for results in float and |x| up to 11.4, where tanh is 1 - 2^-32: near enough to 1
/// that a square or a product made of it still rounds like the exact one. Degrees 6 and 5, relative 2^-34.5. From
/// tests/accuracy/rational.py.
struct TanhNumerator {
  static constexpr double values[] = {0x1.ffffffffabf6dp-1,  0x1.233246fa79fb5p-3,  0x1.2cbf5bb7dc7b3p-8,
                                      0x1.8925b1407aca5p-15, 0x1.3583cf0780cbep-23, 0x1.3d59a9b551ab7p-34,
                                      -0x1.f15f63ce82c3cp-47};
};
struct TanhDenominator {
  static constexpr double values[] = {1.0,
                                      0x1.e6ee78cbba4a2p-2,
                                      0x1.e79f28b72b809p-6,
                                      0x1.1795ccebb9c83p-11,
                                      0x1.9c03886fc5ee7p-19,
                                      0x1.32280e74f4142p-28};
};
template <int W>
HILLOCK_INLINE Lanes<double, W, float> tanh(Lanes<double, W, float> x) {
  return detail::odd_rational<TanhNumerator, TanhDenominator>(clamp(x, -11.4, 11.4));
}

/// Up to here functions of tanh take a series, and beyond 1 - tanh(a). From 0.55 on that is less than a half, so that
/// its errors count half; but just above 0.55 its denominator 1 + e^(2a) is just above 4, where a unit of it is largest
/// beside it: 0.625 for floats. Doubles: from 0.772 on x tanh(x) is at least a half, and 1 - tanh(a) smaller beside it.
template <typename Scalar>
inline constexpr double tanh_near = sizeof(Scalar) == 4 ? 0.625 : 0.8;

/// (tanh(x)/x - 1) / z, z = x^2, for x up to tanh_near: 2^-56.0 of tanh for doubles, from
/// tests/accuracy/coefficients.py, 2^-27.7 for floats, from tests/accuracy/float_kernels.py.
template <typename Scalar>
struct TanhNear {
  static constexpr double values[] = {-0x1.5555555555555p-2,  0x1.11111111110d1p-3,   -0x1.ba1ba1ba15419p-5,
                                      0x1.664f4880bfdfcp-6,   -0x1.226e3509f6e77p-7,  0x1.d6d3c02ac5bc8p-9,
                                      -0x1.7da250cc19f6fp-10, 0x1.354c06481b472p-11,  -0x1.f4bd9f218ef75p-13,
                                      0x1.924211c5e47c8p-14,  -0x1.38565ec5a388ep-15, 0x1.b310d3fe093ccp-17,
                                      -0x1.cf31b21aae0cep-19, 0x1.0aafaf7c281dap-21};
};
template <>
struct TanhNear<float> {
  static constexpr double values[] = {-0x1.555532p-2, 0x1.1106fcp-3, -0x1.b83712p-5, 0x1.5205d6p-6, -0x1.7555f0p-8};
};

/// 1 - tanh(a) = 2 / (1 + e^(2a)) for a in [0, 43]; a `correction` is the low part of a.
///
/// Error: 1/2 ULP the division; the denominator up to 1, where it is just above a power of two and the result just
/// below one; the tail in it and r 0.1 together.
template <typename S, int W, typename... Correction>
HILLOCK_INLINE Lanes<S, W> one_minus_tanh(Lanes<S, W> a, Correction... correction) {
  using V = Lanes<S, W>;
  const auto parts = exp_parts_for_sum_with_one<2>(a, correction...);
  return V(2.0) / madd(parts.tail, parts.power(), madd(parts.power(), V(0.5), V(1.0)));
}

#if defined(HILLOCK_FMA)
/// The same for x up to 0.35: degree 7, 2^-54.6 of tanh. From tests/accuracy/coefficients.py.
struct TanhBesideZero {
  static constexpr double values[] = {-0x1.5555555555550p-2,  0x1.111111110e405p-3,  -0x1.ba1ba1b28edd1p-5,
                                      0x1.664f44a5a8c4ep-6,   -0x1.226d3c282584dp-7, 0x1.d68f54f00eb7ep-9,
                                      -0x1.7861fbad45bc7p-10, 0x1.fd00e1e56d9bbp-12};
};
/// With FMA, as said at the head of this file: h / (h + 1), and where h is small h - h q, in which the roundings of
/// h + 1 and of the division count only as q does.
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> tanh(Lanes<S, W> x) {
  using V = Lanes<S, W>;
  const V a = clamp_above(abs(x), tanh_saturation<S>);
  const auto parts = exp_parts_for_sum_with_one<2, -1>(a);
  const V power = parts.power();
  const V h = madd(parts.tail, power, madd(power, V(0.5), V(-0.5))), q = h / (h + V(1.0));
  V inner;
  if constexpr (sizeof(S) == 4) {
    inner = nmadd(h, q, h);
  } else {
    const V z = a * a;
    inner = madd(a * z, detail::polynomial<TanhBesideZero>(z), a);
  }
  return with_sign_of(select(a < V(0.35), inner, q), x);
}
#endif
/// With FMA: a tanh(b x), near 0 with a b as the sum of two, which it is exactly.
///
/// Error for a = 1.7159, b = 2/3, largest where the series ends: the last sum 0.50 ULP, the product x a b 0.89, the
/// series 0.27, z 0.18 and its square 0.07: 1.91 (floats 1.81). Every float 1.7097, at 0.9016; doubles 1.8619, at
/// 0.9982.
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> scaled_tanh(Lanes<S, W> x, double a, double b, DoubleSum product) {
  using V = Lanes<S, W>;
  const double size_of_b = b < 0 ? -b : b, end = tanh_saturation<S> / size_of_b;
  const V clamped = clamp(x, -end, end), c = abs(clamped), size(a < 0 ? -a : a);
  const V z = c * V(size_of_b), z_low = madd(c, V(size_of_b), -z), square = z * z;
  const V exact = abs(product_with_two(clamped, constant<DoubleWord<V>>(product.high, product.low)));
  const V inner = madd(exact * square, detail::polynomial<TanhNear<S>>(square), exact);
  return with_sign_of(select(z < V(tanh_near<S>), inner, nmadd(one_minus_tanh(z, z_low), size, size)),
                      clamped * V(product.high));
}
/// cap tanh(x / cap) of floats with FMA, for a moderate cap: near 0 x itself is the first term. A cap is there for the
/// few values that reach it, so that most registers have none, and need no exponential.
///
/// Error: as scaled_tanh where the difference begins; the series costs less, its first term being exact. Every
/// float 1.1344 for a cap of 30, at 18.777; other caps 1.63, at random.
template <int W>
HILLOCK_INLINE Lanes<float, W> softcap(Lanes<float, W> x, float cap) {
  using V = Lanes<float, W>;
  const V c = clamp_above(abs(x), static_cast<float>(tanh_saturation<float>) * cap);
  const DoubleWord<V> z = quotient_by(c, cap);
  const V square = z.high * z.high, inner = madd(c * square, detail::polynomial<TanhNear<float>>(square), c);
  const auto is_inner = z.high < V(tanh_near<float>);
  if (detail::all_of(is_inner.bits)) return with_sign_of(inner, x);
  return with_sign_of(select(is_inner, inner, nmadd(one_minus_tanh(z.high, z.low), V(cap), V(cap))), x);
}
/// Its derivative, with the error of logistic_derivative: every float 2.3951, at 72.64.
template <int W>
HILLOCK_INLINE Lanes<float, W> softcap_derivative(Lanes<float, W> x, float cap) {
  using V = Lanes<float, W>;
  const V c = clamp_above(abs(x), static_cast<float>(logistic_slope_vanishes_at<float> / 2) * cap);
  const DoubleWord<V> z = quotient_by(c, cap * 0.5f);
  return logistic_derivative_of_magnitude(z.high, 4, z.low);
}

/// The same for the fast tier: degrees 2 and 2, 2^-12.0 up to 4.5, where it is 1, in floats too, with FMA and without.
/// From tests/accuracy/fast_tier.py. The digits of x that are cut off cost up to 2^-14; without them neighbours give
/// the same, or differ by more than the quotient's roundings: for every float it never decreases.
struct FastTanhNumerator {
  static constexpr double values[] = {0x1.fffae8p-1, 0x1.b63698p-4, 0x1.b073fap-11};
};
struct FastTanhDenominator {
  static constexpr double values[] = {1.0, 0x1.c2d73ep-2, 0x1.d3e756p-7};
};
template <int W>
HILLOCK_INLINE FastLanes<W> tanh(FastLanes<W> x) {
  return detail::odd_rational<FastTanhNumerator, FastTanhDenominator>(upper_digits(clamp(x, -4.5, 4.5)));
}
template <int W>
HILLOCK_INLINE FastLanes<W> tanh_derivative(FastLanes<W> x) {
  const auto y = tanh(x);
  return nmadd(y, y, FastLanes<W>(1.0));
}

/// tanh'(x) = sech^2(x) = 4 sigma'(2x); even, never cancelling.
template <typename Number>
HILLOCK_INLINE Number tanh_derivative(Number x) {
  using S = typename NumberTraits<Number>::Scalar;
  using V = typename NumberTraits<Number>::Register;
  const Number a = clamp_above(abs(x), logistic_slope_vanishes_at<S> / 2);  // twice the largest x would overflow
  return logistic_derivative_of_magnitude(times_power(a, V(2.0)), 4);
}

/// a tanh(b x) for moderate parameters, and a b sech^2(b x) = 4 a b sigma'(2 b x).
template <typename Number>
HILLOCK_INLINE Number scaled_tanh_wide(Number x, double a, double b, DoubleSum product) {
  using V = RegisterOf<Number>;
  Number c = x;
  if constexpr (computes<Number, Arithmetic::in_double>) {
    if (b == 0) c = within_range(x);
  } else {
    const double end = 2 * tail_vanishes_at<Number> / (b < 0 ? -b : b);
    c = clamp(x, -end, end);
  }
  const Number y = tanh(times_exactly(c, b)) * Number(a);
  const auto tiny = abs(leading(c)) * V(b < 0 ? -b : b) < V(0x1p-35);
  return select(tiny, times_constant(c, product.high, product.low), y);
}
template <typename Number>
HILLOCK_INLINE Number scaled_tanh_derivative(Number x, double b, DoubleSum product) {
  if constexpr (computes<Number, Arithmetic::in_double>) {
    return logistic_slope(times_exactly(b == 0 ? within_range(x) : x, 2 * b), 4 * product.high, 4 * product.low);
  } else {
    return logistic_slope(gate_argument(x, 2 * b), 4 * product.high, 4 * product.low);
  }
}
/// The same in the precise tier of doubles for parameters of any size; `product` is that of the mantissas.
template <typename V>
HILLOCK_INLINE DoubleWord<V> scaled_tanh(DoubleWord<V> x, Factor a, const Units<double>& b, DoubleSum product) {
  const DoubleWord<V> z = two_product(b(x.high), V(b.mantissa));
  const DoubleWord<V> y = value_times_power<V>({tanh(z) * V(a.mantissa), V(0.0)}, a.exponent);
  const auto tiny = abs(z.high) < V(0x1p-35);
  constexpr double largest = (std::numeric_limits<double>::max)();
  const V c = select(tiny, clamp(x.high, -largest, largest), V(0.0));
  return select(tiny, DoubleWord<V>(line(c, product.high, product.low, a.exponent + b.exponent)), y);
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> scaled_tanh_derivative(DoubleWord<V> x, Factor a, const Units<double>& b,
                                                    DoubleSum product) {
  const int exponent = a.exponent + b.exponent + 2;
  // Where the result rounds to 0.
  const double end = exp_underflow<double> - 4 - 0.6932 * exponent;
  const DoubleWord<V> z = times_power(two_product(b(x.high), V(b.mantissa)), V(2.0));
  const Scaled<DoubleWord<V>> e = exp_scaled_far(clamp_below(-abs(z), end < -64 ? end : -64));
  const DoubleWord<V> next = one_plus(value_times_power(e, 0));
  return value_times_power<V>({e.mantissa * DoubleWord<V>(V(product.high), V(product.low)) / (next * next), e.exponent},
                              exponent);
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
