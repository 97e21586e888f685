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
  Sums<X, Scalar> sum(n);  // not as terms: they may all be so small that only the errors are left
  visit_lines(x, n, minus_infinity<Scalar>(), [&](auto part, Eigen::Index i, int k) HILLOCK_INLINE_LAMBDA {
    const auto number = term[k](part);
    sum.add(i, k, select(term[k].is_largest(part), typename Terms::Number(0.0), number));
  });
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

/// How many blocks' terms are computed in one turn of the loop where there are so many, and twice as many where they
/// are added up in double: chains of operations that do not wait for each other.
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

/// Makes terms of the logits of blocks, where they are elements.
template <typename Terms, typename Parts, typename B, int count>
HILLOCK_INLINE void make_terms(B (&blocks)[count], const Parts& term) {
  if constexpr (Terms::are_elements && count % 2 == 0) {
    HILLOCK_UNROLL
    for (int j = 0; j < count; j += 2) {
      HILLOCK_UNROLL
      for (int k = 0; k < B::size; ++k) term[k].make_both(blocks[j].part[k], blocks[j + 1].part[k]);
    }
  } else if constexpr (Terms::are_elements) {
    HILLOCK_UNROLL
    for (B& block : blocks) {
      HILLOCK_UNROLL
      for (int k = 0; k < B::size; ++k) block.part[k] = term[k](block.part[k]);
    }
  }
}

/// The terms of lines x, added to their sums in order. visit(i, block) gets what is kept of each block but the last:
/// its terms where they are elements, else the logits. The last one is returned, whole or not, and i is where it
/// begins, or n where there is none.
template <typename Terms, typename X, typename Parts, typename B, typename Sum, typename Visit>
HILLOCK_INLINE B add_terms(X x, Eigen::Index n, const Parts& term, const B& first, Sum& sum, Eigen::Index& i,
                           const Visit& visit) {
  using Scalar = typename Terms::V::Scalar;
  const Eigen::Index period = sum.period(n);
  Eigen::Index carried = period;
  i = 0;
  const auto add = [&](auto count) HILLOCK_INLINE_LAMBDA {
    constexpr int blocks = decltype(count)::value;
    B kept[blocks];
    HILLOCK_UNROLL
    for (int j = 0; j < blocks; ++j) kept[j] = B::load(x, i + j * X::step, X::step, Scalar(0));
    make_terms<Terms>(kept, term);
    HILLOCK_UNROLL
    for (int j = 0; j < blocks; ++j) {
      HILLOCK_UNROLL
      for (int k = 0; k < B::size; ++k) sum.add(i, k, term_of<Terms>(kept[j].part[k], term[k]));
      visit(i, kept[j]);
      i += X::step;
    }
    if constexpr (Sum::carries) {
      if (EIGEN_PREDICT_FALSE(i == carried)) {
        sum.carry();
        carried += period;
      }
    }
  };
  B rest{};  // (set, because GCC does not see on every target that nobody asks for it where there is none)
  const auto add_rest = [&](const B& block) HILLOCK_INLINE_LAMBDA {
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) {
      rest.part[k] = block.part[k];
      if constexpr (Terms::are_elements) rest.part[k] = term[k](rest.part[k]);
      sum.add(i, k, term_of<Terms>(rest.part[k], term[k]));
    }
  };
  if (n <= X::step) {  // (a way of its own, so that nothing is moved through memory)
    add_rest(first);
    return rest;
  }
  constexpr int turn = blocks_per_turn<Terms>;
  if constexpr (turn > 1) {
    if constexpr (!Sum::carries) {
      while (i + 2 * turn * X::step <= n) add(std::integral_constant<int, 2 * turn>());
    }
    while (i + turn * X::step <= n) add(std::integral_constant<int, turn>());
  }
  while (i + X::step < n) add(std::integral_constant<int, 1>());
  if (i < n) add_rest(B::load(x, i, n - i, minus_infinity<Scalar>()));
  return rest;
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
  Eigen::Index i;
  const B rest = add_terms<Terms>(x, n, term, first, sum, i, visit);
  if (i < n) visit(i, rest);
  return term_totals<Terms>(sum.totals(), x, n, m, term);
}

/// y = softmax of each line, by its terms; their sums, which `sum` begins.
template <typename Terms, typename Sum, typename X, typename Y, typename Parts, typename B>
HILLOCK_INLINE auto store_shares(X x, Y y, Eigen::Index n, const Parts& term, const B& first, Sum sum) {
  using Scalar = typename Terms::V::Scalar;
  const auto factors = [](const auto& totals) {
    return factors_of<X, Terms, Scalar>(totals, [](auto total) { return split_reciprocal(Terms::divisor(total)); });
  };
  if constexpr (may_be_short<X, Terms> && std::is_same<Sum, TermSums<X, Terms>>::value) {
    if (n <= block_size) {
      const ShortLines<Terms> lines(x, n, term);
      const auto factor = factors(lines.totals());
      for (Eigen::Index i = 0; i < n; ++i) {
        B block;
        HILLOCK_UNROLL
        for (int k = 0; k < B::size; ++k) block.part[k] = Terms::share(lines.terms(i).part[k], factor[k]);
        block.store(y, i, n - i);
      }
      return lines.totals();
    }
  }
  Eigen::Index i;
  const B rest =
      add_terms<Terms>(x, n, term, first, sum, i, [&](Eigen::Index at, const B& terms) HILLOCK_INLINE_LAMBDA {
        if constexpr (Terms::are_elements) terms.store(y, at, X::step);
      });
  const auto totals = sum.totals();
  const auto factor = factors(totals);
  if constexpr (Terms::are_elements) {
    const auto share = [&](B block, Eigen::Index at, Eigen::Index count) HILLOCK_INLINE_LAMBDA {
      HILLOCK_UNROLL
      for (int k = 0; k < B::size; ++k) block.part[k] = Terms::share(block.part[k], factor[k]);
      block.store(y, at, count);
    };
    // Backwards: the last terms are still in registers, and those before them in the nearest cache.
    if (i < n) share(rest, i, n - i);
    constexpr int at_once = 4;
    while (i >= at_once * X::step) {
      i -= at_once * X::step;
      HILLOCK_UNROLL
      for (int j = 0; j < at_once; ++j)
        share(B::load(y, i + j * X::step, X::step, Scalar(0)), i + j * X::step, X::step);
    }
    while (i > 0) {
      i -= X::step;
      share(B::load(y, i, X::step, Scalar(0)), i, X::step);
    }
  } else {
    // Elements are too short for terms: these are computed once more.
    map_lines(x, y, n, minus_infinity<Scalar>(), [&](auto part, int k) HILLOCK_INLINE_LAMBDA {
      return Terms::value(Terms::share(term[k](part), factor[k]));
    });
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
