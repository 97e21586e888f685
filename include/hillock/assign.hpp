// y = an expression of several functions, in packets throughout.
#pragma once

#include <type_traits>

#include <hillock/loop/assign_expression.hpp>

HILLOCK_NAMESPACE_BEGIN

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
  static_assert(std::is_same<typename Y::Scalar, typename X::Scalar>::value,
                "hillock::assign: the scalar types of both sides differ; use x.template cast<...>()");
  detail::assign_expression(y, x.derived());
}

HILLOCK_NAMESPACE_END
