// sin(b x), cos(b x) and Snake of floats in floats, with FMA.
//
// From z = b x the nearest multiple of pi is taken (of pi/2 for the square of the sine), pi being a sum of two floats:
// z less the multiple of the first is exact, because it is a multiple of what the last digits of both are worth, and
// less than 2. What the second and the low part of b x add is small beside what is left, wherever that is at least
// 2^-16 of the multiple's number; beside a zero nearer than that, far out, and at infinity and NaN, a lane is computed
// in double. Of the reduction by half turns W. Cody and W. Waite have written: "Software Manual for the Elementary
// Functions", 1980.
#pragma once

#include <hillock/kernel/sine.hpp>
#include <hillock/kernel/units.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// (sin(r)/r - 1) / z in z = r^2 for |r| a little above pi/2: degree 3, 2^-26.9 of sin(r). From
/// tests/accuracy/float_kernels.py, as the next.
struct SineNear {
  static constexpr double values[] = {-0x1.55554ap-3, 0x1.110e86p-7, -0x1.9f6138p-13, 0x1.5ce664p-19};
};
/// (sin^2(r) - z) / z^2 for |r| a little above pi/4: degree 3, 2^-29.8 of sin^2(r).
struct SquareOfSineNear {
  static constexpr double values[] = {-0x1.555552p-2, 0x1.6c1534p-5, -0x1.9fa558p-9, 0x1.1a4130p-13};
};

/// b x = n pi / parts + head + tail, or (n - 1/2) pi / parts + head + tail; r is the sum of both, rounded, and `parity`
/// the sign bit for odd n.
template <typename V>
struct ReducedFloat {
  V parity, head, tail, r;
  typename V::Mask is_good;
};
/// For |x| <= reducible(b). What is added to `shift`, 0x1.8p23, counts for the parity.
template <int parts, Grid grid, typename V>
HILLOCK_INLINE ReducedFloat<V> reduce_float(V x, float b, V shift = V(0x1.8p23)) {
  constexpr double high = 0x1.921fb6p+1 / parts, low = -0x1.777a5cp-24 / parts, inverse = 0x1.45f306p-2 * parts;
  const V factor(b), z = x * factor, z_low = madd(x, factor, -z);
  V shifted, turns;
  if constexpr (grid == Grid::quarters) {
    shifted = madd(z, V(inverse), shift);
    turns = shifted - shift;
  } else {
    shifted = madd(z, V(inverse), V(0.5)) + shift;
    turns = (shifted - shift) - V(0.5);
  }
  const V head = nmadd(turns, V(high), z);
  // Of half a turn the sum is not exact where z is small.
  const V lost = grid == Grid::quarters ? z_low : z_low + (z - madd(turns, V(high), head));
  const V tail = nmadd(turns, V(low), lost), r = head + tail;
  return {sign_of_parity(shifted), head, tail, r, abs(turns) * V(0x1p-16) <= abs(r)};
}
/// From here on the multiple's number is so large that no lane is good.
HILLOCK_INLINE float reducible(float b) { return 0x1p19f / (b < 0 ? -b : b); }

/// sin(b x), or with the other grid cos(b x), times a factor if there is one, for moderate b.
///
/// Error, largest where r is nearly pi/2 and the terms behind the first are a third of it: the last sum 0.50 ULP, the
/// square of r 0.46, the sum of the first two coefficients' terms 0.39, r 0.1: 1.5. Every float 1.5406, at 10687.9,
/// with other b as much; cos(x) 1.52.
template <Grid grid, int W, typename InDouble, typename... Factor>
HILLOCK_INLINE Lanes<float, W> sine_in_floats(Lanes<float, W> x, float b, InDouble in_double, Factor... factor) {
  using V = Lanes<float, W>;
  constexpr bool is_odd = grid == Grid::quarters;
  const float size = b < 0 ? -b : b;
  const auto z =
      reduce_float<1, grid>(clamp_above(abs(x), reducible(size)), size, V(is_odd && b < 0 ? 0x1.8p23f + 1 : 0x1.8p23f));
  const V square = z.r * z.r;
  const V above = (square * square) * detail::polynomial<SineNear, 1>(square);
  const V y = madd(z.r, madd(square, V(SineNear::values[0]), above), z.r);
  const V sign = is_odd ? exclusive_or(z.parity, with_sign_of(V(0.0), x)) : z.parity;
  return or_in_double(z.is_good, (exclusive_or(y, sign) * ... * V(factor)), x, in_double);
}

