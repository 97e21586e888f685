// Arithmetic with a few more digits than the element type has, for formulas that would lose an ULP at each operation:
// roots, reciprocals, sums that cancel.
#pragma once

#include <limits>
#include <type_traits>
#include <utility>

#include <hillock/number/double_word.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// A double-word that is to be faithful as one of the element type's own digits, which sums take. (A double stays.)
template <int W>
HILLOCK_INLINE DoubleWord<Lanes<double, W>> own_digits(DoubleWord<Lanes<double, W, target::Faithful>> x) {
  using V = Lanes<double, W>;
  return {V::of(x.high.data), V::of(x.low.data)};
}
template <int W>
HILLOCK_INLINE Lanes<double, W, float> own_digits(Lanes<double, W, float> x) {
  return x;
}

/// x a for a number x of digits to spare and an element a, given as such a number.
template <typename V>
HILLOCK_INLINE V times_element(V x, V a) {
  return x * a;
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> times_element(DoubleWord<V> x, DoubleWord<V> a) {
  return x * a.high;
}

}  // namespace detail
namespace kernel {

/// The product of two values, exactly, as a sum of two; where the type is wider than its target, or has no registers,
/// in one.
template <typename V>
HILLOCK_INLINE auto extended_product(V a, V b) {
  if constexpr (computes<V, Arithmetic::own, Arithmetic::fused, Arithmetic::faithful>) {
    return two_product(a, b);
  } else {
    return a * b;
  }
}

/// a + b, likewise.
template <typename V>
HILLOCK_INLINE auto extended_sum(V a, V b) {
  if constexpr (computes<V, Arithmetic::own, Arithmetic::fused, Arithmetic::faithful>) {
    return two_sum(a, b);
  } else {
    return a + b;
  }
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
HILLOCK_INLINE DoubleWord<V> reciprocal(DoubleWord<V> a) {
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
HILLOCK_INLINE DoubleWord<V> reciprocal_root(DoubleWord<V> a) {
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
  const auto sum = whole_product(a, b) + c;
  return sum.high + sum.low;
#endif
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> accurate_madd(DoubleWord<V> a, V b, V c) {
  // A sum that is subnormal must be rounded once: in larger units where the product may be.
  const auto tiny = abs(a.high * b) < V(0x1p-900);
  const V up = select(tiny & (abs(c) < V(0x1p-600)), V(0x1p300), V(1.0)), down = V(1.0) / up;
  const DoubleWord<V> product = whole_product(a.high * up, b);
  return times_power(fast_two_sum(product.high, madd(a.low * up, b, product.low)) + c * up, down);
}

template <typename Scalar>
constexpr Scalar power_of_two_by_squares(int n) {
  Scalar factor = n < 0 ? Scalar(0.5) : Scalar(2), power = 1;
  for (int rest = n < 0 ? -n : n; rest > 0; rest /= 2) {
    if (rest % 2 == 1) power *= factor;
    if (rest > 1) factor *= factor;
  }
  return power;
}
/// 2^n: a variable, because a compiler may call a function each time that its value is asked for.
template <typename Scalar, int n>
inline constexpr Scalar two_to = power_of_two_by_squares<Scalar>(n);

/// A positive parameter p = mantissa 4^n with 1/2 <= mantissa < 2, for formulas with x^2 and p: in units of power = 2^n
/// neither overflows. By products with powers of two, which are exact: the C library's frexp and ldexp are calls.
template <typename Scalar>
struct PowerOfFour {
  Scalar mantissa = 0;
  Scalar power = 1;
  Scalar inverse_power = 1;

  PowerOfFour() = default;
  EIGEN_DEVICE_FUNC explicit constexpr PowerOfFour(Scalar p) : mantissa(p) {
    if (p > 0) divide<std::numeric_limits<Scalar>::max_exponent / 2>();
  }

 private:
  /// Moves a factor 4^Step or 4^-Step out of the mantissa if there is one, and then the next smaller ones.
  template <int Step>
  EIGEN_DEVICE_FUNC constexpr void divide() {
    constexpr Scalar up = two_to<Scalar, Step>, down = two_to<Scalar, -Step>;
    if (mantissa >= two_to<Scalar, 2 * Step - 1>) {
      take_out(down, up);
    } else if (mantissa < down && mantissa * up < 2 * down) {
      take_out(up, down);
    }
    if constexpr (Step > 1) divide<Step / 2>();
  }
  EIGEN_DEVICE_FUNC constexpr void take_out(Scalar factor, Scalar inverse) {
    mantissa = mantissa * factor * factor;
    power *= inverse;
    inverse_power *= factor;
  }
};

/// An exponent E such that neither 2^(2E) nor 2^E times the root of a Scalar overflows, and 2^(-3E) underflows to 0.
template <typename Scalar>
inline constexpr int far_exponent = std::numeric_limits<Scalar>::max_exponent <= 128    ? 52
                                    : std::numeric_limits<Scalar>::max_exponent <= 1024 ? 360
                                                                                        : 6000;

}  // namespace kernel
HILLOCK_NAMESPACE_END
