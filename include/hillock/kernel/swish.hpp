// x times a logistic gate, sigma(z) (see logistic.hpp), and its derivative sigma(z) (1 + t sigma(-z)) with t = x z'(x).
//
// With FMA x takes the place of 1 as the numerator over the denominator of logistic: the product costs no rounding.
// What z = b x is off by, which the left tail would be relatively, is a low part of the reduction's r. The derivative
// is zero at z = -1.278: there 1 + t sigma(-z) cancels, and a polynomial times z - zero takes its place
// (derivative_zeros.hpp), or a numerator that is written around the zero (slopes.hpp).
#pragma once

#include <hillock/kernel/derivative_zeros.hpp>
#include <hillock/kernel/exp_of_product.hpp>
#include <hillock/kernel/gated.hpp>
#include <hillock/kernel/logistic.hpp>
#include <hillock/kernel/slopes.hpp>
#include <hillock/kernel/units.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// x sigma(z).
template <typename Number>
HILLOCK_INLINE Number logistic_gate(Number x, Number z) {
  using V = RegisterOf<Number>;
  if constexpr (computes<Number, Arithmetic::in_double>) {
    return within_range(x) / (Number(1.0) + exp_within_range(-z));
  } else {
    const auto left = is_left_of_zero(z);
    const auto e = gate_exp(-abs(z));
    const Number gate = select(left, e.mantissa, Number(1.0)) / one_plus(beside_one(e));
    return times_gate(x, leading(z), GateScaled<Number>{gate, select(left, e.exponent, V(e.no_exponent))}, 0.5);
  }
}
/// sigma(z) (1 + t sigma(-z)), the derivative of x sigma(z(x)) with t = x z'(x).
template <typename Number>
HILLOCK_INLINE Number logistic_gate_derivative(Number z, Number t) {
  using V = RegisterOf<Number>;
  if constexpr (computes<Number, Arithmetic::in_double>) {
    const V e = exp_within_range(-z), sigma = V(1.0) / (V(1.0) + e);
    return madd(t * e, sigma, V(1.0)) * sigma;  // sigma(-z) = e sigma(z)
  } else {
    const auto left = is_left_of_zero(z);
    const auto e = gate_exp(-abs(z));
    const Number p = beside_one(e), next = one_plus(p), one(1.0);
    // sigma(-z): the other numerator over the same denominator.
    const Number sigma = select(left, e.mantissa, one) / next, mirrored = select(left, one, p) / next;
    const Number y = sigma * (t * mirrored + V(1.0));
    return GateScaled<Number>{y, select(left, e.exponent, V(e.no_exponent))}.value();
  }
}

/// The same for the fast tier.
template <int W>
HILLOCK_INLINE FastLanes<W> logistic_gate(FastLanes<W> x, FastLanes<W> z) {
  return clamp_below(x, -tail_vanishes_at<FastLanes<W>>) * logistic(z);
}
template <int W>
HILLOCK_INLINE FastLanes<W> logistic_gate_derivative(FastLanes<W> z, FastLanes<W> t) {
  const FastLanes<W> sigma = logistic(z), one(1.0);
  return sigma * madd(t, one - sigma, one);
}

/// x sigma(x). In the arithmetic of the elements as a fraction with the denominator of logistic: no rounding more than
/// there.
///
/// Error: as logistic, the sums of the denominator 3/2 ULP and the division 1/2, in the limit just below 0, where x has
/// the largest digits. Every float 1.9981; doubles 1.99999, at x = -1.2e-7.
template <typename Number>
HILLOCK_INLINE Number silu(Number x) {
  if constexpr (computes<Number, Arithmetic::own, Arithmetic::fused>) {
    using S = typename Number::Scalar;
    const Number c = clamp(x, -gate_vanishes_at<S>, 64), unit(exponent_unit<S>);
    const Number y = c / logistic_denominator(c) * unit;
    return select(x > Number(64.0), x, y);
  } else {
    return logistic_gate(x, x);
  }
}

