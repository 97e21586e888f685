// e^(a b) for an exact b, with FMA: a product that is rounded only as r is.
#pragma once

#include <hillock/kernel/exp.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

#if defined(HILLOCK_FMA)
/// The pieces of e^(K a b) for doubles and an exact b (a sum of two). What a b.high is rounded by and a b.low are added
/// at the end of the reduction, so that r is rounded once: rounded twice, quick_gelu is 2.05 ULP off at -373.68.
template <int Offset, int K, int W>
HILLOCK_INLINE ExpParts<Lanes<double, W>> exp_parts_of_product(Lanes<double, W> a, DoubleWord<Lanes<double, W>> b) {
  using V = Lanes<double, W>;
  using Ln = Ln2<double>;
  const V shift(integer_shift<double> + power_shift<double, K> + Offset), product = a * b.high;
  const V shifted_n = madd(product, V(K * Ln::inverse), shift), n = shifted_n - shift;
  const V low = madd(a, b.low, madd(a, b.high, -product));
  const V r = madd(n, V(-Ln::high / K), product);  // exact
  return exp_parts_from<K>(ExpReduction<V>{r + madd(n, V(-Ln::low / K), low), shifted_n});
}
/// (1 - 2^-r) / r - 1 for |r| up to a half: degree 5, 2^-26.2 of 1 - 2^-r. From tests/accuracy/float_kernels.py.
struct BinaryTail {
  static constexpr double values[] = {-0x1.3a37a0p-2, -0x1.ebfbdep-3, 0x1.c6afa4p-5,
                                      -0x1.3b2c38p-7, 0x1.5ef14ap-10, -0x1.429c74p-13};
};
/// For floats those of 2^(-a b), where b is log2 e times that of e^(-a b): the reduction takes the nearest integer n
/// away from the product, and ln 2 stands in b alone. Errors, in units of 2^-24 of the power: r, which is rounded
/// twice, up to 0.35, the polynomial up to 0.1, their sum 0.25.
template <int Offset, int K, int W>
HILLOCK_INLINE ExpParts<Lanes<float, W>> exp_parts_of_product(Lanes<float, W> a, DoubleWord<Lanes<float, W>> b) {
  using V = Lanes<float, W>;
  static_assert(K == -1, "the polynomial is that of -r");
  const V shift(integer_shift<float> + power_shift<float, K> + Offset);
  const V shifted_n = shift - a * b.high, n = shifted_n - shift;
  const V r = madd(a, b.low, madd(a, b.high, n));
  return {madd(r, detail::polynomial<BinaryTail>(r), r), shifted_n};
}
#endif

}  // namespace kernel
HILLOCK_NAMESPACE_END
