// SSE2: registers of 16 bytes.
#pragma once

#include <hillock/simd/operations.hpp>

#if defined(HILLOCK_SIMD_SSE2)
// Conversions of half (F16C). Only with FMA: every processor that has that has both, so that of two copies of a loop,
// compiled with and without, the linker may keep either.
#if defined(HILLOCK_FMA) && (defined(__F16C__) || (defined(_MSC_VER) && defined(__AVX2__)))
#define HILLOCK_F16C 1
#endif
HILLOCK_NAMESPACE_BEGIN
namespace detail {

HILLOCK_REGISTER(float, 4, Eigen::internal::Packet4f, Eigen::internal::Packet4f)
HILLOCK_REGISTER(double, 2, Eigen::internal::Packet2d, Eigen::internal::Packet2d)

// clang-format off
#if !defined(HILLOCK_X86_ASM)
// Not Eigen's psqrt, which for floats may be an estimate with a Newton step.
HILLOCK_INLINE __m128 square_root(__m128 a) { return _mm_sqrt_ps(a); }
HILLOCK_INLINE __m128d square_root(__m128d a) { return _mm_sqrt_pd(a); }
HILLOCK_INLINE __m128 at_least(__m128 bound, __m128 x) { return _mm_max_ps(bound, x); }
HILLOCK_INLINE __m128d at_least(__m128d bound, __m128d x) { return _mm_max_pd(bound, x); }
HILLOCK_INLINE __m128 at_most(__m128 bound, __m128 x) { return _mm_min_ps(bound, x); }
HILLOCK_INLINE __m128d at_most(__m128d bound, __m128d x) { return _mm_min_pd(bound, x); }
#endif
HILLOCK_INLINE bool all_of(__m128 mask) { return _mm_movemask_ps(mask) == 0xf; }
HILLOCK_INLINE bool all_of(__m128d mask) { return _mm_movemask_pd(mask) == 0x3; }
HILLOCK_INLINE __m128 low_bits_to_exponent(__m128 a) {
  return _mm_castsi128_ps(_mm_slli_epi32(_mm_castps_si128(a), 23));
}
HILLOCK_INLINE __m128d low_bits_to_exponent(__m128d a) {
  return _mm_castsi128_pd(_mm_slli_epi64(_mm_castpd_si128(a), 52));
}
HILLOCK_INLINE __m128 low_bit_to_sign(__m128 a) { return _mm_castsi128_ps(_mm_slli_epi32(_mm_castps_si128(a), 31)); }
// The field becomes the low bits of 2^52 + field.
HILLOCK_INLINE __m128d exponent_field(__m128d a) {
  const __m128d unit = _mm_set1_pd(0x1p52);
  return _mm_sub_pd(_mm_or_pd(_mm_castsi128_pd(_mm_srli_epi64(_mm_castpd_si128(a), 52)), unit), unit);
}
HILLOCK_INLINE bool any_near_middle(__m128d a, __m128d b, std::uint32_t m) {
  const __m128 first = _mm_castpd_ps(a), second = _mm_castpd_ps(b);
  const __m128i low = _mm_castps_si128(_mm_shuffle_ps(first, second, 0x88));
  const __m128i high = _mm_castps_si128(_mm_shuffle_ps(first, second, 0xdd));
  const __m128i digits = _mm_add_epi32(_mm_slli_epi32(low, 3), _mm_set1_epi32(signed32(m)));
  const __m128i size = _mm_add_epi32(_mm_add_epi32(high, high), _mm_set1_epi32(signed32(tiny_offset)));
  const __m128i middle = _mm_cmplt_epi32(digits, _mm_set1_epi32(middle_end(m)));
  return _mm_movemask_epi8(_mm_or_si128(middle, _mm_cmplt_epi32(size, _mm_set1_epi32(signed32(tiny_end))))) != 0;
}
#if !defined(HILLOCK_SIMD_AVX)
template <typename Wide> HILLOCK_INLINE void widen(__m128 a, Wide& wide) {
  wide.low = _mm_cvtps_pd(a);
  wide.high = _mm_cvtps_pd(_mm_movehl_ps(a, a));
}
template <typename Wide> HILLOCK_INLINE void narrow(Wide wide, __m128& a) {
  const __m128d low = wide.low, high = wide.high;
  a = _mm_movelh_ps(_mm_cvtpd_ps(low), _mm_cvtpd_ps(high));
}
#endif
// clang-format on

// Elements of 16 bits. A bfloat16 is the upper half of a float. It is rounded to nearest, ties to even, by adding to
// the bits a half of the last digit that stays, less one unless that digit is odd: a carry goes on into the exponent,
// as it should. NaN, which it might turn into a zero, has all bits then.
HILLOCK_INLINE __m128 bfloat16_to_float(__m128i shorts) {
  return _mm_castsi128_ps(_mm_unpacklo_epi16(_mm_setzero_si128(), shorts));
}
HILLOCK_INLINE __m128i choose_bits(__m128i mask, __m128i yes, __m128i no) {
  return _mm_or_si128(_mm_and_si128(mask, yes), _mm_andnot_si128(mask, no));
}
/// In the lower half of each 32 bits; what is above is the sign, so that they can be packed as signed numbers.
HILLOCK_INLINE __m128i float_to_bfloat16(__m128 a) {
  const __m128i bits = _mm_castps_si128(a);
  const __m128i is_nan = _mm_cmpgt_epi32(_mm_and_si128(bits, _mm_set1_epi32(0x7fffffff)), _mm_set1_epi32(0x7f800000));
  const __m128i odd = _mm_and_si128(_mm_srli_epi32(bits, 16), _mm_set1_epi32(1));
  const __m128i rounded = _mm_add_epi32(bits, _mm_add_epi32(odd, _mm_set1_epi32(0x7fff)));
  return _mm_srai_epi32(_mm_or_si128(rounded, is_nan), 16);
}

// A half has 5 bits of exponent, biased by 15, and 10 digits: moved up by 13 bits it is a float but for the bias.
// Subnormal halves and what is rounded to them are shifted by the rounding of a sum. (The idea: F. Giesen, "Half to
// float done quick", 2012.) Nothing here raises an exception that converting does not.
#if defined(HILLOCK_F16C)
HILLOCK_INLINE __m128 half_to_float(__m128i shorts) { return from_half(_mm_cvtph_ps(shorts)); }
#else
HILLOCK_INLINE __m128 half_to_float(__m128i shorts) {
  const __m128i bits = _mm_unpacklo_epi16(shorts, _mm_setzero_si128());
  const __m128i magnitude = _mm_and_si128(bits, _mm_set1_epi32(0x7fff));
  const __m128i sign = _mm_slli_epi32(_mm_xor_si128(bits, magnitude), 16);
  const __m128i digits = _mm_slli_epi32(magnitude, 13);
  // The bias of float, and once more as much for infinities and NaN.
  const __m128i special = _mm_and_si128(_mm_cmpgt_epi32(magnitude, _mm_set1_epi32(0x7bff)), _mm_set1_epi32(112 << 23));
  const __m128i usual = _mm_add_epi32(_mm_add_epi32(digits, _mm_set1_epi32(112 << 23)), special);
  // 2^-14 + x, less 2^-14.
  const __m128i above = _mm_add_epi32(digits, _mm_set1_epi32(113 << 23));
  const __m128i tiny = _mm_castps_si128(_mm_sub_ps(_mm_castsi128_ps(above), _mm_set1_ps(0x1p-14f)));
  const __m128i is_tiny = _mm_cmplt_epi32(magnitude, _mm_set1_epi32(0x0400));
  return _mm_castsi128_ps(_mm_or_si128(sign, choose_bits(is_tiny, tiny, usual)));
}
/// As float_to_bfloat16.
HILLOCK_INLINE __m128i float_to_half(__m128 a) {
  const __m128i bits = _mm_castps_si128(a), magnitude = _mm_and_si128(bits, _mm_set1_epi32(0x7fffffff));
  // From 2^16 on, and NaN.
  const __m128i is_large = _mm_cmpgt_epi32(magnitude, _mm_set1_epi32((143 << 23) - 1));
  const __m128i is_nan = _mm_cmpgt_epi32(magnitude, _mm_set1_epi32(0x7f800000));
  const __m128i large = choose_bits(is_nan, _mm_set1_epi32(0x7e00), _mm_set1_epi32(0x7c00));
  // Below 2^-14: added to 1/2, whose last digit is 2^-24, as in a half.
  const __m128i is_tiny = _mm_cmplt_epi32(magnitude, _mm_set1_epi32(113 << 23));
  const __m128 sum = _mm_add_ps(_mm_castsi128_ps(_mm_and_si128(is_tiny, magnitude)), _mm_set1_ps(0.5f));
  const __m128i tiny = _mm_sub_epi32(_mm_castps_si128(sum), _mm_set1_epi32(126 << 23));
  const __m128i odd = _mm_and_si128(_mm_srli_epi32(magnitude, 13), _mm_set1_epi32(1));
  const __m128i moved = _mm_sub_epi32(_mm_add_epi32(magnitude, odd), _mm_set1_epi32((112 << 23) - 0xfff));
  const __m128i usual = _mm_srli_epi32(moved, 13);
  const __m128i y = choose_bits(is_large, large, choose_bits(is_tiny, tiny, usual));
  const __m128i sign = _mm_slli_epi32(_mm_srai_epi32(bits, 31), 15);
  return _mm_or_si128(y, sign);
}
#endif

HILLOCK_INLINE void extend(const Eigen::half*, __m128i shorts, __m128& a) { a = half_to_float(shorts); }
HILLOCK_INLINE void extend(const Eigen::bfloat16*, __m128i shorts, __m128& a) { a = bfloat16_to_float(shorts); }
HILLOCK_INLINE __m128i shorten(const Eigen::half*, __m128 a) {
#if defined(HILLOCK_F16C)
  return _mm_cvtps_ph(a, 0);
#else
  const __m128i shorts = float_to_half(a);
  return _mm_packs_epi32(shorts, shorts);
#endif
}
HILLOCK_INLINE __m128i shorten(const Eigen::bfloat16*, __m128 a) {
  const __m128i shorts = float_to_bfloat16(a);
  return _mm_packs_epi32(shorts, shorts);
}

HILLOCK_INLINE __m128i load_low(const void* from) { return _mm_loadl_epi64(static_cast<const __m128i*>(from)); }
HILLOCK_INLINE void store_low(void* to, __m128i a) { _mm_storel_epi64(static_cast<__m128i*>(to), a); }
template <typename Short>
HILLOCK_INLINE void load_short(const Short* from, __m128& a) {
  extend(from, load_low(from), a);
}
template <typename Short>
HILLOCK_INLINE void store_short(Short* to, __m128 a) {
  store_low(to, shorten(to, a));
}
template <typename Short>
HILLOCK_INLINE void load_short(const Short* from, Eigen::Index count, __m128& a) {
  const std::uint64_t word = first_of_four(from, count, four_times(from));
  extend(from, load_low(&word), a);
}
template <typename Short>
HILLOCK_INLINE void store_short(Short* to, Eigen::Index count, __m128 a) {
  std::uint64_t word = 0;
  store_low(&word, shorten(to, a));
  store_first_of_four(to, count, word);
}

}  // namespace detail
HILLOCK_NAMESPACE_END
#endif  // HILLOCK_SIMD_SSE2
