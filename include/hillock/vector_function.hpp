// Functions of a whole vector (softmax and its kin): along a vector, along each column, or along each row.
#pragma once

#include <tuple>
#include <type_traits>
#include <utility>

#include <hillock/activation.hpp>
#include <hillock/loop/convert.hpp>
#include <hillock/loop/lines.hpp>
#include <hillock/vector/deferred.hpp>

HILLOCK_NAMESPACE_BEGIN

namespace detail {

template <typename Parameters, typename = void>
struct HasTemperature : std::false_type {};
template <typename Parameters>
struct HasTemperature<Parameters, std::void_t<decltype(std::declval<const Parameters&>().temperature())>>
    : std::true_type {};

/// Numbers among the options of a function become elements; tags stay.
template <typename Scalar, typename Parameters, typename Option>
constexpr auto as_option(Option option) {
  if constexpr (std::is_arithmetic<Option>::value) {
    static_assert(!HasTemperature<Parameters>::value || std::is_floating_point<Option>::value,
                  "hillock: an integer is no axis, as in softmax(x, 1) of other libraries: each row is a sample with "
                  "hillock::rowwise, and a temperature is written as a floating-point number, 2.0");
    return static_cast<Scalar>(option);
  } else {
    return option;
  }
}

/// Whether a function takes several lines side by side, or only one at a time.
template <typename Kernel, typename = void>
struct TakesSideBySide : std::false_type {};
template <typename Kernel>
struct TakesSideBySide<Kernel, std::enable_if_t<Kernel::takes_lines_side_by_side>> : std::true_type {};

// Of half and bfloat16: in float, one line after the other, rounded once.
template <typename Kernel, typename X, typename Y, typename Axis, typename Parameters>
void forward_in_float(const X& x, Y& y, Axis axis, const Parameters& parameters) {
  const Eigen::Index n = line_length(x, axis);
  FloatLine floats(n);
  for (Eigen::Index j = 0; j < line_count(x, axis); ++j) {
    floats.load(line(x, j, axis));
    Kernel::forward(floats.as_argument(), floats.as_result(), n, parameters);
    floats.store(line(y, j, axis));
  }
}
/// From the output, or from the input: then the output is not rounded in between.
template <typename Kernel, bool is_input, typename X, typename DY, typename DX, typename Axis, typename Parameters>
void backward_in_float(const X& x, const DY& dy, DX& dx, Axis axis, const Parameters& parameters) {
  const Eigen::Index n = line_length(x, axis);
  FloatLine output(n), gradient(n);
  for (Eigen::Index j = 0; j < line_count(x, axis); ++j) {
    output.load(line(x, j, axis));
    gradient.load(line(dy, j, axis));
    if constexpr (is_input) Kernel::forward(output.as_argument(), output.as_result(), n, parameters);
    Kernel::backward_from_output(output.as_argument(), gradient.as_argument(), gradient.as_result(), n, parameters);
    gradient.store(line(dx, j, axis));
  }
}

// Free functions, because MSVC takes no private one in a generic lambda within another.
template <typename Kernel, typename X, typename Y, typename Axis, typename Parameters>
HILLOCK_INLINE void forward_lines(const X& x, Y& y, Axis axis, const Parameters& parameters) {
  if constexpr (is_short<typename Y::Scalar>) {
    forward_in_float<Kernel>(x, y, axis, parameters);
  } else {
    const Eigen::Index length = line_length(x, axis);
    const auto forward = [&](Eigen::Index, auto from, auto to) { Kernel::forward(from, to, length, parameters); };
    for_each_line<TakesSideBySide<Kernel>::value>(axis, forward, x, y);
  }
}

template <typename Kernel, typename Y, typename DY, typename DX, typename Axis, typename Parameters>
HILLOCK_INLINE void backward_lines(const Y& y, const DY& dy, DX& dx, Axis axis, const Parameters& parameters) {
  if constexpr (is_short<typename Y::Scalar>) {
    backward_in_float<Kernel, false>(y, dy, dx, axis, parameters);
  } else {
    const Eigen::Index length = line_length(y, axis);
    const auto backward = [&](Eigen::Index, auto from, auto from_gradient, auto to) {
      Kernel::backward_from_output(from, from_gradient, to, length, parameters);
    };
    for_each_line<TakesSideBySide<Kernel>::value>(axis, backward, y, dy, dx);
  }
}

}  // namespace detail

