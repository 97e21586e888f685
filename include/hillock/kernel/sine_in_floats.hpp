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
  const V factor(b), z = x * factor;
  V shifted, turns;
  if constexpr (grid == Grid::quarters) {
    shifted = madd(z, V(inverse), shift);
    turns = shifted - shift;
  } else {
    shifted = madd(z, V(inverse), V(0.5)) + shift;
    turns = (shifted - shift) - V(0.5);
  }
  const V head = nmadd(turns, V(high), z);
  V tail = nmadd(turns, V(low), madd(x, factor, -z));
  const V r = head + tail;
  // Of half a turn head is rounded where z is small.
  if constexpr (grid == Grid::eighths) tail = nmadd(turns, V(low), madd(x, factor, -madd(turns, V(high), head)));
  return {sign_of_parity(shifted), head, tail, r, abs(turns) * V(0x1p-16) <= abs(r)};
}
/// From here on the multiple's number is so large that no lane is good.
HILLOCK_INLINE float reducible(float b) { return 0x1p19f / (b < 0 ? -b : b); }

/// sin(b x), or with the other grid cos(b x), times a factor if there is one, for moderate b.
///
/// Error, largest where r is nearly pi/2 and the terms behind the first are a third of it: the last sum 0.50 ULP, the
/// square of r 0.46, the sum of the first two coefficients' terms 0.39, r 0.1: 1.5. Every float 1.5406, at 10687.9,
/// with other b as much; cos(x) 1.5968, at 0.29127.
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

/// sin^2(r) = square (share + rest) + square_low (1 + 2s) for r = head + tail; square is that of a `centre` near r, and
/// s = share + rest - 1. For parts = 2.
template <typename V>
struct SquareOfSine {
  V square, square_low, rest;
};
template <typename V>
HILLOCK_INLINE SquareOfSine<V> square_of_sine(V head, V tail, V centre, double share) {
  const V square = centre * centre, square_low = madd(tail, head + centre, madd(head, head, -square));
  const V first = madd(square, V(SquareOfSineNear::values[0]), V(1 - share));
  return {square, square_low, madd(square * square, detail::polynomial<SquareOfSineNear, 1>(square), first)};
}
/// x + sin^2(a x) / b for moderate a and b, |a| <= |b|.
///
/// Beside a zero of the sine x is far larger, so that the parts of r need not be added. The first sum has a share of
/// the square for which it is near the result: what is added then is small and loses nothing. The share is below 0.81,
/// or 1 less it would lose digits where r is pi/4.
///
/// Error, largest left of 0, where both terms cancel to a third: the first sum 1.0 ULP, where it is just above a power
/// of two and the result below, the last one 0.50, three roundings of what is between them 0.1 each: 1.8. Every
/// float 1.7672 for a = 1, at -0.38575; other parameters 1.81, at random.
template <int W, typename InDouble>
HILLOCK_INLINE Lanes<float, W> snake_in_floats(Lanes<float, W> x, float a, float b, InDouble in_double) {
  using V = Lanes<float, W>;
  constexpr double share = 0.796875;
  const FloatSum inverse(1 / static_cast<double>(b));
  const auto is_good = abs(x) <= V(reducible(a));
  const V c = select(is_good, x, V(0.0));
  const auto t = reduce_float<2, Grid::quarters>(c, a);
  const auto part = square_of_sine(t.head, t.tail, t.head, share);
  const V low = madd(part.square, part.rest, part.square_low * madd(part.rest, V(2.0), V(2 * share - 1)));
  // sin^2 t = square + square_low: sin^2 r, or 1 less that.
  const V sign = exclusive_or(V(1.0), t.parity), one = madd(sign, V(-0.5), V(0.5)), factor = sign * V(share);
  const V square = madd(factor, part.square, one);
  const V square_low = madd(sign, low, madd(factor, part.square, one - square));
  const V rest = madd(square_low, V(inverse.high), square * V(inverse.low));
  const V y = madd(square, V(inverse.high), c) + rest;
  // It has the sign of x, a zero too.
  return or_in_double(is_good, with_sign_of(y, x), x, in_double);
}
/// 1 + a/b sin(2 a x) = (1 - |a/b|) + |a/b| 2 sin^2(a x + pi/4), or cos^2 for a negative a/b.
///
/// What the square is off by counts 1 + 2s times, or f'(0) would not be 1.
///
/// Error: the last two sums 0.50 ULP each, the parts of the square 0.3: 1.3. Every float 1.3206 for a = b, at 42193.2;
/// other parameters 1.83, at random.
template <int W, typename InDouble>
HILLOCK_INLINE Lanes<float, W> snake_derivative_in_floats(Lanes<float, W> x, float a, float b, InDouble in_double) {
  using V = Lanes<float, W>;
  const double ratio = static_cast<double>(a < 0 ? -a : a) / static_cast<double>(b < 0 ? -b : b);
  const float end = reducible(a);
  const V shift((a < 0) != (b < 0) ? 0x1.8p23f + 1 : 0x1.8p23f);
  const auto t = reduce_float<2, Grid::eighths>(clamp(x, -end, end), a, shift);
  const auto half = square_of_sine(t.head, t.tail, t.r, 1);
  const V low = madd(half.square, half.rest, half.square_low * madd(half.rest, V(2.0), V(1.0)));
  const V part = half.square + low;
  const V sign = exclusive_or(V(2.0), t.parity);
  const V slope = madd(sign, part, madd(sign, V(-0.5), V(1.0)));
  const V y = madd(slope, V(ratio), V(1 - ratio));
  return or_in_double(t.is_good, y, x, in_double);
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
