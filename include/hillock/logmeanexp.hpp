// logmeanexp: the logarithm of a mean of exponentials, between the mean and the maximum.
#pragma once

#include <type_traits>

#include <hillock/kernel/expm1.hpp>
#include <hillock/logsumexp.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// e^(x - m) - 1 with full relative accuracy, m the largest element of a line: of floats in double, of doubles as sums
/// of two, in every tier: what the mean of near-equal numbers loses is never more than the last rounding.
template <typename Scalar>
class TermsLessOne {
 public:
  using V = typename Block<Scalar>::V;

  explicit TermsLessOne(const Scalar& m) : m_(V::all(m)), difference_(m_, Scalar(1)) {}

  HILLOCK_INLINE auto operator()(V x) const {
    if constexpr (std::is_same<Scalar, float>::value) {
      return kernel::expm1(widen(x) - widen(m_));
    } else {
      return kernel::expm1(difference_(x));
    }
  }

 private:
  V m_;
  ScaledDifference<V> difference_;
};

/// log n, as precise as logs_of(totals).
inline auto log_of_count(Eigen::Index n, Lanes<double, 1>) {
  return Lanes<double, 1>(kernel::log_in_double(Lanes<double, 1, float>(static_cast<double>(n))).data);
}
inline auto log_of_count(Eigen::Index n, DoubleWord<Lanes<double, 1>>) {
  return kernel::log_of_sum(Lanes<double, 1>(static_cast<double>(n)), Lanes<double, 1>(0.0));
}
inline auto log1p_of_mean(Lanes<double, 1> q) {
  return Lanes<double, 1>(kernel::log1p(Lanes<double, 1, float>(q.data)).data);
}
inline auto log1p_of_mean(DoubleWord<Lanes<double, 1>> q) { return kernel::log1p(q); }

/// m + log of the mean of e^(x - m), of a line x with the largest element m whose mean is near 1: as log1p of the mean
/// of e^(x - m) - 1.
template <typename X, typename Scalar>
EIGEN_DONT_INLINE Scalar log_mean_near_one(X x, Eigen::Index n, const Scalar& m) {
  const TermsLessOne<Scalar> term(m);
  Sums<X, Scalar> sum(n);
  visit_lines(x, n, m, [&](auto part, Eigen::Index i, int k) HILLOCK_INLINE_LAMBDA { sum.add(i, k, term(part)); });
  const auto total = sum.totals()[0];
  return plus_log(m, log1p_of_mean(total / decltype(total)(Lanes<double, 1>(static_cast<double>(n)))));
}

struct LogMeanBy {
  template <typename Scalar>
  static Scalar of_nothing() {
    return not_a_number<Scalar>();
  }
  template <typename Parts, typename X, typename M, typename Scalar, typename B>
  HILLOCK_INLINE void operator()(const Parts& term, X x, Eigen::Index n, const M& m, Scalar* values,
                                 const B& first) const {
    using Terms = std::decay_t<decltype(term[0])>;
    const auto totals = sum_terms<Terms>(x, n, m, term, first, [](Eigen::Index, const auto&) {});
    const auto logs = logs_of(totals);
    const auto log_n = log_of_count(n, decltype(logs[0]){logs[0]});
    for (int l = 0; l < x.lines; ++l) {
      const auto of_line = totals.m[static_cast<std::size_t>(l)];
      const auto log = logs[l] + -log_n;
      // From a mean of 1/2 on, the error of the terms may be large beside its logarithm.
      const bool is_near_one = leading(log).data > -kernel::Ln2<double>::nearest;
      values[l] = is_near_one ? log_mean_near_one(x.line(l), n, of_line) : plus_log(of_line, log);
    }
  }
};

}  // namespace detail

/// logmeanexp(x) = log((1/n) Sum e^x_i) = logsumexp(x) - log n, without cancelling where it is near the largest element
/// or near 0: one value per vector, the Kolmogorov mean of e^x.
///
/// Shapes, laziness and backward are those of logsumexp: a number for a vector, a row vector of a value per column, or
/// with hillock::rowwise a column vector of a value per row; backward(x, dy) = dy softmax(x).
///
/// Any finite elements; -inf adds nothing, but counts; only -inf: -inf; empty: NaN; +inf anywhere: +inf, its gradient
/// NaN; NaN anywhere: NaN. Within 3 ULP, hillock::precise::logmeanexp within 1, of the larger of the result and the
/// largest element: where these cancel, it is the absolute error that is small. The bits do not depend on where the
/// vector is. Throws std::invalid_argument for different shapes.
///
/// Source: as logsumexp; as a pooling between mean and maximum: P. O. Pinheiro, R. Collobert, "From Image-level to
/// Pixel-level Labeling with Convolutional Networks", CVPR 2015.
template <typename Tier>
struct LogMeanExp : detail::LogOfSum<LogMeanExp<Tier>, Tier, detail::LogMeanBy> {
  static constexpr const char* name = "logmeanexp";
};

inline constexpr LogMeanExp<tier::Default> logmeanexp{};
namespace precise {
inline constexpr LogMeanExp<tier::Precise> logmeanexp{};
}  // namespace precise
HILLOCK_SAME_IN_FAST_TIER(hillock::logmeanexp)

HILLOCK_NAMESPACE_END
