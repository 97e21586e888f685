// e^((x - m)/T) and sums of it along lines: what softmax, log-softmax, logsumexp and the cross-entropy are made of,
// once for every tier. `Terms` says how one part of a block is computed; the functions below it walk through lines.
#ifndef HILLOCK_DETAIL_EXPONENTIALS_HPP
#define HILLOCK_DETAIL_EXPONENTIALS_HPP

#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

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

/// log(1 + total) for a total from 0 up to 2^1000. For floats to 2^-35: nothing is subtracted from it; and
/// one by one, so that integers may take the exponent apart. (Templates, so that only programs that use them compile
/// the logarithm.)
template <typename S>
HILLOCK_INLINE auto log1p_of(Lanes<S, 1> total) {
  using V = Lanes<S, 1, float>;
  if (total.data < S(0.25)) return Lanes<S, 1>::of(math::log1p_core(V::of(total.data)).data);
  // 1 + total = 2^k m with m from sqrt(1/2) to sqrt(2); NaN stays, whatever k is then.
  const V sum = V(1.0) + V::of(total.data);
  const std::uint64_t k = (to_bits(sum.data) - 0x3fe6a09e667f3bcd) >> 52;
  const V f = madd(sum, V::of(from_bits((1023 - k) << 52)), V(-1.0));
  const V log = madd(V(static_cast<int>(k)), V(math::Ln2<double>::nearest), math::log1p_core(f));
  return Lanes<S, 1>::of(log.data);
}
template <typename V>
Two<V> log1p_of(Two<V> total) {
  if (total.high.data < 0x1p-70) return total;
  if (total.high.data < 0.25) return math::log1p_core(total);
  const Two<V> sum = two_sum(V(1.0), total.high);
  const std::uint64_t k = (to_bits(sum.high.data) - 0x3fe6a09e667f3bcd) >> 52;
  const V power = V::of(from_bits((1023 - k) << 52)), rest = (sum.low + total.low) * power;
  const Two<V> log = math::log1p_core(fast_two_sum(madd(sum.high, power, V(-1.0)), rest));
  const V n(static_cast<int>(k));
  const Two<V> log2 = two_product(n, V(math::Ln2<double>::nearest)), high = two_sum(log2.high, log.high);
  return fast_two_sum(high.high, high.low + (madd(n, V(math::Ln2<double>::rest), log2.low) + log.low));
}
/// m + log, of floats rounded once.
inline float plus_log(float m, Lanes<double, 1> log) { return static_cast<float>((Lanes<double, 1>(m) + log).data); }
inline double plus_log(double m, Two<Lanes<double, 1>> log) {
  const auto sum = two_sum(Lanes<double, 1>(m), log.high);
  return (sum.high + (sum.low + log.low)).data;
}

/// What is known of a part of a block of one line, or of lines side by side, once their largest elements m are: its
/// operator() gives e^((x - m)/T) / unit as a Number, or with another common factor that unit_of knows. What terms that
/// are elements have in common; factors are sums of two.
template <typename Scalar>
class ElementTerms {
 public:
  using V = typename Block<Scalar>::V;
  using Number = V;
  using Factor = Two<V>;
  /// Whether terms can wait where the result will be.
  static constexpr bool are_elements = true;
  /// They are that much too large, so that only the result is rounded into the subnormals.
  static constexpr double unit = math::exponent_unit<Scalar>;

  HILLOCK_INLINE explicit ElementTerms(V m) : m_(m) {}

  /// The term of the largest element, and how a sum of terms becomes one of e^d.
  static HILLOCK_INLINE V largest() { return V(1 / unit); }
  template <typename Total>
  static HILLOCK_INLINE Total over_largest(Total total, Scalar) {
    return times_power(total, Lanes<double, 1>(unit));
  }

  static HILLOCK_INLINE V number(V x) { return x; }
  static HILLOCK_INLINE V value(V y) { return y; }
  static HILLOCK_INLINE Factor factor(Two<V> f) { return f; }

  HILLOCK_INLINE auto is_largest(V x) const { return x == m_; }
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

 protected:
  V m_;
};

/// The terms of any temperature and any finite m.
template <typename Scalar, typename Tier>
class Terms : public ElementTerms<Scalar> {
 public:
  using V = typename Block<Scalar>::V;

  HILLOCK_INLINE Terms(V m, Scalar temperature) : ElementTerms<Scalar>(m), difference_(m, temperature) {}

