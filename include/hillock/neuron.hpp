// Neuron: the weighted sum plus bias of a single neuron.
#pragma once

#include <type_traits>
#include <utility>

#include <hillock/axis.hpp>
#include <hillock/linear.hpp>

HILLOCK_NAMESPACE_BEGIN

/// z = w.x + b for one neuron: a number for a vector x, which may stand or lie; for a matrix a row of numbers, one for
/// each column, or with hillock::rowwise a column of them, one for each row. The axis is the last argument of each
/// call, or else that of the neuron: Neuron{w, b, hillock::rowwise}.
///
/// Owns w or views it, sums, and refuses what it refuses, as Linear.
template <typename Weights, typename Axis = Columnwise>
class Neuron : public detail::RefusesMemory<Neuron<Weights, Axis>> {
 public:
  using detail::RefusesMemory<Neuron<Weights, Axis>>::operator();
  using detail::RefusesMemory<Neuron<Weights, Axis>>::forward;
  using Scalar = typename Weights::Scalar;
  static constexpr const char* name = "Neuron";
  /// Whether the sum is in the order that Linear names.
  static constexpr bool has_own_sums = detail::in_own_order<Scalar, Weights> || detail::is_short<Scalar>;
  static_assert(Weights::IsVectorAtCompileTime, "hillock::Neuron: the weights must be a vector");
  static_assert(detail::is_axis<Axis>, "hillock::Neuron: the axis must be hillock::Columnwise or hillock::Rowwise");

  /// A neuron that must be given weights before it is used, else that throws std::invalid_argument.
  Neuron() = default;
  /// The weights, as long as an input, and the bias.
  template <typename W>
  Neuron(W&& weights, Scalar bias, Axis = {})
      : weights_(std::in_place, std::forward<W>(weights)), bias_(bias), has_weights_(true) {}

  const Weights& weights() const { return weights_.value; }
  /// To be written to, as by a step of training.
  Weights& weights() {
    has_weights_ = true;
    return weights_.value;
  }
  Scalar bias() const { return bias_; }
  Scalar& bias() { return bias_; }
  Eigen::Index inputs() const { return weights_.value.size(); }

  /// The type of w.x + b: a number, or as many as X has samples along the axis A.
  template <typename X, typename A = Axis>
  using Output = std::conditional_t<bool(X::IsVectorAtCompileTime), Scalar, detail::Samples<Scalar, 1, X, A>>;

  /// The type of backward's result for an input of type X; the bias' gradient is a number.
  template <typename X, typename A = Axis>
  using Gradients = LayerGradients<std::conditional_t<bool(X::IsVectorAtCompileTime),
                                                      Eigen::Matrix<Scalar, X::RowsAtCompileTime, X::ColsAtCompileTime>,
                                                      detail::Samples<Scalar, Weights::SizeAtCompileTime, X, A>>,
                                   typename Weights::PlainObject, Scalar>;

  /// w.x + b.
  template <typename X, typename A = Axis>
  Output<X, A> operator()(const Eigen::DenseBase<X>& x, A axis = {}) const {
    if constexpr (X::IsVectorAtCompileTime) {
      return sum_of(x.derived());
    } else {
      Output<X, A> z;
      forward(x, z, axis);
      return z;
    }
  }

  /// z = w.x + b: into a number for a vector x, else into a row of numbers, or a column for samples that are rows.
  template <typename X, typename Z, typename A = Axis>
  void forward(const Eigen::DenseBase<X>& x, Z&& z, A axis = {}) const {
    constexpr bool is_number = std::is_same<std::decay_t<Z>, Scalar>::value;
    static_assert(is_number == bool(X::IsVectorAtCompileTime),
                  "hillock::Neuron: the result is a number for a vector, and a vector of numbers for a matrix");
    if constexpr (is_number) {
      z = sum_of(x.derived());
    } else {
      check_samples<X, A>();
      row().apply(x, z, detail::Unchanged(), name, axis);
    }
  }

  /// From the input x and the gradient dz with respect to z: dx = dz w, dw = dz x and db = dz; for several samples dw
  /// and db are sums over these. dz is a number for a vector x, else of the shape of z.
  template <typename X, typename DZ, typename A = Axis, detail::IfAxis<A> = 0>
  Gradients<X, A> backward(const Eigen::DenseBase<X>& x, const DZ& dz, A axis = {}) const {
    Gradients<X, A> gradients;
    backward(x, dz, gradients, axis);
    return gradients;
  }

