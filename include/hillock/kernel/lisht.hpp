// x tanh(x), of tanh.hpp: |x| - |x| (1 - tanh|x|) beyond tanh_near, near 0 the series x^2 + x^4 T(x^2), the same T as
// that of tanh; its derivative in the same two ways.
#pragma once

#include <hillock/kernel/gated.hpp>
#include <hillock/kernel/tanh.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// Error of doubles, by default too in sums of two: 1/2 ULP the product with x; tanh's tail at 2|x| = (log 2)/2 adds
/// the rest. Without FMA by climbing 1.28, at |x| = 0.173.
template <typename Number>
HILLOCK_INLINE Number lisht(Number x) {
  using V = RegisterOf<Number>;
  const auto infinite = abs(leading(x)) == V(detail::infinity<double>());
  return select(infinite, abs(x), last_product(x, tanh(x)));
}
#if defined(HILLOCK_FMA)
/// With FMA: |x| - |x| (1 - tanh|x|), and near 0 x^2 + x^2 (tanh(x)/x - 1).
///
/// Error: near 0 the sum 0.50 ULP, x^2 up to 0.99 (of doubles, at 0.7715, 0.71 and the polynomial 0.46): floats 1.57 at
/// 0.125, doubles 1.67. Beyond, at 0.625, the difference 0.50, the denominator of 1 - tanh 0.50, its division 0.31, the
/// tail 0.12: 1.45. Every float 1.5587, at 0.1251; doubles 1.6175, at 0.7702.
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> lisht(Lanes<S, W> x) {
  using V = Lanes<S, W>;
  const V magnitude = abs(x), a = clamp_above(magnitude, 20), z = a * a;
  const V inner = madd(z * z, detail::polynomial<TanhNear<S>>(z), z);
  return select(a < V(tanh_near<S>), inner, nmadd(one_minus_tanh(a), a, magnitude));
}
#endif
/// (lisht'(x)/x - 2) / z, z = x^2, for x up to tanh_near: 2^-54.8 of lisht' for doubles, from
/// tests/accuracy/coefficients.py, 2^-25.0 for floats, from tests/accuracy/float_kernels.py.
template <typename Scalar>
struct LiSHTSlopeNear {
  static constexpr double values[] = {-0x1.5555555555555p+0,  0x1.9999999999979p-1,   -0x1.ba1ba1ba19c5bp-2,
                                      0x1.bfe31aa2c51eep-3,   -0x1.b3a54fecec2bep-4,  0x1.9bf95304438aep-5,
                                      -0x1.7da31c14f8103p-6,  0x1.5bff6b0535eb0p-7,   -0x1.394b1d27e03b6p-8,
                                      0x1.16854b2570311p-9,   -0x1.e4cd7163f59dbp-11, 0x1.8f7584e4bb310p-12,
                                      -0x1.1ee2a39050d1dp-13, 0x1.31cb0b1bef4dbp-15,  -0x1.58c44ac6506c2p-18};
};
template <>
struct LiSHTSlopeNear<float> {
  static constexpr double values[] = {-0x1.5554e0p+0, 0x1.997834p-1, -0x1.b6f81ep-2, 0x1.9e114ep-3, -0x1.0466e2p-4};
};
/// tanh(x) + x sech^2(x).
///
/// Error of doubles, by default too in sums of two: 1/2 ULP the result, 1/4 tanh. Without FMA by
/// climbing 0.78, at x = -0.173.
template <typename Number>
HILLOCK_INLINE Number lisht_derivative(Number x) {
  using V = RegisterOf<Number>;
  const Number c = clamp(x, -400, 400);
  const auto tiny = abs(leading(x)) < V(0x1p-70);
  return select(tiny, times_power(c, V(2.0)), tanh(c) + c * tanh_derivative(c));
}
#if defined(HILLOCK_FMA)
/// With FMA: 1 + r (|x| (2 - r) - 1) with r = 1 - tanh|x|, and near 0 a polynomial.
///
/// Error: 1/2 ULP the last sum, up to 1 the product with x beside 2 x. Every float 1.4385, at 0.605; doubles 1.3370, at
/// 0.637.
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> lisht_derivative(Lanes<S, W> x) {
  using V = Lanes<S, W>;
  // From there on the result rounds to 1.
  const V a = clamp_above(abs(x), sizeof(S) == 4 ? 20 : 24), z = a * a, rest = one_minus_tanh(a), one(1.0);
  const V inner = madd(a * z, detail::polynomial<LiSHTSlopeNear<S>>(z), a + a);
  const V outer = madd(rest, madd(a, V(2.0) - rest, -one), one);
  return with_sign_of(select(a < V(tanh_near<S>), inner, outer), x);
}
#endif

}  // namespace kernel
HILLOCK_NAMESPACE_END
