// x tanh(x).
#ifndef HILLOCK_MATH_LISHT_HPP
#define HILLOCK_MATH_LISHT_HPP

#include "scaled.hpp"
#include "tanh.hpp"

HILLOCK_NAMESPACE_BEGIN
namespace math {

template <typename Number>
HILLOCK_INLINE Number lisht(Number x) {
  using V = RegisterOf<Number>;
  const auto infinite = V(std::numeric_limits<typename V::Scalar>::max()) < abs(rounded(x));
  return select(infinite, abs(x), last_product(x, tanh(x)));
}
/// tanh(x) + x sech²(x).
template <typename Number>
HILLOCK_INLINE Number lisht_derivative(Number x) {
  using V = RegisterOf<Number>;
  const Number c = clamp(x, -400, 400);
  const auto tiny = abs(rounded(x)) < V(0x1p-70);
  return select(tiny, times_power(x, V(2.0)), tanh(c) + c * tanh_derivative(c));
}

}  // namespace math
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_MATH_LISHT_HPP
