// One float or double as a register of one lane: where there is no SIMD, and for parameters.
#pragma once

#include <hillock/simd/operations.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

HILLOCK_REGISTER(float, 1, float, bool)
HILLOCK_REGISTER(double, 1, double, bool)

// clang-format off
#if defined(HILLOCK_SCALAR_FMA)
#if defined(_MSC_VER) && defined(HILLOCK_SIMD_SSE2)  // where std::fma may be a call
HILLOCK_INLINE float fused(float a, float b, float c) {
  return _mm_cvtss_f32(_mm_fmadd_ss(_mm_set_ss(a), _mm_set_ss(b), _mm_set_ss(c)));
}
HILLOCK_INLINE double fused(double a, double b, double c) {
  return _mm_cvtsd_f64(_mm_fmadd_sd(_mm_set_sd(a), _mm_set_sd(b), _mm_set_sd(c)));
}
#else
HILLOCK_INLINE float fused(float a, float b, float c) { return std::fma(a, b, c); }
HILLOCK_INLINE double fused(double a, double b, double c) { return std::fma(a, b, c); }
#endif
#undef HILLOCK_SCALAR_FMA
#endif
// By the instruction where there is one: compilers call the library's function for what might be negative, and it sets
// errno.
#if defined(HILLOCK_SIMD_SSE2) && !defined(HILLOCK_X86_ASM)
HILLOCK_INLINE float square_root(float a) { return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(a))); }
HILLOCK_INLINE double square_root(double a) { return _mm_cvtsd_f64(_mm_sqrt_sd(_mm_setzero_pd(), _mm_set_sd(a))); }
#elif defined(HILLOCK_SIMD_NEON)
HILLOCK_INLINE float square_root(float a) { return vget_lane_f32(vsqrt_f32(vdup_n_f32(a)), 0); }
HILLOCK_INLINE double square_root(double a) { return vget_lane_f64(vsqrt_f64(vdup_n_f64(a)), 0); }
#elif !defined(HILLOCK_X86_ASM)
HILLOCK_INLINE float square_root(float a) { return std::sqrt(a); }
HILLOCK_INLINE double square_root(double a) { return std::sqrt(a); }
#endif

HILLOCK_INLINE float bits_and(float a, float b) { return from_bits(to_bits(a) & to_bits(b)); }
HILLOCK_INLINE double bits_and(double a, double b) { return from_bits(to_bits(a) & to_bits(b)); }
HILLOCK_INLINE float bits_or(float a, float b) { return from_bits(to_bits(a) | to_bits(b)); }
HILLOCK_INLINE double bits_or(double a, double b) { return from_bits(to_bits(a) | to_bits(b)); }
HILLOCK_INLINE float bits_xor(float a, float b) { return from_bits(to_bits(a) ^ to_bits(b)); }
HILLOCK_INLINE double bits_xor(double a, double b) { return from_bits(to_bits(a) ^ to_bits(b)); }
HILLOCK_INLINE float bits_clear(float a, float b) { return from_bits(to_bits(a) & ~to_bits(b)); }
HILLOCK_INLINE double bits_clear(double a, double b) { return from_bits(to_bits(a) & ~to_bits(b)); }

// Not by the operator: GCC makes -fma(a, b, c) a fused (-a) b - c, which is +0 where the former is -0.
HILLOCK_INLINE float negative(float a) { return bits_xor(a, -0.0f); }
HILLOCK_INLINE double negative(double a) { return bits_xor(a, -0.0); }

