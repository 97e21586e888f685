// e^((x - m)/T), up to a factor: `Terms` says how one part of a block is computed, once for every tier.
#pragma once

#include <type_traits>

#include <hillock/check/errors.hpp>
#include <hillock/check/special_values.hpp>
#include <hillock/kernel/fast_exp.hpp>
#include <hillock/loop/side_by_side.hpp>
#include <hillock/tiers.hpp>
#include <hillock/vector/scaled_difference.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// What is known of a part of a block of one line, or of lines side by side, once their largest elements m are: its
/// operator() gives e^((x - m)/T) / unit as a Number, or with another common factor that over_largest knows. What all
/// terms have in common; m is kept as an M.
template <typename Scalar, typename Number_, typename Factor_, bool has_unit, typename M>
class TermsInCommon {
 public:
  using V = typename Block<Scalar>::V;
  using Number = Number_;
  using Factor = Factor_;
  /// Whether terms can wait where the result will be.
  static constexpr bool are_elements = std::is_same<Number, V>::value;
  /// They are that much too large, so that only the result is rounded into the subnormals.
  static constexpr double unit = has_unit ? kernel::exponent_unit<Scalar> : 1;

  HILLOCK_INLINE explicit TermsInCommon(M m) : m_(m) {}

  /// The term of the largest element, and how a sum of terms becomes one of e^d.
  static HILLOCK_INLINE V largest() { return V(1 / unit); }
  template <typename Total, typename Largest>
  static HILLOCK_INLINE Total over_largest(Total total, Largest) {
    return divisor(total);
  }
  HILLOCK_INLINE auto is_largest(V x) const { return x == m_; }

  /// Shares are term f, where 1/f is this of a sum of terms, or as much smaller as a part of them is.
  template <typename Total>
  static HILLOCK_INLINE Total divisor(Total total) {
    return times_power(total, typename NumberTraits<Total>::Register(unit));
  }

 protected:
  M m_;
};

/// Terms that are elements; factors are sums of two.
template <typename Scalar, typename V_ = typename Block<Scalar>::V>
class ElementTerms : public TermsInCommon<Scalar, V_, DoubleWord<V_>, true, V_> {
  using Common = TermsInCommon<Scalar, V_, DoubleWord<V_>, true, V_>;

 public:
  using V = V_;
  using Factor = DoubleWord<V>;
  using Common::Common;

  /// What sums begin with.
  static HILLOCK_INLINE V start() { return V(1 / Common::unit); }
  static HILLOCK_INLINE V number(V x) { return x; }
  static HILLOCK_INLINE V value(V y) { return y; }
  static HILLOCK_INLINE Factor factor(DoubleWord<V> f) { return f; }

  /// log - (x - m), rounded once but for a trace; x - m must not overflow, T is 1.
  HILLOCK_INLINE V surprise(V x, Factor log) const {
    const DoubleWord<V> d = two_sum(this->m_, -x), high = two_sum(d.high, log.high);
    return high.high + (high.low + (d.low + log.low));
  }

#if defined(HILLOCK_FMA)
  template <typename Total>
  static HILLOCK_INLINE Total divisor(Total total) {
    return total;
  }
  static HILLOCK_INLINE V share(V term, Factor f) { return product_with_two(term, f); }
#else
  // Without the unit the error of a product would underflow.
  static HILLOCK_INLINE V share(V term, Factor f) { return product_with_two(term, f) * V(Common::unit); }
#endif
  static HILLOCK_INLINE V less(V a, Factor b) { return (a - b.high) - b.low; }
  static HILLOCK_INLINE V less(Factor a, V b) { return (a.high - b) + a.low; }
};

/// The terms of any temperature and any finite m.
template <typename Scalar, typename Tier>
class Terms : public ElementTerms<Scalar> {
 public:
  using V = typename Block<Scalar>::V;

  HILLOCK_INLINE Terms(V m, Scalar temperature) : ElementTerms<Scalar>(m), difference_(m, temperature) {}

  HILLOCK_INLINE V operator()(V x) const {
    const DoubleWord<V> d = difference_(x);
    const auto parts = kernel::exp_parts<kernel::exponent_room<Scalar>>(d.high, d.low);
    const V power = parts.power();
    return madd(parts.tail, power, power);
  }
  /// (x - m)/T - log: both have the same sign, nothing cancels.
  HILLOCK_INLINE V logarithm(V x, DoubleWord<V> log) const { return difference_.rough(x) - log.high; }

 private:
  ScaledDifference<V> difference_;
};

/// Up to here |m| is small enough for DirectTerms.
template <typename Scalar>
inline constexpr double direct_limit = 0x1p19;
template <>
inline constexpr double direct_limit<float> = 0x1p13 - 128;

#if defined(HILLOCK_FMA)
/// The same for T = 1 and |m| up to direct_limit: x itself is reduced to n ln 2 + r, and terms are e^x 2^-N / unit with
/// N = m / ln 2, rounded. No x - m is rounded, whose error would have to be made good.
///
/// Errors of a share, in units of 2^-24 (floats): 1.27 of its own term and 1.21 of the sum, of the other sign, on every
/// float; half an ULP of the product; traces of 2^-48. Together at most 2.97 ULP.
template <typename Scalar>
class DirectTerms : public ElementTerms<Scalar> {
 public:
  using V = typename Block<Scalar>::V;

