// x times the Gaussian distribution function.
#ifndef HILLOCK_KERNEL_GELU_HPP
#define HILLOCK_KERNEL_GELU_HPP

#include <hillock/kernel/derivative_zeros.hpp>
#include <hillock/kernel/erf.hpp>
#include <hillock/kernel/fast_gate.hpp>
#include <hillock/number/table.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// erfc(-x/sqrt(2)) and the like for the normal distribution.
template <typename Number>
HILLOCK_INLINE ErfcParts<Number> normal_parts(Number x) {
  using V = RegisterOf<Number>;
  return erfc_parts(times_exactly(-x, 0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55), times_power(x * x, V(0.5)));
}
/// Phi(x) has vanished below minus this.
template <typename Target>
inline constexpr double normal_vanishes_at = 39.5;
template <>
inline constexpr double normal_vanishes_at<float> = 20.5;
template <>
inline constexpr double normal_vanishes_at<target::Fast> = 14.6;

/// e^(a^2/2) Phi(-a) / u with u = 4 / (a + 4), as a polynomial in t = 1 - 2u: degree 23, for a in [0, 39.6], 2^-58.6.
/// From tests/accuracy/normal_tail.sollya.
template <typename Target>
struct NormalTail {
  static constexpr double lows[] = {-0x1.ae06dc4f7c4e0p-58};
  static constexpr double values[] = {
      0x1.82b4bb8c94dcep-3,  -0x1.373e3a893c28ap-3,  0x1.8c6dbf2cfc2b5p-4,   -0x1.7dff2bff683bbp-5,
      0x1.eec4cc3e4d16ep-7,  -0x1.ee276104788eap-10, -0x1.c81719d533386p-11, 0x1.ab825fbfb335ep-12,
      0x1.17a4ae21f2965p-15, -0x1.e4a425262af8cp-15, -0x1.001e3a1872db2p-21, 0x1.26d0949959cc4p-17,
      0x1.80b0603fbfcb6p-23, -0x1.8d4ab555f0b6fp-20, -0x1.51e100d1ad8eap-23, 0x1.1233eb6b89adcp-22,
      0x1.232fe5de18b0cp-24, -0x1.4cd5eee3f7209p-25, -0x1.6be863d6d0e03p-26, 0x1.cda18f19ac303p-29,
      0x1.49be48a80870bp-28, 0x1.e2e110ae3461ap-32,  -0x1.4ab8e732583d3p-31, -0x1.6f424473835b8p-33};
};
template <>
struct NormalTail<float> {  // degree 10, a in [0, 14.6]: 2^-29.5
  static constexpr double values[] = {0x1.82b4bb9336af4p-3,   -0x1.373e3acbb832cp-3, 0x1.8c6db97a9c1fap-4,
                                      -0x1.7dff03b9407d7p-5,  0x1.eec82f43bd19cp-7,  -0x1.ee540781f44afp-10,
                                      -0x1.c9a2e8908a5edp-11, 0x1.ad11c3a285b94p-12, 0x1.66e81cf641a72p-15,
                                      -0x1.d07f1b5fb1064p-15, -0x1.826899dd91a3ep-17};
};

template <>
struct NormalTail<target::Fast> {  // degree 4, a in [0, 14.6]: 2^-14.0; from tests/accuracy/fast_tier.py
  static constexpr double values[] = {0x1.82b432p-3, -0x1.370ff6p-3, 0x1.8c5c1ap-4, -0x1.851daep-5, 0x1.eb73acp-7};
};