/// x sigma(b x) for a moderate b = a sum of two.
template <typename Number>
HILLOCK_INLINE Number swish(Number x, double b, double b_low) {
  return logistic_gate(x, gate_argument(x, b, b_low));
}
template <typename Number>
HILLOCK_INLINE Number swish_derivative(Number x, double b, double b_low) {
  const double end = tail_vanishes_at<Number>;
  const Number z = clamp(gate_argument(x, b, b_low), -end, end);
  return near_zero<SwishZero>(z, logistic_gate_derivative(z, z), z);
}

/// The same in the precise tier of doubles for a parameter b of any size but 0.
template <typename V>
HILLOCK_INLINE DoubleWord<V> swish(DoubleWord<V> x, const Units<double>& b) {
  const V unit = b(x.high), zero(0.0);
  const DoubleWord<V> z = two_product(unit, V(b.mantissa));
  const auto left = z.high < zero;
  // Where x sigma(z) rounds to 0.
  const double end = 0.6932 * b.exponent - 760;
  const Scaled<DoubleWord<V>> e = exp_scaled_far(clamp_below(-abs(z), end < -64 ? end : -64));
  const DoubleWord<V> gate = select(left, e.mantissa, DoubleWord<V>(1.0)) / one_plus(value_times_power(e, 0));
  const DoubleWord<V> y = value_times_power<V>({gate * unit, select(left, e.exponent, zero)}, -b.exponent);
  const DoubleWord<V> inner = select(abs(z.high) < V(0x1p-70), times_power(x, V(0.5)), y);
  // The sum of two has lost the sign of a zero.
  return select(z.high > V(64.0), x, DoubleWord<V>(with_sign_of(abs(inner.high), x.high)));
}
/// Of all sums of two.
template <typename V>
HILLOCK_INLINE DoubleWord<V> swish_derivative(DoubleWord<V> x, const Units<double>& b) {
  const double end = tail_vanishes_at<DoubleWord<V>>;
  const DoubleWord<V> z = clamp(whole_product(b(x.high), V(b.mantissa)), -end, end);
  return near_zero<SwishZero>(z, logistic_gate_derivative(z, z), z);
}

