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
    if constexpr (every::stands_for_its_kind<Definition>) {
      check_elementwise_gradients<Definition, Matrix<Scalar>>(hillock::Activation<Definition<Scalar>>{});
    }
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

namespace {

/// Rows of samples give a layer the bits of columns: forward into a matrix of either storage order, and gradients.
template <typename Rows, typename Layer, typename Mat = Matrix<typename Layer::Scalar>>
bool rows_are_columns(const Layer& layer, const Mat& x, const Mat& y, const Mat& dy) {
  const Rows rows = x.transpose(), dy_rows = dy.transpose();
  const auto y_rows = layer(rows, hillock::rowwise);
  bool ok = same_bits(y_rows.transpose(), y) && bool(decltype(y_rows)::IsRowMajor) == bool(Rows::IsRowMajor);
  typename Layer::template Output<Mat, hillock::Rowwise> into(1, 1);
  layer.forward(rows, into, hillock::rowwise);
  ok = ok && same_bits(into.transpose(), y);
  const auto backward = [&](const auto& input, const auto& output, const auto& gradient, auto axis) {
    if constexpr (std::is_same<Layer, hillock::Linear<Mat, Vector<typename Layer::Scalar>>>::value) {
      return layer.backward(input, gradient, axis);
    } else {
      return layer.backward(input, output, gradient, axis);
    }
  };
  const auto expected = backward(x, y, dy, hillock::columnwise);
  const auto g = backward(rows, y_rows, dy_rows, hillock::rowwise);
  return ok && same_bits(g.input.transpose(), expected.input) && same_bits(g.weights, expected.weights) &&
         same_bits(g.bias, expected.bias);
}

template <typename Scalar, typename Layer>
void check_rows(const Layer& layer) {
  for (Eigen::Index n = 1; n <= 70; ++n) {
    const Matrix<Scalar> x = random_matrix<Scalar>(layer.inputs(), n, 2, 3), y = layer(x);
    const Matrix<Scalar> dy = random_matrix<Scalar>(layer.outputs(), n, 2, 4);
    CAPTURE(layer.inputs(), layer.outputs(), n);
    CHECK(rows_are_columns<Matrix<Scalar>>(layer, x, y, dy));
    CHECK(rows_are_columns<RowMajor<Scalar>>(layer, x, y, dy));
  }
}

}  // namespace

TEMPLATE_TEST_CASE("Samples that are rows", "[dense][linear][gradient][rowwise]", EVERY_TYPE) {
  for (const Eigen::Index out : {2, 18}) {
    const Matrix<TestType> w = random_matrix<TestType>(out, 9);
    const Vector<TestType> b = random_vector<TestType>(out);
    check_rows<TestType>(hillock::Linear{w, b});
    check_rows<TestType>(hillock::Dense{w, b, hillock::tanh});
    check_rows<TestType>(hillock::Dense{w, b, hillock::LeakyReLU<TestType>(TestType(-0.5))});  // recomputes W x + b
    check_rows<TestType>(hillock::Dense{w, b, hillock::softmax});
    check_rows<TestType>(hillock::Dense{w, b, hillock::swiglu});
  }
  check_rows<TestType>(hillock::Linear{random_matrix<TestType>(1, 5), random_vector<TestType>(1)});
  check_rows<TestType>(hillock::Linear{random_matrix<TestType>(5, 1), random_vector<TestType>(5)});
  check_rows<TestType>(hillock::Linear{random_matrix<TestType>(40, 530), random_vector<TestType>(40)});
}