  HILLOCK_INLINE V operator()(V x) const {
    const Two<V> d = difference_(x);
    const auto parts = math::exp_parts<math::exponent_room<Scalar>>(d.high, d.low);
    const V power = parts.power();
    return madd(parts.tail, power, power);
  }
  /// (x - m)/T - log: both have the same sign, nothing cancels.
  HILLOCK_INLINE V logarithm(V x, Two<V> log) const { return difference_.rough(x) - log.high; }

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

  HILLOCK_INLINE DirectTerms(V m, Scalar) : ElementTerms<Scalar>(m) {
    const V n = rounded_power(m), room(math::exponent_room<Scalar>);
    shift_ = (V(integer_shift<Scalar>) - n) + room;
    // There the exponent's bits are zero, and with them the power.
    lowest_ = (n - (room + V(exponent_bias))) * V(math::Ln2<Scalar>::nearest);
  }

  HILLOCK_INLINE V operator()(V x) const {
    const auto parts = math::exp_parts_of_any(shift_, larger(lowest_, x));
    const V power = parts.power();
    return madd(parts.tail, power, power);
  }
  HILLOCK_INLINE V logarithm(V x, Two<V> log) const { return (x - this->m_) - log.high; }

  HILLOCK_INLINE V largest() const { return (*this)(this->m_); }
  /// Times e^(N ln 2 - m), to 2^-32 (doubles: 2^-57).
  template <typename Total>
  static HILLOCK_INLINE Total over_largest(Total total, Scalar m) {
    using One = Lanes<Scalar, 1>;
    const One n = rounded_power(One::of(m));
    return times_power(total * math::exp_of_rest(n, One::of(m)), Lanes<double, 1>(math::exponent_unit<Scalar>));
  }

 private:
  /// N for m, one or several.
  template <typename M>
  static HILLOCK_INLINE M rounded_power(M m) {
    const M shift(integer_shift<Scalar>);
    return madd(m, M(math::Ln2<Scalar>::inverse), shift) - shift;
  }

  static constexpr double exponent_bias = sizeof(Scalar) == sizeof(float) ? 127 : 1023;

  V shift_, lowest_;
};
#endif

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

  static HILLOCK_INLINE V largest() { return V(1 / unit); }
  template <typename Total>
  static HILLOCK_INLINE Total over_largest(Total total, float) {
    return times_power(total, Lanes<double, 1>(unit));
  }
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

  static HILLOCK_INLINE V largest() { return V(1 / unit); }
  template <typename Total>
  static HILLOCK_INLINE Total over_largest(Total total, double) {
    return times_power(total, Lanes<double, 1>(unit));
  }
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

/// Whether they are from -most to most.
template <typename X, typename V, int size>
HILLOCK_INLINE bool all_within(X x, const PerPart<V, size>& m, typename V::Scalar most) {
  if constexpr (lines_per_block<X> == 1) {
    const auto largest = m[0].first();
    return largest >= -most && largest <= most;
  } else {
    const auto all = numbered(m);
    bool within = true;
    for (Eigen::Index l = 0; l < x.lines; ++l) {
      const auto largest = all[static_cast<std::size_t>(l)];
      within = within && largest >= -most && largest <= most;
    }
    return within;
  }
}

/// Sums of terms along lines.
template <typename X, typename Terms, typename Scalar = typename Terms::V::Scalar>
using TermSums = Sums<X, Scalar, BlockSum<Scalar, Block<Scalar>::width, Terms::are_elements>>;

/// Sum e^d and Sum e^d - 1 for each line of a block.
///
/// The latter is the sum less the term of the largest element. Where that leaves little of it, it is summed again
/// without that element, so that log1p sees a small rest: `share` of the sum is so much that what remains is exact to
/// 2^-28 (doubles: 2^-60).
template <typename Terms, typename Totals, typename PerLine>
struct TermTotals {
  using Total = decltype(std::declval<const Totals&>()[0]);

  Totals all, others;
  PerLine m, largest;
  double share;

  /// Of all terms, times unit.
  HILLOCK_INLINE Total sum(int l) const { return times_power(all[l], Lanes<double, 1>(Terms::unit)); }
  HILLOCK_INLINE Total beyond_one(int l) const {
    const Total rest = without_largest(l);
    return Terms::over_largest(is_clear(l, rest) ? rest : others[l], m[static_cast<std::size_t>(l)]);
  }

