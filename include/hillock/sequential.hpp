// Sequential: layers one after the other.
#ifndef HILLOCK_SEQUENTIAL_HPP
#define HILLOCK_SEQUENTIAL_HPP

#include <cstddef>
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

// A layer of a network has weights (Linear, Dense), or it is an activation, whose output has the shape of its input.
template <typename Layer, typename = void>
struct HasWeights : std::false_type {};
template <typename Layer>
struct HasWeights<Layer, std::void_t<decltype(std::declval<const Layer&>().weights())>> : std::true_type {};

template <typename Layer>
struct IsLinear : std::false_type {};
template <typename... Types>
struct IsLinear<Linear<Types...>> : std::true_type {};

/// Zero of the first layer with weights' element type (hillock::tanh is for any), nothing if there is none.
template <typename First, typename... Rest>
auto scalar_of_layers() {
  if constexpr (HasWeights<First>::value) {
    return typename First::Scalar();
  } else if constexpr (sizeof...(Rest) != 0) {
    return scalar_of_layers<Rest...>();
  }
}

/// What a network keeps of an argument: a layer as it is, of an object such as hillock::tanh the functor.
template <typename From, typename Scalar>
using LayerFrom = BoundActivation<std::decay_t<From>, Scalar>;

/// The types of a layer's output and gradients, for an input of type X.
template <typename Layer, typename X, bool has_weights = HasWeights<Layer>::value>
struct LayerTypes {
  using Output = typename Layer::template Output<X>;
  using Gradients = typename Layer::template Gradients<X>;
  static constexpr Eigen::Index inputs = std::decay_t<decltype(std::declval<Layer>().weights())>::ColsAtCompileTime;
};
template <typename Layer, typename X>
struct LayerTypes<Layer, X, false> {
  using Output = Eigen::Matrix<typename Layer::Scalar, X::RowsAtCompileTime, X::ColsAtCompileTime>;
  using Gradients = ActivationGradients<Output>;
  static constexpr Eigen::Index inputs = X::RowsAtCompileTime;
};

/// Those of all layers.
template <typename X, typename... Layers>
struct NetworkTypes {
  using Outputs = std::tuple<>;
  using Gradients = std::tuple<>;
};
template <typename X, typename First, typename... Rest>
struct NetworkTypes<X, First, Rest...> {
  using Layer = LayerTypes<First, X>;
  static_assert(!sizes_differ(X::RowsAtCompileTime, Layer::inputs),
                "hillock::Sequential: a layer must have as many inputs as what it gets has rows");
  using Next = NetworkTypes<typename Layer::Output, Rest...>;
  template <typename One, typename Others>
  using Joined = decltype(std::tuple_cat(std::declval<std::tuple<One>>(), std::declval<Others>()));
  using Outputs = Joined<typename Layer::Output, typename Next::Outputs>;
  using Gradients = Joined<typename Layer::Gradients, typename Next::Gradients>;
};

/// y = layer(x).
template <typename Layer, typename X, typename Y>
void forward_layer(const Layer& layer, const X& x, Y& y) {
  if constexpr (HasWeights<Layer>::value) {
    layer.forward(x, y);
  } else if constexpr (IsElementwise<Layer>::value) {
    y = layer(x);
  } else {
    y = layer(x, columnwise);
  }
}

/// The gradients of a layer from its input, its output y and dy; an activation decides as in Dense what to read.
template <typename Layer, typename X, typename Y, typename DY, typename G>
void backward_layer(const Layer& layer, const X& x, const Y& y, const DY& dy, G& gradients) {
  if constexpr (IsLinear<Layer>::value) {
    layer.backward(x, dy, gradients);
  } else if constexpr (HasWeights<Layer>::value) {
    layer.backward(x, y, dy, gradients);
  } else if constexpr (!IsElementwise<Layer>::value) {
    gradients.input = layer.backward_from_output(y, dy, columnwise);
  } else if (layer.output_determines_derivative()) {
    if constexpr (Layer::gradient_needs == GradientNeeds::output) gradients.input = layer.backward_from_output(y, dy);
  } else {
    gradients.input = layer.backward(x, dy);
  }
}

}  // namespace detail

