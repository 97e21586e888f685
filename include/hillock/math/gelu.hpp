// x times a Gaussian gate, and its approximation.
#ifndef HILLOCK_MATH_GELU_HPP
#define HILLOCK_MATH_GELU_HPP

#include "erf.hpp"
#include "swish.hpp"

HILLOCK_NAMESPACE_BEGIN
namespace math {

/// erfc(-x/√2) and the like for the normal distribution.
template <typename Number>
HILLOCK_INLINE ErfcParts<Number> normal_parts(Number x) {
  using V = RegisterOf<Number>;
  return erfc_parts(argument(-x, 0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55), times_power(x * x, V(0.5)));
}
/// Φ(x) has vanished below minus this.
template <typename Target>
inline constexpr double normal_end = 39.5;
template <>
inline constexpr double normal_end<float> = 20.5;

/// For results in float: e^(-x²/2) and Φ(x) = e^(-x²/2) erfcx(|x|/√2) / 2 or 1 less that, |x| <= 20.5.
template <typename V>
struct NormalWithRoom {
  V bell, value;
};
template <typename V>
HILLOCK_INLINE NormalWithRoom<V> normal_with_room(V x) {
  const V bell = exp_with_room(x * (x * V(-0.5)));
  const V u = V(1.0) / madd(abs(x), V(0.3 * 0.70710678118654752440), V(1.0));
  const V tail = bell * (u * detail::polynomial<NormalForFloat>(u));
  return {bell, select(x < V(0.0), tail, V(1.0) - tail)};
}

/// x Φ(x).
template <typename Number>
HILLOCK_INLINE Number gelu(Number x) {
  using V = RegisterOf<Number>;
  if constexpr (has_room<Number>) {
    const V above = clamp_below(x, -20.5);  // from here on down it rounds to -0
    return above * normal_with_room(clamp_above(above, 20.5)).value;
  }
  constexpr double end = normal_end<TargetOf<Number>>;
  const auto parts = normal_parts(clamp(x, -end, end));
  const Scaled<Number> gate{times_power(parts.value.mantissa, V(0.5)), parts.value.exponent};
  return times_gate(x, gate, rounded(x) < V(-end), 0.5);
}
/// Φ(x) + x φ(x).
template <typename Number>
HILLOCK_INLINE Number gelu_derivative(Number x) {
  using V = RegisterOf<Number>;
  constexpr double end = normal_end<TargetOf<Number>>;
  const Number c = clamp(x, -end, end);
  if constexpr (has_room<Number>) {
    const auto normal = normal_with_room(c);
    return near_zero<GELUZero>(x, madd(c * V(0x1.9884533d43651p-2), normal.bell, normal.value));
  }
  const auto parts = normal_parts(c);
  const Number slope = c * constant<Number>(0x1.9884533d43651p-2, -0x1.cbc0d30ebfd15p-56);
  // Left of -1/√2 both terms have the factor e^(-x²/2).
  const Number left = parts.bell.mantissa * (times_power(parts.erfcx, V(0.5)) + slope);
  const Number rest = times_power(parts.value.value(), V(0.5)) + slope * parts.bell.value();
  const auto is_left = rounded(c) < V(-0x1.8p-1);
  const Number y = tail_or(is_left, Scaled<Number>{left, parts.bell.exponent}, rest).value();
  return near_zero<GELUZero>(x, y);
}

/// 2 √(2/π) x (1 + k 0.044715 x²), with k = 1 for z and k = 3 for x z'; x far from any overflow.
template <typename Number>
HILLOCK_INLINE Number gelu_tanh_argument(Number x, double k, double k_low) {
  const Number inner = x * x * constant<Number>(k, k_low) + Number(1.0);
  return x * inner * constant<Number>(0x1.9884533d43651p+0, -0x1.cbc0d30ebfd15p-54);
}
/// x σ(2 √(2/π) (x + 0.044715 x³)).
template <typename Number>
HILLOCK_INLINE Number gelu_tanh(Number x) {
  return logistic_gate(x, gelu_tanh_argument(clamp(x, -64, 64), 0x1.6e4e26d4801f7p-5, 0x1.441355475a31ap-59));
}
template <typename Number>
HILLOCK_INLINE Number gelu_tanh_derivative(Number x) {
  const Number c = clamp(x, -64, 64);
  return near_zero<GELUTanhZero>(
      x, logistic_gate_derivative(gelu_tanh_argument(c, 0x1.6e4e26d4801f7p-5, 0x1.441355475a31ap-59),
                                  gelu_tanh_argument(c, 0x1.12ba9d1f60179p-3, 0x1.f30e7ff583a54p-57)));
}

}  // namespace math
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_MATH_GELU_HPP
