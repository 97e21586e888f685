// AVX-512 (F, DQ and VL): registers of 64 bytes, masks in registers of their own.
#pragma once

#include <hillock/simd/avx.hpp>

#if defined(HILLOCK_SIMD_AVX512)
HILLOCK_NAMESPACE_BEGIN
namespace detail {

HILLOCK_REGISTER(float, 16, Eigen::internal::Packet16f, __mmask16)
HILLOCK_REGISTER(double, 8, Eigen::internal::Packet8d, __mmask8)

// clang-format off
// The unmasked intrinsics start from an undefined register, which GCC 12 reports as used uninitialised in our callers;
// with a mask of all lanes the same instruction comes out.
inline constexpr __mmask16 every16 = 0xffff;
inline constexpr __mmask8 every8 = 0xff;
// Eigen's begins with a register that is not set, of which GCC 12 warns.
HILLOCK_INLINE float first_lane(__m512 a) { return _mm512_cvtss_f32(a); }
HILLOCK_INLINE double first_lane(__m512d a) { return _mm512_cvtsd_f64(a); }
#if !defined(HILLOCK_X86_ASM)
HILLOCK_INLINE __m512 square_root(__m512 a) { return _mm512_maskz_sqrt_ps(every16, a); }
HILLOCK_INLINE __m512d square_root(__m512d a) { return _mm512_maskz_sqrt_pd(every8, a); }
HILLOCK_INLINE __m512 at_least(__m512 bound, __m512 x) { return _mm512_maskz_max_ps(every16, bound, x); }
HILLOCK_INLINE __m512d at_least(__m512d bound, __m512d x) { return _mm512_maskz_max_pd(every8, bound, x); }
HILLOCK_INLINE __m512 at_most(__m512 bound, __m512 x) { return _mm512_maskz_min_ps(every16, bound, x); }
HILLOCK_INLINE __m512d at_most(__m512d bound, __m512d x) { return _mm512_maskz_min_pd(every8, bound, x); }
HILLOCK_INLINE __mmask16 is_less(__m512 a, __m512 b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
HILLOCK_INLINE __mmask8 is_less(__m512d a, __m512d b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
HILLOCK_INLINE __mmask16 is_less_equal(__m512 a, __m512 b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
HILLOCK_INLINE __mmask8 is_less_equal(__m512d a, __m512d b) { return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ); }
HILLOCK_INLINE __mmask16 is_equal(__m512 a, __m512 b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
HILLOCK_INLINE __mmask8 is_equal(__m512d a, __m512d b) { return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
#endif
HILLOCK_INLINE __m512 choose(__mmask16 mask, __m512 yes, __m512 no) { return _mm512_mask_blend_ps(mask, no, yes); }
HILLOCK_INLINE __m512d choose(__mmask8 mask, __m512d yes, __m512d no) { return _mm512_mask_blend_pd(mask, no, yes); }
HILLOCK_INLINE __mmask16 both(__mmask16 a, __mmask16 b) { return static_cast<__mmask16>(a & b); }
HILLOCK_INLINE __mmask8 both(__mmask8 a, __mmask8 b) { return static_cast<__mmask8>(a & b); }
HILLOCK_INLINE __m512 low_bits_to_exponent(__m512 a) {
  return _mm512_castsi512_ps(_mm512_maskz_slli_epi32(every16, _mm512_castps_si512(a), 23));
}
HILLOCK_INLINE __m512d low_bits_to_exponent(__m512d a) {
  return _mm512_castsi512_pd(_mm512_maskz_slli_epi64(every8, _mm512_castpd_si512(a), 52));
}
HILLOCK_INLINE __m512 low_bit_to_sign(__m512 a) {
  return _mm512_castsi512_ps(_mm512_maskz_slli_epi32(every16, _mm512_castps_si512(a), 31));
}
HILLOCK_INLINE bool all_of(__mmask8 mask) { return mask == 0xff; }
HILLOCK_INLINE bool all_of(__mmask16 mask) { return mask == 0xffff; }
HILLOCK_INLINE __m512d exponent_field(__m512d a) {
  return _mm512_maskz_cvtepi64_pd(every8, _mm512_maskz_srli_epi64(every8, _mm512_castpd_si512(a), 52));
}
HILLOCK_INLINE bool any_near_middle(__m512d a, __m512d b, std::uint32_t m) {
  const __m512 first = _mm512_castpd_ps(a), second = _mm512_castpd_ps(b);
  const __m512i words = _mm512_castps_si512(_mm512_maskz_shuffle_ps(every16, first, second, 0x88));
  const __m512i high = _mm512_castps_si512(_mm512_maskz_shuffle_ps(every16, first, second, 0xdd));
  const __m512i low = _mm512_maskz_slli_epi32(every16, words, 3);
  const __m512i digits = _mm512_add_epi32(low, _mm512_set1_epi32(signed32(m)));
  const __m512i size = _mm512_add_epi32(_mm512_add_epi32(high, high), _mm512_set1_epi32(signed32(tiny_offset)));
  const __mmask16 middle = _mm512_cmplt_epi32_mask(digits, _mm512_set1_epi32(middle_end(m)));
  return (middle | _mm512_cmplt_epi32_mask(size, _mm512_set1_epi32(signed32(tiny_end)))) != 0;
}
HILLOCK_INLINE bool any_near_middle(__m512d a, std::uint32_t m) {
  return any_near_middle(_mm512_castpd512_pd256(a), _mm512_maskz_extractf64x4_pd(every8, a, 1), m);
}
HILLOCK_INLINE void widen(__m256 a, __m512d& wide) { wide = _mm512_maskz_cvtps_pd(every8, a); }
HILLOCK_INLINE void narrow(__m512d wide, __m256& a) { a = _mm512_maskz_cvtpd_ps(every8, wide); }
template <typename Wide> HILLOCK_INLINE void widen(__m512 a, Wide& wide) {
  wide.low = _mm512_maskz_cvtps_pd(every8, _mm512_maskz_extractf32x8_ps(every8, a, 0));
  wide.high = _mm512_maskz_cvtps_pd(every8, _mm512_maskz_extractf32x8_ps(every8, a, 1));
}
template <typename Wide> HILLOCK_INLINE void narrow(Wide wide, __m512& a) {
  const __m512d low = wide.low, high = wide.high;
  a = _mm512_maskz_insertf32x8(every16, _mm512_castps256_ps512(_mm512_maskz_cvtpd_ps(every8, low)),
                               _mm512_maskz_cvtpd_ps(every8, high), 1);
}

HILLOCK_INLINE __m128 scale(__m128 a, __m128 n) { return _mm_maskz_scalef_ps(0xf, a, n); }
HILLOCK_INLINE __m128d scale(__m128d a, __m128d n) { return _mm_maskz_scalef_pd(0x3, a, n); }
HILLOCK_INLINE __m256 scale(__m256 a, __m256 n) { return _mm256_maskz_scalef_ps(every8, a, n); }
HILLOCK_INLINE __m256d scale(__m256d a, __m256d n) { return _mm256_maskz_scalef_pd(0xf, a, n); }
HILLOCK_INLINE __m512 scale(__m512 a, __m512 n) { return _mm512_maskz_scalef_ps(every16, a, n); }
HILLOCK_INLINE __m512d scale(__m512d a, __m512d n) { return _mm512_maskz_scalef_pd(every8, a, n); }
// clang-format on

// Elements of 16 bits, as in sse.hpp. (The instruction that rounds to bfloat16 takes subnormal numbers for zero.)
HILLOCK_INLINE void extend(const Eigen::half*, __m256i shorts, __m512& a) {
  a = from_half(_mm512_maskz_cvtph_ps(every16, shorts));
}
HILLOCK_INLINE __m256i shorten(const Eigen::half*, __m512 a) { return _mm512_maskz_cvtps_ph(every16, a, 0); }
HILLOCK_INLINE void extend(const Eigen::bfloat16*, __m256i shorts, __m512& a) {
  const __m512i bits = _mm512_maskz_cvtepu16_epi32(every16, shorts);
  a = _mm512_castsi512_ps(_mm512_maskz_slli_epi32(every16, bits, 16));
}
HILLOCK_INLINE __m256i shorten(const Eigen::bfloat16*, __m512 a) {
  const __m512i bits = _mm512_castps_si512(a), infinity = _mm512_set1_epi32(0x7f800000);
  const __mmask16 is_nan = _mm512_cmpgt_epi32_mask(_mm512_and_si512(bits, _mm512_set1_epi32(0x7fffffff)), infinity);
  const __m512i odd = _mm512_and_si512(_mm512_maskz_srli_epi32(every16, bits, 16), _mm512_set1_epi32(1));
  const __m512i rounded = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
  const __m512i whole = _mm512_mask_set1_epi32(rounded, is_nan, -1);
  return _mm512_maskz_cvtepi32_epi16(every16, _mm512_maskz_srli_epi32(every16, whole, 16));
}

HILLOCK_INLINE __m256i load_256(const void* from) { return _mm256_loadu_si256(static_cast<const __m256i*>(from)); }
HILLOCK_INLINE void store_256(void* to, __m256i a) { _mm256_storeu_si256(static_cast<__m256i*>(to), a); }
template <typename Short>
HILLOCK_INLINE void load_short(const Short* from, __m512& a) {
  extend(from, load_256(from), a);
}
template <typename Short>
HILLOCK_INLINE void store_short(Short* to, __m512 a) {
  store_256(to, shorten(to, a));
}
#if defined(__AVX512BW__)
HILLOCK_INLINE __m256i load_first_shorts(const void* from, Eigen::Index count) {
  short first = 0;
  std::memcpy(&first, from, sizeof(first));
  return _mm256_mask_loadu_epi16(_mm256_set1_epi16(first), static_cast<__mmask16>((1u << count) - 1u), from);
}
HILLOCK_INLINE void store_first_shorts(void* to, Eigen::Index count, __m256i a) {
  _mm256_mask_storeu_epi16(to, static_cast<__mmask16>((1u << count) - 1u), a);
}
#else
HILLOCK_INLINE __m256i load_first_shorts(const void* from, Eigen::Index count) {
  std::uint16_t shorts[16];
  for (int k = 0; k < 16; ++k) std::memcpy(&shorts[k], static_cast<const char*>(from) + (k < count ? 2 * k : 0), 2);
  return load_256(shorts);
}
HILLOCK_INLINE void store_first_shorts(void* to, Eigen::Index count, __m256i a) {
  std::uint16_t shorts[16];
  store_256(shorts, a);
  for (int k = 0; k < 16 && k < count; ++k) std::memcpy(static_cast<char*>(to) + 2 * k, &shorts[k], 2);
}
#endif
template <typename Short>
HILLOCK_INLINE void load_short(const Short* from, Eigen::Index count, __m512& a) {
  extend(from, load_first_shorts(from, count), a);
}
template <typename Short>
HILLOCK_INLINE void store_short(Short* to, Eigen::Index count, __m512 a) {
  store_first_shorts(to, count, shorten(to, a));
}

}  // namespace detail
HILLOCK_NAMESPACE_END
#endif  // HILLOCK_SIMD_AVX512
