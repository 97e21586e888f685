// Which terms and which sums for which tier and which lines.
#pragma once

#include <type_traits>

#include <hillock/vector/precise_terms.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// What a sum of n terms is made of that they shall only be divided by: as precise as they are.
template <typename Terms>
inline constexpr Of quick_sum = Of::terms;
template <typename Terms>
bool has_quick_sum(Eigen::Index) {
  return false;
}
#if defined(HILLOCK_FMA)
template <>
inline constexpr Of quick_sum<DirectTerms<float>> = Of::rounded_terms;
/// From a few blocks on, because its total takes longer, and as long as carrying over does not.
template <>
inline bool has_quick_sum<DirectTerms<float>>(Eigen::Index n) {
  return n > 8 * block_size && n <= 1 << 16;
}
#endif
template <>
inline constexpr Of quick_sum<Terms<float, tier::Fast>> = Of::fast_terms;
/// Up to 2^10 roundings of each partial sum.
template <>
inline bool has_quick_sum<Terms<float, tier::Fast>>(Eigen::Index n) {
  return n <= block_size << 10;
}

/// The terms of each part of a block, for the largest element of each line.
template <typename Line, typename Terms, typename M, typename How>
HILLOCK_INLINE auto terms_per_register(const M& m, How how) {
  return per_register<Line, typename Terms::V::Scalar>([&](int k) { return Terms(m[k], how); });
}
/// The factors of each part, of(l) for line l.
template <typename Line, typename Terms, typename Scalar, typename Of>
auto factors_per_register(Of of) {
  const auto two = double_words_per_register<Line, Scalar>(of);
  return per_register<Line, Scalar>([&](int k) { return Terms::factor(two[k]); });
}

/// The same, of(number) for numbers of lines.
template <typename Line, typename Terms, typename Scalar, typename Numbers, typename Of>
HILLOCK_INLINE auto factors_of(const Numbers& numbers, Of of) {
  return per_register<Line, Scalar>([&](int k) {
    const auto two = of(numbers.part(k));
    if constexpr (lines_per_block<Line> == 1) {
      return Terms::factor(broadcast_two<typename Block<Scalar>::V>(two));
    } else {
      return Terms::factor(two);
    }
  });
}

/// Whether the largest elements m of lines x are finite, and of several lines none is low (see low_largest).
template <typename X, typename V, int size>
bool all_ordinary(X x, const PerRegister<V, size>& m) {
  using Scalar = typename V::Scalar;
  if constexpr (lines_per_block<X> == 1) {
    return is_finite(m[0].first());
  } else {
    const auto all = per_line(m);
    for (Eigen::Index l = 0; l < x.lines; ++l) {
      const Scalar largest = all[static_cast<std::size_t>(l)];
      if (!is_finite(largest) || largest < Scalar(low_largest<Scalar>)) return false;
    }
    return true;
  }
}

/// Whether they are from -most to most.
template <typename X, typename V, int size>
HILLOCK_INLINE bool all_within(X, const PerRegister<V, size>& m, typename V::Scalar most) {
  if constexpr (lines_per_block<X> == 1) {
    return abs(Lanes<typename V::Scalar, 1>::of(m[0].first())).data <= most;
  } else {
    // (Where there are fewer lines, the others are 0.)
    auto within = abs(m[0]) <= V(static_cast<double>(most));
    HILLOCK_UNROLL
    for (int k = 1; k < size; ++k) within = within & (abs(m[k]) <= V(static_cast<double>(most)));
    return detail::all_of(within.bits);
  }
}

/// Whether the default terms are those of DirectTerms where these can be had.
template <typename Terms>
inline constexpr bool has_direct = std::is_base_of<ElementTerms<typename Terms::V::Scalar>, Terms>::value;

// Out of line: so seldom asked for that it shall take no registers, nor the compiler's time, where the other way is.
template <typename Terms, typename X, typename M, typename Scalar, typename By, typename... Arguments>
EIGEN_DONT_INLINE void with_general_terms(X x, Eigen::Index n, const M& m, Scalar temperature, By by,
                                          const Arguments&... arguments) {
  by(terms_per_register<X, Terms>(m, temperature), x, n, m, arguments...);
}

/// by(terms of each part, x, n, m, arguments...) for lines x of n elements with largest elements m and the best terms
/// there are; false where none are for all of them: then each line is treated alone, and a single one has an m that is
/// not finite.
template <typename Terms, typename X, typename M, typename Scalar, typename By, typename... Arguments>
HILLOCK_INLINE bool with_terms(X x, Eigen::Index n, const M& m, Scalar temperature, By by,
                               const Arguments&... arguments) {
#if defined(HILLOCK_FMA)
  if constexpr (has_direct<Terms>) {
    if (temperature == Scalar(1)) {
      if (EIGEN_PREDICT_TRUE(all_within(x, m, Scalar(direct_limit<Scalar>)))) {
        // (Of lines side by side nothing waits for one largest element.)
        bool is_around_zero = false;
        if constexpr (lines_per_block<X> == 1) {
          is_around_zero = DirectTerms<Scalar>::is_around_zero(n, m[0].first());
        }
        by(terms_per_register<X, DirectTerms<Scalar>>(m, is_around_zero), x, n, m, arguments...);
        return true;
      }
      // Each as it would be alone.
      if constexpr (lines_per_block<X> != 1) return false;
    }
  }
#endif
  if (!all_ordinary(x, m)) return false;
  with_general_terms<Terms>(x, n, m, temperature, by, arguments...);
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