  HILLOCK_INLINE bool is_clear(int l) const { return is_clear(l, without_largest(l)); }

 private:
  HILLOCK_INLINE Total without_largest(int l) const { return all[l] - Total(largest[static_cast<std::size_t>(l)]); }
  HILLOCK_INLINE bool is_clear(int l, Total rest) const { return rounded(rest).data > share * rounded(all[l]).data; }
};

template <typename Scalar>
inline constexpr double share_per_block = 0x1p-40;
template <>
inline constexpr double share_per_block<float> = 0x1p-26;

template <typename Terms, typename X, typename Parts>
EIGEN_DONT_INLINE auto sum_without_largest(X x, Eigen::Index n, const Parts& term) {
  using Scalar = typename Terms::V::Scalar;
  using B = Block<Scalar>;
  TermSums<X, Terms> sum;
  for (Eigen::Index i = 0; i < n; i += X::step) {
    const B block = B::load(x, i, n - i, minus_infinity<Scalar>());
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) {
      const auto number = term[k](block.part[k]);
      sum.add(i, k, select(term[k].is_largest(block.part[k]), typename Terms::Number(0.0), number));
    }
  }
  return sum.totals();
}

/// The totals of lines x with largest elements m, all of whose terms add up to `all`.
template <typename Terms, typename Totals, typename X, typename M, typename Parts>
HILLOCK_INLINE auto term_totals(const Totals& all, X x, Eigen::Index n, const M& m, const Parts& term) {
  using Scalar = typename Terms::V::Scalar;
  const auto largest = per_part<X, Scalar>([&](int k) { return term[k].largest(); });
  const double share = share_per_block<Scalar> * static_cast<double>(n / block_size + 8);
  TermTotals<Terms, Totals, decltype(numbered(m))> totals{all, all, numbered(m), numbered(largest),
                                                          share < 0.25 ? share : 0.25};
  bool all_clear = true;
  for (int l = 0; l < x.lines; ++l) all_clear = all_clear && totals.is_clear(l);
  if (EIGEN_PREDICT_FALSE(!all_clear)) totals.others = sum_without_largest<Terms>(x, n, term);
  return totals;
}

/// The same, with the terms of each block, of which `first` is the first. visit(i, block) gets them where they are
/// elements, else the logits.
template <typename Terms, typename X, typename M, typename Parts, typename B, typename Visit>
HILLOCK_INLINE auto sum_terms(X x, Eigen::Index n, const M& m, const Parts& term, const B& first, Visit visit) {
  using Scalar = typename Terms::V::Scalar;
  TermSums<X, Terms> sum;
  B block = first;
  for (Eigen::Index i = 0;;) {
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) {
      const auto number = term[k](block.part[k]);
      sum.add(i, k, number);
      if constexpr (Terms::are_elements) block.part[k] = number;
    }
    visit(i, block);
    i += X::step;
    if (i >= n) break;
    block = B::load(x, i, n - i, minus_infinity<Scalar>());
  }
  return term_totals<Terms>(sum.totals(), x, n, m, term);
}

/// y = softmax of each line, by its terms; the sums of these.
template <typename Terms, typename X, typename Y, typename Parts, typename B>
HILLOCK_INLINE auto store_shares(X x, Y y, Eigen::Index n, const Parts& term, const B& first) {
  using Scalar = typename Terms::V::Scalar;
  const Scalar nothing = minus_infinity<Scalar>();
  TermSums<X, Terms> sum;
  B block, logits = first;
  Eigen::Index end = 0;
  for (;;) {
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) {
      const auto number = term[k](logits.part[k]);
      sum.add(end, k, number);
      if constexpr (Terms::are_elements) block.part[k] = number;
    }
    end += X::step;
    if (end >= n) break;
    if constexpr (Terms::are_elements) block.store(y, end - X::step, X::step);
    logits = B::load(x, end, n - end, nothing);
  }
  const auto totals = sum.totals();
  const auto factor = factors_per_part<X, Terms, Scalar>(
      [&](int l) { return reciprocal(times_power(totals[l], Lanes<double, 1>(Terms::unit))); });
  if constexpr (Terms::are_elements) {
    // Backwards: the last terms are still in registers, and those before them in the nearest cache.
    Eigen::Index i = end - X::step;
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) block.part[k] = Terms::share(block.part[k], factor[k]);
    block.store(y, i, n - i);
    while (i > 0) {
      i -= X::step;
      block = B::load(y, i, X::step, Scalar(0));
      HILLOCK_UNROLL
      for (int k = 0; k < B::size; ++k) block.part[k] = Terms::share(block.part[k], factor[k]);
      block.store(y, i, X::step);
    }
  } else {
    // Elements are too short for terms: these are computed once more.
    for (Eigen::Index i = 0; i < n; i += X::step) {
      logits = B::load(x, i, n - i, nothing);
      HILLOCK_UNROLL
      for (int k = 0; k < B::size; ++k) {
        logits.part[k] = Terms::value(Terms::share(term[k](logits.part[k]), factor[k]));
      }
      logits.store(y, i, n - i);
    }
  }
  return totals;
}

