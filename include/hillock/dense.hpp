// Dense: a layer of neurons, f(W x + b), fused.
#pragma once

#include <type_traits>
#include <utility>

#include <hillock/axis.hpp>
#include <hillock/layer/layer_activation.hpp>
#include <hillock/linear.hpp>

HILLOCK_NAMESPACE_BEGIN
/// Gradients of a dense layer, and its gradient before the activation: backward needs that as working memory. With
/// ChannelPReLU that of the slopes, `alpha`, too.
template <typename Input, typename Weights, typename Bias, typename PreActivation,
          typename Learned = detail::NothingLearned>
struct DenseGradients : LayerGradients<Input, Weights, Bias>, Learned {
  PreActivation pre_activation;
};

/// y = f(W x + b), for one sample (x a vector) or several: the columns of x, or its rows with hillock::rowwise.
///
/// f is any activation of this library or of the user's, in any tier, or softmax, or a gated linear unit (of half and
/// bfloat16: an activation of single elements is computed in float before y is rounded, softmax and gated units of what
/// is rounded already). Shapes, axis, ownership, threads, errors and the order of the sums as Linear. Nor may the
/// gradients overlap y or dy.
///
/// With a gated linear unit, Dense{W, b, hillock::swiglu}, the first half of the rows of W and b makes the values and
/// the second their gates (in another order with hillock::OrderedGate; any hillock::Gate, Blend or ClippedSwiGLU too):
/// y has half as many rows as W, whose number must be even (else std::invalid_argument). For several samples forward
/// then allocates working memory for W x + b.
template <typename Weights, typename Bias, typename Activation, typename Axis = Columnwise>
class Dense : public detail::RefusesMemory<Dense<Weights, Bias, Activation, Axis>> {
  static constexpr bool is_gated = detail::IsGate<Activation>::value;
  static constexpr int fixed_outputs =
      Weights::RowsAtCompileTime == Eigen::Dynamic ? int(Eigen::Dynamic) : Weights::RowsAtCompileTime / 2;

 public:
  using detail::RefusesMemory<Dense<Weights, Bias, Activation, Axis>>::operator();
  using detail::RefusesMemory<Dense<Weights, Bias, Activation, Axis>>::forward;
  using Scalar = typename Weights::Scalar;
  static constexpr const char* name = "Dense";
  /// Whether there is a bias.
  static constexpr bool has_bias = !std::is_same<Bias, NoBias>::value;
  static_assert(
      !detail::is_no_activation<Activation>,
      "hillock::Dense: the activation is missing, as in Dense{W, b, hillock::tanh}; without one it is Linear");
  static_assert(std::is_same<Scalar, typename Activation::Scalar>::value,
                "hillock::Dense: weights and activation have different scalar types");
  /// Backward reads the output y where that determines f', else it computes W x + b again.
  static constexpr GradientNeeds gradient_needs = Activation::gradient_needs;

  /// A layer that must be given weights before it is used, else that throws std::invalid_argument.
  Dense() = default;
  /// W (out x in), b (out), f: a functor such as hillock::Tanh<float>(), an object such as hillock::tanh, or a function
  /// of one element, without backward.
  template <typename W, typename B, typename F, detail::IfExpression<B> = 0, detail::IfActivation<F> = 0>
  Dense(W&& weights, B&& bias, const F& activation, Axis = {})
      : linear_(name, std::forward<W>(weights), std::forward<B>(bias)),
        activation_(detail::BoundActivation<F, Scalar>::bind(activation)) {
    require_outputs();
  }
  /// Without a bias.
  template <typename W, typename F, detail::IfActivation<F> = 0>
  Dense(W&& weights, const F& activation, Axis = {})
      : linear_(name, std::forward<W>(weights)), activation_(detail::BoundActivation<F, Scalar>::bind(activation)) {
    require_outputs();
  }
  /// With an activation of the type's own, with its default parameters.
  template <typename W, typename B, detail::IfExpression<B> = 0>
  Dense(W&& weights, B&& bias, Axis = {})
      : linear_(name, std::forward<W>(weights), std::forward<B>(bias)), activation_() {
    require_outputs();
  }
  /// With neither.
  template <typename W, detail::IfExpression<W> = 0>
  explicit Dense(W&& weights, Axis = {}) : linear_(name, std::forward<W>(weights)), activation_() {
    require_outputs();
  }

  const Weights& weights() const { return linear_.weights(); }
  Weights& weights() { return linear_.weights(); }
  const Bias& bias() const { return linear_.bias(); }
  Bias& bias() { return linear_.bias(); }
  const Activation& activation() const { return activation_; }
  Activation& activation() { return activation_; }
  Eigen::Index inputs() const { return linear_.inputs(); }
  Eigen::Index outputs() const { return is_gated ? linear_.outputs() / 2 : linear_.outputs(); }

