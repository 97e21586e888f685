// The logistic function 1 / (1 + e^-x) and its derivative, with full relative accuracy in both tails.
#ifndef HILLOCK_MATH_LOGISTIC_HPP
#define HILLOCK_MATH_LOGISTIC_HPP

#include "exp.hpp"

HILLOCK_NAMESPACE_BEGIN
namespace math {

/// Powers of two that keep e^|x| (up to 2^151 or 2^1077 where the results become subnormal) inside the exponent range.
template <typename Scalar>
inline constexpr double logistic_offset = 128;
template <>
inline constexpr double logistic_offset<float> = 32;

/// 2^-offset, exactly.
template <typename Scalar>
inline constexpr double logistic_unit = 0x1p-128;
template <>
inline constexpr double logistic_unit<float> = 0x1p-32;

/// σ(x) = 1 / (1 + e^-x), computed as c / (p + (c + p tail)) with p = c 2^n and -x = n ln 2 + r: c = 2^-offset makes room
/// for large 2^n, and e^-x = 2^n + 2^n tail need not be rounded by itself. In this order of the two sums the float
/// result stays below 2 ULP; with (c + p) first it is 2.4, at x = -16.65. σ(0) = 0.5, σ(inf) = 1, σ(-inf) = 0, NaN
/// stays.
template <typename Number>
HILLOCK_INLINE Number logistic(Number x) {
  using S = typename NumberTraits<Number>::Scalar;
  // Above the upper end σ rounds to 1.
  const auto parts = exp_parts(-clamp(x, exp_underflow<S>, 64));
  const Number unit(logistic_unit<S>);
  const auto power = parts.power(-logistic_offset<S>);
  return unit / (madd_power(parts.tail, power, unit) + power);
}

/// σ'(x) = σ(x) σ(-x) = e / (1 + e)^2 with e = e^-|x|; even, never cancelling.
template <typename Number>
HILLOCK_INLINE Number logistic_derivative(Number x) {
  using S = typename NumberTraits<Number>::Scalar;
  using V = typename NumberTraits<Number>::Register;
  const auto parts = exp_parts(-clamp(abs(x), 0, -exp_underflow<S>));
  // e times 2^offset, so that the only rounding into the subnormals is the last one.
  const V power = parts.power(logistic_offset<S>);
  const V unit(logistic_unit<S>);
  const Number e_scaled = madd_power(parts.tail, power, Number(power));
  const Number e = times_power(e_scaled, unit);
  return times_power(e_scaled / madd(e, e + Number(2.0), Number(1.0)), unit);
}

}  // namespace math
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_MATH_LOGISTIC_HPP
