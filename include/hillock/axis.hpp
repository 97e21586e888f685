// Along which axis of a matrix the samples lie.
#pragma once

#include <tuple>
#include <type_traits>

#include <hillock/config.hpp>

HILLOCK_NAMESPACE_BEGIN

/// Each column is one sample (the default for matrices).
struct Columnwise {};
inline constexpr Columnwise columnwise{};
/// Each row is one sample.
struct Rowwise {};
inline constexpr Rowwise rowwise{};

namespace detail {

/// The axis meant without a word: a vector is one sample, a matrix has one per column.
template <typename X>
using DefaultAxis = std::conditional_t<X::RowsAtCompileTime == 1, Rowwise, Columnwise>;

template <typename Axis>
inline constexpr bool is_columnwise = std::is_same<Axis, Columnwise>::value;

// Options follow the arguments of a function in any order; an axis may be among them.
template <typename Option>
inline constexpr bool is_axis = std::is_same<Option, Rowwise>::value || std::is_same<Option, Columnwise>::value;

template <typename Default, typename... Options>
struct AxisAmong {
  using type = Default;
};
template <typename Default, typename First, typename... Rest>
struct AxisAmong<Default, First, Rest...> {
  using type = std::conditional_t<is_axis<First>, First, typename AxisAmong<Default, Rest...>::type>;
};

/// For arguments that are an axis.
template <typename Axis>
using IfAxis = std::enable_if_t<is_axis<std::remove_cv_t<Axis>>, int>;
template <typename Other>
using UnlessAxis = std::enable_if_t<!is_axis<std::remove_cv_t<Other>>, int>;

/// The axis among the options, or the default one.
template <typename X, typename... Options>
using AxisOf = typename AxisAmong<DefaultAxis<X>, Options...>::type;

/// A tuple of the option, or an empty one.
template <bool is_kept, typename Option>
auto keep_if(Option option) {
  if constexpr (is_kept) {
    return std::tuple<Option>(option);
  } else {
    return std::tuple<>();
  }
}
/// The other options, in their order.
template <typename... Options>
auto without_axis(Options... options) {
  static_assert((0 + ... + int(is_axis<Options>)) <= 1, "hillock: two axes given");
  return std::tuple_cat(keep_if<!is_axis<Options>>(options)...);
}

}  // namespace detail

HILLOCK_NAMESPACE_END