  /// The type of W x + b for samples of type X along the axis A.
  template <typename X, typename A = Axis>
  using PreActivation = typename Linear<Weights, Bias, Axis>::template Output<X, A>;
  /// The type of f(W x + b).
  template <typename X, typename A = Axis>
  using Output = std::conditional_t<is_gated, detail::Samples<Scalar, fixed_outputs, X, A>, PreActivation<X, A>>;
  /// The type of backward's result for an input of type X.
  template <typename X, typename A = Axis>
  using Gradients =
      DenseGradients<detail::Samples<Scalar, Weights::ColsAtCompileTime, X, A>, typename Weights::PlainObject,
                     typename Bias::PlainObject, PreActivation<X, A>, typename detail::Learned<Activation>::type>;

  /// f(W x + b).
  template <typename X, typename A = Axis>
  Output<X, A> operator()(const Eigen::DenseBase<X>& x, A axis = {}) const {
    Output<X, A> y;
    forward(x, y, axis);
    return y;
  }

  /// y = f(W x + b). Allocates nothing once y has its size, but for batches before a gated linear unit.
  template <typename X, typename Y, typename A = Axis>
  void forward(const Eigen::DenseBase<X>& x, Y&& y, A axis = {}) const {
    if constexpr (!detail::have_scalar<Scalar, X, std::decay_t<Y>>()) {  // which has said so
    } else if constexpr (detail::IsElementwise<Activation>::value) {
      linear_.apply(x, y, activation_.template functor<Forward>(), name, axis);
    } else if constexpr (!detail::in_memory<X>) {
      forward(detail::read_first(x), y, axis);
    } else if constexpr (!detail::in_memory<std::decay_t<Y>>) {
      linear_.require_input(x.derived(), name, axis);
      const detail::Size size = output_size(x, axis);
      detail::require_size(name, y, size.rows, size.cols);
      detail::assign_matrix(y, operator()(x, axis));
    } else if constexpr (is_gated) {
      forward_gated(x.derived(), y, axis);
    } else {
      require_outputs();
      linear_.apply(x, y, detail::Unchanged(), name, axis);
      if constexpr (detail::learns<Activation>) {
        activation_.forward(y, y, axis);
      } else {
        y = activation_(y, axis);
      }
    }
  }

