// Dense: a layer of neurons, f(W x + b), fused.
#ifndef HILLOCK_DENSE_HPP
#define HILLOCK_DENSE_HPP

#include <type_traits>
#include <utility>

#include <hillock/activation.hpp>
#include <hillock/axis.hpp>
#include <hillock/linear.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

// Layers take hillock::tanh (any scalar) as well as hillock::Tanh<float> (with its parameters).
template <typename Activation, typename Scalar, typename = void>
struct BoundActivation {
  using type = Activation;
  static type bind(Activation activation) { return activation; }
};
template <typename Function, typename Scalar>
struct BoundActivation<Function, Scalar, std::void_t<typename Function::template For<Scalar>>> {
  using type = typename Function::template For<Scalar>;
  static type bind(const Function&) { return Function::template functor<Scalar>(); }
};

// Element-wise activations hand out the functor of one element; functions of a whole vector (softmax) cannot.
template <typename Activation, typename = void>
struct IsElementwise : std::false_type {};
template <typename Activation>
struct IsElementwise<Activation, std::void_t<decltype(std::declval<const Activation&>().template functor<Forward>())>>
    : std::true_type {};

// Gated linear units make half as many outputs of what W x + b gives.
template <typename Activation, typename = void>
struct IsGate : std::false_type {};
template <typename Activation>
struct IsGate<Activation, std::enable_if_t<Activation::halves_its_argument>> : std::true_type {};

}  // namespace detail

/// Gradients of a dense layer, and its gradient before the activation: backward needs that as working memory.
template <typename Input, typename Weights, typename Bias, typename PreActivation>
struct DenseGradients : LayerGradients<Input, Weights, Bias> {
  PreActivation pre_activation;
};

/// y = f(W x + b), for one sample (x a vector) or several (the columns of x).
///
/// f is any activation of this library or of the user's, in any tier, or softmax, or a gated linear unit. Shapes,
/// ownership, threads, errors and the order of the sums as Linear. Nor may the gradients overlap y or dy.
///
/// With a gated linear unit, Dense{W, b, hillock::swiglu}, the first half of the rows of W and b makes the values and
/// the second their gates: y has half as many rows as W, whose number must be even (else std::invalid_argument). For
/// several samples forward then allocates working memory for W x + b.
template <typename Weights, typename Bias, typename Activation>
class Dense {
  static constexpr bool is_gated = detail::IsGate<Activation>::value;
  static constexpr int fixed_outputs =
      Weights::RowsAtCompileTime == Eigen::Dynamic ? int(Eigen::Dynamic) : Weights::RowsAtCompileTime / 2;

 public:
  using Scalar = typename Weights::Scalar;
  static constexpr const char* name = "Dense";
  static_assert(std::is_same<Scalar, typename Activation::Scalar>::value,
                "hillock::Dense: weights and activation have different scalar types");
  /// Backward reads the output y where that determines f', else it computes W x + b again.
  static constexpr GradientNeeds gradient_needs = Activation::gradient_needs;

  /// W (out x in), b (out), f: a functor such as hillock::Tanh<float>(), or an object such as hillock::tanh.
  template <typename W, typename B, typename F>
  Dense(W&& weights, B&& bias, const F& activation)
      : linear_(std::forward<W>(weights), std::forward<B>(bias), name),
        activation_(detail::BoundActivation<F, Scalar>::bind(activation)) {
    require_halves();
  }

  /// The same with an activation of the type's own, with its default parameters.
  template <typename W, typename B>
  Dense(W&& weights, B&& bias) : linear_(std::forward<W>(weights), std::forward<B>(bias), name), activation_() {
    require_halves();
  }

  const Weights& weights() const { return linear_.weights(); }
  Weights& weights() { return linear_.weights(); }
  const Bias& bias() const { return linear_.bias(); }
  Bias& bias() { return linear_.bias(); }
  const Activation& activation() const { return activation_; }
  Eigen::Index inputs() const { return linear_.inputs(); }
  Eigen::Index outputs() const { return is_gated ? linear_.outputs() / 2 : linear_.outputs(); }

  /// The type of W x + b.
  template <typename X>
  using PreActivation = typename Linear<Weights, Bias>::template Output<X>;
  /// The type of f(W x + b).
  template <typename X>
  using Output = std::conditional_t<detail::IsGate<Activation>::value,
                                    Eigen::Matrix<Scalar, fixed_outputs, X::ColsAtCompileTime>, PreActivation<X>>;
  /// The type of backward's result for an input of type X.
  template <typename X>
  using Gradients = DenseGradients<Eigen::Matrix<Scalar, Weights::ColsAtCompileTime, X::ColsAtCompileTime>,
                                   typename Weights::PlainObject, typename Bias::PlainObject, PreActivation<X>>;

  /// f(W x + b).
  template <typename X>
  Output<X> operator()(const Eigen::MatrixBase<X>& x) const {
    Output<X> y;
    forward(x, y);
    return y;
  }

