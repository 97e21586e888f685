// The loop of hillock::assign: whole packets of any expression, of which the last one overlaps the one before.
#pragma once

#include <hillock/loop/elementwise_loop.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Elements i, i + 1, ... of what an evaluator of Eigen's computes.
template <typename V, typename Evaluator>
HILLOCK_INLINE V evaluate_at(const Evaluator& x, Eigen::Index i) {
  return V::of(x.template packet<Eigen::Unaligned, decltype(V::data)>(i));
}

/// n elements of y. What is left over at the end is computed in a packet that overlaps the one before, and computed
/// before that is stored, because y may be among what x is made of. Fewer than a packet take narrower ones.
template <int Width, typename Scalar, typename Evaluator>
void assign_packets(Scalar* y, Eigen::Index n, const Evaluator& x) {
  using V = Lanes<Scalar, Width>;
  if (n >= Width) {
    const V last = evaluate_at<V>(x, n - Width);
    for (Eigen::Index i = 0; i + Width < n; i += Width) evaluate_at<V>(x, i).store(y + i);
    last.store(y + n - Width);
  } else if constexpr (Width > narrowest_width<Scalar>) {
    assign_packets<Width / 2>(y, n, x);
  } else {
    for (Eigen::Index i = 0; i < n; ++i) y[i] = x.coeff(i);
  }
}

/// Whether every element of X can be had in packets, in the order in which those of Y lie in memory.
template <typename Y, typename X>
constexpr bool has_packets_throughout() {
  constexpr auto needed = Eigen::PacketAccessBit | Eigen::LinearAccessBit;
  return is_contiguous_like<Y, Y> && in_same_order<Y, X> && (Eigen::internal::evaluator<X>::Flags & needed) == needed &&
         has_packets<typename X::Scalar>;
}

template <typename Y, typename X>
void assign_expression(Y& y, const X& x) {
  if constexpr (has_packets_throughout<Y, X>()) {
    using Scalar = typename Y::Scalar;
    Eigen::internal::resize_if_allowed(y, x, Eigen::internal::assign_op<Scalar, Scalar>());
    if (Y::IsVectorAtCompileTime || y.outerStride() == y.innerSize()) {
      const Eigen::internal::evaluator<X> values(x);
      assign_packets<loop_width<Scalar>>(y.data(), y.size(), values);
      return;
    }
  }
  y = x;
}

}  // namespace detail
HILLOCK_NAMESPACE_END
