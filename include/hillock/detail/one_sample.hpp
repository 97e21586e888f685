// f(W x + b) of one sample: where W is small, the sums are kept in registers and f is applied before anything reaches
// memory. (What Eigen does before and after its product takes longer than the product of a layer of a dozen neurons.)
//
// The order of the sums does not depend on the instruction set: where that has FMA, neither do the bits.
#ifndef HILLOCK_DETAIL_ONE_SAMPLE_HPP
#define HILLOCK_DETAIL_ONE_SAMPLE_HPP

#include <type_traits>

#include <hillock/detail/assign.hpp>
#include <hillock/detail/blocks.hpp>
#include <hillock/detail/loop.hpp>

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
  const V factor = V::of(Broadcast<Scalar, V::width>::of(x));
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

/// The packet for dot products of Size elements: what has sixteen sums together with others, or holds them all.
template <typename Scalar, int Size>
constexpr int dot_width() {
  int width = loop_width<Scalar>;
  while (Size != Eigen::Dynamic && width / 2 >= Size && width > narrowest_width<Scalar>) width /= 2;
  return width;
}

/// z[r] = row r of W x, for Rows rows of a row-major W with Cols columns (or Eigen::Dynamic): sixteen sums each.
template <int Cols, int Rows, typename Scalar>
HILLOCK_INLINE void rows_times(const Scalar* w, Eigen::Index stride, const Scalar* x, Eigen::Index cols, Scalar* z) {
  constexpr int width = dot_width<Scalar, Cols>();
  constexpr int size = Cols != Eigen::Dynamic && Cols <= width ? 1 : block_size / width;
  using V = Lanes<Scalar, width>;
  V sums[Rows][size];
  HILLOCK_UNROLL
  for (auto& sum : sums) {
    HILLOCK_UNROLL
    for (V& packet : sum) packet = V(0.0);
  }
  // Whole blocks apart from the rest: one loop that asks takes up to a fifth longer where there is no rest.
  Eigen::Index j = 0;
  for (; j + size * width <= cols; j += size * width) {
    HILLOCK_UNROLL
    for (int k = 0; k < size; ++k) {
      const V factor = V::load(x + j + k * width);
      HILLOCK_UNROLL
      for (int r = 0; r < Rows; ++r) sums[r][k] = madd(V::load(w + r * stride + j + k * width), factor, sums[r][k]);
    }
  }
  HILLOCK_UNROLL
  for (int k = 0; k < size; ++k) {
    const Eigen::Index from = j + k * width, left = cols - from;
    using Part = Partial<Scalar, width>;  // MSVC knows no local constant inside a lambda
    const auto load = [=](const Scalar* line) {
      return left >= V::width ? V::load(line + from) : Part::load(line + from, left);
    };
    if (left <= 0) break;
    const V factor = load(x);
    HILLOCK_UNROLL
    for (int r = 0; r < Rows; ++r) sums[r][k] = madd(load(w + r * stride), factor, sums[r][k]);
  }
  HILLOCK_UNROLL
  for (int r = 0; r < Rows; ++r) z[r] = fold_lanes(fold_parts(sums[r], AddUp()), AddUp()).data;
}
template <int Cols, typename Scalar>
HILLOCK_INLINE void all_rows_times(const Scalar* w, Eigen::Index stride, Eigen::Index rows, const Scalar* x,
                                   Eigen::Index cols, Scalar* z) {
  constexpr int together = 4;
  Eigen::Index r = 0;
  for (; r + together <= rows; r += together) rows_times<Cols, together>(w + r * stride, stride, x, cols, z + r);
  for (; r < rows; ++r) rows_times<Cols, 1>(w + r * stride, stride, x, cols, z + r);
}
template <typename Scalar>
EIGEN_DONT_INLINE void call_all_rows_times(const Scalar* w, Eigen::Index stride, Eigen::Index rows, const Scalar* x,
                                           Eigen::Index cols, Scalar* z) {
  all_rows_times<Eigen::Dynamic>(w, stride, rows, x, cols, z);
}

/// W x, some rows at a time: z = the rows from `first` on.
template <typename Scalar, int Rows, int Cols, bool IsRowMajor>
struct ProductOfOne {
  static constexpr int width = assign_width<Scalar, Rows>();
  /// Few rows of a known number are summed where they are asked for, others by a call.
  static constexpr bool is_inline = Rows != Eigen::Dynamic && Rows <= width * packets_of_rows;

