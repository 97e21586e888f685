// x times a gate: products that are rounded once, keep the sign of x where the gate has vanished, and are x where it
// is 1.
#pragma once

#include <limits>

#include <hillock/kernel/scaled.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

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

/// Scaled of faithful numbers, for gates: mantissa exponent, the exponent a power of two itself, and the mantissa
/// normal. The value is rounded; beside 1 the mantissa is the value, as it is where there is an exponent below 2^-1000.
template <typename Number>
struct FaithfulScaled {
  Number mantissa;
  RegisterOf<Number> exponent;
  static constexpr double no_exponent = 1;

  HILLOCK_INLINE Number value() const { return Number(leading(mantissa) * exponent); }
};
template <typename Number>
using GateScaled = std::conditional_t<computes<Number, Arithmetic::faithful>, FaithfulScaled<Number>, Scaled<Number>>;
template <typename Number>
HILLOCK_INLINE Number beside_one(FaithfulScaled<Number> a) {
  return a.mantissa;
}
template <typename Number>
HILLOCK_INLINE Number beside_one(Scaled<Number> a) {
  return a.value();
}

/// e^x for x <= 0.
template <typename Number>
HILLOCK_INLINE GateScaled<Number> gate_exp(Number x) {
  if constexpr (computes<Number, Arithmetic::faithful>) {
    using V = RegisterOf<Number>;
    constexpr double shift = integer_shift<typename V::Scalar>;
    const auto parts = exp_parts(Number(clamp_below(x.high, -tail_vanishes_at<Number>), x.low));
    const V kept = clamp_below(parts.shifted_n, shift - 1000);
    return {times_power(one_plus(parts.tail), power_of_two(kept)), power_of_two((parts.shifted_n - kept) + V(shift))};
  } else {
    return exp_scaled(x);
  }
}

/// a b, rounded once.
template <typename Number>
HILLOCK_INLINE Number last_product(const Number& a, const Number& b) {
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
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number gated(Number x, Number gate) {
  const Number zero(0.0);
  return select(gate == zero, with_sign_of(zero, x), x) * gate;
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

/// `rounded`, with what y has beyond it in the lower part: half of a subnormal float may be the middle of two, and the
/// exact tier asks on which side of it y lies.
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> with_rest_of(Lanes<S, W, T>, Lanes<S, W, T> rounded) {
  return rounded;
}
template <typename V>
HILLOCK_INLINE DoubleWord<V> with_rest_of(DoubleWord<V> y, DoubleWord<V> rounded) {
  return {rounded.high, (y.high - rounded.high) + y.low};
}

/// x gate for a gate that is at_zero (a sum of two) for small z, 1 for z > 64, and has vanished for z <
/// -tail_vanishes_at.
template <typename Number, typename Gate>
HILLOCK_INLINE Number times_gate(Number x, [[maybe_unused]] RegisterOf<Number> z, Gate gate,
                                 [[maybe_unused]] double at_zero, [[maybe_unused]] double at_zero_low = 0) {
  using V = RegisterOf<Number>;
  [[maybe_unused]] const V xr = leading(x), left(-tail_vanishes_at<Number>), right(64.0);
  if constexpr (computes<Number, Arithmetic::in_double>) {
    return within_range(x) * gate.mantissa;
  } else if constexpr (computes<Number, Arithmetic::single>) {
    return gated(x, gate.value());
  } else if constexpr (std::is_same<Gate, FaithfulScaled<Number>>::value) {
    const V product = madd(x.high, gate.mantissa.high, madd(x.low, gate.mantissa.high, x.high * gate.mantissa.low));
    // The sum has lost the sign of a zero.
    const V y = select(z > right, xr, with_sign_of(product * gate.exponent, xr));
    return Number(select(z < left, with_sign_of(V(0.0), xr), y));
  } else {
    // Elsewhere the product might be infinite before the exponent is applied.
    const auto inside = (z >= left) & (z <= right);
    const Number y = Scaled<Number>{select(inside, x, Number(1.0)) * gate.mantissa, gate.exponent}.value();
    const Number line = times_constant(x, at_zero, at_zero_low);
    const Number inner = select(abs(z) < V(0x1p-70), with_rest_of(y, line), y);
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