  /// y = f(W x + b). Allocates nothing once y has its size, but for batches before a gated linear unit.
  template <typename X, typename Y>
  void forward(const Eigen::MatrixBase<X>& x, Y&& y) const {
    if constexpr (detail::IsElementwise<Activation>::value) {
      linear_.apply(x, y, activation_.template functor<Forward>(), name);
    } else if constexpr (!detail::in_memory<X>) {
      forward(detail::read_first(x), y);
    } else if constexpr (!detail::in_memory<std::decay_t<Y>>) {
      linear_.require_input(x, name);
      detail::require_size(name, y, outputs(), x.cols());
      y = operator()(x);
    } else if constexpr (is_gated) {
      forward_gated(x.derived(), y);
    } else {
      linear_.apply(x, y, detail::Unchanged(), name);
      y = activation_(y, columnwise);
    }
  }

  /// From input x, output y = f(W x + b) and the gradient dy with respect to y: g.input, g.weights, g.bias.
  template <typename X, typename Y, typename DY>
  Gradients<X> backward(const Eigen::MatrixBase<X>& x, const Eigen::MatrixBase<Y>& y,
                        const Eigen::MatrixBase<DY>& dy) const {
    Gradients<X> gradients;
    backward(x, y, dy, gradients);
    return gradients;
  }

  /// The same into gradients of the right size, without allocation.
  template <typename X, typename Y, typename DY, typename G>
  void backward(const Eigen::MatrixBase<X>& x, const Eigen::MatrixBase<Y>& y, const Eigen::MatrixBase<DY>& dy,
                G& gradients) const {
    linear_.require_input(x, name);
    require_output(x, y, "y");
    require_output(x, dy, "its gradient");
    auto& dz = gradients.pre_activation;
    const auto require_place = [&](const auto& gradient) {
      detail::require_apart(name, gradient, "y", y.derived());
      detail::require_apart(name, gradient, "the gradient", dy.derived());
    };
    require_place(gradients.input);
    require_place(gradients.weights);
    require_place(gradients.bias);
    require_place(dz);
    // Once, if it is an expression: what it draws or computes is then the same for both uses.
    const auto& input = detail::read_first(x);
    linear_.require_apart_from_all(dz, input, name);
    detail::require_can_have_size(name, dz, linear_.outputs(), x.cols());
    linear_.require_gradients(input, dz, gradients, name);
    detail::require_destination(name, dz, linear_.outputs(), x.cols());
    if constexpr (is_gated) {
      linear_.forward(input, dz);
      dz = activation_.backward(dz, dy, columnwise);
    } else if (activation_.output_determines_derivative()) {
      if constexpr (!detail::IsElementwise<Activation>::value) {
        dz = activation_.backward_from_output(y, dy, columnwise);
      } else if constexpr (gradient_needs == GradientNeeds::output) {
        dz = activation_.backward_from_output(y, dy);
      }
    } else {
      if constexpr (detail::IsElementwise<Activation>::value) {
        linear_.forward(input, dz);
        dz = activation_.backward(dz, dy);
      }
    }
    linear_.write_gradients(input, dz, gradients);
  }

 private:
  void require_halves() const {
    if (is_gated && linear_.outputs() % 2 != 0) {
      detail::fail_parameter(name, "the number of rows of the weights before a gate", linear_.outputs(), "even");
    }
  }

  /// Throws std::invalid_argument unless y, or the gradient with respect to it, has the shape of the output.
  template <typename X, typename Y>
  void require_output(const Eigen::MatrixBase<X>& x, const Eigen::MatrixBase<Y>& y, const char* what) const {
    if constexpr (!is_gated) {
      linear_.require_gradient(x, y, name, what);
    } else if (y.rows() != outputs() || y.cols() != x.cols()) {
      detail::fail_shapes(name, "the output", outputs(), x.cols(), what, y.rows(), y.cols());
    }
  }

  /// y = the gate of W x + b. For a single sample without memory of its own: some rows of values and their gates at a
  /// time.
  template <typename X, typename Y>
  void forward_gated(const X& x, Y& y) const {
    linear_.require_input(x, name);
    linear_.require_apart_from_all(y, x, name);
    detail::require_destination(name, y, outputs(), x.cols());
    if (PreActivation<X>::SizeAtCompileTime == Eigen::Dynamic && x.cols() == 1) {
      constexpr Eigen::Index rows_at_once = 64;
      Scalar memory[2 * rows_at_once];
      for (Eigen::Index first = 0; first < outputs(); first += rows_at_once) {
        const Eigen::Index count = outputs() - first < rows_at_once ? outputs() - first : rows_at_once;
        Eigen::Map<Eigen::Matrix<Scalar, Eigen::Dynamic, 1>> z(memory, 2 * count);
        auto values = z.head(count), gates = z.tail(count);
        linear_.apply_rows(first, x.col(0), values);
        linear_.apply_rows(outputs() + first, x.col(0), gates);
        y.middleRows(first, count) = activation_(z, columnwise);
      }
    } else {
      PreActivation<X> z;
      linear_.forward(x, z);
      y = activation_(z, columnwise);
    }
  }

  Linear<Weights, Bias> linear_;
  Activation activation_;
};

template <typename W, typename B, typename F>
Dense(const W&, const B&, const F&)
    -> Dense<detail::StoredType<W>, detail::StoredType<B>,
             typename detail::BoundActivation<F, typename detail::StoredType<W>::Scalar>::type>;

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DENSE_HPP