  const Scalar* w;
  Eigen::Index stride;
  const Scalar* x;
  Eigen::Index x_stride, cols;

  EIGEN_ALWAYS_INLINE void operator()(Eigen::Index first, Eigen::Index count, Scalar* z) const {
    if constexpr (IsRowMajor) {
      // Behind the last row f is evaluated too: not of what happens to lie there, which may be subnormal and slow.
      if (count % width != 0) Lanes<Scalar, width>(0.0).store(z + count / width * width);
      if constexpr (Cols != Eigen::Dynamic) {
        all_rows_times<Cols>(w + first * stride, stride, count, x, cols, z);
      } else {
        call_all_rows_times(w + first * stride, stride, count, x, cols, z);
      }
    } else {
      for (Eigen::Index i = 0; i < count;) i += some_rows<packets_of_rows>(first + i, count - i, z + i);
    }
  }

 private:
  /// As many of `count` rows of a column-major W as there are registers for: their number.
  template <int Size>
  EIGEN_ALWAYS_INLINE Eigen::Index some_rows(Eigen::Index first, Eigen::Index count, Scalar* z) const {
    if (count >= Size * width) {
      sum<Size, true>(first, 0, z);
      return Size * width;
    }
    if constexpr (Size > 1) {
      return some_rows<Size / 2>(first, count, z);
    } else {
      sum<1, false>(first, count, z);
      return count;
    }
  }
  template <int Size, bool IsWhole>
  EIGEN_ALWAYS_INLINE void sum(Eigen::Index first, Eigen::Index last, Scalar* z) const {
    if constexpr (is_inline) {
      columns_times<width, Size, IsWhole>(w + first, stride, last, x, x_stride, cols, z);
    } else {
      call_columns_times<width, Size, IsWhole>(w + first, stride, last, x, x_stride, cols, z);
    }
  }
};

/// Weights of up to this many bytes are summed here: from there on Eigen's order of reading them is the better one.
inline constexpr Eigen::Index most_bytes_of_weights = 32768;
/// And of a row-major W whose size is known when compiled, up to this many columns: the rest it unrolls well.
inline constexpr int most_fixed_columns = 4;

/// y = f(W x + b) where that can be done here: whether it was.
template <typename W, typename B, typename X, typename Y, typename Functor>
EIGEN_ALWAYS_INLINE bool apply_to_one_sample(const W& w, const B& b, const X& x, Y& y, const Functor& functor) {
  using Scalar = typename Y::Scalar;
  constexpr int rows = W::RowsAtCompileTime, cols = W::ColsAtCompileTime;
  if constexpr (Register<Scalar, 1>::exists && in_memory<W> && in_memory<B> && in_memory<X> && in_memory<Y> &&
                (!W::IsRowMajor || cols == Eigen::Dynamic || cols <= most_fixed_columns)) {
    constexpr auto size = static_cast<Eigen::Index>(sizeof(Scalar));
    const bool is_contiguous = w.innerStride() == 1 && b.innerStride() == 1 && y.rowStride() == 1;
    if (x.cols() == 1 && is_contiguous && w.size() <= most_bytes_of_weights / size &&
        (!W::IsRowMajor || x.rowStride() == 1)) {
      using Product = ProductOfOne<Scalar, rows, cols, W::IsRowMajor>;
      constexpr Eigen::Index rows_at_once = 64;  // so that f's constants are loaded once for several packets
      alignas(sizeof(Scalar) * Product::width) Scalar z[rows_at_once];
      const Product product{w.data(), w.outerStride(), x.data(), x.rowStride(), w.cols()};
      for (Eigen::Index first = 0; first < w.rows(); first += rows_at_once) {
        const Eigen::Index count = w.rows() - first < rows_at_once ? w.rows() - first : rows_at_once;
        product(first, count, z);
        add_bias_and_apply<Product::width, true>(z, y.data() + first, count, BiasVector<Scalar>{b.data() + first},
                                                 functor);
      }
      return true;
    }
  }
  return false;
}

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_ONE_SAMPLE_HPP
