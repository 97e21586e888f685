// y = an expression of several functions, in packets throughout.
#ifndef HILLOCK_ASSIGN_HPP
#define HILLOCK_ASSIGN_HPP

#include <type_traits>

#include <hillock/detail/assign.hpp>

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
  return is_contiguous_like<Y, Y> &&
         ((X::IsVectorAtCompileTime && Y::IsVectorAtCompileTime) || bool(X::IsRowMajor) == bool(Y::IsRowMajor)) &&
         (Eigen::internal::evaluator<X>::Flags & needed) == needed && has_packets<typename X::Scalar>;
}

}  // namespace detail

/// y = x for an expression x of several functions, such as the cell of an LSTM:
///
///     hillock::assign(c, sigmoid(f) * c + sigmoid(i) * tanh(g));
///
/// The same as `y = x`, where y may be among the arguments, element by element; faster for short vectors that are not
/// aligned or no multiple of a packet long: Eigen's loop evaluates what is left over at either end value by value, each
/// at the price of a packet, here the first and the last packets overlap the others. What cannot be had in packets
/// (other storage orders, strides) is assigned by Eigen. (y = f(x) of one function needs none of this.)
template <typename Destination, typename X>
void assign(Destination&& y, const Eigen::DenseBase<X>& x) {
  using Y = std::decay_t<Destination>;
  using Scalar = typename Y::Scalar;
  static_assert(std::is_same<Scalar, typename X::Scalar>::value,
                "hillock::assign: the scalar types of both sides differ; use x.template cast<...>()");
  if constexpr (detail::has_packets_throughout<Y, X>()) {
    Eigen::internal::resize_if_allowed(y, x.derived(), Eigen::internal::assign_op<Scalar, Scalar>());
    if (Y::IsVectorAtCompileTime || y.outerStride() == y.innerSize()) {
      const Eigen::internal::evaluator<X> values(x.derived());
      detail::assign_packets<detail::loop_width<Scalar>>(y.data(), y.size(), values);
      return;
    }
  }
  y = x.derived();
}

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_ASSIGN_HPP
