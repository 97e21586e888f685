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

// What an instruction set offers of it, on registers: the bits of positive numbers from Bit on, and the entries of a
// row of four or eight that the last of these bits say.
#if defined(HILLOCK_SIMD_AVX)
template <int Bit>
HILLOCK_INLINE __m128i table_places(__m128 x) {
  return _mm_srli_epi32(_mm_castps_si128(x), Bit);
}
HILLOCK_INLINE __m128 pick_of_four(const float* row, __m128i places) {
  return _mm_permutevar_ps(_mm_loadu_ps(row), places);
}
/// From either half of the table; the third bit chooses.
HILLOCK_INLINE __m128 pick_of_eight(const float* row, __m128i places) {
  const __m128 low = pick_of_four(row, places), high = pick_of_four(row + 4, places);
  return _mm_blendv_ps(low, high, _mm_castsi128_ps(_mm_slli_epi32(places, 29)));
}
template <int Bit>
HILLOCK_INLINE __m256i table_places(__m256 x) {
#if defined(__AVX2__)
  return _mm256_srli_epi32(_mm256_castps_si256(x), Bit);
#else
  static_assert(Bit == 0, "there is no shift without AVX2");
  return _mm256_castps_si256(x);
#endif
}
HILLOCK_INLINE __m256 pick_of_four(const float* row, __m256i places) {
  const __m128 half = _mm_loadu_ps(row);
  return _mm256_permutevar_ps(_mm256_set_m128(half, half), places);
}
#endif
#if defined(HILLOCK_SIMD_AVX) && defined(__AVX2__)
HILLOCK_INLINE __m256 pick_of_eight(const float* row, __m256i places) {
  return _mm256_permutevar8x32_ps(_mm256_loadu_ps(row), places);
}
#endif
#if defined(HILLOCK_SIMD_AVX512)
template <int Bit>
HILLOCK_INLINE __m512i table_places(__m512 x) {
  return _mm512_maskz_srli_epi32(every16, _mm512_castps_si512(x), Bit);
}
HILLOCK_INLINE __m512 pick_of_four(const float* row, __m512i places) {
  return _mm512_maskz_permutevar_ps(every16, _mm512_maskz_broadcast_f32x4(every16, _mm_loadu_ps(row)), places);
}
/// From two copies of the table, so that the fourth bit does not matter.
HILLOCK_INLINE __m512 pick_of_eight(const float* row, __m512i places) {
  const __m512 twice = _mm512_maskz_broadcast_f32x8(every16, _mm256_loadu_ps(row));
  return _mm512_maskz_permutexvar_ps(every16, places, twice);
}
#endif
#if defined(HILLOCK_SIMD_NEON)
template <int Bit>
HILLOCK_INLINE uint32x4_t table_places(float32x4_t x) {
  const uint32x4_t bits = vreinterpretq_u32_f32(x);
  if constexpr (Bit == 0) return bits;
  return vshrq_n_u32(bits, Bit == 0 ? 1 : Bit);
}
/// By bytes: those of place p are 4 p to 4 p + 3.
HILLOCK_INLINE uint8x16_t bytes_of_places(uint32x4_t place, std::uint32_t last) {
  const uint32x4_t column = vandq_u32(place, vdupq_n_u32(last));
  return vreinterpretq_u8_u32(vmlaq_u32(vdupq_n_u32(0x03020100u), column, vdupq_n_u32(0x04040404u)));
}
HILLOCK_INLINE float32x4_t pick_of_four(const float* row, uint32x4_t places) {
  return vreinterpretq_f32_u8(vqtbl1q_u8(vreinterpretq_u8_f32(vld1q_f32(row)), bytes_of_places(places, 3)));
}
HILLOCK_INLINE float32x4_t pick_of_eight(const float* row, uint32x4_t places) {
  const uint8x16x2_t table = {{vreinterpretq_u8_f32(vld1q_f32(row)), vreinterpretq_u8_f32(vld1q_f32(row + 4))}};
  return vreinterpretq_f32_u8(vqtbl2q_u8(table, bytes_of_places(places, 7)));
}
#endif

enum class TableLookUp { in_one_register, in_two_registers, lane_by_lane };
/// How it is done in Width lanes; in one register by the instructions above.
template <int Width, int Size>
constexpr TableLookUp table_look_up() {
#if defined(HILLOCK_SIMD_AVX512)
  constexpr int widest = 16;
#elif defined(HILLOCK_SIMD_AVX) && defined(__AVX2__)
  constexpr int widest = 8;
#elif defined(HILLOCK_SIMD_AVX)
  constexpr int widest = Size == 4 ? 8 : 4;
#elif defined(HILLOCK_SIMD_NEON)
  constexpr int widest = 4;
#else
  constexpr int widest = 0;
#endif
  return is_register_pair<float, Width>  ? TableLookUp::in_two_registers
         : Width >= 4 && Width <= widest ? TableLookUp::in_one_register
                                         : TableLookUp::lane_by_lane;
}

/// Which of Size columns, four or eight, for each of Width lanes. A table is a struct whose `rows` are arrays of Size
/// floats; row `Row` is looked up. Here lane by lane, where there is no instruction.
template <int Width, int Size, TableLookUp = table_look_up<Width, Size>()>
struct TableIndex {
  using V = Lanes<float, Width>;

  std::uint32_t places[Width];  // in their last bits

  /// The last bits of positive numbers, but for as many: from 23 on those of the exponents, and from 0 on those of
  /// integers, as madd(..., integer_shift) leaves them.
  template <int Bit>
  static HILLOCK_INLINE TableIndex by_bits_from(V x) {
    float numbers[Width];
    x.store(numbers);
    TableIndex index;
    for (int k = 0; k < Width; ++k) index.places[k] = to_bits(numbers[k]) >> Bit;
    return index;
  }
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
};

#if defined(HILLOCK_SIMD_AVX) || defined(HILLOCK_SIMD_NEON)
template <int Width, int Size>
struct TableIndex<Width, Size, TableLookUp::in_one_register> {
  using V = Lanes<float, Width>;

  decltype(table_places<0>(V::data)) places;

  template <int Bit>
  static HILLOCK_INLINE TableIndex by_bits_from(V x) {
    return {table_places<Bit>(x.data)};
  }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
    const float* row = Table::rows[Row];
    if constexpr (Size == 4) return V::of(pick_of_four(row, places));
    if constexpr (Size == 8) return V::of(pick_of_eight(row, places));
  }
};
#endif

template <int Width, int Size>
struct TableIndex<Width, Size, TableLookUp::in_two_registers> {
  using V = Lanes<float, Width>;
  using Half = TableIndex<Width / 2, Size>;
  using HalfLanes = Lanes<float, Width / 2>;

  Half low, high;

  template <int Bit>
  static HILLOCK_INLINE TableIndex by_bits_from(V x) {
    return {Half::template by_bits_from<Bit>(HalfLanes::of(x.data.low)),
            Half::template by_bits_from<Bit>(HalfLanes::of(x.data.high))};
  }
  template <typename Table, int Row>
  HILLOCK_INLINE V look_up() const {
    return V::of({low.template look_up<Table, Row>().data, high.template look_up<Table, Row>().data});
  }
};

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