TEST_CASE("Rows as a property of the layer's type", "[dense][linear][rowwise]") {
  using Mat = Matrix<float>;
  const Mat w = random_matrix<float>(6, 4);
  const RowMajor<float> x = random_matrix<float>(5, 4), dy = random_matrix<float>(5, 6);
  const Vector<float> b = random_vector<float>(6);
  const hillock::Dense columns{w, b, hillock::tanh};
  const hillock::Dense rows{w, b, hillock::tanh, hillock::rowwise};
  STATIC_REQUIRE(std::is_same<decltype(rows),
                              const hillock::Dense<Mat, Vector<float>, hillock::Tanh<float>, hillock::Rowwise>>::value);
  const RowMajor<float> y = rows(x);
  CHECK(same_bits(y, columns(x.transpose()).transpose()));
  CHECK(same_bits(rows(x.transpose(), hillock::columnwise).transpose(), y));  // the call's axis goes before
  const auto g = rows.backward(x, y, dy);
  const auto expected = columns.backward(x, y, dy, hillock::rowwise);
  CHECK((same_bits(g.input, expected.input) && same_bits(g.weights, expected.weights)));
  const hillock::Linear linear{w, b, hillock::rowwise};
  CHECK(same_bits(linear(x), hillock::Linear{w, b}(x, hillock::rowwise)));
  CHECK(same_bits(linear(x.row(2)), linear(x).row(2)));  // one sample, lying
  CHECK(same_bits(linear.backward(x, dy).input, hillock::Linear{w, b}.backward(x, dy, hillock::rowwise).input));

  // Expressions, blocks and fixed sizes; a destination without memory of its own.
  CHECK(same_bits(rows(2 * x.topRows(3) / 2), y.topRows(3)));
  Mat large = Mat::Constant(9, 9, 3);
  rows.forward(x, large.block(2, 1, 5, 6));
  CHECK(same_bits(large.block(2, 1, 5, 6), y));
  large.block(2, 1, 5, 6).setConstant(3);
  CHECK((large.array() == 3).all());
  Mat reversed(5, 6);
  rows.forward(x, reversed.rowwise().reverse());
  CHECK(same_bits(reversed.rowwise().reverse(), y));
  const Eigen::Matrix<float, 5, 4> fixed = x;
  const auto from_fixed = rows(fixed);
  STATIC_REQUIRE((decltype(from_fixed)::RowsAtCompileTime == 5));
  CHECK(same_bits(from_fixed, y));
  const hillock::Dense small{Eigen::Matrix<float, 6, 4>(w), Eigen::Matrix<float, 6, 1>(b), hillock::tanh,
                             hillock::rowwise};
  STATIC_REQUIRE((decltype(small(Eigen::RowVector4f()))::SizeAtCompileTime == 6));
  CHECK(same_bits(small(Eigen::RowVector4f(x.row(1))), y.row(1)));
}

TEMPLATE_TEST_CASE("Arrays as samples, results and gradients", "[dense][linear][rowwise]", EVERY_TYPE) {
  using Array = Eigen::Array<TestType, Eigen::Dynamic, Eigen::Dynamic>;
  using Mat = Matrix<TestType>;
  const Mat w = random_matrix<TestType>(6, 4), x = random_matrix<TestType>(4, 5);
  const Vector<TestType> b = random_vector<TestType>(6);
  const auto check = [&](const auto& layer) {
    const Mat y = layer(x), dy = random_matrix<TestType>(y.rows(), 5);
    const Array array = x.array(), outer = dy.array(), rows = x.transpose().array(),
                outer_rows = dy.transpose().array();
    Array result, result_of_rows;
    layer.forward(array, result);
    layer.forward(rows, result_of_rows, hillock::rowwise);
    CHECK(same_bits(result, y));
    CHECK(same_bits(result_of_rows, y.transpose()));
    CHECK(same_bits(layer(2 * array / 2), y));
    Array reversed(y.rows(), 5);
    layer.forward(array, reversed.reverse());
    CHECK(same_bits(reversed.reverse(), y));
    if constexpr (std::is_same<std::decay_t<decltype(layer)>, hillock::Linear<Mat, Vector<TestType>>>::value) {
      CHECK(same_bits(layer.backward(array, outer).weights, layer.backward(x, dy).weights));
    } else {
      const auto expected = layer.backward(x, y, dy);
      const auto g = layer.backward(array, result, outer);
      const auto of_rows = layer.backward(rows, result_of_rows, outer_rows, hillock::rowwise);
      CHECK((same_bits(g.input, expected.input) && same_bits(g.weights, expected.weights)));
      CHECK((same_bits(of_rows.input.transpose(), expected.input) && same_bits(of_rows.bias, expected.bias)));
    }
  };
  check(hillock::Linear{w, b});
  check(hillock::Dense{w, b, hillock::tanh});
  check(hillock::Dense{w, b, hillock::softmax});
  check(hillock::Dense{w, b, hillock::glu});
}
