// Linear and Neuron: the weighted sum plus bias.
#ifndef HILLOCK_LINEAR_HPP
#define HILLOCK_LINEAR_HPP

#include <type_traits>
#include <utility>

#include <hillock/detail/batch_sums.hpp>
#include <hillock/detail/overlap.hpp>
#include <hillock/detail/weighted_sums.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

// What a layer keeps of an argument: matrices and vectors by value, views (Map, Ref) as views, expressions evaluated.
template <typename T>
struct Stored {
  using type = typename T::PlainObject;
};
template <typename Plain, int Options, typename Stride>
struct Stored<Eigen::Map<Plain, Options, Stride>> {
  using type = Eigen::Map<Plain, Options, Stride>;
};
template <typename Plain, int Options, typename Stride>
struct Stored<Eigen::Ref<Plain, Options, Stride>> {
  using type = Eigen::Ref<Plain, Options, Stride>;
};
template <typename T>
using StoredType = typename Stored<std::decay_t<T>>::type;

/// What a layer keeps, as a member made in place from an argument.
template <typename T>
struct Kept {
  T value;

  template <typename From>
  Kept(std::in_place_t, From&& from) : value(std::forward<From>(from)) {}
};
/// A Ref of constant elements evaluates what it cannot refer to into a matrix inside it. A copy of such a Ref refers to
/// the matrix inside the original: what is kept has its own.
template <typename Plain, int Options, typename Stride>
struct Kept<Eigen::Ref<const Plain, Options, Stride>> {
  using Reference = Eigen::Ref<const Plain, Options, Stride>;
  Reference value;

  template <typename From>
  Kept(std::in_place_t, From&& from) : value(again(from)) {}
  Kept(const Kept& other) : value(again(other.value)) {}

 private:
  struct Inside : Reference {
    static const Plain& matrix(const Reference& reference) { return reference.*(&Inside::m_object); }
  };
  static Reference again(const Reference& from) {
    // An expression, which it evaluates, or a reference to the same elements.
    if (from.size() != 0 && from.data() == Inside::matrix(from).data()) return Reference(from.unaryExpr(Unchanged()));
    return Reference(from);
  }
  template <typename From>
  static const From& again(const From& from) {
    return from;
  }
};

/// Throws unless a destination has this size. (Inlined always, these two: GCC takes a call with a constant reference
/// for a use of the elements, and would warn of a destination that has none yet.)
template <typename Destination>
EIGEN_ALWAYS_INLINE void require_size(const char* name, const Destination& destination, Eigen::Index rows,
                                      Eigen::Index cols) {
  if (destination.rows() != rows || destination.cols() != cols) {
    fail_shapes(name, "the result", rows, cols, "the destination", destination.rows(), destination.cols());
  }
}

/// Throws unless a destination can have this size: matrices and vectors are resized to it, others must have it.
template <typename Destination>
EIGEN_ALWAYS_INLINE void require_can_have_size(const char* name, const Destination& destination, Eigen::Index rows,
                                               Eigen::Index cols) {
  constexpr Eigen::Index fixed_rows = Destination::RowsAtCompileTime, fixed_cols = Destination::ColsAtCompileTime;
  constexpr bool is_plain = std::is_base_of<Eigen::PlainObjectBase<Destination>, Destination>::value;
  if (!is_plain || (fixed_rows != Eigen::Dynamic && fixed_rows != rows) ||
      (fixed_cols != Eigen::Dynamic && fixed_cols != cols)) {
    require_size(name, destination, rows, cols);
  }
}

/// Gives a destination its size; nothing happens where it has it. Of several, all are asked the above first.
template <typename Destination>
void require_destination(const char* name, Destination& destination, Eigen::Index rows, Eigen::Index cols) {
  require_can_have_size(name, destination, rows, cols);
  if constexpr (std::is_base_of<Eigen::PlainObjectBase<Destination>, Destination>::value) {
    destination.resize(rows, cols);
  }
}

[[noreturn]] inline void fail_input(const char* name, Eigen::Index out, Eigen::Index in, Eigen::Index rows) {
  fail(name, "weights are %lldx%lld but the input has %lld rows", number(out), number(in), number(rows));
}

[[noreturn]] inline void fail_bias(const char* name, Eigen::Index out, Eigen::Index in, Eigen::Index size) {
  fail(name, "weights are %lldx%lld but the bias has %lld elements", number(out), number(in), number(size));
}

}  // namespace detail

/// The gradients of a loss with respect to a layer's input, weights and bias; for a batch, those of weights and bias
/// are sums over the samples. All have the same bits in every layout, and those of the input in every batch. Those of
/// the bias, and of the weights of a single input or output, are summed in a wider type: within an ULP of the sum of
/// the magnitudes. The others are sums in the order of the outputs (input) or of the samples (weights), as those of
/// Linear: of n terms, within (min(n, 512) / 4 + 4 + n / 512) epsilon of the sum of the magnitudes, epsilon being 2^-24
/// for floats and 2^-53 for doubles.
template <typename Input, typename Weights, typename Bias>
struct LayerGradients {
  Input input;
  Weights weights;
  Bias bias;
};

