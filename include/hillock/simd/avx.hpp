// AVX and AVX2: registers of 32 bytes.
#pragma once

#include <hillock/simd/sse.hpp>

#if defined(HILLOCK_SIMD_AVX)
HILLOCK_NAMESPACE_BEGIN
namespace detail {

HILLOCK_REGISTER(float, 8, Eigen::internal::Packet8f, Eigen::internal::Packet8f)
HILLOCK_REGISTER(double, 4, Eigen::internal::Packet4d, Eigen::internal::Packet4d)

// clang-format off
#if !defined(HILLOCK_X86_ASM)
HILLOCK_INLINE __m256 square_root(__m256 a) { return _mm256_sqrt_ps(a); }
HILLOCK_INLINE __m256d square_root(__m256d a) { return _mm256_sqrt_pd(a); }
HILLOCK_INLINE __m256 at_least(__m256 bound, __m256 x) { return _mm256_max_ps(bound, x); }
HILLOCK_INLINE __m256d at_least(__m256d bound, __m256d x) { return _mm256_max_pd(bound, x); }
HILLOCK_INLINE __m256 at_most(__m256 bound, __m256 x) { return _mm256_min_ps(bound, x); }
HILLOCK_INLINE __m256d at_most(__m256d bound, __m256d x) { return _mm256_min_pd(bound, x); }
#endif
HILLOCK_INLINE bool all_of(__m256 mask) { return _mm256_movemask_ps(mask) == 0xff; }
HILLOCK_INLINE bool all_of(__m256d mask) { return _mm256_movemask_pd(mask) == 0xf; }
#if defined(__AVX2__)
HILLOCK_INLINE __m256 low_bits_to_exponent(__m256 a) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(a), 23));
}
HILLOCK_INLINE __m256 low_bit_to_sign(__m256 a) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(a), 31));
}
HILLOCK_INLINE __m256d low_bits_to_exponent(__m256d a) {
  return _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_castpd_si256(a), 52));
}
#else
HILLOCK_INLINE __m256 low_bits_to_exponent(__m256 a) {
  return _mm256_set_m128(low_bits_to_exponent(_mm256_extractf128_ps(a, 1)),
                         low_bits_to_exponent(_mm256_castps256_ps128(a)));
}
HILLOCK_INLINE __m256 low_bit_to_sign(__m256 a) {
  return _mm256_set_m128(low_bit_to_sign(_mm256_extractf128_ps(a, 1)), low_bit_to_sign(_mm256_castps256_ps128(a)));
}
HILLOCK_INLINE __m256d low_bits_to_exponent(__m256d a) {
  return _mm256_set_m128d(low_bits_to_exponent(_mm256_extractf128_pd(a, 1)),
                          low_bits_to_exponent(_mm256_castpd256_pd128(a)));
}
#endif
HILLOCK_INLINE __m256d exponent_field(__m256d a) {
#if defined(__AVX2__)
  const __m256d unit = _mm256_set1_pd(0x1p52);
  return _mm256_sub_pd(_mm256_or_pd(_mm256_castsi256_pd(_mm256_srli_epi64(_mm256_castpd_si256(a), 52)), unit), unit);
#else
  return _mm256_set_m128d(exponent_field(_mm256_extractf128_pd(a, 1)), exponent_field(_mm256_castpd256_pd128(a)));
#endif
}
HILLOCK_INLINE bool any_near_middle(__m256d a, __m256d b, std::uint32_t m) {
#if defined(__AVX2__)
  const __m256 first = _mm256_castpd_ps(a), second = _mm256_castpd_ps(b);
  const __m256i low = _mm256_castps_si256(_mm256_shuffle_ps(first, second, 0x88));
  const __m256i high = _mm256_castps_si256(_mm256_shuffle_ps(first, second, 0xdd));
  const __m256i digits = _mm256_add_epi32(_mm256_slli_epi32(low, 3), _mm256_set1_epi32(signed32(m)));
  const __m256i size = _mm256_add_epi32(_mm256_add_epi32(high, high), _mm256_set1_epi32(signed32(tiny_offset)));
  const __m256i middle = _mm256_cmpgt_epi32(_mm256_set1_epi32(middle_end(m)), digits);
  const __m256i tiny = _mm256_cmpgt_epi32(_mm256_set1_epi32(signed32(tiny_end)), size);
  return _mm256_movemask_epi8(_mm256_or_si256(middle, tiny)) != 0;
#else
  return any_near_middle(_mm256_castpd256_pd128(a), _mm256_extractf128_pd(a, 1), m) ||
         any_near_middle(_mm256_castpd256_pd128(b), _mm256_extractf128_pd(b, 1), m);
#endif
}
HILLOCK_INLINE bool any_near_middle(__m256d a, std::uint32_t m) {
  return any_near_middle(_mm256_castpd256_pd128(a), _mm256_extractf128_pd(a, 1), m);
}
HILLOCK_INLINE void widen(__m128 a, __m256d& wide) { wide = _mm256_cvtps_pd(a); }
HILLOCK_INLINE void narrow(__m256d wide, __m128& a) { a = _mm256_cvtpd_ps(wide); }
#if !defined(HILLOCK_SIMD_AVX512)
template <typename Wide> HILLOCK_INLINE void widen(__m256 a, Wide& wide) {
  wide.low = _mm256_cvtps_pd(_mm256_castps256_ps128(a));
  wide.high = _mm256_cvtps_pd(_mm256_extractf128_ps(a, 1));
}
template <typename Wide> HILLOCK_INLINE void narrow(Wide wide, __m256& a) {
  const __m256d low = wide.low, high = wide.high;
  a = _mm256_set_m128(_mm256_cvtpd_ps(high), _mm256_cvtpd_ps(low));
}
#endif

