// Pieces of functions made of comparisons.
#pragma once

#include <hillock/kernel/constant.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// `above` for x > at, `below` for x <= at; NaN stays NaN.
template <typename Number>
HILLOCK_INLINE Number step(Number x, Number at, Number below, Number above) {
  return select(x > at, above, select(x <= at, below, x));
}

/// `value` for low < x < high, else 0; NaN stays NaN.
template <typename Number>
HILLOCK_INLINE Number inside(Number x, Number low, Number high, Number value) {
  return select(x >= high, Number(0.0), step(x, low, Number(0.0), value));
}

/// `below` for x <= low, `above` for x >= high, `inner` between and for NaN.
template <typename V, typename Number>
HILLOCK_INLINE Number between(V x, V low, V high, Number below, Number inner, Number above) {
  return select(x <= low, below, select(x >= high, above, inner));
}

/// (x + 1) / 2, but at least 0 and at most 1; NaN stays NaN.
template <typename Number>
HILLOCK_INLINE Number ramp(Number x) {
  using V = decltype(leading(x));
  return times_power(clamp(x, -1.0, 1.0) + Number(1.0), V(0.5));
}

/// a / 6. As a product with FMA the sixth is a sum of two, so that the result is rounded once.
template <typename Number>
HILLOCK_INLINE Number sixth(Number a) {
  constexpr double high = 1.0 / 6, low = 0x1.5555555555555p-57;
  if constexpr (computes<Number, Arithmetic::own, Arithmetic::single>) {
    return a / Number(6.0);
  } else if constexpr (computes<Number, Arithmetic::fused>) {
    return product_with_two(a, constant<DoubleWord<Number>>(high, low));
  } else {
    return a * constant<Number>(high, low);
  }
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