  /// The same into gradients of the right size, without allocation.
  template <typename X, typename DZ, typename G, typename A = Axis, detail::UnlessAxis<G> = 0>
  void backward(const Eigen::DenseBase<X>& x, const DZ& dz, G& gradients, A axis = {}) const {
    constexpr bool is_number = std::is_same<DZ, Scalar>::value;
    static_assert(is_number == bool(X::IsVectorAtCompileTime),
                  "hillock::Neuron: the gradient is a number for a vector, and a vector of numbers for a matrix");
    if constexpr (!detail::have_scalar<Scalar, X, DZ>()) {  // which has said so
    } else if constexpr (is_number) {
      require_input(x.derived());
      write_gradients(x.derived(), Eigen::Matrix<Scalar, 1, 1>(dz), gradients, detail::DefaultAxis<X>());
    } else {
      check_samples<X, A>();
      write_gradients(x.derived(), dz.derived(), gradients, axis);
    }
  }

 private:
  void require_weights() const {
    if (EIGEN_PREDICT_FALSE(!has_weights_)) {
      detail::fail(name, "the neuron was made without weights and has been given none");
    }
  }

  /// The same as a layer of one neuron.
  auto row() const {
    require_weights();
    constexpr int size = Weights::SizeAtCompileTime;
    using Row = Eigen::Map<const Eigen::Matrix<Scalar, 1, size>, 0, Eigen::InnerStride<>>;
    using One = Eigen::Map<const Eigen::Matrix<Scalar, 1, 1>>;
    const Weights& w = weights_.value;
    return Linear<Row, One>(name, Row(w.data(), w.size(), Eigen::InnerStride<>(w.innerStride())), One(&bias_));
  }

  template <typename X, typename A>
  static constexpr void check_samples() {
    static_assert(!detail::sizes_differ(Weights::SizeAtCompileTime, detail::AsColumns<const X, A>::RowsAtCompileTime),
                  "hillock::Neuron: the input must have as many rows (rowwise: columns) as the weights have elements");
  }

  template <typename X>
  void require_input(const X& x) const {
    static_assert(!detail::sizes_differ(Weights::SizeAtCompileTime, X::SizeAtCompileTime),
                  "hillock::Neuron: the input must have as many elements as the weights");
    require_weights();
    if (x.size() != inputs()) detail::fail_input(name, 1, inputs(), x.size(), -1, false);
  }

  template <typename X>
  Scalar sum_of(const X& x) const {
    if constexpr (detail::have_scalar<Scalar, X>()) require_input(x);
    if constexpr (!std::is_same<typename X::Scalar, Scalar>::value) {
      return Scalar();
    } else if constexpr (!has_own_sums) {
      return Scalar(weights_.value.dot(x) + bias_);
    } else if constexpr (!detail::in_memory<X>) {
      return sum_of(detail::read_first(x));
    } else if constexpr (detail::is_short<Scalar>) {
      Eigen::Matrix<Scalar, 1, 1> z;
      detail::sum_and_apply(row().weights(), row().bias(), detail::as_columns(x, detail::DefaultAxis<X>()), z,
                            detail::Unchanged());
      return z[0];
    } else {
      return detail::weighted_sum<Weights::SizeAtCompileTime>(weights_.value.data(), weights_.value.innerStride(),
                                                              x.data(), x.innerStride(), x.size(), bias_);
    }
  }

  template <typename X, typename DZ, typename G, typename A>
  void write_gradients(const X& x, const DZ& dz, G& gradients, A axis) const {
    const auto layer = row();
    layer.require_input(x, name, axis);
    layer.require_gradient(x, dz, name, axis);
    const auto& input = detail::read_first(x);
    const auto& outer = detail::read_first(dz);
    layer.require_apart_from_all(gradients.weights, input, name);
    detail::require_apart(name, gradients.weights, "the gradient", outer);
    detail::require_can_have_size(name, gradients.input, x.rows(), x.cols());
    detail::require_destination(name, gradients.weights, weights().rows(), weights().cols());
    // In the shapes of that layer.
    struct {
      decltype(gradients.input)& input;
      decltype(detail::as_column(gradients.weights).transpose()) weights;
      Eigen::Matrix<Scalar, 1, 1> bias;
    } of_row{gradients.input, detail::as_column(gradients.weights).transpose(), Eigen::Matrix<Scalar, 1, 1>::Zero()};
    layer.require_gradients(input, outer, of_row, name);
    layer.write_gradients(input, outer, of_row, axis);
    gradients.bias = of_row.bias[0];
  }

  detail::Kept<Weights> weights_;
  Scalar bias_ = Scalar(0);
  bool has_weights_ = false;
};

template <typename W, typename Scalar, detail::IfExpression<W> = 0>
Neuron(const W&, Scalar) -> Neuron<detail::StoredType<W>>;
template <typename W, typename Scalar, typename A, detail::IfExpression<W> = 0>
Neuron(const W&, Scalar, A) -> Neuron<detail::StoredType<W>, A>;
// Of anything else, for the message.
template <typename Axis>
class Neuron<detail::NoWeights, Axis> : public detail::NoLayer {
  using detail::NoLayer::NoLayer;
};
template <typename First, typename... Others>
Neuron(const First&, const Others&...) -> Neuron<detail::NoWeights>;

HILLOCK_NAMESPACE_END