#if defined(HILLOCK_FMA)
/// x sigma(x b) with FMA, for x b from -gate_vanishes_at to 64; of floats b comes times log2 e.
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> logistic_gate(Lanes<S, W> x, DoubleWord<Lanes<S, W>> b) {
  return x / logistic_denominator(exp_parts_of_product<-exponent_room<S>, -1>(x, b)) * Lanes<S, W>(exponent_unit<S>);
}
/// Beyond +-this, x sigma(b x) rounds to -0 or to x: gate_vanishes_at / |b|, or the largest number.
template <typename S>
HILLOCK_INLINE double gate_vanishes_at_for(double b) {
  constexpr double largest = static_cast<double>((std::numeric_limits<S>::max)());
  const double size = b < 0 ? -b : b;
  return size > gate_vanishes_at<S> / largest ? gate_vanishes_at<S> / size : largest;
}
/// x sigma(b x) with FMA and b of at least a half.
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> swish(Lanes<S, W> x, double b, double b_low) {
  using V = Lanes<S, W>;
  // From where on it rounds to -0, and to x.
  const double nothing = -gate_vanishes_at<S> / b, all = 60 / b;
  const V c = b < 0 ? clamp(x, all, nothing) : clamp(x, nothing, all);
  return select(x * V(b < 0 ? -1.0 : 1.0) > V(b < 0 ? -all : all), x,
                logistic_gate(c, sizeof(S) == 4 ? constant<DoubleWord<V>>(b * 0x1.71547652b82fep0, 0.0)
                                                : constant<DoubleWord<V>>(b, b_low)));
}
/// sigma(z) (1 + z sigma(-z)) with FMA, z a sum of two within gate_vanishes_at. With e = e^-|z| it is N / (1 + e)^2, on
/// the left times e, and N = 1 + e + z e, on the left 1 + e + z: each kept as a sum of two, and the quotient refined by
/// its remainder.
template <int W>
HILLOCK_INLINE Lanes<double, W> fused_gate_derivative(DoubleWord<Lanes<double, W>> z) {
  using V = Lanes<double, W>;
  const auto left = z.high < V(0.0);
  const V one(1.0), zero(0.0), unit(exponent_unit<double>);
  const auto parts = exp_parts<exponent_room<double>, -1>(abs(z.high), select(left, -z.low, z.low));
  const V power = parts.power();
  const V large_e = madd(parts.tail, power, -power), large_e_low = madd(parts.tail, power, -power - large_e);
  const V e = large_e * unit, e_low = large_e_low * unit;
  const V next = one + e, next_low = (e - (next - one)) + e_low;
  const V mirrored = select(left, one, e), mirrored_low = select(left, zero, e_low);
  const DoubleWord<V> product = two_product(z.high, mirrored), sum = two_sum(next, product.high);
  const V product_low = product.low + madd(z.high, mirrored_low, z.low * mirrored);
  const V sum_low = sum.low + (next_low + product_low);
  // 2^exponent_room too large.
  const V factor = select(left, large_e, V(1 / exponent_unit<double>)), factor_low = select(left, large_e_low, zero);
  const DoubleWord<V> numerator = two_product(sum.high, factor), denominator = two_product(next, next);
  const V numerator_low = numerator.low + madd(sum.high, factor_low, sum_low * factor);
  const V denominator_low = madd(next + next, next_low, denominator.low);
  return rounded_quotient(DoubleWord<V>(numerator.high, numerator_low),
                          DoubleWord<V>(denominator.high, denominator_low)) *
         unit;
}
/// The same for floats. On the left 1 + z is exact where it cancels, and what e is off by matters most as the
/// factor: that, and the roundings of the product and of the division, are made good by one Newton step.
template <int W>
HILLOCK_INLINE Lanes<float, W> fused_gate_derivative(DoubleWord<Lanes<float, W>> z) {
  using V = Lanes<float, W>;
  const auto left = z.high < V(0.0);
  const V one(1.0), unit(exponent_unit<float>);
  const auto parts = exp_parts<exponent_room<float>, -1>(abs(z.high), select(left, -z.low, z.low));
  const V power = parts.power();
  const V large_e = madd(parts.tail, power, -power), large_e_low = madd(parts.tail, power, -power - large_e);
  const V e = large_e * unit, next = one + z.high;
  const V sum = select(left, next + (e + z.low), madd(e, next, one));
  // 2^exponent_room too large.
  const V factor = select(left, large_e, V(1 / exponent_unit<float>)), factor_low = select(left, large_e_low, V(0.0));
  const DoubleWord<V> numerator = two_product(sum, factor);
  const V more = e + V(2.0), denominator = madd(e, more, one);
  const V reciprocal = one / denominator, y = numerator.high * reciprocal;
  const V dividend_rest = nmadd(y, denominator, numerator.high) + madd(sum, factor_low, numerator.low);
  const V rest = nmadd(y, madd(e, more, one - denominator), dividend_rest);
  return madd(rest, reciprocal, y) * unit;
}
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> swish_derivative(Lanes<S, W> x, double b, double b_low) {
  using V = Lanes<S, W>;
  const double end = gate_vanishes_at_for<S>(b);
  const DoubleWord<V> z = times_sum(clamp(x, -end, end), constant<DoubleWord<V>>(b, b_low));
  return near_zero<SwishZero>(z.high, fused_gate_derivative(z), z.low);
}
#endif
/// With b = 1; with FMA see slopes.hpp.
template <typename Number>
HILLOCK_INLINE Number silu_derivative(Number x) {
  const double end = tail_vanishes_at<Number>;
  const Number c = clamp(x, -end, end);
  return near_zero<SwishZero>(c, logistic_gate_derivative(c, c));
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
