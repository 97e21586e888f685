// Many values combined into one, by halves: in one order, whatever the width of a register.
#pragma once

#include <type_traits>

#include <hillock/number/double_word.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// One part of all: part k is combined with part k + size / 2, and so on by halves. (Not one loop in another: GCC would
/// keep the parts in memory.)
template <typename V, int size, typename Combine>
HILLOCK_INLINE V fold_parts(const V (&parts)[size], Combine combine) {
  if constexpr (size == 1) {
    return parts[0];
  } else {
    V halves[size / 2];
    HILLOCK_UNROLL
    for (int k = 0; k < size / 2; ++k) halves[k] = combine(parts[k], parts[k + size / 2]);
    return fold_parts(halves, combine);
  }
}
/// One value of all lanes, by halves too.
template <typename V, typename Combine>
HILLOCK_INLINE auto fold_lanes(V lanes, Combine combine) {
  using Scalar = typename V::Scalar;
  using One = Lanes<Scalar, 1>;
  constexpr int half = V::width / 2;
  if constexpr (half == 0) {
    return One::of(lanes.data);
  } else {
    Scalar buffer[V::width];
    lanes.store(buffer);
    if constexpr (Register<Scalar, half>::exists) {
      using H = Lanes<Scalar, half>;
      return fold_lanes(combine(H::load(buffer), H::load(buffer + half)), combine);
    } else {
      One one[V::width];
      for (int j = 0; j < V::width; ++j) one[j] = One::of(buffer[j]);
      return fold_parts(one, combine);
    }
  }
}

// Inlined always, as no lambda of C++17 is: under -ffast-math Clang 19 takes it that no function is ever given NaN or
// infinity by value, or returns one.
struct PickLarger {
  template <typename V>
  HILLOCK_INLINE V operator()(V a, V b) const {
    return V::of(at_least(a.data, b.data));
  }
};
struct PickSmaller {
  template <typename V>
  HILLOCK_INLINE V operator()(V a, V b) const {
    return V::of(at_most(a.data, b.data));
  }
};
struct AddUp {
  template <typename V>
  HILLOCK_INLINE V operator()(V a, V b) const {
    return a + b;
  }
};

/// As fold_parts and fold_lanes, of sums that are kept with the errors of their additions.
template <typename V>
HILLOCK_INLINE void add_two(V& sum, V& error, V other, V other_error) {
  const DoubleWord<V> next = two_sum(sum, other);
  sum = next.high;
  error = error + other_error + next.low;
}
template <typename V, int size>
HILLOCK_INLINE DoubleWord<V> fold_sums(const V (&sums)[size], const V (&errors)[size]) {
  if constexpr (size == 1) {
    return {sums[0], errors[0]};
  } else {
    V half[size / 2], half_errors[size / 2];
    HILLOCK_UNROLL
    for (int k = 0; k < size / 2; ++k) {
      half[k] = sums[k];
      half_errors[k] = errors[k];
      add_two(half[k], half_errors[k], sums[k + size / 2], errors[k + size / 2]);
    }
    return fold_sums(half, half_errors);
  }
}
template <typename V>
HILLOCK_INLINE auto fold_sum_lanes(DoubleWord<V> lanes) {
  using Scalar = typename V::Scalar;
  using One = Lanes<Scalar, 1>;
  constexpr int half = V::width / 2;
  if constexpr (half == 0) {
    return DoubleWord<One>(One::of(lanes.high.data), One::of(lanes.low.data));
  } else {
    constexpr bool has_half = Register<Scalar, half>::exists;
    using H = std::conditional_t<has_half, Lanes<Scalar, half>, One>;
    constexpr int size = V::width / H::width;
    Scalar sums[V::width], errors[V::width];
    lanes.high.store(sums);
    lanes.low.store(errors);
    H parts[size], part_errors[size];
    for (int k = 0; k < size; ++k) {
      parts[k] = H::load(sums + k * H::width);
      part_errors[k] = H::load(errors + k * H::width);
    }
    return fold_sum_lanes(fold_sums(parts, part_errors));
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END
