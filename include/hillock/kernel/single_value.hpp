// The kernels for scalars without registers of their own (number/single_value.hpp), by the functions of the scalar
// itself. The formulas of the other files are made of these too: they serve single values as they are, or say in one
// line what is different for them, so that a derivative carried along keeps its relative accuracy in both tails, as the
// value does.
#pragma once

#include <hillock/kernel/constant.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

// The functions of the other files, in their order: the scalar's own, found by argument-dependent lookup, or <cmath>'s.

#define HILLOCK_OWN_FUNCTION(function)               \
  template <typename T>                              \
  SingleValue<T> function(const SingleValue<T>& x) { \
    using std::function;                             \
    return SingleValue<T>(T(function(x.value)));     \
  }
HILLOCK_OWN_FUNCTION(exp)
HILLOCK_OWN_FUNCTION(expm1)
HILLOCK_OWN_FUNCTION(log)
HILLOCK_OWN_FUNCTION(log1p)
HILLOCK_OWN_FUNCTION(erf)
HILLOCK_OWN_FUNCTION(erfc)
HILLOCK_OWN_FUNCTION(sin)
HILLOCK_OWN_FUNCTION(cos)
#undef HILLOCK_OWN_FUNCTION

/// 2/sqrt(pi) e^(-x^2).
template <typename T>
SingleValue<T> erf_derivative(const SingleValue<T>& x) {
  return SingleValue<T>(1.1283791670955125738961589031215451717L) * exp(-(x * x));
}

// Those that Eigen does not define on its AutoDiffScalar, by the chain rule.

template <typename D>
auto value_of(const SingleValue<Eigen::AutoDiffScalar<D>>& x) {
  return SingleValue<std::decay_t<decltype(x.value.value())>>(x.value.value());
}
template <typename D, typename Value>
SingleValue<Eigen::AutoDiffScalar<D>> chain(const SingleValue<Eigen::AutoDiffScalar<D>>& x, const Value& value,
                                            const Value& slope) {
  using T = Eigen::AutoDiffScalar<D>;
  return SingleValue<T>(T(value.value, x.value.derivatives() * slope.value));
}
template <typename D>
SingleValue<Eigen::AutoDiffScalar<D>> expm1(const SingleValue<Eigen::AutoDiffScalar<D>>& x) {
  return chain(x, expm1(value_of(x)), exp(value_of(x)));
}
template <typename D>
SingleValue<Eigen::AutoDiffScalar<D>> log1p(const SingleValue<Eigen::AutoDiffScalar<D>>& x) {
  const auto value = value_of(x), one = decltype(value)(1.0);
  return chain(x, log1p(value), one / (one + value));
}
template <typename D>
SingleValue<Eigen::AutoDiffScalar<D>> erf(const SingleValue<Eigen::AutoDiffScalar<D>>& x) {
  return chain(x, erf(value_of(x)), erf_derivative(value_of(x)));
}
template <typename D>
SingleValue<Eigen::AutoDiffScalar<D>> erfc(const SingleValue<Eigen::AutoDiffScalar<D>>& x) {
  return chain(x, erfc(value_of(x)), -erf_derivative(value_of(x)));
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
