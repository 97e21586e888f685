// What Linear, Neuron and Dense share: samples along either axis, weighted sums, their gradients, and messages.
//
// There is one implementation, for samples that are columns. Samples that are rows are the columns of a view of the
// same memory; shapes are asked for, and named in messages, as the user sees them.
#pragma once

#include <type_traits>
#include <utility>

#include <hillock/axis.hpp>
#include <hillock/layer/batch_sums.hpp>
#include <hillock/layer/kept.hpp>
#include <hillock/layer/short_sums.hpp>
#include <hillock/loop/weighted_sums.hpp>

HILLOCK_NAMESPACE_BEGIN

/// In the place of a bias: none.
struct NoBias {
  /// Nor is there a gradient with respect to it.
  using PlainObject = NoBias;
};

namespace detail {

/// In the place of weights, where arguments make no layer.
struct NoWeights {};
/// What such a layer is: a message.
struct NoLayer {
  template <typename... Arguments>
  explicit NoLayer(const Arguments&...) {
    static_assert(
        sizeof...(Arguments) == 0,
        "hillock: a layer is made from its weights and bias, not from their numbers: Linear{W, b}, "
        "Dense{W, b, hillock::tanh}, W an Eigen matrix of outputs x inputs (of a Neuron a vector), b a vector. "
        "A std::vector b is one as Eigen::Map<const Eigen::VectorXf>(b.data(), b.size()). For an activation "
        "by its name there is hillock::visit_activation");
  }
};

/// Whether arguments are expressions of a layer's scalar type, or else one message of the compiler: the caller goes on
/// only if so.
template <typename Scalar, typename X, typename Destination = X>
constexpr bool have_scalar() {
  if constexpr (are_arguments<X, Destination>()) {
    constexpr bool input = std::is_same<typename ScalarOf<X>::type, Scalar>::value;
    constexpr bool all = input && std::is_same<typename ScalarOf<Destination>::type, Scalar>::value;
    static_assert(input, "hillock: weights and input have different scalar types; x.cast<float>() changes that of x");
    static_assert(!input || all, "hillock: weights and destination, or gradient, have different scalar types");
    return all;
  } else {
    return false;
  }
}

/// For arguments that are Eigen's expressions.
template <typename X>
using IfExpression = std::enable_if_t<is_eigen_expression<std::decay_t<X>>, int>;

/// As a matrix whose columns are the samples.
template <typename X>
EIGEN_ALWAYS_INLINE decltype(auto) as_columns(X& x, Columnwise) {
  return as_matrix(x);
}
template <typename X>
EIGEN_ALWAYS_INLINE auto as_columns(X& x, Rowwise) {
  return as_matrix(x).transpose();
}
template <typename X, typename Axis>
using AsColumns = std::decay_t<decltype(as_columns(std::declval<X&>(), Axis()))>;

/// Assigns a matrix to an expression, which may be one of arrays.
template <typename Y, typename Result>
void assign_matrix(Y& y, const Result& result) {
  auto&& matrix = as_matrix(y);
  matrix = result;
}

// Along columns of the default storage order, as other results of Eigen's; along rows of that of the samples.
template <typename Scalar, int Length, typename X, typename Axis>
struct SamplesLike {
  using type = Eigen::Matrix<Scalar, Length, X::ColsAtCompileTime>;
};
template <typename Scalar, int Length, typename X>
struct SamplesLike<Scalar, Length, X, Rowwise> {
  static constexpr int rows = X::RowsAtCompileTime;
  static constexpr bool row_major = rows == 1 || (Length != 1 && bool(X::IsRowMajor));
  using type = Eigen::Matrix<Scalar, rows, Length, row_major ? Eigen::RowMajor : Eigen::ColMajor>;
};
/// As many samples as X has, of Length elements.
template <typename Scalar, int Length, typename X, typename Axis>
using Samples = typename SamplesLike<Scalar, Length, X, Axis>::type;

template <typename Scalar, typename Weights>
inline constexpr bool in_own_order = Register<Scalar, 1>::exists&& in_memory<Weights>;

/// z = f(W x + b), all in memory, samples as columns: in the order of sum_order.hpp, that of short scalars in float; or
/// by Eigen for other scalars. (Not inlined by force: within the function that checks the arguments, what a small layer
/// does would pay for the registers and the stack of the seldom taken paths of that one.)
template <typename W, typename B, typename X, typename Z, typename Functor>
void sum_and_apply(const W& w, const B& b, const X& x, Z& z, const Functor& functor) {
  if constexpr (in_own_order<typename W::Scalar, W>) {
    if (!apply_to_one_sample(w, b, x, z, functor)) apply_to_any(w, b, x, z, functor);
  } else if constexpr (is_short<typename W::Scalar>) {
    sum_in_float(w, b, x, z, functor);
  } else {
    z.noalias() = w * x;
    add_bias_and_apply(z, b, functor);
  }
}

/// y = a b, both in memory: in our own order of sums, short scalars in float, others by Eigen.
template <typename A, typename B, typename Y>
void multiply_in_order(const A& a, const B& b, Y& y) {
  using Scalar = typename A::Scalar;
  if constexpr (in_own_order<Scalar, A>) {
    multiply(a, b, y);
  } else if constexpr (is_short<Scalar>) {
    sum_in_float(a, AbsentBias<Scalar>(), b, y, Unchanged());
  } else {
    y.noalias() = a * b;
  }
}

/// dx = W^T dz, dW = dz x^T, for samples that are columns; all in memory but the results.
template <typename W, typename X, typename DZ, typename DX, typename DW>
void sum_gradients(const W& w, const X& x, const DZ& dz, DX& dx, DW& dw) {
  using Scalar = typename W::Scalar;
  multiply_in_order(w.transpose(), dz, dx);
  if constexpr ((in_own_order<Scalar, W> && X::ColsAtCompileTime != 1) || is_short<Scalar>) {
    if (x.rows() == 1) return products_of_rows(dz, x, [&](Eigen::Index i, Scalar sum) { dw.coeffRef(i, 0) = sum; });
    if (dz.rows() == 1) return products_of_rows(x, dz, [&](Eigen::Index j, Scalar sum) { dw.coeffRef(0, j) = sum; });
  }
  multiply_in_order(dz, x.transpose(), dw);
}

/// db = the sum of dz over the samples, which are columns.
template <typename DZ, typename DB>
void sum_bias_gradient(const DZ& dz, DB& db) {
  using Scalar = typename DZ::Scalar;
  if constexpr (DZ::ColsAtCompileTime == 1) {
    for (Eigen::Index i = 0; i < dz.rows(); ++i) db.coeffRef(i) = dz.coeff(i, 0) + Scalar(0);  // as sums: no -0
  } else if constexpr (in_own_order<Scalar, DZ> || is_short<Scalar>) {
    sum_of_rows(dz, [&](Eigen::Index i, Scalar sum) { db.coeffRef(i) = sum; });
  } else {
    for (Eigen::Index i = 0; i < dz.rows(); ++i) db.coeffRef(i) = dz.row(i).sum();
  }
}

/// "hillock::NAME: weights are 4x3 but the input has 5 rows": along the axis of which 3 were expected.
[[noreturn]] inline void fail_input(const char* name, Eigen::Index out, Eigen::Index in, Eigen::Index length,
                                    Eigen::Index count, bool is_rowwise) {
  const char* const found = is_rowwise ? "columns" : "rows";
  if (count != in) {
    fail(name, "weights are %lldx%lld but the input has %lld %s", number(out), number(in), number(length), found);
  }
  fail(name, "weights are %lldx%lld but the input has %lld %s; if its %s are the samples: hillock::%s", number(out),
       number(in), number(length), found, is_rowwise ? "columns" : "rows", is_rowwise ? "columnwise" : "rowwise");
}

[[noreturn]] inline void fail_bias(const char* name, Eigen::Index out, Eigen::Index in, Eigen::Index size) {
  fail(name, "weights are %lldx%lld but the bias has %lld elements", number(out), number(in), number(size));
}

}  // namespace detail
HILLOCK_NAMESPACE_END
