// The loops run in packets: is_vectorized_v says so, and a definition that counts its evaluations proves it.
#include "catch.hpp"
#include "every.hpp"

namespace {

// Counts how often its formula is evaluated: once per packet, or once per element if Eigen fell back to scalars.
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
    ++evaluations;
    return x;
  }
};

template <typename Run>
long evaluations_of(Run run) {
  Counting<float>::evaluations = Counting<double>::evaluations = 0;
  run();
  return Counting<float>::evaluations + Counting<double>::evaluations;
}

}  // namespace

TEMPLATE_TEST_CASE("Every function is vectorised in both scalars and tiers", "[vectorized]", float, double) {
  every::functor<TestType>([](const auto& act) {
    using Act = std::decay_t<decltype(act)>;
    using Other = std::conditional_t<std::is_same<TestType, float>::value, double, float>;
    CAPTURE(act.name);
    STATIC_REQUIRE(hillock::is_vectorized_v<Act, TestType>);
    STATIC_REQUIRE_FALSE(hillock::is_vectorized_v<Act, Other>);
  });
}

TEMPLATE_TEST_CASE("So is every function of half and bfloat16", "[vectorized]", Eigen::half, Eigen::bfloat16) {
  every::functor<TestType>([](const auto& act) {
    using Act = std::decay_t<decltype(act)>;
    CAPTURE(act.name);
    STATIC_REQUIRE(hillock::is_vectorized_v<Act, TestType>);
    STATIC_REQUIRE_FALSE(hillock::is_vectorized_v<Act, float>);
  });

  using Vector = Eigen::Matrix<TestType, Eigen::Dynamic, 1>;
  using Matrix = Eigen::Matrix<TestType, Eigen::Dynamic, Eigen::Dynamic>;
  const Eigen::Index width = hillock::detail::loop_width<float>, n = 64 * width + 5;
  const long packets = static_cast<long>((n + width - 1) / width);  // the most, without pairs
  const hillock::Activation<Counting<TestType>> act;                // computed by that of floats
  const Vector x = Vector::Constant(n, TestType(1.5f));
  Vector y(n);
  const auto twice = [](TestType v) { return TestType(v + v); };
  // Where it is applied last, whatever the argument is; and a gradient of vectors in memory.
  CHECK(evaluations_of([&] { y = act(x); }) == evaluations_of([&] { y = act(y); }));
  CHECK(evaluations_of([&] { y = act(x); }) <= packets);
  CHECK(evaluations_of([&] { y = x.unaryExpr(act); }) <= packets);
  CHECK(evaluations_of([&] { y = act(x.unaryExpr(twice)); }) <= packets);
  CHECK(evaluations_of([&] { y = act(act(x)); }) <= 2 * packets);
  CHECK(evaluations_of([&] { y = act.derivative(x); }) <= packets);
  CHECK(evaluations_of([&] { y = act.backward(x, x); }) <= packets);
  const Matrix m = Matrix::Constant(3, n, TestType(1.5f));
  CHECK(evaluations_of([&] { y = act(m.row(1).transpose()); }) <= packets);
  CHECK(evaluations_of([&] { y = act(x).cwiseProduct(x); }) == n);
}

TEMPLATE_TEST_CASE("The body of every loop runs in packets", "[vectorized]", float, double) {
  using Scalar = TestType;
  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  using Eigen::Index;
  const Index width = hillock::detail::loop_width<Scalar>;
  const Index n = 64 * width + 5;
  // Where everything is contiguous the loop is ours and has no scalars at all; Eigen's starts at an aligned destination
  // and ends in scalars.
  // With FMA it takes two packets in turn as long as there are two.
  const auto evaluations = [&](Index count) {
    const Index pairs = hillock::has_fma ? count / (2 * width) : 0;
    return static_cast<long>(pairs + (count - 2 * width * pairs + width - 1) / width);
  };
  const long own = evaluations(n);
  const long packets = static_cast<long>(n / width + 2 * (width - 1));
  const hillock::Activation<Counting<Scalar>> act;
  const Vector x = Vector::LinSpaced(n, -5, 5);
  Vector y(n), z(n + 1);

  CHECK(evaluations_of([&] { y = act(x); }) == own);
  CHECK(evaluations_of([&] { y = x.unaryExpr(act); }) == own);
  CHECK(evaluations_of([&] { y = act.derivative(x); }) == own);
  CHECK(evaluations_of([&] { y = act.backward(x, x); }) == own);
  CHECK(evaluations_of([&] { y = act(act(x)); }) <= 2 * packets);
  CHECK(evaluations_of([&] { y = act(x + x) * Scalar(2) + x; }) <= packets);
  CHECK(evaluations_of([&] { y = act(x.array()) * x.array(); }) <= packets);
  CHECK(evaluations_of([&] { y = act(y); }) == own);
  CHECK(evaluations_of([&] { z.tail(n) = act(z.tail(n)); }) == own);

  Matrix m = Matrix::Constant(n, 3, Scalar(1));
  CHECK(evaluations_of([&] { m = act(m); }) == evaluations(3 * n));
  CHECK(evaluations_of([&] { m.middleRows(1, n - 1) = act(m.middleRows(1, n - 1)); }) == 3 * evaluations(n - 1));
  CHECK(evaluations_of([&] { m.transpose() = act(m.transpose()); }) == evaluations(3 * n));
  CHECK(evaluations_of([&] { z.tail(n) = act(m.col(1)); }) == own);
  Vector backwards = Vector::Zero(n);
  CHECK(evaluations_of([&] { backwards.reverse() = act(x); }) <= n);  // Eigen's loop, whatever it does
  Eigen::Matrix<Scalar, 16, 1> fixed = Eigen::Matrix<Scalar, 16, 1>::Ones();
  CHECK(evaluations_of([&] { fixed = act(fixed); }) == evaluations(16));

  // The layer's own loop has no scalar tail at all; it takes samples that lie one behind the other together.
  const hillock::Dense layer{Matrix(Matrix::Ones(n, 2)), x, act};
  const Matrix input = Matrix::Ones(2, 3);
  CHECK(evaluations_of([&] { m = layer(input); }) <= 3 * ((n + width - 1) / width));

  // And the counter does count: element by element it sees every one.
  CHECK(evaluations_of([&] {
          for (Index i = 0; i < n; ++i) y[i] = act(x[i]);
        }) == n);
}

TEMPLATE_TEST_CASE("The precise tier runs in packets too", "[vectorized]", float, double) {
  using Scalar = TestType;
  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
  const Eigen::Index width = hillock::detail::loop_width<Scalar>, n = 64 * width;
  const hillock::Activation<Counting<Scalar>, hillock::tier::Precise> act;
  const Vector x = Vector::LinSpaced(n, -5, 5);
  Vector y(n);
  CHECK(evaluations_of([&] { y = act(x); }) == n / width);
}
