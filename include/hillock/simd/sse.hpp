// SSE2: registers of 16 bytes.
#ifndef HILLOCK_SIMD_SSE_HPP
#define HILLOCK_SIMD_SSE_HPP

#include <hillock/simd/operations.hpp>

#if defined(HILLOCK_SIMD_SSE2)
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
// The field becomes the low bits of 2^52 + field.
HILLOCK_INLINE __m128d exponent_field(__m128d a) {
  const __m128d unit = _mm_set1_pd(0x1p52);
  return _mm_sub_pd(_mm_or_pd(_mm_castsi128_pd(_mm_srli_epi64(_mm_castpd_si128(a), 52)), unit), unit);
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

}  // namespace detail
HILLOCK_NAMESPACE_END
#endif  // HILLOCK_SIMD_SSE2

#endif  // HILLOCK_SIMD_SSE_HPP
