// The layers of a network as Sequential sees them: their types, and forward and backward of one of them.
#pragma once

#include <tuple>
#include <type_traits>
#include <utility>

#include <hillock/dense.hpp>

HILLOCK_NAMESPACE_BEGIN

/// The gradient of an activation that is a layer of its own.
template <typename Input>
struct ActivationGradients {
  Input input;
};

namespace detail {

// A layer of a network has weights (Linear, Dense), or it is an activation, whose output has the shape of its input, or
// half its length where it is a gate.
template <typename Layer, typename = void>
struct HasWeights : std::false_type {};
template <typename Layer>
struct HasWeights<Layer, std::void_t<decltype(std::declval<const Layer&>().weights())>> : std::true_type {};

template <typename Layer>
struct IsLinear : std::false_type {};
template <typename... Types>
struct IsLinear<Linear<Types...>> : std::true_type {};

/// Whether a layer learns the slopes of its activation.
template <typename Layer>
inline constexpr bool has_slopes = false;
template <typename W, typename B, typename F, typename Axis>
inline constexpr bool has_slopes<Dense<W, B, F, Axis>> = learns<F>;

/// Along which axis a layer takes its samples if nothing is said.
template <typename Layer>
struct AxisOfLayer {
  using type = Columnwise;
};
template <typename W, typename B, typename Axis>
struct AxisOfLayer<Linear<W, B, Axis>> {
  using type = Axis;
};
template <typename W, typename B, typename F, typename Axis>
struct AxisOfLayer<Dense<W, B, F, Axis>> {
  using type = Axis;
};

/// The first layer with weights knows the element type and the axis of all; hillock::tanh is for any.
template <typename Layer>
struct LeadingLayer {
  using Scalar = typename Layer::Scalar;
  using Axis = typename AxisOfLayer<Layer>::type;
  using Batch = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic,
                              std::is_same<Axis, Rowwise>::value ? Eigen::RowMajor : Eigen::ColMajor>;
};
template <typename First, typename... Rest>
auto leading_layer() {
  if constexpr (HasWeights<First>::value) {
    return LeadingLayer<First>();
  } else if constexpr (sizeof...(Rest) != 0) {
    return leading_layer<Rest...>();
  }
}

template <typename Layer, typename Leading>
inline constexpr bool fits = std::is_same<typename Layer::Scalar, typename Leading::Scalar>::value &&
                             (!HasWeights<Layer>::value ||
                              std::is_same<typename AxisOfLayer<Layer>::type, typename Leading::Axis>::value);

/// What a network keeps of an argument: a layer as it is, of an object such as hillock::tanh the functor.
template <typename From, typename Scalar>
using LayerFrom = BoundActivation<std::decay_t<From>, Scalar>;

/// The types of a layer's output and gradients, for an input of type X along an axis.
template <typename Layer, typename X, typename Axis, bool has_weights = HasWeights<Layer>::value>
struct LayerTypes {
  using Output = typename Layer::template Output<X, Axis>;
  using Gradients = typename Layer::template Gradients<X, Axis>;
  static constexpr int inputs = std::decay_t<decltype(std::declval<Layer>().weights())>::ColsAtCompileTime;
  static_assert(!sizes_differ(inputs, AsColumns<const X, Axis>::RowsAtCompileTime),
                "hillock::Sequential: a layer must have as many inputs as what it gets has elements per sample");
};
template <typename Layer, typename X, typename Axis>
struct LayerTypes<Layer, X, Axis, false> {
  static constexpr int length = AsColumns<const X, Axis>::RowsAtCompileTime;
  static constexpr bool is_halved = IsGate<Layer>::value && length != Eigen::Dynamic;
  static_assert(!is_halved || length % 2 == 0,
                "hillock::Sequential: a gate must get an even number of elements per sample");
  using Output = Samples<typename Layer::Scalar, is_halved ? length / 2 : length, X, Axis>;
  using Gradients = ActivationGradients<Samples<typename Layer::Scalar, length, X, Axis>>;
};

/// Those of all layers.
template <typename X, typename Axis, typename... Layers>
struct NetworkTypes {
  using Outputs = std::tuple<>;
  using Gradients = std::tuple<>;
};
template <typename X, typename Axis, typename First, typename... Rest>
struct NetworkTypes<X, Axis, First, Rest...> {
  using Types = LayerTypes<First, X, Axis>;
  using Next = NetworkTypes<typename Types::Output, Axis, Rest...>;
  template <typename One, typename Others>
  using Joined = decltype(std::tuple_cat(std::declval<std::tuple<One>>(), std::declval<Others>()));
  using Outputs = Joined<typename Types::Output, typename Next::Outputs>;
  using Gradients = Joined<typename Types::Gradients, typename Next::Gradients>;
};

/// y = layer(x).
template <typename Layer, typename X, typename Y, typename Axis>
void forward_layer(const Layer& layer, const X& x, Y& y, Axis axis) {
  if constexpr (HasWeights<Layer>::value) {
    layer.forward(x, y, axis);
  } else if constexpr (IsElementwise<Layer>::value) {
    y = layer(x);
  } else {
    y = layer(x, axis);
  }
}

/// The gradients of a layer from its input, its output y and dy; an activation decides as in Dense what to read.
template <typename Layer, typename X, typename Y, typename DY, typename G, typename Axis>
void backward_layer(const Layer& layer, const X& x, const Y& y, const DY& dy, G& gradients, Axis axis) {
  if constexpr (IsLinear<Layer>::value) {
    layer.backward(x, dy, gradients, axis);
  } else if constexpr (HasWeights<Layer>::value) {
    layer.backward(x, y, dy, gradients, axis);
  } else if constexpr (IsGate<Layer>::value) {
    gradients.input = layer.backward(x, dy, axis);
  } else if constexpr (!IsElementwise<Layer>::value) {
    gradients.input = layer.backward_from_output(y, dy, axis);
  } else if (layer.output_determines_derivative()) {
    if constexpr (Layer::gradient_needs == GradientNeeds::output) gradients.input = layer.backward_from_output(y, dy);
  } else {
    gradients.input = layer.backward(x, dy);
  }
}

}  // namespace detail

HILLOCK_NAMESPACE_END
