// Products of matrices in the order of sum_order.hpp: the weighted sums of a batch, and gradients.
//
// As in any fast product (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008), a tile of
// results is kept in registers while the loop over k runs, and the left matrix is copied so that what a step of this
// loop reads lies side by side. Each of the four chains of a sum is a loop of its own; the chains of the tiles meet in
// memory that stays in the first cache. All scratch memory is on the stack: 64 KiB for the copy, less for the rest.
#pragma once

#include <hillock/loop/sum_order.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Packets of rows of a tile, and its columns: with those of the left matrix and one of the right one they fill the
/// registers.
inline constexpr int tile_packets = 2;
#if defined(HILLOCK_SIMD_AVX512) || defined(HILLOCK_SIMD_NEON)
inline constexpr int tile_columns = 12;
#else
inline constexpr int tile_columns = 6;
#endif
template <typename Scalar>
inline constexpr int tile_rows = tile_packets* loop_width<Scalar>;

/// The terms that a tile sums: a(row, k) b(k, column) for `terms` values of k, at most a block.
template <typename Scalar>
struct TileTerms {
  /// Rows of packets: the first k of each chain, and from one k of a chain to the next.
  const Scalar* a[chains];
  Eigen::Index a_step;
  const Scalar* b;
  Eigen::Index b_step, b_column;
  Eigen::Index terms;
  /// Whether the results of earlier blocks are in the tile; biases or null.
  bool adds;
  const Scalar *row_bias, *column_bias;

  Eigen::Index length(int chain) const { return (terms - chain + chains - 1) / chains; }
};

/// A tile of Packets registers of rows and Columns columns at z, a column every `step` elements.
template <int Packets, int Columns, typename Scalar>
EIGEN_DONT_INLINE void sum_tile(const TileTerms<Scalar>& from, Scalar* z, Eigen::Index step) {
  constexpr int width = loop_width<Scalar>;
  using V = Lanes<Scalar, width>;
  alignas(sizeof(Scalar) * width) Scalar first[Columns * Packets * width], other[Columns * Packets * width];
  V sum[Columns][Packets];
  for (int turn = 0; turn < chains; ++turn) {
    const int chain = turn == 1 ? 2 : turn == 2 ? 1 : turn;  // those that are added to one another in turn
    HILLOCK_UNROLL
    for (auto& column : sum) {
      HILLOCK_UNROLL
      for (V& packet : column) packet = V(0.0);
    }
    const Scalar* a = from.a[chain];
    // A pointer for three columns: as many as an address can have without one.
    const Scalar* b[(Columns + 2) / 3];
    HILLOCK_UNROLL
    for (int j = 0; j < (Columns + 2) / 3; ++j) b[j] = from.b + chain * from.b_step + 3 * j * from.b_column;
    const Eigen::Index b_column = from.b_column, a_step = from.a_step, b_step = chains * from.b_step;
    for (Eigen::Index i = from.length(chain); i > 0; --i) {
      V row[Packets];
      HILLOCK_UNROLL
      for (int p = 0; p < Packets; ++p) row[p] = V::load(a + p * width);
      HILLOCK_UNROLL
      for (int j = 0; j < Columns; ++j) {
        const V factor = V::all(b[j / 3][j % 3 * b_column]);
        HILLOCK_UNROLL
        for (int p = 0; p < Packets; ++p) sum[j][p] = madd(row[p], factor, sum[j][p]);
      }
      a += a_step;
      HILLOCK_UNROLL
      for (auto& pointer : b) pointer += b_step;
    }
    if (turn == chains - 1) break;
    Scalar* to = turn == 2 ? other : first;
    HILLOCK_UNROLL
    for (int j = 0; j < Columns; ++j) {
      HILLOCK_UNROLL
      for (int p = 0; p < Packets; ++p, to += width) {
        (turn == 1 ? V::load(to) + sum[j][p] : sum[j][p]).store(to);
      }
    }
  }
  HILLOCK_UNROLL
  for (int j = 0; j < Columns; ++j) {
    HILLOCK_UNROLL
    for (int p = 0; p < Packets; ++p) {
      const int at = (j * Packets + p) * width;
      V result = V::load(first + at) + (V::load(other + at) + sum[j][p]);
      if (from.adds) result = V::load(z + j * step + p * width) + result;
      if (from.row_bias != nullptr) result = result + V::load(from.row_bias + p * width);
      if (from.column_bias != nullptr) result = result + V::all(from.column_bias[j]);
      result.store(z + j * step + p * width);
    }
  }
}

