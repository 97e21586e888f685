// DoubleWord: a number kept as an unevaluated sum high + low, about twice as precise as its parts.
//
// The precise tier of double computes in it. The algorithms are those of T. J. Dekker (1971) and of M. Joldes,
// J.-M. Muller, V. Popescu, "Tight and rigorous error bounds for basic building blocks of double-word arithmetic", ACM
// TOMS 44(2), 2017. They hold for finite values; kernels clamp infinities away first.
#pragma once

#include <type_traits>

#include <hillock/number/lanes.hpp>

HILLOCK_NAMESPACE_BEGIN

template <typename V>
struct DoubleWord {
  static constexpr Arithmetic arithmetic =
      V::arithmetic == Arithmetic::faithful ? Arithmetic::faithful : Arithmetic::double_word;

  V high, low;

  DoubleWord() = default;
  HILLOCK_INLINE DoubleWord(V high_, V low_) : high(high_), low(low_) {}
  HILLOCK_INLINE explicit DoubleWord(V value) : high(value), low(V(0.0)) {}
  template <typename Constant, std::enable_if_t<std::is_arithmetic<Constant>::value, int> = 0>
  HILLOCK_INLINE explicit DoubleWord(Constant constant) : high(V(constant)), low(V(0.0)) {}
};

/// a + b exactly, for |a| >= |b| or a = 0.
template <typename V>
HILLOCK_INLINE DoubleWord<V> fast_two_sum(V a, V b) {
  const V sum = a + b;
  return {sum, b - (sum - a)};
}

/// a + b exactly.
template <typename V>
HILLOCK_INLINE DoubleWord<V> two_sum(V a, V b) {
  const V sum = a + b;
  const V a_part = sum - b;
  const V b_part = sum - a_part;
  return {sum, (a - a_part) + (b - b_part)};
}

