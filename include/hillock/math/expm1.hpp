// e^x - 1.
#ifndef HILLOCK_MATH_EXPM1_HPP
#define HILLOCK_MATH_EXPM1_HPP

#include <hillock/math/scaled.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace math {

/// e^x - 1 = (2^n - 1) + 2^n tail, with full relative accuracy around 0. expm1(±0) = ±0, expm1(-inf) = -1,
/// expm1(inf) = inf, NaN stays.
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number expm1(Number x) {
  using V = RegisterOf<Number>;
  // Halved, because 2^n alone may be too large.
  const auto parts = exp_parts<-1>(clamp(x, -64, exp_overflow<typename V::Scalar>));
  const V half = parts.power();
  const Number y = times_power((Number(half) - Number(0.5)) + times_power(parts.tail, half), V(2.0));
  return select(abs(rounded(x)) < V(0x1p-70), x, y);
}

/// The same for x <= 0, but +0 at -0.
template <typename Number>
HILLOCK_INLINE Number expm1_of_nonpositive(Number x) {
  return expm1(clamp_above(x, 0.0));
}
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> expm1_of_nonpositive(Lanes<S, W> x) {
  using V = Lanes<S, W>;
  const auto parts = exp_parts_beside_one(clamp(x, -64, 0.0));
  return madd(parts.tail, parts.power(), parts.power() - V(1.0));
}

}  // namespace math
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_MATH_EXPM1_HPP
