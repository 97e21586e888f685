// Blocks of sixteen elements: how functions of a whole vector (softmax, its backward) walk through it.
//
// Sixteen is the widest packet there is. A sum keeps sixteen partial sums, whatever the packets' width, and adds them
// in one order at the end, so that its bits do not depend on the instruction set, on strides or on alignment.
//
// A block holds sixteen elements of one line, or, where the elements of a line lie far apart but those of neighbouring
// lines side by side (the rows of a column-major matrix), one element of each of sixteen lines: see side_by_side.hpp.
#pragma once

#include <limits>
#include <type_traits>

#include <hillock/check/read_alone.hpp>
#include <hillock/check/special_values.hpp>
#include <hillock/loop/fold.hpp>
#include <hillock/number/partial.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

inline constexpr int block_size = 16;

/// Consecutive elements of a row or column, wherever they are in memory; where they are known to lie side by side, the
/// stride is the constant 1.
template <typename Scalar, int Stride = Eigen::Dynamic>
struct Strided {
  static constexpr int step = block_size;  // elements of a line in one block
  static constexpr Eigen::Index lines = 1;

  Scalar* data;
  Eigen::Index stride;

  Strided(Scalar* first, Eigen::Index distance) : data(first), stride(distance) {}

  Scalar& operator[](Eigen::Index i) const { return data[i * stride]; }
  Strided line(Eigen::Index) const { return *this; }
};
template <typename Scalar>
struct Strided<Scalar, 1> {
  static constexpr int step = block_size;
  static constexpr Eigen::Index lines = 1;
  static constexpr Eigen::Index stride = 1;

  Scalar* data;

  explicit Strided(Scalar* first, Eigen::Index = 1) : data(first) {}

  Scalar& operator[](Eigen::Index i) const { return data[i]; }
  Strided line(Eigen::Index) const { return *this; }
};

/// Sixteen lines or fewer, each next to the one before: element i of all of them is one block.
template <typename Scalar>
struct SideBySide {
  static constexpr int step = 1;

  Scalar* data;
  Eigen::Index stride;
  Eigen::Index lines;

  SideBySide(Scalar* data_, Eigen::Index stride_, Eigen::Index lines_) : data(data_), stride(stride_), lines(lines_) {}
  // A parameter of functions: too large for two registers.
  SideBySide(const SideBySide& other)
      : data(read_alone(other.data)), stride(read_alone(other.stride)), lines(read_alone(other.lines)) {}

  Strided<Scalar> line(Eigen::Index l) const { return {data + l, stride}; }
};

// Out of line: a loop over elements that lie apart would take the registers of the loop it stands in.
template <typename From, typename Scalar>
EIGEN_DONT_INLINE void gather(Strided<From> from, Eigen::Index count, const Scalar& fill, Scalar* buffer) {
  for (Eigen::Index j = 0; j < block_size; ++j) buffer[j] = j < count ? static_cast<Scalar>(from[j]) : fill;
}
template <typename Scalar, typename To>
EIGEN_DONT_INLINE void scatter(const Scalar* buffer, Eigen::Index count, Strided<To> to) {
  for (Eigen::Index j = 0; j < block_size && j < count; ++j) to[j] = static_cast<To>(buffer[j]);
}

/// Of floats whose elements in memory may be short.
template <typename Scalar>
struct Block {
  static constexpr int width = loop_width<Scalar>;
  static constexpr int size = block_size / width;
  using V = Lanes<Scalar, width>;

  V part[size];

  /// Elements i to i + count; the rest of the block is `fill`.
  template <typename From, int Stride>
  static HILLOCK_INLINE Block load(Strided<From, Stride> from, Eigen::Index i, Eigen::Index count, Scalar fill) {
    Block block;
    if (EIGEN_PREDICT_FALSE(is_gathered(from, count))) {
      Scalar buffer[block_size];
      gather(Strided<From>{from.data + i * from.stride, from.stride}, count, fill, buffer);
      HILLOCK_UNROLL
      for (int k = 0; k < size; ++k) block.part[k] = V::load(buffer + k * width);
    } else if (EIGEN_PREDICT_TRUE(count >= block_size)) {
      HILLOCK_UNROLL
      for (int k = 0; k < size; ++k) block.part[k] = V::load(from.data + i + k * width);
    } else if constexpr (!is_short<std::remove_const_t<From>>) {
      const V rest = V::of(Broadcast<Scalar, width>::of(fill));
      HILLOCK_UNROLL
      for (int k = 0; k < size; ++k) {
        const Eigen::Index left = count - k * width;
        block.part[k] = left >= width ? V::load(from.data + i + k * width)
                        : left > 0    ? Partial<Scalar, width>::load(from.data + i + k * width, left, rest)
                                      : rest;
      }
    }
    return block;
  }