/// The parameters of a function that has none.
template <typename Scalar>
struct NoParameters {
  /// `name` stands in the messages of those that have some.
  explicit NoParameters(const char* /*name*/) {}
};

/// A function of a vector with its parameters, for elements of type Scalar.
///
/// Kernel has `name`, a template `Parameters<Scalar>` (made from the name and the options, which it checks),
/// `forward(x, y, n, parameters)` and `backward_from_output(y, dy, dx, n, parameters)` on one line of elements
/// (detail::Strided), or else `has_backward` = false; each must work in place. Results are lazy: assigning one to a
/// destination of the right size allocates nothing (of half and bfloat16 up to 4096 elements of a line: each is copied
/// as floats).
///
/// In place (p = softmax(p)) is safe, and so is every other overlap of the destination with arguments in memory: where
/// something would be overwritten before it is read, a temporary keeps it right. There is one also in backward where
/// the input is an expression, or the destination overlaps the gradient. (The argument of forward, if it is an
/// expression, is assigned to the destination first, by Eigen's rules.)
template <typename Kernel, typename Scalar_>
class VectorActivation : public Kernel::template Parameters<detail::Computed<Scalar_>> {
 public:
  using Scalar = Scalar_;
  /// With options that are floats for half and bfloat16.
  using Parameters = typename Kernel::template Parameters<detail::Computed<Scalar>>;
  static constexpr const char* name = Kernel::name;
  /// Backward is written with the output.
  static constexpr GradientNeeds gradient_needs = GradientNeeds::output;

  /// The function's own options; bad ones throw std::invalid_argument.
  template <typename... Options>
  explicit VectorActivation(Options... options)
      : Parameters(name, detail::as_option<detail::Computed<Scalar>, Parameters>(options)...) {}

  bool output_determines_derivative() const { return true; }

  /// f of the vector, of each column, or of each row; lazy.
  template <typename X, typename Axis = detail::DefaultAxis<X>>
  auto operator()(const Eigen::DenseBase<X>& x, Axis axis = {}) const {
    detail::have_scalar_of_functor<Scalar, X>();
    return detail::defer<typename X::PlainObject>(
        x.rows(), x.cols(), name,
        [](auto& y, const auto& argument, Axis along, const Parameters& parameters) HILLOCK_INLINE_LAMBDA {
          detail::use_or_assign(argument, y,
                                [&](const auto& from) { detail::forward_lines<Kernel>(from, y, along, parameters); });
        },
        detail::hold(x), axis, parameters());
  }

  /// The vector-Jacobian product, from the output y = f(x) and the gradient dy with respect to it.
  template <typename Y, typename DY, typename Axis = detail::DefaultAxis<Y>>
  auto backward_from_output(const Eigen::DenseBase<Y>& y, const Eigen::DenseBase<DY>& dy, Axis axis = {}) const {
    check_backward<Y, DY>();
    detail::require_same_shape(name, "y", y, "dy", dy);
    return detail::defer<typename Y::PlainObject>(
        y.rows(), y.cols(), name,
        [](auto& dx, const auto& y_argument, const auto& dy_argument, Axis along,
           const Parameters& parameters) HILLOCK_INLINE_LAMBDA {
          const auto& output = detail::read_first(y_argument);
          const auto& gradient = detail::read_first(dy_argument);
          const bool are_safe = detail::same_place_or_apart(output, dx) && detail::same_place_or_apart(gradient, dx);
          const auto write = [&](const auto& from, const auto& from_gradient) {
            detail::backward_lines<Kernel>(from, from_gradient, dx, along, parameters);
          };
          detail::use_or_copy(are_safe, write, output, gradient);
        },
        detail::hold(y), detail::hold(dy), axis, parameters());
  }

