// Whether expressions in memory share any of it: what may be written where, and what must be refused or copied first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <hillock/check/errors.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

template <typename X, typename = void>
struct InMemory : std::false_type {};
template <typename X>
struct InMemory<X, std::void_t<decltype(std::declval<const X&>().data())>>
    : std::bool_constant<(X::Flags & Eigen::DirectAccessBit) != 0> {};
/// Whether an expression's coefficients lie in memory, to be read where they are. (Eigen 3.4's x(seqN(0, 5, 2)) has the
/// flag and does not say where.)
template <typename X>
inline constexpr bool in_memory = InMemory<X>::value;

/// Whether i s = k t + distance for an i below n and a k below m: whether two rows of elements, of which the other one
/// begins at that distance, have one in common. Strides of either sign, and 0.
inline bool rows_meet(std::ptrdiff_t n, std::ptrdiff_t s, std::ptrdiff_t m, std::ptrdiff_t t, std::ptrdiff_t distance) {
  if (s < 0) {  // counted from the other end
    distance -= (n - 1) * s;
    s = -s;
  }
  if (t < 0) {
    distance += (m - 1) * t;
    t = -t;
  }
  if (s == 0) {
    return t == 0 ? distance == 0 : distance <= 0 && -distance % t == 0 && -distance / t < m;
  }
  // The i whose element lies between the ends of the other row; what is left of it by t repeats after t of them.
  const std::ptrdiff_t end = distance + (m - 1) * t;
  if (end < 0) return false;
  const std::ptrdiff_t first = distance <= 0 ? 0 : (distance + s - 1) / s, last = end / s < n - 1 ? end / s : n - 1;
  if (t == 0) return first <= last;
  for (std::ptrdiff_t i = first; i <= last && i - first < t; ++i) {
    if ((i * s - distance) % t == 0) return true;
  }
  return false;
}

/// Rows, columns and strides of an expression in memory, in elements.
struct Extent {
  std::ptrdiff_t size, stride, outer_size, outer_stride;

  /// From the first element to the one at the lowest and to the one at the highest address.
  std::ptrdiff_t lowest() const {
    return at_most(0, (size - 1) * stride) + at_most(0, (outer_size - 1) * outer_stride);
  }
  std::ptrdiff_t highest() const {
    return -at_most(0, (1 - size) * stride) - at_most(0, (1 - outer_size) * outer_stride);
  }

 private:
  static std::ptrdiff_t at_most(std::ptrdiff_t a, std::ptrdiff_t b) { return a < b ? a : b; }
};

/// The same, the dimension of more elements first.
inline Extent longer_dimension_first(const Extent& x) {
  return x.size < x.outer_size ? Extent{x.outer_size, x.outer_stride, x.size, x.stride} : x;
}

/// Whether an element of a is one of b, where b begins `distance` elements after a; both longer dimension first.
inline bool extents_meet(const Extent& a, const Extent& b, std::ptrdiff_t distance) {
  if (distance + b.lowest() > a.highest() || distance + b.highest() < a.lowest()) return false;
  // Along a single row or column a stride means nothing.
  const std::ptrdiff_t stride = a.size == 1 ? b.stride : a.stride;
  const std::ptrdiff_t outer = a.outer_size == 1 ? b.outer_stride : a.outer_stride;
  if ((b.size == 1 || b.stride == stride) && (b.outer_size == 1 || b.outer_stride == outer)) {
    // Blocks of one matrix: a(i, j) is b(k, l) if (i - k) stride + (j - l) outer = distance.
    for (std::ptrdiff_t j = 1 - b.outer_size; j < a.outer_size; ++j) {
      if (rows_meet(a.size + b.size - 1, stride, 1, 0, distance - j * outer + (b.size - 1) * stride)) return true;
    }
    return false;
  }
  for (std::ptrdiff_t j = 0; j < a.outer_size; ++j) {
    for (std::ptrdiff_t l = 0; l < b.outer_size; ++l) {
      const std::ptrdiff_t between = distance + l * b.outer_stride - j * a.outer_stride;
      if (rows_meet(a.size, a.stride, b.size, b.stride, between)) return true;
    }
  }
  return false;
}

