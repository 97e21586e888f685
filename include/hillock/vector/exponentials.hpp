// Sums of e^((x - m)/T) along lines: what softmax, log-softmax, logsumexp and the cross-entropy are made of, once for
// every tier.
#pragma once

#include <type_traits>

#include <hillock/vector/choose_terms.hpp>
#include <hillock/vector/short_lines.hpp>
#include <hillock/vector/totals.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Sums of terms along lines, exact but for a trace: what is left of one without its largest term is precise too.
template <typename X, typename Terms, typename Scalar = typename Terms::V::Scalar>
using TermSums = Sums<X, Scalar, BlockSum<Scalar, Block<Scalar>::width, Terms::are_elements ? Of::terms : Of::numbers>>;
template <typename X, typename Terms, typename Parts>
HILLOCK_INLINE TermSums<X, Terms> begin_sums(Eigen::Index n, [[maybe_unused]] const Parts& term) {
  if constexpr (Terms::are_elements && std::is_same<typename Terms::V::Scalar, double>::value) {
    return TermSums<X, Terms>(n, term[0].start());
  } else {
    return TermSums<X, Terms>(n);
  }
}
/// Sum e^d and Sum e^d - 1 for each line of a block.
template <typename Terms, typename Totals, typename PerLine>
struct TermTotals {
  Totals all, rest;
  PerLine m;

  /// What shares of all terms are divided by.
  HILLOCK_INLINE auto divisor(int l) const { return Terms::divisor(all[l]); }
  HILLOCK_INLINE auto beyond_one(int l) const { return rest[l]; }
};

template <typename Scalar>
inline constexpr double share_per_block = 0x1p-40;
template <>
inline constexpr double share_per_block<float> = 0x1p-26;

template <typename Terms, typename X, typename Parts>
EIGEN_DONT_INLINE auto sum_without_largest(X x, Eigen::Index n, const Parts& term) {
  using Scalar = typename Terms::V::Scalar;
  using B = Block<Scalar>;
  Sums<X, Scalar> sum(n);  // not as terms: they may all be so small that only the errors are left
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
///
/// Sum e^d - 1 is the sum less the term of the largest element. Where that leaves little of it, it is summed again
/// without that element, so that log1p sees a small rest: `share` of the sum is so much that what remains is exact to
/// 2^-28 (doubles: 2^-60).
template <typename Terms, typename Totals, typename X, typename M, typename Parts>
HILLOCK_INLINE auto term_totals(const Totals& all, X x, Eigen::Index n, const M& m, const Parts& term) {
  using Scalar = typename Terms::V::Scalar;
  const auto largest = per_register<X, Scalar>([&](int k) { return term[k].largest(); });
  // The additions of up to 4096 elements are as good as nothing.
  const double most = share_per_block<Scalar> * static_cast<double>(n <= 4096 ? 256 : n / block_size);
  const double share = most < 0.25 ? most : 0.25;
  bool all_clear = true;
  Totals rest = each_part(all, [&](auto total, int k) {
    using V = typename NumberTraits<decltype(total)>::Register;
    const auto left = less(total, line_part<X>(largest, k));
    all_clear = all_clear && detail::all_of((leading(left) > V(share) * leading(total)).bits);
    return left;
  });
  if (EIGEN_PREDICT_FALSE(!all_clear)) {
    const auto others = sum_without_largest<Terms>(x, n, term);
    rest = each_part(rest, [&](auto left, int k) {
      using V = typename NumberTraits<decltype(left)>::Register;
      return select(leading(left) > V(share) * leading(all.part(k)), left, others.part(k));
    });
  }
  rest = each_part(rest, [&](auto left, int k) { return term[k].over_largest(left, line_part<X>(m, k)); });
  return TermTotals<Terms, Totals, decltype(per_line(m))>{all, rest, per_line(m)};
}

/// How many blocks' terms are computed at once where there are so many: chains of operations that do not wait for each
/// other, side by side in the order of instructions, so that few of them stand waiting where the processor looks ahead.
template <typename Terms>
inline constexpr int blocks_per_turn = 1;
#if defined(HILLOCK_FMA)
template <>
inline constexpr int blocks_per_turn<DirectTerms<float>> = Block<float>::size <= 2 ? 4 : 1;
#endif

/// The term of what was kept of an element: that term itself, or the logit, of which it is made again.
template <typename Terms, typename V>
HILLOCK_INLINE typename Terms::Number term_of(V kept, const Terms& term) {
  if constexpr (Terms::are_elements) {
    return kept;
  } else {
    return term(kept);
  }
}

/// The terms of `count` blocks from i on, of which `block` is the first, added to their sums in order. visit(i, block)
/// gets what is kept of each block: its terms where they are elements, else the logits.
template <int count, typename Terms, typename X, typename Parts, typename B, typename Sum, typename Visit>
HILLOCK_INLINE void add_blocks(X x, Eigen::Index i, const Parts& term, const B& block, Sum& sum, const Visit& visit) {
  using Scalar = typename Terms::V::Scalar;
  B kept[count];
  HILLOCK_UNROLL
  for (int j = 0; j < count; ++j) {
    kept[j] = j == 0 ? block : B::load(x, i + j * X::step, X::step, Scalar(0));
    if constexpr (Terms::are_elements) {
      HILLOCK_UNROLL
      for (int k = 0; k < B::size; ++k) kept[j].part[k] = term[k](kept[j].part[k]);
    }
  }
  HILLOCK_UNROLL
  for (int j = 0; j < count; ++j) {
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) sum.add(i + j * X::step, k, term_of<Terms>(kept[j].part[k], term[k]));
    visit(i + j * X::step, kept[j]);
  }
}

