// e^((x - m)/T) and sums of it along lines: what softmax, log-softmax, logsumexp and the cross-entropy are made of,
// once for every tier. `Terms` says how one part of a block is computed; the functions below it walk through lines.
#ifndef HILLOCK_DETAIL_EXPONENTIALS_HPP
#define HILLOCK_DETAIL_EXPONENTIALS_HPP

#include <limits>
#include <type_traits>

#include <hillock/detail/classify.hpp>
#include <hillock/detail/errors.hpp>
#include <hillock/detail/side_by_side.hpp>
#include <hillock/math/exp.hpp>
#include <hillock/math/log.hpp>
#include <hillock/tiers.hpp>

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
  HILLOCK_INLINE ScaledDifference(V m, Scalar temperature, double nothing = math::exp_nothing<Scalar>)
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
  HILLOCK_INLINE Two<V> operator()(V x) const {
    const V capped = larger(lowest_, x), nothing = scales_ ? scaled_nothing_ : nothing_;
    const Two<V> exact = two_sum(scales_ ? capped * unit_ : capped, -m_);
    Two<V> difference(larger(nothing, exact.high), select(exact.high < nothing, V(0.0), exact.low));
    if (scales_) {
      difference = divided(difference);
      difference.high = select(x < V(-most), nothing_, larger(nothing_, difference.high));
    }
    return difference;
  }
  /// The same, rounded.
  HILLOCK_INLINE V rough_for_exponential(V x) const {
    const V capped = larger(lowest_, x);
    if (!scales_) return larger(nothing_, capped - m_);
    const V quotient = larger(scaled_nothing_, capped * unit_ - m_) * up_ / temperature_;
    return select(x < V(-most), nothing_, larger(nothing_, quotient));
  }

  /// For sums with it, of finite x; -inf for what is below the lowest number.
  HILLOCK_INLINE Two<V> unbounded(V x) const {
    // By halves where x - m may overflow: of such numbers nothing is lost.
    const auto is_large = abs(m_) > V(0x1p-60 * most);
    const V half = select(is_large, V(0.5), V(1.0));
    Two<V> difference = two_sum((scales_ ? x * unit_ : x) * half, -m_ * half);
    if (scales_) {
      // Nor shall the quotient overflow; near that a single number is enough.
      const V lowest = V(-0.99 * most) * clamp_above(temperature_ / up_, 1);
      const auto overflows = difference.high < lowest;
      const Two<V> quotient = divided({larger(lowest, difference.high), difference.low});
      difference = select(overflows, Two<V>(rough(x) * half), quotient);
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

  HILLOCK_INLINE Two<V> divided(Two<V> difference) const {
    const Two<V> scaled = times_power(difference, up_);
    const V quotient = scaled.high / temperature_;
    return {quotient, (remainder(scaled.high, quotient, temperature_) + scaled.low) / temperature_};
  }

  bool scales_;
  V lowest_, nothing_, m_;
  // Where it scales; else nobody looks at them.
  V unit_, scaled_nothing_, up_, temperature_;
};

// Totals of a BlockSum: a double for floats, a sum of two doubles for doubles. What follows gives each as a sum of two
// elements, so that nothing is lost when it meets the elements.

inline Two<Lanes<float, 1>> split(Lanes<double, 1> total) {
  const float high = static_cast<float>(total.data);
  return {Lanes<float, 1>::of(high), Lanes<float, 1>::of(static_cast<float>(total.data - static_cast<double>(high)))};
}
template <typename V>
Two<V> split(Two<V> total) {
  return total;
}

/// 1 / total.
template <typename Total>
auto reciprocal(Total total) {
  return split(Total(1.0) / total);
}

/// total / (1 + total).
template <typename Total>
auto share_beyond_one(Total total) {
  return split(total / (Total(1.0) + total));
}

/// log(1 + total). For floats to 2^-35: nothing is subtracted from it. (Templates, so that only programs that use them
/// compile the logarithm.)
template <typename S>
auto log1p_of(Lanes<S, 1> total) {
  const auto log = math::log1p(Lanes<S, 1, float>::of(total.data));
  return split(Lanes<S, 1>::of(log.data));
}
template <typename V>
auto log1p_of(Two<V> total) {
  return split(math::log1p(total));
}

/// What is known of a part of a block of one line, or of lines side by side, once their largest elements m are: its
/// operator() gives e^((x - m)/T) / unit as a Number. By default numbers are elements; factors are sums of two.
template <typename Scalar, typename Tier>
class Terms {
 public:
  using V = typename Block<Scalar>::V;
  using Number = V;
  using Factor = Two<V>;
  /// Whether terms can wait where the result will be.
  static constexpr bool are_elements = true;
  /// They are that much too large, so that only the result is rounded into the subnormals.
  static constexpr double unit = math::exponent_unit<Scalar>;

  HILLOCK_INLINE Terms(V m, Scalar temperature) : m_(m), difference_(m, temperature) {}

  static HILLOCK_INLINE V number(V x) { return x; }
  static HILLOCK_INLINE V value(V y) { return y; }
  static HILLOCK_INLINE Factor factor(Two<V> f) { return f; }

  HILLOCK_INLINE V operator()(V x) const {
    const Two<V> d = difference_(x);
    const auto parts = math::exp_parts<math::exponent_room<Scalar>>(d.high, d.low);
    const V power = parts.power();
    return madd(parts.tail, power, power);
  }
  HILLOCK_INLINE auto is_largest(V x) const { return x == m_; }
  /// (x - m)/T - log: both have the same sign, nothing cancels.
  HILLOCK_INLINE V logarithm(V x, Factor log) const { return difference_.rough(x) - log.high; }
  /// log - (x - m), rounded once but for a trace; x - m must not overflow, T is 1.
  HILLOCK_INLINE V surprise(V x, Factor log) const {
    const Two<V> d = two_sum(m_, -x), high = two_sum(d.high, log.high);
    return high.high + (high.low + (d.low + log.low));
  }

  /// term unit f.
  static HILLOCK_INLINE V share(V term, Factor f) {
#if defined(HILLOCK_FMA)
    return product_with_two(term, times_power(f, V(unit)));
#else
    return product_with_two(term, f) * V(unit);  // the error of a product would underflow
#endif
  }
  static HILLOCK_INLINE V less(V a, Factor b) { return (a - b.high) - b.low; }
  static HILLOCK_INLINE V less(Factor a, V b) { return (a.high - b) + a.low; }

 private:
  V m_;
  ScaledDifference<V> difference_;
};

/// The precise tier, of floats: everything in double.
template <>
class Terms<float, tier::Precise> {
 public:
  using V = Block<float>::V;
  using Number = decltype(widen(V(0.0)));
  using Factor = Number;
  static constexpr bool are_elements = false;
  static constexpr double unit = 1;

  HILLOCK_INLINE Terms(V m, float temperature)
      : scales_(temperature != 1), m_(widen(m)), temperature_(static_cast<double>(temperature)) {}

  static HILLOCK_INLINE Number number(V x) { return widen(x); }
  static HILLOCK_INLINE V value(Number y) { return narrow(y); }
  static HILLOCK_INLINE Factor factor(Two<V> f) { return widen(f.high) + widen(f.low); }

  HILLOCK_INLINE Number operator()(V x) const { return math::exp_nonpositive(difference(x), Number(0.0)); }
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
  Number m_, temperature_;
};

/// The precise tier, of doubles: everything in sums of two.
template <>
class Terms<double, tier::Precise> {
 public:
  using V = Block<double>::V;
  using Number = Two<V>;
  using Factor = Two<V>;
  static constexpr bool are_elements = false;
  static constexpr double unit = math::exponent_unit<double>;

  HILLOCK_INLINE Terms(V m, double temperature) : m_(m), difference_(m, temperature) {}

  static HILLOCK_INLINE Number number(V x) { return Number(x); }
  static HILLOCK_INLINE V value(Number y) { return y.high; }
  static HILLOCK_INLINE Factor factor(Two<V> f) { return f; }

  HILLOCK_INLINE Number operator()(V x) const {
    const auto parts = math::exp_parts<math::exponent_room<double>>(difference_(x));
    return times_power(one_plus(parts.tail), parts.power());
  }
  HILLOCK_INLINE auto is_largest(V x) const { return x == m_; }
  HILLOCK_INLINE Number logarithm(V x, Factor log) const {
    const auto is_masked = x < V(-largest_number<double>);
    const Two<V> d = difference_.unbounded(select(is_masked, m_, x));
    // Of what is infinite, the errors of sums would be NaN.
    const auto is_finite = d.high >= V(-largest_number<double>);
    const Number y = select(is_finite, d, Number(0.0)) - log;
    return {select(is_masked, x, select(is_finite, y.high, d.high)), y.low};
  }
  HILLOCK_INLINE Number surprise(V x, Factor log) const { return log + two_sum(m_, -x); }

  static HILLOCK_INLINE Number share(Number term, Factor f) { return times_power(term * f, V(unit)); }
  static HILLOCK_INLINE Number less(Number a, Number b) { return a - b; }

 private:
  V m_;
  ScaledDifference<V> difference_;
};

/// The fast tier, of floats, where only e^((x - m)/T) is wanted.
class RoughTerms {
 public:
  using V = Block<float>::V;
  using Number = V;
  using Factor = V;
  static constexpr bool are_elements = true;
  static constexpr double unit = 1;

  HILLOCK_INLINE RoughTerms(V m, float temperature) : difference_(R::of(m.data), temperature, math::half_exp_nothing) {}

  static HILLOCK_INLINE V value(V y) { return y; }
  static HILLOCK_INLINE Factor factor(Two<V> f) { return f.high; }

  HILLOCK_INLINE V operator()(V x) const {
    return V::of(math::exp_with_room(difference_.rough_for_exponential(R::of(x.data))).data);
  }
  static HILLOCK_INLINE V share(V term, Factor f) { return term * f; }

 private:
  using R = RoughLanes<Block<float>::width>;

  ScaledDifference<R> difference_;
};

/// The terms of each part of a block, for the largest element of each line.
template <typename Line, typename Terms, typename M, typename Scalar>
HILLOCK_INLINE auto terms_per_part(const M& m, Scalar temperature) {
  return per_part<Line, Scalar>([&](int k) { return Terms(m[k], temperature); });
}
/// The factors of each part, of(l) for line l.
template <typename Line, typename Terms, typename Scalar, typename Of>
auto factors_per_part(Of of) {
  return two_per_line<Line, Scalar>(of, [](auto two) { return Terms::factor(two); });
}

/// Sum e^d - 1 of each line: the largest elements add exactly one each. Counted apart, they do not swamp a small rest,
/// and log1p sees it.
template <typename Totals>
struct BeyondOne {
  Totals rest, ones;
  double unit;

  auto operator[](int l) const {
    return times_power(rest[l], Lanes<double, 1>(unit)) + (rounded(ones[l]) - Lanes<double, 1>(1.0));
  }
};

/// The same for lines x. visit(i, block) gets the terms of each block where they are elements, else its logits.
template <typename Terms, typename X, typename Parts, typename Visit>
auto sum_beyond_one(X x, Eigen::Index n, const Parts& term, Visit visit) {
  using B = Block<typename Terms::V::Scalar>;
  using Scalar = typename Terms::V::Scalar;
  using Number = typename Terms::Number;
  using R = typename NumberTraits<Number>::Register;
  Sums<X, Scalar> rest, ones;
  for (Eigen::Index i = 0; i < n; i += X::step) {
    B block = B::load(x, i, n - i, minus_infinity<Scalar>());
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) {
      const Number number = term[k](block.part[k]);
      const auto is_largest = term[k].is_largest(block.part[k]);
      rest.add(i, k, select(is_largest, Number(0.0), number));
      ones.add(i, k, select(is_largest, R(1.0), R(0.0)));
      if constexpr (Terms::are_elements) block.part[k] = number;
    }
    visit(i, block);
  }
  return BeyondOne<decltype(rest.totals())>{rest.totals(), ones.totals(), Terms::unit};
}

