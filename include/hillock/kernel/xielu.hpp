// The left side of xIELU: b x + a (e^x - 1 - x), and its derivative b + a (e^x - 1), both with a zero.
//
// e^x - 1 - x is a series beside 0, where the difference would cancel. At the zeros of the default parameters both are
// written in the distance from the zero.
//
// All is computed in a wider type. Floats are rounded once, 0.5000 ULP. Doubles in sums of two: 1/2 ULP the result; the
// rest is e^x - 1, largest where another n begins in its 2^n (1 + tail): by climbing 1.2127, at -(log 2)/2; f', which
// is (a - b) (e^d - 1) for d from its zero, 1.4784, without FMA 1.6623, at d = (log 2)/2.
#pragma once

#include <hillock/kernel/expm1.hpp>
#include <hillock/kernel/units.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// Of a = 0.8 and b = 0.5 as Scalars: where f and f' are 0, and f' and a e^x at the first. From
/// tests/accuracy/coefficients.py.
template <typename Scalar>
struct XieluZeros {
  static constexpr double a = 0.8, b = 0.5;
  static constexpr double zero = -0x1.375ba510ba362p+1, zero_low = 0x1.5c4c2dc7078cfp-53;
  static constexpr double slope = -0x1.d684b1e9e4372p-3, slope_low = -0x1.098dcb812b434p-57;
  static constexpr double bend = 0x1.1fc368f9045ebp-4, bend_low = 0x1.ece468fda9797p-58;
  static constexpr double least = -0x1.f62f40794a7b8p-1, least_low = 0x1.8ef88c8e9bd1fp-55;
};
template <>
struct XieluZeros<float> {
  static constexpr double a = 0x1.99999ap-1, b = 0.5;
  static constexpr double zero = -0x1.375ba46752d02p+1, zero_low = -0x1.cca5ec9cfffe3p-57;
  static constexpr double slope = -0x1.d684b2a119285p-3, slope_low = 0x1.9a4f714ff0d5bp-58;
  static constexpr double bend = 0x1.1fc36abdcdaf6p-4, bend_low = 0x1.9a4f714ff0d5bp-58;
  static constexpr double least = -0x1.f62f3fa3f5269p-1, least_low = -0x1.c59d07d2faf9cp-56;
};

/// e^x - 1 to the last digits of a double, also for results in float: what follows may cancel.
template <typename Number>
HILLOCK_INLINE Number full_expm1(Number x) {
  if constexpr (computes<Number, Arithmetic::in_double>) {
    return Number::of(expm1(Lanes<double, Number::width>::of(x.data)).data);
  } else {
    return expm1(x);
  }
}

/// A result as it will be rounded to the elements' type.
template <typename Number>
HILLOCK_INLINE auto as_element(Number y) {
  if constexpr (computes<Number, Arithmetic::in_double>) {
    return widen(narrow(y));
  } else {
    return leading(y);
  }
}