template <typename Totals>
struct LogOfLine {
  const Totals& totals;

  auto operator[](int l) const { return log1p_of(totals.beyond_one(l)); }
};
/// log Sum e^d of each line, by number.
template <typename Line, typename Totals>
HILLOCK_INLINE auto logs_per_line(Line x, const Totals& totals) {
  using Total = typename Totals::Total;
  if constexpr (lines_per_block<Line> == 1) {
    return PerPart<Total, 1>{log1p_of(totals.beyond_one(0))};
  } else if constexpr (std::is_same<Total, Lanes<double, 1>>::value) {
    // Of floats side by side, as log1p_of has each.
    using V = Lanes<double, Block<float>::width, float>;
    PerPart<Total, block_size> all;
    double beyond_one[block_size] = {};
    for (int l = 0; l < x.lines; ++l) beyond_one[l] = totals.beyond_one(l).data;
    for (int k = 0; k < Block<float>::size; ++k) {
      math::log1p(V::load(beyond_one + k * V::width)).store(beyond_one + k * V::width);
    }
    for (int l = 0; l < block_size; ++l) all.part[l] = Total(beyond_one[l]);
    return all;
  } else {
    static_cast<void>(x);
    return LogOfLine<Totals>{totals};
  }
}

/// Whether the default terms are those of DirectTerms where these can be had.
template <typename Terms>
inline constexpr bool has_direct = std::is_base_of<ElementTerms<typename Terms::V::Scalar>, Terms>::value;

// Out of line: so seldom asked for that it shall take no registers, nor the compiler's time, where the other way is.
template <typename Terms, typename X, typename M, typename Scalar, typename By, typename... Arguments>
EIGEN_DONT_INLINE void with_general_terms(X x, const M& m, Scalar temperature, By by, const Arguments&... arguments) {
  by(terms_per_part<X, Terms>(m, temperature), x, m, arguments...);
}

/// by(terms of each part, x, m, arguments...) for lines x with largest elements m and the best terms there are; false
/// where none are for all of them: then each line is treated alone, and a single one has an m that is not finite.
template <typename Terms, typename X, typename M, typename Scalar, typename By, typename... Arguments>
HILLOCK_INLINE bool with_terms(X x, const M& m, Scalar temperature, By by, const Arguments&... arguments) {
#if defined(HILLOCK_FMA)
  if constexpr (has_direct<Terms>) {
    if (temperature == Scalar(1)) {
      if (EIGEN_PREDICT_TRUE(all_within(x, m, Scalar(direct_limit<Scalar>)))) {
        by(terms_per_part<X, DirectTerms<Scalar>>(m, temperature), x, m, arguments...);
        return true;
      }
      // Each as it would be alone.
      if constexpr (lines_per_block<X> != 1) return false;
    }
  }
#endif
  if (!all_ordinary(x, m)) return false;
  with_general_terms<Terms>(x, m, temperature, by, arguments...);
  return true;
}

/// What with_terms has no terms for: of only -inf, `value` for all where that is asked for, else NaN. Of lines side by
/// side each is treated alone, by forward(x, y).
template <typename X, typename Y, typename Scalar, typename Forward>
void handle_special(X x, Y y, Eigen::Index n, bool is_masked, const Scalar& value, Forward forward) {
  if constexpr (lines_per_block<X> == 1) {
    fill(y, n, is_masked && all_minus_infinity(x, n) ? value : not_a_number<Scalar>());
  } else {
    for (Eigen::Index l = 0; l < x.lines; ++l) forward(x.line(l), y.line(l));
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_EXPONENTIALS_HPP
