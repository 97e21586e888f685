// Derivatives of gates in the elements' own arithmetic with FMA, written around their zero.
//
// Left of 0 such a derivative is e^y N / D with y <= 0. At its zero N cancels; so e^y is computed as e0 e^(y - y0),
// with y0 and e0 the numbers next to the values there: then e^y - e0 and y - y0 have full relative accuracy, and N
// written with them cancels nowhere. What e^y is off by, the rounding of D and those of the quotient are made good by
// one step on the remainder, which leaves the roundings of N.
//
// Errors: the last step 1/2 ULP, the sum of the tail of e^y 1/4 to 1/2, r 1/4, and the two or three roundings in N,
// each up to 1 ULP of f' where its digits begin with 1.0 and those of N do not. Every float: silu' 2.5689, at -5.779,
// gelu_tanh' 2.9619, at -0.086, mish' 2.6849, at -0.173. Doubles, by climbing: 2.59, at -0.028, 2.84, at -5.18, 2.86,
// at -0.161.
#pragma once

#include <hillock/kernel/exp.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

#if defined(HILLOCK_FMA)
/// e^y is kept 2^slope_room too large until the last step, so that the only rounding into the subnormals is that of the
/// result.
template <typename Scalar>
inline constexpr int slope_room = sizeof(Scalar) == 4 ? 40 : exponent_room<Scalar>;
template <typename Scalar>
inline constexpr double slope_unit = sizeof(Scalar) == 4 ? 0x1p-40 : exponent_unit<Scalar>;

/// e^y, e^y - e0, and 2^slope_room e^y as a sum of two.
template <typename V>
struct ExpFromZero {
  V value, change;
  DoubleWord<V> large;
};
/// For y = Zero::y0 + d, d a sum of two: e0 e^(d + rest), where `rest` is y0 - log(e0).
template <typename Zero, typename V>
HILLOCK_INLINE ExpFromZero<V> exp_from_zero(DoubleWord<V> d) {
  using S = typename V::Scalar;
  const V shift(integer_shift<S> + slope_room<S>), unit(slope_unit<S>), e0(Zero::e0);
  const V shifted_n = madd(d.high, V(Ln2<S>::inverse), shift), n = shifted_n - shift;
  const V r = madd(n, V(-Ln2<S>::high), d.high) + (madd(n, V(-Ln2<S>::low), V(Zero::rest)) + d.low);
  const V r2 = r * r, tail = madd(r2, detail::polynomial_in_pairs<ExpTail<S, S>>(r, r2), r);
  const V power = power_of_two(shifted_n) * e0, large = madd(tail, power, power), plain = power * unit;
  return {large * unit, madd(tail, plain, plain - e0), DoubleWord<V>(large, madd(tail, power, power - large))};
}
/// 2^slope_room e N / (1 + e)^2.
template <typename V>
HILLOCK_INLINE V gate_slope(ExpFromZero<V> e, V numerator) {
  const V one(1.0), two(2.0), more = e.value + two, square = madd(e.value, more, one);
  V square_low = madd(e.value, more, one - square);
  // The rounding of e + 2 costs 0.2 ULP, which floats, every one of which was tried, can do without.
  if constexpr (sizeof(typename V::Scalar) == 8) square_low = madd(e.value, e.value - (more - two), square_low);
  const DoubleWord<V> product = two_product(e.large.high, numerator);
  const DoubleWord<V> dividend(product.high, madd(e.large.low, numerator, product.low));
  return rounded_quotient(dividend, DoubleWord<V>(square, square_low));
}
/// f'(x) where f'(x) + f'(-x) = 1, given 2^slope_room f'(-|x|).
template <typename V>
HILLOCK_INLINE V mirrored_slope(V x, V large) {
  const V unit(slope_unit<typename V::Scalar>);
  const auto left = x < V(0.0);
  return madd(large, select(left, unit, -unit), select(left, V(0.0), V(1.0)));
}

