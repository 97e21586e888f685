// x sigma(z) with z = 2 sqrt(2/pi) (x + 0.044715 x^3), GELU's approximation by tanh: the gate of swish.hpp with an
// argument that is a sum of two.
#pragma once

#include <hillock/kernel/fast_gate.hpp>
#include <hillock/kernel/swish.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// 2 sqrt(2/pi) x (1 + k 0.044715 x^2), with k = 1 for z and k = 3 for x z'; x far from any overflow.
template <typename Number>
HILLOCK_INLINE Number gelu_tanh_argument(Number x, double k, double k_low) {
  const Number inner = x * x * constant<Number>(k, k_low) + Number(1.0);
  return x * inner * constant<Number>(0x1.9884533d43651p+0, -0x1.cbc0d30ebfd15p-54);
}
/// For the fast tier, which needs no more than a float of it.
template <int W>
HILLOCK_INLINE FastLanes<W> gelu_tanh_argument(FastLanes<W> x, double k, double) {
  constexpr double c = 0x1.9884533d43651p+0;
  return x * madd(x * x, FastLanes<W>(k * c), FastLanes<W>(c));
}
/// x sigma(2 sqrt(2/pi) (x + 0.044715 x^3)).
///
/// Error: with FMA that of logistic and of its division, 2 in the limit just below 0; the argument costs nothing. Every
/// float 1.9866, at -0.00195; doubles 1.9994, at -1.2e-4, without FMA, in sums of two, 1.3629. f' with FMA: see
/// slopes.hpp; without 1.1270.
template <typename Number>
HILLOCK_INLINE Number gelu_tanh(Number x) {
  return logistic_gate(x, gelu_tanh_argument(clamp(x, -64, 64), 0x1.6e4e26d4801f7p-5, 0x1.441355475a31ap-59));
}
#if defined(HILLOCK_FMA)
/// With FMA, as a sum of two, because what it is off by, the left tail is relatively: z, and its factors
/// l = 2 sqrt(2/pi) x and 1 + 0.044715 x^2. |x| at most 64.
template <typename V>
struct GELUTanhArgument {
  DoubleWord<V> z, line, inner;
};
template <typename S, int W>
HILLOCK_INLINE GELUTanhArgument<Lanes<S, W>> fused_gelu_tanh_argument(Lanes<S, W> x) {
  using V = Lanes<S, W>;
  const auto factor = constant<DoubleWord<V>>(0x1.6e4e26d4801f7p-5, 0x1.441355475a31ap-59);
  const V one(1.0);
  const DoubleWord<V> square = two_product(x, x),
                      line = times_sum(x, constant<DoubleWord<V>>(0x1.9884533d43651p+0, -0x1.cbc0d30ebfd15p-54));
  const V inner = madd(square.high, factor.high, one);
  V inner_low = madd(square.high, factor.high, one - inner);
  inner_low = madd(square.high, factor.low, madd(square.low, factor.high, inner_low));
  const DoubleWord<V> z = two_product(line.high, inner);
  return {{z.high, madd(line.high, inner_low, madd(line.low, inner, z.low))}, line, {inner, inner_low}};
}
/// z / x the same way: c + c' x^2 with c = 2 sqrt(2/pi) and c' = 0.044715 c. The upper part of c is short, so that c
/// less the sum is exact for |x| up to 11.
struct GELUTanhFactor {
  static constexpr double constant = 0x1.98845p0, constant_low = 0x1.9ea1b284687e6p-23;
  static constexpr double cubic = 0x1.2444f2a4d8b4bp-4, cubic_low = -0x1.6c843a29d1c70p-61;
};
/// The same times log2 e.
struct GELUTanhBinaryFactor {
  static constexpr double constant = 0x1.26aecp1, constant_low = 0x1.0de73aca5da51p-22;
  static constexpr double cubic = 0x1.a5a7cf7572a98p-4, cubic_low = -0x1.b91c940e4cfcfp-58;
};
template <typename Factor, typename V>
HILLOCK_INLINE DoubleWord<V> fused_gelu_tanh_factor(V x) {
  const auto cubic = constant<DoubleWord<V>>(Factor::cubic, Factor::cubic_low);
  const V constant(Factor::constant), constant_low(Factor::constant_low);
  const DoubleWord<V> square = two_product(x, x);
  const V sum = madd(square.high, cubic.high, constant);
  const V low = madd(square.low, cubic.high, madd(square.high, cubic.low, constant_low));
  return {sum, madd(square.high, cubic.high, constant - sum) + low};
}
/// From minus this on down x sigma(z) rounds to -0, and from the next its derivative.
template <typename Scalar>
inline constexpr double gelu_tanh_vanishes_at = sizeof(Scalar) == 4 ? 10.8 : 21.6;
template <typename Scalar>
inline constexpr double gelu_tanh_slope_vanishes_at = sizeof(Scalar) == 4 ? 11 : 21.7;

template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> gelu_tanh(Lanes<S, W> x) {
  using V = Lanes<S, W>;
  constexpr double all = 8.5;  // from where on it rounds to x
  const V c = clamp(x, -gelu_tanh_vanishes_at<S>, all);
  using Coefficients = std::conditional_t<sizeof(S) == 4, GELUTanhBinaryFactor, GELUTanhFactor>;
  return select(x > V(all), x, logistic_gate(c, fused_gelu_tanh_factor<Coefficients>(c)));
}
#endif
template <typename Number>
HILLOCK_INLINE Number gelu_tanh_derivative(Number x) {
  const Number c = clamp(x, -64, 64);
  const Number slope = logistic_gate_derivative(gelu_tanh_argument(c, 0x1.6e4e26d4801f7p-5, 0x1.441355475a31ap-59),
                                                gelu_tanh_argument(c, 0x1.12ba9d1f60179p-3, 0x1.f30e7ff583a54p-57));
  return near_zero<GELUTanhZero>(x, slope);
}

#if defined(HILLOCK_FMA)
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> gelu_tanh_derivative(Lanes<S, W> x) {
  using V = Lanes<S, W>;
  const V a = clamp_above(abs(x), gelu_tanh_slope_vanishes_at<S>);
  if constexpr (sizeof(S) == 4) {
    return fused_gelu_tanh_derivative(x, a, times_sum(a, fused_gelu_tanh_factor<GELUTanhFactor>(a)));
  } else {
    const auto argument = fused_gelu_tanh_argument(a);
    return fused_gelu_tanh_derivative(x, a, argument.z, argument.line, argument.inner);
  }
}
#endif

}  // namespace kernel
HILLOCK_NAMESPACE_END
