// Softmax and log-softmax: numbers into probabilities.
#pragma once

#include <type_traits>

#include <hillock/vector/exponentials.hpp>
#include <hillock/vector/softmax_gradients.hpp>
#include <hillock/vector/softmax_parameters.hpp>
#include <hillock/vector_function.hpp>

HILLOCK_NAMESPACE_BEGIN

namespace detail {

// What is done by the terms of each part, once they are known: functors, where lambdas would not be inlined.
struct SharesBy {
  template <typename Scalar>
  static Scalar of_masked() {
    return Scalar(0);
  }
  template <typename Parts, typename X, typename M, typename Y, typename B>
  HILLOCK_INLINE void operator()(const Parts& term, X x, Eigen::Index n, const M&, Y y, const B& first) const {
    using Terms = std::decay_t<decltype(term[0])>;
    using Scalar = typename Terms::V::Scalar;
    if constexpr (quick_sum<Terms> != Of::terms) {
      if (has_quick_sum<Terms>(n)) {
        using Quick = Sums<X, Scalar, BlockSum<Scalar, Block<Scalar>::width, quick_sum<Terms>>>;
        store_shares<Terms>(x, y, n, term, first, Quick(n, term[0].start()));
        return;
      }
    }
    store_shares<Terms>(x, y, n, term, first, begin_sums<X, Terms>(n, term));
  }
};
struct LogSharesBy {
  template <typename Scalar>
  static Scalar of_masked() {
    return minus_infinity<Scalar>();
  }
  template <typename Parts, typename X, typename M, typename Y, typename B>
  HILLOCK_INLINE void operator()(const Parts& term, X x, Eigen::Index n, const M& m, Y y, const B& first) const {
    using Terms = std::decay_t<decltype(term[0])>;
    using Scalar = typename Terms::V::Scalar;
    const auto totals = sum_terms<Terms>(x, n, m, term, first, [](Eigen::Index, const auto&) {});
    const auto log = factors_of<X, Terms, Scalar>(logs_of(totals), [](auto number) { return split(number); });
    const auto store = [&](B block, Eigen::Index i, Eigen::Index count) HILLOCK_INLINE_LAMBDA {
      HILLOCK_UNROLL
      for (int k = 0; k < B::size; ++k) block.part[k] = Terms::value(term[k].logarithm(block.part[k], log[k]));
      block.store(y, i, count);
    };
    Eigen::Index i = 0;
    constexpr int at_once = 4;
    for (; i + at_once * X::step <= n; i += at_once * X::step) {
      HILLOCK_UNROLL
      for (int j = 0; j < at_once; ++j) {
        const Eigen::Index at = i + j * X::step;
        store(B::load(x, at, X::step, Scalar(0)), at, X::step);
      }
    }
    for (; i < n; i += X::step) {
      store(i == 0 ? first : B::load(x, i, n - i, minus_infinity<Scalar>()), i, n - i);
    }
  }
};

/// What By makes of each line.
template <typename Terms, typename By, typename X, typename Y, typename Scalar>
void softmax_lines(X x, Y y, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
  if (n == 0) return;
  const auto first = Block<Scalar>::load(x, 0, n, minus_infinity<Scalar>());
  const auto m = largest_per_register<Scalar>(x, n, first);
  if (EIGEN_PREDICT_TRUE(with_terms<Terms>(x, n, m, parameters.temperature(), By(), y, first))) return;
  const auto alone = [&](auto from, auto to) { softmax_lines<Terms, By>(from, to, n, parameters); };
  handle_special(x, y, n, parameters.is_masked(), By::template of_masked<Scalar>(), alone);
}

}  // namespace detail

/// softmax(x)_i = e^((x_i - m)/T) / Sum_j e^((x_j - m)/T), m = max x, temperature T = 1 by default, T > 0 and finite.
///
/// Backward from the output: dx = y .* (dy - y . dy) / T, finite where the exact one is. Any finite logits; -inf gives
/// 0; +inf or NaN anywhere, or only -inf, makes that vector NaN; with the option hillock::masked, only -inf gives only
/// 0. An empty vector stays empty. Each element is within 3 ULP, of hillock::precise::softmax within 1, of floats of
/// hillock::fast::softmax within a relative error of 2^-11. The result does not depend on where the vector is, nor on
/// its stride or the packets' width. Throws std::invalid_argument for a bad temperature or different shapes.
///
/// Source: J. S. Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs, with
/// Relationships to Statistical Pattern Recognition", in "Neurocomputing", Springer, 1990.
template <typename Tier>
struct SoftmaxKernel {
  static constexpr const char* name = "softmax";
  static constexpr bool takes_lines_side_by_side = true;
  template <typename Scalar>
  using Parameters = SoftmaxParameters<Scalar>;

  template <typename X, typename Y, typename Scalar>
  static void forward(X x, Y y, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    detail::softmax_lines<detail::Terms<Scalar, Tier>, detail::SharesBy>(x, y, n, parameters);
  }

  template <typename Y, typename DY, typename DX, typename Scalar>
  static void backward_from_output(Y y, DY dy, DX dx, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    detail::softmax_gradients(std::false_type(), y, dy, dx, n, parameters);
  }
};

/// log_softmax(x)_i = (x_i - m)/T - log Sum_j e^((x_j - m)/T), m = max x: never the logarithm of a rounded softmax.
///
/// Backward from the output: dx = (dy - e^y Sum dy) / T, finite where the exact one is (where the sum of doubles
/// exceeds the largest number, overflow is raised all the same). Finite wherever x is; -inf stays; +inf or NaN
/// anywhere, or only -inf, makes that vector NaN; with the option hillock::masked, only -inf stays. Each element is
/// within 3 ULP, of hillock::precise::log_softmax within 1. Parameters and errors as softmax.
///
/// Source: as softmax; why not the logarithm of it: P. Blanchard, D. J. Higham, N. J. Higham, "Accurately Computing the
/// Log-sum-exp and Softmax Functions", IMA Journal of Numerical Analysis 41(4), 2021.
template <typename Tier>
struct LogSoftmaxKernel {
  static constexpr const char* name = "log_softmax";
  static constexpr bool takes_lines_side_by_side = true;
  template <typename Scalar>
  using Parameters = SoftmaxParameters<Scalar>;

  template <typename X, typename Y, typename Scalar>
  static void forward(X x, Y y, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    detail::softmax_lines<detail::Terms<Scalar, Tier>, detail::LogSharesBy>(x, y, n, parameters);
  }

  template <typename Y, typename DY, typename DX, typename Scalar>
  static void backward_from_output(Y y, DY dy, DX dx, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    detail::log_softmax_gradients(std::false_type(), y, dy, dx, n, parameters);
  }
};

// Their functors keep the temperature.
HILLOCK_DECLARE_FAST_VECTOR_FUNCTION(Softmax, softmax, VectorFunction, SoftmaxKernel)
HILLOCK_DECLARE_FAST_VECTOR_FUNCTION(LogSoftmax, log_softmax, VectorFunction, LogSoftmaxKernel)

HILLOCK_NAMESPACE_END
