// Functions that make one value of each vector, as logsumexp does.
#pragma once

#include <tuple>
#include <type_traits>

#include <hillock/loop/lines.hpp>
#include <hillock/number/evaluation.hpp>
#include <hillock/vector/deferred.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// One value for each line of X: a row below the columns of a matrix, or a column beside its rows.
template <typename X, typename Axis>
struct PerLine {
  static constexpr bool is_columnwise = std::is_same<Axis, Columnwise>::value;
  static constexpr int rows = is_columnwise ? 1 : X::RowsAtCompileTime;
  static constexpr int cols = is_columnwise ? X::ColsAtCompileTime : 1;
  /// A vector along the axis: the value is a single number.
  static constexpr bool is_single = rows == 1 && cols == 1;
  using type =
      std::conditional_t<std::is_base_of<Eigen::ArrayBase<X>, X>::value, Eigen::Array<typename X::Scalar, rows, cols>,
                         Eigen::Matrix<typename X::Scalar, rows, cols>>;
};

/// The value of line j.
template <typename Values>
decltype(auto) of_line(Values& values, Eigen::Index j, Columnwise) {
  return values.coeffRef(0, j);
}
template <typename Values>
decltype(auto) of_line(Values& values, Eigen::Index j, Rowwise) {
  return values.coeffRef(j, 0);
}
template <typename Values>
auto read_line(const Values& values, Eigen::Index j, Columnwise) {
  return values.coeff(0, j);
}
template <typename Values>
auto read_line(const Values& values, Eigen::Index j, Rowwise) {
  return values.coeff(j, 0);
}

/// Such a function. Kernel, which derives from it, has `name`, `forward(lines, n, set)`, which calls set(l, value) for
/// each of them, and `gradients(x, dy, dx, axis)`, of matrices in memory.
template <typename Kernel>
struct ValuePerLine : RefusesMemory<ValuePerLine<Kernel>> {
  using RefusesMemory<ValuePerLine<Kernel>>::operator();

  /// One value per vector.
  template <typename X, typename... Options>
  auto operator()(const Eigen::DenseBase<X>& x, Options... options) const {
    require_options<X>(options...);
    using Axis = AxisOf<X, Options...>;
    using Values = PerLine<X, Axis>;
    if constexpr (Values::is_single) {
      const Readable<X> from(x.derived());
      typename X::Scalar value;
      Kernel::forward(line(from, 0, Axis{}), from.size(),
                      [&](Eigen::Index, auto result) { value = static_cast<typename X::Scalar>(result); });
      return value;
    } else {
      const bool columns = Values::is_columnwise;
      return defer<typename Values::type>(
          columns ? 1 : x.rows(), columns ? x.cols() : 1, Kernel::name,
          [](auto& y, const auto& argument) HILLOCK_INLINE_LAMBDA {
            const auto& view = read_first(argument);
            use_or_copy(!overlap(view, y), view, [&](const auto& from) {
              const Eigen::Index length = line_length(from, Axis{});
              const auto forward = [&](Eigen::Index j, auto lines) {
                Kernel::forward(lines, length, [&](Eigen::Index l, auto value) {
                  of_line(y, j + l, Axis{}) = static_cast<typename X::Scalar>(value);
                });
              };
              for_each_line<true>(Axis{}, forward, from);
            });
          },
          hold(x));
    }
  }

  /// The gradient with respect to x, from the one with respect to the single value.
  template <typename X, typename... Options>
  auto backward(const Eigen::DenseBase<X>& x, typename X::Scalar dy, Options... options) const {
    static_assert(PerLine<X, AxisOf<X, Options...>>::is_single,
                  "hillock: a function of several vectors has a gradient for each of them");
    return backward(x, Eigen::Matrix<typename X::Scalar, 1, 1>::Constant(dy), options...);
  }

  /// The same for several vectors: a gradient for each of their values.
  template <typename X, typename DY, typename... Options>
  auto backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Options... options) const {
    require_options<X>(options...);
    using Scalar = typename X::Scalar;
    using Axis = AxisOf<X, Options...>;
    using Values = PerLine<X, Axis>;
    static_assert(std::is_same<typename DY::Scalar, Scalar>::value,
                  "hillock: the functor and the expression have different scalar types");
    const Eigen::Index rows = Values::is_columnwise ? 1 : x.rows(), cols = Values::is_columnwise ? x.cols() : 1;
    if (dy.rows() != rows || dy.cols() != cols) {
      fail_shapes(Kernel::name, "the result", rows, cols, "dy", dy.rows(), dy.cols());
    }
    return defer<typename X::PlainObject>(
        x.rows(), x.cols(), Kernel::name,
        [](auto& dx, const auto& argument, const auto& dy_argument) HILLOCK_INLINE_LAMBDA {
          const auto& gradient = read_first(dy_argument);
          use_or_assign(
              argument, dx, !overlap(gradient, dx), gradient,
              [&](const auto& from, const auto& from_gradient) { Kernel::gradients(from, from_gradient, dx, Axis{}); });
        },
        hold(x), hold(dy));
  }

 private:
  template <typename X, typename... Options>
  static void require_options(Options... options) {
    static_assert(Register<Computed<typename X::Scalar>, 1>::exists,
                  "hillock: the elements must be float or double, or half or bfloat16");
    static_assert(std::tuple_size<decltype(without_axis(options...))>::value == 0,
                  "hillock: this function has no option but the axis");
  }
};

}  // namespace detail
HILLOCK_NAMESPACE_END
