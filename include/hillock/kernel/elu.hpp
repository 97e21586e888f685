// The negative side of the exponential linear units.
#pragma once

#include <hillock/kernel/expm1.hpp>
#include <hillock/kernel/units.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// a (e^x - 1) for x < 0, where a is a sum of two. (For x > 0 the result is not used; in wider types it is 0.)
///
/// Error for a = 1, largest just left of -(ln 2)/2, where n = -1 begins: the sum (2^n - 1) + 2^n tail 0.50 ULP, r 0.35,
/// the tail 0.25, p(r) 0.09 and its roundings 0.16: 1.35. Every float 0.9846, at -0.391; doubles 1.2559, at -0.3466.
/// (For n = 0 nothing but the tail is rounded: 0.91.) An a that is no power of two adds its own product's 1/2:
/// selu 1.7755, doubles 1.8534.
template <typename Number>
HILLOCK_INLINE Number elu_left(Number x, double a, double a_low) {
  using V = RegisterOf<Number>;
  const Number y = expm1_of_nonpositive(x);
  if constexpr (computes<Number, Arithmetic::own, Arithmetic::fused>) {
    return times_constant<false>(y, a, a_low);
  } else {
    // A product that is subnormal must be rounded once.
    const Number line = times_constant(clamp(x, -1.0, 0.0), a, a_low);
    return select(abs(leading(x)) < V(0x1p-70), line, times_exactly(y, a, a_low));
  }
}
/// For doubles what the sum has been rounded by goes into the product, so that of the above r, the tail and the last
/// 1/2 ULP are left. `low`, the low part of x, goes there too: added to x it would be rounded, at 2.53 ULP for celu
/// with alpha = 0.12.
template <int W, typename... Low>
HILLOCK_INLINE Lanes<double, W> elu_left(Lanes<double, W> x, double a, double a_low, Low... low) {
  using V = Lanes<double, W>;
  const auto parts = exp_parts_for_sum_with_one(clamp(x, -64, 0.0));
  const V power = parts.power();
  const DoubleWord<V> y = fast_two_sum(power - V(1.0), parts.tail * power);
#if !defined(HILLOCK_FMA)
  if (a == 1 && a_low == 0) return y.high;  // its halves would take time
#endif
  const V rest = (y.low + ... + (low * (y.high + V(1.0))));
  const DoubleWord<V> product = two_product(y.high, V(a));
  return product.high + madd(rest, V(a), madd(y.high, V(a_low), product.low));
}
/// x for x > 0, else a (e^x - 1).
template <typename Number>
HILLOCK_INLINE Number elu(Number x, double a, double a_low) {
  using V = RegisterOf<Number>;
  if constexpr (computes<Number, Arithmetic::own, Arithmetic::fused>) {
    return select(x < V(0.0), elu_left(x, a, a_low), x);
  } else {
    return select(leading(x) > V(0.0), x, elu_left(x, a, a_low));
  }
}
/// 1 for x > 0, else a e^x.
template <typename Number>
HILLOCK_INLINE Number elu_derivative(Number x, double a, double a_low) {
  const Scaled<Number> e = exp_scaled(clamp_above(x, 0.0));
  const Number slope = Scaled<Number>{e.mantissa * constant<Number>(a, a_low), e.exponent}.value();
  return select(leading(x) > RegisterOf<Number>(0.0), Number(1.0), slope);
}