  /// From input x, output y = f(W x + b) and the gradient dy with respect to y: g.input, g.weights, g.bias.
  template <typename X, typename Y, typename DY, typename A = Axis, detail::IfAxis<A> = 0>
  Gradients<X, A> backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<Y>& y, const Eigen::DenseBase<DY>& dy,
                           A axis = {}) const {
    Gradients<X, A> gradients;
    backward(x, y, dy, gradients, axis);
    return gradients;
  }

  /// The same into gradients of the right size, without allocation.
  template <typename X, typename Y, typename DY, typename G, typename A = Axis, detail::UnlessAxis<G> = 0>
  void backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<Y>& y, const Eigen::DenseBase<DY>& dy,
                G& gradients, A axis = {}) const {
    if constexpr (!detail::HasBackward<Activation>::value) {
      static_assert(detail::HasBackward<Activation>::value,
                    "hillock::Dense: this activation has no derivative; one of your own is a definition, as in "
                    "hillock/activation.hpp");
    } else if constexpr (detail::have_scalar<Scalar, X, Y>() && detail::have_scalar<Scalar, X, DY>()) {
      write_backward(x.derived(), y.derived(), dy.derived(), gradients, axis);
    }
  }

 private:
  template <typename X, typename Y, typename DY, typename G, typename A>
  void write_backward(const X& x, const Y& y, const DY& dy, G& gradients, A axis) const {
    linear_.require_input(x, name, axis);
    require_outputs();
    require_output(x, y, "y", axis);
    require_output(x, dy, "its gradient", axis);
    const auto require_place = [&](const auto& gradient) {
      detail::require_apart(name, gradient, "y", y);
      detail::require_apart(name, gradient, "the gradient", dy);
    };
    require_place(gradients.input);
    require_place(gradients.weights);
    if constexpr (has_bias) require_place(gradients.bias);
    require_place(gradients.pre_activation);
    // Once, if it is an expression: what it draws or computes is then the same for both uses.
    const auto& input = detail::read_first(x);
    linear_.require_apart_from_all(gradients.pre_activation, input, name);
    const detail::Size size = detail::size_of_lines(linear_.outputs(), detail::line_count(input, axis), axis);
    detail::require_can_have_size(name, gradients.pre_activation, size.rows, size.cols);
    linear_.require_gradients(input, gradients.pre_activation, gradients, name);
    detail::require_destination(name, gradients.pre_activation, size.rows, size.cols);
    auto&& dz = detail::as_matrix(gradients.pre_activation);
    const auto& output = detail::as_matrix(y);
    const auto& outer = detail::as_matrix(dy);
    if constexpr (is_gated) {
      linear_.forward(input, dz, axis);
      dz = activation_.backward(dz, outer, axis);
    } else if constexpr (detail::learns<Activation>) {
      linear_.forward(input, dz, axis);
      activation_.backward_into(dz, outer, dz, gradients.alpha, axis);
    } else if (activation_.output_determines_derivative()) {
      if constexpr (!detail::IsElementwise<Activation>::value) {
        dz = activation_.backward_from_output(output, outer, axis);
      } else if constexpr (gradient_needs == GradientNeeds::output) {
        dz = activation_.backward_from_output(output, outer);
      }
    } else {
      if constexpr (detail::IsElementwise<Activation>::value) {
        linear_.forward(input, dz, axis);
        dz = activation_.backward(dz, outer);
      }
    }
    linear_.write_gradients(input, dz, gradients, axis);
  }

  /// What weights that were assigned later may lack.
  void require_outputs() const {
    if (is_gated && linear_.outputs() % 2 != 0) {
      detail::fail_parameter(name, "the number of rows of the weights before a gate", linear_.outputs(), "even");
    }
    if constexpr (detail::learns<Activation>) activation_.require_channels(name, outputs());
  }

  /// Throws std::invalid_argument unless y, or the gradient with respect to it, has the shape of the output.
  template <typename X, typename Y, typename A>
  void require_output(const X& x, const Y& y, const char* what, A axis) const {
    if constexpr (!is_gated) {
      linear_.require_gradient(x, y, name, axis, what);
    } else {
      const detail::Size size = output_size(x, axis);
      detail::require_shape(name, "the output", size.rows, size.cols, what, y);
    }
  }

  template <typename X, typename A>
  detail::Size output_size(const X& x, A axis) const {
    return detail::size_of_lines(outputs(), detail::line_count(x, axis), axis);
  }

  /// y = the gate of W x + b. For a single sample without memory of its own: some rows of values and their gates at a
  /// time.
  template <typename X, typename Y, typename A>
  void forward_gated(const X& x, Y& y, A axis) const {
    linear_.require_input(x, name, axis);
    require_outputs();
    linear_.require_apart_from_all(y, x, name);
    const detail::Size size = output_size(x, axis);
    detail::require_destination(name, y, size.rows, size.cols);
    const auto& samples = detail::as_columns(x, axis);
    if (PreActivation<X, A>::SizeAtCompileTime == Eigen::Dynamic && samples.cols() == 1) {
      constexpr Eigen::Index rows_at_once = 64;
      Scalar memory[2 * rows_at_once];
      auto&& result = detail::as_columns(y, axis);
      for (Eigen::Index first = 0; first < outputs(); first += rows_at_once) {
        const Eigen::Index count = outputs() - first < rows_at_once ? outputs() - first : rows_at_once;
        Eigen::Map<Eigen::Matrix<Scalar, Eigen::Dynamic, 1>> z(memory, 2 * count);
        if constexpr (detail::takes_turns<Activation>) {
          linear_.apply_rows(2 * first, samples.col(0), z);
        } else {
          auto first_half = z.head(count), second_half = z.tail(count);
          linear_.apply_rows(first, samples.col(0), first_half);
          linear_.apply_rows(outputs() + first, samples.col(0), second_half);
        }
        result.middleRows(first, count) = activation_(z, columnwise);
      }
    } else {
      PreActivation<X, A> z;
      linear_.forward(x, z, axis);
      detail::assign_matrix(y, activation_(z, axis));
    }
  }

  Linear<Weights, Bias, Axis> linear_;
  Activation activation_;
};

template <typename W, typename B, typename F, detail::IfExpression<B> = 0, detail::IfActivation<F> = 0>
Dense(const W&, const B&, const F&) -> Dense<detail::StoredType<W>, detail::StoredBiasType<B>, detail::BoundTo<F, W>>;
template <typename W, typename B, typename F, typename A>
Dense(const W&, const B&, const F&, A)
    -> Dense<detail::StoredType<W>, detail::StoredBiasType<B>, detail::BoundTo<F, W>, A>;
template <typename W, typename F, detail::IfActivation<F> = 0>
Dense(const W&, const F&) -> Dense<detail::StoredType<W>, NoBias, detail::BoundTo<F, W>>;
template <typename W, typename F, typename A, detail::IfActivation<F> = 0, detail::IfAxis<A> = 0>
Dense(const W&, const F&, A) -> Dense<detail::StoredType<W>, NoBias, detail::BoundTo<F, W>, A>;
// For the message.
template <typename W, typename B, detail::IfExpression<B> = 0>
Dense(const W&, const B&) -> Dense<detail::StoredType<W>, detail::StoredBiasType<B>,
                                   detail::NoActivation<typename detail::StoredType<W>::Scalar>>;
template <typename Axis>
class Dense<detail::NoWeights, NoBias, detail::NoActivation<float>, Axis> : public detail::NoLayer {
  using detail::NoLayer::NoLayer;
};
template <typename First, typename... Others>
Dense(const First&, const Others&...) -> Dense<detail::NoWeights, NoBias, detail::NoActivation<float>>;

HILLOCK_NAMESPACE_END
