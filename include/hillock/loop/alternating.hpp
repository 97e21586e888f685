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
/// Half number `half` of a[0], b[0], a[1], b[1], ...
template <int half, typename V, int... k>
HILLOCK_INLINE V in_turns(V a, V b, std::integer_sequence<int, k...>) {
  return V::of(__builtin_shufflevector(a.data, b.data, ((k + half * V::width) / 2 + k % 2 * V::width)...));
}
/// Both blocks from `to` on, a[0] first.
template <typename B>
HILLOCK_INLINE void store_in_turns(const B& a, const B& b, typename B::V::Scalar* to) {
  constexpr int width = B::V::width;
  constexpr std::make_integer_sequence<int, width> all{};
  HILLOCK_UNROLL
  for (int k = 0; k < B::size; ++k) {
    in_turns<0>(a.part[k], b.part[k], all).store(to + 2 * k * width);
    in_turns<1>(a.part[k], b.part[k], all).store(to + (2 * k + 1) * width);
  }
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

/// Blocks a and b into elements i to i + count of two lines, as Block::store; where these take turns in memory, without
/// a detour through buffers.
template <typename B, typename To>
HILLOCK_INLINE void store_blocks(const B& a, Strided<To> to_a, const B& b, Strided<To> to_b, Eigen::Index i,
                                 Eigen::Index count) {
#if defined(HILLOCK_HAS_SHUFFLE)
  if constexpr (B::V::width > 1 && std::is_same<To, typename B::V::Scalar>::value) {
    if (to_a.stride == 2 && to_b.stride == 2 && count >= block_size) {
      if (to_b.data == to_a.data + 1) return store_in_turns(a, b, to_a.data + 2 * i);
      if (to_a.data == to_b.data + 1) return store_in_turns(b, a, to_b.data + 2 * i);
    }
  }
#endif
  a.store(to_a, i, count);
  b.store(to_b, i, count);
}
template <typename B, typename LineA, typename LineB>
HILLOCK_INLINE void store_blocks(const B& a, LineA to_a, const B& b, LineB to_b, Eigen::Index i, Eigen::Index count) {
  a.store(to_a, i, count);
  b.store(to_b, i, count);
}

}  // namespace detail
HILLOCK_NAMESPACE_END
#undef HILLOCK_HAS_SHUFFLE
