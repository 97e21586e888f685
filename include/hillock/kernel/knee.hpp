// Knees of piecewise functions that stand where a line meets a bound: at a quotient that need not be a number of the
// element type, though which side of it an element is on is exact.
#pragma once

#include <cmath>

#include <hillock/kernel/units.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

template <typename Scalar>
inline constexpr bool has_exact_knees = std::is_same<Scalar, float>::value || std::is_same<Scalar, double>::value;

/// The neighbour of a number, in the order of the numbers: from the lowest on to -infinity, from 0 to the subnormals.
template <typename Scalar>
Scalar next_above(Scalar x) {
  const auto bits = detail::to_bits(x);
  if (x == 0) return std::numeric_limits<Scalar>::denorm_min();
  return detail::from_bits(static_cast<std::decay_t<decltype(bits)>>(x > 0 ? bits + 1 : bits - 1));
}
template <typename Scalar>
Scalar next_below(Scalar x) {
  return -next_above(-x);
}

/// The largest Scalar that is not above (n + n_low) / a and the smallest that is not below, for n + n_low rounded to n
/// and a > 0, both finite: x > below says that x a > n + n_low, x < above that it is less.
template <typename Scalar>
struct Knee {
  Scalar below, above;

  Knee(double n, double n_low, double a) {
    const Factor numerator(n), denominator(a);
    // The quotient of the mantissas and the sign of what is left of it, exactly.
    using V = Lanes<double, 1>;
    const double q = numerator.mantissa / denominator.mantissa, low = times_power_of_two(n_low, -numerator.exponent);
    const DoubleWord<V> product = two_product(V(q), V(denominator.mantissa));
    const DoubleWord<V> rest = two_sum(V(low), -product.low),
                        all = two_sum(V(numerator.mantissa) - product.high, rest.high);
    set(q, all.high.data != 0 ? all.high.data : all.low.data + rest.low.data,
        numerator.exponent - denominator.exponent);
  }

 private:
  using Limits = std::numeric_limits<Scalar>;

  /// x 2^n, for results that do not overflow.
  static double times_power_of_two(double x, int n) { return x * normal_power(n / 2) * normal_power(n - n / 2); }
  /// From q and the sign of what is left, in units of 2^n.
  void set(double q, double left, int n) {
    below = above = 0;
    if (q == 0) return;
    constexpr Scalar largest = (Limits::max)();
    const bool is_beyond = n > Limits::max_exponent || [&] {
      if (n < Limits::max_exponent - 2) return false;
      const double most = times_power_of_two(static_cast<double>(largest), -n), size = q < 0 ? -q : q;
      return size > most || (size == most && (q < 0 ? -left : left) > 0);
    }();
    if (is_beyond) {
      below = q < 0 ? -detail::infinity<Scalar>() : largest;
      above = q < 0 ? -largest : detail::infinity<Scalar>();
      return;
    }
    const int m = n < -1200 ? -1200 : n;  // there it is less than the smallest number already
    const Scalar quotient = static_cast<Scalar>(times_power_of_two(q, m));
    // Where the exact one lies, seen from its rounding.
    const double back = times_power_of_two(static_cast<double>(quotient), -m), side = back != q ? q - back : left;
    below = side < 0 ? next_below(quotient) : quotient;
    above = side > 0 ? next_above(quotient) : quotient;
  }
};

/// The first and the last number strictly between two.
template <typename Scalar>
struct Range {
  Scalar first, last;
};
template <typename Scalar>
Range<Scalar> strictly_between(Scalar low, Scalar high) {
  if constexpr (has_exact_knees<Scalar>) {
    return {next_above(low), next_below(high)};
  } else {
    return {std::nextafter(low, (std::numeric_limits<Scalar>::max)()),
            std::nextafter(high, std::numeric_limits<Scalar>::lowest())};
  }
}
/// Of those x for which 0 < a x + b < 1. (A call: what is constant where a function stands stays so.)
template <typename Scalar>
EIGEN_DONT_INLINE Range<Scalar> between_knees(Scalar a, Scalar b) {
  if constexpr (has_exact_knees<Scalar>) {
    const double slope = static_cast<double>(a), offset = static_cast<double>(b);
    const auto rest = two_sum(Lanes<double, 1>(1.0), Lanes<double, 1>(-offset));
    return strictly_between(Knee<Scalar>(-offset, 0, slope).below,
                            Knee<Scalar>(rest.high.data, rest.low.data, slope).above);
  } else {
    return strictly_between(Scalar(-b / a), Scalar((1 - b) / a));
  }
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
