// The normal distribution with a mean and a deviation, and its density, of floats with FMA.
#pragma once

#include <hillock/kernel/gelu.hpp>
#include <hillock/kernel/units.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// u + u_low = (x - mu) / sigma and the pieces of e^(-u^2/2), 2^k times as large: what u is off by would be multiplied
/// by u in the tails. x is moved to where |u| is at most `end`; |mu| is at most 2^16 sigma.
template <typename V>
struct StandardNormal {
  V u, u_low;
  ExpParts<V> parts;
};
template <int W>
HILLOCK_INLINE StandardNormal<Lanes<float, W>> standard_normal(Lanes<float, W> x, float mu, float sigma, float end,
                                                               int k) {
  using V = Lanes<float, W>;
  const FloatSum inverse(1 / static_cast<double>(sigma));
  const DoubleWord<V> difference = two_sum(clamp(x, mu - end * sigma, mu + end * sigma), V(-mu));
  const DoubleWord<V> u = two_product(difference.high, V(inverse.high));
  const V low = madd(difference.high, V(inverse.low), madd(difference.low, V(inverse.high), u.low));
  const DoubleWord<V> square = two_product(u.high, u.high * V(-0.5));
  const V shift(static_cast<float>(integer_shift<float>) + static_cast<float>(k));
  return {u.high, low, exp_parts_from<1>(exp_reduction<1>(shift, square.high, nmadd(u.high, low, square.low)))};
}
/// Phi((x - mu) / sigma), from the table of gelu.
///
/// Error: largest on the left: the last sum 0.50 ULP, the one before it 0.25, the tail of e^(-u^2/2) 0.34, its r 0.24,
/// the table 0.1, d 0.2, its product 0.1: 1.7; in the worst case units are a little smaller. (R as one number would add
/// 0.5: 2.08.) Every float 1.7064, at -1.833; other parameters 1.85, at random.
template <int W>
HILLOCK_INLINE Lanes<float, W> laplace(Lanes<float, W> x, float mu, float sigma) {
  using V = Lanes<float, W>;
  const auto z = standard_normal(x, mu, sigma, 14.5f, exponent_room<float>);  // from there on down it rounds to 0
  const V sign = with_sign_of(V(0.0), z.u), a = abs(z.u), next = a + V(1.0);
  const auto places = detail::TableIndex<W, 8>::template by_bits_from<23>(next * next);
  const V d = (a - places.template look_up<NormalTable, 0>()) + exclusive_or(z.u_low, sign);
  const V first = places.template look_up<NormalTable, 1>(),
          rest = d * detail::table_polynomial<NormalTable, 2>(places, d);
  const V tail = (first + madd(first + rest, z.parts.tail, rest)) * z.parts.power();
  const auto left = z.u < V(0.0);
  const V unit = select(left, V(exponent_unit<float>), V(-exponent_unit<float>));
  return madd(tail, unit, select(left, V(0.0), V(1.0)));
}
/// Its derivative: the factor and the last sum 0.50 ULP each, the tail and its r as above: 1.6. Every float 1.1084;
/// other parameters 1.79, at random.
template <int W>
HILLOCK_INLINE Lanes<float, W> laplace_derivative(Lanes<float, W> x, float mu, float sigma) {
  using V = Lanes<float, W>;
  const Factor most(0x1.9884533d43651p-2 / static_cast<double>(sigma));  // 1/sqrt(2 pi)
  const FloatSum mantissa(most.mantissa);
  const auto z = standard_normal(x, mu, sigma, 18, exponent_room<float> + most.exponent);
  const V power = power_of_two(clamp_below(z.parts.shifted_n, 0x1.8p23));  // 0 where it would be no normal number
  const V bell = madd(z.parts.tail, V(mantissa.high), V(mantissa.high));
  return (bell * power) * V(exponent_unit<float>);
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
