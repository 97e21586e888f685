// x Phi(x), Phi the Gaussian distribution function: x - a Phi(-a) with a = |x| on the right, -a Phi(-a) on the left,
// and Phi(-a) = e^(-a^2/2) R(a) with an R that varies little (erfc's: see erf.hpp). a^2/2 is a sum of two, because what
// it is off by, the tail would be relatively.
#pragma once

#include <hillock/kernel/derivative_zeros.hpp>
#include <hillock/kernel/fast_gate.hpp>
#include <hillock/kernel/normal.hpp>
#include <hillock/number/table.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// x Phi(x).
///
/// Error of doubles, by default too in sums of two: 1/2 ULP the product with x, without FMA another 1/2, and that of
/// normal_parts. Without FMA by climbing 1.76, just beside 0.
template <typename Number>
HILLOCK_INLINE Number gelu(Number x) {
  constexpr double end = normal_vanishes_at<TargetOf<Number>>;
  const Number c = clamp(x, -end, end);
  if constexpr (computes<Number, Arithmetic::single>) {
    return gated(x, Number(0.5) * erfc(erfc_argument(x)));  // without the exponential of normal_parts
  } else if constexpr (computes<Number, Arithmetic::in_double, Arithmetic::fast>) {
    return clamp_below(x, -end) * normal_parts(c).value.mantissa;  // from there on down it rounds to -0
  } else {
    return times_gate(x, leading(x), normal_parts(c).value, 0.5);
  }
}
/// e^(a^2/2) Phi(-a) for a in [0, 14.6], in eight pieces that end where (1 + a)^2 is a power of two: first their
/// centres, then the coefficients of degrees 0 to 7 around them. Relative 2^-26.5. From tests/accuracy/normal_table.py.
struct NormalTable {
  static constexpr float rows[][8] = {{0x1.678056p-1f, 0x1.6bc944p+0f, 0x1.347f5ap+1f, 0x1.ec8ap+1f, 0x1.75db2ap+2f,
                                       0x1.1402cap+3f, 0x1.8d34e2p+3f, 0x1.b4a67ap-3f},
                                      {0x1.3c27d4p-2f, 0x1.b47fb4p-3f, 0x1.2a12acp-3f, 0x1.906bb4p-4f, 0x1.102b36p-4f,
                                       0x1.75ffcp-5f, 0x1.059ce8p-5f, 0x1.b356e6p-2f},
                                      {-0x1.750e4ep-3f, -0x1.8980ccp-4f, -0x1.8a8ca2p-5f, -0x1.750e74p-6f,
                                       -0x1.618b7ep-7f, -0x1.52214ap-8f, -0x1.4cfa52p-9f, -0x1.3bb2fp-2f},
                                      {0x1.725ea4p-4f, 0x1.39d07ap-5f, 0x1.e2bfb6p-7f, 0x1.4c5a68p-8f, 0x1.c078a8p-10f,
                                       0x1.2e065ap-11f, 0x1.a535e6p-13f, 0x1.7007a4p-3f},
                                      {-0x1.44099ep-5f, -0x1.c6c0b2p-7f, -0x1.1478eep-8f, -0x1.1c7778p-10f,
                                       -0x1.162bdcp-12f, -0x1.0aa14cp-14f, -0x1.08cd6cp-16f, -0x1.709efep-4f},
                                      {0x1.009548p-6f, 0x1.3071c2p-8f, 0x1.2b06c4p-10f, 0x1.d544bap-13f,
                                       0x1.519368p-15f, 0x1.d0fca4p-18f, 0x1.4ab564p-20f, 0x1.48ba74p-5f},
                                      {-0x1.765662p-8f, -0x1.7d448ep-10f, -0x1.33df8ep-12f, -0x1.767426p-15f,
                                       -0x1.91dcd2p-18f, -0x1.92170ep-21f, -0x1.9b5128p-24f, -0x1.0ac8fap-6f},
                                      {0x1.0290aep-9f, 0x1.ce3464p-12f, 0x1.39dd8p-14f, 0x1.2fd81ap-17f,
                                       0x1.f03c5ap-21f, 0x1.6baa0ep-24f, 0x1.0b53fp-27f, 0x1.9357f8p-8f},
                                      {-0x1.466ebp-11f, -0x1.0561c6p-13f, -0x1.24f65ep-16f, -0x1.d254a6p-20f,
                                       -0x1.1f3df2p-23f, -0x1.29baf6p-27f, -0x1.40825ep-31f, -0x1.22aa34p-9f}};
};
#if defined(HILLOCK_FMA)
/// R(a) of floats, by the table, and what the last step of its polynomial is rounded by.
template <int W>
HILLOCK_INLINE DoubleWord<Lanes<float, W>> normal_ratio(Lanes<float, W> a) {
  using V = Lanes<float, W>;
  const V next = a + V(1.0);
  const auto places = detail::TableIndex<W, 8>::template by_bits_from<23>(next * next);
  const V d = a - places.template look_up<NormalTable, 0>(), first = places.template look_up<NormalTable, 1>();
  const V rest = detail::table_polynomial<NormalTable, 2>(places, d), ratio = madd(d, rest, first);
  return {ratio, madd(d, rest, first - ratio)};
}
/// r = 4 / (a + 4) and t = 1 - 2r = (a - 4) / (a + 4), with what is to be added to r, and to t, whose own last rounding
/// is left out.
template <typename V>
struct NormalVariable {
  V r, r_low, t, t_low;
};
template <typename V>
HILLOCK_INLINE NormalVariable<V> normal_variable(V a) {
  const V four(4.0), two(2.0), sum = a + four, r = four / sum;
  const V r_low = nmadd(r, a - (sum - four), nmadd(r, sum, four)) * (r * V(0.25));
  return {r, r_low, nmadd(r, two, V(1.0)), r_low * V(-2.0)};
}
/// A polynomial at t + t_low; in the lower part what its last two steps are rounded by, t_low times the slope of the
/// first four terms, and `first`, the low part of the first coefficient. From the sixth on terms are so small that
/// their order does not matter: 0.85 of the time of Horner's rule for all.
template <typename Coefficients, typename V>
HILLOCK_INLINE DoubleWord<V> refined_polynomial(V t, V t_low, double first) {
  using detail::coefficient;
  // (Asking for their number makes Clang know the coefficients of a template.)
  static_assert(detail::coefficient_count<Coefficients> > 5, "the slope is that of four terms");
  const V c0(coefficient<Coefficients, 0>), c1(coefficient<Coefficients, 1>);
  const V c2(coefficient<Coefficients, 2>), c3(coefficient<Coefficients, 3>), c4(coefficient<Coefficients, 4>);
  const V rest = madd(t, madd(t, madd(t, detail::polynomial_by_powers<Coefficients, 5>(t), c4), c3), c2);
  const V inner = madd(t, rest, c1), inner_low = madd(t, rest, c1 - inner), value = madd(t, inner, c0);
  const V slope = madd(t, madd(t, V(3 * coefficient<Coefficients, 3>), V(2 * coefficient<Coefficients, 2>)), c1);
  return {value, madd(t, inner, c0 - value) + madd(t, inner_low, madd(slope, t_low, V(first)))};
}
/// R(a) of doubles, as r P(t), with what r and the polynomial are off by.
template <int W>
HILLOCK_INLINE DoubleWord<Lanes<double, W>> normal_ratio(Lanes<double, W> a) {
  const auto u = normal_variable(a);
  const auto p = refined_polynomial<NormalTail<double>>(u.t, u.t_low, NormalTail<double>::lows[0]);
  const auto ratio = two_product(u.r, p.high);
  return {ratio.high, madd(u.r, p.low, madd(u.r_low, p.high, ratio.low))};
}
/// With FMA: x Phi(x) = -a e^(-a^2/2) R(a) on the left, a = -x, and x more than that of -x on the right. Products are
/// kept as sums of two until the last.
///
/// Error of floats, largest on the left, between 1.8 and 2.2: the last product 0.50 ULP and the sum before it 0.50, the
/// tail of e^(-a^2/2) 0.34 and its product 0.25, R 0.32 and a R 0.29, whose low parts are not multiplied by the tail, r
/// 0.24, the table 0.1: 2.6, were all to meet. Every float 1.8537, at -2.1999. On the right 1.28. Of doubles: 1/2 ULP
/// the last sum, 1/4 to 1/2 the tail of e^(-a^2/2), as much its r; the rest the polynomial's third step, of which for
/// large a most cancels (its second too would be 2.03). By climbing 1.76, at x = -36.6.
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> gelu(Lanes<S, W> x) {
  using V = Lanes<S, W>;
  constexpr bool is_float = sizeof(S) == 4;
  const V a = clamp_above(abs(x), is_float ? 14.5 : normal_vanishes_at<double>);  // from there on down it rounds to -0
  const DoubleWord<V> ratio = normal_ratio(a), product = two_product(a, ratio.high);
  const DoubleWord<V> square = two_product(a, a * V(-0.5));
  const auto parts = exp_parts<exponent_room<S>>(square.high, square.low);
  const V low = madd(a, ratio.low, product.low), rest = is_float ? low : madd(low, parts.tail, low);
  const V tail = product.high + madd(product.high, parts.tail, rest);
  return madd(tail * parts.power(), V(-exponent_unit<S>), clamp_below(x, -0.0));
}
/// e^(a^2/2) GELU'(-a) / (a0 - a) in t = (a - 4) / (a + 4) for a in [0, 39.7], a0 the zero: 2^-55.4 relative,
/// from tests/accuracy/coefficients.py; for floats t = (a - 3) / (a + 3), a in [0, 14.6], 2^-27.3, from
/// tests/accuracy/float_kernels.py.
template <typename Scalar>
struct GELUSlope {
  static constexpr double zero = 0x1.80ead197f00b4p-1, zero_low = -0x1.13e74c58cada8p-56, end = 39.5;
  static constexpr double values[] = {
      0x1.d94de78425463p-2,   -0x1.a763001ac67d8p-4,  0x1.ef4ff80137921p-5,   -0x1.cc1e2623d9ac1p-6,
      0x1.37754d817149fp-7,   -0x1.d4c82229a2a88p-10, -0x1.443f63fa4a45cp-13, 0x1.85999bbe43424p-13,
      -0x1.25380b83fb65fp-16, -0x1.2e936560042c5p-16, 0x1.dafaf0fe75cc1p-19,  0x1.2983715c3ff04p-19,
      -0x1.08327ae4cffdbp-21, -0x1.76d2b38ccb4b4p-22, 0x1.c14cd00f12512p-25,  0x1.0d3851bfbc6ddp-24,
      -0x1.8eb7528ca66abp-31, -0x1.6d5b4a3f63529p-27, -0x1.c0f025ac9f317p-30, 0x1.455e043741c4cp-30,
      0x1.9fff34d66eb73p-32,  0x1.0c0be901563c2p-40};
};
template <>
struct GELUSlope<float> {
  static constexpr double end = 14.6;
  static constexpr double zero = 0x1.80ead2p-1, zero_low = -0x1.a03fd4p-27;
  static constexpr double values[] = {0x1.e9c6dep-2,  -0x1.eb6b5ap-4,  0x1.b70efap-5,   -0x1.cd333ap-7, 0x1.ad2b66p-13,
                                      0x1.1ec766p-10, -0x1.8f0636p-14, -0x1.075816p-13, 0x1.a1c3a6p-18, 0x1.b9c094p-17};
};
#endif
/// Phi(x) + x phi(x).
///
/// Error of doubles, by default too in sums of two: around -0.33 Phi(x) and x phi(x) cancel to a third; each is off by
/// about 1/3 ULP of its own (see normal_parts), and the result is rounded. Nearer to the zero at -0.75 than 1/4
/// it is the product of near_zero. Without FMA by climbing 1.30, at x = -0.33.
template <typename Number>
HILLOCK_INLINE Number gelu_derivative(Number x) {
  constexpr double end = normal_vanishes_at<TargetOf<Number>>;
  const Number c = clamp(x, -end, end);
  const auto parts = normal_parts(c);
  const Number slope = detail::times_element(constant<Number>(0x1.9884533d43651p-2, -0x1.cbc0d30ebfd15p-56), c);
  const Number y = GateScaled<Number>{madd(parts.bell, slope, parts.value.mantissa), parts.value.exponent}.value();
  return near_zero<GELUZero>(x, y);
}