/// z = W x + b, for one sample (x a vector) or several (the columns of x).
///
/// Shapes: W out x in, b out, x in or in x n, z out or out x n. Owns weights and bias when constructed from matrices or
/// expressions, views them when constructed from Eigen::Map or Eigen::Ref (but owns what a Ref had to evaluate).
/// Forward and backward are const and keep no state: one layer may serve many threads. Throws std::invalid_argument for
/// shapes that disagree, before anything is written; sizes known at compile time are checked then; and for a
/// destination that overlaps weights, bias, the input or the gradient. Arguments that are expressions are evaluated
/// into a temporary first, others are read where they are; a destination that cannot be written to directly
/// (z.reverse()) is assigned from a temporary.
///
/// One sample, one result: floats and doubles are summed in one order (detail/sum_order.hpp), so that a sample's z has
/// the same bits alone and anywhere in a batch of any size, for every layout of weights, input and destination, and on
/// every instruction set with FMA. For n inputs it is within (min(n, 512) / 4 + 4 + n / 512) epsilon of W x + b,
/// relative to |W| |x| + |b|. Of other scalars the product is Eigen's.
template <typename Weights, typename Bias>
class Linear {
 public:
  using Scalar = typename Weights::Scalar;
  static constexpr const char* name = "Linear";
  /// Whether that order is kept: for floats and doubles in memory.
  static constexpr bool has_own_sums =
      detail::Register<Scalar, 1>::exists && detail::in_memory<Weights> && detail::in_memory<Bias>;

  static_assert(std::is_same<Scalar, typename Bias::Scalar>::value,
                "hillock::Linear: weights and bias have different scalar types");
  static_assert(Bias::ColsAtCompileTime == 1, "hillock::Linear: the bias must be a column vector");
  static_assert(!detail::sizes_differ(Weights::RowsAtCompileTime, Bias::RowsAtCompileTime),
                "hillock::Linear: the bias must have as many elements as the weights have rows");

  /// `caller` is named in messages: layers that contain this one give their own name.
  template <typename W, typename B>
  Linear(W&& weights, B&& bias, const char* caller = name)
      : weights_(std::in_place, std::forward<W>(weights)), bias_(std::in_place, std::forward<B>(bias)) {
    if (outputs() != this->bias().size()) detail::fail_bias(caller, outputs(), inputs(), this->bias().size());
  }

  const Weights& weights() const { return weights_.value; }
  Weights& weights() { return weights_.value; }
  const Bias& bias() const { return bias_.value; }
  Bias& bias() { return bias_.value; }
  Eigen::Index inputs() const { return weights_.value.cols(); }
  Eigen::Index outputs() const { return weights_.value.rows(); }

  /// The type of W x + b.
  template <typename X>
  using Output = Eigen::Matrix<Scalar, Weights::RowsAtCompileTime, X::ColsAtCompileTime>;

  /// The type of backward's result for an input of type X.
  template <typename X>
  using Gradients = LayerGradients<Eigen::Matrix<Scalar, Weights::ColsAtCompileTime, X::ColsAtCompileTime>,
                                   typename Weights::PlainObject, typename Bias::PlainObject>;

  /// W x + b.
  template <typename X>
  Output<X> operator()(const Eigen::MatrixBase<X>& x) const {
    Output<X> z;
    forward(x, z);
    return z;
  }

  /// z = W x + b. Allocates nothing once z has its size; takes up to 80 KiB of the stack for a batch.
  template <typename X, typename Z>
  void forward(const Eigen::MatrixBase<X>& x, Z&& z) const {
    apply(x, z, detail::Unchanged(), name);
  }

  /// From the input x and the gradient dz with respect to z: dx = W^T dz, dW = dz x^T, db = Sum over samples of dz.
  template <typename X, typename DZ>
  Gradients<X> backward(const Eigen::MatrixBase<X>& x, const Eigen::MatrixBase<DZ>& dz) const {
    Gradients<X> gradients;
    backward(x, dz, gradients);
    return gradients;
  }

  /// The same into gradients of the right size, without allocation.
  template <typename X, typename DZ, typename G>
  void backward(const Eigen::MatrixBase<X>& x, const Eigen::MatrixBase<DZ>& dz, G& gradients) const {
    require_input(x, name);
    require_gradient(x, dz, name);
    require_gradients(x.derived(), dz.derived(), gradients, name);
    write_gradients(detail::read_first(x), detail::read_first(dz), gradients);
  }