/// Constants from tests/accuracy/slopes.py. N = 1 + e + y.
template <typename Scalar>
struct SiLUSlope {
  static constexpr double y0 = -0x1.474973c84120bp+0, e0 = 0x1.1d25cf210482cp-2, rest = 0x1.21b929d8bb295p-51;
};
template <>
struct SiLUSlope<float> {
  static constexpr double y0 = -0x1.474974p+0, e0 = 0x1.1d25d0p-2, rest = -0x1.ffde9cp-25;
};
/// sigma(x) (1 + x sigma(-x)).
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> silu_derivative(Lanes<S, W> x) {
  using V = Lanes<S, W>;
  using Zero = SiLUSlope<S>;
  const V minus_a = clamp_below(with_sign_of(x, V(-0.0)), -gate_vanishes_at<S>);  // from there on down it rounds to -0
  const DoubleWord<V> d = fast_two_sum(minus_a, V(-Zero::y0));
  const auto e = exp_from_zero<Zero>(d);
  return mirrored_slope(x, gate_slope(e, d.high + e.change));
}

/// With a = |x|, z = c1 a + c3 a^3 and y = -z: N = 1 + e - a z'. For floats it is (a0 - a) P(a) + (e - e0) + excess
/// with P = c1 + 3 c3 (a^2 + a0 a + a0^2).
struct GELUTanhSlopeOfFloats {
  static constexpr double a0 = 0x1.8142a0p-1, y0 = -0x1.3b2cf8p+0, e0 = 0x1.2af64ep-2;
  static constexpr double rest = -0x1.04cc04p-26, excess = -0x1.0cff70p-25;
  static constexpr double values[] = {0x1.b78b7ap+0, 0x1.49e1d2p-3, 0x1.b6676cp-3};
};
/// For doubles, of which no search finds the worst by trying them all, nothing may be lost in P's tail either: with l =
/// c1 a, z = l inner and inner = 1 + k a^2 it is (l0 - l) P(a) + (e - e0) + excess with P = p0 + 3 k a^2 + a line in a.
struct GELUTanhSlopeOfDoubles {
  static constexpr double l0 = 0x1.3364a901edf3fp+0, y0 = -0x1.3b2cf738f9ffep+0, e0 = 0x1.2af64e9c485eep-2;
  static constexpr double rest = -0x1.94ce65f8cf76cp-55, excess = 0x1.fe3cb634fb3bcp-55;
  static constexpr double p0 = 0x1.1371a21f652d3p+0, values[] = {-0x1.ba356aab96a5cp-54, 0x1.9d7225b4cb5f5p-4};
};
/// e^y for y = -z, with what exp_from_zero gives beside it.
template <typename Zero, typename V>
HILLOCK_INLINE ExpFromZero<V> exp_of_minus_from_zero(DoubleWord<V> z) {
  const DoubleWord<V> d = fast_two_sum(-z.high, V(-Zero::y0));
  return exp_from_zero<Zero>(DoubleWord<V>(d.high, d.low - z.low));
}
/// sigma(z) (1 + x z' sigma(-z)), given a = |x| and z of a; for doubles l and inner too.
template <int W>
HILLOCK_INLINE Lanes<float, W> fused_gelu_tanh_derivative(Lanes<float, W> x, Lanes<float, W> a,
                                                          DoubleWord<Lanes<float, W>> z) {
  using V = Lanes<float, W>;
  using Zero = GELUTanhSlopeOfFloats;
  const auto e = exp_of_minus_from_zero<Zero>(z);
  const DoubleWord<V> line = fast_two_sum(V(Zero::a0), -a);
  const V first(Zero::values[0]), rest = detail::polynomial<Zero, 1>(a), p = madd(a, rest, first);
  const V low = madd(line.low, p, madd(line.high, madd(a, rest, first - p), V(Zero::excess)));
  return mirrored_slope(x, gate_slope(e, madd(line.high, p, e.change + low)));
}
template <int W>
HILLOCK_INLINE Lanes<double, W> fused_gelu_tanh_derivative(Lanes<double, W> x, Lanes<double, W> a,
                                                           DoubleWord<Lanes<double, W>> z,
                                                           DoubleWord<Lanes<double, W>> l,
                                                           DoubleWord<Lanes<double, W>> inner) {
  using V = Lanes<double, W>;
  using Zero = GELUTanhSlopeOfDoubles;
  const V three(3.0);
  const auto e = exp_of_minus_from_zero<Zero>(z);
  const DoubleWord<V> line = two_sum(V(Zero::l0), -l.high);
  const V rest = madd(inner.high - V(1.0), three, madd(inner.low, three, detail::polynomial<Zero>(a)));
  const DoubleWord<V> p = two_sum(V(Zero::p0), rest);
  const V low = madd(line.high, p.low, madd(line.low - l.low, p.high, V(Zero::excess)));
  return mirrored_slope(x, gate_slope(e, madd(line.high, p.high, e.change + low)));
}

