// The fast tier's gelu and gelu_tanh with FMA.
#pragma once

#include <hillock/kernel/fast_exp.hpp>
#include <hillock/number/table.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

#if defined(HILLOCK_FMA)
/// 2^r for |r| <= 1/2: degree 3, 2^-13.7. From tests/accuracy/fast_tier.py, as the tables.
struct HalfwayPower {
  static constexpr double values[] = {0x1.fff694p-1, 0x1.62f328p-1, 0x1.f0de02p-3, 0x1.c3f28ap-5};
};
/// log2 of the gate at -a, as cubic polynomials in a on eight pieces that end at 1/2, 1, 2, 3, 5, 7 and 11: Phi(-a) up
/// to 14.6, 2^-13.9 of it, and sigma(-2 sqrt(2/pi) (a + 0.044715 a^3)) up to 10.8, 2^-14.1. Columns stand in the order
/// of the last two bits of the exponent of 1 + a and the first of its digits. From these ends on x times the gate
/// rounds to 0.
struct FastNormalGate {
  static constexpr double end = 14.5;
  static constexpr float rows[][8] = {{-0x1.04d214p+0f, -0x1.17b61cp+0f, -0x1.45ed0ep+0f, -0x1.94805ap+0f,
                                       -0x1.fb6b28p+0f, -0x1.36e802p+1f, -0x1.00032ap+0f, -0x1.01057ep+0f},
                                      {-0x1.185ff4p+0f, -0x1.f79706p-1f, -0x1.9f3a94p-1f, -0x1.3e752cp-1f,
                                       -0x1.d11b46p-2f, -0x1.4fc19ap-2f, -0x1.2647f4p+0f, -0x1.21d808p+0f},
                                      {-0x1.0b2ef6p-1f, -0x1.2852b8p-1f, -0x1.44b6e6p-1f, -0x1.58b694p-1f,
                                       -0x1.64bd96p-1f, -0x1.6add6ep-1f, -0x1.de6e0ap-2f, -0x1.f75806p-2f},
                                      {-0x1.4a80dap-6f, -0x1.54c8ap-7f, -0x1.20dc2ep-8f, -0x1.bda4fp-10f,
                                       -0x1.38afd2p-11f, -0x1.c764ap-13f, -0x1.41c94ap-5f, -0x1.d02ae6p-6f}};
};
struct FastGELUTanhGate {
  static constexpr double end = 10.8;
  static constexpr float rows[][8] = {{-0x1.f7d2f8p-1f, -0x1.50d666p-1f, -0x1.26cc2p-4f, -0x1.ac6a56p-17f,
                                       0x1.4b9ec4p-20f, 0x1.04e33p-19f, -0x1.0002dap+0f, -0x1.00616cp+0f},
                                      {-0x1.2ef67ep+0f, -0x1.a944acp+0f, -0x1.202fbep+1f, -0x1.26ae8cp+1f,
                                       -0x1.26aec6p+1f, -0x1.26aec8p+1f, -0x1.264e9p+0f, -0x1.246fcap+0f},
                                      {-0x1.c96818p-2f, -0x1.b0e42ap-3f, -0x1.84ab34p-7f, -0x1.1e2624p-20f,
                                       0x1.d39d04p-25f, 0x1.2ac0c2p-24f, -0x1.de383cp-2f, -0x1.e9f9c6p-2f},
                                      {-0x1.4b1e8ep-5f, -0x1.453d96p-4f, -0x1.a1e48cp-4f, -0x1.a5a7cp-4f,
                                       -0x1.a5a7dp-4f, -0x1.a5a7dp-4f, -0x1.3744d2p-5f, -0x1.08e098p-5f}};
};
/// x times a gate that makes 1 with its mirror image: max(x, 0) - a gate(-a) with a = |x|, the gate as 2^p with p from
/// the table, and 2^n within the exponents of normal numbers until the last product. No division, and at most 2^-12.7
/// for every float (gelu at -10.4), the sum of what the table and 2^r are off by.
template <typename Table, int W>
HILLOCK_INLINE FastLanes<W> fast_gated(FastLanes<W> x_) {
  using V = Lanes<float, W>;
  const V x = V::of(x_.data), a = clamp_above(abs(x), Table::end);
  const auto piece = detail::TableIndex<W, 8>::template by_bits_from<22>(a + V(1.0));
  const V p = madd(a * a, madd(a, piece.template look_up<Table, 3>(), piece.template look_up<Table, 2>()),
                   madd(a, piece.template look_up<Table, 1>(), piece.template look_up<Table, 0>()));
  const V shift(integer_shift<float> + exponent_room<float>);
  const V shifted_n = p + shift, r = p - (shifted_n - shift);
  const V tail = detail::polynomial<HalfwayPower>(r), u = a * power_of_two(shifted_n) * V(-exponent_unit<float>);
  return FastLanes<W>::of(madd(tail, u, clamp_below(x, -0.0)).data);
}
template <int W>
HILLOCK_INLINE FastLanes<W> gelu(FastLanes<W> x) {
  return fast_gated<FastNormalGate>(x);
}
template <int W>
HILLOCK_INLINE FastLanes<W> gelu_tanh(FastLanes<W> x) {
  return fast_gated<FastGELUTanhGate>(x);
}
#endif

}  // namespace kernel
HILLOCK_NAMESPACE_END
