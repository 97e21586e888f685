// Tables of four or eight floats, looked up in every lane at once: one instruction where a table fits a register.
// (Intrinsics get arguments of a type that no template decides: see register.hpp.)
#pragma once

#include <cstdint>
#include <utility>

#include <hillock/number/lanes.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

#if defined(__CUDA_ARCH__)
/// A copy of a table's row that a compiler makes.
template <int Size>
struct ConstantRow {
  float entries[Size] = {};

  constexpr explicit ConstantRow(const float (&row)[Size]) {
    for (int k = 0; k < Size; ++k) entries[k] = row[k];
  }
};
#endif

/// Which of Size columns, four or eight, for each of Width lanes. A table is a struct whose `rows` are arrays of Size
/// floats; row `Row` is looked up. Here lane by lane, where there is no instruction.
template <int Width, int Size, bool = is_register_pair<float, Width>>
struct TableIndex {
  using V = Lanes<float, Width>;

  std::uint32_t places[Width];  // in their last bits

  /// The last bits of positive numbers, but for as many: from 23 on those of the exponents.
  template <int Bit>
  static HILLOCK_INLINE TableIndex by_bits_from(V x) {
    return TableIndex(x, Bit);
  }
  /// The last bits of integers, as madd(..., integer_shift) leaves them.
  static HILLOCK_INLINE TableIndex by_integer(V shifted) { return TableIndex(shifted, 0); }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
#if defined(__CUDA_ARCH__)
    constexpr ConstantRow<Size> row(Table::rows[Row]);  // device code may not refer to the table itself
    const float* from = row.entries;
#else
    const float* from = Table::rows[Row];
#endif
    float values[Width];
    for (int k = 0; k < Width; ++k) values[k] = from[places[k] % Size];
    return V::load(values);
  }

 private:
  HILLOCK_INLINE TableIndex(V x, int shift) {
    float numbers[Width];
    x.store(numbers);
    for (int k = 0; k < Width; ++k) places[k] = to_bits(numbers[k]) >> shift;
  }
};

/// In each of two registers.
template <int Width, int Size>
struct TableIndex<Width, Size, true> {
  using V = Lanes<float, Width>;
  using Half = TableIndex<Width / 2, Size>;
  using HalfLanes = Lanes<float, Width / 2>;

  Half low, high;

  template <int Bit>
  static HILLOCK_INLINE TableIndex by_bits_from(V x) {
    return {Half::template by_bits_from<Bit>(HalfLanes::of(x.data.low)),
            Half::template by_bits_from<Bit>(HalfLanes::of(x.data.high))};
  }
  static HILLOCK_INLINE TableIndex by_integer(V shifted) {
    return {Half::by_integer(HalfLanes::of(shifted.data.low)), Half::by_integer(HalfLanes::of(shifted.data.high))};
  }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
    return V::of({low.template look_up<Table, Row>().data, high.template look_up<Table, Row>().data});
  }
};

#if defined(HILLOCK_SIMD_AVX)
template <>
struct TableIndex<4, 4> {
  using V = Lanes<float, 4>;

  __m128i places;

  static HILLOCK_INLINE TableIndex by_integer(V shifted) { return {_mm_castps_si128(shifted.data)}; }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
    const float* row = Table::rows[Row];
    return V::of(_mm_permutevar_ps(_mm_loadu_ps(row), places));
  }
};
template <>
struct TableIndex<8, 4> {
  using V = Lanes<float, 8>;

  __m256i places;

  static HILLOCK_INLINE TableIndex by_integer(V shifted) { return {_mm256_castps_si256(shifted.data)}; }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
    const float* row = Table::rows[Row];
    const __m128 half = _mm_loadu_ps(row);
    return V::of(_mm256_permutevar_ps(_mm256_set_m128(half, half), places));
  }
};
/// From either half of the table; the third bit chooses.
template <>
struct TableIndex<4, 8> {
  using V = Lanes<float, 4>;

  __m128i places;

  template <int Bit>
  static HILLOCK_INLINE TableIndex by_bits_from(V x) {
    return {_mm_srli_epi32(_mm_castps_si128(x.data), Bit)};
  }
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
struct TableIndex<8, 8> {
  using V = Lanes<float, 8>;

  __m256i places;

  template <int Bit>
  static HILLOCK_INLINE TableIndex by_bits_from(V x) {
    return {_mm256_srli_epi32(_mm256_castps_si256(x.data), Bit)};
  }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
    const float* row = Table::rows[Row];
    return V::of(_mm256_permutevar8x32_ps(_mm256_loadu_ps(row), places));
  }
};
#endif
#if defined(HILLOCK_SIMD_AVX512)
template <>
struct TableIndex<16, 4> {
  using V = Lanes<float, 16>;

  __m512i places;

  static HILLOCK_INLINE TableIndex by_integer(V shifted) { return {_mm512_castps_si512(shifted.data)}; }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
    const float* row = Table::rows[Row];
    const __m512 four_times = _mm512_maskz_broadcast_f32x4(every16, _mm_loadu_ps(row));
    return V::of(_mm512_maskz_permutevar_ps(every16, four_times, places));
  }
};
/// From two copies of the table, so that the fourth bit does not matter.
template <>
struct TableIndex<16, 8> {
  using V = Lanes<float, 16>;

  __m512i places;

  template <int Bit>
  static HILLOCK_INLINE TableIndex by_bits_from(V x) {
    return {_mm512_maskz_srli_epi32(every16, _mm512_castps_si512(x.data), Bit)};
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
HILLOCK_INLINE uint8x16_t bytes_of_places(uint32x4_t place) {
  return vreinterpretq_u8_u32(vmlaq_u32(vdupq_n_u32(0x03020100u), place, vdupq_n_u32(0x04040404u)));
}
template <>
struct TableIndex<4, 4> {
  using V = Lanes<float, 4>;

  uint8x16_t bytes;

  static HILLOCK_INLINE TableIndex by_integer(V shifted) {
    return {bytes_of_places(vandq_u32(vreinterpretq_u32_f32(shifted.data), vdupq_n_u32(3)))};
  }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
    const float* row = Table::rows[Row];
    return V::of(vreinterpretq_f32_u8(vqtbl1q_u8(vreinterpretq_u8_f32(vld1q_f32(row)), bytes)));
  }
};
template <>
struct TableIndex<4, 8> {
  using V = Lanes<float, 4>;

  uint8x16_t bytes;

  template <int Bit>
  static HILLOCK_INLINE TableIndex by_bits_from(V x) {
    return {bytes_of_places(vandq_u32(vshrq_n_u32(vreinterpretq_u32_f32(x.data), Bit), vdupq_n_u32(7)))};
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
template <typename Table, int First, int Size, typename V, int... Step>
HILLOCK_INLINE V table_polynomial(TableIndex<V::width, Size> places, V d, std::integer_sequence<int, Step...>) {
  constexpr int last = First + static_cast<int>(sizeof...(Step));
  V sum = places.template look_up<Table, last>();
  ((sum = madd(d, sum, places.template look_up<Table, last - 1 - Step>())), ...);
  return sum;
}
template <typename Table, int First, int Size, typename V>
HILLOCK_INLINE V table_polynomial(TableIndex<V::width, Size> places, V d) {
  constexpr int count = static_cast<int>(sizeof(Table::rows) / sizeof(Table::rows[0])) - First;
  return table_polynomial<Table, First>(places, d, std::make_integer_sequence<int, count - 1>());
}

}  // namespace detail
HILLOCK_NAMESPACE_END