/// e^x - 1 - x, with full relative accuracy around 0.
template <int W>
HILLOCK_INLINE Lanes<double, W, float> exp_less_line(Lanes<double, W, float> x) {
  using V = Lanes<double, W, float>;
  const V c = clamp(x, -0.34, 0.34), beside = (c * c) * detail::polynomial<ExpTail<double, double>>(c);
  return select(abs(x) < V(0.34), beside, full_expm1(x) - x);
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> exp_less_line(DoubleWord<V> x) {
  const DoubleWord<V> c = clamp(x, -0.34, 0.34), square = c * c;
  const V cubic = square.high * c.high * detail::polynomial<ExpCubicTail>(c.high);
  const DoubleWord<V> sum = fast_two_sum(square.high * V(0.5), cubic);
  const DoubleWord<V> beside = fast_two_sum(sum.high, sum.low + square.low * V(0.5));
  return select(abs(x.high) < V(0.34), beside, expm1(x) - x);
}
template <typename T>
SingleValue<T> exp_less_line(const SingleValue<T>& x) {
  // The series to x^12 / 12!, from its end.
  SingleValue<T> sum(1.0);
  for (int k = 16; k >= 3; --k) sum = SingleValue<T>(1.0) + sum * x / SingleValue<T>(double(k));
  return select(abs(x) < SingleValue<T>(0.34), SingleValue<T>(0.5) * x * x * sum, expm1(x) - x);
}

/// b x + a (e^x - 1 - x) for -2^10 <= x <= 0, and the same as (b - a) x + a (e^x - 1) where that cancels less.
template <typename Number, typename Scalar>
HILLOCK_INLINE Number xielu_left(Number x, Scalar a, Scalar b) {
  using V = RegisterOf<Number>;
  const Number beside = Number(b) * x + Number(a) * exp_less_line(x);
  const Number outer = (Number(b) - Number(a)) * x + Number(a) * full_expm1(x);
  return select(leading(x) > V(-0.34), beside, outer);
}
template <typename Number, typename Scalar>
HILLOCK_INLINE Number xielu_left_derivative(Number x, Scalar a, Scalar b) {
  using V = RegisterOf<Number>;
  const Number e = full_expm1(x);
  const Number outer = (Number(b) - Number(a)) + Number(a) * (e + Number(1.0));
  return select(leading(x) > V(-0.7), Number(b) + Number(a) * e, outer);
}

/// The same for a = 0.8 and b = 0.5 with full relative accuracy at the zeros z: f(x) = f'(z) d + a e^z (e^d - 1 - d)
/// with d = x - z, and f'(x) = (a - b) (e^d - 1).
template <typename Zeros, typename Number>
HILLOCK_INLINE Number xielu_left_near_zero(Number x, Number y) {
  using V = RegisterOf<Number>;
  const Number d = (x - Number(Zeros::zero)) - Number(Zeros::zero_low);
  const Number beside = constant<Number>(Zeros::slope, Zeros::slope_low) * d +
                        constant<Number>(Zeros::bend, Zeros::bend_low) * exp_less_line(clamp(d, -0.34, 0.34));
  return select(abs(leading(d)) < V(0.34), beside, y);
}
template <typename Zeros, typename Number>
HILLOCK_INLINE Number xielu_left_slope(Number x) {
  const Number d = (x - Number(Zeros::least)) - Number(Zeros::least_low);
  return (Number(Zeros::a) - Number(Zeros::b)) * full_expm1(d);
}

/// Of floats, a = 0.8 and b = 0.5, for x in [end, 0]: f(x) / (x (x - zero)) in x - centre, `zero` without its low part,
/// degree 8, 2^-28.0; the low part comes in as `rest`, what it makes of f(x) / x. From tests/accuracy/float_kernels.py.
struct XieluLeft {
  static constexpr double end = -2.69, centre = -0x1.51cp0, zero = -0x1.375ba4p+1, rest = 0x1.3847f2p-28;
  static constexpr double values[] = {0x1.09718cp-3,  0x1.4b7a6ep-5,  0x1.400556p-7,  0x1.f545f0p-10, 0x1.498ea0p-12,
                                      0x1.74ba24p-15, 0x1.722e2ap-18, 0x1.539c12p-21, 0x1.0b3f54p-24};
};
/// XIELU with FMA: x h(x) with an h that is one polynomial around the zero of f and 0; to the left of both f is a
/// sum of three terms, none of which is negative.
///
/// Error: largest just left of 0: the last sum 0.50 ULP of the result; h's polynomial, the sum of its last step 0.6, of
/// the one before 0.3, and what is left of d's rounding. Every float 1.8841, at -0.0156; f' 2.7825, at -0.4611,
/// where n = 1 begins (see tanh.hpp).
template <int W>
HILLOCK_INLINE Lanes<float, W> published_xielu(Lanes<float, W> x, float alpha_p) {
  using V = Lanes<float, W>;
  using Left = XieluLeft;
  constexpr float a = static_cast<float>(XieluZeros<float>::a), b = static_cast<float>(XieluZeros<float>::b);
  const V end(Left::end), c = clamp(x, Left::end, 0.0), zero(Left::zero), d = c - zero;
  // What d is rounded by counts next to 0, where it is largest and the polynomial 0.2.
  const V rest = madd(c - (d + zero), V(0.2), V(Left::rest));
  const V factor = detail::polynomial<Left>(c - V(Left::centre)), slope = d * factor;
  const V middle = madd(c, slope, c * (madd(d, factor, -slope) + rest));
  const V y = select(x < V(0.0), middle, x * madd(V(alpha_p), clamp_below(x, 0.0), V(b)));
  const auto parts = exp_parts(clamp(x, -32.0, 0.0));
  const V power = parts.power(), exponential = madd(parts.tail, power, power);
  return select(x < end, madd(V(a), exponential, madd(V(b - a), x, V(-a))), y);
}
template <int W>
HILLOCK_INLINE Lanes<float, W> published_xielu_derivative(Lanes<float, W> x, float alpha_p) {
  using V = Lanes<float, W>;
  constexpr float a = static_cast<float>(XieluZeros<float>::a), b = static_cast<float>(XieluZeros<float>::b);
  const FloatSum least(XieluZeros<float>::least);
  const V d = (clamp(x, -32.0, 0.0) - V(least.high)) - V(least.low);
  const auto parts = exp_parts_for_sum_with_one(d);
  const V power = parts.power(), left = madd(parts.tail, power, power - V(1.0)) * V(a - b);
  return select(x >= V(0.0), madd(V(2 * alpha_p), clamp_below(x, 0.0), V(b)), left);
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
