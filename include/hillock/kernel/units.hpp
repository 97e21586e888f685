// Parameters in units: p = mantissa 2^exponent, so that formulas over- and underflow for no parameter.
//
// A function of x and a parameter p that is a function of p x or of x / p is computed for the mantissa and for x in
// units of a power of two. That is exact, and the power takes part again in the last step, which alone may over- or
// underflow.
#pragma once

#include <hillock/check/special_values.hpp>
#include <hillock/kernel/scaled.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// 2^n, -1022 <= n <= 1023.
EIGEN_DEVICE_FUNC inline double normal_power(int n) {
  return detail::from_bits(static_cast<std::uint64_t>(n + 1023) << 52);
}

/// Whether formulas over- and underflow no earlier than with a parameter of 1.
template <typename Scalar>
HILLOCK_INLINE bool is_moderate(Scalar p) {
  constexpr Scalar most = two_to < Scalar, sizeof(Scalar) == 4 ? 60 : 300 >, least = 1 / most;
  const Scalar size = p < 0 ? -p : p;
  return size >= least && size <= most;
}

/// A double as the sum of two floats.
struct FloatSum {
  float high, low;
  EIGEN_DEVICE_FUNC explicit FloatSum(double value)
      : high(static_cast<float>(value)), low(static_cast<float>(value - static_cast<double>(high))) {}
};

/// y, but of the lanes that are not good what in_double(x) gives: called where there are such, and every lane by itself
/// the same.
template <int W, typename InDouble>
HILLOCK_INLINE Lanes<float, W> or_in_double(Mask<float, W> is_good, Lanes<float, W> y, Lanes<float, W> x,
                                            InDouble in_double) {
  if (EIGEN_PREDICT_TRUE(detail::all_of(is_good.bits))) return y;
  return select(is_good, y, in_double(x));
}

/// With FMA: a / p as a sum of two, to about 2^-47.
template <int W>
HILLOCK_INLINE DoubleWord<Lanes<float, W>> quotient_by(Lanes<float, W> a, float p) {
  using V = Lanes<float, W>;
  const FloatSum inverse(1 / static_cast<double>(p));
  const DoubleWord<V> product = two_product(a, V(inverse.high));
  return {product.high, madd(a, V(inverse.low), product.low)};
}

/// p = mantissa 2^exponent with 1 <= |mantissa| < 2; 0 is 0 2^0. By its bits: the C library's frexp is a call.
struct Factor {
  double mantissa = 1;
  int exponent = 0;

  Factor() = default;
  EIGEN_DEVICE_FUNC explicit Factor(double p) : mantissa(0) {
    if (p == 0) return;
    const bool is_subnormal = p < 0x1p-1022 && p > -0x1p-1022;
    const std::uint64_t bits = detail::to_bits(is_subnormal ? p * 0x1p54 : p);
    const std::uint64_t exponent_bits = std::uint64_t(2047) << 52, one = std::uint64_t(1023) << 52;
    exponent = static_cast<int>((bits & exponent_bits) >> 52) - 1023 - (is_subnormal ? 54 : 0);
    mantissa = detail::from_bits((bits & ~exponent_bits) | one);
  }
};

/// For a parameter that x, a Scalar, is multiplied or divided by.
template <typename Scalar>
struct Units : Factor {
  double first = 1, second = 1;  // their product is 2^exponent for p x, 2^-exponent for x / p
  double limit = 0;              // where |x| is 2^13 units, or infinity

  EIGEN_DEVICE_FUNC Units() : Units(1, 1) {}
  static EIGEN_DEVICE_FUNC Units of_factor(double p) { return Units(p, 1); }
  static EIGEN_DEVICE_FUNC Units of_divisor(double p) { return Units(p, -1); }

  /// x in units, moved to +-2^13 where it is beyond: nothing overflows on the way there.
  template <typename V>
  HILLOCK_INLINE V operator()(V x) const {
    return clamp(clamp(x, -limit, limit) * V(first) * V(second), -end, end);
  }

 private:
  static constexpr double end = 0x1p13;

  EIGEN_DEVICE_FUNC Units(double p, int direction) : Factor(p) {
    const int n = direction * exponent, half = n / 2;
    first = normal_power(half);
    second = normal_power(n - half);
    limit = n > 13 - std::numeric_limits<Scalar>::max_exponent ? end / first / second : detail::infinity<double>();
  }
};

/// x (high + low) 2^n, rounded once, for any x and -2200 < n < 2200.
template <typename V>
HILLOCK_INLINE V line(V x, double high, double low, int n) {
  const auto tiny = abs(x) < V(0x1p-700);
  const V part = x * select(tiny, V(0x1p300), V(0x1p-300)), plain = part * V(high);
  const V product = select(plain == V(0.0), plain, product_with_two(part, DoubleWord<V>(V(high), V(low))));
  // Further than that is 0 or infinity already.
  const V shift = clamp(V(double(n)) + select(tiny, V(-300.0), V(300.0)), -2046.0, 2046.0);
  return scale(product, shift);
}

/// e^x for -2200 < x < 1500, further than exp_scaled is exact.
template <typename V>
HILLOCK_INLINE Scaled<DoubleWord<V>> exp_scaled_far(DoubleWord<V> x) {
  const DoubleWord<V> step(V(0x1.62e42fefa39efp+9), V(0x1.abc9e3b39803fp-46));  // 1024 ln 2
  V exponent(0.0);
  for (int k = 0; k < 2; ++k) {
    const auto low = x.high < V(-1300.0);
    x = select(low, x + step, x);
    exponent = exponent - select(low, V(1024.0), V(0.0));
  }
  const auto high = x.high > V(700.0);
  x = select(high, x - step, x);
  exponent = exponent + select(high, V(1024.0), V(0.0));
  const Scaled<DoubleWord<V>> e = exp_scaled(x);
  return {e.mantissa, e.exponent + exponent};
}

/// mantissa 2^(exponent + n), where the sum may be below what `scale` takes: 0 already.
template <typename V>
HILLOCK_INLINE DoubleWord<V> value_times_power(Scaled<DoubleWord<V>> a, int n) {
  return Scaled<DoubleWord<V>>{a.mantissa, clamp(a.exponent + V(double(n)), -2046.0, 2046.0)}.value();
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
