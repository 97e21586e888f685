// f(W x + b) of one sample, in the order of sum_order.hpp. Where W is small, the sums are kept in registers and f is
// applied before anything reaches memory. (What Eigen does before and after its product takes longer than the product
// of a layer of a dozen neurons.)
#pragma once

#include <type_traits>

#include <hillock/loop/add_bias.hpp>
#include <hillock/loop/blocks.hpp>
#include <hillock/loop/elementwise_loop.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Registers of rows that are summed at a time, at most and where that is not a function of its own; and registers for
/// the sums. (Of eight packets one chain at a time: fewer packets read x more often.)
inline constexpr int most_packets = 8, inlined_packets = 4;
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

/// z = Size packets of rows of W x, for a column-major W of at most a block of columns.
template <int Width, int Size, bool IsWhole, typename Scalar>
HILLOCK_INLINE void columns_times(const Scalar* w, Eigen::Index stride, Eigen::Index last, const Scalar* x,
                                  Eigen::Index x_stride, Eigen::Index cols, Scalar* z) {
  using V = Lanes<Scalar, Width>;
  // As many of the sums at a time as there are registers for.
  constexpr int at_once = Size * chains <= registers_for_sums ? chains : registers_for_sums / Size;
  V all[Size][chains];
  for (int first = 0; first < chains; first += at_once) {
    V sums[at_once][Size] = {};
    const Scalar *column = w + first * stride, *factor = x + first * x_stride;
    Eigen::Index left = cols - first;
    for (; left >= at_once; left -= chains) {
      HILLOCK_UNROLL
      for (int s = 0; s < at_once; ++s) {
        add_column<IsWhole>(sums[s], column + s * stride, factor[s * x_stride], last);
      }
      column += chains * stride;
      factor += chains * x_stride;
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

/// The four chains of a row side by side.
template <typename Scalar>
inline constexpr int chains_width = Register<Scalar, chains>::exists ? chains : 1;
template <typename Scalar>
using Chains = Lanes<Scalar, chains_width<Scalar>>;

/// z[r] = row r of W x, for Rows rows of a row-major W of at most a block of columns; `Cols`, or Eigen::Dynamic.
template <int Cols, int Rows, typename Scalar>
HILLOCK_INLINE void rows_times(const Scalar* w, Eigen::Index stride, const Scalar* x, Eigen::Index cols, Scalar* z) {
  using V = Chains<Scalar>;
  constexpr int size = chains / V::width;
  V sums[Rows][size] = {};
  Eigen::Index j = 0;
  for (; j + chains <= cols; j += chains) {
    HILLOCK_UNROLL
    for (int k = 0; k < size; ++k) {
      const V factor = V::load(x + j + k * V::width);
      HILLOCK_UNROLL
      for (int r = 0; r < Rows; ++r) sums[r][k] = madd(V::load(w + r * stride + j + k * V::width), factor, sums[r][k]);
    }
  }
  if ((Cols == Eigen::Dynamic || Cols % chains != 0) && j < cols) {
    if constexpr (V::width == 1) {
      for (int k = 0; j + k < cols; ++k) {
        for (int r = 0; r < Rows; ++r)
          sums[r][k] = madd(V::load(w + r * stride + j + k), V::load(x + j + k), sums[r][k]);
      }
    } else {
      // To the chains that have ended, -0 * 0 is added, which changes not even -0.
      using Part = Partial<Scalar, V::width>;
      const V factor = Part::load(x + j, cols - j);
      HILLOCK_UNROLL
      for (int r = 0; r < Rows; ++r) {
        sums[r][0] = madd(Part::load(w + r * stride + j, cols - j, V(-0.0)), factor, sums[r][0]);
      }
    }
  }
  if constexpr (Rows % chains == 0 && V::width == chains && !is_register_pair<Scalar, chains>) {
    HILLOCK_UNROLL
    for (int r = 0; r < Rows; r += chains) {
      typename V::Register four[chains] = {sums[r][0].data, sums[r + 1][0].data, sums[r + 2][0].data,
                                           sums[r + 3][0].data};
      transpose(four);
      sum_of_chains(V::of(four[0]), V::of(four[1]), V::of(four[2]), V::of(four[3])).store(z + r);
    }
  } else {
    HILLOCK_UNROLL
    for (int r = 0; r < Rows; ++r) z[r] = fold_lanes(fold_parts(sums[r], AddUp()), AddUp()).data;
  }
}
#if defined(HILLOCK_SIMD_AVX)
/// Columns j to j + 7 of 8 * Eights rows of floats, or `left` of these, with x0 and x1: four elements of x twice each.
template <bool IsWhole, int Eights, typename V = Lanes<float, 8>>
HILLOCK_INLINE void add_pairs_of_rows(V (&sums)[Eights][chains], const float* w, Eigen::Index stride, Eigen::Index left,
                                      const float* x) {
  const V x0 = V::of(load_twice(x)), x1 = V::of(load_twice(x + chains));
  HILLOCK_UNROLL
  for (int e = 0; e < Eights; ++e) {
    HILLOCK_UNROLL
    for (int r = 0; r < chains; ++r) {
      const float *from = w + (8 * e + r) * stride, *other = from + chains * stride;
      const V a = IsWhole ? V::load(from) : Partial<float, 8>::load(from, left, V(-0.0));
      const V b = IsWhole ? V::load(other) : Partial<float, 8>::load(other, left, V(-0.0));
      const V sum = madd(V::of(first_halves(a.data, b.data)), x0, sums[e][r]);
      sums[e][r] = madd(V::of(second_halves(a.data, b.data)), x1, sum);
    }
  }
}
/// The same for 8 * Eights rows of floats, of which registers hold twice four: row r with row r + 4, because what loads
/// four at a time is limited by that.
template <int Eights>
HILLOCK_INLINE void pairs_of_rows_times(const float* w, Eigen::Index stride, const float* x, Eigen::Index cols,
                                        float* z) {
  using V = Lanes<float, 8>;
  V sums[Eights][chains] = {};
  Eigen::Index j = 0;
  for (; j + 8 <= cols; j += 8) add_pairs_of_rows<true>(sums, w + j, stride, 8, x + j);
  if (j < cols) {
    float rest[8];  // as above
    Partial<float, 8>::load(x + j, cols - j, V(0.0)).store(rest);
    add_pairs_of_rows<false>(sums, w + j, stride, cols - j, rest);
  }
  HILLOCK_UNROLL
  for (int e = 0; e < Eights; ++e) {
    __m256 four[chains] = {sums[e][0].data, sums[e][1].data, sums[e][2].data, sums[e][3].data};
    transpose_halves(four);
    sum_of_chains(V::of(four[0]), V::of(four[1]), V::of(four[2]), V::of(four[3])).store(z + 8 * e);
  }
}
#endif

template <int Cols, typename Scalar>
HILLOCK_INLINE void all_rows_times(const Scalar* w, Eigen::Index stride, Eigen::Index rows, const Scalar* x,
                                   Eigen::Index cols, Scalar* z) {
  constexpr int together = 4, many = 8;
  Eigen::Index r = 0;
#if defined(HILLOCK_SIMD_AVX)
  if constexpr (std::is_same<Scalar, float>::value && (Cols == Eigen::Dynamic || Cols >= 8)) {
    // Sixteen rows far apart would meet in few places of the first cache.
    if (stride <= 512) {
      for (; r + 2 * many <= rows; r += 2 * many) pairs_of_rows_times<2>(w + r * stride, stride, x, cols, z + r);
      for (; r + many <= rows; r += many) pairs_of_rows_times<1>(w + r * stride, stride, x, cols, z + r);
    }
  }
#endif
  if constexpr (Cols == Eigen::Dynamic) {
    for (; r + many <= rows; r += many) rows_times<Cols, many>(w + r * stride, stride, x, cols, z + r);
  }
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
  static constexpr bool is_inline = Rows != Eigen::Dynamic && Rows <= width * inlined_packets;

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
      for (Eigen::Index i = 0; i < count;) i += some_rows<most_packets>(first + i, count - i, z + i);
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

/// Column-major weights of up to this many bytes are summed some rows at a time. Of larger ones that would take a
/// piece of each column, in a place of its own: these are read column by column (weighted_sums.hpp).
inline constexpr Eigen::Index most_bytes_of_weights = 57344;

/// y = f(W x + b) where that can be done here: whether it was.
template <typename W, typename B, typename X, typename Y, typename Functor>
EIGEN_ALWAYS_INLINE bool apply_to_one_sample(const W& w, const B& b, const X& x, Y& y, const Functor& functor) {
  using Scalar = typename Y::Scalar;
  constexpr auto size = static_cast<Eigen::Index>(sizeof(Scalar));
  const bool is_contiguous = w.innerStride() == 1 && b.innerStride() == 1 && y.rowStride() == 1;
  if (x.cols() != 1 || !is_contiguous || w.size() > most_bytes_of_weights / size || w.cols() > terms_per_block ||
      (W::IsRowMajor && x.rowStride() != 1)) {
    return false;
  }
  using Product = ProductOfOne<Scalar, W::RowsAtCompileTime, W::ColsAtCompileTime, bool(W::IsRowMajor)>;
  constexpr Eigen::Index rows_at_once = 64;  // so that f's constants are loaded once for several packets
  alignas(sizeof(Scalar) * Product::width) Scalar z[rows_at_once];
  const Product product{w.data(), w.outerStride(), x.data(), x.rowStride(), w.cols()};
  for (Eigen::Index first = 0; first < w.rows(); first += rows_at_once) {
    const Eigen::Index count = w.rows() - first < rows_at_once ? w.rows() - first : rows_at_once;
    product(first, count, z);
    add_bias_and_apply<Product::width, true>(z, y.data() + first, count, biases_from(b, first), functor);
  }
  return true;
}

}  // namespace detail
HILLOCK_NAMESPACE_END