/// Whether the largest elements m of lines x are finite, and of several lines none is low (see low_largest).
template <typename X, typename V, int size>
bool all_ordinary(X x, const PerPart<V, size>& m) {
  using Scalar = typename V::Scalar;
  if constexpr (lines_per_block<X> == 1) {
    return is_finite(m[0].first());
  } else {
    const auto all = numbered(m);
    for (Eigen::Index l = 0; l < x.lines; ++l) {
      const Scalar largest = all[static_cast<std::size_t>(l)];
      if (!is_finite(largest) || largest < Scalar(low_largest<Scalar>)) return false;
    }
    return true;
  }
}

/// For largest elements m: whether one is not finite, and all is done: of only -inf, `value` for all where that is
/// asked for, else NaN. Of lines side by side each is then treated alone, by forward(x, y).
template <typename X, typename Y, typename M, typename Scalar, typename Forward>
bool handle_special(X x, Y y, Eigen::Index n, const M& m, bool is_masked, const Scalar& value, Forward forward) {
  if (EIGEN_PREDICT_TRUE(all_ordinary(x, m))) return false;
  if constexpr (lines_per_block<X> == 1) {
    fill(y, n, is_masked && all_minus_infinity(x, n) ? value : not_a_number<Scalar>());
  } else {
    for (Eigen::Index l = 0; l < x.lines; ++l) forward(x.line(l), y.line(l));
  }
  return true;
}

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_EXPONENTIALS_HPP
