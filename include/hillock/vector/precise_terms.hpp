// The terms of terms.hpp for the precise tier: of floats in double, of doubles in sums of two.
#pragma once

#include <hillock/vector/terms.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// The precise tier, of floats: everything in double.
using FloatsInDouble = Lanes<double, Block<float>::width, float>;
template <>
class Terms<float, tier::Precise> : public TermsInCommon<float, FloatsInDouble, FloatsInDouble, false, FloatsInDouble> {
 public:
  HILLOCK_INLINE Terms(V m, float temperature)
      : TermsInCommon(widen(m)), scales_(temperature != 1), temperature_(static_cast<double>(temperature)) {}

  static HILLOCK_INLINE Number number(V x) { return widen(x); }
  static HILLOCK_INLINE V value(Number y) { return narrow(y); }
  static HILLOCK_INLINE Factor factor(DoubleWord<V> f) { return widen(f.high) + widen(f.low); }

  HILLOCK_INLINE Number operator()(V x) const { return kernel::exp_nonpositive(difference(x), Number(0.0)); }
  HILLOCK_INLINE auto is_largest(V x) const { return widen(x) == m_; }
  HILLOCK_INLINE Number logarithm(V x, Factor log) const { return difference(x) - log; }
  HILLOCK_INLINE Number surprise(V x, Factor log) const { return log - difference(x); }

  static HILLOCK_INLINE Number share(Number term, Factor f) { return term * f; }
  static HILLOCK_INLINE Number less(Number a, Number b) { return a - b; }

 private:
  HILLOCK_INLINE Number difference(V x) const {
    const Number d = widen(x) - m_;
    return scales_ ? d / temperature_ : d;
  }

  bool scales_;
  Number temperature_;
};

/// The precise tier, of doubles: everything in sums of two.
using TwoDoubles = DoubleWord<Block<double>::V>;
template <>
class Terms<double, tier::Precise> : public TermsInCommon<double, TwoDoubles, TwoDoubles, true, Block<double>::V> {
 public:
  HILLOCK_INLINE Terms(V m, double temperature) : TermsInCommon(m), difference_(m, temperature) {}

  static HILLOCK_INLINE Number number(V x) { return Number(x); }
  static HILLOCK_INLINE V value(Number y) { return y.high; }
  static HILLOCK_INLINE Factor factor(DoubleWord<V> f) { return f; }

  HILLOCK_INLINE Number operator()(V x) const {
    const auto parts = kernel::exp_parts<kernel::exponent_room<double>>(difference_(x));
    return times_power(one_plus(parts.tail), parts.power());
  }
  HILLOCK_INLINE Number logarithm(V x, Factor log) const {
    const auto is_masked = x < V(-largest_number<double>);
    const DoubleWord<V> d = difference_.unbounded(select(is_masked, m_, x));
    // Of what is infinite, the errors of sums would be NaN.
    const auto is_finite = d.high >= V(-largest_number<double>);
    const Number y = select(is_finite, d, Number(0.0)) - log;
    return {select(is_masked, x, select(is_finite, y.high, d.high)), y.low};
  }
  HILLOCK_INLINE Number surprise(V x, Factor log) const { return log + two_sum(m_, -x); }

  static HILLOCK_INLINE Number share(Number term, Factor f) { return times_power(term * f, V(unit)); }
  static HILLOCK_INLINE Number less(Number a, Number b) { return a - b; }

 private:
  ScaledDifference<V> difference_;
};

}  // namespace detail
HILLOCK_NAMESPACE_END
