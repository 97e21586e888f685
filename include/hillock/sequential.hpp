// Sequential: layers one after the other.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include <hillock/layer/network.hpp>

HILLOCK_NAMESPACE_BEGIN

/// Layers one after the other: hillock::Sequential{layer, layer, ...}, each of them a Linear, a Dense, or an activation
/// without weights: element-wise, softmax and its kin, or a gate (hillock::swiglu, hillock::Gate{f, g}, ...), which
/// halves the length of the samples.
///
/// Samples are the columns of x, or its rows if the layers were made with hillock::rowwise, or where that is the last
/// argument. The outputs of the layers are the caller's to keep, a Memory: forward writes it and backward reads it. So
/// the network is const and keeps no state: it serves many threads, each with a memory of its own. The first call gives
/// memory and gradients their sizes; later ones of as many samples allocate nothing (but for batches before a gated
/// linear unit, see Dense), those of fixed sizes never do.
///
///     hillock::Sequential network{hillock::Dense{w1, b1, hillock::gelu}, hillock::Dense{w2, b2, hillock::softmax}};
///     Eigen::MatrixXf p = network(x);                       // the output, no more
///     decltype(network)::Memory<> memory;                   // for matrices; of one sample Memory<Eigen::VectorXf>
///     const auto& y = network.forward(x, memory);
///     auto gradients = network.backward(x, dy, memory);     // std::get<0>(gradients).input, .weights, .bias
///     network.backward(x, dy, memory, gradients);           // from now on into the same
///
/// The bits are those of the layers called one by one. Layers that do not fit together throw std::invalid_argument, or
/// do not compile where sizes are fixed; as do arguments of other sizes, before the output or gradients are written.
template <typename First, typename... Rest>
class Sequential : public detail::RefusesMemory<Sequential<First, Rest...>> {
  using Layers = std::tuple<First, Rest...>;
  using Leading = decltype(detail::leading_layer<First, Rest...>());
  static_assert(!std::is_void<Leading>::value, "hillock::Sequential: one of the layers must have weights");

 public:
  using detail::RefusesMemory<Sequential<First, Rest...>>::operator();
  using detail::RefusesMemory<Sequential<First, Rest...>>::forward;
  using Scalar = typename Leading::Scalar;
  /// Along which the samples lie if nothing is said.
  using Axis = typename Leading::Axis;
  static constexpr const char* name = "Sequential";
  /// How many layers.
  static constexpr std::size_t size = 1 + sizeof...(Rest);
  static_assert((detail::fits<First, Leading> && ... && detail::fits<Rest, Leading>),
                "hillock::Sequential: the layers must have one scalar type and take their samples along one axis");

  /// What forward writes for an input of type X (a matrix if nothing is said): the output of each layer, a std::tuple.
  template <typename X = typename Leading::Batch, typename A = Axis>
  using Memory = typename detail::NetworkTypes<X, A, First, Rest...>::Outputs;
  /// What backward writes: the gradients of each layer, a std::tuple. That of the input is the first layer's.
  template <typename X = typename Leading::Batch, typename A = Axis>
  using Gradients = typename detail::NetworkTypes<X, A, First, Rest...>::Gradients;
  /// The type of the network's output.
  template <typename X = typename Leading::Batch, typename A = Axis>
  using Output = std::tuple_element_t<size - 1, Memory<X, A>>;

  /// Of layers that are given their weights later, by assignment to layer<i>() or to the network.
  Sequential() = default;
  /// The layers, the first one first. An activation may be an object, hillock::tanh.
  template <typename... From,
            typename = std::enable_if_t<sizeof...(From) == size &&
                                        !(std::is_same<std::decay_t<From>, Sequential>::value || ...)>>
  explicit Sequential(From&&... layers)
      : layers_(detail::LayerFrom<From, Scalar>::bind(std::forward<From>(layers))...) {
    static_assert(std::tuple_size<Memory<>>::value == size, "or fixed sizes do not fit together");
    Eigen::Index width = inputs();
    int before = 0;
    each_layer([&](auto i) {
      if constexpr (has_weights<i>) {
        const auto& next = layer<i>();
        if (next.inputs() != width) {
          detail::fail(name, "layer<%d>() has %lld inputs but layer<%d>() has %lld outputs", int(i),
                       detail::number(next.inputs()), before, detail::number(width));
        }
        width = next.outputs();
        before = int(i);
      } else if constexpr (is_gate<i>) {
        if (width % 2 != 0) {
          detail::fail(name,
                       "layer<%d>() is a gate and takes an even number of inputs but layer<%d>() has %lld outputs",
                       int(i), before, detail::number(width));
        }
        width /= 2;
        before = int(i);
      }
    });
  }

