// Tables of eight floats, looked up in every lane at once: one instruction where a table fits a register.
#ifndef HILLOCK_DETAIL_TABLE_HPP
#define HILLOCK_DETAIL_TABLE_HPP

#include <cstdint>
#include <utility>

#include <hillock/detail/lanes.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Which of the eight, for each of Width lanes: the last three bits of the exponent of a positive number. A table is a
/// struct whose `rows` are arrays of eight; row `Row` is looked up. Here lane by lane, where there is no instruction.
template <int Width, bool = is_doubled<float, Width>>
struct Places {
  using V = Lanes<float, Width>;

  float numbers[Width];

  static HILLOCK_INLINE Places by_exponent(V x) {
    Places places;
    x.store(places.numbers);
    return places;
  }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
    constexpr auto& row = Table::rows[Row];
    const float table[] = {row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]};
    float values[Width];
    for (int k = 0; k < Width; ++k) values[k] = table[(to_bits(numbers[k]) >> 23) & 7];
    return V::load(values);
  }
};

/// In each of two registers.
template <int Width>
struct Places<Width, true> {
  using V = Lanes<float, Width>;
  using Half = Places<Width / 2>;

  Half low, high;

  static HILLOCK_INLINE Places by_exponent(V x) {
    using HalfLanes = Lanes<float, Width / 2>;
    return {Half::by_exponent(HalfLanes::of(x.data.low)), Half::by_exponent(HalfLanes::of(x.data.high))};
  }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
    return V::of({low.template look_up<Table, Row>().data, high.template look_up<Table, Row>().data});
  }
};

#if defined(HILLOCK_SIMD_AVX)
/// From either half of the table; the third bit chooses.
template <>
struct Places<4> {
  using V = Lanes<float, 4>;

  __m128i places;

  static HILLOCK_INLINE Places by_exponent(V x) { return {_mm_srli_epi32(_mm_castps_si128(x.data), 23)}; }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
    const float* row = Table::rows[Row];
    const __m128 low = _mm_permutevar_ps(_mm_loadu_ps(row), places);
    const __m128 high = _mm_permutevar_ps(_mm_loadu_ps(row + 4), places);
    return V::of(_mm_blendv_ps(low, high, _mm_castsi128_ps(_mm_slli_epi32(places, 29))));
  }
};
#endif
#if defined(HILLOCK_SIMD_AVX) && defined(__AVX2__)
template <>
struct Places<8> {
  using V = Lanes<float, 8>;

  __m256i places;

  static HILLOCK_INLINE Places by_exponent(V x) { return {_mm256_srli_epi32(_mm256_castps_si256(x.data), 23)}; }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
    const float* row = Table::rows[Row];
    return V::of(_mm256_permutevar8x32_ps(_mm256_loadu_ps(row), places));
  }
};
#endif
#if defined(HILLOCK_SIMD_AVX512)
/// From two copies of the table, so that the fourth bit does not matter.
template <>
struct Places<16> {
  using V = Lanes<float, 16>;

  __m512i places;

  static HILLOCK_INLINE Places by_exponent(V x) {
    return {_mm512_maskz_srli_epi32(every16, _mm512_castps_si512(x.data), 23)};
  }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
    const float* row = Table::rows[Row];
    const __m512 twice = _mm512_maskz_broadcast_f32x8(every16, _mm256_loadu_ps(row));
    return V::of(_mm512_maskz_permutexvar_ps(every16, places, twice));
  }
};
#endif
#if defined(HILLOCK_SIMD_NEON)
/// By bytes: those of place p are 4 p to 4 p + 3.
template <>
struct Places<4> {
  using V = Lanes<float, 4>;

  uint8x16_t bytes;

  static HILLOCK_INLINE Places by_exponent(V x) {
    const uint32x4_t place = vandq_u32(vshrq_n_u32(vreinterpretq_u32_f32(x.data), 23), vdupq_n_u32(7));
    return {vreinterpretq_u8_u32(vmlaq_u32(vdupq_n_u32(0x03020100u), place, vdupq_n_u32(0x04040404u)))};
  }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
    const float* row = Table::rows[Row];
    const uint8x16x2_t table = {{vreinterpretq_u8_f32(vld1q_f32(row)), vreinterpretq_u8_f32(vld1q_f32(row + 4))}};
    return V::of(vreinterpretq_f32_u8(vqtbl2q_u8(table, bytes)));
  }
};
#endif

/// c[0] + d (c[1] + d (...)), in each lane with coefficients from the rows First, First + 1, ... of the table.
template <typename Table, int First, typename V, int... Step>
HILLOCK_INLINE V table_polynomial(Places<V::width> places, V d, std::integer_sequence<int, Step...>) {
  constexpr int last = First + static_cast<int>(sizeof...(Step));
  V sum = places.template look_up<Table, last>();
  ((sum = madd(d, sum, places.template look_up<Table, last - 1 - Step>())), ...);
  return sum;
}
template <typename Table, int First, typename V>
HILLOCK_INLINE V table_polynomial(Places<V::width> places, V d) {
  constexpr int count = static_cast<int>(sizeof(Table::rows) / sizeof(Table::rows[0])) - First;
  return table_polynomial<Table, First>(places, d, std::make_integer_sequence<int, count - 1>());
}

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_TABLE_HPP
