// The lines of a matrix: its columns, or its rows, one by one or sixteen side by side; and all of its elements as one
// line.
#pragma once

#include <algorithm>
#include <type_traits>

#include <hillock/axis.hpp>
#include <hillock/loop/blocks.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

template <typename X, typename Axis>
inline constexpr int line_stride_at_compile_time = (is_columnwise<Axis> != bool(X::IsRowMajor))
                                                       ? int(X::InnerStrideAtCompileTime)
                                                       : int(X::OuterStrideAtCompileTime);

/// Column j, or row j, of an expression in memory. A stride that is 1 may be called dynamic.
template <bool is_dynamic = false, typename X, typename Axis>
HILLOCK_INLINE auto line(X& x, Eigen::Index j, Axis) {
  constexpr int stride = !is_dynamic && line_stride_at_compile_time<X, Axis> == 1 ? 1 : Eigen::Dynamic;
  using Line = Strided<std::remove_pointer_t<decltype(x.data())>, stride>;
  if constexpr (is_columnwise<Axis>) {
    return Line(x.data() + j * x.colStride(), x.rowStride());
  } else {
    return Line(x.data() + j * x.rowStride(), x.colStride());
  }
}

template <typename X, typename Axis>
HILLOCK_INLINE Eigen::Index line_count(const X& x, Axis) {
  return is_columnwise<Axis> ? x.cols() : x.rows();
}
template <typename X, typename Axis>
HILLOCK_INLINE Eigen::Index line_length(const X& x, Axis) {
  return is_columnwise<Axis> ? x.rows() : x.cols();
}

/// Rows and columns of `count` lines of `length` elements.
struct Size {
  Eigen::Index rows, cols;
};
template <typename Axis>
constexpr Size size_of_lines(Eigen::Index length, Eigen::Index count, Axis) {
  return is_columnwise<Axis> ? Size{length, count} : Size{count, length};
}

/// Lines j and the next ones, at most sixteen.
template <typename X, typename Axis>
HILLOCK_INLINE auto lines_from(X& x, Eigen::Index j, Axis axis) {
  const auto first = line(x, j, axis);
  return SideBySide<std::remove_pointer_t<decltype(first.data)>>{
      first.data, first.stride, std::min<Eigen::Index>(block_size, line_count(x, axis) - j)};
}
template <typename X, typename Axis>
HILLOCK_INLINE bool are_side_by_side(X& x, Axis axis) {
  return line(x, 0, axis).stride != 1 && line(x, 1, axis).data == line(x, 0, axis).data + 1;
}

/// visit(j, lines of x, lines of the next, ...) with the first one's number: sixteen at a time where `together` and
/// they lie side by side in each, else one by one. (Of three or more, the strides of all are called dynamic if one is:
/// what is done with them is compiled once then, not for each mixture.)
template <bool together, typename Axis, typename Visit, typename X, typename... More>
HILLOCK_INLINE void for_each_line(Axis axis, Visit visit, X& x, More&... more) {
  const Eigen::Index count = line_count(x, axis);
  if constexpr (together && line_stride_at_compile_time<X, Axis> != 1) {
    if (count > 1 && are_side_by_side(x, axis) && (are_side_by_side(more, axis) && ...)) {
      for (Eigen::Index j = 0; j < count; j += block_size) {
        visit(j, lines_from(x, j, axis), lines_from(more, j, axis)...);
      }
      return;
    }
  }
  constexpr bool is_dynamic = sizeof...(More) >= 2 && (line_stride_at_compile_time<X, Axis> != 1 ||
                                                       ((line_stride_at_compile_time<More, Axis> != 1) || ...));
  for (Eigen::Index j = 0; j < count; ++j) visit(j, line<is_dynamic>(x, j, axis), line<is_dynamic>(more, j, axis)...);
}

/// Whether all elements lie one after the other, so that they are one line.
template <typename X>
bool is_one_line(const X& x) {
  return x.innerStride() == 1 && (x.outerStride() == x.innerSize() || x.outerSize() <= 1);
}

/// visit(n, line of x, line of the next, ...) for lines that have all the elements among them: a single one, where they
/// lie one after the other in all of the arguments and in the same order.
template <typename Visit, typename X, typename... More>
void for_each_run(Visit visit, X& x, More&... more) {
  using Axis = std::conditional_t<bool(X::IsRowMajor), Rowwise, Columnwise>;
  constexpr Axis axis{};
  if (x.size() == 0) return;
  if constexpr (((bool(X::IsRowMajor) == bool(More::IsRowMajor)) && ...)) {
    if (is_one_line(x) && (is_one_line(more) && ...)) {
      visit(x.size(), Strided<std::remove_pointer_t<decltype(x.data())>, 1>(x.data()),
            Strided<std::remove_pointer_t<decltype(more.data())>, 1>(more.data())...);
      return;
    }
  }
  const Eigen::Index length = line_length(x, axis);
  for_each_line<false>(
      axis, [&](Eigen::Index, auto... lines) { visit(length, lines...); }, x, more...);
}

}  // namespace detail
HILLOCK_NAMESPACE_END