/// e^(-x^2/2) = bell rest and Phi(-|x|) = tail rest.
template <typename Number>
struct NormalParts {
  Number bell, tail;
  RegisterOf<Number> rest;
};
/// For results in float, |x| <= normal_vanishes_at.
template <typename S, int W, typename T>
HILLOCK_INLINE NormalParts<Lanes<S, W, T>> short_normal_parts(Lanes<S, W, T> x) {
  using V = Lanes<S, W, T>;
  const V bell = exp_within_range(x * (x * V(-0.5)));
  const V u = V(1.0) / madd(abs(x), V(0.25), V(1.0));
  return {bell, bell * (u * detail::polynomial<NormalTail<T>>(madd(u, V(-2.0), V(1.0)))), V(1.0)};
}
/// For doubles within an ULP, |x| <= 39.5 and exact.
///
/// Error: the polynomial is largest at t = -1 (x = 0), where it is 1/2 with units of 2^-53. Its first two terms are
/// exact to twice the digits, the third rounds at 2^-56, the others, by Horner's rule, at 2^-57 and less: 1/4 ULP,
/// without FMA 1/2. e^(-x^2/2) adds 1/5 where its r is largest.
template <typename V>
HILLOCK_INLINE NormalParts<DoubleWord<V>> short_normal_parts(DoubleWord<V> x) {
  const DoubleWord<V> square = two_product(x.high, x.high * V(-0.5));
  const auto e = light_exp(square.high, square.low);
  // 1 + a/4 and its reciprocal as sums of two.
  const V quarter = abs(x.high) * V(0.25);
  const DoubleWord<V> denominator = two_sum(quarter, V(1.0));
  const V u = V(1.0) / denominator.high;
  const V low = u * (remainder(V(1.0), u, denominator.high) - u * denominator.low);
  // The polynomial at 1 - 2 (u + low) = t + t_low, the first two coefficients in sums of two.
  using Tail = NormalTail<double>;
  const V t = madd(u, V(-2.0), V(1.0)), t_low = madd(V(-2.0), low, (V(1.0) - t) - (u + u));
  const DoubleWord<V> rest = two_product(t, detail::steady_polynomial<Tail, 2, 3>(t));
  const DoubleWord<V> inner = two_sum(V(Tail::values[1]), rest.high);
  const V slope = madd(t, madd(t, V(3 * Tail::values[3]), V(2 * Tail::values[2])), V(Tail::values[1]));
  const DoubleWord<V> outer = two_product(t, inner.high), sum = two_sum(V(Tail::values[0]), outer.high);
  const DoubleWord<V> value(
      sum.high, sum.low + (outer.low + madd(t, inner.low + rest.low, madd(slope, t_low, V(Tail::lows[0])))));
  return {e.value, e.value * (DoubleWord<V>(u, low) * value), e.rest};
}