/// Layers one after the other: hillock::Sequential{layer, layer, ...}, each of them a Linear, a Dense, or an activation
/// (element-wise, or softmax and its kin) without weights.
///
/// The columns of x are samples, as for Dense. The outputs of the layers are the caller's to keep, a Memory: forward
/// writes it and backward reads it. So the network is const and keeps no state: it serves many threads, each with a
/// memory of its own. The first call gives memory and gradients their sizes; later ones of as many samples allocate
/// nothing (but for batches before a gated linear unit, see Dense), those of fixed sizes never do.
///
///   hillock::Sequential network{hillock::Dense{w1, b1, hillock::gelu}, hillock::Dense{w2, b2, hillock::softmax}};
///   Eigen::MatrixXf p = network(x);                       // the output, no more
///   decltype(network)::Memory<> memory;                   // for matrices; of one sample Memory<Eigen::VectorXf>
///   const auto& y = network.forward(x, memory);
///   auto gradients = network.backward(x, dy, memory);     // std::get<0>(gradients).input, .weights, .bias
///   network.backward(x, dy, memory, gradients);           // from now on into the same
///
/// The bits are those of the layers called one by one. Layers that do not fit together throw std::invalid_argument, or
/// do not compile where sizes are fixed; as do arguments of other sizes, before the output or gradients are written.
template <typename First, typename... Rest>
class Sequential {
  using Layers = std::tuple<First, Rest...>;

 public:
  static constexpr const char* name = "Sequential";
  static constexpr std::size_t size = 1 + sizeof...(Rest);
  using Scalar = decltype(detail::scalar_of_layers<First, Rest...>());
  /// A batch of samples.
  using Batch = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  static_assert(std::is_same<std::common_type_t<typename First::Scalar, typename Rest::Scalar...>, Scalar>::value,
                "hillock::Sequential: the layers must have one scalar type, and one of them weights");

  /// What forward writes for an input of type X: the output of each layer, a std::tuple.
  template <typename X = Batch>
  using Memory = typename detail::NetworkTypes<X, First, Rest...>::Outputs;
  /// What backward writes: the gradients of each layer, a std::tuple. That of the input is the first layer's.
  template <typename X = Batch>
  using Gradients = typename detail::NetworkTypes<X, First, Rest...>::Gradients;
  /// The type of the network's output.
  template <typename X = Batch>
  using Output = std::tuple_element_t<size - 1, Memory<X>>;

  /// The layers, the first one first. An activation may be an object, hillock::tanh.
  template <typename... From,
            typename = std::enable_if_t<sizeof...(From) == size &&
                                        !(std::is_same<std::decay_t<From>, Sequential>::value || ...)>>
  explicit Sequential(From&&... layers)
      : layers_(detail::LayerFrom<From, Scalar>::bind(std::forward<From>(layers))...) {
    static_assert(std::tuple_size<Memory<>>::value == size, "or fixed sizes do not fit together");
    Eigen::Index width = inputs();
    int before = 0;
    each_with_weights([&](auto i) {
      const auto& next = layer<i>();
      if (next.inputs() != width) {
        detail::fail(name, "layer<%d>() has %lld inputs but layer<%d>() has %lld outputs", int(i),
                     detail::number(next.inputs()), before, detail::number(width));
      }
      width = next.outputs();
      before = int(i);
    });
  }

  /// Layer i, counted from 0.
  template <std::size_t i>
  const auto& layer() const {
    return std::get<i>(layers_);
  }
  template <std::size_t i>
  auto& layer() {
    return std::get<i>(layers_);
  }
  Eigen::Index inputs() const {
    Eigen::Index inputs = -1;
    each_with_weights([&](auto i) { inputs = inputs < 0 ? layer<i>().inputs() : inputs; });
    return inputs;
  }
  Eigen::Index outputs() const {
    Eigen::Index outputs = -1;
    each_with_weights([&](auto i) { outputs = layer<i>().outputs(); });
    return outputs;
  }

