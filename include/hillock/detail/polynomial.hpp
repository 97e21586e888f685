// Polynomials with coefficients known at compile time, by Horner's rule: one fused multiply-add per degree.
#ifndef HILLOCK_DETAIL_POLYNOMIAL_HPP
#define HILLOCK_DETAIL_POLYNOMIAL_HPP

#include <cstddef>

#include "lanes.hpp"

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

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_POLYNOMIAL_HPP