  /// With is_around_zero N is a constant: no term waits for m. Terms are other ones by a power of two, and of results
  /// no bit is.
  HILLOCK_INLINE DirectTerms(V m, bool is_around_zero) : ElementTerms<Scalar>(m) {
    V n(constant_power);
    if (!is_around_zero) n = rounded_power(m);
    const V room(kernel::exponent_room<Scalar>);
    shift_ = (V(integer_shift<Scalar>) - n) + room;
    // There the exponent's bits are zero, and with them the power.
    lowest_ = (n - (room + V(exponent_bias))) * V(kernel::Ln2<Scalar>::nearest);
  }

  /// Whether N may be that constant for a line of n elements with largest element m. The largest term, of
  /// floats e^m 2^56, is from 2^24 to 2^88 then: those 2^150 times smaller are normal numbers, and of 1 / Sum >= 2^-97
  /// as a sum of two floats no digit is lost. (Of doubles e^m 2^128 is far from both.)
  static HILLOCK_INLINE bool is_around_zero(Eigen::Index n, Scalar m) {
    return n <= 16 * block_size && m >= Scalar(-22) && m <= Scalar(22);
  }

  HILLOCK_INLINE V operator()(V x) const {
    const auto parts = kernel::exp_parts_of_any(shift_, larger(lowest_, x));
    const V power = parts.power();
    return madd(parts.tail, power, power);
  }
  /// The same of two at once, whose operations alternate: while one waits for the operation before, the other does not.
  HILLOCK_INLINE void make_both(V& a, V& b) const {
    using Two = Lanes<Scalar, 2 * V::width>;
    const auto two = [](V low, V high) { return Two::of({low.data, high.data}); };
    const auto parts = kernel::exp_parts_of_any(two(shift_, shift_), larger(two(lowest_, lowest_), two(a, b)));
    const Two power = parts.power(), both = madd(parts.tail, power, power);
    a = V::of(both.data.low);
    b = V::of(both.data.high);
  }
  HILLOCK_INLINE V logarithm(V x, DoubleWord<V> log) const { return (x - this->m_) - log.high; }

  HILLOCK_INLINE V largest() const { return (*this)(this->m_); }
  /// e^(N ln 2), which sums begin with.
  HILLOCK_INLINE V start() const { return power_of_two(shift_ + rounded_power(this->m_)); }
  /// Times e^(N ln 2 - m), to 2^-32 (doubles: 2^-57).
  template <typename Total, typename M>
  HILLOCK_INLINE Total over_largest(Total total, M m) const {
    using R = typename NumberTraits<Total>::Register;
    const M shift(integer_shift<Scalar>), n = rounded_power(m);
    const auto factor = kernel::exp_of_rest(n, m);
    M with_room = shift;  // what terms were made with, another number than N perhaps
    if constexpr (std::is_same<M, V>::value) {
      with_room = shift_;
    } else {
      with_room = M::of(shift_.first());
    }
    const M to_unit = power_of_two(((shift - with_room) - n) + shift);
    if constexpr (sizeof(Scalar) == sizeof(float)) {
      return total * (R::of(factor.data) * R::of(widen(to_unit).data));
    } else {
      return total * times_power(factor, to_unit);
    }
  }

 private:
  /// N for m, one or several.
  template <typename M>
  static HILLOCK_INLINE M rounded_power(M m) {
    const M shift(integer_shift<Scalar>);
    return madd(m, M(kernel::Ln2<Scalar>::inverse), shift) - shift;
  }

  static constexpr double exponent_bias = sizeof(Scalar) == sizeof(float) ? 127 : 1023;
  static constexpr double constant_power = sizeof(Scalar) == sizeof(float) ? -24 : 0;

  V shift_, lowest_;
};
#endif

/// The fast tier, of floats.
template <>
class Terms<float, tier::Fast> : public TermsInCommon<float, Block<float>::V, Block<float>::V, false, Block<float>::V> {
 public:
  HILLOCK_INLINE Terms(V m, float temperature)
      : TermsInCommon(m), difference_(R::of(m.data), temperature, kernel::half_exp_vanishes_at) {}

  static HILLOCK_INLINE V start() { return V(0.0); }
  static HILLOCK_INLINE V value(V y) { return y; }
  static HILLOCK_INLINE Factor factor(DoubleWord<V> f) { return f.high; }

  HILLOCK_INLINE V operator()(V x) const {
    return V::of(kernel::exp_within_range(difference_.fast_for_exponential(R::of(x.data))).data);
  }
  HILLOCK_INLINE V logarithm(V x, Factor log) const { return V::of(difference_.rough(R::of(x.data)).data) - log; }

  static HILLOCK_INLINE V share(V term, Factor f) { return term * f; }

 private:
  using R = FastLanes<Block<float>::width>;

  ScaledDifference<R> difference_;
};

}  // namespace detail
HILLOCK_NAMESPACE_END