/// Whether x, of elements of size_x bytes, has a byte in common with y, which begins `bytes` bytes after it; of
/// elements of different sizes, whether one begins before the other ends. (Out of line, with all that needs no type:
/// where arguments are checked, calls of this are most of the code.)
EIGEN_DONT_INLINE inline bool extents_overlap(const Extent& x, std::ptrdiff_t size_x, const Extent& y,
                                              std::ptrdiff_t size_y, std::ptrdiff_t bytes) {
  if (x.size == 0 || x.outer_size == 0 || y.size == 0 || y.outer_size == 0) return false;
  const Extent a = longer_dimension_first(x), b = longer_dimension_first(y);
  if (size_x == size_y) {
    // Rounded down; an element that lies across two of the other's has bytes of both.
    const std::ptrdiff_t rest = ((bytes % size_x) + size_x) % size_x;
    const std::ptrdiff_t distance = (bytes - rest) / size_x;
    return extents_meet(a, b, distance) || (rest != 0 && extents_meet(a, b, distance + 1));
  }
  return bytes + b.lowest() * size_y < (a.highest() + 1) * size_x &&
         a.lowest() * size_x < bytes + (b.highest() + 1) * size_y;
}

/// Where the bytes of an expression in memory begin and end, those between its elements included.
struct Reach {
  std::intptr_t begin, end;
};
template <typename X>
EIGEN_ALWAYS_INLINE Reach reach(const X& x) {
  constexpr std::ptrdiff_t element = sizeof(typename X::Scalar);
  const auto start = reinterpret_cast<std::intptr_t>(x.data());
  if constexpr (std::is_base_of<Eigen::PlainObjectBase<X>, X>::value ||
                (bool(X::IsVectorAtCompileTime) && int(X::InnerStrideAtCompileTime) == 1)) {
    return {start, start + x.size() * element};
  } else {
    const std::ptrdiff_t down = (x.rows() - 1) * x.rowStride(), across = (x.cols() - 1) * x.colStride();
    return {start + ((down < 0 ? down : 0) + (across < 0 ? across : 0)) * element,
            start + ((down > 0 ? down : 0) + (across > 0 ? across : 0) + 1) * element};
  }
}

/// Whether any byte lies within the reach of both: expressions of which this does not hold are apart.
template <typename A, typename B>
EIGEN_ALWAYS_INLINE bool reaches_meet(const A& a, const B& b) {
  const Reach reach_a = reach(a), reach_b = reach(b);
  return bool(int(reach_a.end > reach_b.begin) & int(reach_b.end > reach_a.begin));
}

/// Whether two expressions in memory have a byte in common. (Inlined, and from here on numbers: GCC takes a call with a
/// matrix, or with its address, for a use of its elements, and warns where it has none yet. Nor may addresses of
/// different objects be subtracted.)
template <typename A, typename B>
EIGEN_ALWAYS_INLINE bool overlap(const A& a, const B& b) {
  if (EIGEN_PREDICT_TRUE(!reaches_meet(a, b))) return false;
  return extents_overlap(
      Extent{a.rows(), a.rowStride(), a.cols(), a.colStride()}, static_cast<std::ptrdiff_t>(sizeof(typename A::Scalar)),
      Extent{b.rows(), b.rowStride(), b.cols(), b.colStride()}, static_cast<std::ptrdiff_t>(sizeof(typename B::Scalar)),
      reinterpret_cast<std::intptr_t>(b.data()) - reinterpret_cast<std::intptr_t>(a.data()));
}

/// Whether element (i, j) of one is that of the other, for all of them. Along a single row or column a stride means
/// nothing.
template <typename A, typename B>
EIGEN_ALWAYS_INLINE bool same_place(const A& a, const B& b) {
  constexpr bool one_row = A::RowsAtCompileTime == 1, one_column = A::ColsAtCompileTime == 1;
  return a.data() == b.data() && (one_row || a.rowStride() == b.rowStride()) &&
         (one_column || a.colStride() == b.colStride());
}

