// Arithmetic with a few more digits than the element type has, for formulas that would lose an ULP at each operation:
// roots, reciprocals, sums that cancel.
#ifndef HILLOCK_MATH_EXTENDED_HPP
#define HILLOCK_MATH_EXTENDED_HPP

#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include <hillock/detail/two.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace math {

/// The product of two values, exactly, as a sum of two; where the type is wider than its target, or has no registers,
/// in one.
template <typename V>
HILLOCK_INLINE V extended_product(V a, V b) {
  return a * b;
}
template <typename S, int W>
HILLOCK_INLINE Two<Lanes<S, W>> extended_product(Lanes<S, W> a, Lanes<S, W> b) {
  return two_product(a, b);
}

/// a + b, likewise.
template <typename V>
HILLOCK_INLINE V extended_sum(V a, V b) {
  return a + b;
}
template <typename S, int W>
HILLOCK_INLINE Two<Lanes<S, W>> extended_sum(Lanes<S, W> a, Lanes<S, W> b) {
  return two_sum(a, b);
}

/// The type of such values.
template <typename V>
using Extended = decltype(extended_product(std::declval<V>(), std::declval<V>()));

/// An extended value as the number of a formula.
template <typename Number, typename E>
HILLOCK_INLINE Number from_extended(E a) {
  if constexpr (std::is_same<Number, E>::value) {
    return a;
  } else {
    return a.high + a.low;
  }
}

/// a b for a value and an extended one, rounded once.
template <typename Number, typename V, typename E>
HILLOCK_INLINE Number extended_times(V a, E b) {
  if constexpr (std::is_same<V, E>::value) {
    return a * b;
  } else if constexpr (std::is_same<Number, E>::value) {
    return b * a;
  } else {
    return product_with_two(a, b);
  }
}

/// 1 / a.
template <typename V>
HILLOCK_INLINE V reciprocal(V a) {
  return V(1.0) / a;
}
template <typename V>
HILLOCK_INLINE Two<V> reciprocal(Two<V> a) {
  const V inverse = V(1.0) / a.high;
  const V rest = remainder(V(1.0), inverse, a.high) - inverse * a.low;
  return {inverse, rest * inverse};
}

/// 1 / sqrt(a) for a > 0.
template <typename V>
HILLOCK_INLINE V reciprocal_root(V a) {
  return V(1.0) / sqrt(a);
}
template <typename V>
HILLOCK_INLINE Two<V> reciprocal_root(Two<V> a) {
  const V root = sqrt(a.high);
  const V inverse = V(1.0) / root;
  // sqrt(a) = root + error / (2 root); `rest` is what inverse times that leaves of 1.
  const V error = remainder(a.high, root, root) + a.low;
  const V rest = remainder(V(1.0), inverse, root) - inverse * (V(0.5) * error * inverse);
  return {inverse, rest * inverse};
}

/// a b + c for values b and c, with an error of half an ULP of the result even where it cancels.
template <typename V>
HILLOCK_INLINE V accurate_madd(V a, V b, V c) {
  return madd(a, b, c);
}
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> accurate_madd(Lanes<S, W> a, Lanes<S, W> b, Lanes<S, W> c) {
#if defined(HILLOCK_FMA)
  return madd(a, b, c);
#else
  const auto sum = two_product(a, b) + c;
  return sum.high + sum.low;
#endif
}
template <typename V>
HILLOCK_INLINE Two<V> accurate_madd(Two<V> a, V b, V c) {
  return a * b + c;
}

/// 1/6 = sixth_high + sixth_low, to twice the precision of Scalar.
template <typename Scalar>
inline constexpr double sixth_high = 1.0 / 6;
template <>
inline constexpr double sixth_high<float> = 0x1.555556p-3;
template <typename Scalar>
inline constexpr double sixth_low = 0x1.5555555555555p-57;
template <>
inline constexpr double sixth_low<float> = -0x1.555556p-28;

/// a / 6.
template <typename V>
HILLOCK_INLINE V sixth(V a) {
  return a / V(6.0);
}
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> sixth(Lanes<S, W> a) {
#if defined(HILLOCK_FMA)
  using V = Lanes<S, W>;
  return product_with_two(a, Two<V>(V(sixth_high<S>), V(sixth_low<S>)));
#else
  return a / Lanes<S, W>(6.0);
#endif
}
template <int W>
HILLOCK_INLINE Lanes<double, W, float> sixth(Lanes<double, W, float> a) {
  return a * Lanes<double, W, float>(1.0 / 6);
}
template <typename V>
HILLOCK_INLINE Two<V> sixth(Two<V> a) {
  return a * Two<V>(V(sixth_high<typename V::Scalar>), V(sixth_low<typename V::Scalar>));
}

/// 2^n, a constant.
template <typename Scalar>
constexpr Scalar two_to(int n) {
  if (n < 0) return 1 / two_to<Scalar>(-n);
  return n == 0 ? Scalar(1) : two_to<Scalar>(n / 2) * two_to<Scalar>(n / 2) * Scalar(1 + n % 2);
}

/// A positive parameter p = mantissa 4^exponent with 1/2 <= mantissa < 2, for formulas with x² and p: in units of
/// 2^exponent neither overflows.
template <typename Scalar>
struct PowerOfFour {
  int exponent = 0;
  Scalar mantissa = 0;

  PowerOfFour() = default;
  explicit PowerOfFour(Scalar p) {
    int binary = 0;
    std::frexp(p, &binary);
    exponent = (binary - (binary < 0)) / 2;  // rounded down
    mantissa = std::ldexp(p, -2 * exponent);
  }
};

/// An exponent E such that neither 2^(2E) nor 2^E times the root of a Scalar overflows, and 2^(-3E) underflows to 0.
template <typename Scalar>
inline constexpr int far_exponent = std::numeric_limits<Scalar>::max_exponent <= 128    ? 52
                                    : std::numeric_limits<Scalar>::max_exponent <= 1024 ? 400
                                                                                        : 6000;

}  // namespace math
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_MATH_EXTENDED_HPP
