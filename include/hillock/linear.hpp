// Linear: the weighted sum plus bias of a layer of neurons.
#pragma once

#include <type_traits>
#include <utility>

#include <hillock/axis.hpp>
#include <hillock/layer/gradients.hpp>
#include <hillock/layer/layer.hpp>

HILLOCK_NAMESPACE_BEGIN

/// z = W x + b, for one sample (x a vector) or several: the columns of x, or its rows with hillock::rowwise.
///
/// Shapes: W out x in, b out, x in or in x n, z out or out x n; rowwise x is n x in and z n x out. The axis is the
/// last argument of each call, or else that of the layer: Linear{W, b, hillock::rowwise}. Either gives a sample the
/// same bits, and neither copies the samples. x, z and dz may be matrices or arrays.
///
/// Owns weights and bias when constructed from matrices or expressions, views them when constructed from Eigen::Map or
/// Eigen::Ref (but owns what a Ref had to evaluate). The bias may stand or lie, or be a matrix of one row or one
/// column; or there is none: Linear{W}, without a gradient for it. A layer of matrices may be made without any, and be
/// assigned another one, or its weights() and bias(), before it is used; assigned a view, a layer views the same
/// memory. Forward and backward are const and keep no state: one layer may serve many threads. Throws
/// std::invalid_argument for shapes that disagree, before anything is written (fixed sizes do not compile then), and
/// for a destination that overlaps weights, bias, the input or the gradient. Arguments that are expressions are
/// evaluated first; a destination that cannot be written to directly (z.reverse()) is assigned from a temporary.
///
/// One sample, one result: floats and doubles are summed in one order (loop/sum_order.hpp), so that a sample's z has
/// the same bits alone and anywhere in a batch of any size, for every layout of weights, input and destination, and on
/// every instruction set with FMA. For n inputs it is within (min(n, 512) / 4 + 4 + n / 512) epsilon of W x + b,
/// relative to |W| |x| + |b|. half and bfloat16 are summed so in float: z is what floats give, rounded once. Of other
/// scalars the product is Eigen's.
template <typename Weights, typename Bias, typename Axis = Columnwise>
class Linear : public detail::RefusesMemory<Linear<Weights, Bias, Axis>> {
 public:
  using detail::RefusesMemory<Linear<Weights, Bias, Axis>>::operator();
  using detail::RefusesMemory<Linear<Weights, Bias, Axis>>::forward;
  using Scalar = typename Weights::Scalar;
  static constexpr const char* name = "Linear";
  /// Whether that order is kept: for floats and doubles in memory, and in float for half and bfloat16.
  static constexpr bool has_own_sums = detail::in_own_order<Scalar, Weights> || detail::is_short<Scalar>;

  /// Whether there is a bias.
  static constexpr bool has_bias = !std::is_same<Bias, NoBias>::value;

  static_assert(detail::is_axis<Axis>, "hillock::Linear: the axis must be hillock::Columnwise or hillock::Rowwise");
  static_assert(detail::same_scalar_or_none<Weights, Bias>,
                "hillock::Linear: weights and bias have different scalar types");

  /// A layer that must be given weights before it is used, else that throws std::invalid_argument.
  Linear() = default;
  /// W (out x in) and b (out elements).
  template <typename W, typename B, detail::IfExpression<B> = 0>
  Linear(W&& weights, B&& bias, Axis = {}) : Linear(name, std::forward<W>(weights), std::forward<B>(bias)) {}
  /// W alone.
  template <typename W, detail::IfExpression<W> = 0>
  explicit Linear(W&& weights, Axis = {}) : Linear(name, std::forward<W>(weights)) {}
  /// For layers that contain this one, which give their own name for messages.
  template <typename W, typename B>
  Linear(const char* caller, W&& weights, B&& bias)
      : weights_(std::in_place, std::forward<W>(weights)),
        bias_(std::in_place, detail::bias_from<Bias>(caller, std::forward<B>(bias))),
        has_weights_(true) {
    static_assert(has_bias, "hillock::Linear: this type of layer has no bias");
    static_assert(!detail::sizes_differ(Weights::RowsAtCompileTime, Bias::SizeAtCompileTime),
                  "hillock::Linear: the bias must have as many elements as the weights have rows");
    if (outputs() != bias_size()) detail::fail_bias(caller, outputs(), inputs(), bias_size());
  }
  /// Likewise, without a bias.
  template <typename W>
  Linear(const char*, W&& weights) : weights_(std::in_place, std::forward<W>(weights)), has_weights_(true) {
    static_assert(!has_bias, "hillock::Linear: this type of layer has a bias, which follows the weights");
  }