/// The next tile of at most Columns of the columns left: its number of columns.
template <int Packets, int Columns, typename Scalar>
int sum_next_tile(const TileTerms<Scalar>& from, Scalar* z, Eigen::Index step, Eigen::Index left) {
  if constexpr (Columns > 1) {
    constexpr int fewer = Columns > 6 ? 6 : Columns > 4 ? 4 : Columns / 2;
    // Of seven or eight six would leave a tile whose sums wait for one another.
    if (left < Columns || (Columns == 6 && (left == 7 || left == 8)))
      return sum_next_tile<Packets, fewer>(from, z, step, left);
  }
  sum_tile<Packets, Columns>(from, z, step);
  return Columns;
}

/// Rows and columns that are exchanged at a time.
template <typename Scalar>
inline constexpr int transposed_width = loop_width<Scalar> * sizeof(Scalar) > 32 ? 32 / sizeof(Scalar)
                                                                                 : loop_width<Scalar>;

/// Copies rows of a block of the left matrix side by side, panel by panel: for each k the rows of a tile, those of
/// chain 0 first, then those of chain 1... Behind the last row stand zeros, up to a whole packet.
template <typename Scalar>
EIGEN_DONT_INLINE void pack_rows(Grid<Scalar> a, Eigen::Index rows, Eigen::Index terms, Scalar* to) {
  constexpr int width = loop_width<Scalar>, panel = tile_rows<Scalar>;
  using V = Lanes<Scalar, width>;
  using Part = Partial<Scalar, width>;
  Eigen::Index before[chains] = {};  // places of a panel that belong to earlier chains
  for (int chain = 1; chain < chains; ++chain) {
    before[chain] = before[chain - 1] + (terms - chain + chains) / chains;
  }
  // The place of row r and k.
  const auto place = [&](Eigen::Index r, Eigen::Index k) {
    const Eigen::Index first = r / panel * panel, step = rows - first > width ? panel : width;
    return to + first * terms + (before[k % chains] + k / chains) * step + (r - first);
  };
  if (a.row_stride == 1) {
    for (Eigen::Index k = 0; k < terms; ++k) {
      if (k + 8 < terms) {
        for (Eigen::Index r = 0; r < rows; r += 64 / sizeof(Scalar)) prefetch(a.at(r, k + 8));
      }
      Eigen::Index r = 0;
      for (; r + panel <= rows; r += panel) {
        Scalar* const at = to + r * terms + (before[k % chains] + k / chains) * panel;
        HILLOCK_UNROLL
        for (int p = 0; p < panel; p += width) V::load(a.at(r + p, k)).store(at + p);
      }
      for (; r < rows; r += width) {
        const Eigen::Index left = rows - r;
        (left >= width ? V::load(a.at(r, k)) : Part::load(a.at(r, k), left)).store(place(r, k));
      }
    }
    return;
  }
  const Eigen::Index padded = (rows + width - 1) / width * width;
  if (a.col_stride == 1) {
    // Not in the registers of AVX-512: GCC 12 warns of those instructions.
    constexpr int square = transposed_width<Scalar>;
    using S = Lanes<Scalar, square>;
    for (Eigen::Index r = 0; r < padded; r += square) {
      const Eigen::Index left = rows - r;
      for (Eigen::Index k = 0; k < terms; k += square) {
        const Eigen::Index count = terms - k;
        typename S::Register row[square];
        HILLOCK_UNROLL
        for (int i = 0; i < square; ++i) {
          const Scalar* from = a.at(i < left ? r + i : 0, k);
          const bool whole = count >= square;
          row[i] = (i >= left ? S(0.0) : whole ? S::load(from) : Partial<Scalar, square>::load(from, count)).data;
        }
        transpose(row);
        HILLOCK_UNROLL
        for (int i = 0; i < square; ++i) {
          if (i < count) S::of(row[i]).store(place(r, k + i));
        }
      }
    }
  } else {
    for (Eigen::Index r = 0; r < padded; ++r) {
      for (Eigen::Index k = 0; k < terms; ++k) *place(r, k) = r < rows ? *a.at(r, k) : Scalar(0);
    }
  }
}