/// Adds the terms of lines x to their sums. `block` has the first elements, and in the end the last block: its terms
/// where they are elements, else the logits. visit(i, block) gets each of those before it. Returns where the last
/// begins.
template <typename Terms, typename X, typename Parts, typename B, typename Sum, typename Visit>
HILLOCK_INLINE Eigen::Index add_terms(X x, Eigen::Index n, const Parts& term, B& block, Sum& sum, const Visit& visit) {
  using Scalar = typename Terms::V::Scalar;
  const Eigen::Index period = sum.period(n);
  Eigen::Index i = 0, carried = period;
  const auto add = [&](auto count) HILLOCK_INLINE_LAMBDA {
    add_blocks<decltype(count)::value, Terms>(x, i, term, block, sum, visit);
    i += decltype(count)::value * X::step;
    block = B::load(x, i, n - i, minus_infinity<Scalar>());
    if constexpr (Sum::carries) {
      if (EIGEN_PREDICT_FALSE(i == carried)) {
        sum.carry();
        carried += period;
      }
    }
  };
  constexpr int turn = blocks_per_turn<Terms>;
  if constexpr (turn > 1) {
    while (i + turn * X::step < n) add(std::integral_constant<int, turn>());
  }
  while (i + X::step < n) add(std::integral_constant<int, 1>());
  add_blocks<1, Terms>(x, i, term, block, sum, [&](Eigen::Index, const B& kept) { block = kept; });
  return i;
}

/// The same with their totals. visit(i, block) gets every block.
template <typename Terms, typename X, typename M, typename Parts, typename B, typename Visit>
HILLOCK_INLINE auto sum_terms(X x, Eigen::Index n, const M& m, const Parts& term, const B& first, Visit visit) {
  if constexpr (may_be_short<X, Terms>) {
    if (n <= block_size) {
      const ShortLines<Terms> lines(x, n, term);
      for (Eigen::Index i = 0; i < n; ++i) visit(i, lines.terms(i));
      return term_totals<Terms>(lines.totals(), x, n, m, term);
    }
  }
  TermSums<X, Terms> sum = begin_sums<X, Terms>(n, term);
  B block = first;
  const Eigen::Index last = add_terms<Terms>(x, n, term, block, sum, visit);
  visit(last, block);
  return term_totals<Terms>(sum.totals(), x, n, m, term);
}

/// y = softmax of each line, by its terms; their sums, which `sum` begins.
template <typename Terms, typename Sum, typename X, typename Y, typename Parts, typename B>
HILLOCK_INLINE auto store_shares(X x, Y y, Eigen::Index n, const Parts& term, const B& first, Sum sum) {
  using Scalar = typename Terms::V::Scalar;
  const auto factors = [](const auto& totals) {
    return factors_of<X, Terms, Scalar>(totals, [](auto total) { return split_reciprocal(Terms::divisor(total)); });
  };
  B block = first;
  if constexpr (may_be_short<X, Terms> && std::is_same<Sum, TermSums<X, Terms>>::value) {
    if (n <= block_size) {
      const ShortLines<Terms> lines(x, n, term);
      const auto factor = factors(lines.totals());
      for (Eigen::Index i = 0; i < n; ++i) {
        HILLOCK_UNROLL
        for (int k = 0; k < B::size; ++k) block.part[k] = Terms::share(lines.terms(i).part[k], factor[k]);
        block.store(y, i, n - i);
      }
      return lines.totals();
    }
  }
  Eigen::Index i = add_terms<Terms>(x, n, term, block, sum, [&](Eigen::Index at, const B& terms) {
    if constexpr (Terms::are_elements) terms.store(y, at, X::step);
  });
  const auto totals = sum.totals();
  const auto factor = factors(totals);
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

/// log Sum e^d of each line.
template <typename Totals>
HILLOCK_INLINE auto logs_of(const Totals& totals) {
  return each_part(totals.rest, [](auto rest, int) { return log1p_of(rest); });
}

}  // namespace detail
HILLOCK_NAMESPACE_END