  /// Layer i, counted from 0.
  template <std::size_t i>
  const auto& layer() const {
    return std::get<i>(layers_);
  }
  /// The same, to be changed.
  template <std::size_t i>
  auto& layer() {
    return std::get<i>(layers_);
  }
  /// Those of the first layer with weights, twice as many for each gate before it.
  Eigen::Index inputs() const {
    Eigen::Index inputs = -1, halvings = 1;
    each_layer([&](auto i) {
      if constexpr (has_weights<i>) {
        inputs = inputs < 0 ? layer<i>().inputs() * halvings : inputs;
      } else if constexpr (is_gate<i>) {
        halvings *= 2;
      }
    });
    return inputs;
  }
  /// Those of the last one, half as many for each gate behind it.
  Eigen::Index outputs() const {
    Eigen::Index outputs = -1;
    each_layer([&](auto i) {
      if constexpr (has_weights<i>) {
        outputs = layer<i>().outputs();
      } else if constexpr (is_gate<i>) {
        outputs /= 2;
      }
    });
    return outputs;
  }

  /// visit(weights, their gradient) for each layer, likewise for its bias and what its activation learns: a step of an
  /// optimiser. With more tuples like the gradients, for what it keeps of them, visit(weights, gradient, mean).
  template <typename Visit, typename... G>
  void for_each_parameter(const Visit& visit, G&&... gradients) {
    each_layer([&](auto i) {
      if constexpr (has_weights<i>) {
        using Layer = std::tuple_element_t<i, Layers>;
        Layer& of = layer<i>();
        visit(of.weights(), std::get<i>(gradients).weights...);
        if constexpr (Layer::has_bias) visit(of.bias(), std::get<i>(gradients).bias...);
        if constexpr (detail::has_slopes<Layer>) {
          auto alpha = of.activation().alpha();
          visit(alpha, std::get<i>(gradients).alpha...);
          of.activation() = std::decay_t<decltype(of.activation())>(alpha);  // which refuses what is not finite
        }
      }
    });
  }

  /// The output for x.
  template <typename X, typename A = Axis>
  Output<X, A> operator()(const Eigen::DenseBase<X>& x, A axis = {}) const {
    Memory<X, A> memory;
    forward(x, memory, axis);
    return std::move(std::get<size - 1>(memory));
  }

  /// The output for x, which is in the memory beside what backward needs.
  template <typename X, typename M, typename A = Axis>
  const auto& forward(const Eigen::DenseBase<X>& x, M& memory, A axis = {}) const {
    forward_from<0>(detail::as_matrix(x.derived()), memory, axis);
    return std::get<size - 1>(memory);
  }

  /// From the input x, the memory that forward wrote for it, and the gradient dy with respect to the output.
  template <typename X, typename DY, typename M, typename A = Axis, detail::IfAxis<A> = 0>
  Gradients<X, A> backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, const M& memory,
                           A axis = {}) const {
    Gradients<X, A> gradients;
    backward(x, dy, memory, gradients, axis);
    return gradients;
  }

  /// The same into gradients of the right size, without allocation.
  template <typename X, typename DY, typename M, typename G, typename A = Axis, detail::UnlessAxis<G> = 0>
  void backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, const M& memory, G& gradients,
                A axis = {}) const {
    const detail::Size forward = detail::size_of_lines(inputs(), detail::line_count(std::get<0>(memory), axis), axis);
    detail::require_shape(name, "the input of forward", forward.rows, forward.cols, "that of backward", x);
    backward_from<0>(detail::as_matrix(x.derived()), detail::as_matrix(dy.derived()), memory, gradients, axis);
  }

 private:
  template <std::size_t i>
  static constexpr bool has_weights = detail::HasWeights<std::tuple_element_t<i, Layers>>::value;
  template <std::size_t i>
  static constexpr bool is_gate = detail::IsGate<std::tuple_element_t<i, Layers>>::value;

  /// visit(i) for each layer; i converts to its number at compile time.
  template <typename Visit>
  static void each_layer(const Visit& visit) {
    each_layer(visit, std::make_index_sequence<size>());
  }
  template <typename Visit, std::size_t... i>
  static void each_layer(const Visit& visit, std::index_sequence<i...>) {
    (visit(std::integral_constant<std::size_t, i>()), ...);
  }

  /// Layers i and later.
  template <std::size_t i, typename X, typename M, typename A>
  void forward_from(const X& x, M& memory, A axis) const {
    detail::forward_layer(layer<i>(), x, std::get<i>(memory), axis);
    if constexpr (i + 1 < size) forward_from<i + 1>(std::get<i>(memory), memory, axis);
  }

  /// Those, the last one first.
  template <std::size_t i, typename X, typename DY, typename M, typename G, typename A>
  void backward_from(const X& x, const DY& dy, const M& memory, G& gradients, A axis) const {
    const auto& y = std::get<i>(memory);
    if constexpr (i + 1 == size) {
      detail::backward_layer(layer<i>(), x, y, dy, std::get<i>(gradients), axis);
    } else {
      backward_from<i + 1>(y, dy, memory, gradients, axis);
      detail::backward_layer(layer<i>(), x, y, std::get<i + 1>(gradients).input, std::get<i>(gradients), axis);
    }
  }

  Layers layers_;
};

template <typename... From>
Sequential(const From&...) -> Sequential<
    typename detail::LayerFrom<From, typename decltype(detail::leading_layer<From...>())::Scalar>::type...>;

HILLOCK_NAMESPACE_END
