// Functions of a whole vector (softmax and its kin): along a vector, along each column, or along each row.
#ifndef HILLOCK_VECTOR_FUNCTION_HPP
#define HILLOCK_VECTOR_FUNCTION_HPP

#include <type_traits>
#include <utility>

#include "activation.hpp"
#include "axis.hpp"
#include "detail/blocks.hpp"

HILLOCK_NAMESPACE_BEGIN

namespace detail {

template <typename Evaluate, typename Plain>
class Deferred;

}  // namespace detail
HILLOCK_NAMESPACE_END

namespace Eigen {
namespace internal {

template <typename Evaluate, typename Plain>
struct traits<hillock::detail::Deferred<Evaluate, Plain>> {
  using ReturnType = Plain;
};

}  // namespace internal
}  // namespace Eigen

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// The result of a function that is computed when it is assigned, straight into its destination: no temporary.
template <typename Evaluate, typename Plain>
class Deferred : public Eigen::ReturnByValue<Deferred<Evaluate, Plain>> {
 public:
  using Index = Eigen::Index;

  Deferred(Index rows, Index cols, const char* name, Evaluate evaluate)
      : rows_(rows), cols_(cols), name_(name), evaluate_(std::move(evaluate)) {}

  Index rows() const { return rows_; }
  Index cols() const { return cols_; }

  template <typename Destination>
  void evalTo(Destination& destination) const {
    static_assert(!sizes_differ(Destination::RowsAtCompileTime, Plain::RowsAtCompileTime) &&
                      !sizes_differ(Destination::ColsAtCompileTime, Plain::ColsAtCompileTime),
                  "hillock: the destination has another shape than the result");
    if (destination.rows() != rows_ || destination.cols() != cols_) {
      fail_shapes(name_, "the result", rows_, cols_, "the destination", destination.rows(), destination.cols());
    }
    evaluate_(destination);
  }

 private:
  Index rows_, cols_;
  const char* name_;
  Evaluate evaluate_;
};

template <typename Plain, typename Evaluate>
Deferred<Evaluate, Plain> defer(Eigen::Index rows, Eigen::Index cols, const char* name, Evaluate evaluate) {
  return {rows, cols, name, std::move(evaluate)};
}

/// Whether an expression's coefficients lie in memory, to be read where they are.
template <typename X>
inline constexpr bool in_memory = (X::Flags & Eigen::DirectAccessBit) != 0;

/// Column j, or row j, of an expression in memory.
template <typename X>
auto line(X& x, Eigen::Index j, Columnwise) {
  return Strided<std::remove_pointer_t<decltype(x.data())>>{x.data() + j * x.colStride(), x.rowStride()};
}
template <typename X>
auto line(X& x, Eigen::Index j, Rowwise) {
  return Strided<std::remove_pointer_t<decltype(x.data())>>{x.data() + j * x.rowStride(), x.colStride()};
}

template <typename X>
Eigen::Index line_count(const X& x, Columnwise) {
  return x.cols();
}
template <typename X>
Eigen::Index line_count(const X& x, Rowwise) {
  return x.rows();
}
template <typename X, typename Axis>
Eigen::Index line_length(const X& x, Axis axis) {
  const Eigen::Index count = line_count(x, axis);
  return count == 0 ? 0 : x.size() / count;
}

/// The axis meant without a word: a vector is one sample, a matrix has one per column.
template <typename X>
using DefaultAxis = std::conditional_t<X::RowsAtCompileTime == 1, Rowwise, Columnwise>;

/// What an expression keeps of its argument: a reference to a matrix or vector, a copy of a lazy expression (as Eigen).
template <typename X>
using Kept = std::conditional_t<std::is_base_of<Eigen::PlainObjectBase<X>, X>::value, const X&, const X>;

}  // namespace detail

/// A function of a vector with its parameter, for elements of type Scalar.
///
/// Kernel has `name`, `forward(x, y, n, temperature)` and `backward_from_output(y, dy, dx, n, temperature)` on one line
/// of elements (detail::Strided); each must work in place. Results are lazy: assigning one to a destination of the
/// right size allocates nothing. In place (p = softmax(p)) is safe.
template <typename Kernel, typename Scalar_>
class VectorActivation {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = Kernel::name;
  static constexpr GradientNeeds gradient_needs = GradientNeeds::output;

  explicit VectorActivation(Scalar temperature = Scalar(1)) : temperature_(temperature) {
    if (!(temperature > 0) || !detail::is_finite(temperature)) {
      detail::fail_parameter(name, "temperature", temperature, "positive and finite");
    }
  }

  Scalar temperature() const { return temperature_; }
  bool output_determines_derivative() const { return true; }

  template <typename X, typename Axis = detail::DefaultAxis<X>>
  auto operator()(const Eigen::DenseBase<X>& x, Axis axis = {}) const {
    check_scalar<X>();
    detail::Kept<X> kept = x.derived();
    return detail::defer<typename X::PlainObject>(x.rows(), x.cols(), name,
                                                  [kept_ = Holder<X>{kept}, axis, temperature = temperature_](auto& y) {
                                                    const X& from = kept_.value;
                                                    if constexpr (detail::in_memory<X>) {
                                                      forward_lines(from, y, axis, temperature);
                                                    } else {
                                                      y = from;
                                                      forward_lines(y, y, axis, temperature);
                                                    }
                                                  });
  }