// Eight floats as two times four: the first four of a and b, and the last four; the same four twice; and in each half,
// rows to columns of four registers.
HILLOCK_INLINE __m256 first_halves(__m256 a, __m256 b) { return _mm256_permute2f128_ps(a, b, 0x20); }
HILLOCK_INLINE __m256 second_halves(__m256 a, __m256 b) { return _mm256_permute2f128_ps(a, b, 0x31); }
HILLOCK_INLINE __m256 load_twice(const float* from) {
  return _mm256_broadcast_ps(reinterpret_cast<const __m128*>(from));
}
HILLOCK_INLINE void transpose_halves(__m256 (&rows)[4]) {
  const __m256 a = _mm256_unpacklo_ps(rows[0], rows[1]), b = _mm256_unpackhi_ps(rows[0], rows[1]);
  const __m256 c = _mm256_unpacklo_ps(rows[2], rows[3]), d = _mm256_unpackhi_ps(rows[2], rows[3]);
  rows[0] = _mm256_shuffle_ps(a, c, 0x44);
  rows[1] = _mm256_shuffle_ps(a, c, 0xee);
  rows[2] = _mm256_shuffle_ps(b, d, 0x44);
  rows[3] = _mm256_shuffle_ps(b, d, 0xee);
}
// clang-format on