  const Weights& weights() const { return weights_.value; }
  /// To be written to, as by a step of training.
  Weights& weights() {
    has_weights_ = true;
    return weights_.value;
  }
  /// The bias, if there is one.
  const Bias& bias() const {
    static_assert(has_bias, "hillock::Linear: this layer has no bias");
    return bias_.value;
  }
  /// To be written to.
  Bias& bias() {
    static_assert(has_bias, "hillock::Linear: this layer has no bias");
    return bias_.value;
  }
  Eigen::Index inputs() const { return weights_.value.cols(); }
  Eigen::Index outputs() const { return weights_.value.rows(); }

  /// The type of W x + b for samples of type X along the axis A.
  template <typename X, typename A = Axis>
  using Output = detail::Samples<Scalar, Weights::RowsAtCompileTime, X, A>;

  /// The type of backward's result for an input of type X.
  template <typename X, typename A = Axis>
  using Gradients = LayerGradients<detail::Samples<Scalar, Weights::ColsAtCompileTime, X, A>,
                                   typename Weights::PlainObject, typename Bias::PlainObject>;

  /// W x + b.
  template <typename X, typename A = Axis>
  Output<X, A> operator()(const Eigen::DenseBase<X>& x, A axis = {}) const {
    Output<X, A> z;
    forward(x, z, axis);
    return z;
  }

  /// z = W x + b. Allocates nothing once z has its size; takes up to 112 KiB of the stack for a batch.
  template <typename X, typename Z, typename A = Axis>
  void forward(const Eigen::DenseBase<X>& x, Z&& z, A axis = {}) const {
    apply(x, z, detail::Unchanged(), name, axis);
  }

