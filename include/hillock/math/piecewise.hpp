// Pieces of functions made of comparisons.
#ifndef HILLOCK_MATH_PIECEWISE_HPP
#define HILLOCK_MATH_PIECEWISE_HPP

#include "../detail/lanes.hpp"

HILLOCK_NAMESPACE_BEGIN
namespace math {

/// `above` for x > threshold, `below` for x <= threshold; NaN stays NaN.
template <typename Number>
HILLOCK_INLINE Number step(Number x, Number threshold, Number below, Number above) {
  return select(x > threshold, above, select(x <= threshold, below, x));
}

}  // namespace math
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_MATH_PIECEWISE_HPP
