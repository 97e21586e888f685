// Sums of e^((x - m)/T) along lines: what softmax, log-softmax, logsumexp and the cross-entropy are made of, once for
// every tier.
#ifndef HILLOCK_DETAIL_EXPONENTIALS_HPP
#define HILLOCK_DETAIL_EXPONENTIALS_HPP

#include <cstdint>
#include <type_traits>
#include <utility>

#include <hillock/detail/terms.hpp>
#include <hillock/math/log.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

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
  Sums<X, Scalar> sum;  // not as terms: they may all be so small that only the errors are left
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
  // The additions of up to 4096 elements are as good as nothing.
  const double share = share_per_block<Scalar> * static_cast<double>(n <= 4096 ? 256 : n / block_size);
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

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_EXPONENTIALS_HPP
