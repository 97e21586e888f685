// x tanh(log(1 + e^x)) = x w / (w + 2) with w = e^x (e^x + 2): a fraction of positive sums, which loses nothing in the
// tail. Its derivative has a zero at -1.192: see derivative_zeros.hpp and slopes.hpp (2.6849 ULP for floats, 2.8199).
#pragma once

#include <hillock/kernel/derivative_zeros.hpp>
#include <hillock/kernel/gated.hpp>
#include <hillock/kernel/slopes.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// With p = e^-|x|: tanh(log(1 + e^x)) = p (p + 2) / (p (p + 2) + 2) on the left, (1 + 2p) / (1 + 2p + 2p^2) on the
/// right.
///
/// Error of doubles: without FMA in sums of two, 1/2 ULP the product with x, the rest the quotient's: by climbing 1.29,
/// at x = -21.1.
template <typename Number>
HILLOCK_INLINE Number mish(Number x) {
  using V = RegisterOf<Number>;
  const auto left = is_left_of_zero(x);
  const auto e = gate_exp(-abs(x));
  const Number p = beside_one(e), more = p + V(2.0), w = p * more, doubled = times_power(p, V(2.0));
  Number gate(0.0);
  if constexpr (computes<V, Arithmetic::faithful>) {  // on the right 1 - 2p^2 / (1 + 2p (1 + p))
    const Number ratio = select(left, w, doubled * p) / select(left, w + V(2.0), doubled * one_plus(p) + V(1.0));
    gate = select(left, ratio, one_plus(-ratio));
  } else {
    const Number right = doubled + V(1.0);
    gate = select(left, e.mantissa * more, right) / select(left, w + V(2.0), right + times_power(p * p, V(2.0)));
  }
  return times_gate(x, leading(x), GateScaled<Number>{gate, select(left, e.exponent, V(e.no_exponent))},
                    0x1.3333333333333p-1, 0x1.999999999999ap-56);
}
#if defined(HILLOCK_FMA)
/// Of doubles with FMA: x w / (w + 2), w = e^x (e^x + 2). One Newton step on the remainder makes good the roundings of
/// the product with x, of w + 2 and of the division, and on the left that of e^x; that of w is left.
///
/// Error, largest where w has large units beside x w: w 0.70 ULP, the last step 0.50, the tail 0.35, r 0.25, p(r) 0.09:
/// 1.89. By climbing 1.8595, at x = -22.527.
template <int W>
HILLOCK_INLINE Lanes<double, W> mish(Lanes<double, W> x) {
  using V = Lanes<double, W>;
  // Below it rounds to -0, above to x.
  constexpr double last = 20;
  const V c = clamp(x, -gate_vanishes_at<double>, last), two(2.0), unit(exponent_unit<double>);
  const auto parts = exp_parts<exponent_room<double>>(c);
  const V power = parts.power();
  const V e = madd(parts.tail, power, power), e_low = madd(parts.tail, power, power - e);
  const V w = madd(e, e * unit, e + e), narrow_w = w * unit;
  const V denominator = narrow_w + two, low = narrow_w - (denominator - two);
  const DoubleWord<V> numerator = two_product(c, w);
  const V reciprocal = V(1.0) / denominator, y = numerator.high * reciprocal;
  // What y is too large by, times the denominator: subtracted, it leaves the sign of -0.
  const V excess = madd(y, denominator, -numerator.high) + (madd(y, low, -numerator.low) - (c + c) * e_low);
  return select(x > V(last), x, nmadd(excess, reciprocal, y) * unit);
}
/// For floats the quotient is what 1 or 2^n is corrected by, so that its roundings count little. With e^x = 2^n (1 +
/// t), d = e^x - 1 and D = d^2 + 4 d + 5 it is
///   x 2^n (1 + t - q - q t), q = e^x (e^x + 1) / D, left of -(log 2)/2, and
///   x (1 + 1 - q) / 2, q = 4 / D, from there on, where d = t is exact as long as n is 0. (Half of x would be lost
///   where subnormal numbers are flushed to 0, while the result is a normal one.)
///
/// Error: on the right, largest where D is just above 4 and the result just below a power of two, D 0.87 ULP, the last
/// step 0.50, the division 0.48, t and d 0.19, d + 4 0.09, r 0.08: 2.27; on the left, where q is largest, 2.25, were
/// all to meet: too much for doubles. Every float 1.9334, at -0.2374.
template <bool with_room, int W>
HILLOCK_INLINE Lanes<float, W> mish_within(Lanes<float, W> x) {
  using V = Lanes<float, W>;
  const V one(1.0), unit(exponent_unit<float>), shift(integer_shift<float> + (with_room ? exponent_room<float> : 0));
  const auto [r, shifted_n] = exp_reduction<1>(shift, x);
  const V r2 = r * r, t = madd(r2, detail::polynomial_in_pairs<ExpTail<float, float>>(r, r2), r);
  const V large_power = power_of_two(shifted_n), power = with_room ? large_power * unit : large_power;
  const V d = madd(t, power, power - one), e = d + one;
  const auto left = x < V(-0.3475);
  const V q = select(left, madd(e, e, e), V(4.0)) / madd(d, d + V(4.0), V(5.0));
  const V rest = select(left, nmadd(q, t, t - q), one - q), first = x * select(left, large_power, one);
  return madd(first, rest, first) * select(left, with_room ? unit : one, V(0.5));
}
template <int W>
HILLOCK_INLINE Lanes<float, W> mish(Lanes<float, W> x) {
  using V = Lanes<float, W>;
  // Where no power is too small and no square too large; otherwise the same bits with room. NaN is not among them.
  if (EIGEN_PREDICT_TRUE(detail::all_of((abs(x) <= V(40.0)).bits))) return mish_within<false>(x);
  // Below it rounds to -0, above to x.
  return select(x > V(12.0), x, mish_within<true>(clamp(x, -109.5, 12.0)));
}
#endif
/// For p = e^-|x|. On the left it is a factor too, by its mantissa: its exponent comes last.
///
/// Error of doubles, by default too in sums of two: 1/2 ULP the result; the rest is e^-|x| to about 1/5 and the
/// cancelling numerator. By climbing 1.13, at x = -1.44, where near_zero begins.
template <typename Number>
HILLOCK_INLINE Number mish_derivative(Number x) {
  using V = RegisterOf<Number>;
  constexpr double end = tail_vanishes_at<Number>;
  const Number c = clamp(x, -end, end), four_x = times_power(c, V(4.0));
  const auto left = is_left_of_zero(c);
  const auto e = gate_exp(-abs(c));
  const Number p = beside_one(e), right = times_power(p, V(2.0)) + V(1.0), next = one_plus(p);
  const Number denominator = select(left, p * (p + V(2.0)) + V(2.0), right + times_power(p * p, V(2.0)));
  const Number numerator = select(left, e.mantissa * ((p + V(2.0)) * denominator + four_x * next),
                                  right * denominator + four_x * (p * p) * next);
  const GateScaled<Number> y{numerator / (denominator * denominator), select(left, e.exponent, V(e.no_exponent))};
  return near_zero<MishZero>(x, y.value());
}

/// For the fast tier: w / (w + 2) with w = e^x (e^x + 2).
template <int W>
struct FastMish {
  FastLanes<W> e, w, denominator;
};
template <int W>
HILLOCK_INLINE FastMish<W> fast_mish(FastLanes<W> x) {
  using V = FastLanes<W>;
  const V e = exp_within_range(x), w = e * (e + V(2.0));
  return {e, w, w + V(2.0)};
}
/// Where the gate is 0 on the left and 1 on the right.
inline constexpr double mish_left = exp_underflow<float>, mish_right = 20;

template <int W>
HILLOCK_INLINE FastLanes<W> mish(FastLanes<W> x) {
  const auto parts = fast_mish(clamp(x, mish_left, mish_right));
  return clamp_below(x, mish_left) * (parts.w / parts.denominator);
}
template <int W>
HILLOCK_INLINE FastLanes<W> mish_derivative(FastLanes<W> x) {
  using V = FastLanes<W>;
  const V c = clamp(x, mish_left, mish_right);
  const auto parts = fast_mish(c);
  const V slope = times_power(c, V(4.0)) * (parts.e * (parts.e + V(1.0)));
  return madd(parts.w, parts.denominator, slope) / (parts.denominator * parts.denominator);
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
