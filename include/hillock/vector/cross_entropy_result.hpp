// What a cross-entropy returns, losses and their gradient, and the checks of where it is written.
#pragma once

#include <hillock/check/destination.hpp>
#include <hillock/check/overlap.hpp>
#include <hillock/vector/loss_total.hpp>

HILLOCK_NAMESPACE_BEGIN

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
