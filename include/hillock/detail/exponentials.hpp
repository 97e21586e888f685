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

/// total - term: what is left is as precise as that shall be.
inline Lanes<double, 1> less(Lanes<double, 1> total, Lanes<double, 1> term) { return total - term; }
inline Two<Lanes<double, 1>> less(Two<Lanes<double, 1>> total, Lanes<double, 1> term) { return total + (-term); }

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
/// The same of doubles to 2^-56: as math::log, but with only those parts as sums of two that are not far below the
/// result, and a polynomial whose terms do not wait for each other.
template <typename V>
Two<V> log1p_of(Two<V> total) {
  if (total.high.data < 0x1p-70) return total;
  const Two<V> sum = two_sum(V(1.0), total.high);
  const std::uint64_t k = (to_bits(sum.high.data) - 0x3fe6a09e667f3bcd) >> 52;
  const V power = V::of(from_bits((1023 - k) << 52)), n(static_cast<int>(k));
  // f = s (2 + f), log(1 + f) = 2 atanh(s)
  Two<V> f = fast_two_sum(madd(sum.high, power, V(-1.0)), sum.low * power);
  f.low = madd(total.low, power, f.low);
  const Two<V> divisor = fast_two_sum(V(2.0), f.high);
  const Quotient<V> s(f, {divisor.high, divisor.low + f.low});
  const V z = s.value * s.value, z2 = z * z, z4 = z2 * z2;
  using Tail = math::LogTail<double>;
  const V tail = estrin<Tail, 0, coefficient_count<Tail>>(z, z2, z4, z4 * z4, z);
  const V low = madd(s.value * z, tail, s.rest * s.reciprocal * V(2.0));
  const Two<V> high = fast_two_sum(n * V(math::Ln2<double>::high), s.value * V(2.0));  // the product is exact
  return fast_two_sum(high.high, high.low + madd(n, V(math::Ln2<double>::low), low));
}
/// m + log, of floats rounded once.
inline float plus_log(float m, Lanes<double, 1> log) { return static_cast<float>((Lanes<double, 1>(m) + log).data); }
inline double plus_log(double m, Two<Lanes<double, 1>> log) {
  const auto sum = two_sum(Lanes<double, 1>(m), log.high);
  return (sum.high + (sum.low + log.low)).data;
}

/// Sums of terms along lines, exact but for a trace: what is left of one without its largest term is precise too.
template <typename X, typename Terms, typename Scalar = typename Terms::V::Scalar>
using TermSums = Sums<X, Scalar, BlockSum<Scalar, Block<Scalar>::width, Terms::are_elements ? Of::terms : Of::numbers>>;
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

  /// What shares of all terms are divided by.
  HILLOCK_INLINE Total divisor(int l) const { return Terms::divisor(all[l]); }
  HILLOCK_INLINE Total beyond_one(int l) const {
    const Total rest = without_largest(l);
    return Terms::over_largest(is_clear(l, rest) ? rest : others[l], m[static_cast<std::size_t>(l)]);
  }

  HILLOCK_INLINE bool is_clear(int l) const { return is_clear(l, without_largest(l)); }

 private:
  HILLOCK_INLINE Total without_largest(int l) const {
    return less(all[l], Lanes<double, 1>(largest[static_cast<std::size_t>(l)]));
  }
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

/// Adds the terms of lines x to their sums. `block` has the first elements, and in the end the last block: its terms
/// where they are elements, else the logits. visit(i, block) gets each of those before it. Returns where the last
/// begins.
template <typename Terms, typename X, typename Parts, typename B, typename Sum, typename Visit>
HILLOCK_INLINE Eigen::Index add_terms(X x, Eigen::Index n, const Parts& term, B& block, Sum& sum, Visit visit) {
  using Scalar = typename Terms::V::Scalar;
  const Eigen::Index period = sum.period(n);
  Eigen::Index carried = period;
  for (Eigen::Index i = 0;;) {
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) {
      const auto number = term[k](block.part[k]);
      sum.add(i, k, number);
      if constexpr (Terms::are_elements) block.part[k] = number;
    }
    if (i + X::step >= n) return i;
    visit(i, block);
    i += X::step;
    block = B::load(x, i, n - i, minus_infinity<Scalar>());
    if constexpr (Sum::carries) {
      if (EIGEN_PREDICT_FALSE(i == carried)) {
        sum.carry();
        carried += period;
      }
    }
  }
}

/// The same with their totals. visit(i, block) gets every block.
template <typename Terms, typename X, typename M, typename Parts, typename B, typename Visit>
HILLOCK_INLINE auto sum_terms(X x, Eigen::Index n, const M& m, const Parts& term, const B& first, Visit visit) {
  TermSums<X, Terms> sum;
  B block = first;
  const Eigen::Index last = add_terms<Terms>(x, n, term, block, sum, visit);
  visit(last, block);
  return term_totals<Terms>(sum.totals(), x, n, m, term);
}

/// y = softmax of each line, by its terms; their sums, of type Sum.
template <typename Terms, typename Sum, typename X, typename Y, typename Parts, typename B>
HILLOCK_INLINE auto store_shares(X x, Y y, Eigen::Index n, const Parts& term, const B& first) {
  using Scalar = typename Terms::V::Scalar;
  Sum sum;
  B block = first;
  Eigen::Index i = add_terms<Terms>(x, n, term, block, sum, [&](Eigen::Index at, const B& terms) {
    if constexpr (Terms::are_elements) terms.store(y, at, X::step);
  });
  const auto totals = sum.totals();
  const auto factor = factors_per_part<X, Terms, Scalar>([&](int l) { return reciprocal(Terms::divisor(totals[l])); });
  if constexpr (Terms::are_elements) {
    // Backwards: the last terms are still in registers, and those before them in the nearest cache.
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
    for (i = 0; i < n; i += X::step) {
      block = B::load(x, i, n - i, minus_infinity<Scalar>());
      HILLOCK_UNROLL
      for (int k = 0; k < B::size; ++k) {
        block.part[k] = Terms::value(Terms::share(term[k](block.part[k]), factor[k]));
      }
      block.store(y, i, n - i);
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
