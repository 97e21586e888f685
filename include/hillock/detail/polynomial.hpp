// Polynomials with coefficients known at compile time, by Horner's rule: one fused multiply-add per degree.
#ifndef HILLOCK_DETAIL_POLYNOMIAL_HPP
#define HILLOCK_DETAIL_POLYNOMIAL_HPP

#include <cstddef>

#include "two.hpp"

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// c[0] + c[1] x + c[2] x^2 + …, where Coefficients::values lists c[0], c[1], …
template <typename Coefficients, std::size_t First = 0, typename V>
HILLOCK_INLINE V polynomial(V x) {
  constexpr std::size_t size = sizeof(Coefficients::values) / sizeof(Coefficients::values[0]);
  if constexpr (First + 1 == size) {
    return V(Coefficients::values[First]);
  } else {
    return madd(x, polynomial<Coefficients, First + 1>(x), V(Coefficients::values[First]));
  }
}

/// The same for any number type. For sums of two the first coefficients, values[i] + lows[i], are added as such; from
/// there on a polynomial in one register is precise enough.
template <typename Coefficients, std::size_t First = 0, typename V>
HILLOCK_INLINE Two<V> polynomial_of(Two<V> x) {
  constexpr std::size_t doubled = sizeof(Coefficients::lows) / sizeof(Coefficients::lows[0]);
  if constexpr (First == doubled) {
    return Two<V>(polynomial<Coefficients, First>(x.high));
  } else {
    return x * polynomial_of<Coefficients, First + 1>(x) +
           Two<V>(V(Coefficients::values[First]), V(Coefficients::lows[First]));
  }
}
template <typename Coefficients, typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> polynomial_of(Lanes<S, W, T> x) {
  return polynomial<Coefficients>(x);
}

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_POLYNOMIAL_HPP