/// x Phi(x).
///
/// Error of doubles, by default too in sums of two: 1/2 ULP the product with x, without FMA another 1/2, and that of
/// short_normal_parts. Without FMA by climbing 1.76, just beside 0.
template <typename Number>
HILLOCK_INLINE Number gelu(Number x) {
  using V = RegisterOf<Number>;
  if constexpr (computes<Number, Arithmetic::in_double, Arithmetic::fast>) {
    constexpr double end = normal_vanishes_at<TargetOf<Number>>;
    const V above = clamp_below(x, -end);  // from here on down it rounds to -0
    const V tail = short_normal_parts(clamp_above(above, end)).tail;
    return above * select(x < V(0.0), tail, V(1.0) - tail);
  } else if constexpr (computes<V, Arithmetic::faithful>) {
    constexpr double last = normal_vanishes_at<double>;
    const auto left = x.high < V(0.0);
    const auto parts = short_normal_parts(DoubleWord<V>(clamp(x.high, -last, last)));
    return times_light_gate(x, select(left, parts.tail, one_plus(-times_power(parts.tail, parts.rest))),
                            select(left, parts.rest, V(1.0)), x.high<V(-last), x.high> V(last));
  } else {
    constexpr double end = normal_vanishes_at<TargetOf<Number>>;
    const auto parts = normal_parts(clamp(x, -end, end));
    const Scaled<Number> gate{times_power(parts.value.mantissa, V(0.5)), parts.value.exponent};
    return times_gate(x, leading(x), gate, 0.5);
  }
}
#if defined(HILLOCK_FMA)
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
/// For floats with FMA: x Phi(x) = -a e^(-a^2/2) R(a) on the left, a = -x, and x more than that of -x on the right.
/// Products are kept as sums of two until the last.
template <int W>
HILLOCK_INLINE Lanes<float, W> gelu(Lanes<float, W> x) {
  using V = Lanes<float, W>;
  const V a = clamp_above(abs(x), 14.5), next = a + V(1.0);  // from there on down it rounds to -0
  const auto places = detail::TableIndex<W, 8>::template by_bits_from<23>(next * next);
  const V d = a - places.template look_up<NormalTable, 0>(), first = places.template look_up<NormalTable, 1>();
  const V rest = detail::table_polynomial<NormalTable, 2>(places, d);
  const V ratio = madd(d, rest, first), ratio_low = madd(d, rest, first - ratio);
  const DoubleWord<V> square = two_product(a, a * V(-0.5)), product = two_product(a, ratio);
  const auto parts = exp_parts<exponent_room<float>>(square.high, square.low);
  const V tail = product.high + madd(product.high, parts.tail, madd(a, ratio_low, product.low));
  return madd(tail * parts.power(), V(-exponent_unit<float>), clamp_below(x, -0.0));
}
#endif
#if defined(HILLOCK_FMA)
/// r = 4 / (a + 4) and t = 1 - 2r = (a - 4) / (a + 4), what r is too small by, and that of t but for its last rounding.
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
/// A polynomial at t + t_low, what its last two steps round and t_low brings in the lower part; `first` is what the
/// first coefficient is too small by. The slope is that of the first four terms. From the sixth on terms are so small
/// that their order does not matter: 0.85 of the time of Horner's rule for all.
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
/// For doubles with FMA: a Phi(-a) = a r P(t) e^(-a^2/2), subtracted from max(x, 0). What r, the polynomial and the
/// products are off by goes into the last sum.
///
/// Error of doubles: 1/2 ULP the last sum, 1/4 to 1/2 the tail of e^(-a^2/2), as much its r; the rest the polynomial's
/// third step, of which for large a most cancels (its second too would be 2.03). By climbing 1.76, at x = -36.6.
template <int W>
HILLOCK_INLINE Lanes<double, W> gelu(Lanes<double, W> x) {
  using V = Lanes<double, W>;
  const V a = clamp_above(abs(x), normal_vanishes_at<double>);
  const auto u = normal_variable(a);
  const DoubleWord<V> p = refined_polynomial<NormalTail<double>>(u.t, u.t_low, NormalTail<double>::lows[0]);
  const DoubleWord<V> ratio = two_product(u.r, p.high), product = two_product(a, ratio.high);
  const DoubleWord<V> square = two_product(a, a * V(-0.5));
  const V ratio_low = madd(u.r, p.low, madd(u.r_low, p.high, ratio.low));
  const auto parts = exp_parts<exponent_room<double>>(square.high, square.low);
  const V low = madd(a, ratio_low, product.low);
  const V tail = product.high + madd(product.high, parts.tail, madd(low, parts.tail, low));
  return madd(tail * parts.power(), V(-exponent_unit<double>), clamp_below(x, -0.0));
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
/// about 1/3 ULP of its own (see short_normal_parts), and the result is rounded. Nearer to the zero at -0.75 than 1/4
/// it is the product of near_zero. Without FMA by climbing 1.30, at x = -0.33.
template <typename Number>
HILLOCK_INLINE Number gelu_derivative(Number x) {
  using V = RegisterOf<Number>;
  constexpr double end = normal_vanishes_at<TargetOf<Number>>;
  const Number c = clamp(x, -end, end);
  if constexpr (computes<Number, Arithmetic::in_double, Arithmetic::fast>) {
    const auto parts = short_normal_parts(c);
    const V value = select(c < V(0.0), parts.tail, V(1.0) - parts.tail);
    const V slope = madd(c * V(0x1.9884533d43651p-2), parts.bell, value);
    if constexpr (computes<Number, Arithmetic::fast>) {
      return slope;
    } else {
      return near_zero<GELUZero>(x, slope);
    }
  } else if constexpr (computes<V, Arithmetic::faithful>) {
    const auto parts = short_normal_parts(DoubleWord<V>(c.high));
    const Number slope = constant<Number>(0x1.9884533d43651p-2, -0x1.cbc0d30ebfd15p-56) * c.high;
    const Number value = select(c.high < V(0.0), parts.tail, one_plus(-times_power(parts.tail, parts.rest)));
    const Number y = parts.bell * slope;
    const Number left = (y + value), right = value + times_power(y, parts.rest);
    return near_zero<GELUZero>(x, select(c.high < V(0.0), Number(leading(left) * parts.rest), right));
  } else {
    const auto parts = normal_parts(c);
    const Number slope = c * constant<Number>(0x1.9884533d43651p-2, -0x1.cbc0d30ebfd15p-56);
    // Left of -1/sqrt(2) both terms have the factor e^(-x^2/2).
    const Number left = parts.bell.mantissa * (times_power(parts.erfcx, V(0.5)) + slope);
    const Number rest = times_power(parts.value.value(), V(0.5)) + slope * parts.bell.value();
    const auto is_left = leading(c) < V(-0x1.8p-1);
    const Number y = tail_or(is_left, Scaled<Number>{left, parts.bell.exponent}, rest).value();
    return near_zero<GELUZero>(x, y);
  }
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
/// Error of doubles: 1/2 ULP the last sum, 1/4 to 1/2 the tail of e^(-a^2/2), and 1/2 the polynomial's second step. By
/// climbing 1.92, at x = -26.8.
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

#endif  // HILLOCK_KERNEL_GELU_HPP