  /// The vector-Jacobian product from the input.
  template <typename X, typename DY, typename Axis = detail::DefaultAxis<X>>
  auto backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Axis axis = {}) const {
    check_backward<X, DY>();
    detail::require_same_shape(name, "x", x, "dy", dy);
    return detail::defer<typename X::PlainObject>(
        x.rows(), x.cols(), name,
        [](auto& dx, const auto& input, const auto& dy_argument, Axis along, const VectorActivation& activation)
            HILLOCK_INLINE_LAMBDA {
              const auto& gradient = detail::read_first(dy_argument);
              if constexpr (detail::is_short<Scalar>) {
                const auto& argument = detail::read_first(input);
                const bool are_safe =
                    detail::same_place_or_apart(argument, dx) && detail::same_place_or_apart(gradient, dx);
                const auto write = [&](const auto& from, const auto& from_gradient) {
                  detail::backward_in_float<Kernel, true>(from, from_gradient, dx, along, activation.parameters());
                };
                detail::use_or_copy(are_safe, write, argument, gradient);
                return;
              }
              if constexpr (detail::in_memory<X>) {
                if (detail::same_place_or_apart(input, dx) && !detail::overlap(gradient, dx)) {
                  detail::forward_lines<Kernel>(input, dx, along, activation.parameters());
                  detail::backward_lines<Kernel>(dx, gradient, dx, along, activation.parameters());
                  return;
                }
              }
              const detail::Temporary<X> y = activation(input, along);
              const auto write = [&](const auto& from_gradient) {
                detail::backward_lines<Kernel>(y, from_gradient, dx, along, activation.parameters());
              };
              detail::use_or_copy(detail::same_place_or_apart(gradient, dx), write, gradient);
            },
        detail::hold(x), detail::hold(dy), axis, *this);
  }

 private:
  const Parameters& parameters() const { return *this; }

  template <typename X, typename DY>
  static constexpr void check_backward() {
    static_assert(detail::HasBackward<Kernel>::value, "hillock: this function has no backward");
    detail::have_scalar_of_functor<Scalar, X, DY>();
  }
};

/// A function of a vector for every scalar type: hillock::softmax, hillock::sparsemax, ... After the arguments come, in
/// any order, the axis (hillock::rowwise or hillock::columnwise) and the function's own parameters.
template <typename Kernel>
struct VectorFunction : public detail::RefusesMemory<VectorFunction<Kernel>> {
  using detail::RefusesMemory<VectorFunction<Kernel>>::operator();
  /// The functor for elements of type Scalar.
  template <typename Scalar>
  using For = VectorActivation<Kernel, Scalar>;

  /// The functor, with these options.
  template <typename Scalar, typename... Options>
  static For<Scalar> functor(Options... options) {
    static_assert(detail::Register<detail::Computed<Scalar>, 1>::exists,
                  "hillock: the elements must be float or double, or half or bfloat16");
    return std::apply([](auto... parameters) { return For<Scalar>(parameters...); }, detail::without_axis(options...));
  }

  /// f of the vector, of each column, or of each row.
  template <typename X, typename... Options>
  auto operator()(const Eigen::DenseBase<X>& x, Options... options) const {
    return functor<typename X::Scalar>(options...)(x, detail::AxisOf<X, Options...>{});
  }

  /// The vector-Jacobian product from the input.
  template <typename X, typename DY, typename... Options>
  auto backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Options... options) const {
    return functor<typename X::Scalar>(options...).backward(x, dy, detail::AxisOf<X, Options...>{});
  }

  /// The vector-Jacobian product from the output.
  template <typename Y, typename DY, typename... Options>
  auto backward_from_output(const Eigen::DenseBase<Y>& y, const Eigen::DenseBase<DY>& dy, Options... options) const {
    return functor<typename Y::Scalar>(options...).backward_from_output(y, dy, detail::AxisOf<Y, Options...>{});
  }
};

HILLOCK_NAMESPACE_END