  template <typename To, int Stride>
  HILLOCK_INLINE void store(Strided<To, Stride> to, Eigen::Index i, Eigen::Index count) const {
    if (EIGEN_PREDICT_FALSE(is_gathered(to, count))) {
      Scalar buffer[block_size];
      HILLOCK_UNROLL
      for (int k = 0; k < size; ++k) part[k].store(buffer + k * width);
      scatter(buffer, count, Strided<To>{to.data + i * to.stride, to.stride});
    } else if (EIGEN_PREDICT_TRUE(count >= block_size)) {
      HILLOCK_UNROLL
      for (int k = 0; k < size; ++k) part[k].store(to.data + i + k * width);
    } else if constexpr (!is_short<To>) {
      HILLOCK_UNROLL
      for (int k = 0; k < size; ++k) {
        const Eigen::Index left = count - k * width;
        if (left >= width) {
          part[k].store(to.data + i + k * width);
        } else if (left > 0) {
          Partial<Scalar, width>::store(part[k], to.data + i + k * width, left);
        }
      }
    }
  }

  /// Element i of each line; of the lines that there are not, 0, which raises no floating-point exception.
  template <typename From>
  static HILLOCK_INLINE Block load(SideBySide<From> from, Eigen::Index i, Eigen::Index, Scalar) {
    return load(Strided<From, 1>(from.data + i * from.stride), 0, from.lines, Scalar(0));
  }
  template <typename To>
  HILLOCK_INLINE void store(SideBySide<To> to, Eigen::Index i, Eigen::Index) const {
    store(Strided<To, 1>(to.data + i * to.stride), 0, to.lines);
  }

 private:
  /// Elements that lie apart go through a buffer, and short ones of which there is no whole block.
  template <typename Of, int Stride>
  static HILLOCK_INLINE bool is_gathered(Strided<Of, Stride> line, Eigen::Index count) {
    return line.stride != 1 || (is_short<std::remove_const_t<Of>> && count < block_size);
  }
};

/// y = f(x, k), where x is register k of a block of lines; in place is safe. Behind the last elements x is `fill`.
template <typename Scalar, typename X, typename Y, typename F>
HILLOCK_INLINE void map_lines(X x, Y y, Eigen::Index n, Scalar fill, const F& f) {
  using B = Block<Scalar>;
  for (Eigen::Index i = 0; i < n; i += X::step) {
    B block = B::load(x, i, n - i, fill);
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) block.part[k] = f(block.part[k], k);
    block.store(y, i, n - i);
  }
}

/// visit(x, i, k) for register k of the block of lines from element i on; behind the last elements x is `fill`.
template <typename Scalar, typename X, typename Visit>
HILLOCK_INLINE void visit_lines(X x, Eigen::Index n, Scalar fill, const Visit& visit) {
  using B = Block<Scalar>;
  for (Eigen::Index i = 0; i < n; i += X::step) {
    const B block = B::load(x, i, n - i, fill);
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) visit(block.part[k], i, k);
  }
}