/// Whether each element of b may be written once that of a was read.
template <typename A, typename B>
EIGEN_ALWAYS_INLINE bool same_place_or_apart(const A& a, const B& b) {
  return same_place(a, b) || !overlap(a, b);
}

/// What is too large for a stack by its type. (A Map may be; Eigen refuses a matrix of its own.)
template <typename X>
constexpr bool is_huge() {
  constexpr int size = X::SizeAtCompileTime, limit = EIGEN_STACK_ALLOCATION_LIMIT;  // 0: none
  return size != Eigen::Dynamic && limit != 0 && size > limit / static_cast<int>(sizeof(typename X::Scalar));
}
/// For a value of the shape of X: on the stack if its size is known, unless it is huge.
template <typename X>
using Temporary = std::conditional_t<is_huge<X>(),
                                     Eigen::Matrix<typename X::Scalar, Eigen::Dynamic, Eigen::Dynamic,
                                                   X::IsRowMajor ? Eigen::RowMajor : Eigen::ColMajor>,
                                     typename X::PlainObject>;

/// An argument in memory, or its value: read before anything is written.
template <typename X>
using Readable = std::conditional_t<in_memory<X>, const X&, const Temporary<X>>;
template <typename X>
Readable<X> read_first(const Eigen::DenseBase<X>& x) {
  return x.derived();
}

/// A copy of X with the sizes that are known of X, also where that is huge.
template <typename X>
decltype(auto) of_known_size(const Temporary<X>& copy) {
  if constexpr (is_huge<X>()) {
    return Eigen::Map<const typename X::PlainObject>(copy.data());
  } else {
    return (copy);
  }
}
// Out of line: seldom called; and views by value, so that the caller need not have them in memory.
template <typename X>
using ViewByValue = std::conditional_t<std::is_base_of<Eigen::PlainObjectBase<X>, X>::value, const X&, const X>;
template <typename... X, typename Use>
EIGEN_DONT_INLINE void use_copies(const Use use, ViewByValue<X>... x) {
  use(of_known_size<X>(Temporary<X>(x))...);
}
/// Calls use(x...), or use(a copy of each) where one of them would change before all of it is read.
template <typename Use, typename... X>
EIGEN_ALWAYS_INLINE void use_or_copy(bool are_safe, const Use& use, const X&... x) {
  if (EIGEN_PREDICT_TRUE(are_safe)) {
    use(x...);
  } else {
    use_copies<X...>(use, x...);
  }
}

/// The same for what is computed from x into y element by element, or line by line: an expression is assigned to y
/// first. Further arguments, in memory, are copied unless they are safe.
template <typename X, typename Y, typename Use, typename... More>
EIGEN_ALWAYS_INLINE void use_or_assign(const X& x, Y& y, bool are_safe, const Use& use, const More&... more) {
  if constexpr (in_memory<X>) {
    use_or_copy(are_safe && same_place_or_apart(x, y), use, x, more...);
  } else {
    const auto assign_and_use = [&](const auto&... others) {
      y = x;
      use(std::as_const(y), others...);
    };
    use_or_copy(are_safe, assign_and_use, more...);
  }
}
template <typename X, typename Y, typename Use>
EIGEN_ALWAYS_INLINE void use_or_assign(const X& x, Y& y, const Use& use) {
  use_or_assign(x, y, true, use);
}

/// A destination must share no element with an argument.
template <typename Destination, typename Argument>
EIGEN_ALWAYS_INLINE void require_apart(const char* name, const Destination& destination, const char* what,
                                       const Argument& argument) {
  if constexpr (in_memory<Destination> && in_memory<Argument>) {
    if (EIGEN_PREDICT_FALSE(overlap(destination, argument))) fail(name, "the destination overlaps %s", what);
  }
}
/// Or be the argument, element by element.
template <typename Destination, typename Argument>
EIGEN_ALWAYS_INLINE void require_same_place_or_apart(const char* name, const Destination& destination, const char* what,
                                                     const Argument& argument) {
  if constexpr (in_memory<Destination> && in_memory<Argument>) {
    if (!same_place_or_apart(argument, destination)) {
      fail(name, "the destination overlaps %s in part", what);
    }
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END
