// Gradients of Dense for every activation, against central differences of the exact functions.
#include <functional>
#include <utility>

#include "catch.hpp"
#include "reference.hpp"
#include "support.hpp"

namespace {

using namespace support;
using Long = Matrix<long double>;

/// A user's own activation: its output does not determine its derivative.
template <typename Scalar_>
struct Cubic {
  using Scalar = Scalar_;
  static constexpr const char* name = "cubic";
  static constexpr hillock::ErrorBounds bounds = hillock::guaranteed_bounds;

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return x * x * x;
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return Number(3) * x * x;
  }
};

using Function = std::function<Long(const Long&)>;

/// Central differences of <dy, f(W x + b)>: error h² f'''/6 plus 2^-64 / h, near 1e-11.
class Differences {
 public:
  Differences(Long w, Long b, Long x, Long dy, Function f)
      : w_(std::move(w)), b_(std::move(b)), x_(std::move(x)), dy_(std::move(dy)), f_(std::move(f)) {}

  /// For a layer of doubles or floats: `epsilon` is theirs.
  void check(const Long& dx, const Long& dw, const Long& db, long double epsilon) {
    CHECK(agrees(dx, x_, epsilon));
    CHECK(agrees(dw, w_, epsilon));
    CHECK(agrees(db, b_, epsilon));
  }

 private:
  long double loss() const {
    Long z = b_.replicate(1, x_.cols());
    for (Eigen::Index k = 0; k < w_.cols(); ++k) z += w_.col(k).lazyProduct(x_.row(k));
    return dy_.cwiseProduct(f_(z)).sum();
  }

  bool agrees(const Long& gradient, Long& variable, long double epsilon) const {
    if (gradient.rows() != variable.rows() || gradient.cols() != variable.cols()) return false;
    const long double h = 0x1p-20L;
    Long exact(gradient.rows(), gradient.cols());
    for (Eigen::Index k = 0; k < variable.size(); ++k) {
      long double& value = variable.data()[k];
      const long double before = value;
      value = before + h;
      const long double above = loss();
      value = before - h;
      exact.data()[k] = (above - loss()) / (2 * h);
      value = before;
    }
    return (gradient - exact).cwiseAbs().maxCoeff() <= 30 * epsilon * (1 + exact.cwiseAbs().maxCoeff()) + 1e-10L;
  }

  Long w_, b_, x_, dy_;
  Function f_;
};

template <typename A>
Long exactly(const A& a) {
  return a.template cast<long double>();
}

template <typename Scalar>
struct Problem {
  Matrix<Scalar> w = random_matrix<Scalar>(4, 3, 1, 21), x = random_matrix<Scalar>(3, 5, 1, 22);
  Matrix<Scalar> dy = random_matrix<Scalar>(4, 5, 1, 23);
  Vector<Scalar> b = random_vector<Scalar>(4, 1, 24), x1 = x.col(2), dy1 = dy.col(2);
};

/// Against central differences of f, for one sample and for several.
template <typename Activation>
void check_gradients(const Activation& activation, const Function& f) {
  using Scalar = typename Activation::Scalar;
  constexpr long double epsilon = std::numeric_limits<Scalar>::epsilon();
  const Problem<Scalar> at;
  const hillock::Dense layer{at.w, at.b, activation};
  const Matrix<Scalar> z = (at.w * at.x).colwise() + at.b;
  REQUIRE((z.array().abs() > Scalar(1e-3)).all());  // away from kinks, but on both sides
  REQUIRE(((z.array() > 0).any() && (z.array() < 0).any()));
  CAPTURE(activation.name);
  const auto g = layer.backward(at.x, layer(at.x), at.dy);
  Differences all(exactly(at.w), exactly(at.b), exactly(at.x), exactly(at.dy), f);
  all.check(exactly(g.input), exactly(g.weights), exactly(g.bias), epsilon);
  const auto g1 = layer.backward(at.x1, layer(at.x1), at.dy1);
  Differences one(exactly(at.w), exactly(at.b), exactly(at.x1), exactly(at.dy1), f);
  one.check(exactly(g1.input), exactly(g1.weights), exactly(g1.bias), epsilon);
}