/// With D = e^2 + 2e + 2: N = (e + 2) D + 4 y (e + 1) = (e - e0) P(e) + 4 (y - y0) (e + 1) + excess.
template <typename Scalar>
struct MishSlope {
  static constexpr double y0 = -0x1.31432c0d12d84p+0, e0 = 0x1.36c4202fc3eccp-2, rest = 0x1.065294959af6cp-53;
  static constexpr double excess = 0x1.932d986263875p-53;
  static constexpr double values[] = {0x1.44a5b49f64237p+1, 0x1.136c4202fc3edp+2, 1.0};
};
template <>
struct MishSlope<float> {
  static constexpr double y0 = -0x1.31432cp+0, e0 = 0x1.36c420p-2, rest = 0x1.a35ecep-27, excess = 0x1.52eb46p-28;
  static constexpr double values[] = {0x1.44a5b4p+1, 0x1.136c42p+2, 1.0};
};
/// e N / D^2 on the left, 1 + 2 (2 x e (e + 1) - D) / D^2 on the right.
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> mish_derivative(Lanes<S, W> x) {
  using V = Lanes<S, W>;
  using Zero = MishSlope<S>;
  constexpr double last = sizeof(S) == 4 ? 12 : 22;
  const V c = clamp(x, -gate_vanishes_at<S>, last), two(2.0), four(4.0);  // beyond, it rounds to -0 and to 1
  const DoubleWord<V> d = fast_two_sum(c, V(-Zero::y0));
  const auto e = exp_from_zero<Zero>(d);
  const V four_d = d.high * four;
  const V first = madd(e.change, detail::polynomial<Zero>(e.value), madd(d.low, four, V(Zero::excess)));
  const V second = madd(four_d, e.value, four_d), second_low = madd(four_d, e.value, four_d - second);
  const V numerator = first + second, low = (first - (numerator - second)) + second_low;
  const V more = e.value + two, more_low = e.value - (more - two);
  const V root = madd(e.value, more, two), root_low = madd(e.value, more_low, madd(e.value, more, two - root));
  const DoubleWord<V> square = two_product(root, root), product = two_product(e.large.high, numerator);
  const V product_low = madd(e.large.high, low, madd(e.large.low, numerator, product.low));
  const V right = madd(c + c, madd(e.value, e.value, e.value), -root) * V(2 / slope_unit<S>);
  const auto is_left = x < V(0.0);
  const DoubleWord<V> dividend(select(is_left, product.high, right), select(is_left, product_low, V(0.0)));
  const V quotient = rounded_quotient(dividend, DoubleWord<V>(square.high, madd(root + root, root_low, square.low)));
  return madd(quotient, V(slope_unit<S>), select(is_left, V(0.0), V(1.0)));
}
#endif

}  // namespace kernel
HILLOCK_NAMESPACE_END
