// The sum of the losses of samples, divided by a number: what sum() and mean() of a loss return.
#pragma once

#include <algorithm>
#include <limits>

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
  using Values = Block<Scalar>;
  const Strided<const Scalar, 1> from(losses);
  for (Eigen::Index i = 0; i < n; i += block_size) {
    const Values block = Values::load(from, i, n - i, Scalar(0));
    for (int k = 0; k < Values::size; ++k) sum.add(k, block.part[k] * typename Values::V(unit));
  }
  return static_cast<Scalar>(static_cast<double>(leading(sum.total()).data) / divisor / unit);
}

}  // namespace detail
HILLOCK_NAMESPACE_END