/// sin^2(r) = high + low.
template <typename V>
HILLOCK_INLINE DoubleWord<V> square_of_sine(const ReducedFloat<V>& t) {
  const V square = t.r * t.r, r_low = (t.head - t.r) + t.tail;
  const V square_low = madd(t.r + t.r, r_low, madd(t.r, t.r, -square));
  const V above = (square * square) * detail::polynomial<SquareOfSineNear, 1>(square);
  // z (1 + s), s = z P(z); what z is off by counts 1 + 2s times.
  const V s = madd(square, V(SquareOfSineNear::values[0]), above);
  return {square, madd(square, s, square_low * madd(s, V(2.0), V(1.0)))};
}
/// x + sin^2(a x) / b for moderate a and b, |a| <= |b|.
///
/// Error: largest left of 0, at a x = -pi/4 and beyond, where the two terms cancel to a third: the last sum 0.50 ULP,
/// and what sin^2 is off by, up to 1.65 times as much where the mantissa of a makes units small; without the factor of
/// its low part 2.07. Every 17th float 0.8039 for a = 1, at -0.8099.
template <int W, typename InDouble>
HILLOCK_INLINE Lanes<float, W> snake_in_floats(Lanes<float, W> x, float a, float b, InDouble in_double) {
  using V = Lanes<float, W>;
  const FloatSum inverse(1 / static_cast<double>(b));
  const float end = reducible(a);
  const auto t = reduce_float<2, Grid::quarters>(clamp(x, -end, end), a);
  // sin^2 t = square + square_low: sin^2 r, or 1 less that.
  const DoubleWord<V> part = square_of_sine(t);
  const V sign = exclusive_or(V(1.0), t.parity), one = madd(sign, V(-0.5), V(0.5));
  const V square = madd(sign, part.high, one), square_low = madd(sign, part.low, madd(sign, part.high, one - square));
  // x is never the smaller one.
  const DoubleWord<V> quotient = two_product(square, V(inverse.high)), sum = fast_two_sum(x, quotient.high);
  const V low = madd(square_low, V(inverse.high), madd(square, V(inverse.low), quotient.low));
  const V y = sum.high + (sum.low + low);
  // A zero keeps its sign.
  return or_in_double(t.is_good, select(part.high < V(0x1p-60), x, y), x, in_double);
}
/// 1 + a/b sin(2 a x) = (1 - |a/b|) + |a/b| 2 sin^2(a x + pi/4), or cos^2 for a negative a/b. Every 17th float 1.0723
/// for a = b; other parameters 1.5, at random.
template <int W, typename InDouble>
HILLOCK_INLINE Lanes<float, W> snake_derivative_in_floats(Lanes<float, W> x, float a, float b, InDouble in_double) {
  using V = Lanes<float, W>;
  const double ratio = static_cast<double>(a < 0 ? -a : a) / static_cast<double>(b < 0 ? -b : b);
  const float end = reducible(a);
  const V shift((a < 0) != (b < 0) ? 0x1.8p23f + 1 : 0x1.8p23f);
  const auto t = reduce_float<2, Grid::eighths>(clamp(x, -end, end), a, shift);
  const DoubleWord<V> half = square_of_sine(t);
  const V sign = exclusive_or(V(2.0), t.parity);
  const V slope = madd(sign, half.high + half.low, madd(sign, V(-0.5), V(1.0)));
  const V y = madd(slope, V(ratio), V(1 - ratio));
  return or_in_double(t.is_good, y, x, in_double);
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
