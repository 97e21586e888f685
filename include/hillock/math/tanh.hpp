// The hyperbolic tangent and its derivative.
#ifndef HILLOCK_MATH_TANH_HPP
#define HILLOCK_MATH_TANH_HPP

#include "logistic.hpp"

HILLOCK_NAMESPACE_BEGIN
namespace math {

/// From here on tanh rounds to 1.
template <typename Scalar>
inline constexpr double tanh_saturation = 20;
template <>
inline constexpr double tanh_saturation<float> = 10;

/// tanh|x| = -m / (2 + m) with m = e^(-2|x|) - 1, which keeps its relative accuracy down to the smallest x. Odd bit for
/// bit, the sign of zero included; tanh(±inf) = ±1; NaN stays.
template <typename Number>
HILLOCK_INLINE Number tanh(Number x) {
  using S = typename NumberTraits<Number>::Scalar;
  using V = typename NumberTraits<Number>::Register;
  const Number magnitude = clamp(abs(x), 0, tanh_saturation<S>);
  const auto parts = exp_parts(times_power(magnitude, V(-2.0)));
  const V power = parts.power();
  // m = 2^n (1 + tail) - 1; 2^n - 1 is exact as long as it matters.
  const Number m = madd_power(parts.tail, power, Number(power - V(1.0)));
  return with_sign_of(quotient_by_sum(-m, Number(2.0), m), x);
}

/// tanh'(x) = sech²(x) = 4 σ'(2x); even, never cancelling.
template <typename Number>
HILLOCK_INLINE Number tanh_derivative(Number x) {
  using V = typename NumberTraits<Number>::Register;
  return times_power(logistic_derivative(times_power(x, V(2.0))), V(4.0));
}

}  // namespace math
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_MATH_TANH_HPP
