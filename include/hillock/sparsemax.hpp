// Sparsemax: probabilities of which many are exactly zero.
#pragma once

#include <limits>

#include <hillock/softmax.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// The mean of `count` elements with the sum `total`, or the threshold (total - 1) / count, as a sum of two elements.
template <typename Total>
auto divided(Total total, double count) {
  return split(total / Total(count));
}

}  // namespace detail

/// sparsemax(x) = the point of the probability simplex nearest to x: max(x_i - tau, 0), with tau such that the sum
/// is 1.
///
/// Backward from the output, with the support S = {i: y_i > 0}: dx_i = dy_i - mean of dy over S on S, 0 elsewhere. Any
/// finite logits; -inf gives 0; as with softmax, +inf or NaN anywhere, or only -inf, makes that vector NaN; an empty
/// vector stays empty. Each element is within 1 ULP, but for those near the threshold, where x_i - tau cancels: these
/// have an absolute error below 2^-40 (float) or 2^-90 (double). No parameters but the axis. In place is safe. Throws
/// std::invalid_argument for different shapes.
///
/// tau is found without sorting, hence without memory: the threshold that a superset of the support would have rises
/// with every element it excludes, until it excludes none (C. Michelot, "A finite algorithm for finding the projection
/// of a point onto the canonical simplex of R^n", JOTA 50, 1986). Only elements above max x - 1 can be in the support.
/// Each round is one pass; there are few in practice and at most as many as elements.
///
/// Source: A. F. T. Martins, R. F. Astudillo, "From softmax to sparsemax: a sparse model of attention and multi-label
/// classification", ICML 2016.
struct SparsemaxKernel {
  static constexpr const char* name = "sparsemax";
  template <typename Scalar>
  using Parameters = NoParameters<Scalar>;

  template <typename X, typename Y, typename Scalar>
  static void forward(X x, Y y, Eigen::Index n, const NoParameters<Scalar>&) {
    using V = typename detail::Block<Scalar>::V;
    if (n == 0) return;
    const Scalar nothing = detail::minus_infinity<Scalar>();
    const Scalar largest = detail::largest(x, n);
    if (!detail::all_below_infinity(x, n) || detail::is_minus_infinity(largest)) {
      detail::fill(y, n, detail::not_a_number<Scalar>());
      return;
    }
    // Everything less max x: the largest element is 0 and always in the support.
    const detail::ScaledDifference<V> difference(V(static_cast<double>(largest)), Scalar(1));
    DoubleWord<V> tau(V(-1.0));
    double count = detail::infinity<double>();
    for (;;) {
      detail::BlockSum<Scalar> sum, members;
      detail::visit_lines(x, n, nothing, [&](V part, Eigen::Index, int k) HILLOCK_INLINE_LAMBDA {
        const DoubleWord<V> d = difference(part);
        const auto member = excess(d, tau) > V(0.0);
        sum.add(k, select(member, d.high, V(0.0)));
        sum.add(k, select(member, d.low, V(0.0)));
        members.add(k, select(member, V(1.0), V(0.0)));
      });
      const double remaining = leading(members.total()).data;
      if (!(remaining < count)) break;
      count = remaining;
      tau = detail::broadcast_two<V>(detail::divided(sum.total() + Lanes<double, 1>(-1.0), count));
    }
    detail::map_lines(x, y, n, nothing,
                      [&](V part, int) HILLOCK_INLINE_LAMBDA { return clamp_below(excess(difference(part), tau), 0); });
  }

  template <typename Y, typename DY, typename DX, typename Scalar>
  static void backward_from_output(Y y, DY dy, DX dx, Eigen::Index n, const NoParameters<Scalar>&) {
    gradients(std::false_type(), y, dy, dx, n);
  }

 private:
  template <typename IsScaled, typename Y, typename DY, typename DX>
  static void gradients(IsScaled, Y y, DY dy, DX dx, Eigen::Index n) {
    using Scalar = std::remove_pointer_t<decltype(dx.data)>;
    using Block = detail::Block<Scalar>;
    using V = typename Block::V;
    constexpr bool is_scaled = IsScaled::value;
    detail::BlockSum<Scalar> sum, members;
    for (Eigen::Index i = 0; i < n; i += detail::block_size) {
      const Block output = Block::load(y, i, n - i, Scalar(0)), gradient = detail::load_gradient<is_scaled>(dy, i, n);
      HILLOCK_UNROLL
      for (int k = 0; k < Block::size; ++k) {
        const auto member = output.part[k] > V(0.0);
        sum.add(k, select(member, gradient.part[k], V(0.0)));
        members.add(k, select(member, V(1.0), V(0.0)));
      }
    }
    const auto total = sum.total();
    if constexpr (!is_scaled) {
      if (EIGEN_PREDICT_FALSE(detail::is_huge<Scalar>(total))) {
        gradients(std::true_type(), y, dy, dx, n);
        return;
      }
    }
    // (Of an output that is none of sparsemax, nothing may be in the support.)
    const double count = leading(members.total()).data;
    const auto mean = detail::broadcast_two<V>(detail::divided(total, count > 0 ? count : 1));
    for (Eigen::Index i = 0; i < n; i += detail::block_size) {
      const Block output = Block::load(y, i, n - i, Scalar(0));
      Block block = detail::load_gradient<is_scaled>(dy, i, n);
      HILLOCK_UNROLL
      for (int k = 0; k < Block::size; ++k) {
        V centred = (block.part[k] - mean.high) - mean.low;
        if constexpr (is_scaled) centred = centred * V(1 / detail::unit_of_huge);
        block.part[k] = select(output.part[k] > V(0.0), centred, output.part[k] * V(0.0));  // NaN stays
      }
      block.store(dx, i, n - i);
    }
  }

  // d - tau.
  template <typename V>
  static HILLOCK_INLINE V excess(DoubleWord<V> d, DoubleWord<V> tau) {
    const DoubleWord<V> high = two_sum(d.high, -tau.high);
    return high.high + (high.low + (d.low - tau.low));
  }
};

template <typename Scalar>
using Sparsemax = VectorActivation<SparsemaxKernel, Scalar>;

inline constexpr VectorFunction<SparsemaxKernel> sparsemax{};

HILLOCK_SAME_IN_EVERY_TIER(hillock::Sparsemax, hillock::sparsemax)

HILLOCK_NAMESPACE_END
