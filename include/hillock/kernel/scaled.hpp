// Numbers with an exponent of their own, for tails: what is rounded into the subnormals is the result and nothing
// before.
#ifndef HILLOCK_KERNEL_SCALED_HPP
#define HILLOCK_KERNEL_SCALED_HPP

#include <limits>
#include <type_traits>

#include <hillock/kernel/fast_exp.hpp>
#include <hillock/number/extended.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

template <typename Number>
using RegisterOf = typename NumberTraits<Number>::Register;
template <typename Number>
using TargetOf = typename RegisterOf<Number>::Target;

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

/// A real constant: rounded to one double, or the sum of two.
template <typename Number>
struct Constant {
  static HILLOCK_INLINE Number of(double high, double) { return Number(high); }
};
template <typename V>
struct Constant<DoubleWord<V>> {
  static HILLOCK_INLINE DoubleWord<V> of(double high, double low) { return {V(high), V(low)}; }
};
template <typename T>
struct Constant<SingleValue<T>> {
  static SingleValue<T> of(double high, double low) { return sum_of<T>(high, low); }
};
template <typename Number>
HILLOCK_INLINE Number constant(double high, double low) {
  return Constant<Number>::of(high, low);
}

/// A constant, itself a sum of two doubles, as a sum of two in one register each.
template <typename V>
HILLOCK_INLINE DoubleWord<V> split(double high, double low) {
  const double upper = static_cast<double>(static_cast<typename V::Scalar>(high));
  return {V(upper), V((high - upper) + low)};
}
/// x times a sum of two, what the product is off by in the lower part.
template <typename V>
HILLOCK_INLINE DoubleWord<V> times_sum(V x, DoubleWord<V> factor) {
  const DoubleWord<V> product = two_product(x, factor.high);
  return {product.high, madd(x, factor.low, product.low)};
}

/// product_with_two, also where the result is subnormal or nearly so: the parts of the product would be rounded there
/// before they are added.
template <typename V>
HILLOCK_INLINE V product_to_subnormal(V a, DoubleWord<V> b) {
  const auto tiny = abs(a * b.high) < V(0x1p-900);
  return product_with_two(a * select(tiny, V(0x1p300), V(1.0)), b) * select(tiny, V(0x1p-300), V(1.0));
}

