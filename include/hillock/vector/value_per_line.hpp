// Functions that make one value of each vector, as logsumexp does.
#pragma once

#include <type_traits>

#include <hillock/loop/lines.hpp>
#include <hillock/loop/side_by_side.hpp>
#include <hillock/number/evaluation.hpp>
#include <hillock/vector/deferred.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// One value for each line of X: a row below the columns of a matrix, or a column beside its rows.
template <typename X, typename Axis>
struct PerLine {
  static constexpr int rows = is_columnwise<Axis> ? 1 : X::RowsAtCompileTime;
  static constexpr int cols = is_columnwise<Axis> ? X::ColsAtCompileTime : 1;
  /// A vector along the axis: the value is a single number.
  static constexpr bool is_single = rows == 1 && cols == 1;
  using type =
      std::conditional_t<std::is_base_of<Eigen::ArrayBase<X>, X>::value, Eigen::Array<typename X::Scalar, rows, cols>,
                         Eigen::Matrix<typename X::Scalar, rows, cols>>;
};

/// The values of all lines, one after the other, in memory.
template <typename Values, typename Axis>
auto values_of_lines(Values& values, Axis) {
  return line(values, 0, std::conditional_t<is_columnwise<Axis>, Rowwise, Columnwise>());
}

/// The values that make(lines of x, lines of the next, ..., n, values) writes, one for each of the lines it is given:
/// for a vector along the axis a number, at once; else one for each line, lazily. (To an array, so that what computes
/// them is compiled once for all types of results.)
template <typename Axis, typename Make, typename X, typename... More>
auto value_per_line(const char* name, Axis, const Make& make, const Eigen::DenseBase<X>& x,
                    const Eigen::DenseBase<More>&... more) {
  using Scalar = typename X::Scalar;
  using Values = PerLine<X, Axis>;
  if constexpr (Values::is_single) {
    Computed<Scalar> value;
    const auto read = [&](const auto&... from) { make(line(from, 0, Axis{})..., x.size(), &value); };
    read(read_first(x), read_first(more)...);
    return static_cast<Scalar>(value);
  } else {
    const Size size = size_of_lines(1, line_count(x, Axis{}), Axis{});
    return defer<typename Values::type>(
        size.rows, size.cols, name,
        [](auto& y, const Make& kept, const auto&... arguments) HILLOCK_INLINE_LAMBDA {
          const auto write = [&](const auto& from, const auto&... others) {
            const Eigen::Index length = line_length(from, Axis{});
            const auto values = values_of_lines(y, Axis{});
            const auto write_lines = [&](Eigen::Index j, auto lines, auto... more_lines) {
              Computed<Scalar> of_lines[lines_per_block<decltype(lines)>];
              kept(lines, more_lines..., length, of_lines);
              for (Eigen::Index l = 0; l < lines.lines; ++l) values[j + l] = static_cast<Scalar>(of_lines[l]);
            };
            for_each_line<true>(Axis{}, write_lines, from, others...);
          };
          const auto read = [&](const auto&... from) { use_or_copy(!(overlap(from, y) || ...), write, from...); };
          read(read_first(arguments)...);
        },
        make, hold(x), hold(more)...);
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END