/// a * b exactly (barring underflow of the low part).
template <typename V>
HILLOCK_INLINE DoubleWord<V> two_product(V a, V b) {
  const V product = a * b;
#if defined(HILLOCK_FMA)
  return {product, madd(a, b, -product)};
#else
  // As Dekker: both factors in halves short enough for exact products (of doubles, the last of the four is rounded at
  // 2^-107). Split by their bits, because a multiplication would overflow for large factors.
  const V a_high = V::of(detail::upper_half(a.data)), b_high = V::of(detail::upper_half(b.data));
  const V a_low = a - a_high, b_low = b - b_high;
  return {product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
#endif
}

/// a * b to the last digit, for what cancels then: without FMA, doubles too (barring underflow).
template <typename V>
HILLOCK_INLINE DoubleWord<V> whole_product(V a, V b) {
#if defined(HILLOCK_FMA)
  return two_product(a, b);
#else
  const V product = a * b;
  const V a_high = V::of(detail::upper_half(a.data)), b_high = V::of(detail::upper_half(b.data));
  const V a_low = a - a_high, b_low = b - b_high;
  // The lower half of a double has 27 digits, and a product of two such has 54: its last digit apart.
  const V b_middle = V::of(detail::upper_half(b_low.data)), b_last = b_low - b_middle;
  const V upper = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_middle;
  return {product, upper + a_low * b_last};
#endif
}

template <typename V>
HILLOCK_INLINE DoubleWord<V> operator-(DoubleWord<V> a) {
  return {-a.high, -a.low};
}

// Comparisons, of what the sums round to: for formulas that choose.
#define HILLOCK_COMPARISON(op)                                                    \
  template <typename V>                                                           \
  HILLOCK_INLINE typename V::Mask operator op(DoubleWord<V> a, DoubleWord<V> b) { \
    return a.high op b.high;                                                      \
  }
HILLOCK_COMPARISON(<)
HILLOCK_COMPARISON(>)
HILLOCK_COMPARISON(<=)
HILLOCK_COMPARISON(>=)
HILLOCK_COMPARISON(==)
#undef HILLOCK_COMPARISON

template <typename V>
HILLOCK_INLINE DoubleWord<V> operator+(DoubleWord<V> a, DoubleWord<V> b) {
  const DoubleWord<V> high = two_sum(a.high, b.high);
  if constexpr (computes<V, Arithmetic::faithful>) {
    return fast_two_sum(high.high, high.low + (a.low + b.low));
  } else {
    const DoubleWord<V> low = two_sum(a.low, b.low);
    const DoubleWord<V> sum = fast_two_sum(high.high, high.low + low.high);
    return fast_two_sum(sum.high, sum.low + low.low);
  }
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> operator+(DoubleWord<V> a, V b) {
  const DoubleWord<V> high = two_sum(a.high, b);
  return fast_two_sum(high.high, high.low + a.low);
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> operator-(DoubleWord<V> a, DoubleWord<V> b) {
  return a + (-b);
}

template <typename V>
HILLOCK_INLINE DoubleWord<V> operator*(DoubleWord<V> a, DoubleWord<V> b) {
  const DoubleWord<V> high = two_product(a.high, b.high);
  return fast_two_sum(high.high, high.low + madd(a.high, b.low, a.low * b.high));
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> operator*(DoubleWord<V> a, V b) {
  const DoubleWord<V> high = two_product(a.high, b);
  return fast_two_sum(high.high, madd(a.low, b, high.low));
}

/// a (b.high + b.low), rounded once but for a trace.
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> product_with_two(Lanes<S, W, T> a, DoubleWord<Lanes<S, W, T>> b) {
#if defined(HILLOCK_FMA)
  return madd(a, b.high, a * b.low);
#else
  const auto product = two_product(a, b.high);
  return product.high + (product.low + a * b.low);
#endif
}

/// a - q b for a quotient q of a / b: exact, because most of it cancels.
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> remainder(Lanes<S, W, T> a, Lanes<S, W, T> q, Lanes<S, W, T> b) {
#if defined(HILLOCK_FMA)
  return nmadd(q, b, a);
#else
  const auto product = two_product(q, b);
  return (a - product.high) - product.low;
#endif
}

/// a / b as value + rest reciprocal, the second a Newton step.
template <typename V>
struct Quotient {
  V value, rest, reciprocal;

  HILLOCK_INLINE Quotient(DoubleWord<V> a, DoubleWord<V> b) : value(V(0.0)), rest(V(0.0)), reciprocal(V(1.0) / b.high) {
    value = a.high * reciprocal;
    rest = remainder(a.high, value, b.high) + nmadd(value, b.low, a.low);
  }
};
template <typename V>
HILLOCK_INLINE DoubleWord<V> operator/(DoubleWord<V> a, DoubleWord<V> b) {
  const Quotient<V> quotient(a, b);
  return fast_two_sum(quotient.value, quotient.rest * quotient.reciprocal);
}
template <typename V>
HILLOCK_INLINE V rounded_quotient(DoubleWord<V> a, DoubleWord<V> b) {
  const Quotient<V> quotient(a, b);
  return madd(quotient.rest, quotient.reciprocal, quotient.value);
}

/// 1 + a for |a| <= 1.
template <typename V>
HILLOCK_INLINE DoubleWord<V> one_plus(DoubleWord<V> a) {
  const DoubleWord<V> sum = fast_two_sum(V(1.0), a.high);
  return fast_two_sum(sum.high, sum.low + a.low);
}
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> one_plus(Lanes<S, W, T> a) {
  return Lanes<S, W, T>(1.0) + a;
}

/// a * p for a power of two p: exact.
template <typename V>
HILLOCK_INLINE DoubleWord<V> times_power(DoubleWord<V> a, V p) {
  return {a.high * p, a.low * p};
}
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> times_power(Lanes<S, W, T> a, Lanes<S, W, T> p) {
  return a * p;
}

template <typename V>
HILLOCK_INLINE DoubleWord<V> scale(DoubleWord<V> a, V n) {
  return {scale(a.high, n), scale(a.low, n)};
}

/// With the sign of both parts flipped where `bit` is the sign bit.
template <typename V>
HILLOCK_INLINE DoubleWord<V> exclusive_or(DoubleWord<V> a, V bit) {
  return {exclusive_or(a.high, bit), exclusive_or(a.low, bit)};
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> with_sign_of(DoubleWord<V> magnitude, DoubleWord<V> sign) {
  return exclusive_or(magnitude, with_sign_of(V(0.0), sign.high));
}

template <typename V>
HILLOCK_INLINE DoubleWord<V> abs(DoubleWord<V> a) {
  const typename V::Mask negative = a.high < V(0.0);
  return {abs(a.high), select(negative, -a.low, a.low)};
}

template <typename V, typename Low, typename High>
HILLOCK_INLINE DoubleWord<V> clamp(DoubleWord<V> a, Low low, High high) {
  const V clamped = clamp(a.high, low, high);
  return {clamped, select(clamped == a.high, a.low, V(0.0))};
}

template <typename V, typename High>
HILLOCK_INLINE DoubleWord<V> clamp_above(DoubleWord<V> a, High high) {
  const V clamped = clamp_above(a.high, high);
  return {clamped, select(clamped == a.high, a.low, V(0.0))};
}

template <typename V, typename Low>
HILLOCK_INLINE DoubleWord<V> clamp_below(DoubleWord<V> a, Low low) {
  const V clamped = clamp_below(a.high, low);
  return {clamped, select(clamped == a.high, a.low, V(0.0))};
}

template <typename V>
HILLOCK_INLINE DoubleWord<V> sqrt(DoubleWord<V> a) {
  const V root = sqrt(a.high);
  const V rest = remainder(a.high, root, root) + a.low;
  return fast_two_sum(root, select(root == V(0.0), V(0.0), rest / (root + root)));
}

/// The value of a number in one register: Lanes as they are, DoubleWord rounded.
template <typename V>
HILLOCK_INLINE V leading(DoubleWord<V> a) {
  return a.high;
}
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> leading(Lanes<S, W, T> a) {
  return a;
}

/// The register type behind a number type, and the scalar its results will be stored as.
template <typename Number>
struct NumberTraits {
  using Register = Number;
  using Scalar = typename Number::Scalar;
};
template <typename V>
struct NumberTraits<DoubleWord<V>> {
  using Register = V;
  using Scalar = typename V::Scalar;
};

namespace detail {
// By overload, not by the class's own name: a segment of a vector is a Block, and that is the dense expression.
template <typename Derived>
std::true_type is_expression(const Eigen::EigenBase<Derived>*);
std::false_type is_expression(const void*);

/// Whether X is a vector, a matrix, an array or an expression of them.
template <typename X>
inline constexpr bool is_eigen_expression = decltype(is_expression(static_cast<const X*>(nullptr)))::value;
}  // namespace detail

/// For function templates that other overloads take scalars and Eigen expressions of the same name from.
template <typename Number>
using IfNumber = std::enable_if_t<!std::is_arithmetic<Number>::value && !detail::is_eigen_expression<Number>>;

template <typename V>
HILLOCK_INLINE DoubleWord<V> madd(DoubleWord<V> a, DoubleWord<V> b, DoubleWord<V> c) {
  return a * b + c;
}

template <typename V>
HILLOCK_INLINE DoubleWord<V> select(typename V::Mask mask, DoubleWord<V> yes, DoubleWord<V> no) {
  return {select(mask, yes.high, no.high), select(mask, yes.low, no.low)};
}

HILLOCK_NAMESPACE_END
