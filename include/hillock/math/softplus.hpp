// log(1 + e^x), and the logistic function's slope.
#ifndef HILLOCK_MATH_SOFTPLUS_HPP
#define HILLOCK_MATH_SOFTPLUS_HPP

#include <hillock/math/log.hpp>
#include <hillock/math/logistic.hpp>
#include <hillock/math/units.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace math {

/// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|): 0 at -inf, reached through the subnormals; inf at inf; NaN stays.
///
/// Error of doubles, by default too in sums of two: 1/2 ULP the result, 1/4 e^-|x| and the logarithm together. By
/// climbing 0.78 with FMA, 0.80 without, at x = -708.74.
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number softplus(Number x) {
  using V = RegisterOf<Number>;
  const V xr = rounded(x);
  const Number rest = log1p_of_fraction(exp_scaled(-abs(x)).value());
  // From the end of the tail on (where x may be infinite) the rest is nothing.
  return select(xr > V(tail_end<Number>), x, select(xr > V(0.0), x + rest, rest));
}

/// log(1 + e) / e on [0, 1] for the fast tier: degree 4, 2^-14.1. From tests/accuracy/rough.py.
struct RoughLog1p {
  static constexpr double values[] = {0x1.fff89p-1, -0x1.fce7b8p-2, 0x1.39a6cap-2, -0x1.4268aep-3, 0x1.52b68ep-5};
};
template <int W>
HILLOCK_INLINE RoughLanes<W> softplus(RoughLanes<W> x) {
  const auto z = on_grid(x), e = exp_with_room(-clamp_above(abs(z), -exp_underflow<float>));
  return madd(e, detail::polynomial<RoughLog1p>(e), clamp_below(z, 0.0));
}
template <int W>
HILLOCK_INLINE RoughLanes<W> softplus(RoughLanes<W> x, double beta) {
  using V = RoughLanes<W>;
  const V z = x * V(beta);
  return select(z > V(-exp_underflow<float>), x, softplus(z) / V(beta));
}

/// log(1 + e^(beta x)) / beta for a moderate beta.
template <typename Number>
HILLOCK_INLINE Number softplus(Number x, double beta) {
  using V = RegisterOf<Number>;
  const V xr = rounded(x);
  const Number z = gate_argument(x, beta);
  const Scaled<Number> e = exp_scaled(-abs(z));
  const Number inner = log1p_of_fraction(e.value()) / Number(beta);
  // Where log(1 + e) is e, the quotient is rounded into the subnormals once.
  const Number outer = Scaled<Number>{e.mantissa / Number(beta), e.exponent}.value();
  const Number rest = select(rounded(z) < V(-60.0), outer, inner);
  return select(rounded(z) > V(tail_end<Number>), x, select(xr > V(0.0), x + rest, rest));
}
/// The same in the precise tier of doubles for a parameter of any size.
template <typename V>
HILLOCK_INLINE Two<V> softplus(Two<V> x, const Units<double>& beta) {
  const V unit = beta(x.high);
  const Two<V> z = two_product(unit, V(beta.mantissa));
  // Where e^z / beta rounds to 0.
  const double end = exp_underflow<double> - 2 + 0.6932 * beta.exponent;
  const Scaled<Two<V>> e = exp_scaled_far(clamp_below(-abs(z), end < -64 ? end : -64));
  const auto tail = tail_or(z.high < V(-60.0), e, log1p_of_fraction(value_times_power(e, 0)));
  const Two<V> rest = tail.mantissa / Two<V>(beta.mantissa);
  const Two<V> sum = select(unit > V(0.0), rest + unit, rest);
  return select(z.high > V(64.0), x, value_times_power<V>({sum, tail.exponent}, -beta.exponent));
}

#if defined(HILLOCK_FMA)
/// (log(1 + e) / e - 1) / e on [0, 1]: degree 8, 2^-27.5 of log(1 + e). From tests/accuracy/float_kernels.py.
struct Log1pNear {
  static constexpr double values[] = {-0x1.ffffd2p-2, 0x1.554dd4p-2,  -0x1.ff2490p-3, 0x1.93506ep-3, -0x1.3a56c8p-3,
                                      0x1.b4ff56p-4,  -0x1.d76f3cp-5, 0x1.4a0292p-6,  -0x1.b1223ep-9};
};
/// For floats with FMA: e + e^2 (...) with e = e^-|x|, 2^exponent_room too large until it is added to max(x, 0).
template <int W>
HILLOCK_INLINE Lanes<float, W> softplus(Lanes<float, W> x) {
  using V = Lanes<float, W>;
  const V unit(exponent_unit<float>);
  const V scaled = exp_of_minus_with_room(clamp_above(abs(x), -exp_underflow<float>)), e = scaled * unit;
  return madd(madd(scaled * e, detail::polynomial<Log1pNear>(e), scaled), unit, clamp_below(x, 0.0));
}
#endif

}  // namespace math
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_MATH_SOFTPLUS_HPP
