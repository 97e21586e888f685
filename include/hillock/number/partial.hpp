// Part of a packet: loading and storing the first few of its elements, for the end of an array.
#pragma once

#include <hillock/number/lanes.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// The first `count` elements, 0 < count < Width; the others are zero, or those of `fill`. Through a buffer, where
/// there are no masked instructions.
template <typename Scalar, int Width>
struct Partial {
  using V = Lanes<Scalar, Width>;

  static HILLOCK_INLINE V load(const Scalar* from, Eigen::Index count, V fill = V(0.0)) {
    Scalar buffer[Width];
    fill.store(buffer);
    for (int k = 0; k < Width && k < count; ++k) buffer[k] = from[k];
    return V::load(buffer);
  }
  static HILLOCK_INLINE void store(V value, Scalar* to, Eigen::Index count) {
    Scalar buffer[Width];
    value.store(buffer);
    for (int k = 0; k < Width && k < count; ++k) to[k] = buffer[k];
  }
};

#if defined(HILLOCK_SIMD_SSE2)
// One, two or three elements without a buffer: a loop over one becomes a call of memcpy, around which no constant of
// the kernel stays in its register.
template <>
struct Partial<float, 4> {
  using V = Lanes<float, 4>;

  static HILLOCK_INLINE V load(const float* from, Eigen::Index count, V fill = V(0.0)) {
    if (count == 1) return V::of(_mm_move_ss(fill.data, _mm_load_ss(from)));
    const __m128 two = _mm_loadl_pi(fill.data, reinterpret_cast<const __m64*>(from));
    return V::of(count == 2 ? two : _mm_movelh_ps(two, _mm_move_ss(fill.data, _mm_load_ss(from + 2))));
  }
  static HILLOCK_INLINE void store(V value, float* to, Eigen::Index count) {
    if (count == 1) {
      _mm_store_ss(to, value.data);
    } else {
      _mm_storel_pi(reinterpret_cast<__m64*>(to), value.data);
      if (count > 2) _mm_store_ss(to + 2, _mm_movehl_ps(value.data, value.data));
    }
  }
};
template <>
struct Partial<double, 2> {
  using V = Lanes<double, 2>;

  static HILLOCK_INLINE V load(const double* from, Eigen::Index, V fill = V(0.0)) {
    return V::of(_mm_loadl_pd(fill.data, from));
  }
  static HILLOCK_INLINE void store(V value, double* to, Eigen::Index) { _mm_store_sd(to, value.data); }
};
#endif

#if defined(HILLOCK_SIMD_AVX512)
template <>
struct Partial<float, 16> {
  using V = Lanes<float, 16>;

  static HILLOCK_INLINE __mmask16 mask(Eigen::Index count) { return static_cast<__mmask16>((1u << count) - 1u); }
  static HILLOCK_INLINE V load(const float* from, Eigen::Index count, V fill = V(0.0)) {
    return V::of(_mm512_mask_loadu_ps(fill.data, mask(count), from));
  }
  static HILLOCK_INLINE void store(V value, float* to, Eigen::Index count) {
    _mm512_mask_storeu_ps(to, mask(count), value.data);
  }
};
template <>
struct Partial<double, 8> {
  using V = Lanes<double, 8>;

  static HILLOCK_INLINE __mmask8 mask(Eigen::Index count) { return static_cast<__mmask8>((1u << count) - 1u); }
  static HILLOCK_INLINE V load(const double* from, Eigen::Index count, V fill = V(0.0)) {
    return V::of(_mm512_mask_loadu_pd(fill.data, mask(count), from));
  }
  static HILLOCK_INLINE void store(V value, double* to, Eigen::Index count) {
    _mm512_mask_storeu_pd(to, mask(count), value.data);
  }
};
#endif

#if defined(__AVX2__) && defined(HILLOCK_SIMD_AVX)
// A window of this table that starts `count` before its middle has ones in the first `count` lanes.
alignas(32) inline constexpr std::int32_t lane_masks[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};

HILLOCK_INLINE __m256i first_lanes(Eigen::Index count_of_32_bits) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(lane_masks + 8 - count_of_32_bits));
}
template <>
struct Partial<float, 8> {
  using V = Lanes<float, 8>;

  static HILLOCK_INLINE V load(const float* from, Eigen::Index count) {
    return V::of(_mm256_maskload_ps(from, first_lanes(count)));
  }
  static HILLOCK_INLINE V load(const float* from, Eigen::Index count, V fill) {
    const __m256 first = _mm256_castsi256_ps(first_lanes(count));
    return V::of(_mm256_blendv_ps(fill.data, load(from, count).data, first));
  }
  // By halves, because a masked store is a small program on some CPUs (Zen 2, Zen 3).
  static HILLOCK_INLINE void store(V value, float* to, Eigen::Index count) {
    __m128 rest = _mm256_castps256_ps128(value.data);
    if (count & 4) {
      _mm_storeu_ps(to, rest);
      to += 4;
      rest = _mm256_extractf128_ps(value.data, 1);
    }
    if (count & 2) {
      _mm_storel_pi(reinterpret_cast<__m64*>(to), rest);
      to += 2;
      rest = _mm_movehl_ps(rest, rest);
    }
    if (count & 1) _mm_store_ss(to, rest);
  }
};
template <>
struct Partial<double, 4> {
  using V = Lanes<double, 4>;

  static HILLOCK_INLINE V load(const double* from, Eigen::Index count) {
    return V::of(_mm256_maskload_pd(from, first_lanes(2 * count)));
  }
  static HILLOCK_INLINE V load(const double* from, Eigen::Index count, V fill) {
    const __m256d first = _mm256_castsi256_pd(first_lanes(2 * count));
    return V::of(_mm256_blendv_pd(fill.data, load(from, count).data, first));
  }
  static HILLOCK_INLINE void store(V value, double* to, Eigen::Index count) {
    __m128d rest = _mm256_castpd256_pd128(value.data);
    if (count & 2) {
      _mm_storeu_pd(to, rest);
      to += 2;
      rest = _mm256_extractf128_pd(value.data, 1);
    }
    if (count & 1) _mm_store_sd(to, rest);
  }
};
#endif

/// What is left at the end of an array of elements that may be short: behind it stands one of them once more, so that
/// nothing is evaluated that could raise an exception of its own.
template <typename V, typename Stored>
HILLOCK_INLINE V load_rest(const Stored* from, Eigen::Index count) {
  if constexpr (is_short<Stored>) {
    V a;
    load_short(from, count, a.data);
    return a;
  } else {
    return Partial<Stored, V::width>::load(from, count, V::all(*from));
  }
}
/// A packet of which each element is treated alone: those of two registers may stand in any order.
template <typename V, typename Stored>
HILLOCK_INLINE V load_unordered(const Stored* from) {
  if constexpr (is_short<Stored> && is_register_pair<float, V::width>) {
    V a;
    load_two_short(from, a.data.low, a.data.high);
    return a;
  } else {
    return V::load(from);
  }
}
template <typename V, typename Stored>
HILLOCK_INLINE void store_unordered(V value, Stored* to) {
  if constexpr (is_short<Stored> && is_register_pair<float, V::width>) {
    store_two_short(to, value.data.low, value.data.high);
  } else {
    value.store(to);
  }
}
template <typename V, typename Stored>
HILLOCK_INLINE void store_rest(V value, Stored* to, Eigen::Index count) {
  if constexpr (is_short<Stored>) {
    store_short(to, count, value.data);
  } else {
    Partial<Stored, V::width>::store(value, to, count);
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END
