// f(W x + b) of one sample: where W is small, the sums are kept in registers and f is applied before anything reaches
// memory. (What Eigen does before and after its product takes longer than the product of a layer of a dozen neurons.)
//
// The order of the sums does not depend on the instruction set: where that has FMA, neither do the bits.
#ifndef HILLOCK_DETAIL_ONE_SAMPLE_HPP
#define HILLOCK_DETAIL_ONE_SAMPLE_HPP

#include <type_traits>

#include "assign.hpp"
#include "blocks.hpp"
#include "loop.hpp"

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// The columns of W are summed in turn into this many sums, which the processor can add to side by side.
inline constexpr int sums_of_columns = 4;
/// Registers of rows that are summed at a time, and registers for their sums.
inline constexpr int packets_of_rows = 4;
#if defined(HILLOCK_SIMD_AVX512) || defined(HILLOCK_SIMD_NEON)
inline constexpr int registers_for_sums = 16;
#else
inline constexpr int registers_for_sums = 8;
#endif

/// sum[k] += packet k of a column, times x. The last packet has `last` elements.
template <bool IsWhole, int Size, typename V, typename Scalar = typename V::Scalar>
HILLOCK_INLINE void add_column(V (&sum)[Size], const Scalar* column, Scalar x, Eigen::Index last) {
  const V factor = V::of(broadcast_lanes<Scalar, V::width>(x));
  HILLOCK_UNROLL
  for (int k = 0; k < Size; ++k) {
    const Scalar* from = column + k * V::width;
    const V w = IsWhole || k < Size - 1 ? V::load(from) : Partial<Scalar, V::width>::load(from, last);
    sum[k] = madd(w, factor, sum[k]);
  }
}

/// z = Size packets of rows of W x, for a column-major W.
template <int Width, int Size, bool IsWhole, typename Scalar>
HILLOCK_INLINE void columns_times(const Scalar* w, Eigen::Index stride, Eigen::Index last, const Scalar* x,
                                  Eigen::Index x_stride, Eigen::Index cols, Scalar* z) {
  using V = Lanes<Scalar, Width>;
  // As many of the sums at a time as there are registers for.
  constexpr int at_once = Size * sums_of_columns <= registers_for_sums ? sums_of_columns : registers_for_sums / Size;
  V all[Size][sums_of_columns];
  for (int first = 0; first < sums_of_columns; first += at_once) {
    V sums[at_once][Size];
    HILLOCK_UNROLL
    for (auto& sum : sums) {
      HILLOCK_UNROLL
      for (V& packet : sum) packet = V(0.0);
    }
    const Scalar *column = w + first * stride, *factor = x + first * x_stride;
    Eigen::Index left = cols - first;
    for (; left >= at_once; left -= sums_of_columns) {
      HILLOCK_UNROLL
      for (int s = 0; s < at_once; ++s) {
        add_column<IsWhole>(sums[s], column + s * stride, factor[s * x_stride], last);
      }
      column += sums_of_columns * stride;
      factor += sums_of_columns * x_stride;
    }
    HILLOCK_UNROLL
    for (int s = 0; s < at_once - 1; ++s) {
      if (s < left) add_column<IsWhole>(sums[s], column + s * stride, factor[s * x_stride], last);
    }
    HILLOCK_UNROLL
    for (int s = 0; s < at_once; ++s) {
      HILLOCK_UNROLL
      for (int k = 0; k < Size; ++k) all[k][first + s] = sums[s][k];
    }
  }
  HILLOCK_UNROLL
  for (int k = 0; k < Size; ++k) fold_parts(all[k], AddUp()).store(z + k * Width);
}
template <int Width, int Size, bool IsWhole, typename Scalar>
EIGEN_DONT_INLINE void call_columns_times(const Scalar* w, Eigen::Index stride, Eigen::Index last, const Scalar* x,
                                          Eigen::Index x_stride, Eigen::Index cols, Scalar* z) {
  columns_times<Width, Size, IsWhole>(w, stride, last, x, x_stride, cols, z);
}

/// The same for as many of the rows from `w` on as there are registers for: their number.
template <int Size, bool IsInline, int Width, typename Scalar>
HILLOCK_INLINE Eigen::Index some_rows(Eigen::Index rows, const Scalar* w, Eigen::Index stride, const Scalar* x,
                                      Eigen::Index x_stride, Eigen::Index cols, Scalar* z) {
  if (rows >= Size * Width) {
    if constexpr (IsInline) {
      columns_times<Width, Size, true>(w, stride, 0, x, x_stride, cols, z);
    } else {
      call_columns_times<Width, Size, true>(w, stride, 0, x, x_stride, cols, z);
    }
    return Size * Width;
  }
  if constexpr (Size > 1) {
    return some_rows<Size / 2, IsInline, Width>(rows, w, stride, x, x_stride, cols, z);
  } else {
    if constexpr (IsInline) {
      columns_times<Width, 1, false>(w, stride, rows, x, x_stride, cols, z);
    } else {
      call_columns_times<Width, 1, false>(w, stride, rows, x, x_stride, cols, z);
    }
    return rows;
  }
}

/// y = f(W x + b) for a column-major W with Rows rows (or Eigen::Dynamic).
template <int Rows, typename Scalar, typename Functor>
HILLOCK_INLINE void apply_columns(const Scalar* w, Eigen::Index stride, Eigen::Index rows, Eigen::Index cols,
                                  const Scalar* x, Eigen::Index x_stride, const Scalar* b, Scalar* y,
                                  const Functor& functor) {
  constexpr int width = assign_width<Scalar, Rows>();
  constexpr bool is_inline = Rows != Eigen::Dynamic && Rows <= width * packets_of_rows;
  constexpr int at_once = 64;  // so that f's constants are loaded once for several packets
  alignas(sizeof(Scalar) * width) Scalar z[at_once];
  for (Eigen::Index first = 0; first < rows; first += at_once) {
    const Eigen::Index count = rows - first < at_once ? rows - first : at_once;
    for (Eigen::Index i = 0; i < count;) {
      i += some_rows<packets_of_rows, is_inline, width>(count - i, w + first + i, stride, x, x_stride, cols, z + i);
    }
    add_bias_and_apply<width, true>(z, y + first, count, BiasVector<Scalar>{b + first}, functor);
  }
}

/// Weights of up to this many bytes are summed here: from there on Eigen's order of reading them is the better one.
inline constexpr Eigen::Index most_bytes_of_weights = 32768;

/// y = f(W x + b) where that can be done here: whether it was.
template <typename W, typename B, typename X, typename Y, typename Functor>
HILLOCK_INLINE bool apply_to_one_sample(const W& w, const B& b, const X& x, Y& y, const Functor& functor) {
  using Scalar = typename Y::Scalar;
  if constexpr (Register<Scalar, 1>::exists && !W::IsRowMajor && in_memory<W> && in_memory<B> && in_memory<X> &&
                in_memory<Y>) {
    constexpr auto size = static_cast<Eigen::Index>(sizeof(Scalar));
    const bool is_contiguous = w.innerStride() == 1 && b.innerStride() == 1 && y.rowStride() == 1;
    if (x.cols() == 1 && is_contiguous && w.size() <= most_bytes_of_weights / size) {
      apply_columns<W::RowsAtCompileTime>(w.data(), w.outerStride(), w.rows(), w.cols(), x.data(), x.rowStride(),
                                          b.data(), y.data(), functor);
      return true;
    }
  }
  return false;
}

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_ONE_SAMPLE_HPP