#if defined(HILLOCK_FMA)
template <int W>
HILLOCK_INLINE DoubleWord<Lanes<float, W>> gelu_slope(Lanes<float, W> a) {
  using V = Lanes<float, W>;
  return DoubleWord<V>(detail::polynomial<GELUSlope<float>>(V(1.0) - V(6.0) / (a + V(3.0))));
}
template <int W>
HILLOCK_INLINE DoubleWord<Lanes<double, W>> gelu_slope(Lanes<double, W> a) {
  const auto u = normal_variable(a);
  return refined_polynomial<GELUSlope<double>>(u.t, u.t_low, 0);
}
/// With FMA. On the left with a = -x: e^(-a^2/2) (a0 - a) P(t), a product whose zero is exact; on the right 1 less that
/// of -x. The factor a0 - a and the exponent are sums of two.
///
/// Error: 1/2 ULP the last sum, 1/4 to 1/2 the tail of e^(-a^2/2), 1/4 r, and of doubles 1/2 the polynomial's second
/// step. By climbing 1.92, at x = -26.8. In floats the polynomial is rounded as it is, 0.88 its last step, 0.13 the one
/// before, 0.79 its variable: 3.2, were all to meet. Every float 2.8866, at -0.8277.
template <typename S, int W>
HILLOCK_INLINE Lanes<S, W> gelu_derivative(Lanes<S, W> x) {
  using V = Lanes<S, W>;
  using Slope = GELUSlope<S>;
  const V a = clamp_above(abs(x), Slope::end), zero(Slope::zero);  // from there on down it rounds to -0
  const DoubleWord<V> slope = gelu_slope(a);
  const V d = zero - a, d_low = (zero - (d + a)) + V(Slope::zero_low);
  const V half = a * V(-0.5), square = a * half;
  const auto parts = exp_parts<exponent_room<S>>(square, madd(a, half, -square));
  const V product = d * slope.high, low = madd(d_low, slope.high, madd(d, slope.high, -product));
  const V product_low = sizeof(S) == 4 ? low : madd(d, slope.low, low);
  const V tail = product + madd(product + product_low, parts.tail, product_low);
  const auto left = x < V(0.0);
  const V unit = select(left, V(exponent_unit<S>), V(-exponent_unit<S>));
  return madd(tail * parts.power(), unit, select(left, V(0.0), V(1.0)));
}
#endif

}  // namespace kernel
HILLOCK_NAMESPACE_END
