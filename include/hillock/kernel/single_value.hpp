// The kernels for scalars without registers of their own (number/single_value.hpp): what the other files of this room
// compute in lanes, here by the functions of the scalar itself. A formula made of these serves single values as it is.
//
// Each is written so that a derivative carried along keeps its relative accuracy in both tails, as the value does.
#pragma once

#include <hillock/kernel/constant.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

// The functions of the other files, in their order: the scalar's own, found by argument-dependent lookup, or <cmath>'s.

template <typename T>
SingleValue<T> exp(const SingleValue<T>& x) {
  using std::exp;
  return SingleValue<T>(T(exp(x.value)));
}
template <typename T>
SingleValue<T> expm1(const SingleValue<T>& x) {
  using std::expm1;
  return SingleValue<T>(T(expm1(x.value)));
}
template <typename T>
SingleValue<T> log(const SingleValue<T>& x) {
  using std::log;
  return SingleValue<T>(T(log(x.value)));
}
template <typename T>
SingleValue<T> log1p(const SingleValue<T>& x) {
  using std::log1p;
  return SingleValue<T>(T(log1p(x.value)));
}
template <typename T>
SingleValue<T> erf(const SingleValue<T>& x) {
  using std::erf;
  return SingleValue<T>(T(erf(x.value)));
}
template <typename T>
SingleValue<T> erfc(const SingleValue<T>& x) {
  using std::erfc;
  return SingleValue<T>(T(erfc(x.value)));
}

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

/// 1 / (1 + e^-x); e / (1 + e) with e = e^x on the left, where e^-x overflows.
template <typename T>
SingleValue<T> logistic(const SingleValue<T>& x) {
  const SingleValue<T> one(1.0), e = exp(-abs(x));
  return (detail::is_negative(x) ? e : one) / (one + e);
}

template <typename T>
SingleValue<T> logistic_of_product(const SingleValue<T>& x, double beta) {
  return logistic(SingleValue<T>(beta) * x);
}

/// gain e / (1 + e)^2 with e = e^-|x|.
template <typename T>
SingleValue<T> logistic_derivative(const SingleValue<T>& x, double gain = 1) {
  const SingleValue<T> e = exp(-abs(x)), sum = SingleValue<T>(1.0) + e;
  return SingleValue<T>(gain) * e / (sum * sum);
}

/// -m / (2 + m) with m = e^(-2|x|) - 1, as in tanh.hpp.
template <typename T>
SingleValue<T> tanh(const SingleValue<T>& x) {
  const SingleValue<T> m = expm1(SingleValue<T>(-2.0) * abs(x));
  return with_sign_of(-m / (SingleValue<T>(2.0) + m), x);
}

template <typename T>
SingleValue<T> tanh_derivative(const SingleValue<T>& x) {
  return logistic_derivative(x + x, 4);
}

// Activations made of them. As in lanes: x times a gate that has vanished is a zero of x's sign, also for infinite x.

template <typename Number>
struct Scaled;

/// e^x for x <= 0.
template <typename T>
Scaled<SingleValue<T>> exp_scaled(const SingleValue<T>& x) {
  return {exp(x), SingleValue<T>(0.0)};
}
template <typename T>
Scaled<SingleValue<T>> bell_scaled(const SingleValue<T>& x) {
  return exp_scaled(-(x * x));
}
template <typename T>
SingleValue<T> gated(const SingleValue<T>& x, const SingleValue<T>& gate) {
  const SingleValue<T> zero(0.0);
  return select(gate == zero, with_sign_of(zero, x), x * gate);
}

template <typename T>
SingleValue<T> log1p_of_fraction(const SingleValue<T>& e) {
  return log1p(e);
}

/// x erfc(-x/sqrt(2)) / 2, and its derivative Phi(x) + x phi(x).
template <typename T>
SingleValue<T> normal_distribution(const SingleValue<T>& x) {
  return SingleValue<T>(0.5) * erfc(-x * SingleValue<T>(0.70710678118654752440084436210484903928L));
}
template <typename T>
SingleValue<T> gelu(const SingleValue<T>& x) {
  return gated(x, normal_distribution(x));
}
template <typename T>
SingleValue<T> gelu_derivative(const SingleValue<T>& x) {
  const SingleValue<T> density =
      SingleValue<T>(0.39894228040143267793994605993438186848L) * exp(SingleValue<T>(-0.5) * x * x);
  return normal_distribution(x) + gated(x, density);
}

template <typename T>
SingleValue<T> lisht(const SingleValue<T>& x) {
  return x * tanh(x);
}
template <typename T>
SingleValue<T> lisht_derivative(const SingleValue<T>& x) {
  return tanh(x) + gated(x, tanh_derivative(x));
}

/// x - tanh(x) = x r / (1 + r) with Lambert's fraction r = x^2 / (3 + x^2 / (5 + ...)), which does not cancel.
template <typename T>
SingleValue<T> tanh_shrink(const SingleValue<T>& x) {
  const SingleValue<T> one(1.0), square = x * x;
  SingleValue<T> r(0.0);
  for (int odd = 27; odd >= 3; odd -= 2) r = square / (SingleValue<T>(odd) + r);
  return select(abs(x) < one, x * r / (one + r), x - tanh(x));
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
