// Derivatives of gates in floats with FMA, written around their zero.
//
// Left of 0 such a derivative is e^y N / D with y <= 0. At its zero N cancels; so e^y is computed as e0 e^(y - y0),
// with y0 and e0 the floats next to the values there: then e^y - e0 and y - y0 have full relative accuracy, and N
// written with them cancels nowhere. What e^y is off by, the rounding of D and those of the quotient are made good by
// one step on the remainder, which leaves the roundings of N.
#ifndef HILLOCK_MATH_SLOPES_HPP
#define HILLOCK_MATH_SLOPES_HPP

#include <hillock/math/exp.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace math {

#if defined(HILLOCK_FMA)
/// e^y is kept 2^40 too large until the last step, so that the only rounding into the subnormals is that of the result.
inline constexpr int slope_room = 40;
inline constexpr double slope_unit = 0x1p-40;

/// e^y, e^y - e0, and 2^slope_room e^y as a sum of two.
template <typename V>
struct ExpFromZero {
  V value, change;
  Two<V> large;
};
/// For y = Zero::y0 + d, d a sum of two: e0 e^(d + rest), where `rest` is y0 - log(e0).
template <typename Zero, typename V>
HILLOCK_INLINE ExpFromZero<V> exp_from_zero(Two<V> d) {
  const V shift(integer_shift<float> + slope_room), unit(slope_unit), e0(Zero::e0);
  const V shifted_n = madd(d.high, V(Ln2<float>::inverse), shift), n = shifted_n - shift;
  const V r = madd(n, V(-Ln2<float>::high), d.high) + (madd(n, V(-Ln2<float>::low), V(Zero::rest)) + d.low);
  const V tail = madd(r * r, detail::polynomial<ExpTail<float, float>>(r), r);
  const V power = power_of_two(shifted_n) * e0, large = madd(tail, power, power), plain = power * unit;
  return {large * unit, madd(tail, plain, plain - e0), Two<V>(large, madd(tail, power, power - large))};
}
/// 2^slope_room e N / (1 + e)^2.
template <typename V>
HILLOCK_INLINE V gate_slope(ExpFromZero<V> e, V numerator) {
  const V one(1.0), more = e.value + V(2.0), square = madd(e.value, more, one);
  const Two<V> product = two_product(e.large.high, numerator);
  const Two<V> dividend(product.high, madd(e.large.low, numerator, product.low));
  return (dividend / Two<V>(square, madd(e.value, more, one - square))).high;
}
/// f'(x) where f'(x) + f'(-x) = 1, given 2^slope_room f'(-|x|).
template <typename V>
HILLOCK_INLINE V mirrored_slope(V x, V large) {
  const auto left = x < V(0.0);
  return madd(large, select(left, V(slope_unit), V(-slope_unit)), select(left, V(0.0), V(1.0)));
}

/// Constants from tests/accuracy/slopes.py. N = 1 + e + y.
struct SiLUSlope {
  static constexpr double y0 = -0x1.474974p+0, e0 = 0x1.1d25d0p-2, rest = -0x1.ffde9cp-25;
};
/// sigma(x) (1 + x sigma(-x)).
template <int W>
HILLOCK_INLINE Lanes<float, W> fused_silu_derivative(Lanes<float, W> x) {
  using V = Lanes<float, W>;
  const V minus_a = -clamp_above(abs(x), 110);  // from there on down it rounds to -0
  const Two<V> d = fast_two_sum(minus_a, V(-SiLUSlope::y0));
  const auto e = exp_from_zero<SiLUSlope>(d);
  return mirrored_slope(x, gate_slope(e, d.high + e.change));
}

/// With a = |x|, z = c1 a + c3 a^3 and y = -z: N = 1 + e - a z' = (a0 - a) P(a) + (e - e0) + excess, P = c1 + 3 c3 (a^2
/// + a0 a + a0^2).
struct GELUTanhSlope {
  static constexpr double a0 = 0x1.8142a0p-1, y0 = -0x1.3b2cf8p+0, e0 = 0x1.2af64ep-2;
  static constexpr double rest = -0x1.04cc04p-26, excess = -0x1.0cff70p-25;
  static constexpr double values[] = {0x1.b78b7ap+0, 0x1.49e1d2p-3, 0x1.b6676cp-3};
};
/// sigma(z) (1 + x z' sigma(-z)), given a = |x| and z(a).
template <typename V>
HILLOCK_INLINE V fused_gelu_tanh_derivative(V x, V a, Two<V> z) {
  const Two<V> d = fast_two_sum(-z.high, V(-GELUTanhSlope::y0));
  const auto e = exp_from_zero<GELUTanhSlope>(Two<V>(d.high, d.low - z.low));
  const Two<V> line = fast_two_sum(V(GELUTanhSlope::a0), -a);
  const V first(GELUTanhSlope::values[0]), rest = detail::polynomial<GELUTanhSlope, 1>(a), slope = madd(a, rest, first);
  const V low = madd(line.low, slope, madd(line.high, madd(a, rest, first - slope), V(GELUTanhSlope::excess)));
  const V numerator = madd(line.high, slope, e.change + low);
  return mirrored_slope(x, gate_slope(e, numerator));
}

/// With D = e^2 + 2e + 2: N = (e + 2) D + 4 y (e + 1) = (e - e0) P(e) + 4 (y - y0) (e + 1) + excess.
struct MishSlope {
  static constexpr double y0 = -0x1.31432cp+0, e0 = 0x1.36c420p-2, rest = 0x1.a35ecep-27, excess = 0x1.52eb46p-28;
  static constexpr double values[] = {0x1.44a5b4p+1, 0x1.136c42p+2, 1.0};
};
/// e N / D^2 on the left, 1 + 2 (2 x e (e + 1) - D) / D^2 on the right.
template <int W>
HILLOCK_INLINE Lanes<float, W> fused_mish_derivative(Lanes<float, W> x) {
  using V = Lanes<float, W>;
  const V c = clamp(x, -110, 12), two(2.0), four(4.0);  // beyond, it rounds to -0 and to 1
  const Two<V> d = fast_two_sum(c, V(-MishSlope::y0));
  const auto e = exp_from_zero<MishSlope>(d);
  const V four_d = d.high * four;
  const V first = madd(e.change, detail::polynomial<MishSlope>(e.value), madd(d.low, four, V(MishSlope::excess)));
  const V second = madd(four_d, e.value, four_d), second_low = madd(four_d, e.value, four_d - second);
  const V numerator = first + second, low = (first - (numerator - second)) + second_low;
  const V more = e.value + two, more_low = e.value - (more - two);
  const V root = madd(e.value, more, two), root_low = madd(e.value, more_low, madd(e.value, more, two - root));
  const Two<V> square = two_product(root, root), product = two_product(e.large.high, numerator);
  const V product_low = madd(e.large.high, low, madd(e.large.low, numerator, product.low));
  const V right = madd(c + c, madd(e.value, e.value, e.value), -root) * V(2 / slope_unit);
  const auto is_left = x < V(0.0);
  const Two<V> dividend(select(is_left, product.high, right), select(is_left, product_low, V(0.0)));
  const Two<V> quotient = dividend / Two<V>(square.high, madd(root + root, root_low, square.low));
  return madd(quotient.high, V(slope_unit), select(is_left, V(0.0), V(1.0)));
}
#endif

}  // namespace math
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_MATH_SLOPES_HPP
