// log(1 - e^-x) for x >= 0, and its derivative 1 / (e^x - 1).
//
// 1 - e^-x = -(e^-x - 1), of expm1.hpp, and its logarithm, up to log 2; log(1 + -e^-x), of log.hpp, from there on (M.
// Maechler, "Accurately Computing log(1 - exp(-|a|))", 2012): where one of them cancels, the other does not.
//
// All is computed in a wider type. Floats are rounded once, and what double is off by shows where x is small and f
// changes fast: 0.5021 ULP, f' 0.5050. Doubles in sums of two: 1/2 ULP the result; the rest is e^-x, which counts
// e^-x / ((1 - e^-x) |f|) times, at most 1.45, and the logarithm: by climbing 0.8689, at x = 1.022.
#pragma once

#include <hillock/kernel/expm1.hpp>
#include <hillock/kernel/log.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// log(1 - e^-x) for x >= 0, NaN below.
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number log1mexp(Number x) {
  using V = RegisterOf<Number>;
  const V xr = leading(x);
  const auto is_left = xr < V(0.6931471805599453);
  const Number size = abs(x), small_part = -expm1(-select(is_left, size, Number(0.5)));
  const Number e = exp_scaled(-select(is_left, Number(1.0), size)).value();
  const Number y = select(is_left, log(small_part), log1p(-e));
  return select(xr < V(0.0), Number(detail::not_a_number<double>()), y);
}

/// 1 / (e^x - 1), as e^-x / -(e^-x - 1), which does not overflow.
///
/// Error of doubles, by default too in sums of two: 1/2 ULP the result; the rest is e^-x - 1 = (2^n - 1) + 2^n tail,
/// whose two parts cancel most just beyond (log 2)/2, where n = -1 begins. By climbing 1.2251, without FMA 1.2964, at
/// 0.4056.
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number log1mexp_derivative(Number x) {
  using V = RegisterOf<Number>;
  const V xr = leading(x), zero(0.0);
  const V size = abs(xr);
  const auto is_tiny = size < V(0x1p-70), is_pole = xr == zero;
  const Number inner = select(is_tiny, Number(1.0), abs(x));
  const Scaled<Number> e = exp_scaled(-inner);
  const Number y = Scaled<Number>{e.mantissa / -expm1(-inner), e.exponent}.value();
  // 1/x beside 0, where it may be infinite.
  const V beside = V(1.0) / select(is_tiny, select(is_pole, V(1.0), size), V(1.0));
  const Number inside = select(is_pole, Number(detail::infinity<double>()), select(is_tiny, Number(beside), y));
  return select(xr < zero, Number(detail::not_a_number<double>()), inside);
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
