// Constants and parameters that are sums of two doubles, and products with them.
#pragma once

#include <limits>
#include <type_traits>

#include <hillock/number/double_word.hpp>
#include <hillock/number/single_value.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

template <typename Number>
using RegisterOf = typename NumberTraits<Number>::Register;
template <typename Number>
using TargetOf = typename RegisterOf<Number>::Target;

/// Whether x is negative, for formulas that are made of |x|. Of single values -0 is: a derivative that |x| carries
/// along is there that of -x.
template <typename Number>
HILLOCK_INLINE auto is_left_of_zero(const Number& x) {
  if constexpr (computes<Number, Arithmetic::single>) {
    return SingleMask{detail::is_negative(x)};
  } else {
    return leading(x) < RegisterOf<Number>(0.0);
  }
}

/// The number high + low: rounded to one double, as a sum of two of the elements' type, or as a single value.
template <typename Number>
HILLOCK_INLINE Number constant(double high, [[maybe_unused]] double low) {
  using V = RegisterOf<Number>;
  if constexpr (computes<Number, Arithmetic::single>) {
    return Number(high) + Number(low);
  } else if constexpr (std::is_same<Number, V>::value) {
    return Number(high);
  } else if constexpr (sizeof(typename V::Scalar) == sizeof(double)) {
    return {V(high), V(low)};
  } else {
    const double upper = static_cast<double>(static_cast<typename V::Scalar>(high));
    return {V(upper), V((high - upper) + low)};
  }
}

/// The product of two parameters as a sum of two doubles.
struct DoubleSum {
  double high, low;
};
HILLOCK_INLINE DoubleSum exact_product(double a, double b) {
  const auto product = two_product(Lanes<double, 1>(a), Lanes<double, 1>(b));
  return {product.high.data, product.low.data};
}

/// x times a sum of two, what the product is off by in the lower part.
template <typename V>
HILLOCK_INLINE DoubleWord<V> times_sum(V x, DoubleWord<V> factor) {
  const DoubleWord<V> product = two_product(x, factor.high);
  return {product.high, madd(x, factor.low, product.low)};
}

/// product_with_two, also where the result is subnormal or nearly so: the parts of the product would be rounded there
/// before they are added.
template <typename V>
HILLOCK_INLINE V product_to_subnormal(V a, DoubleWord<V> b) {
  const auto tiny = abs(a * b.high) < V(0x1p-900);
  return product_with_two(a * select(tiny, V(0x1p300), V(1.0)), b) * select(tiny, V(0x1p-300), V(1.0));
}

/// x (high + low), rounded once, also where the product is subnormal or infinite. (Everywhere = false: for products
/// that are neither infinite nor 0.)
template <typename Number>
HILLOCK_INLINE Number times_constant(const Number& x, double high, double low) {
  return x * constant<Number>(high, low);
}
template <bool Everywhere = true, typename S, int W>
HILLOCK_INLINE Lanes<S, W> times_constant(Lanes<S, W> x, double high, double low) {
  using V = Lanes<S, W>;
  const double upper = static_cast<double>(static_cast<S>(high)), lower = (high - upper) + low;
  const V plain = x * V(upper);
  if (lower == 0) return plain;
  const V refined = product_with_two(x, DoubleWord<V>(V(upper), V(lower)));
  if constexpr (!Everywhere) return refined;
  // Where the product overflows, its low part has become NaN; a zero keeps its sign.
  const auto apart = (abs(plain) <= V((std::numeric_limits<S>::max)())) & (abs(plain) > V(0.0));
  return select(apart, refined, plain);
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> times_constant(DoubleWord<V> x, double high, double low) {
  const V plain = x.high * V(high);
  // A zero keeps its sign, and an infinity has no parts.
  const auto apart = (abs(plain) <= V((std::numeric_limits<typename V::Scalar>::max)())) & (abs(plain) > V(0.0));
  const V refined = product_to_subnormal(select(apart, x.high, V(0.0)), DoubleWord<V>(V(high), V(low)));
  return DoubleWord<V>(select(apart, refined, plain));
}

/// x c as a number of full precision; where it is infinite, without a low part.
template <typename Number>
HILLOCK_INLINE Number times_exactly(const Number& x, double c, double low = 0) {
  return x * constant<Number>(c, low);
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> times_exactly(DoubleWord<V> x, double c, double low = 0) {
  const DoubleWord<V> product = x * DoubleWord<V>(V(c), V(low));
  const V plain = x.high * V(c);
  const auto finite = abs(plain) <= V((std::numeric_limits<typename V::Scalar>::max)());
  return {select(finite, product.high, plain), select(finite, product.low, V(0.0))};
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
