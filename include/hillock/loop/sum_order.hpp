// The order in which layers sum: the one order of every weighted sum and of every gradient summed over samples.
//
// The terms of a sum are taken in blocks of 512. In a block, term k is added to chain k mod 4, by one fused
// multiply-add (or a product and a sum, where the target has no FMA); a chain begins at +0. The sum of a block is
// (chain 0 + chain 2) + (chain 1 + chain 3); the sums of the blocks are added from the first one on, and the bias last:
//
//   for (block = 0; block == 0 || block < n; block += 512) {
//     Scalar chain[4] = {};
//     for (k = block; k < n && k < block + 512; ++k) chain[k % 4] = fma(w[k], x[k], chain[k % 4]);
//     const Scalar sum = (chain[0] + chain[2]) + (chain[1] + chain[3]);
//     total = block == 0 ? sum : total + sum;
//   }
//   z = total + bias;
//
// Nothing in it depends on the other rows or samples, on what is in memory how, on registers or on threads: so neither
// does any bit of a sum. Of n terms the error is below (min(n, 512) / 4 + 4 + n / 512) epsilon, to first order, of the
// sum of the terms' and the bias' magnitudes; epsilon is 2^-24 for floats, 2^-53 for doubles. Four chains, because one
// neuron's sum would otherwise wait for each addition, because four neighbours of a row of weights fill a register on
// every target, and because a batch, which needs one only, has little to add up for them.
#pragma once

#include <hillock/loop/elementwise_loop.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

inline constexpr Eigen::Index terms_per_block = 512;
inline constexpr int chains = 4;

/// (chain 0 + chain 2) + (chain 1 + chain 3).
template <typename V>
HILLOCK_INLINE V sum_of_chains(V chain0, V chain1, V chain2, V chain3) {
  return (chain0 + chain2) + (chain1 + chain3);
}

/// A matrix in memory, or what is to be read as one; a vector has one stride, a constant the stride 0.
template <typename Scalar>
struct Grid {
  const Scalar* data;
  Eigen::Index row_stride, col_stride;

  const Scalar* at(Eigen::Index row, Eigen::Index col) const { return data + row * row_stride + col * col_stride; }
  Grid transposed() const { return {data, col_stride, row_stride}; }
};
template <typename X>
Grid<typename X::Scalar> grid(const X& x) {
  return {x.data(), x.rowStride(), x.colStride()};
}

/// For layers without an activation.
struct Unchanged {
  template <typename V>
  static constexpr bool asks_once = false;
  static constexpr bool is_short = true, in_pairs = false;

  template <typename T>
  HILLOCK_INLINE T evaluate_inline(T x) const {
    return x;
  }
  template <typename Scalar>
  HILLOCK_INLINE Scalar operator()(const Scalar& x) const {
    return x;
  }
};

template <typename Scalar, typename Functor>
EIGEN_DONT_INLINE void apply_functor(const void* functor, const Scalar* z, Scalar* y, Eigen::Index n) {
  if constexpr (std::is_same<Functor, Unchanged>::value) {
    assign<loop_width<Scalar>>(y, n, Unchanged(), z);  // known by no address
  } else {
    assign<loop_width<Scalar>>(y, n, *static_cast<const Functor*>(functor), z);
  }
}

/// Where the sums go, and through which function: known by its address, so that the code of the products does not
/// depend on the activation and is compiled once.
template <typename Scalar>
struct Destination {
  Scalar* data;
  Eigen::Index row_stride, col_stride;
  const void* functor;
  /// y[i] = f(z[i]) for n elements; z may be y. Null: y is z.
  void (*apply)(const void* functor, const Scalar* z, Scalar* y, Eigen::Index n);

  Scalar* at(Eigen::Index row, Eigen::Index col) const { return data + row * row_stride + col * col_stride; }
  Destination transposed() const { return {data, col_stride, row_stride, functor, apply}; }
  /// rows x cols results from (row, col) on, whose sums lie in z, a column every `step` elements. z is overwritten.
  void write(Eigen::Index row, Eigen::Index rows, Eigen::Index col, Eigen::Index cols, Scalar* z,
             Eigen::Index step) const {
    Scalar* y = at(row, col);
    const auto f = apply != nullptr ? apply : apply_functor<Scalar, Unchanged>;
    if (row_stride == 1 && step == rows && (col_stride == rows || cols == 1)) {
      f(functor, z, y, rows * cols);
      return;
    }
    for (Eigen::Index j = 0; j < cols; ++j) {
      if (row_stride == 1) {
        f(functor, z + j * step, y + j * col_stride, rows);
      } else {
        f(functor, z + j * step, z + j * step, rows);
        for (Eigen::Index i = 0; i < rows; ++i) y[i * row_stride + j * col_stride] = z[i + j * step];
      }
    }
  }
};
template <typename Y, typename Functor>
Destination<typename Y::Scalar> destination(Y& y, const Functor& functor) {
  using Scalar = typename Y::Scalar;
  return {y.data(), y.rowStride(), y.colStride(), &functor,
          std::is_same<Functor, Unchanged>::value ? nullptr : apply_functor<Scalar, Functor>};
}

/// What is added to a sum last.
template <typename Scalar>
struct BiasOf {
  const Scalar* data;  // or null
  Eigen::Index stride;

  /// `count` of them, and zeros up to whole packets.
  void copy(Eigen::Index first, Eigen::Index count, Scalar* to) const {
    constexpr Eigen::Index width = loop_width<Scalar>;
    for (Eigen::Index i = 0; i < count; ++i) to[i] = data[(first + i) * stride];
    for (Eigen::Index i = count; i % width != 0; ++i) to[i] = Scalar(0);
  }
};

}  // namespace detail
HILLOCK_NAMESPACE_END
