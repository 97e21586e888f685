// The logistic function 1 / (1 + e^-x) and its derivative, with full relative accuracy in both tails.
#pragma once

#include <hillock/kernel/scaled.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// 2^exponent_room e^-a for a >= 0.
template <typename S, int W, typename T, typename... Correction>
HILLOCK_INLINE Lanes<S, W, T> exp_of_minus_with_room(Lanes<S, W, T> a, Correction... correction) {
  const auto parts = exp_parts<exponent_room<S>, -1>(a, correction...);
  return madd(parts.tail, parts.power(), -parts.power());
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> exp_of_minus_with_room(DoubleWord<V> a) {
  const auto parts = exp_parts<exponent_room<typename V::Scalar>>(-a);
  return times_power(parts.tail, parts.power()) + DoubleWord<V>(parts.power());
}

/// c (1 + e^-x), computed as (c + p tail) + p with p = c 2^n and -x = n ln 2 + r: c = 2^-exponent_room makes room for
/// large 2^n, and e^-x = 2^n + 2^n tail need not be rounded by itself. In this order of the two sums a float sigma(x)
/// stays below 2 ULP; with (c + p) first it is 2.4, at x = -16.65. For x between exp_underflow and 64, from where on it
/// rounds to c.
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> logistic_denominator(ExpParts<Lanes<S, W, T>> parts) {
  return madd(parts.tail, parts.power(), Lanes<S, W, T>(exponent_unit<S>)) - parts.power();
}
template <typename S, int W, typename T, typename... Correction>
HILLOCK_INLINE Lanes<S, W, T> logistic_denominator(Lanes<S, W, T> x, Correction... correction) {
  return logistic_denominator(exp_parts<-exponent_room<S>, -1>(x, correction...));
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> logistic_denominator(DoubleWord<V> x) {
  const auto parts = exp_parts<-exponent_room<typename V::Scalar>>(-x);
  return times_power(parts.tail, parts.power()) + V(exponent_unit<typename V::Scalar>) + parts.power();
}
/// sigma(x) = 1 / (1 + e^-x). sigma(0) = 0.5, sigma(inf) = 1, sigma(-inf) = 0, NaN stays.
///
/// Error: largest just below 0, where the units of sigma are 2^-54 (of doubles) and those of 1 + e^-x 2^-51. There the
/// first sum of the denominator costs 1/2 ULP, the second a whole one, the division 1/2: 2 is the limit, and is not
/// reached, because with |x| the weight of the sums falls faster than the error of the tail grows. For x > 0 the sums
/// cost 3/2 too: where the first is at least 1, the second is exact, and else the first has half the units. Every float
/// 1.9991; doubles 1.99999999, at -1.5e-8.
template <typename Number, typename = IfNumber<Number>, typename... Correction>
HILLOCK_INLINE Number logistic(Number x, Correction... correction) {
  using S = typename NumberTraits<Number>::Scalar;
  if constexpr (computes<Number, Arithmetic::single>) {
    return logistic_scaled(x).value.value();
  } else {
    return Number(exponent_unit<S>) / logistic_denominator(clamp(x, exp_underflow<S>, 64), correction...);
  }
}

/// For the fast tier with the root of 2^-exponent_room e^-x.
template <int W>
HILLOCK_INLINE FastLanes<W> logistic(FastLanes<W> x) {
  using V = FastLanes<W>;
  const V root = half_exp(minus_on_grid(clamp(x, exp_underflow<float>, 64)), -exponent_room<float> / 2);
  const V unit(exponent_unit<float>);
  return unit / madd(root, root, unit);
}
template <int W>
HILLOCK_INLINE FastLanes<W> logistic_derivative(FastLanes<W> x) {
  using V = FastLanes<W>;
  const V e = exp_within_range(-clamp_above(abs(x), -exp_underflow<float>));
  return e / madd(e, e + V(2.0), V(1.0));
}

/// sigma(beta x). The rounding of the product is made good: in the left tail it would be multiplied by beta x.
template <typename Number>
HILLOCK_INLINE Number logistic_of_product(Number x, double beta) {
  using V = RegisterOf<Number>;
  if constexpr (computes<Number, Arithmetic::own, Arithmetic::fused>) {
    const DoubleWord<V> z = two_product(x, V(beta));
    const auto inside = (z.high > V(exp_underflow<typename V::Scalar>)) & (z.high < V(64.0));
    return logistic(z.high, select(inside, z.low, V(0.0)));
  } else {
    return logistic(times_exactly(x, beta));
  }
}

/// gain sigma'(a) for 0 <= a <= logistic_slope_vanishes_at, as below; a `correction` is the low part of a.
template <typename Number, typename... Correction>
HILLOCK_INLINE Number logistic_derivative_of_magnitude(Number a, double gain, Correction... correction) {
  using S = typename NumberTraits<Number>::Scalar;
  using V = typename NumberTraits<Number>::Register;
  if constexpr (computes<Number, Arithmetic::single>) {
    return logistic_slope(a, gain, 0);
  } else {
    const Number e_scaled = exp_of_minus_with_room(a, correction...);
    const V unit(exponent_unit<S>);
    const Number e = times_power(e_scaled, unit);
    return times_power(e_scaled / madd(e, e + Number(2.0), Number(1.0)), V(exponent_unit<S> * gain));
  }
}
/// 2 further than where e underflows: log 4, for a gain of 4, is less. Single values have any range.
template <typename Scalar>
inline constexpr double logistic_slope_vanishes_at = tail_vanishes_at<SingleValue<Scalar>>;
template <>
inline constexpr double logistic_slope_vanishes_at<float> = 2 - exp_underflow<float>;
template <>
inline constexpr double logistic_slope_vanishes_at<double> = 2 - exp_underflow<double>;

/// gain sigma'(x) for a gain of 1, 2 or 4: sigma'(x) = sigma(x) sigma(-x) = e / (1 + e)^2 with e = e^-|x|; even, never
/// cancelling. The gain takes part before the one rounding into the subnormals.
///
/// Error: largest where e^-|x| is just above a power of two and the result just below: the sum of e^-|x| costs 1 ULP,
/// that of the denominator 1, the division 1/2, where r and the tail are nearly 0: 2.50. Every float 2.3792; doubles
/// 2.4972, at |x| = 16 log 2 and others (tanh' at half of that).
template <typename Number>
HILLOCK_INLINE Number logistic_derivative(Number x, double gain = 1) {
  using S = typename NumberTraits<Number>::Scalar;
  return logistic_derivative_of_magnitude(clamp_above(abs(x), logistic_slope_vanishes_at<S>), gain);
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
