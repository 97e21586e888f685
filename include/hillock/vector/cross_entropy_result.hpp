// What a cross-entropy returns, losses and their gradient, and the checks of where it is written.
#pragma once

#include <algorithm>
#include <limits>

#include <hillock/check/errors.hpp>
#include <hillock/check/overlap.hpp>
#include <hillock/check/special_values.hpp>
#include <hillock/loop/block_sum.hpp>

HILLOCK_NAMESPACE_BEGIN

namespace detail {

/// The sum of n losses, added up in a wider type, divided by a number. An infinite or NaN one leaves nothing else to
/// count.
template <typename Scalar>
Scalar loss_total(const Scalar* losses, Eigen::Index n, double divisor) {
  Scalar largest(0);
  bool all_finite = true;
  for (Eigen::Index i = 0; i < n; ++i) {
    all_finite = all_finite && is_finite(losses[i]);
    largest = (std::max)(largest, losses[i] < 0 ? -losses[i] : losses[i]);
  }
  if (!all_finite) {  // plus infinity, or NaN
    Scalar plain(0);
    for (Eigen::Index i = 0; i < n; ++i) {
      if (!is_finite(losses[i])) plain += losses[i];
    }
    return plain;
  }
  // Neither the sum nor an error of it overflows, of which a mean need not know.
  const bool is_huge = largest > (std::numeric_limits<Scalar>::max)() / Scalar(0x1p60);
  const double unit = is_huge ? 0x1p-70 : 1;
  BlockSum<Scalar> sum;
  visit_lines(Strided<const Scalar, 1>(losses), n, Scalar(0),
              [&](auto part, Eigen::Index, int k) HILLOCK_INLINE_LAMBDA { sum.add(k, part * decltype(part)(unit)); });
  return static_cast<Scalar>(static_cast<double>(leading(sum.total()).data) / divisor / unit);
}

}  // namespace detail

/// What softmax_cross_entropy returns, and binary_cross_entropy_with_logits.
template <typename Losses, typename Gradient>
struct CrossEntropy {
  using Scalar = typename Losses::Scalar;

  /// The loss of each sample; binary ones of each element.
  Losses losses;
  /// The gradient of sum() with respect to the logits, and of each sample's own loss. That of mean() is gradient /
  /// losses.size().
  Gradient gradient;

  /// The sum of the losses, added up in a wider type.
  Scalar sum() const { return detail::loss_total(losses.data(), losses.size(), 1); }
  /// NaN without samples.
  Scalar mean() const { return detail::loss_total(losses.data(), losses.size(), static_cast<double>(losses.size())); }
};

namespace detail {

/// Throws where losses, gradient and an argument have an element in common: a single branch where they are apart.
template <typename Argument, typename R>
HILLOCK_INLINE void require_result_apart(const char* name, const Argument& argument, const char* what,
                                         const R& result) {
  if (EIGEN_PREDICT_TRUE(!bool(int(reaches_meet(argument, result.losses)) |
                               int(reaches_meet(argument, result.gradient)) |
                               int(reaches_meet(result.losses, result.gradient))))) {
    return;
  }
  require_apart(name, result.losses, what, argument);
  require_apart(name, result.gradient, what, argument);
  require_apart(name, result.losses, "the gradient", result.gradient);
}

/// Gives losses, rows x cols of them, and the gradient with respect to x their sizes.
template <typename X, typename R>
void prepare_result(const char* name, const X& x, Eigen::Index rows, Eigen::Index cols, R& result) {
  require_can_have_size(name, result.gradient, x.rows(), x.cols());
  require_destination(name, result.losses, rows, cols);
  require_destination(name, result.gradient, x.rows(), x.cols());
}

}  // namespace detail
HILLOCK_NAMESPACE_END
