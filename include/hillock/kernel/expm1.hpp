// e^x - 1 = (2^n - 1) + 2^n tail, with the n and the tail of exp.hpp: 2^n - 1 is exact.
#pragma once

#include <hillock/kernel/scaled.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// e^x - 1 with full relative accuracy around 0. expm1(+-0) = +-0, expm1(-inf) = -1, expm1(inf) = inf, NaN stays.
///
/// Error of floats: largest just above (ln 2)/2, where n = 1 begins, and e^x - 1 = 1 + 2 tail has half the units of the
/// tail: the tail 1 ULP, r 0.71, the last sum 0.50, p(r) 0.25 and its roundings 0.25: 2.71, were all to meet. Every
/// float 1.5216, at 0.3911.
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number expm1(Number x) {
  using V = RegisterOf<Number>;
  // Halved, because 2^n alone may be too large.
  const auto parts = exp_parts<-1>(clamp(x, -64, exp_overflow<typename V::Scalar>));
  const V half = parts.power();
  const Number y = times_power((Number(half) - Number(0.5)) + times_power(parts.tail, half), V(2.0));
  return select(abs(leading(x)) < V(0x1p-70), x, y);
}

/// For doubles in one register, which cannot all be tried: the tail is not rounded by itself. 2^n r is added first,
/// which is exact where n = 1, then 2^n r^2 p(r).
///
/// Error: the last sum 0.50 ULP; r 0.72 just above (ln 2)/2, where it has twice the units of e^x - 1; r^2 p(r) 0.55
/// with its approximation, 0.18: 1.77. By climbing 1.6550, at 0.359. Elsewhere the first sum costs 0.50 and r less.
template <int W>
HILLOCK_INLINE Lanes<double, W> expm1(Lanes<double, W> x) {
  using V = Lanes<double, W>;
  const auto [r, shifted_n] =
      exp_reduction<1>(V(integer_shift<double> + power_shift<double, 1> - 1), clamp(x, -64, exp_overflow<double>));
  const V half = power_of_two(shifted_n);
  const V rest = (r * r) * detail::polynomial<ExpTail<double, double>>(r);
  const V y = madd(rest, half, madd(r, half, half - V(0.5))) * V(2.0);
  return select(abs(x) < V(0x1p-70), x, y);
}

/// The same for x <= 0, but +0 at -0.
template <typename Number>
HILLOCK_INLINE Number expm1_of_nonpositive(Number x) {
  return expm1(clamp_above(x, 0.0));
}
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> expm1_of_nonpositive(Lanes<S, W> x) {
  using V = Lanes<S, W>;
  const auto parts = exp_parts_for_sum_with_one(clamp(x, -64, 0.0));
  return madd(parts.tail, parts.power(), parts.power() - V(1.0));
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
