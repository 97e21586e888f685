// e^x for the fast tier, to about 2^-13.
#pragma once

#include <hillock/kernel/exp.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// (e^(r/2) - 1) / r on |r| <= ln 2, degree 2, 2^-13.2 of e^(r/2): the fast tier's. At one end e^(r/2) is a little less
/// than twice that at the other, so that e^x does not decrease where n changes. From tests/accuracy/fast_tier.py.
struct HalfExpTail {
  static constexpr double values[] = {0x1.000cdcp-1, 0x1.021d9cp-3, 0x1.5247ccp-6};
};
/// e^(x/2) 2^offset. Its square is e^x 4^offset: half the exponent keeps 2^n a normal number wherever e^x is a float,
/// so that neither large nor subnormal results need anything of their own.
template <int W>
HILLOCK_INLINE FastLanes<W> half_exp(FastLanes<W> x, double offset = 0) {
  using V = FastLanes<W>;
  const V shift(integer_shift<float> + offset);  // the offset is in the power alone
  const V shifted_n = madd(x, V(0x1.715476p-1), shift);
  const V r = madd(shifted_n - shift, V(-0x1.62e43p0), x);
  const V tail = r * detail::polynomial<HalfExpTail>(r), power = power_of_two(shifted_n);
  return madd(tail, power, power);
}
/// From here down half_exp is so small that its square is 0; the same as exp_vanishes_at, for it.
inline constexpr double half_exp_vanishes_at = -176;

/// x rounded to a multiple of 2^-20, the spacing of floats around 12, unless it is one already. Neighbouring x then are
/// the same number, or differ by more than a polynomial is rounded by: a function of it never decreases where it should
/// not.
template <int W>
HILLOCK_INLINE FastLanes<W> on_grid(FastLanes<W> x) {
  const FastLanes<W> shift(12.0);
  return (x + shift) - shift;
}
template <int W>
HILLOCK_INLINE FastLanes<W> minus_on_grid(FastLanes<W> x) {
  const FastLanes<W> shift(12.0);
  return shift - (x + shift);
}
/// The same for functions that are relative to x: its first 14 digits, the others cut off. NaN stays, or becomes
/// infinite where only the digits cut off made it one.
template <int W>
HILLOCK_INLINE FastLanes<W> upper_digits(FastLanes<W> x) {
  return FastLanes<W>::of(detail::upper_digits(x.data));
}
/// e^x for |x| below 150.
template <int W>
HILLOCK_INLINE FastLanes<W> exp_within_range(FastLanes<W> x) {
  const auto root = half_exp(x);
  return root * root;
}
template <int W>
HILLOCK_INLINE FastLanes<W> exp(FastLanes<W> x) {
  return exp_within_range(on_grid(clamp(x, exp_underflow<float>, exp_overflow<float>)));
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
