// x sigma(x) on the right, (e^x - 1) sigma(x) on the left, of expm1.hpp and the gate of swish.hpp; its derivative has a
// zero at log(sqrt(2) - 1): see derivative_zeros.hpp. Floats are computed in double: 0.5098 ULP of every one.
#pragma once

#include <hillock/kernel/expm1.hpp>
#include <hillock/kernel/swish.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// Error of doubles, by default too in sums of two: 1/2 ULP the product, without FMA another 1/2; e^x - 1 at
/// x = -(log 2)/2 adds the rest. By climbing 1.06 with FMA, 1.41 without, at x = -0.3466.
template <typename Number>
HILLOCK_INLINE Number elish(Number x) {
  using V = RegisterOf<Number>;
  return logistic_gate(select(leading(x) < V(0.0), expm1(clamp_above(x, 0.0)), x), x);
}
/// On the left, with e = e^x: e ((1 + e)^2 - 2) / (1 + e)^2.
///
/// Error of doubles: 1/2 ULP the result, the rest e^x where (1 + e)^2 - 2 cancels it. By climbing 1.35, at x = -0.675.
template <typename Number>
HILLOCK_INLINE Number elish_derivative(Number x) {
  using V = RegisterOf<Number>;
  const Scaled<Number> e = exp_scaled(clamp_above(x, 0.0));
  const Number next = Number(1.0) + e.value(), square = next * next;
  const Number left = Scaled<Number>{e.mantissa * (square - Number(2.0)) / square, e.exponent}.value();
  return select(leading(x) < V(0.0), near_zero<ELiSHZero>(x, left), silu_derivative(x));
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
