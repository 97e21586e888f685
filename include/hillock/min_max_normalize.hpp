// Min-max normalisation: a vector stretched onto an interval.
#pragma once

#include <limits>

#include <hillock/check/special_values.hpp>
#include <hillock/vector_function.hpp>

HILLOCK_NAMESPACE_BEGIN

/// The interval [lo, hi], by default [0, 1]; finite with lo < hi, else std::invalid_argument.
template <typename Scalar>
class IntervalParameters {
 public:
  /// `name` stands in messages.
  explicit IntervalParameters(const char* name, Scalar lo = Scalar(0), Scalar hi = Scalar(1)) : lo_(lo), hi_(hi) {
    detail::require_finite(name, "lo", lo);
    detail::require_finite(name, "hi", hi);
    if (!(lo < hi)) detail::fail_parameter(name, "hi", hi, "greater than lo");
  }

  Scalar lo() const { return lo_; }
  Scalar hi() const { return hi_; }

 private:
  Scalar lo_, hi_;
};

/// y_i = lo + (hi - lo) (x_i - min x) / (max x - min x), by default onto [0, 1]; min x becomes lo and max x becomes hi,
/// exactly, and nothing lies outside.
///
/// Called as min_max_normalize(x), (x, lo, hi), each with an axis if wanted. No backward. A constant vector gives lo;
/// any finite elements, without overflow; NaN anywhere makes that vector NaN; an infinite element stands for the limit
/// of ever larger ones (beside +inf, all else is lo; beside -inf, all else is hi; between both, finite elements are in
/// the middle); an empty vector stays empty. Within 1 ULP onto [0, 1]; onto another interval within 2 ULP of the
/// larger of |lo| and |hi|. In place is safe. Throws std::invalid_argument for a bad interval.
///
/// Source: J. Han, M. Kamber, "Data Mining: Concepts and Techniques", Morgan Kaufmann, 2001.
struct MinMaxNormalizeKernel {
  static constexpr const char* name = "min_max_normalize";
  static constexpr bool has_backward = false;
  template <typename Scalar>
  using Parameters = IntervalParameters<Scalar>;

  template <typename X, typename Y, typename Scalar>
  static void forward(X x, Y y, Eigen::Index n, const IntervalParameters<Scalar>& interval) {
    using V = typename detail::Block<Scalar>::V;
    using One = Lanes<Scalar, 1>;
    if (n == 0) return;
    if (!detail::none_nan(x, n)) {
      detail::fill(y, n, detail::not_a_number<Scalar>());
      return;
    }
    const Scalar smallest = detail::smallest(x, n), largest = detail::largest(x, n);
    if (!(smallest < largest)) {
      detail::fill(y, n, interval.lo());
      return;
    }
    if (detail::is_minus_infinity(smallest) || detail::is_infinity(largest)) {
      among_infinities(x, y, n, interval, detail::is_minus_infinity(smallest), detail::is_infinity(largest));
      return;
    }
    // Far from overflow, and from where the remainder of a division would underflow, or brought there. (A small range
    // has small elements, since it is at least one unit in their last place.)
    const double half_range = static_cast<double>(largest / 2 - smallest / 2);
    const double unit = half_range > large_range<Scalar>   ? 1 / rescaling<Scalar>
                        : half_range < small_range<Scalar> ? rescaling<Scalar>
                                                           : 1;
    const One scaled_smallest = One::of(smallest) * One(unit);
    const auto range = detail::broadcast_two<V>(two_sum(One::of(largest) * One(unit), -scaled_smallest));
    const V origin(static_cast<double>(scaled_smallest.data));
    const double lo = static_cast<double>(interval.lo()), hi = static_cast<double>(interval.hi());
    const bool is_unit = interval.lo() == Scalar(0) && interval.hi() == Scalar(1);
    detail::map_lines(x, y, n, smallest, [&](V part, int) HILLOCK_INLINE_LAMBDA {
      const V t = (two_sum(part * V(unit), -origin) / range).high;
      return is_unit ? t : clamp(madd(t, V(hi), (V(1.0) - t) * V(lo)), lo, hi);
    });
  }

 private:
  template <typename Scalar>
  static constexpr double large_range = sizeof(Scalar) == sizeof(float) ? 0x1p80 : 0x1p800;
  template <typename Scalar>
  static constexpr double small_range = sizeof(Scalar) == sizeof(float) ? 0x1p50 : 0x1p500;
  template <typename Scalar>
  static constexpr double rescaling = sizeof(Scalar) == sizeof(float) ? 0x1p40 : 0x1p200;

  template <typename X, typename Y, typename Scalar>
  static void among_infinities(X x, Y y, Eigen::Index n, const IntervalParameters<Scalar>& interval, bool below,
                               bool above) {
    const Scalar lo = interval.lo(), hi = interval.hi();
    const Scalar rest = below && above ? lo / 2 + hi / 2 : above ? lo : hi;
    for (Eigen::Index i = 0; i < n; ++i) {
      const Scalar element = x[i];
      y[i] = detail::is_minus_infinity(element) ? lo : detail::is_infinity(element) ? hi : rest;
    }
  }
};

/// As a functor that keeps its interval.
template <typename Scalar>
using MinMaxNormalize = VectorActivation<MinMaxNormalizeKernel, Scalar>;

inline constexpr VectorFunction<MinMaxNormalizeKernel> min_max_normalize{};

HILLOCK_SAME_IN_EVERY_TIER(hillock::MinMaxNormalize, hillock::min_max_normalize)

HILLOCK_NAMESPACE_END