  /// z = f(W x + b), for layers that contain this one: after all checks, and in one pass where W is small.
  template <typename X, typename Z, typename Functor>
  void apply(const Eigen::MatrixBase<X>& x, Z& z, const Functor& functor, const char* caller) const {
    if constexpr (!detail::in_memory<X>) {
      apply(detail::read_first(x), z, functor, caller);
    } else if constexpr (!detail::in_memory<Z>) {
      require_input(x, caller);
      detail::require_size(caller, z, outputs(), x.cols());
      Output<X> result;
      apply_in_memory(x.derived(), result, functor, caller);
      z = result;
    } else {
      apply_in_memory(x.derived(), z, functor, caller);
    }
  }

  /// z = rows of W x + b from `first` on, for a column x, without any check.
  template <typename X, typename Z>
  void apply_rows(Eigen::Index first, const X& x, Z& z) const {
    const auto w = weights().middleRows(first, z.size());
    const auto b = bias().segment(first, z.size());
    sum(w, b, x, z, detail::Unchanged());
  }

  /// A destination is written while the arguments are still read.
  template <typename Destination, typename X>
  EIGEN_ALWAYS_INLINE void require_apart_from_all(const Destination& destination, const X& x,
                                                  const char* caller) const {
    detail::require_apart(caller, destination, "the input", x);
    detail::require_apart(caller, destination, "the weights", weights_.value);
    detail::require_apart(caller, destination, "the bias", bias_.value);
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
    require_place(gradients.bias);
    detail::require_apart(caller, gradients.input, "another one", gradients.weights);
    detail::require_apart(caller, gradients.input, "another one", gradients.bias);
    detail::require_apart(caller, gradients.weights, "another one", gradients.bias);
    detail::require_can_have_size(caller, gradients.weights, outputs(), inputs());
    detail::require_can_have_size(caller, gradients.bias, outputs(), 1);
    detail::require_destination(caller, gradients.input, inputs(), x.cols());
    detail::require_destination(caller, gradients.weights, outputs(), inputs());
    detail::require_destination(caller, gradients.bias, outputs(), 1);
  }

  /// The gradients, after all checks.
  template <typename X, typename DZ, typename G>
  void write_gradients(const X& x, const DZ& dz, G& gradients) const {
    if constexpr (has_own_sums) {
      detail::multiply(weights_.value.transpose(), dz, gradients.input);
    } else {
      gradients.input.noalias() = weights_.value.transpose() * dz;
    }
    if constexpr (has_own_sums && X::ColsAtCompileTime == 1) {
      detail::multiply(dz, x.transpose(), gradients.weights);
      gradients.bias = dz.array() + Scalar(0);  // as sums that begin with 0: no -0
    } else if constexpr (has_own_sums) {
      detail::sum_of_rows(dz, [&](Eigen::Index i, Scalar sum) { gradients.bias.coeffRef(i) = sum; });
      if (inputs() == 1) {
        detail::products_of_rows(dz, x, [&](Eigen::Index i, Scalar sum) { gradients.weights.coeffRef(i, 0) = sum; });
      } else if (outputs() == 1) {
        detail::products_of_rows(x, dz, [&](Eigen::Index j, Scalar sum) { gradients.weights.coeffRef(0, j) = sum; });
      } else {
        detail::multiply(dz, x.transpose(), gradients.weights);
      }
    } else {
      gradients.weights.noalias() = dz * x.transpose();
      gradients.bias = dz.rowwise().sum();
    }
  }

  /// Throws std::invalid_argument unless x has as many rows as W has columns.
  template <typename X>
  void require_input(const Eigen::MatrixBase<X>& x, const char* caller) const {
    static_assert(std::is_same<typename X::Scalar, Scalar>::value,
                  "hillock::Linear: weights and input have different scalar types");
    static_assert(!detail::sizes_differ(Weights::ColsAtCompileTime, X::RowsAtCompileTime),
                  "hillock::Linear: the input must have as many rows as the weights have columns");
    if (x.rows() != inputs()) detail::fail_input(caller, outputs(), inputs(), x.rows());
  }

  /// Throws std::invalid_argument unless the gradient has the shape of the output.
  template <typename X, typename DZ>
  void require_gradient(const Eigen::MatrixBase<X>& x, const Eigen::MatrixBase<DZ>& dz, const char* caller,
                        const char* what = "its gradient") const {
    static_assert(!detail::sizes_differ(Weights::RowsAtCompileTime, DZ::RowsAtCompileTime) &&
                      !detail::sizes_differ(X::ColsAtCompileTime, DZ::ColsAtCompileTime),
                  "hillock::Linear: the gradient must have the weights' rows and the input's columns");
    if (dz.rows() != outputs() || dz.cols() != x.cols()) {
      detail::fail_shapes(caller, "the output", outputs(), x.cols(), what, dz.rows(), dz.cols());
    }
  }

