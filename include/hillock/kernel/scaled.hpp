// Numbers with an exponent of their own, for tails: what is rounded into the subnormals is the result and nothing
// before.
#pragma once

#include <hillock/kernel/constant.hpp>
#include <hillock/kernel/fast_exp.hpp>
#include <hillock/number/extended.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// Every left tail e^-t times a power of its argument has vanished here, and 2^n is still in reach of `scale`.
template <typename Number>
inline constexpr double tail_vanishes_at = 1400;
template <int W>
inline constexpr double tail_vanishes_at<Lanes<float, W>> = 150;
template <int W>
inline constexpr double tail_vanishes_at<Lanes<double, W, float>> = 300;  // times parameters of up to 2^256
template <typename T>
inline constexpr double tail_vanishes_at<SingleValue<T>> = 1e5;  // long double has an exponent of 15 bits

/// From minus this on down x e^x rounds to -0.
template <typename Scalar>
inline constexpr double gate_vanishes_at = sizeof(Scalar) == 4 ? 110 : 755;

/// e^x, kept from under- and overflow: |x| is clamped to where the results have saturated.
template <int W>
HILLOCK_INLINE Lanes<double, W, float> exp_within_range(Lanes<double, W, float> x) {
  constexpr double end = tail_vanishes_at<Lanes<double, W, float>>;
  const auto parts = exp_parts(clamp(x, -end, end));
  const auto power = parts.power();
  return madd(parts.tail, power, power);
}

/// mantissa 2^exponent; where floats are computed in double, of single values and in the fast tier the mantissa is the
/// value, and the exponent is not used.
template <typename Number>
struct Scaled {
  Number mantissa;
  RegisterOf<Number> exponent;
  static constexpr double no_exponent = 0;

  HILLOCK_INLINE Number value() const {
    if constexpr (computes<Number, Arithmetic::in_double, Arithmetic::single, Arithmetic::fast>) {
      return mantissa;
    } else {
      return scale(mantissa, exponent);
    }
  }
};

/// `tail` where the mask says so, else `rest`.
template <typename Mask, typename Number>
HILLOCK_INLINE Scaled<Number> tail_or(Mask is_tail, Scaled<Number> tail, Number rest) {
  return {select(is_tail, tail.mantissa, rest), select(is_tail, tail.exponent, RegisterOf<Number>(0.0))};
}

/// e^x for x <= 0.
template <typename Number>
HILLOCK_INLINE Scaled<Number> exp_scaled(Number x) {
  using V = RegisterOf<Number>;
  if constexpr (computes<Number, Arithmetic::single>) {
    return {exp(x), V(0.0)};
  } else if constexpr (computes<Number, Arithmetic::in_double>) {
    const auto parts = exp_parts(clamp_below(x, -tail_vanishes_at<Number>));
    const V power = parts.power();
    return {madd(parts.tail, power, power), V(0.0)};
  } else {
    const auto parts = exp_parts(clamp_below(x, -tail_vanishes_at<Number>));
    return {one_plus(parts.tail), parts.shifted_n - V(integer_shift<typename V::Scalar>)};
  }
}

/// e^(-x^2). Its argument is needed to more digits than a number has, and is a sum of two; floats in double have them.
///
/// Error: as exp, 1.05. Every float 1.0297, at 2.5576; doubles 1.0258, at 0.576. gaussian' adds the product with -2 x,
/// 0.50 in units that may be 0.7 of those: 1.98; every float 1.8003, doubles 1.8706, at 2.69.
template <typename Number>
HILLOCK_INLINE Scaled<Number> bell_scaled(Number x) {
  using V = RegisterOf<Number>;
  if constexpr (computes<Number, Arithmetic::own, Arithmetic::fused>) {
    constexpr double end = sizeof(typename V::Scalar) == 4 ? 12 : 37;  // less than the root of tail_vanishes_at
    const V c = clamp(x, -end, end);
    const DoubleWord<V> square = two_product(c, c);
    const auto parts = exp_parts<0, -1>(square.high, square.low);
    constexpr double shift = integer_shift<typename V::Scalar> + power_shift<typename V::Scalar, -1>;
    return {V(1.0) - parts.tail, parts.shifted_n - V(shift)};
  } else if constexpr (computes<Number, Arithmetic::single>) {
    return exp_scaled(-(x * x));
  } else {
    const Number c = clamp(x, -37, 37);
    return exp_scaled(-(c * c));
  }
}

/// sigma(x), and p = e^-|x|.
template <typename Number>
struct LogisticParts {
  Scaled<Number> value;
  Number p;
};
template <typename Number>
HILLOCK_INLINE LogisticParts<Number> logistic_scaled(Number x) {
  using V = RegisterOf<Number>;
  const Scaled<Number> e = exp_scaled(-abs(x));
  const Number p = e.value();
  const auto negative = is_left_of_zero(x);
  return {{select(negative, e.mantissa, Number(1.0)) / one_plus(p), select(negative, e.exponent, V(0.0))}, p};
}

/// gain sigma'(x), the gain a sum of two.
template <typename Number>
HILLOCK_INLINE Number logistic_slope(Number x, double gain, double gain_low) {
  const Scaled<Number> e = exp_scaled(-abs(x));
  const Number next = one_plus(e.value());
  return Scaled<Number>{e.mantissa * constant<Number>(gain, gain_low) / (next * next), e.exponent}.value();
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
