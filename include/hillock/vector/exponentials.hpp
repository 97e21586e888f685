// Sums of e^((x - m)/T) along lines: what softmax, log-softmax, logsumexp and the cross-entropy are made of, once for
// every tier.
#ifndef HILLOCK_VECTOR_EXPONENTIALS_HPP
#define HILLOCK_VECTOR_EXPONENTIALS_HPP

#include <cstdint>
#include <type_traits>
#include <utility>

#include <hillock/kernel/log.hpp>
#include <hillock/vector/choose_terms.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

// Totals of a BlockSum: a double for floats, a sum of two doubles for doubles. What follows gives each as a sum of two
// elements, so that nothing is lost when it meets the elements.

/// total - term: what is left is as precise as that shall be.
template <int W, typename T>
HILLOCK_INLINE Lanes<double, W, T> less(Lanes<double, W, T> total, Lanes<float, W> term) {
  return total - Lanes<double, W, T>::of(widen(term).data);
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> less(DoubleWord<V> total, V term) {
  return total + (-term);
}

template <int W, typename T>
HILLOCK_INLINE DoubleWord<Lanes<float, W>> split(Lanes<double, W, T> total) {
  using V = Lanes<double, W, float>;
  const V wide = V::of(total.data);
  const Lanes<float, W> high = narrow(wide);
  return {high, narrow(wide - widen(high))};
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> split(DoubleWord<V> total) {
  return total;
}

/// 1 / total.
template <typename Total>
HILLOCK_INLINE auto reciprocal(Total total) {
  return split(Total(1.0) / total);
}

/// total / (1 + total).
template <typename Total>
auto share_beyond_one(Total total) {
  return split(total / (Total(1.0) + total));
}

/// u = 2^n m with m from sqrt(1/2) to sqrt(2), for u finite and normal: n, and 2^-n. Integers take a single one apart.
template <typename V>
struct Exponent {
  V n, inverse;

  HILLOCK_INLINE explicit Exponent(V u) {
    if constexpr (V::width == 1) {
      const std::uint64_t k = (to_bits(u.data) - 0x3fe6a09e667f3bcd) >> 52;
      n = V(static_cast<int>(k));
      inverse = V::of(from_bits((1023 - k) << 52));
    } else {
      n = kernel::log_exponent(u);
      inverse = power_of_two(V(integer_shift<double>) - n);
    }
  }
};

/// log(1 + total) for a total from 0 up to 2^1000, or NaN. For floats to 2^-35: nothing is subtracted from it.
/// (Templates, so that only programs that use them compile the logarithm.)
template <int W, typename T>
HILLOCK_INLINE Lanes<double, W, T> log1p_of(Lanes<double, W, T> total) {
  using V = Lanes<double, W, float>;
  const V t = V::of(total.data);
  // The same bits sooner.
  if constexpr (W == 1) {
    if (t.data < 0.25) return Lanes<double, W, T>::of(kernel::log1p_core(t).data);
  }
  const DoubleWord<V> sum = fast_two_sum(V(1.0), t);  // of a larger t the error is of no account
  const Exponent<V> exponent(sum.high);
  const V f = madd(sum.low, exponent.inverse, madd(sum.high, exponent.inverse, V(-1.0)));
  return Lanes<double, W, T>::of(madd(exponent.n, V(kernel::Ln2<double>::nearest), kernel::log1p_core(f)).data);
}
/// The same of doubles to 2^-56: as kernel::log, but with only those parts as sums of two that are not far below the
/// result, and a polynomial whose terms do not wait for each other.
template <typename V>
HILLOCK_INLINE DoubleWord<V> log1p_of(DoubleWord<V> total) {
  const DoubleWord<V> sum = two_sum(V(1.0), total.high);
  const Exponent<V> exponent(sum.high);
  const V n = exponent.n, power = exponent.inverse;
  // f = s (2 + f), log(1 + f) = 2 atanh(s)
  DoubleWord<V> f = fast_two_sum(madd(sum.high, power, V(-1.0)), sum.low * power);
  f.low = madd(total.low, power, f.low);
  const DoubleWord<V> divisor = fast_two_sum(V(2.0), f.high);
  const Quotient<V> s(f, {divisor.high, divisor.low + f.low});
  const V z = s.value * s.value, z2 = z * z, z4 = z2 * z2;
  using Tail = kernel::LogTail<double>;
  const V tail = estrin<Tail, 0, coefficient_count<Tail>>(z, z2, z4, z4 * z4, z);
  const V low = madd(s.value * z, tail, s.rest * s.reciprocal * V(2.0));
  const DoubleWord<V> high = fast_two_sum(n * V(kernel::Ln2<double>::high), s.value * V(2.0));  // the product is exact
  const DoubleWord<V> log = fast_two_sum(high.high, high.low + madd(n, V(kernel::Ln2<double>::low), low));
  return select(total.high < V(0x1p-70), total, log);
}
/// m + log, of floats rounded once.
inline float plus_log(float m, Lanes<double, 1> log) { return static_cast<float>((Lanes<double, 1>(m) + log).data); }
inline double plus_log(double m, DoubleWord<Lanes<double, 1>> log) {
  const auto sum = two_sum(Lanes<double, 1>(m), log.high);
  return (sum.high + (sum.low + log.low)).data;
}

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
  const auto add = [&](auto count) {
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
  B block = first;
  Eigen::Index i = add_terms<Terms>(x, n, term, block, sum, [&](Eigen::Index at, const B& terms) {
    if constexpr (Terms::are_elements) terms.store(y, at, X::step);
  });
  const auto totals = sum.totals();
  const auto factor =
      factors_of<X, Terms, Scalar>(totals, [](auto total) { return reciprocal(Terms::divisor(total)); });
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

#endif  // HILLOCK_VECTOR_EXPONENTIALS_HPP
