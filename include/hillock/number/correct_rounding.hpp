// Rounding to float where a value is known in more digits: whether its error may change the result, and the rounding of
// a sum of two.
//
// The float nearest to an exact value is the one nearest to an approximation, unless the middle of two floats lies
// between them. So an approximation is good enough where it is further from every such middle than its error.
// (The idea: A. Ziv, "Fast Evaluation of Elementary Mathematical Functions with Correctly Rounded Last Bit", ACM TOMS
// 17(3), 1991.)
#pragma once

#include <hillock/check/special_values.hpp>
#include <hillock/number/double_word.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// A value as the nearest float (to even in the middle) and what is left, and half the spacing of floats there. In
/// double, where nothing overflows and all of it is exact; from 2^128 on, where floats are infinite, as 2^128.
template <typename V>
struct NearestFloat {
  V value, rest, half_spacing;

  HILLOCK_INLINE explicit NearestFloat(V y) : value(clamp(y, -0x1p128, 0x1p128)), rest(value), half_spacing(value) {
    // The power of two below |y|; all subnormal floats have the spacing of the smallest normal ones.
    const V exponent(detail::infinity<double>());
    const V power = clamp_below(V::of(detail::bits_and(value.data, exponent.data)), 0x1p-126);
    const V shift = power * V(0x1.8p29);  // in a sum with it, the last digit is that of a float
    const V nearest = (value + shift) - shift;
    rest = value - nearest;
    value = nearest;
    half_spacing = power * V(0x1p-24);
  }
};

/// Where a value is nearer than `margin` to the middle of two floats, in units of their spacing; but not below all of
/// these, where it is a zero.
template <typename V>
HILLOCK_INLINE typename V::Mask is_near_middle(V y, double margin) {
  const NearestFloat<V> nearest(y);
  return (abs(nearest.rest) > nearest.half_spacing * V(1 - 2 * margin)) & (abs(y) >= V(0x1p-151));
}
/// Where it is not; NaN neither.
template <typename V>
HILLOCK_INLINE typename V::Mask is_certain(V y, double margin) {
  const NearestFloat<V> nearest(y);
  return abs(nearest.rest) <= nearest.half_spacing * V(1 - 2 * margin);
}

/// A double that narrow() rounds to the float nearest to the sum of two `y`: its upper part, unless that is the middle
/// of two floats and the lower part says which is nearer.
template <typename V>
HILLOCK_INLINE V rounded_once_to_float(DoubleWord<V> y) {
  const NearestFloat<V> nearest(y.high);
  const auto middle = abs(nearest.rest) == nearest.half_spacing;
  const V outwards = select(nearest.rest > V(0.0), y.low, -y.low);  // away from what the middle is rounded to
  return select(middle & (outwards > V(0.0)), y.high + nearest.rest, y.high);
}

/// Whether in any lane the float nearest to y is not certain: at least where is_near_middle says so, and where it is
/// subnormal. By integers, on all floats at once: a dozen instructions.
template <int W, typename T>
HILLOCK_INLINE bool is_any_near_middle(Lanes<double, W, T> y, double margin) {
  const auto m = static_cast<std::uint32_t>(margin * 0x1p32) + 2;
  if constexpr (detail::is_register_pair<double, W>) {
    return detail::any_near_middle(y.data.low, y.data.high, m);
  } else {
    return detail::any_near_middle(y.data, m);
  }
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