/// x (high + low), rounded once, also where the product is subnormal or infinite. (Everywhere = false: for products
/// that are neither infinite nor 0.)
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> times_constant(Lanes<S, W, T> x, double high, [[maybe_unused]] double low) {
  return x * Lanes<S, W, T>(high);
}
template <bool Everywhere = true, typename S, int W>
HILLOCK_INLINE Lanes<S, W> times_constant(Lanes<S, W> x, double high, double low) {
  using V = Lanes<S, W>;
  const double upper = static_cast<double>(static_cast<S>(high)), lower = (high - upper) + low;
  const V plain = x * V(upper);
  if (lower == 0) return plain;
  const V refined = product_with_two(x, DoubleWord<V>(V(upper), V(lower)));
  if constexpr (!Everywhere) return refined;
  // Where the product overflows, its low part has become NaN; a zero keeps its sign.
  const auto apart = (abs(plain) <= V((std::numeric_limits<S>::max)())) & (abs(plain) > V(0.0));
  return select(apart, refined, plain);
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> times_constant(DoubleWord<V> x, double high, double low) {
  const V plain = x.high * V(high);
  // A zero keeps its sign, and an infinity has no parts.
  const auto apart = (abs(plain) <= V((std::numeric_limits<typename V::Scalar>::max)())) & (abs(plain) > V(0.0));
  const V refined = product_to_subnormal(select(apart, x.high, V(0.0)), DoubleWord<V>(V(high), V(low)));
  return DoubleWord<V>(select(apart, refined, plain));
}

/// x c as a number of full precision; where it is infinite, without a low part.
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> times_exactly(Lanes<S, W, T> x, double c, double = 0) {
  return x * Lanes<S, W, T>(c);
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> times_exactly(DoubleWord<V> x, double c, double low = 0) {
  const DoubleWord<V> product = x * DoubleWord<V>(V(c), V(low));
  const V plain = x.high * V(c);
  const auto finite = abs(plain) <= V((std::numeric_limits<typename V::Scalar>::max)());
  return {select(finite, product.high, plain), select(finite, product.low, V(0.0))};
}

/// x b for a sum of two b that is far from overflow and underflow, moved to where sigma has saturated: no part of it is
/// infinite.
template <typename Number>
HILLOCK_INLINE Number gate_argument(Number x, double b, double b_low = 0) {
  if constexpr (computes<Number, Arithmetic::in_double, Arithmetic::fast, Arithmetic::single>) {
    return times_exactly(x, b, b_low);
  } else {
    const double end = 2 * tail_vanishes_at<Number> / (b < 0 ? -b : b);
    return times_exactly(clamp(x, -end, end), b, b_low);
  }
}

/// e^x, kept from under- and overflow: |x| is clamped to where the results have saturated.
template <int W>
HILLOCK_INLINE Lanes<double, W, float> exp_within_range(Lanes<double, W, float> x) {
  constexpr double end = tail_vanishes_at<Lanes<double, W, float>>;
  const auto parts = exp_parts(clamp(x, -end, end));
  const auto power = parts.power();
  return madd(parts.tail, power, power);
}

/// mantissa 2^exponent; with room, the value itself and an exponent that nobody reads.
template <typename Number>
struct Scaled {
  Number mantissa;
  RegisterOf<Number> exponent;

  HILLOCK_INLINE Number value() const {
    if constexpr (computes<Number, Arithmetic::in_double>) {
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
  if constexpr (computes<Number, Arithmetic::in_double>) {
    const auto parts = exp_parts(clamp_below(x, -tail_vanishes_at<Number>));
    const V power = parts.power();
    return {madd(parts.tail, power, power), V(0.0)};
  } else {
    const auto parts = exp_parts(clamp_below(x, -tail_vanishes_at<Number>));
    return {one_plus(parts.tail), parts.shifted_n - V(integer_shift<typename V::Scalar>)};
  }
}

/// e^(-x^2). Its argument is needed to more digits than a number has: a sum of two, unless there is room.
///
/// Error of doubles: as exp; gaussian 1.03 by climbing, at x = 0.576, and gaussian' 1.88 with FMA, 1.82 without, at
/// |x| = 2.695, where the product with -2 x adds 1/2 in smaller units.
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
  const auto negative = leading(x) < V(0.0);
  return {{select(negative, e.mantissa, Number(1.0)) / one_plus(p), select(negative, e.exponent, V(0.0))}, p};
}

/// e^(x + low) = value rest for -1400 <= x <= 0, where `value` is normal and `rest` a power of two.
template <typename V>
struct LightExp {
  DoubleWord<V> value;
  V rest;
};
template <typename V>
HILLOCK_INLINE LightExp<V> light_exp(V x, V low) {
  constexpr double shift = integer_shift<typename V::Scalar>;
  const auto parts = exp_parts(DoubleWord<V>(x, low));
  const V kept = clamp_below(parts.shifted_n, shift - 1000);
  return {times_power(one_plus(parts.tail), power_of_two(kept)), power_of_two((parts.shifted_n - kept) + V(shift))};
}

/// x gate rest, where `one` just x and where `gone` a zero with x's sign.
template <typename V, typename Mask>
HILLOCK_INLINE DoubleWord<V> times_light_gate(DoubleWord<V> x, DoubleWord<V> gate, V rest, Mask gone, Mask one) {
  const V y = madd(x.high, gate.high, madd(x.low, gate.high, x.high * gate.low)) * rest;
  // The sum has lost the sign of a zero.
  return DoubleWord<V>(select(gone, with_sign_of(V(0.0), x.high), select(one, x.high, with_sign_of(y, x.high))));
}

/// gain sigma'(x), the gain a sum of two.
template <typename Number>
HILLOCK_INLINE Number logistic_slope(Number x, double gain, double gain_low) {
  const Scaled<Number> e = exp_scaled(-abs(x));
  const Number next = one_plus(e.value());
  return Scaled<Number>{e.mantissa * constant<Number>(gain, gain_low) / (next * next), e.exponent}.value();
}

/// a b, rounded once.
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> last_product(Lanes<S, W, T> a, Lanes<S, W, T> b) {
  return a * b;
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> last_product(DoubleWord<V> a, DoubleWord<V> b) {
  // a (b.high + b.low) with a's low part moved into that of b; a zero keeps its sign.
  const V plain = a.high * b.high;
  // (A sum where 0 would divide: of a selection Clang divides both, and raises an exception.)
  const V moved = a.low / (a.high + select(a.high == V(0.0), V(1.0), V(0.0)));
  const V refined = product_to_subnormal(a.high, DoubleWord<V>(b.high, madd(moved, b.high, b.low)));
  return DoubleWord<V>(select(plain == V(0.0), plain, refined));
}

/// x times a gate that is not negative: where the gate has vanished a zero with x's sign, also for infinite x.
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> gated(Lanes<S, W, T> x, Lanes<S, W, T> gate) {
  using V = Lanes<S, W, T>;
  return select(gate == V(0.0), with_sign_of(V(0.0), x), x) * gate;
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> gated(DoubleWord<V> x, DoubleWord<V> gate) {
  const V zero(0.0), one(1.0), plain = gated(x.high, gate.high);
  const auto regular = (abs(plain) > zero) & (abs(plain) <= V((std::numeric_limits<typename V::Scalar>::max)()));
  // What comes near the subnormals is computed far from them, and rounded into them once. (The sum would lose the sign
  // of a zero.)
  const auto tiny = abs(plain) < V(0x1p-900);
  const DoubleWord<V> large = times_power(gate, select(tiny, V(0x1p300), one));
  const DoubleWord<V> product =
      times_power(select(regular, x, DoubleWord<V>(zero)) * large, select(tiny, V(0x1p-300), one));
  return select(regular, product, DoubleWord<V>(plain));
}

/// The product of two parameters as a sum of two doubles.
struct DoubleSum {
  double high, low;
};
HILLOCK_INLINE DoubleSum exact_product(double a, double b) {
  const auto product = two_product(Lanes<double, 1>(a), Lanes<double, 1>(b));
  return {product.high.data, product.low.data};
}

/// x gate for a gate that is at_zero (a sum of two) for small z, 1 for z > 64, and has vanished for z <
/// -tail_vanishes_at.
template <typename Number>
HILLOCK_INLINE Number times_gate(Number x, [[maybe_unused]] RegisterOf<Number> z, Scaled<Number> gate,
                                 [[maybe_unused]] double at_zero, [[maybe_unused]] double at_zero_low = 0) {
  using V = RegisterOf<Number>;
  if constexpr (computes<Number, Arithmetic::in_double>) {
    return within_range(x) * gate.mantissa;
  } else if constexpr (computes<Number, Arithmetic::single>) {
    return gated(x, gate.value());
  } else {
    const V xr = leading(x), left(-tail_vanishes_at<Number>), right(64.0);
    // Elsewhere the product might be infinite before the exponent is applied.
    const auto inside = (z >= left) & (z <= right);
    const Number y = Scaled<Number>{select(inside, x, Number(1.0)) * gate.mantissa, gate.exponent}.value();
    const Number line = times_constant(x, at_zero, at_zero_low);
    const Number inner = select(abs(z) < V(0x1p-70), line, y);
    return select(z < left, Number(with_sign_of(V(0.0), xr)), select(z > right, x, inner));
  }
}

/// x gate for a gate that is at_zero for small x, `most` for x > 64, and vanishes on the left as e^x does.
template <typename Number>
HILLOCK_INLINE Number times_gate_up_to(Number x, Scaled<Number> gate, DoubleSum at_zero, DoubleSum most) {
  using V = RegisterOf<Number>;
  const Number c = clamp_above(x, 64.0), y = times_gate(c, leading(c), gate, at_zero.high, at_zero.low);
  return select(leading(x) > V(64.0), times_constant(x, most.high, most.low), y);
}

}  // namespace kernel
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_KERNEL_SCALED_HPP