#if defined(HILLOCK_X86_ASM)
HILLOCK_INLINE bool is_less(float a, float b) { return to_bits(x86::is_less(a, b)) != 0; }
HILLOCK_INLINE bool is_less(double a, double b) { return to_bits(x86::is_less(a, b)) != 0; }
HILLOCK_INLINE bool is_less_equal(float a, float b) { return to_bits(x86::is_less_equal(a, b)) != 0; }
HILLOCK_INLINE bool is_less_equal(double a, double b) { return to_bits(x86::is_less_equal(a, b)) != 0; }
HILLOCK_INLINE bool is_equal(float a, float b) { return to_bits(x86::is_equal(a, b)) != 0; }
HILLOCK_INLINE bool is_equal(double a, double b) { return to_bits(x86::is_equal(a, b)) != 0; }
#else
HILLOCK_INLINE bool is_less(float a, float b) { return a < b; }
HILLOCK_INLINE bool is_less(double a, double b) { return a < b; }
HILLOCK_INLINE bool is_less_equal(float a, float b) { return a <= b; }
HILLOCK_INLINE bool is_less_equal(double a, double b) { return a <= b; }
HILLOCK_INLINE bool is_equal(float a, float b) { return a == b; }
HILLOCK_INLINE bool is_equal(double a, double b) { return a == b; }
HILLOCK_INLINE float at_least(float bound, float x) { return x < bound ? bound : x; }
HILLOCK_INLINE double at_least(double bound, double x) { return x < bound ? bound : x; }
HILLOCK_INLINE float at_most(float bound, float x) { return x > bound ? bound : x; }
HILLOCK_INLINE double at_most(double bound, double x) { return x > bound ? bound : x; }
#endif
HILLOCK_INLINE float choose(bool mask, float yes, float no) { return mask ? yes : no; }
HILLOCK_INLINE double choose(bool mask, double yes, double no) { return mask ? yes : no; }
HILLOCK_INLINE bool both(bool a, bool b) { return a && b; }
HILLOCK_INLINE bool all_of(bool mask) { return mask; }

HILLOCK_INLINE float low_bits_to_exponent(float a) { return from_bits(to_bits(a) << 23); }
HILLOCK_INLINE double low_bits_to_exponent(double a) { return from_bits(to_bits(a) << 52); }
HILLOCK_INLINE float low_bit_to_sign(float a) { return from_bits(to_bits(a) << 31); }
HILLOCK_INLINE double exponent_field(double a) { return static_cast<double>(to_bits(a) >> 52); }
HILLOCK_INLINE bool is_near_middle(std::uint64_t bits, std::uint32_t m) {
  const auto digits = static_cast<std::uint32_t>(bits) << 3, high = static_cast<std::uint32_t>(bits >> 32);
  return signed32(digits + m) < middle_end(m) || signed32(high + high + tiny_offset) < signed32(tiny_end);
}
HILLOCK_INLINE bool any_near_middle(double a, std::uint32_t m) {
  return is_near_middle(to_bits(a), m);
}
HILLOCK_INLINE bool any_near_middle(double a, double b, std::uint32_t m) {
  return any_near_middle(a, m) || any_near_middle(b, m);
}
HILLOCK_INLINE float upper_half(float a) { return bits_and(a, from_bits(upper_half_bits<float>)); }
HILLOCK_INLINE double upper_half(double a) { return bits_and(a, from_bits(upper_half_bits<double>)); }
HILLOCK_INLINE float upper_digits(float a) { return bits_and(a, from_bits(upper_digits_mask)); }
HILLOCK_INLINE void widen(float a, double& wide) { wide = static_cast<double>(a); }
HILLOCK_INLINE void narrow(double wide, float& a) { a = static_cast<float>(wide); }
// clang-format on

// Elements of 16 bits: Eigen's conversions; a part of one is none.
template <typename Short>
HILLOCK_INLINE void load_short(const Short* from, float& a) {
  a = static_cast<float>(*from);
}
template <typename Short>
HILLOCK_INLINE void store_short(Short* to, float a) {
  *to = static_cast<Short>(a);
}
template <typename Short>
HILLOCK_INLINE void load_short(const Short* from, Eigen::Index, float& a) {
  load_short(from, a);
}
template <typename Short>
HILLOCK_INLINE void store_short(Short*, Eigen::Index, float) {}

}  // namespace detail
HILLOCK_NAMESPACE_END
