// logsumexp: the logarithm of a sum of exponentials, a smooth maximum.
#pragma once

#include <limits>
#include <type_traits>

#include <hillock/softmax.hpp>
#include <hillock/vector/value_per_line.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

struct LogSumBy {
  template <typename Scalar>
  static Scalar of_nothing() {
    return minus_infinity<Scalar>();
  }
  template <typename Parts, typename X, typename M, typename Set, typename B>
  HILLOCK_INLINE void operator()(const Parts& term, X x, Eigen::Index n, const M& m, const Set& set,
                                 const B& first) const {
    using Terms = std::decay_t<decltype(term[0])>;
    const auto totals = sum_terms<Terms>(x, n, m, term, first, [](Eigen::Index, const auto&) {});
    const auto logs = logs_of(totals);
    for (int l = 0; l < x.lines; ++l) set(l, plus_log(totals.m[static_cast<std::size_t>(l)], logs[l]));
  }
};

/// set(l, max x + log Sum e^(x - max x)) for each line l of x, or whatever else By makes of the sum.
template <typename Tier, typename By, typename X, typename Set>
void log_sum_exp(X x, Eigen::Index n, Set set) {
  using Scalar = Computed<std::remove_const_t<std::remove_pointer_t<decltype(x.data)>>>;
  if (n == 0) {
    for (Eigen::Index l = 0; l < x.lines; ++l) set(l, By::template of_nothing<Scalar>());
    return;
  }
  const auto first = Block<Scalar>::load(x, 0, n, minus_infinity<Scalar>());
  const auto m = largest_per_register<Scalar>(x, n, first);
  using Terms = detail::Terms<Scalar, Tier>;
  if (EIGEN_PREDICT_TRUE(with_terms<Terms>(x, n, m, Scalar(1), By(), set, first))) return;
  if constexpr (lines_per_block<X> == 1) {
    set(0, none_nan(x, n) ? m[0].first() : not_a_number<Scalar>());
  } else {
    for (Eigen::Index l = 0; l < x.lines; ++l) {
      log_sum_exp<Tier, By>(x.line(l), n, [&](Eigen::Index, const Scalar& value) { set(l, value); });
    }
  }
}

/// dx = dy softmax(x), of each line of x along the axis. (A free function, because MSVC takes no private one in a
/// generic lambda within another.)
template <typename Tier, typename X, typename DY, typename DX, typename Axis>
HILLOCK_INLINE void log_sum_exp_gradients(const X& x, const DY& dy, DX& dx, Axis axis) {
  using Scalar = Computed<typename X::Scalar>;
  using Part = Block<Scalar>;
  const SoftmaxParameters<Scalar> parameters("logsumexp", masked);
  const Eigen::Index n = line_length(x, axis);
  ResultLine<typename X::Scalar> floats(n);
  const auto backward = [&](Eigen::Index j, auto from, auto line) {
    using Line = decltype(from);
    const auto to = floats.in_place_of(line);
    SoftmaxKernel<Tier>::forward(from, to, n, parameters);
    const auto factor = double_words_per_register<Line, Scalar>([&](Eigen::Index l) {
      return DoubleWord<Lanes<Scalar, 1>>(
          Lanes<Scalar, 1>::of(l < from.lines ? static_cast<Scalar>(read_line(dy, j + l, axis)) : Scalar(0)));
    });
    for (Eigen::Index i = 0; i < n; i += Line::step) {
      Part block = Part::load(to, i, n - i, Scalar(0));
      HILLOCK_UNROLL
      for (int k = 0; k < Part::size; ++k) block.part[k] = block.part[k] * factor[k].high;
      block.store(to, i, n - i);
    }
    floats.store(line);
  };
  for_each_line<!is_short<typename X::Scalar>>(axis, backward, x, dx);
}

}  // namespace detail

/// logsumexp(x) = m + log Sum e^(x_i - m), m = max x: one value per vector.
///
/// A vector gives a number, at once. A matrix gives a row vector, of a value per column, or with hillock::rowwise a
/// column vector, of a value per row; lazily, without allocation into a destination of the right size. (An argument
/// that is itself a lazy expression is evaluated into a temporary.)
///
/// backward(x, dy) = dy softmax(x), a vector-Jacobian product of the shape of x; dy is a number or has the shape of
/// the result. In place of x is safe; for any other overlap of destination and arguments, a temporary keeps it right.
/// Of only -inf the gradient is 0.
///
/// Any finite elements; -inf adds nothing; empty or only -inf: -inf; +inf anywhere: +inf, its gradient NaN; NaN
/// anywhere: NaN. Within 3 ULP, hillock::precise::logsumexp within 1, of the larger of the result and m: where m and
/// log Sum cancel, it is the absolute error that is small. The bits do not depend on where the vector is. half and
/// bfloat16 are computed in float and rounded once (backward copies each vector as floats: up to 4096 elements without
/// allocation). Throws std::invalid_argument for different shapes.
///
/// Source: P. Blanchard, D. J. Higham, N. J. Higham, "Accurately Computing the Log-sum-exp and Softmax Functions", IMA
/// Journal of Numerical Analysis 41(4), 2021.
template <typename Tier>
struct LogSumExp : detail::ValuePerLine<LogSumExp<Tier>> {
  static constexpr const char* name = "logsumexp";

  /// set(l, the value of line l).
  template <typename X, typename Set>
  static HILLOCK_INLINE void forward(X x, Eigen::Index n, Set set) {
    detail::log_sum_exp<Tier, detail::LogSumBy>(x, n, set);
  }
  /// dx, of each line of x along the axis.
  template <typename X, typename DY, typename DX, typename Axis>
  static HILLOCK_INLINE void gradients(const X& x, const DY& dy, DX& dx, Axis axis) {
    detail::log_sum_exp_gradients<Tier>(x, dy, dx, axis);
  }
};

inline constexpr LogSumExp<tier::Default> logsumexp{};
namespace precise {
inline constexpr LogSumExp<tier::Precise> logsumexp{};
}  // namespace precise
namespace fast {
using hillock::logsumexp;
}  // namespace fast

HILLOCK_NAMESPACE_END
