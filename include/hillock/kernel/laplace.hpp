// The normal distribution with a mean and a deviation, and its density, of floats with FMA.
#pragma once

#include <hillock/kernel/gelu.hpp>
#include <hillock/kernel/units.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// |u| = a + a_low for u = (x - mu) / sigma and the pieces of e^(-u^2/2) with room: what u is off by would be
/// multiplied by u in the tails.
template <typename V>
struct StandardNormal {
  V u, a, a_low;
  ExpParts<V> parts;
};
/// The power is 2^k times as large, and 0 where that, with room, would be no normal number.
template <int W>
HILLOCK_INLINE StandardNormal<Lanes<float, W>> standard_normal(Lanes<float, W> x, float mu, float sigma, int k) {
  using V = Lanes<float, W>;
  const DoubleWord<V> difference = two_sum(x, V(-mu));
  // Where both functions have saturated, and at infinity, the difference needs no low part.
  const float end = 18 * sigma;
  const V s = clamp(difference.high, -end, end);
  const V s_low = select(abs(difference.high) < V(end), difference.low, V(0.0));
  const FloatSum inverse(1 / static_cast<double>(sigma));
  const DoubleWord<V> u = two_product(s, V(inverse.high));
  const V low = u.low + madd(s, V(inverse.low), s_low * V(inverse.high));
  const V a = abs(u.high), a_low = exclusive_or(low, with_sign_of(V(0.0), u.high));
  const DoubleWord<V> square = two_product(a, a * V(-0.5));
  const auto parts = exp_parts<exponent_room<float>>(square.high, nmadd(a, a_low, square.low));
  return {u.high, a, a_low, {parts.tail, clamp_below(parts.shifted_n + V(k), 0x1.8p23)}};
}
/// Phi((x - mu) / sigma), from the table of gelu.
///
/// Error: largest on the left: R 0.5 ULP, its product with the tail of e^(-u^2/2) 0.50, that tail 0.34, its r 0.24, the
/// table 0.1, d 0.2: 1.9. Every 17th float 1.8510, at -0.72; other parameters 1.76, at random.
template <int W>
HILLOCK_INLINE Lanes<float, W> laplace(Lanes<float, W> x, float mu, float sigma) {
  using V = Lanes<float, W>;
  const auto z = standard_normal(x, mu, sigma, 0);
  const V next = z.a + V(1.0);
  const auto places = detail::TableIndex<W, 8>::template by_bits_from<23>(next * next);
  const V d = (z.a - places.template look_up<NormalTable, 0>()) + z.a_low;
  const V ratio =
      madd(d, detail::table_polynomial<NormalTable, 2>(places, d), places.template look_up<NormalTable, 1>());
  const V tail = madd(ratio, z.parts.tail, ratio) * z.parts.power();
  const auto left = z.u < V(0.0);
  const V unit = select(left, V(exponent_unit<float>), V(-exponent_unit<float>));
  return madd(tail, unit, select(left, V(0.0), V(1.0)));
}
/// Its derivative: every 17th float 1.2994; other parameters 1.61, at random.
template <int W>
HILLOCK_INLINE Lanes<float, W> laplace_derivative(Lanes<float, W> x, float mu, float sigma) {
  using V = Lanes<float, W>;
  const Factor most(0x1.9884533d43651p-2 / static_cast<double>(sigma));  // 1/sqrt(2 pi)
  const FloatSum mantissa(most.mantissa);
  const auto z = standard_normal(x, mu, sigma, most.exponent);
  const V bell = V(mantissa.high) + madd(z.parts.tail, V(mantissa.high), V(mantissa.low));
  return (bell * z.parts.power()) * V(exponent_unit<float>);
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
