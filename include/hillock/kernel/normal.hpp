// The Gaussian distribution function Phi and its density's e^(-x^2/2), in wider types and for the fast tier.
#pragma once

#include <hillock/kernel/erf.hpp>
#include <hillock/kernel/gated.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// Phi(x) has vanished below minus this.
template <typename Target>
inline constexpr double normal_vanishes_at = 151;  // long double
template <>
inline constexpr double normal_vanishes_at<double> = 39.5;
template <>
inline constexpr double normal_vanishes_at<target::Faithful> = 39.5;
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
struct NormalTail<float> {  // degree 12, a in [0, 14.6]: 2^-35.5
  static constexpr double values[] = {0x1.82b4bb8ca9256p-3,   -0x1.373e3a8b0b7d8p-3,  0x1.8c6dbf15560e6p-4,
                                      -0x1.7dff2a78ab71dp-5,  0x1.eec4e0a837affp-7,   -0x1.ee2a14da0e702p-10,
                                      -0x1.c825c6fee8b83p-11, 0x1.abbb478da6678p-12,  0x1.1cd2f2d31d482p-15,
                                      -0x1.e77e6a5affdecp-15, -0x1.1f579cfe2d38bp-19, 0x1.16aa7e8ca0e76p-17,
                                      0x1.ebc2e6266cb15p-20};
};

template <>
struct NormalTail<target::Fast> {  // degree 4, a in [0, 14.6]: 2^-14.0; from tests/accuracy/fast_tier.py
  static constexpr double values[] = {0x1.82b432p-3, -0x1.370ff6p-3, 0x1.8c5c1ap-4, -0x1.851daep-5, 0x1.eb73acp-7};
};

/// Phi(x) and e^(-x^2/2), both with the same exponent, for |x| <= normal_vanishes_at and exact.
template <typename Number>
struct NormalParts {
  GateScaled<Number> value;
  Number bell;
};
/// By erfc, of this.
template <typename Number>
HILLOCK_INLINE Number erfc_argument(Number x) {
  return times_exactly(-x, 0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55);
}
template <typename Number>
HILLOCK_INLINE NormalParts<Number> normal_parts(Number x) {
  using V = RegisterOf<Number>;
  const auto parts = erfc_parts(erfc_argument(x), times_power(x * x, V(0.5)));
  const auto left = parts.value.exponent < V(0.0);
  return {{times_power(parts.value.mantissa, V(0.5)), parts.value.exponent},
          select(left, parts.bell.mantissa, parts.bell.value())};
}
/// For results in float.
template <typename S, int W, typename T>
HILLOCK_INLINE NormalParts<Lanes<S, W, T>> normal_parts(Lanes<S, W, T> x) {
  using V = Lanes<S, W, T>;
  const V bell = exp_within_range(x * (x * V(-0.5)));
  const V u = V(1.0) / madd(abs(x), V(0.25), V(1.0));
  const V tail = bell * (u * detail::polynomial<NormalTail<T>>(madd(u, V(-2.0), V(1.0))));
  return {{select(x < V(0.0), tail, V(1.0) - tail), V(0.0)}, bell};
}
/// For doubles within an ULP.
///
/// Error: the polynomial is largest at t = -1 (x = 0), where it is 1/2 with units of 2^-53. Its first two terms are
/// exact to twice the digits, the third rounds at 2^-56, the others, by Horner's rule, at 2^-57 and less: 1/4 ULP,
/// without FMA 1/2. e^(-x^2/2) adds 1/5 where its r is largest.
template <int W>
HILLOCK_INLINE auto normal_parts(DoubleWord<Lanes<double, W, target::Faithful>> x) {
  using V = Lanes<double, W, target::Faithful>;
  const auto e = gate_exp(two_product(x.high, x.high * V(-0.5)));
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
  const DoubleWord<V> tail = e.mantissa * (DoubleWord<V>(u, low) * value);
  const auto left = x.high < V(0.0);
  return NormalParts<DoubleWord<V>>{{select(left, tail, one_plus(-tail)), select(left, e.exponent, V(1.0))},
                                    e.mantissa};
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
