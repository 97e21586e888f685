// Stores past the caches, for results so large that they would only drive out of them what is needed next.
#pragma once

#include <cstdint>

#include <hillock/number/lanes.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// From this many bytes on a result is stored past the caches: twice what most last caches hold, argument and result
/// together. In a cache such stores would be several times slower than others.
inline constexpr Eigen::Index streamed_bytes = Eigen::Index(64) << 20;

#if defined(HILLOCK_SIMD_SSE2)
HILLOCK_INLINE void stream(float* to, __m128 a) { _mm_stream_ps(to, a); }
HILLOCK_INLINE void stream(double* to, __m128d a) { _mm_stream_pd(to, a); }
#endif
#if defined(HILLOCK_SIMD_AVX)
HILLOCK_INLINE void stream(float* to, __m256 a) { _mm256_stream_ps(to, a); }
HILLOCK_INLINE void stream(double* to, __m256d a) { _mm256_stream_pd(to, a); }
#endif
#if defined(HILLOCK_SIMD_AVX512)
HILLOCK_INLINE void stream(float* to, __m512 a) { _mm512_stream_ps(to, a); }
HILLOCK_INLINE void stream(double* to, __m512d a) { _mm512_stream_pd(to, a); }
#endif
#if defined(HILLOCK_SIMD_SSE2)
template <typename V>
inline constexpr bool can_stream = sizeof(V) >= 16 && sizeof(V) <= widest_bytes;
#else
template <typename V>
inline constexpr bool can_stream = false;
#endif

/// How many elements stand before the first one that is aligned for such a store.
template <typename V>
HILLOCK_INLINE Eigen::Index elements_to_alignment(const typename V::Scalar* y) {
  const auto behind = reinterpret_cast<std::uintptr_t>(y) % sizeof(V);
  return behind == 0 ? 0 : static_cast<Eigen::Index>((sizeof(V) - behind) / sizeof(typename V::Scalar));
}
/// Other threads see what was stored by ordinary means after this.
HILLOCK_INLINE void end_of_stream() {
#if defined(HILLOCK_SIMD_SSE2)
  _mm_sfence();
#endif
}

}  // namespace detail
HILLOCK_NAMESPACE_END
