// x erf(log(1 + e^x)), of erf.hpp and softplus.hpp in a wider type: the gate is 2/sqrt(pi) e^x on the left, to full
// relative accuracy, and 1 on the right. Floats are rounded once, 0.5015 ULP of every one. The derivative has a zero at
// -1.193: see derivative_zeros.hpp.
#pragma once

#include <hillock/kernel/derivative_zeros.hpp>
#include <hillock/kernel/erf.hpp>
#include <hillock/kernel/gated.hpp>
#include <hillock/kernel/softplus.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// Below -48, erf(log(1 + e^x)) is 2/sqrt(pi) e^x.
///
/// Error of doubles, by default too in sums of two: 1/2 ULP the result; the rest is erf's of softplus(x), as above. By
/// climbing 1.29 with FMA, 1.31 without, at x = -0.431, where erf's argument passes 1/2.
template <typename Number>
HILLOCK_INLINE Number serf(Number x) {
  using V = RegisterOf<Number>;
  const V xr = leading(x);
  const auto left = xr < V(-48.0);
  const Scaled<Number> e = exp_scaled(clamp_above(x, 0.0));
  const Number tail = e.mantissa * constant<Number>(0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56);
  const Number gate = erf(softplus(clamp(x, -48.0, 50.0)));
  return times_gate(x, xr, tail_or(left, Scaled<Number>{tail, e.exponent}, gate), 0x1.5898de309a863p-1,
                    -0x1.512abda2be4c2p-55);
}
/// erf(s) + x 2/sqrt(pi) e^(-s^2) sigma(x), s = log(1 + e^x).
///
/// Error of doubles: as serf, where the two terms cancel. By climbing 1.42 with FMA, 1.49 without, around x = -0.42.
template <typename Number>
HILLOCK_INLINE Number serf_derivative(Number x) {
  using V = RegisterOf<Number>;
  const double end = tail_vanishes_at<Number>;
  const Number c = clamp(x, -end, 27.0), inner = clamp(x, -48.0, 27.0), s = softplus(inner);
  const auto left = leading(c) < V(-48.0);
  const Scaled<Number> e = exp_scaled(clamp_above(c, 0.0));
  const Number tail = e.mantissa * constant<Number>(0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56) * (Number(1.0) + c);
  const Number y = erf(s) + inner * erf_derivative(s) * logistic(inner);
  return near_zero<SerfZero>(x, tail_or(left, Scaled<Number>{tail, e.exponent}, y).value());
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
