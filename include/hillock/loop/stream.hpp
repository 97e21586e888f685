// Stores past the caches, for results so large that they would only drive out of them what is needed next.
#pragma once

#include <cstdint>

#include <hillock/number/lanes.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// From this many bytes on a result is stored past the caches: twice what most last caches hold, argument and result
/// together. In a cache such stores would be several times slower than others.
inline constexpr Eigen::Index streamed_bytes = Eigen::Index(64) << 20;

template <int Bytes>
struct Stream {
  static constexpr bool exists = false;
};
#if defined(HILLOCK_SIMD_SSE2)
template <>
struct Stream<16> {
  static constexpr bool exists = true;
  static HILLOCK_INLINE void store(float* to, __m128 a) { _mm_stream_ps(to, a); }
  static HILLOCK_INLINE void store(double* to, __m128d a) { _mm_stream_pd(to, a); }
};
#endif
#if defined(HILLOCK_SIMD_AVX)
template <>
struct Stream<32> {
  static constexpr bool exists = true;
  static HILLOCK_INLINE void store(float* to, __m256 a) { _mm256_stream_ps(to, a); }
  static HILLOCK_INLINE void store(double* to, __m256d a) { _mm256_stream_pd(to, a); }
};
#endif
#if defined(HILLOCK_SIMD_AVX512)
template <>
struct Stream<64> {
  static constexpr bool exists = true;
  static HILLOCK_INLINE void store(float* to, __m512 a) { _mm512_stream_ps(to, a); }
  static HILLOCK_INLINE void store(double* to, __m512d a) { _mm512_stream_pd(to, a); }
};
#endif
template <typename V>
inline constexpr bool can_stream = Stream<static_cast<int>(sizeof(V))>::exists;

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
