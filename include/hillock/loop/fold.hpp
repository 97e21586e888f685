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
template <typename V, typename Combine>
HILLOCK_INLINE auto fold_lanes(DoubleWord<V> lanes, Combine combine) {
  if constexpr (V::width == 1) {
    using One = Lanes<typename V::Scalar, 1>;
    return DoubleWord<One>(One::of(lanes.high.data), One::of(lanes.low.data));
  } else {
    constexpr int half = Register<typename V::Scalar, V::width / 2>::exists ? V::width / 2 : 1;
    using H = Lanes<typename V::Scalar, half>;
    typename V::Scalar high[V::width], low[V::width];
    lanes.high.store(high);
    lanes.low.store(low);
    DoubleWord<H> parts[V::width / H::width];
    HILLOCK_UNROLL
    for (int k = 0; k < V::width / H::width; ++k) {
      parts[k] = {H::load(high + k * H::width), H::load(low + k * H::width)};
    }
    return fold_lanes(fold_parts(parts, combine), combine);
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

/// The same of sums that are kept with the errors of their additions.
template <typename V>
HILLOCK_INLINE void add_two(V& sum, V& error, V other, V other_error) {
  const DoubleWord<V> next = two_sum(sum, other);
  sum = next.high;
  error = error + other_error + next.low;
}
struct AddUpErrors {
  template <typename V>
  HILLOCK_INLINE DoubleWord<V> operator()(DoubleWord<V> sum, const DoubleWord<V>& other) const {
    add_two(sum.high, sum.low, other.high, other.low);
    return sum;
  }
};

}  // namespace detail
HILLOCK_NAMESPACE_END
