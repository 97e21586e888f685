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

/// e^(x + low) = value rest for -1400 <= x <= 0, where `value` is normal and `rest` a power of two.
template <typename V>
struct FaithfulExp {
  DoubleWord<V> value;
  V rest;
};
template <typename V>
HILLOCK_INLINE FaithfulExp<V> faithful_exp(V x, V low) {
  constexpr double shift = integer_shift<typename V::Scalar>;
  const auto parts = exp_parts(DoubleWord<V>(x, low));
  const V kept = clamp_below(parts.shifted_n, shift - 1000);
  return {times_power(one_plus(parts.tail), power_of_two(kept)), power_of_two((parts.shifted_n - kept) + V(shift))};
}

/// x gate rest; in the lanes of `one`, where the gate is 1, x itself, and in those of `gone`, where it has vanished, a
/// zero with x's sign.
template <typename V, typename Mask>
HILLOCK_INLINE DoubleWord<V> times_faithful_gate(DoubleWord<V> x, DoubleWord<V> gate, V rest, Mask gone, Mask one) {
  const V y = madd(x.high, gate.high, madd(x.low, gate.high, x.high * gate.low)) * rest;
  // The sum has lost the sign of a zero.
  return DoubleWord<V>(select(gone, with_sign_of(V(0.0), x.high), select(one, x.high, with_sign_of(y, x.high))));
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
