// What softmax_cross_entropy returns: the losses of samples and their gradient.
#pragma once

#include <hillock/vector/loss_total.hpp>

HILLOCK_NAMESPACE_BEGIN

/// What softmax_cross_entropy returns.
template <typename Losses, typename Gradient>
struct CrossEntropy {
  using Scalar = typename Losses::Scalar;

  /// The loss of each sample.
  Losses losses;
  /// p Sum target - target: the gradient of sum() with respect to the logits, and of each sample's own loss. That of
  /// mean() is gradient / losses.size().
  Gradient gradient;

  /// The sum of the losses, added up in a wider type.
  Scalar sum() const { return detail::loss_total(losses.data(), losses.size(), 1); }
  /// NaN without samples.
  Scalar mean() const { return detail::loss_total(losses.data(), losses.size(), static_cast<double>(losses.size())); }
};

HILLOCK_NAMESPACE_END
