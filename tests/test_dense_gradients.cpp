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

/// The gradients for a batch, or one sample, against central differences of f.
template <typename X, typename Activation>
void check_gradients(const Activation& activation, const Function& f) {
  using Scalar = typename Activation::Scalar;
  const Matrix<Scalar> w = random_matrix<Scalar>(4, 3, 1, 21);
  const Vector<Scalar> b = random_vector<Scalar>(4, 1, 24);
  const Eigen::Index samples = X::ColsAtCompileTime == 1 ? 1 : 5;
  const X x = random<X>(3, samples, 1, 22), dy = random<X>(4, samples, 1, 23);
  const hillock::Dense layer{w, b, activation};
  const X z = hillock::Linear{w, b}(x);
  REQUIRE((z.array().abs() > Scalar(1e-3)).all());  // away from kinks, but on both sides
  REQUIRE(((z.array() > 0).any() && (z.array() < 0).any()));
  CAPTURE(activation.name);
  const auto g = layer.backward(x, layer(x), dy);
  Differences differences(exactly(w), exactly(b), exactly(x), exactly(dy), f);
  differences.check(exactly(g.input), exactly(g.weights), exactly(g.bias), std::numeric_limits<Scalar>::epsilon());
}

template <template <typename> class Definition, typename X, typename Activation>
void check_elementwise_gradients(const Activation& activation) {
  check_gradients<X>(activation, [&](const Long& z) {
    return Long(z.unaryExpr([&](long double x) { return reference::Reference<Definition>::forward(activation, x); }));
  });
}

template <typename Scalar>
struct CheckGradients {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    check_elementwise_gradients<Definition, Matrix<Scalar>>(hillock::Activation<Definition<Scalar>>{});
  }
};

}  // namespace

TEMPLATE_TEST_CASE("Gradients of a dense layer with every activation", "[dense][gradient]", float, double) {
  hillock::Activations::for_each(CheckGradients<TestType>{});
}

// From here on for one scalar type each: the kernels have had both, and Eigen's products are slow to compile.

TEST_CASE("Gradients of a dense layer with parameters", "[dense][gradient]") {
  // With a slope that is not positive the output does not determine the derivative: backward computes W x + b again.
  for (const float slope : {-0.5f, -2.0f, 0.0f, 0.3f, 4.0f}) {
    CAPTURE(slope);
    const hillock::LeakyReLU<float> activation(slope);
    check_elementwise_gradients<hillock::definition::LeakyReLU, Matrix<float>>(activation);
    check_elementwise_gradients<hillock::definition::LeakyReLU, Vector<float>>(activation);
  }
  check_gradients<Vector<float>>(hillock::Activation<Cubic<float>>{},
                                 [](const Long& z) { return Long(z.array().cube()); });
}

TEST_CASE("Gradients of a dense layer with softmax", "[dense][softmax][gradient]") {
  for (const double temperature : {1.0, 0.5, 3.0}) {
    CAPTURE(temperature);
    const auto log_softmax = [=](const Long& z) {
      Long y = z / temperature;
      for (Eigen::Index j = 0; j < y.cols(); ++j) y.col(j).array() -= std::log(y.col(j).array().exp().sum());
      return y;
    };
    const auto softmax = [=](const Long& z) { return Long(log_softmax(z).array().exp()); };
    check_gradients<Matrix<double>>(hillock::Softmax<double>(temperature), softmax);
    check_gradients<Vector<double>>(hillock::LogSoftmax<double>(temperature), log_softmax);
  }
}

TEST_CASE("Gradients of a dense layer in every layout", "[dense][gradient]") {
  using Mat = Matrix<double>;
  const Mat w = random_matrix<double>(4, 3), x = random_matrix<double>(3, 5), dy = random_matrix<double>(4, 5, 1);
  const Vector<double> b = random_vector<double>(4);
  const hillock::Dense layer{w, b, hillock::tanh};
  const Mat y = layer(x);
  const auto expected = layer.backward(x, y, dy);
  const auto check = [&](const auto& g) {
    CHECK((g.input - expected.input).cwiseAbs().maxCoeff() <= 1e-14);
    CHECK((g.weights - expected.weights).cwiseAbs().maxCoeff() <= 1e-14);
    CHECK((g.bias - expected.bias).cwiseAbs().maxCoeff() <= 1e-14);
  };
  const RowMajor<double> row_w = w, row_y = y, row_dy = dy;
  check(hillock::Dense{row_w, b, hillock::tanh}.backward(x, row_y, row_dy));
  const hillock::Dense view{Eigen::Map<const Mat>(w.data(), 4, 3), Eigen::Map<const Vector<double>>(b.data(), 4),
                            hillock::tanh};
  check(view.backward(x, y, 0.5 * (dy + dy)));

  auto g = layer.backward(x, y, 7 * dy);
  layer.backward(x, y, dy, g);  // replaces, does not add
  check(g);
}