  /// From the input x and the gradient dz with respect to z: dx = W^T dz, dW = dz x^T, db = Sum over samples of dz. (So
  /// for samples that are columns; those of rows are transposed, dW and db the same.)
  template <typename X, typename DZ, typename A = Axis, detail::IfAxis<A> = 0>
  Gradients<X, A> backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DZ>& dz, A axis = {}) const {
    Gradients<X, A> gradients;
    backward(x, dz, gradients, axis);
    return gradients;
  }

  /// The same into gradients of the right size, without allocation.
  template <typename X, typename DZ, typename G, typename A = Axis, detail::UnlessAxis<G> = 0>
  void backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DZ>& dz, G& gradients, A axis = {}) const {
    if constexpr (detail::have_scalar<Scalar, X, DZ>()) {
      require_input(x.derived(), name, axis);
      require_gradient(x.derived(), dz.derived(), name, axis);
      require_gradients(x.derived(), dz.derived(), gradients, name);
      write_gradients(detail::read_first(x), detail::read_first(dz), gradients, axis);
    }
  }

  /// z = f(W x + b), for layers that contain this one: after all checks, and in one pass where W is small.
  template <typename X, typename Z, typename Functor, typename A>
  void apply(const Eigen::DenseBase<X>& x, Z& z, const Functor& functor, const char* caller, A axis) const {
    static_assert(detail::is_axis<A>, "hillock::Linear: the axis must be hillock::columnwise or hillock::rowwise");
    if constexpr (!detail::have_scalar<Scalar, X, Z>()) {  // which has said so
    } else if constexpr (!detail::in_memory<X>) {
      apply(detail::read_first(x), z, functor, caller, axis);
    } else if constexpr (!detail::in_memory<Z>) {
      require_input(x.derived(), caller, axis);
      const detail::Size size = output_size(x, axis);
      detail::require_size(caller, z, size.rows, size.cols);
      Output<X, A> result;
      apply_in_memory(x.derived(), result, functor, caller, axis);
      detail::assign_matrix(z, result);
    } else {
      apply_in_memory(x.derived(), z, functor, caller, axis);
    }
  }

  /// z = rows of W x + b from `first` on, for a column x, without any check.
  template <typename X, typename Z>
  void apply_rows(Eigen::Index first, const X& x, Z& z) const {
    const auto w = weights().middleRows(first, z.size());
    if constexpr (has_bias) {
      const auto& all = bias_column();
      detail::sum_and_apply(w, all.segment(first, z.size()), x, z, detail::Unchanged());
    } else {
      detail::sum_and_apply(w, bias_column(), x, z, detail::Unchanged());
    }
  }

  /// A destination is written while the arguments are still read.
  template <typename Destination, typename X>
  EIGEN_ALWAYS_INLINE void require_apart_from_all(const Destination& destination, const X& x,
                                                  const char* caller) const {
    detail::require_apart(caller, destination, "the input", x);
    detail::require_apart(caller, destination, "the weights", weights_.value);
    if constexpr (has_bias) detail::require_apart(caller, destination, "the bias", bias_.value);
  }

  /// Gives the gradients their sizes; their places must be apart from all else.
  template <typename X, typename DZ, typename G>
  void require_gradients(const X& x, const DZ& dz, G& gradients, const char* caller) const {
    const auto require_place = [&](const auto& gradient) {
      require_apart_from_all(gradient, x, caller);
      detail::require_apart(caller, gradient, "the gradient", dz);
    };
    require_place(gradients.input);
    require_place(gradients.weights);
    detail::require_apart(caller, gradients.input, "another one", gradients.weights);
    detail::require_can_have_size(caller, gradients.weights, outputs(), inputs());
    if constexpr (has_bias) {
      require_place(gradients.bias);
      detail::require_apart(caller, gradients.input, "another one", gradients.bias);
      detail::require_apart(caller, gradients.weights, "another one", gradients.bias);
      detail::require_can_have_size(caller, gradients.bias, bias().rows(), bias().cols());
    }
    detail::require_destination(caller, gradients.input, x.rows(), x.cols());
    detail::require_destination(caller, gradients.weights, outputs(), inputs());
    if constexpr (has_bias) detail::require_destination(caller, gradients.bias, bias().rows(), bias().cols());
  }

  /// The gradients, after all checks.
  template <typename X, typename DZ, typename G, typename A>
  void write_gradients(const X& x, const DZ& dz, G& gradients, A axis) const {
    auto&& dx = detail::as_columns(gradients.input, axis);
    const auto& columns_of_dz = detail::as_columns(dz, axis);
    detail::sum_gradients(weights_.value, detail::as_columns(x, axis), columns_of_dz, dx, gradients.weights);
    if constexpr (has_bias) {
      auto&& db = detail::as_column(gradients.bias);
      detail::sum_bias_gradient(columns_of_dz, db);
    }
  }

  /// Throws std::invalid_argument unless a sample of x has as many elements as W has columns.
  template <typename X, typename A>
  EIGEN_ALWAYS_INLINE void require_input(const X& x, const char* caller, A axis) const {
    static_assert(!detail::sizes_differ(Weights::ColsAtCompileTime, detail::AsColumns<const X, A>::RowsAtCompileTime),
                  "hillock::Linear: the input must have as many rows (rowwise: columns) as the weights have columns");
    const Eigen::Index length = detail::line_length(x, axis);
    if (EIGEN_PREDICT_FALSE(!has_weights_ || length != inputs() || bias_size() != outputs())) {
      if (!has_weights_) detail::fail(caller, "the layer was made without weights and has been given none");
      if (bias_size() != outputs()) detail::fail_bias(caller, outputs(), inputs(), bias_size());
      detail::fail_input(caller, outputs(), inputs(), length, detail::line_count(x, axis),
                         std::is_same<A, Rowwise>::value);
    }
  }

  /// Throws std::invalid_argument unless the gradient has the shape of the output.
  template <typename X, typename DZ, typename A>
  void require_gradient(const X& x, const DZ& dz, const char* caller, A axis, const char* what = "its gradient") const {
    using Columns = detail::AsColumns<const DZ, A>;
    static_assert(
        !detail::sizes_differ(Weights::RowsAtCompileTime, Columns::RowsAtCompileTime) &&
            !detail::sizes_differ(detail::AsColumns<const X, A>::ColsAtCompileTime, Columns::ColsAtCompileTime),
        "hillock::Linear: the gradient must have the weights' rows and the input's columns (rowwise: the input's rows "
        "and as many columns as the weights have rows)");
    const detail::Size size = output_size(x, axis);
    detail::require_shape(caller, "the output", size.rows, size.cols, what, dz);
  }

 private:
  Eigen::Index bias_size() const {
    if constexpr (has_bias) {
      return bias_.value.size();
    } else {
      return outputs();
    }
  }
  decltype(auto) bias_column() const {
    if constexpr (has_bias) {
      return detail::as_column(bias_.value);
    } else {
      return detail::AbsentBias<Scalar>();
    }
  }

  template <typename X, typename A>
  detail::Size output_size(const X& x, A axis) const {
    return detail::size_of_lines(outputs(), detail::line_count(x, axis), axis);
  }

  template <typename X, typename Z, typename Functor, typename A>
  void apply_in_memory(const X& x, Z& z, const Functor& functor, const char* caller, A axis) const {
    require_input(x, caller, axis);
    using Columns = detail::AsColumns<Z, A>;
    static_assert(
        !detail::sizes_differ(Columns::RowsAtCompileTime, Weights::RowsAtCompileTime) &&
            !detail::sizes_differ(Columns::ColsAtCompileTime, detail::AsColumns<const X, A>::ColsAtCompileTime),
        "hillock::Linear: the destination must have the weights' rows and the input's columns (rowwise: the input's "
        "rows and as many columns as the weights have rows)");
    require_apart_from_all(z, x, caller);
    const detail::Size size = output_size(x, axis);
    detail::require_destination(caller, z, size.rows, size.cols);
    auto&& to = detail::as_columns(z, axis);
    detail::sum_and_apply(weights_.value, bias_column(), detail::as_columns(x, axis), to, functor);
  }

  detail::Kept<Weights> weights_;
  std::conditional_t<has_bias, detail::Kept<Bias>, NoBias> bias_;
  bool has_weights_ = false;
};

template <typename W, typename B, detail::IfExpression<B> = 0>
Linear(const W&, const B&) -> Linear<detail::StoredType<W>, detail::StoredBiasType<B>>;
template <typename W, typename B, typename A>
Linear(const W&, const B&, A) -> Linear<detail::StoredType<W>, detail::StoredBiasType<B>, A>;
template <typename W, detail::IfExpression<W> = 0>
Linear(const W&) -> Linear<detail::StoredType<W>, NoBias>;
template <typename W, typename A, detail::IfAxis<A> = 0>
Linear(const W&, A) -> Linear<detail::StoredType<W>, NoBias, A>;
// Of anything else, for the message.
template <typename Axis>
class Linear<detail::NoWeights, NoBias, Axis> : public detail::NoLayer {
  using detail::NoLayer::NoLayer;
};
template <typename First, typename... Others>
Linear(const First&, const Others&...) -> Linear<detail::NoWeights, NoBias>;

HILLOCK_NAMESPACE_END