// Elements of 16 bits, as in sse.hpp.
#if defined(HILLOCK_F16C)
HILLOCK_INLINE void extend(const Eigen::half*, __m128i shorts, __m256& a) { a = from_half(_mm256_cvtph_ps(shorts)); }
HILLOCK_INLINE __m128i shorten(const Eigen::half*, __m256 a) { return _mm256_cvtps_ph(a, 0); }
#else
HILLOCK_INLINE void extend(const Eigen::half*, __m128i shorts, __m256& a) {
  a = _mm256_set_m128(half_to_float(_mm_unpackhi_epi64(shorts, shorts)), half_to_float(shorts));
}
HILLOCK_INLINE __m128i shorten(const Eigen::half*, __m256 a) {
  return _mm_packs_epi32(float_to_half(_mm256_castps256_ps128(a)), float_to_half(_mm256_extractf128_ps(a, 1)));
}
#endif
#if defined(__AVX2__)
HILLOCK_INLINE void extend(const Eigen::bfloat16*, __m128i shorts, __m256& a) {
  a = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(shorts), 16));
}
HILLOCK_INLINE __m256i is_nan(__m256 a) {
#if defined(HILLOCK_X86_ASM)  // the compiler may forget NaN, but not what its bits are
  const __m256i magnitude = _mm256_and_si256(_mm256_castps_si256(a), _mm256_set1_epi32(0x7fffffff));
  return _mm256_cmpgt_epi32(magnitude, _mm256_set1_epi32(0x7f800000));
#else
  return _mm256_castps_si256(_mm256_cmp_ps(a, a, _CMP_UNORD_Q));
#endif
}
HILLOCK_INLINE __m256i float_to_bfloat16(__m256 a) {
  const __m256i bits = _mm256_castps_si256(a);
  const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
  const __m256i rounded = _mm256_add_epi32(bits, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
  return _mm256_srai_epi32(_mm256_or_si256(rounded, is_nan(a)), 16);
}
HILLOCK_INLINE __m128i shorten(const Eigen::bfloat16*, __m256 a) {
  const __m256i shorts = float_to_bfloat16(a);
  return _mm_packs_epi32(_mm256_castsi256_si128(shorts), _mm256_extracti128_si256(shorts, 1));
}
/// Two registers in fewer instructions than one after the other: elements with even numbers, and with odd ones.
constexpr bool takes_two_short(const Eigen::bfloat16*, const __m256*) { return true; }
HILLOCK_INLINE void load_two_short(const Eigen::bfloat16* from, __m256& even, __m256& odd) {
  const __m256i shorts = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  even = _mm256_castsi256_ps(_mm256_slli_epi32(shorts, 16));
  odd = _mm256_castsi256_ps(_mm256_and_si256(shorts, _mm256_set1_epi32(-0x10000)));
}
/// Rounded by adding half of the last place. Where nothing is left behind it then, that was a tie, of which the last
/// place becomes even.
HILLOCK_INLINE void store_two_short(Eigen::bfloat16* to, __m256 even, __m256 odd) {
  const auto rounded = [](__m256 a) HILLOCK_INLINE_LAMBDA {
    return _mm256_or_si256(_mm256_add_epi32(_mm256_castps_si256(a), _mm256_set1_epi32(0x8000)), is_nan(a));
  };
  const __m256i a = rounded(even), b = rounded(odd);
  const __m256i shorts = _mm256_blend_epi16(_mm256_srli_epi32(a, 16), b, 0xaa);
  const __m256i rest = _mm256_blend_epi16(a, _mm256_slli_epi32(b, 16), 0xaa);
  const __m256i is_tie = _mm256_subs_epu16(_mm256_set1_epi16(1), rest);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_andnot_si256(is_tie, shorts));
}
#else
HILLOCK_INLINE void extend(const Eigen::bfloat16*, __m128i shorts, __m256& a) {
  a = _mm256_set_m128(bfloat16_to_float(_mm_unpackhi_epi64(shorts, shorts)), bfloat16_to_float(shorts));
}
HILLOCK_INLINE __m128i shorten(const Eigen::bfloat16*, __m256 a) {
  return _mm_packs_epi32(float_to_bfloat16(_mm256_castps256_ps128(a)), float_to_bfloat16(_mm256_extractf128_ps(a, 1)));
}
#endif

HILLOCK_INLINE __m128i load_128(const void* from) { return _mm_loadu_si128(static_cast<const __m128i*>(from)); }
HILLOCK_INLINE void store_128(void* to, __m128i a) { _mm_storeu_si128(static_cast<__m128i*>(to), a); }
HILLOCK_INLINE __m128i low_halves(__m128i a, __m128i b) { return _mm_unpacklo_epi64(a, b); }
HILLOCK_INLINE __m128i upper_to_low(__m128i a) { return _mm_unpackhi_epi64(a, a); }
template <typename Short>
HILLOCK_INLINE void load_short(const Short* from, __m256& a) {
  extend(from, load_128(from), a);
}
template <typename Short>
HILLOCK_INLINE void store_short(Short* to, __m256 a) {
  store_128(to, shorten(to, a));
}
template <typename Short>
HILLOCK_INLINE void load_short(const Short* from, Eigen::Index count, __m256& a) {
  const std::uint64_t fill = four_times(from);
  const std::uint64_t low = first_of_four(from, count, fill), high = first_of_four(from + 4, count - 4, fill);
  extend(from, low_halves(load_low(&low), load_low(&high)), a);
}
template <typename Short>
HILLOCK_INLINE void store_short(Short* to, Eigen::Index count, __m256 a) {
  __m128i shorts = shorten(to, a);
  if (count & 4) {
    store_low(to, shorts);
    to += 4;
    shorts = upper_to_low(shorts);
  }
  std::uint64_t word = 0;
  store_low(&word, shorts);
  store_first_of_four(to, count, word);
}

}  // namespace detail
HILLOCK_NAMESPACE_END
#endif  // HILLOCK_SIMD_AVX
