// x - tanh(x), and its derivative tanh^2. Near 0 the difference would cancel: it is x^3 S(x^2), a series; beyond it is
// (|x| - 1) + (1 - tanh|x|), two positive terms of which the first is exact.
#pragma once

#include <hillock/kernel/gated.hpp>
#include <hillock/kernel/tanh.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// (x - tanh(x)) / x^3 = 1/3 + z Q(z), z = x^2, on [0, 0.37]: degree 15, relative 2^-58.2.
/// From tests/accuracy/coefficients.py.
struct TanhShrinkTail {
  static constexpr double values[] = {
      -0x1.1111111111111p-3,  0x1.ba1ba1ba1ba1cp-5,  -0x1.664f4882c10fap-6,  0x1.226e355e6c227p-7,
      -0x1.d6d3d0e156d9fp-9,  0x1.7da364527c790p-10, -0x1.3558247771684p-11, 0x1.f57d7565f00b5p-13,
      -0x1.967df689a1789p-14, 0x1.497bb7d583758p-15, -0x1.0b00704ca8798p-16, 0x1.afdcf96f101d1p-18,
      -0x1.58da7b1528722p-19, 0x1.042602c8ef50bp-20, -0x1.454c525c3af59p-22, 0x1.df7d76adfbd36p-25};
};
/// The whole of it in z on [0, 0.365], for results in float: degree 6, relative 2^-33.
struct TanhShrinkForFloat {
  static constexpr double values[] = {0x1.55555554ae0abp-2,  -0x1.11110fb1a02f8p-3, 0x1.ba1aaf26bad23p-5,
                                      -0x1.662fa5f680bafp-6, 0x1.207153c2b3ba7p-7,  -0x1.b543b862dc84dp-9,
                                      0x1.d30ceb3cf1b77p-11};
};
/// Error of doubles, by default too in sums of two: 1/2 ULP the product, 1/4 the series behind its first term, near
/// 0.6; beyond, tanh is off by a fraction of an ULP of x - tanh(x), which is smaller than x. Without FMA by
/// climbing 0.98, at x = 0.596.
template <typename Number>
HILLOCK_INLINE Number tanh_shrink(Number x) {
  using V = RegisterOf<Number>;
  const V xr = leading(x);
  if constexpr (computes<Number, Arithmetic::single>) {
    // x r / (1 + r) with Lambert's fraction r = x^2 / (3 + x^2 / (5 + ...)), which does not cancel.
    const Number one(1.0), square = x * x;
    Number r(0.0);
    for (int odd = 27; odd >= 3; odd -= 2) r = square / (Number(odd) + r);
    return select(abs(x) < one, x * r / (one + r), x - tanh(x));
  }
  if constexpr (computes<Number, Arithmetic::in_double>) {
    const V c = clamp(x, -0.6, 0.6), z = c * c;
    return select(abs(x) < V(0.6), c * (z * detail::polynomial<TanhShrinkForFloat>(z)), x - tanh(x));
  }
  const Number c = clamp(x, -0.6, 0.6), z = c * c;
  const V zr = leading(z);
  const Number third = constant<Number>(0x1.5555555555555p-2, 0x1.5555555555555p-56);
  const Number inner = last_product(c, z * (third + Number(zr * detail::polynomial<TanhShrinkTail>(zr))));
  const Number outer = x - tanh(x);
  const auto infinite = V((std::numeric_limits<typename V::Scalar>::max)()) < abs(xr);
  return select(infinite, x, select(abs(xr) < V(0.6), inner, outer));
}
#if defined(HILLOCK_FMA)
/// The whole of it in z up to tanh_shrink_near^2: degree 15, relative 2^-53.9, from tests/accuracy/coefficients.py; for
/// floats degree 7, relative 2^-25.0, from tests/accuracy/float_kernels.py.
template <typename Scalar>
inline constexpr double tanh_shrink_near = sizeof(Scalar) == 4 ? 1 : 1.05;
template <typename Scalar>
struct TanhShrinkNear {
  static constexpr double values[] = {
      0x1.5555555555555p-2,  -0x1.1111111110fd5p-3,  0x1.ba1ba1ba03c49p-5,  -0x1.664f487d0d925p-6,
      0x1.226e34a6c55d5p-7,  -0x1.d6d3b4d1313dbp-9,  0x1.7da1fa229c70ap-10, -0x1.354b70b50daf9p-11,
      0x1.f4d92c7c84661p-13, -0x1.936ef78748afdp-14, 0x1.3e952b24beda1p-15, -0x1.db70c00ac19f6p-17,
      0x1.390e745c237fcp-18, -0x1.47decd3517453p-20, 0x1.d30bf31e1253ap-23, -0x1.49479ae896163p-26};
};
template <>
struct TanhShrinkNear<float> {
  static constexpr double values[] = {0x1.555556p-2, -0x1.11117ap-3, 0x1.ba3094p-5,  -0x1.6706bep-6,
                                      0x1.247cc0p-7, -0x1.ce95f8p-9, 0x1.2dbc66p-10, -0x1.b06976p-13};
};
/// Near 0 the cube of x times the series, both as sums of two; beyond (|x| - 1) + (1 - tanh|x|), which does not cancel.
///
/// Error: near 0, at the end of the series, the product 0.50 ULP, the approximation 0.50 (floats 0.44), x^2 0.28,
/// Horner's rule 0.45: doubles 1.74, floats 1.50. Beyond, at 1, the denominator of 1 - tanh 0.91, its division 0.50,
/// the sum 0.50, the tail 0.11: floats 2.03, were all to meet; doubles, from 1.05 on, where
/// x - tanh(x) is above 1/4, less. Every float 1.5277, at 1.0007; doubles 1.6773, at 1.009.
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> tanh_shrink(Lanes<S, W> x) {
  using V = Lanes<S, W>;
  using Near = TanhShrinkNear<S>;
  const V magnitude = abs(x), a = clamp_above(magnitude, tanh_saturation<S>), one(1.0);
  const DoubleWord<V> z = two_product(a, a), cube = two_product(a, z.high);
  const V first(Near::values[0]), rest = detail::polynomial<Near, 1>(z.high);
  const V p = madd(z.high, rest, first), p_low = madd(z.high, rest, first - p);
  const V cube_low = madd(a, z.low, cube.low);
  const V inner = madd(p, cube.high, madd(p_low, cube.high, p * cube_low));
  return with_sign_of(select(a < V(tanh_shrink_near<S>), inner, (magnitude - one) + one_minus_tanh(a)), x);
}
#endif
/// Error of doubles, by default too in sums of two: 1/2 ULP the product; tanh counts twice, and its tail at
/// 2|x| = (log 2)/2 doubly. Without FMA by climbing 2.05, at |x| = 0.173.
template <typename Number>
HILLOCK_INLINE Number tanh_squared(Number x) {
  const Number t = tanh(x);
  return last_product(t, t);
}
#if defined(HILLOCK_FMA)
/// (tanh^2(x)/z - 1) / z, z = x^2, for x up to 0.89, where tanh^2 is a half: degree 15, 2^-55.4 of it. From
/// tests/accuracy/coefficients.py.
struct TanhSquaredNear {
  static constexpr double values[] = {
      -0x1.5555555555555p-1,  0x1.82d82d82d82afp-2,  -0x1.93193193171a1p-3,  0x1.8f57896126451p-4,
      -0x1.7e8c19992abbcp-5,  0x1.65c92af01049cp-6,  -0x1.48ad7010044dep-7,  0x1.29bfe331c2b70p-8,
      -0x1.0aabe2b334de2p-9,  0x1.d87de2903d99cp-11, -0x1.9bc8fce8485e6p-12, 0x1.597b4e2ac8762p-13,
      -0x1.089a750b342d7p-14, 0x1.4f9a58f548d8dp-16, -0x1.2c2112ce540a6p-18, 0x1.110021340932dp-21};
};
/// For doubles with FMA: 1 - r (2 - r) with r = 1 - tanh|x|, and near 0 a polynomial.
///
/// Error: 1/2 ULP the last sum; beyond, one_minus_tanh, half of which the result has there; near 0 up to 1 x^2. By
/// climbing 2.14, at x = -0.878.
template <int W>
HILLOCK_INLINE Lanes<double, W> tanh_squared(Lanes<double, W> x) {
  using V = Lanes<double, W>;
  const V a = clamp_above(abs(x), tanh_saturation<double>), z = a * a, rest = one_minus_tanh(a);
  const V inner = madd(z * z, detail::polynomial<TanhSquaredNear>(z), z);
  return select(a < V(0.89), inner, nmadd(rest, V(2.0) - rest, V(1.0)));
}
#endif

}  // namespace kernel
HILLOCK_NAMESPACE_END