 private:
  template <typename X, typename Z, typename Functor>
  void apply_in_memory(const X& x, Z& z, const Functor& functor, const char* caller) const {
    require_input(x, caller);
    static_assert(!detail::sizes_differ(Z::RowsAtCompileTime, Weights::RowsAtCompileTime) &&
                      !detail::sizes_differ(Z::ColsAtCompileTime, X::ColsAtCompileTime),
                  "hillock::Linear: the destination must have the weights' rows and the input's columns");
    require_apart_from_all(z, x, caller);
    detail::require_destination(caller, z, outputs(), x.cols());
    sum(weights_.value, bias_.value, x, z, functor);
  }

  /// z = f(w x + b), all in memory: in the order of detail/sum_order.hpp, or by Eigen for scalars without registers.
  template <typename W, typename B, typename X, typename Z, typename Functor>
  static void sum(const W& w, const B& b, const X& x, Z& z, const Functor& functor) {
    if constexpr (has_own_sums) {
      if (!detail::apply_to_one_sample(w, b, x, z, functor)) detail::apply_to_any(w, b, x, z, functor);
    } else {
      z.noalias() = w * x;
      detail::add_bias_and_apply(z, b, functor);
    }
  }

  detail::Kept<Weights> weights_;
  detail::Kept<Bias> bias_;
};

template <typename W, typename B>
Linear(const W&, const B&) -> Linear<detail::StoredType<W>, detail::StoredType<B>>;

/// z = w.x + b for one neuron: a scalar for a vector x, a row of scalars for a matrix whose columns are samples.
///
/// Owns w or views it, and sums, as Linear. Throws std::invalid_argument when sizes disagree.
template <typename Weights>
class Neuron {
 public:
  using Scalar = typename Weights::Scalar;
  static constexpr const char* name = "Neuron";
  /// Whether the sum is in the order that Linear names: for floats and doubles in memory.
  static constexpr bool has_own_sums = detail::Register<Scalar, 1>::exists && detail::in_memory<Weights>;
  static_assert(Weights::IsVectorAtCompileTime, "hillock::Neuron: the weights must be a vector");

  /// The weights, as long as an input, and the bias.
  template <typename W>
  Neuron(W&& weights, Scalar bias) : weights_(std::in_place, std::forward<W>(weights)), bias_(bias) {}

  const Weights& weights() const { return weights_.value; }
  Weights& weights() { return weights_.value; }
  Scalar bias() const { return bias_; }
  Scalar& bias() { return bias_; }

  /// w.x + b: a number for a vector, a row of numbers for a matrix.
  template <typename X>
  auto operator()(const Eigen::MatrixBase<X>& x) const {
    static_assert(std::is_same<typename X::Scalar, Scalar>::value,
                  "hillock::Neuron: weights and input have different scalar types");
    if constexpr (X::IsVectorAtCompileTime) {
      static_assert(!detail::sizes_differ(Weights::SizeAtCompileTime, X::SizeAtCompileTime),
                    "hillock::Neuron: the input must have as many elements as the weights");
      if (x.size() != weights_.value.size()) detail::fail_input(name, 1, weights_.value.size(), x.size());
      if constexpr (!has_own_sums) {
        return Scalar(weights_.value.dot(x) + bias_);
      } else if constexpr (!detail::in_memory<X>) {
        return operator()(detail::read_first(x));
      } else {
        return detail::weighted_sum<Weights::SizeAtCompileTime>(weights_.value.data(), weights_.value.innerStride(),
                                                                x.derived().data(), x.derived().innerStride(), x.size(),
                                                                bias_);
      }
    } else {
      static_assert(!detail::sizes_differ(Weights::SizeAtCompileTime, X::RowsAtCompileTime),
                    "hillock::Neuron: the input must have as many rows as the weights have elements");
      if (x.rows() != weights_.value.size()) detail::fail_input(name, 1, weights_.value.size(), x.rows());
      Eigen::Matrix<Scalar, 1, X::ColsAtCompileTime> z(x.cols());
      if constexpr (has_own_sums) {
        const auto& samples = detail::read_first(x);
        detail::weighted_sums<Scalar>({weights_.value.data(), 1, weights_.value.innerStride()}, detail::grid(samples),
                                      1, x.cols(), x.rows(), {&bias_, 0}, detail::destination(z, detail::Unchanged()));
      } else {
        if constexpr (Weights::ColsAtCompileTime == 1) {
          z.noalias() = weights_.value.transpose() * x;
        } else {
          z.noalias() = weights_.value * x;
        }
        z.array() += bias_;
      }
      return z;
    }
  }

 private:
  detail::Kept<Weights> weights_;
  Scalar bias_;
};

template <typename W, typename Scalar>
Neuron(const W&, Scalar) -> Neuron<detail::StoredType<W>>;

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_LINEAR_HPP