/// y = f(a b + biases): rows x terms times terms x columns. One bias for each row, or for each column.
template <typename Scalar>
EIGEN_DONT_INLINE void product(Grid<Scalar> a, Grid<Scalar> b, Eigen::Index rows, Eigen::Index columns,
                               Eigen::Index terms, BiasOf<Scalar> row_bias, BiasOf<Scalar> column_bias,
                               const Destination<Scalar>& y) {
  constexpr int width = loop_width<Scalar>, panel = tile_rows<Scalar>;
  constexpr Eigen::Index packed_size = 65536 / sizeof(Scalar), sums_size = 16384 / sizeof(Scalar);
  constexpr Eigen::Index most_rows = 512;
  static_assert(packed_size >= terms_per_block * panel && sums_size >= tile_columns * panel, "");
  // A step of a tile reads whole lines of the cache.
  alignas(64) Scalar packed[packed_size];
  alignas(64) Scalar sums[sums_size + panel];
  alignas(sizeof(Scalar) * width) Scalar biases[most_rows + panel];
  Scalar biases_of_columns[sums_size + panel];

  const Eigen::Index longest = terms < terms_per_block ? (terms < 1 ? 1 : terms) : terms_per_block;
  Eigen::Index rows_at_once = packed_size / longest / panel * panel;
  if (rows_at_once > most_rows) rows_at_once = most_rows;
  if (rows_at_once > sums_size / tile_columns / panel * panel) rows_at_once = sums_size / tile_columns / panel * panel;
  // A few columns read each row once: there is nothing to copy it for.
  const bool packs = columns > tile_columns || a.row_stride != 1;

  for (Eigen::Index row = 0; row < rows; row += rows_at_once) {
    const Eigen::Index count = rows - row < rows_at_once ? rows - row : rows_at_once;
    const Eigen::Index padded = (count + width - 1) / width * width;
    // Close together where all rows are here, the columns of y are as close, and no tile reads what another one wrote.
    const Eigen::Index step =
        count == rows && terms <= terms_per_block && y.row_stride == 1 && y.col_stride == rows ? count : padded;
    Eigen::Index columns_at_once = sums_size / 2 / step / tile_columns * tile_columns;
    if (columns_at_once == 0) columns_at_once = tile_columns;
    if (row_bias.data != nullptr) row_bias.copy(row, count, biases);
    // Sums that nothing is made of are written where they belong, if no tile reaches beyond its place. (Not those of
    // blocks: the columns of y may lie so that they take each other's place in the first cache.)
    const bool into_y = y.apply == nullptr && y.row_stride == 1 && count == padded && terms <= terms_per_block;
    for (Eigen::Index k = 0; k == 0 || k < terms; k += terms_per_block) {
      TileTerms<Scalar> tile;
      tile.terms = terms - k < terms_per_block ? terms - k : terms_per_block;
      tile.adds = k > 0;
      const bool is_last = k + tile.terms >= terms;
      const Eigen::Index unpacked = packs ? 0 : count / panel * panel;
      pack_rows({a.at(row + unpacked, k), a.row_stride, a.col_stride}, count - unpacked, tile.terms,
                packed + unpacked * tile.terms);
      for (Eigen::Index column = 0; column < columns; column += columns_at_once) {
        const Eigen::Index here = columns - column < columns_at_once ? columns - column : columns_at_once;
        if (k > 0) {
          for (Eigen::Index j = 0; j < here; ++j) {
            for (Eigen::Index i = 0; i < count; ++i) sums[i + j * step] = *y.at(row + i, column + j);
            for (Eigen::Index i = count; i < padded; ++i) sums[i + j * step] = Scalar(0);
          }
        }
        if (is_last && column_bias.data != nullptr) column_bias.copy(column, here, biases_of_columns);
        for (Eigen::Index j = 0; j < here;) {
          tile.b = b.at(k, column + j);
          tile.b_step = b.row_stride;
          tile.b_column = b.col_stride;
          tile.column_bias = is_last && column_bias.data != nullptr ? biases_of_columns + j : nullptr;
          int done = 0;
          // From the last rows on: what a tile writes behind them belongs to the next column, which is written later.
          for (Eigen::Index r = (count - 1) / panel * panel; r >= 0; r -= panel) {
            const bool is_wide = count - r > width;
            if (r < unpacked) {
              for (int chain = 0; chain < chains; ++chain) tile.a[chain] = a.at(row + r, k + chain);
              tile.a_step = chains * a.col_stride;
            } else {
              tile.a_step = is_wide ? panel : width;
              tile.a[0] = packed + r * tile.terms;
              for (int chain = 1; chain < chains; ++chain) {
                tile.a[chain] = tile.a[chain - 1] + tile.length(chain - 1) * tile.a_step;
              }
            }
            tile.row_bias = is_last && row_bias.data != nullptr ? biases + r : nullptr;
            Scalar* const z = into_y ? y.at(row + r, column + j) : sums + r + j * step;
            const Eigen::Index z_step = into_y ? y.col_stride : step;
            done = is_wide ? sum_next_tile<tile_packets, tile_columns>(tile, z, z_step, here - j)
                           : sum_next_tile<1, tile_columns>(tile, z, z_step, here - j);
          }
          j += done;
        }
        if (into_y) continue;
        if (is_last) {
          y.write(row, count, column, here, sums, step);
        } else {
          for (Eigen::Index j = 0; j < here; ++j) {
            for (Eigen::Index i = 0; i < count; ++i) *y.at(row + i, column + j) = sums[i + j * step];
          }
        }
      }
    }
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END