template <template <typename> class Definition, typename Activation>
void check_elementwise_gradients(const Activation& activation) {
  check_gradients(activation, [&](const Long& z) {
    return Long(z.unaryExpr([&](long double x) { return reference::Reference<Definition>::forward(activation, x); }));
  });
}

template <typename Scalar>
struct CheckGradients {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    check_elementwise_gradients<Definition>(hillock::Activation<Definition<Scalar>>{});
    check_elementwise_gradients<Definition>(hillock::Activation<Definition<Scalar>, hillock::tier::Precise>{});
  }
};

}  // namespace

TEMPLATE_TEST_CASE("Gradients of a dense layer with every activation", "[dense][gradient]", float, double) {
  hillock::Activations::for_each(CheckGradients<TestType>{});
}

TEMPLATE_TEST_CASE("Gradients of a dense layer with parameters", "[dense][gradient]", float, double) {
  // With a slope that is not positive the output does not determine the derivative: backward computes W x + b again.
  for (const TestType slope : {TestType(-0.5), TestType(-2), TestType(0), TestType(0.3), TestType(4)}) {
    CAPTURE(slope);
    check_elementwise_gradients<hillock::definition::LeakyReLU>(hillock::LeakyReLU<TestType>(slope));
  }
  check_gradients(hillock::Activation<Cubic<TestType>>{}, [](const Long& z) { return Long(z.array().cube()); });
}

TEMPLATE_TEST_CASE("Gradients of a dense layer with softmax", "[dense][softmax][gradient]", float, double) {
  for (const double temperature : {1.0, 0.5, 3.0}) {
    CAPTURE(temperature);
    const auto log_softmax = [=](const Long& z) {
      Long y = z / temperature;
      for (Eigen::Index j = 0; j < y.cols(); ++j) y.col(j).array() -= std::log(y.col(j).array().exp().sum());
      return y;
    };
    const auto softmax = [=](const Long& z) { return Long(log_softmax(z).array().exp()); };
    check_gradients(hillock::Softmax<TestType>(TestType(temperature)), softmax);
    check_gradients(hillock::LogSoftmax<TestType>(TestType(temperature)), log_softmax);
  }
}

TEST_CASE("Gradients of a dense layer in every layout", "[dense][gradient]") {
  const Problem<double> at;
  const hillock::Dense layer{at.w, at.b, hillock::tanh};
  const Eigen::MatrixXd y = layer(at.x);
  const auto expected = layer.backward(at.x, y, at.dy);
  const auto check = [&](const auto& g) {
    CHECK((g.input - expected.input).cwiseAbs().maxCoeff() <= 1e-14);
    CHECK((g.weights - expected.weights).cwiseAbs().maxCoeff() <= 1e-14);
    CHECK((g.bias - expected.bias).cwiseAbs().maxCoeff() <= 1e-14);
  };
  const RowMajor<double> row_w = at.w, row_y = y, row_dy = at.dy;
  const hillock::Dense rows{row_w, at.b, hillock::tanh};
  check(rows.backward(at.x, row_y, row_dy));
  const hillock::Dense view{Eigen::Map<const Eigen::MatrixXd>(at.w.data(), 4, 3),
                            Eigen::Map<const Eigen::VectorXd>(at.b.data(), 4), hillock::tanh};
  check(view.backward(at.x, y, 0.5 * (at.dy + at.dy)));
  const Eigen::Matrix<double, 4, 3> fixed_w = at.w;
  const Eigen::Vector4d fixed_b = at.b;
  check(hillock::Dense{fixed_w, fixed_b, hillock::tanh}.backward(at.x, y, at.dy));

  auto g = layer.backward(at.x1, y.col(0), at.dy1);  // other sizes, then these
  auto again = layer.backward(at.x, y, 7 * at.dy);
  layer.backward(at.x, y, at.dy, again);
  check(again);
  CHECK((g.input.cols() == 1 && g.weights.rows() == 4 && g.bias.size() == 4));
}
