// Eigen's Tensor module: functors run in packets there too, on one thread and on several.
#define EIGEN_USE_THREADS
#include <Eigen/Core>
#if EIGEN_VERSION_AT_LEAST(5, 0, 0)
#include <Eigen/ThreadPool>
#endif
#include <unsupported/Eigen/CXX11/Tensor>

#include "catch.hpp"
#include "every.hpp"

namespace {

using Eigen::Index;
template <typename Scalar, int Rank>
using Tensor = Eigen::Tensor<Scalar, Rank>;

// Counts how often its formula is evaluated: once per packet, or once per element without packets.
template <typename Scalar_>
struct Counting {
  using Scalar = Scalar_;
  static constexpr const char* name = "counting";
  static constexpr hillock::ErrorBounds bounds = hillock::exact_bounds;
  static inline long evaluations = 0;

  template <typename Number>
  Number forward(Number x) const {
    ++evaluations;
    return x;
  }
  template <typename Number>
  Number derivative(Number x) const {
    return forward(x);
  }
};

/// A vector of difficult values as a tensor.
template <typename Scalar>
Tensor<Scalar, 1> inputs(Index size) {
  const auto values = every::difficult_values<Scalar>(static_cast<std::size_t>(size));
  Tensor<Scalar, 1> x(size);
  std::copy(values.begin(), values.end(), x.data());
  return x;
}

/// How many elements of y are not f(x), bit for bit.
template <typename Scalar, typename F>
int differences(const Tensor<Scalar, 1>& y, const Tensor<Scalar, 1>& x, F f) {
  int count = 0;
  for (Index i = 0; i < x.size(); ++i) count += !every::same_bits(y(i), f(x(i)));
  return count;
}

template <typename Scalar>
struct CheckForward {
  const Tensor<Scalar, 1>& x;

  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    const hillock::Activation<Definition<Scalar>> act;
    CAPTURE(act.name);
    const Tensor<Scalar, 1> y = x.unaryExpr(act);
    CHECK(differences(y, x, act) == 0);
  }
};

}  // namespace

TEMPLATE_TEST_CASE("Every function gives a tensor the bits of single values", "[tensor]", float, double) {
  using Scalar = TestType;
  const Tensor<Scalar, 1> x = inputs<Scalar>(4 * hillock::detail::loop_width<Scalar> + 3);
  hillock::Activations::for_each(CheckForward<Scalar>{x});
}

TEMPLATE_TEST_CASE("Tensors: derivatives, gradients, larger expressions, several threads", "[tensor]", EVERY_TYPE) {
  using Scalar = TestType;
  const Tensor<Scalar, 1> x = inputs<Scalar>(10007), dy = x.reverse(Eigen::array<bool, 1>{true});
  const hillock::Tanh<Scalar> act;
  const auto slope = act.template functor<hillock::Derivative>();

  Tensor<Scalar, 1> y = x.unaryExpr(slope);
  CHECK(differences(y, x, [&](Scalar v) { return act.derivative(v); }) == 0);
  y = x.binaryExpr(dy, slope);
  int backward_differences = 0;
  for (Index i = 0; i < x.size(); ++i) backward_differences += !every::same_bits(y(i), act.backward(x(i), dy(i)));
  CHECK(backward_differences == 0);
  y = (x * x.constant(Scalar(0.5))).unaryExpr(act);
  CHECK(differences(y, x, [&](Scalar v) { return act(v * Scalar(0.5)); }) == 0);
  y = x;
  y = y.unaryExpr(act);
  CHECK(differences(y, x, [&](Scalar v) { return act(v); }) == 0);

  Eigen::ThreadPool pool(3);
  const Eigen::ThreadPoolDevice threads(&pool, 3);
  y.setZero();
  y.device(threads) = x.unaryExpr(act);
  CHECK(differences(y, x, [&](Scalar v) { return act(v); }) == 0);
}

#if EIGEN_VERSION_AT_LEAST(5, 0, 0)
TEMPLATE_TEST_CASE("Arrays on Eigen's threads have the bits of one call", "[tensor][threads]", EVERY_TYPE) {
  using Array = Eigen::Array<TestType, Eigen::Dynamic, Eigen::Dynamic>;
  Eigen::ThreadPool pool(3);
  Eigen::CoreThreadPoolDevice threads(pool);
  for (const Index n : {1, 31, 100003}) {
    const Array x = Array::Random(n, 1) * 8, dy = Array::Random(n, 1), X = Array::Random(7, n) * 8;
    Array y(n, 1), Y(7, n);
    y.device(threads) = hillock::gelu(x);
    CHECK((y == Array(hillock::gelu(x))).all());
    y.device(threads) = hillock::gelu.backward(x, dy);
    CHECK((y == Array(hillock::gelu.backward(x, dy))).all());
    y.device(threads) = hillock::sigmoid(x) * hillock::tanh(dy) + x;
    CHECK((y == Array(hillock::sigmoid(x) * hillock::tanh(dy) + x)).all());
    Y.device(threads) = hillock::elu(X);
    CHECK((Y == Array(hillock::elu(X))).all());
    Y.topRows(5).device(threads) = hillock::softplus(X.bottomRows(5));
    CHECK((Y.topRows(5) == Array(hillock::softplus(X.bottomRows(5)))).all());
  }
}
#endif

TEMPLATE_TEST_CASE("Tensors are evaluated in packets", "[tensor]", float, double) {
  using Scalar = TestType;
  const Index width = hillock::detail::loop_width<Scalar>, n = 64 * width + width - 1;
  const long packets = static_cast<long>(n / width + width - 1);  // the end in scalars
  const hillock::Activation<Counting<Scalar>> act;
  const auto slope = act.template functor<hillock::Derivative>();
  const Tensor<Scalar, 1> x = inputs<Scalar>(n);
  Tensor<Scalar, 1> y(n);
  const auto evaluations_of = [](auto run) {
    Counting<Scalar>::evaluations = 0;
    run();
    return Counting<Scalar>::evaluations;
  };
  CHECK(evaluations_of([&] { y = x.unaryExpr(act); }) <= packets);
  CHECK(evaluations_of([&] { y = x.unaryExpr(slope); }) <= packets);
  CHECK(evaluations_of([&] { y = x.binaryExpr(x, slope); }) <= packets);
  CHECK(evaluations_of([&] { y = (x + x).unaryExpr(act) * x; }) <= packets);
}
