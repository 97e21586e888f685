// NEON of 64-bit Arm: registers of 16 bytes.
#pragma once

#include <cstring>

#include <hillock/simd/operations.hpp>

#if defined(HILLOCK_SIMD_NEON)
HILLOCK_NAMESPACE_BEGIN
namespace detail {

HILLOCK_REGISTER(float, 4, Eigen::internal::Packet4f, Eigen::internal::Packet4f)
HILLOCK_REGISTER(double, 2, Eigen::internal::Packet2d, Eigen::internal::Packet2d)

// clang-format off
HILLOCK_INLINE float32x4_t square_root(float32x4_t a) { return vsqrtq_f32(a); }
HILLOCK_INLINE float64x2_t square_root(float64x2_t a) { return vsqrtq_f64(a); }
HILLOCK_INLINE bool all_of(float32x4_t mask) { return vminvq_u32(vreinterpretq_u32_f32(mask)) != 0; }
HILLOCK_INLINE bool all_of(float64x2_t mask) { return vminvq_u32(vreinterpretq_u32_f64(mask)) != 0; }
HILLOCK_INLINE float32x4_t at_least(float32x4_t bound, float32x4_t x) { return vmaxq_f32(bound, x); }
HILLOCK_INLINE float64x2_t at_least(float64x2_t bound, float64x2_t x) { return vmaxq_f64(bound, x); }
HILLOCK_INLINE float32x4_t at_most(float32x4_t bound, float32x4_t x) { return vminq_f32(bound, x); }
HILLOCK_INLINE float64x2_t at_most(float64x2_t bound, float64x2_t x) { return vminq_f64(bound, x); }
HILLOCK_INLINE float32x4_t low_bits_to_exponent(float32x4_t a) {
  return vreinterpretq_f32_s32(vshlq_n_s32(vreinterpretq_s32_f32(a), 23));
}
HILLOCK_INLINE float64x2_t low_bits_to_exponent(float64x2_t a) {
  return vreinterpretq_f64_s64(vshlq_n_s64(vreinterpretq_s64_f64(a), 52));
}
HILLOCK_INLINE float32x4_t low_bit_to_sign(float32x4_t a) {
  return vreinterpretq_f32_s32(vshlq_n_s32(vreinterpretq_s32_f32(a), 31));
}
HILLOCK_INLINE float64x2_t exponent_field(float64x2_t a) {
  return vcvtq_f64_u64(vshrq_n_u64(vreinterpretq_u64_f64(a), 52));
}
HILLOCK_INLINE bool any_near_middle(float64x2_t a, float64x2_t b, std::uint32_t m) {
  const int32x4_t first = vreinterpretq_s32_f64(a), second = vreinterpretq_s32_f64(b);
  const int32x4_t low = vuzp1q_s32(first, second), high = vuzp2q_s32(first, second);
  const int32x4_t digits = vaddq_s32(vshlq_n_s32(low, 3), vdupq_n_s32(signed32(m)));
  const int32x4_t size = vaddq_s32(vaddq_s32(high, high), vdupq_n_s32(signed32(tiny_offset)));
  const uint32x4_t middle = vcltq_s32(digits, vdupq_n_s32(middle_end(m)));
  return vmaxvq_u32(vorrq_u32(middle, vcltq_s32(size, vdupq_n_s32(signed32(tiny_end))))) != 0;
}
template <typename Wide> HILLOCK_INLINE void widen(float32x4_t a, Wide& wide) {
  wide.low = vcvt_f64_f32(vget_low_f32(a));
  wide.high = vcvt_high_f64_f32(a);
}
template <typename Wide> HILLOCK_INLINE void narrow(Wide wide, float32x4_t& a) {
  a = vcvt_high_f32_f64(vcvt_f32_f64(wide.low), wide.high);
}
// clang-format on

// Elements of 16 bits, as in sse.hpp. (Copied: Eigen's half may be a number of the compiler's.)
HILLOCK_INLINE void extend(const Eigen::half*, uint16x4_t shorts, float32x4_t& a) {
  a = from_half(vcvt_f32_f16(vreinterpret_f16_u16(shorts)));
}
HILLOCK_INLINE uint16x4_t shorten(const Eigen::half*, float32x4_t a) { return vreinterpret_u16_f16(vcvt_f16_f32(a)); }
HILLOCK_INLINE void extend(const Eigen::bfloat16*, uint16x4_t shorts, float32x4_t& a) {
  a = vreinterpretq_f32_u32(vshll_n_u16(shorts, 16));
}
HILLOCK_INLINE uint16x4_t shorten(const Eigen::bfloat16*, float32x4_t a) {
  const uint32x4_t bits = vreinterpretq_u32_f32(a);
  const uint32x4_t is_nan = vcgtq_u32(vandq_u32(bits, vdupq_n_u32(0x7fffffffu)), vdupq_n_u32(0x7f800000u));
  const uint32x4_t odd = vandq_u32(vshrq_n_u32(bits, 16), vdupq_n_u32(1));
  const uint32x4_t rounded = vaddq_u32(bits, vaddq_u32(odd, vdupq_n_u32(0x7fff)));
  return vshrn_n_u32(vorrq_u32(rounded, is_nan), 16);
}

template <typename Short>
HILLOCK_INLINE void load_short(const Short* from, float32x4_t& a) {
  uint16x4_t shorts;
  std::memcpy(&shorts, from, sizeof(shorts));
  extend(from, shorts, a);
}
template <typename Short>
HILLOCK_INLINE void store_short(Short* to, float32x4_t a) {
  const uint16x4_t shorts = shorten(to, a);
  std::memcpy(static_cast<void*>(to), &shorts, sizeof(shorts));
}
template <typename Short>
HILLOCK_INLINE void load_short(const Short* from, Eigen::Index count, float32x4_t& a) {
  const std::uint64_t word = first_of_four(from, count, four_times(from));
  uint16x4_t shorts;
  std::memcpy(&shorts, &word, sizeof(shorts));
  extend(from, shorts, a);
}
template <typename Short>
HILLOCK_INLINE void store_short(Short* to, Eigen::Index count, float32x4_t a) {
  const uint16x4_t shorts = shorten(to, a);
  std::uint64_t word = 0;
  std::memcpy(&word, &shorts, sizeof(shorts));
  store_first_of_four(to, count, word);
}

}  // namespace detail
HILLOCK_NAMESPACE_END
#endif  // HILLOCK_SIMD_NEON