  /// visit(weights, their gradient) and visit(bias, its gradient) for each layer: a step of an optimiser. With more
  /// tuples like the gradients, for what it keeps of them, visit(weights, gradient, mean).
  template <typename Visit, typename... G>
  void for_each_parameter(const Visit& visit, G&&... gradients) {
    each_with_weights([&](auto i) {
      visit(layer<i>().weights(), std::get<i>(gradients).weights...);
      visit(layer<i>().bias(), std::get<i>(gradients).bias...);
    });
  }

  /// The output for x.
  template <typename X>
  Output<X> operator()(const Eigen::MatrixBase<X>& x) const {
    Memory<X> memory;
    forward(x, memory);
    return std::move(std::get<size - 1>(memory));
  }

  /// The output for x, which is in the memory beside what backward needs.
  template <typename X, typename M>
  const auto& forward(const Eigen::MatrixBase<X>& x, M& memory) const {
    forward_from<0>(x.derived(), memory);
    return std::get<size - 1>(memory);
  }

  /// From the input x, the memory that forward wrote for it, and the gradient dy with respect to the output.
  template <typename X, typename DY, typename M>
  Gradients<X> backward(const Eigen::MatrixBase<X>& x, const Eigen::MatrixBase<DY>& dy, const M& memory) const {
    Gradients<X> gradients;
    backward(x, dy, memory, gradients);
    return gradients;
  }

  /// The same into gradients of the right size, without allocation.
  template <typename X, typename DY, typename M, typename G>
  void backward(const Eigen::MatrixBase<X>& x, const Eigen::MatrixBase<DY>& dy, const M& memory, G& gradients) const {
    if (x.rows() != inputs() || x.cols() != std::get<0>(memory).cols()) {
      detail::fail_shapes(name, "the input of forward", inputs(), std::get<0>(memory).cols(), "that of backward",
                          x.rows(), x.cols());
    }
    backward_from<0>(x.derived(), dy.derived(), memory, gradients);
  }

 private:
  /// visit(i) for each layer with weights; i converts to its number at compile time.
  template <typename Visit>
  static void each_with_weights(const Visit& visit) {
    each_with_weights(visit, std::make_index_sequence<size>());
  }
  template <typename Visit, std::size_t... i>
  static void each_with_weights(const Visit& visit, std::index_sequence<i...>) {
    const auto visit_one = [&](auto number) {
      if constexpr (detail::HasWeights<std::tuple_element_t<number, Layers>>::value) visit(number);
    };
    (visit_one(std::integral_constant<std::size_t, i>()), ...);
  }

  /// Layers i and later.
  template <std::size_t i, typename X, typename M>
  void forward_from(const X& x, M& memory) const {
    detail::forward_layer(layer<i>(), x, std::get<i>(memory));
    if constexpr (i + 1 < size) forward_from<i + 1>(std::get<i>(memory), memory);
  }

  /// Those, the last one first.
  template <std::size_t i, typename X, typename DY, typename M, typename G>
  void backward_from(const X& x, const DY& dy, const M& memory, G& gradients) const {
    const auto& y = std::get<i>(memory);
    if constexpr (i + 1 == size) {
      detail::backward_layer(layer<i>(), x, y, dy, std::get<i>(gradients));
    } else {
      backward_from<i + 1>(y, dy, memory, gradients);
      detail::backward_layer(layer<i>(), x, y, std::get<i + 1>(gradients).input, std::get<i>(gradients));
    }
  }

  Layers layers_;
};

template <typename... From>
Sequential(const From&...)
    -> Sequential<typename detail::LayerFrom<From, decltype(detail::scalar_of_layers<From...>())>::type...>;

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_SEQUENTIAL_HPP
