// Element by element through several matrices at once, in the order of the first one's memory.
#pragma once

#include <type_traits>

#include <hillock/loop/lines.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

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
