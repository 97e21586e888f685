// What is made of the total of a sum of exponentials: its reciprocal, its logarithm.
#pragma once

#include <cstdint>

#include <hillock/check/bits.hpp>
#include <hillock/kernel/log.hpp>
#include <hillock/number/double_word.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

// Totals of a BlockSum: a double for floats, a sum of two doubles for doubles. What follows gives each as a sum of two
// elements, so that nothing is lost when it meets the elements.

/// total - term: what is left is as precise as that shall be.
template <int W, typename T>
HILLOCK_INLINE Lanes<double, W, T> less(Lanes<double, W, T> total, Lanes<float, W> term) {
  return total - Lanes<double, W, T>::of(widen(term).data);
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> less(DoubleWord<V> total, V term) {
  return total + (-term);
}

template <int W, typename T>
HILLOCK_INLINE DoubleWord<Lanes<float, W>> split(Lanes<double, W, T> total) {
  using V = Lanes<double, W, float>;
  const V wide = V::of(total.data);
  const Lanes<float, W> high = narrow(wide);
  return {high, narrow(wide - widen(high))};
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> split(DoubleWord<V> total) {
  return total;
}

/// 1 / total.
template <typename Total>
HILLOCK_INLINE auto split_reciprocal(Total total) {
  return split(Total(1.0) / total);
}

/// total / (1 + total).
template <typename Total>
auto share_beyond_one(Total total) {
  return split(total / (Total(1.0) + total));
}

/// u = 2^n m with m from sqrt(1/2) to sqrt(2), for u finite and normal: n, and 2^-n. Integers take a single one apart.
template <typename V>
struct Exponent {
  V n, inverse;

  HILLOCK_INLINE explicit Exponent(V u) {
    if constexpr (V::width == 1) {
      const std::uint64_t k = (to_bits(u.data) - 0x3fe6a09e667f3bcd) >> 52;
      n = V(static_cast<int>(k));
      inverse = V::of(from_bits((1023 - k) << 52));
    } else {
      n = kernel::log_exponent(u);
      inverse = power_of_two(V(integer_shift<double>) - n);
    }
  }
};

/// log(1 + total) for a total from 0 up to 2^1000, or NaN. For floats to 2^-35: nothing is subtracted from it.
/// (Templates, so that only programs that use them compile the logarithm.)
template <int W, typename T>
HILLOCK_INLINE Lanes<double, W, T> log1p_of(Lanes<double, W, T> total) {
  using V = Lanes<double, W, float>;
  const V t = V::of(total.data);
  // The same bits sooner.
  if constexpr (W == 1) {
    if (t.data < 0.25) return Lanes<double, W, T>::of(kernel::log1p_core(t).data);
  }
  const DoubleWord<V> sum = fast_two_sum(V(1.0), t);  // of a larger t the error is of no account
  const Exponent<V> exponent(sum.high);
  const V f = madd(sum.low, exponent.inverse, madd(sum.high, exponent.inverse, V(-1.0)));
  return Lanes<double, W, T>::of(madd(exponent.n, V(kernel::Ln2<double>::nearest), kernel::log1p_core(f)).data);
}
/// The same of doubles to 2^-56: as kernel::log, but with only those parts as sums of two that are not far below the
/// result, and a polynomial whose terms do not wait for each other.
template <typename V>
HILLOCK_INLINE DoubleWord<V> log1p_of(DoubleWord<V> total) {
  const DoubleWord<V> sum = two_sum(V(1.0), total.high);
  const Exponent<V> exponent(sum.high);
  const V n = exponent.n, power = exponent.inverse;
  // f = s (2 + f), log(1 + f) = 2 atanh(s)
  DoubleWord<V> f = fast_two_sum(madd(sum.high, power, V(-1.0)), sum.low * power);
  f.low = madd(total.low, power, f.low);
  const DoubleWord<V> divisor = fast_two_sum(V(2.0), f.high);
  const Quotient<V> s(f, {divisor.high, divisor.low + f.low});
  const V z = s.value * s.value, z2 = z * z, z4 = z2 * z2;
  using Tail = kernel::LogTail<double>;
  const V tail = estrin<Tail, 0, coefficient_count<Tail>>(z, z2, z4, z4 * z4, z);
  const V low = madd(s.value * z, tail, s.rest * s.reciprocal * V(2.0));
  const DoubleWord<V> high = fast_two_sum(n * V(kernel::Ln2<double>::high), s.value * V(2.0));  // the product is exact
  const DoubleWord<V> log = fast_two_sum(high.high, high.low + madd(n, V(kernel::Ln2<double>::low), low));
  return select(total.high < V(0x1p-70), total, log);
}
/// m + log, of floats rounded once.
inline float plus_log(float m, Lanes<double, 1> log) { return static_cast<float>((Lanes<double, 1>(m) + log).data); }
inline double plus_log(double m, DoubleWord<Lanes<double, 1>> log) {
  const auto sum = two_sum(Lanes<double, 1>(m), log.high);
  return (sum.high + (sum.low + log.low)).data;
}

}  // namespace detail
HILLOCK_NAMESPACE_END
