// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|): both terms are positive, so that no digit is lost, and the second keeps
// its relative accuracy in the left tail, where it is e^x.
#pragma once

#include <hillock/kernel/gated.hpp>
#include <hillock/kernel/log.hpp>
#include <hillock/kernel/logistic.hpp>
#include <hillock/kernel/units.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// log(1 + e^x): 0 at -inf, reached through the subnormals; inf at inf; NaN stays.
///
/// Error of doubles, by default too in sums of two: 1/2 ULP the result, 1/4 e^-|x| and the logarithm together. Without
/// FMA by climbing 0.80, at x = -708.74.
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number softplus(Number x) {
  using V = RegisterOf<Number>;
  const Number rest = log1p_of_fraction(exp_scaled(-abs(x)).value());
  // From the end of the tail on (where x may be infinite) the rest is nothing.
  return select(leading(x) > V(tail_vanishes_at<Number>), x, select(is_left_of_zero(x), rest, x + rest));
}

/// log(1 + e) / e on [0, 1] for the fast tier: degree 4, 2^-14.1. From tests/accuracy/fast_tier.py.
struct FastLog1p {
  static constexpr double values[] = {0x1.fff89p-1, -0x1.fce7b8p-2, 0x1.39a6cap-2, -0x1.4268aep-3, 0x1.52b68ep-5};
};
template <int W>
HILLOCK_INLINE FastLanes<W> softplus(FastLanes<W> x) {
  const auto z = on_grid(x), e = exp_within_range(-clamp_above(abs(z), -exp_underflow<float>));
  return madd(e, detail::polynomial<FastLog1p>(e), clamp_below(z, 0.0));
}
template <int W>
HILLOCK_INLINE FastLanes<W> softplus(FastLanes<W> x, double beta) {
  using V = FastLanes<W>;
  const V z = x * V(beta);
  return select(z > V(-exp_underflow<float>), x, softplus(z) / V(beta));
}

/// log(1 + e^(beta x)) / beta for a moderate beta.
template <typename Number>
HILLOCK_INLINE Number softplus(Number x, double beta) {
  using V = RegisterOf<Number>;
  const Number z = gate_argument(x, beta);
  const Scaled<Number> e = exp_scaled(-abs(z));
  const Number inner = log1p_of_fraction(e.value()) / Number(beta);
  // Where log(1 + e) is e, the quotient is rounded into the subnormals once.
  const Number outer = Scaled<Number>{e.mantissa / Number(beta), e.exponent}.value();
  const Number rest = select(leading(z) < V(-60.0), outer, inner);
  return select(leading(z) > V(tail_vanishes_at<Number>), x, select(is_left_of_zero(x), rest, x + rest));
}
/// The same in the precise tier of doubles for a parameter of any size.
template <typename V>
HILLOCK_INLINE DoubleWord<V> softplus(DoubleWord<V> x, const Units<double>& beta) {
  const V unit = beta(x.high);
  const DoubleWord<V> z = two_product(unit, V(beta.mantissa));
  // Where e^z / beta rounds to 0.
  const double end = exp_underflow<double> - 2 + 0.6932 * beta.exponent;
  const Scaled<DoubleWord<V>> e = exp_scaled_far(clamp_below(-abs(z), end < -64 ? end : -64));
  const auto tail = tail_or(z.high < V(-60.0), e, log1p_of_fraction(value_times_power(e, 0)));
  const DoubleWord<V> rest = tail.mantissa / DoubleWord<V>(beta.mantissa);
  const DoubleWord<V> sum = select(unit > V(0.0), rest + unit, rest);
  return select(z.high > V(64.0), x, value_times_power<V>({sum, tail.exponent}, -beta.exponent));
}

#if defined(HILLOCK_FMA)
/// (log(1 + e) / e - 1) / e on [0, 1]: degree 8, 2^-27.5 of log(1 + e). From tests/accuracy/float_kernels.py.
struct Log1pNear {
  static constexpr double values[] = {-0x1.ffffd2p-2, 0x1.554dd4p-2,  -0x1.ff2490p-3, 0x1.93506ep-3, -0x1.3a56c8p-3,
                                      0x1.b4ff56p-4,  -0x1.d76f3cp-5, 0x1.4a0292p-6,  -0x1.b1223ep-9};
};
/// (2 atanh(s) - 2 s) / s^3 in z = s^2 on [0, 1/9]: degree 9, 2^-57.0 of 2 atanh(s). From
/// tests/accuracy/coefficients.py.
struct Log1pTail {
  static constexpr double values[] = {
      0x1.5555555555555p-1, 0x1.999999999a3f1p-2, 0x1.24924923d2fe9p-2, 0x1.c71c72724aed2p-3, 0x1.745cf07d1449dp-3,
      0x1.3b18b842541f5p-3, 0x1.10ac18c502af4p-3, 0x1.eb97491b99533p-4, 0x1.68571bede3765p-4, 0x1.4b2f98b08533bp-3};
};
/// For doubles with FMA: log(1 + e) = 2 atanh(s) = e - s (e - (2 atanh(s) - 2 s) / s) with e = e^-|x| and s = e / (2 +
/// e), 2^exponent_room too large until it is added to max(x, 0); what e is off by is added where it is not yet lost.
///
/// Error, largest just above 0: the sum with max(x, 0) 0.50 ULP, log(1 + e) 0.50, the product with s 0.25, s 0.18, what
/// it is multiplied by 0.16, e + 2 0.16, the series 0.08, the tail of e less: 1.85. By climbing 1.7754, at 0.0147.
template <int W>
HILLOCK_INLINE Lanes<double, W> softplus(Lanes<double, W> x) {
  using V = Lanes<double, W>;
  const auto parts = exp_parts<exponent_room<double>, -1>(clamp_above(abs(x), -exp_underflow<double>));
  const V power = parts.power(), unit(exponent_unit<double>);
  const V large = madd(parts.tail, power, -power), low = madd(parts.tail, power, -power - large), e = large * unit;
  const V large_s = large / (e + V(2.0)), s = large_s * unit, z = s * s;
  // The slope of log(1 + e), to about a tenth.
  const V correction = nmadd(low, e * V(0.5), low);
  const V rest = large + nmadd(large_s, nmadd(z, detail::polynomial<Log1pTail>(z), e), correction);
  return madd(rest, unit, clamp_below(x, 0.0));
}
/// For floats with FMA: e + e^2 (...) with e = e^-|x|, 2^exponent_room too large until it is added to max(x, 0).
///
/// Error, largest at 0, where e = 1 and the series converges slowest: the sum with max(x, 0) 0.50 ULP, log(1 + e) 0.50,
/// the series by Horner's rule 0.65, e 0.25, e^2 0.15, the approximation 0.06: 2.2, were all to meet. Every float
/// 1.9047, at 0.0273.
template <int W>
HILLOCK_INLINE Lanes<float, W> softplus(Lanes<float, W> x) {
  using V = Lanes<float, W>;
  const V unit(exponent_unit<float>);
  const V scaled = exp_of_minus_with_room(clamp_above(abs(x), -exp_underflow<float>)), e = scaled * unit;
  return madd(madd(scaled * e, detail::polynomial<Log1pNear>(e), scaled), unit, clamp_below(x, 0.0));
}
#endif

}  // namespace kernel
HILLOCK_NAMESPACE_END
