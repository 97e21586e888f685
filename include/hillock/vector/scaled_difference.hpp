// (x - m) / T, with what its rounding loses.
#pragma once

#include <limits>

#include <hillock/kernel/exp.hpp>
#include <hillock/number/double_word.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// The largest number, as a constant of a kernel.
template <typename Scalar>
inline constexpr double largest_number = static_cast<double>((std::numeric_limits<Scalar>::max)());

/// Below this, a largest element is so low that x - m may be small for what stands for -inf, the lowest number.
template <typename Scalar>
inline constexpr double low_largest = -largest_number<Scalar> / 2;

/// (x - m) / T for finite m as a sum of two: rounding x - m alone would cost e^(x-m) up to |x - m| / 2 ULP. No step
/// overflows, nor is one invalid, where x is finite or -inf. Of lines side by side no m is below low_largest.
template <typename V>
class ScaledDifference {
 public:
  using Scalar = typename V::Scalar;

  /// For exponentials that are nothing from `nothing` down.
  HILLOCK_INLINE ScaledDifference(V m, Scalar temperature, double nothing = kernel::exp_vanishes_at<Scalar>)
      : scales_(false),
        // Far below what an exponential sees, and from there on x - m does not overflow.
        lowest_(larger(V(low_largest<Scalar>), m) - (abs(m) * V(0.5) + V(1024.0))),
        nothing_(nothing),
        m_(m),
        unit_(1.0),
        scaled_nothing_(m),
        up_(1.0),
        temperature_(1.0) {
    const bool is_low = m.first() < Scalar(low_largest<Scalar>);
    if (temperature != Scalar(1) || is_low) set_scale(temperature, temperature > Scalar(1) || is_low);
  }

  /// For e^ of it: never below `nothing`.
  HILLOCK_INLINE DoubleWord<V> operator()(V x) const {
    const V capped = larger(lowest_, x), nothing = scales_ ? scaled_nothing_ : nothing_;
    const DoubleWord<V> exact = two_sum(scales_ ? capped * unit_ : capped, -m_);
    DoubleWord<V> difference(larger(nothing, exact.high), select(exact.high < nothing, V(0.0), exact.low));
    if (scales_) {
      difference = divided(difference);
      difference.high = select(x < V(-most), nothing_, larger(nothing_, difference.high));
    }
    return difference;
  }
  /// The same, rounded.
  HILLOCK_INLINE V fast_for_exponential(V x) const {
    const V capped = larger(lowest_, x);
    if (!scales_) return larger(nothing_, capped - m_);
    const V quotient = larger(scaled_nothing_, capped * unit_ - m_) * up_ / temperature_;
    return select(x < V(-most), nothing_, larger(nothing_, quotient));
  }

  /// For sums with it, of finite x; -inf for what is below the lowest number.
  HILLOCK_INLINE DoubleWord<V> unbounded(V x) const {
    // By halves where x - m may overflow: of such numbers nothing is lost.
    const auto is_large = abs(m_) > V(0x1p-60 * most);
    const V half = select(is_large, V(0.5), V(1.0));
    DoubleWord<V> difference = two_sum((scales_ ? x * unit_ : x) * half, -m_ * half);
    if (scales_) {
      // Nor shall the quotient overflow; near that a single number is enough.
      const V lowest = V(-0.99 * most) * clamp_above(temperature_ / up_, 1);
      const auto overflows = difference.high < lowest;
      const DoubleWord<V> quotient = divided({larger(lowest, difference.high), difference.low});
      difference = select(overflows, DoubleWord<V>(rough(x) * half), quotient);
    }
    return times_power(difference, select(is_large, V(2.0), V(1.0)));
  }

  /// The same, rounded, by as few operations as there are: three roundings at most.
  HILLOCK_INLINE V rough(V x) const { return scales_ ? (x * unit_ - m_) * up_ / temperature_ : x - m_; }

 private:
  static constexpr double most = largest_number<Scalar>;
  static constexpr double tiny_temperature = sizeof(Scalar) == sizeof(float) ? 0x1p-60 : 0x1p-800;

  // By halves where x - m alone might overflow, and a large temperature may bring it back into range.
  HILLOCK_INLINE void set_scale(Scalar temperature, bool by_halves) {
    scales_ = true;
    unit_ = V(by_halves ? 0.5 : 1.0);
    if (by_halves) lowest_ = V(-most);
    const V exact(static_cast<double>(temperature));
    scaled_nothing_ = temperature > Scalar(most / 1024) ? V(-most) : nothing_ * V(1.01) * exact * unit_;
    // A small temperature, times a power of two, leaves room for the remainder of the division.
    up_ = V(temperature < Scalar(tiny_temperature) ? 1 / tiny_temperature : 1.0);
    m_ = m_ * unit_;
    temperature_ = exact * up_ * unit_;
  }

  HILLOCK_INLINE DoubleWord<V> divided(DoubleWord<V> difference) const {
    const DoubleWord<V> scaled = times_power(difference, up_);
    const V quotient = scaled.high / temperature_;
    return {quotient, (remainder(scaled.high, quotient, temperature_) + scaled.low) / temperature_};
  }

  bool scales_;
  V lowest_, nothing_, m_;
  // Where it scales; else nobody looks at them.
  V unit_, scaled_nothing_, up_, temperature_;
};

}  // namespace detail
HILLOCK_NAMESPACE_END