  /// The vector-Jacobian product, from the output y = f(x) and the gradient dy with respect to it.
  template <typename Y, typename DY, typename Axis = detail::DefaultAxis<Y>>
  auto backward_from_output(const Eigen::DenseBase<Y>& y, const Eigen::DenseBase<DY>& dy, Axis axis = {}) const {
    check_scalar<Y>();
    check_scalar<DY>();
    detail::require_same_shape(name, "y", y, "dy", dy);
    return detail::defer<typename Y::PlainObject>(
        y.rows(), y.cols(), name,
        [y_ = Holder<Y>{y.derived()}, dy_ = Holder<DY>{dy.derived()}, axis, temperature = temperature_](auto& dx) {
          const Eigen::Ref<const typename Y::PlainObject, 0, AnyStride<Y>> from(y_.value);
          const Eigen::Ref<const typename DY::PlainObject, 0, AnyStride<DY>> gradient(dy_.value);
          backward_lines(from, gradient, dx, axis, temperature);
        });
  }

  /// The vector-Jacobian product from the input.
  template <typename X, typename DY, typename Axis = detail::DefaultAxis<X>>
  auto backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Axis axis = {}) const {
    check_scalar<X>();
    check_scalar<DY>();
    detail::require_same_shape(name, "x", x, "dy", dy);
    return detail::defer<typename X::PlainObject>(
        x.rows(), x.cols(), name,
        [x_ = Holder<X>{x.derived()}, dy_ = Holder<DY>{dy.derived()}, axis, activation = *this](auto& dx) {
          const typename X::PlainObject y = activation(x_.value, axis);
          const Eigen::Ref<const typename DY::PlainObject, 0, AnyStride<DY>> gradient(dy_.value);
          backward_lines(y, gradient, dx, axis, activation.temperature_);
        });
  }

 private:
  template <typename X>
  struct Holder {
    detail::Kept<X> value;
  };
  // A Ref with these strides refers to anything in memory and evaluates the rest.
  template <typename X>
  using AnyStride =
      std::conditional_t<X::IsVectorAtCompileTime, Eigen::InnerStride<>, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>>;

  template <typename X>
  static constexpr void check_scalar() {
    static_assert(std::is_same<typename X::Scalar, Scalar>::value,
                  "hillock: the functor and the expression have different scalar types");
  }

  template <typename X, typename Y, typename Axis>
  static void forward_lines(const X& x, Y& y, Axis axis, Scalar temperature) {
    const Eigen::Index length = detail::line_length(x, axis);
    for (Eigen::Index j = 0; j < detail::line_count(x, axis); ++j) {
      Kernel::forward(detail::line(x, j, axis), detail::line(y, j, axis), length, temperature);
    }
  }

  template <typename Y, typename DY, typename DX, typename Axis>
  static void backward_lines(const Y& y, const DY& dy, DX& dx, Axis axis, Scalar temperature) {
    const Eigen::Index length = detail::line_length(y, axis);
    for (Eigen::Index j = 0; j < detail::line_count(y, axis); ++j) {
      Kernel::backward_from_output(detail::line(y, j, axis), detail::line(dy, j, axis), detail::line(dx, j, axis),
                                   length, temperature);
    }
  }

  Scalar temperature_;
};

/// A function of a vector for every scalar type: hillock::softmax, hillock::log_softmax. After the argument come the
/// axis (hillock::rowwise or hillock::columnwise) and the temperature, either or both.
template <typename Kernel>
struct VectorFunction {
  template <typename Scalar>
  using For = VectorActivation<Kernel, Scalar>;

  template <typename Scalar, typename... Parameters>
  static For<Scalar> functor(Parameters... parameters) {
    static_assert(std::is_same<Scalar, float>::value || std::is_same<Scalar, double>::value,
                  "hillock: the elements must be float or double");
    return For<Scalar>(static_cast<Scalar>(parameters)...);
  }

  template <typename X, typename... Options>
  auto operator()(const Eigen::DenseBase<X>& x, Options... options) const {
    return with<X>([&](const auto& activation, auto axis) { return activation(x, axis); }, options...);
  }

  template <typename X, typename DY, typename... Options>
  auto backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Options... options) const {
    return with<X>([&](const auto& activation, auto axis) { return activation.backward(x, dy, axis); }, options...);
  }

  template <typename Y, typename DY, typename... Options>
  auto backward_from_output(const Eigen::DenseBase<Y>& y, const Eigen::DenseBase<DY>& dy, Options... options) const {
    return with<Y>([&](const auto& activation, auto axis) { return activation.backward_from_output(y, dy, axis); },
                   options...);
  }

 private:
  // Sorts the options that follow the arguments: an axis or none, then a temperature or none.
  template <typename X, typename Use, typename... Temperature>
  static auto with(Use use, Temperature... temperature) {
    return use(functor<typename X::Scalar>(temperature...), detail::DefaultAxis<X>{});
  }
  template <typename X, typename Use, typename... Temperature>
  static auto with(Use use, Rowwise axis, Temperature... temperature) {
    return use(functor<typename X::Scalar>(temperature...), axis);
  }
  template <typename X, typename Use, typename... Temperature>
  static auto with(Use use, Columnwise axis, Temperature... temperature) {
    return use(functor<typename X::Scalar>(temperature...), axis);
  }
};

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_VECTOR_FUNCTION_HPP
