// Blocks of every second element.
#pragma once

#include <type_traits>
#include <utility>

#include <hillock/loop/blocks.hpp>

// (Emscripten has one type of register for all elements; nvcc does not pass the pack on.)
#if defined(__has_builtin) && !defined(__EMSCRIPTEN__) && !defined(__CUDACC__)
#if __has_builtin(__builtin_shufflevector)
#define HILLOCK_HAS_SHUFFLE
#endif
#endif

HILLOCK_NAMESPACE_BEGIN
namespace detail {

#if defined(HILLOCK_HAS_SHUFFLE)
/// x[0], x[2], ... in one register; nothing but these and what lies between them is read.
template <typename V, int... k>
HILLOCK_INLINE V every_second(const typename V::Scalar* x, std::integer_sequence<int, k...>) {
  // The other half begins with the last element of this one, so that it ends with the last one asked for.
  const auto first = V::load(x).data, second = V::load(x + V::width - 1).data;
  return V::of(__builtin_shufflevector(first, second, (2 * k < V::width ? 2 * k : 2 * k + 1)...));
}
#endif

/// Elements i to i + count of a line, as Block::load; where they are every second one in memory, without a detour
/// through a buffer.
template <typename B, typename From, typename Scalar>
HILLOCK_INLINE B load_block(Strided<From> line, Eigen::Index i, Eigen::Index count, Scalar fill) {
#if defined(HILLOCK_HAS_SHUFFLE)
  using V = typename B::V;
  if constexpr (V::width > 1 && std::is_same<std::remove_const_t<From>, Scalar>::value) {
    if (line.stride == 2 && count >= block_size) {
      B block;
      HILLOCK_UNROLL
      for (int k = 0; k < B::size; ++k) {
        block.part[k] =
            every_second<V>(line.data + 2 * (i + k * V::width), std::make_integer_sequence<int, V::width>());
      }
      return block;
    }
  }
#endif
  return B::load(line, i, count, fill);
}
template <typename B, typename Line, typename Scalar>
HILLOCK_INLINE B load_block(Line line, Eigen::Index i, Eigen::Index count, Scalar fill) {
  return B::load(line, i, count, fill);
}

}  // namespace detail
HILLOCK_NAMESPACE_END
#undef HILLOCK_HAS_SHUFFLE