/// One of n elements, by comparing two at a time: pick(a, b). `first` is their first block.
template <typename From, int Stride, typename Scalar, typename Pick>
HILLOCK_INLINE Scalar pick_one(Strided<From, Stride> x, Eigen::Index n, const Block<Scalar>& first, Scalar start,
                               Pick pick) {
  using B = Block<Scalar>;
  constexpr int at_once = 4;
  B best = first;
  Eigen::Index i = block_size;
  if (n >= 2 * at_once * block_size) {
    // Blocks that need not wait for each other's comparison.
    B bests[at_once] = {first};
    HILLOCK_UNROLL
    for (int j = 1; j < at_once; ++j) bests[j] = B::load(x, j * block_size, block_size, start);
    for (i = at_once * block_size; i + at_once * block_size <= n; i += at_once * block_size) {
      HILLOCK_UNROLL
      for (int j = 0; j < at_once; ++j) {
        const B block = B::load(x, i + j * block_size, block_size, start);
        HILLOCK_UNROLL
        for (int k = 0; k < B::size; ++k) bests[j].part[k] = pick(bests[j].part[k], block.part[k]);
      }
    }
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) {
      const typename B::V parts[at_once] = {bests[0].part[k], bests[1].part[k], bests[2].part[k], bests[3].part[k]};
      best.part[k] = fold_parts(parts, pick);
    }
  }
  for (; i < n; i += block_size) {
    const B block = B::load(x, i, n - i, start);
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) best.part[k] = pick(best.part[k], block.part[k]);
  }
  return fold_lanes(fold_parts(best.part, pick), pick).data;
}
/// The same; `start` for none.
template <typename From, int Stride, typename Scalar, typename Pick>
HILLOCK_INLINE Scalar pick_one(Strided<From, Stride> x, Eigen::Index n, Scalar start, Pick pick) {
  return pick_one(x, n, Block<Scalar>::load(x, 0, n, start), start, pick);
}

/// The largest of n elements, -infinity of none; meaningless when one is NaN.
template <typename From, int Stride>
HILLOCK_INLINE auto largest(Strided<From, Stride> x, Eigen::Index n) {
  const auto lowest = minus_infinity<std::remove_const_t<From>>();
  return pick_one(x, n, lowest, PickLarger{});
}

/// The smallest of n elements; meaningless when one is NaN.
template <typename From, int Stride>
HILLOCK_INLINE auto smallest(Strided<From, Stride> x, Eigen::Index n) {
  const auto highest = infinity<std::remove_const_t<From>>();
  return pick_one(x, n, highest, PickSmaller{});
}

/// Whether condition(x), a mask, holds for all of n elements.
template <typename From, int Stride, typename Condition>
bool all_of(Strided<From, Stride> x, Eigen::Index n, Condition condition) {
  using B = Block<Computed<std::remove_const_t<From>>>;
  using V = typename B::V;
  if (n == 0) return true;
  V failed(0.0);
  for (Eigen::Index i = 0; i < n; i += block_size) {
    const B block = B::load(x, i, n - i, x[0]);
    for (const V& part : block.part) failed = select(condition(part), failed, V(1.0));
  }
  typename V::Scalar buffer[V::width];
  failed.store(buffer);
  for (const typename V::Scalar value : buffer) {
    if (value > 0) return false;
  }
  return true;
}

/// Neither NaN nor +inf.
template <typename From, int Stride>
bool all_below_infinity(Strided<From, Stride> x, Eigen::Index n) {
  return all_of(
      x, n, [](auto v) { return v <= decltype(v)((std::numeric_limits<Computed<std::remove_const_t<From>>>::max)()); });
}
template <typename From, int Stride>
bool all_minus_infinity(Strided<From, Stride> x, Eigen::Index n) {
  return all_of(x, n, [](auto v) { return v <= decltype(v)(minus_infinity<double>()); });
}
template <typename From, int Stride>
bool none_nan(Strided<From, Stride> x, Eigen::Index n) {
  return all_of(x, n, [](auto v) { return v <= decltype(v)(infinity<double>()); });
}

template <typename To, int Stride, typename Scalar>
void fill(Strided<To, Stride> y, Eigen::Index n, const Scalar& value) {
  for (Eigen::Index i = 0; i < n; ++i) y[i] = static_cast<To>(value);
}

/// One value in every lane.
template <typename V, typename One>
HILLOCK_INLINE DoubleWord<V> broadcast_two(DoubleWord<One> value) {
  return {V(static_cast<double>(value.high.data)), V(static_cast<double>(value.low.data))};
}

}  // namespace detail
HILLOCK_NAMESPACE_END
