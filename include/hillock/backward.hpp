// One call for the gradient of any activation, of single elements, of whole vectors, or a gate.
#pragma once

#include <type_traits>

#include <hillock/layer/layer_activation.hpp>

HILLOCK_NAMESPACE_BEGIN

/// The gradient with respect to x, from the input x, the output y = f(x) and the gradient dy with respect to y; along
/// the axis given, if f is a function of a vector or a gate. f is an object, hillock::softmax, or a functor with its
/// parameters, hillock::ELU<float>(0.5f). Lazy.
///
///   dx = hillock::backward(f, x, y, dy);
///   dx = hillock::backward(f, x, y, dy, hillock::rowwise);
///
/// What is read is what loses nothing and costs least: for functions of single elements and gates x, from which the
/// gradient has a relative bound (f.backward(x, dy)); for softmax and its kin y, with which theirs is written
/// (f.backward_from_output(y, dy)). The shapes of x, y and dy must agree, else std::invalid_argument.
template <typename F, typename X, typename Y, typename DY, typename Axis = detail::DefaultAxis<X>>
auto backward(const F& f, const Eigen::DenseBase<X>& x, const Eigen::DenseBase<Y>& y, const Eigen::DenseBase<DY>& dy,
              [[maybe_unused]] Axis axis = {}) {
  using Bound = detail::BoundActivation<F, typename X::Scalar>;
  using Activation = typename Bound::type;
  static_assert(detail::HasBackward<Activation>::value, "hillock: this function has no backward");
  const Activation activation = Bound::bind(f);
  detail::require_same_shape("backward", "y", y, "dy", dy);
  if constexpr (detail::IsElementwise<Activation>::value) {
    return activation.backward(x.derived(), dy.derived());
  } else if constexpr (detail::IsGate<Activation>::value) {
    return activation.backward(x.derived(), dy.derived(), axis);
  } else {
    detail::require_same_shape("backward", "x", x, "y", y);
    return activation.backward_from_output(y.derived(), dy.derived(), axis);
  }
}
/// The same of single values.
template <typename F, typename Scalar, std::enable_if_t<std::is_arithmetic<Scalar>::value, int> = 0>
Scalar backward(const F& f, Scalar x, Scalar /*y*/, Scalar dy) {
  return detail::BoundActivation<F, Scalar>::bind(f).backward(x, dy);
}

HILLOCK_NAMESPACE_END