/// The same in the precise tier of doubles for a parameter a of any size.
template <typename V>
HILLOCK_INLINE DoubleWord<V> elu(DoubleWord<V> x, Factor factor) {
  const V line = kernel::line(clamp(x.high, -1.0, 0.0), factor.mantissa, 0.0, factor.exponent);
  const DoubleWord<V> y = value_times_power<V>({expm1_of_nonpositive(x) * V(factor.mantissa), V(0.0)}, factor.exponent);
  return select(x.high > V(0.0), x, select(abs(x.high) < V(0x1p-70), DoubleWord<V>(line), y));
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> elu_derivative(DoubleWord<V> x, Factor factor) {
  // Where a e^x rounds to 0.
  const double end = exp_underflow<double> - 2 - 0.6932 * factor.exponent;
  const Scaled<DoubleWord<V>> e = exp_scaled_far(clamp(x, end, 0.0));
  const DoubleWord<V> slope = value_times_power<V>({e.mantissa * V(factor.mantissa), e.exponent}, factor.exponent);
  return select(x.high > V(0.0), DoubleWord<V>(1.0), slope);
}

/// For the fast tier: the kernel above, which no rougher one is faster than.
template <int W>
HILLOCK_INLINE FastLanes<W> elu(FastLanes<W> x, double a, double a_low) {
  return FastLanes<W>::of(elu(Lanes<float, W>::of(x.data), a, a_low).data);
}
template <int W>
HILLOCK_INLINE FastLanes<W> elu_derivative(FastLanes<W> x, double a, double) {
  using V = FastLanes<W>;
  return select(x > V(0.0), V(1.0), V(a) * exp(clamp_above(x, 0.0)));
}

/// x / a for a moderate a, stopped where e^(x/a) has over- or underflowed.
template <typename Number>
HILLOCK_INLINE Number celu_argument(Number x, double a) {
  const double end = 2e4 * (a < 0 ? -a : a);  // for long double too
  return clamp(x, -end, 0.0) / Number(a);
}
/// x for x > 0, else a (e^(x/a) - 1).
template <typename Number>
HILLOCK_INLINE Number celu(Number x, double a) {
  using V = RegisterOf<Number>;
  const Number t = celu_argument(x, a);
  const Number y = select(abs(leading(t)) < V(0x1p-70), x, times_exactly(expm1(t), a));
  return select(leading(x) > V(0.0), x, y);
}
/// 1 for x > 0, else e^(x/a).
template <typename Number>
HILLOCK_INLINE Number celu_derivative(Number x, double a) {
  return select(leading(x) > RegisterOf<Number>(0.0), Number(1.0), exp(celu_argument(x, a)));
}

/// With FMA: of floats for a = 1, of doubles for a moderate a. The quotient is a product with 1/a, all three sums of
/// two.
///
/// Error of doubles: as elu_left, 1.21 by climbing for a = 1, at x = -0.347; f' as e^x.
template <int W>
HILLOCK_INLINE Lanes<float, W> fused_celu(Lanes<float, W> x, double) {
  return elu(x, 1.0, 0.0);
}
template <int W>
HILLOCK_INLINE Lanes<float, W> fused_celu_derivative(Lanes<float, W> x, double) {
  return elu_derivative(x, 1.0, 0.0);
}
template <int W>
HILLOCK_INLINE DoubleWord<Lanes<double, W>> fused_celu_argument(Lanes<double, W> x, double a, double end) {
  using V = Lanes<double, W>;
  using Single = Lanes<double, 1>;
  const Single inverse = Single(1.0) / Single(a), inverse_low = remainder(Single(1.0), inverse, Single(a)) * inverse;
  return times_sum(clamp(x, end * a, 0.0), DoubleWord<V>(V(inverse.data), V(inverse_low.data)));
}
template <int W>
HILLOCK_INLINE Lanes<double, W> fused_celu(Lanes<double, W> x, double a) {
  using V = Lanes<double, W>;
  const DoubleWord<V> t = fused_celu_argument(x, a, -64);
  // Beside 0 it is x, of which t may have lost digits.
  const V left = select(t.high > V(-0x1p-70), x, elu_left(t.high, a, 0.0, t.low));
  return select(x > V(0.0), x, left);
}
template <int W>
HILLOCK_INLINE Lanes<double, W> fused_celu_derivative(Lanes<double, W> x, double a) {
  using V = Lanes<double, W>;
  const DoubleWord<V> t = fused_celu_argument(x, a, exp_vanishes_at<double> - 1);
  return select(x > V(0.0), V(1.0), exp_nonpositive(t.high, t.low));
}

/// The same in the precise tier of doubles for a parameter of any size.
template <typename V>
HILLOCK_INLINE DoubleWord<V> celu(DoubleWord<V> x, const Units<double>& a) {
  const DoubleWord<V> t = DoubleWord<V>(a(clamp_above(x.high, 0.0))) / DoubleWord<V>(a.mantissa);
  Scaled<DoubleWord<V>> y{expm1(clamp(t, -64, 64)), V(0.0)};
  if (a.mantissa < 0) {
    // There x/a is positive; from 64 on e^(x/a) - 1 is e^(x/a), which may be infinite where a times it is not.
    const Scaled<DoubleWord<V>> e = exp_scaled_far(clamp(t, 0.0, 1490));
    y = tail_or(t.high > V(64.0), e, y.mantissa);
  }
  y.mantissa = y.mantissa * V(a.mantissa);
  const DoubleWord<V> value = value_times_power(y, a.exponent);
  return select(x.high > V(0.0), x, select(abs(t.high) < V(0x1p-70), x, value));
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> celu_derivative(DoubleWord<V> x, const Units<double>& a) {
  const DoubleWord<V> t = DoubleWord<V>(a(clamp_above(x.high, 0.0))) / DoubleWord<V>(a.mantissa);
  return select(x.high > V(0.0), DoubleWord<V>(1.0), exp(t));
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
