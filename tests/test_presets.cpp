// The presets: each name with its framework's default, and parameters given in the call.
#include <cmath>

#include <hillock/hillock.hpp>

#include "catch.hpp"
#include "every.hpp"

TEMPLATE_TEST_CASE("Presets have their framework's defaults", "[presets]", EVERY_TYPE) {
  using Scalar = TestType;
  const Scalar x = Scalar(-0.7);
  const auto same = [](Scalar a, Scalar b) { return a == b; };
  CHECK(same(hillock::pytorch::leaky_relu(x), hillock::leaky_relu(x, 0.01)));
  CHECK(same(hillock::keras::leaky_relu(x), hillock::leaky_relu(x, 0.2)));
  CHECK(same(hillock::jax::leaky_relu(x), hillock::leaky_relu(x, 0.01)));
  CHECK(same(hillock::onnx::leaky_relu(x), hillock::leaky_relu(x, 0.01)));
  CHECK(same(hillock::pytorch::hardsigmoid(x), hillock::hard_sigmoid(x)));
  CHECK(same(hillock::keras::hard_sigmoid(x), hillock::hard_sigmoid(x)));
  CHECK(same(hillock::jax::hard_sigmoid(x), hillock::hard_sigmoid(x)));
  CHECK(same(hillock::onnx::hard_sigmoid(x), hillock::hard_sigmoid(x, 0.2, 0.5)));
  CHECK(hillock::onnx::hard_sigmoid(x) != hillock::hard_sigmoid(x));
  CHECK(same(hillock::pytorch::gelu(x), hillock::gelu(x)));
  CHECK(same(hillock::keras::gelu(x), hillock::gelu(x)));
  CHECK(same(hillock::jax::gelu(x), hillock::gelu_tanh(x)));
  CHECK(same(hillock::onnx::gelu(x), hillock::gelu(x)));
  CHECK(same(hillock::keras::threshold_relu(Scalar(0.5)), Scalar(0.5)));
  CHECK(same(hillock::onnx::thresholded_relu(Scalar(0.5)), Scalar(0)));
  CHECK(same(hillock::onnx::shrink(Scalar(0.5)), Scalar(0)));
  CHECK(same(hillock::keras::swish(x), hillock::silu(x)));
  CHECK(same(hillock::keras::linear(x), x));
  CHECK(same(hillock::jax::log1mexp(Scalar(0.7)), hillock::math::precise::log1mexp(Scalar(0.7))));
  CHECK(same(hillock::onnx::exp(x), hillock::exponential(x)));
  CHECK(same(hillock::onnx::sin(x), hillock::sine(x)));
  CHECK(same(hillock::pytorch::erf(x), hillock::erf(x)));
}

TEMPLATE_TEST_CASE("Presets take their framework's arguments", "[presets]", EVERY_TYPE) {
  using S = TestType;
  CHECK(hillock::keras::relu(S(-3)) == S(0));
  CHECK(hillock::keras::relu(S(3)) == S(3));
  CHECK(hillock::keras::relu(S(-4), 0.25) == S(-1));
  CHECK(hillock::keras::relu(S(9), 0.25, 6) == S(6));
  CHECK(hillock::keras::relu(S(1), 0.25, 6, 2) == S(-0.25));
  CHECK(hillock::keras::relu.derivative(S(1), 0.25, 6, 2) == S(0.25));
  CHECK(hillock::keras::relu.derivative(S(7), 0.25, 6, 2) == S(0));
  CHECK(hillock::keras::relu.derivative(hillock::detail::infinity<S>()) == S(1));
  CHECK(hillock::onnx::shrink(S(2), 1.5, 0.5) == S(1.5));
  CHECK(hillock::onnx::shrink(S(-2), 1.5, 0.5) == S(-1.5));
  CHECK(hillock::onnx::shrink(S(2)) == S(2));
  CHECK(hillock::onnx::clip(S(1e30)) == S(1e30));
  CHECK(hillock::onnx::clip(S(5), 0) == S(5));
  CHECK(hillock::onnx::clip(S(-5), 0) == S(0));
  CHECK(hillock::onnx::clip(S(5), 0, 3) == S(3));
  CHECK(hillock::onnx::prelu(S(-2), 0.5) == S(-1));
  // PyTorch's softplus is x above its threshold, and ours below.
  CHECK(hillock::pytorch::softplus(S(2)) == hillock::softplus(S(2)));
  CHECK(hillock::pytorch::softplus(S(2), 3) == hillock::softplus(S(2), 3));
  CHECK(hillock::pytorch::softplus(S(2), 3e-30) == hillock::softplus(S(2), 3e-30));
  CHECK(hillock::pytorch::softplus(S(2), 1, 1.5) == S(2));
  CHECK(hillock::pytorch::softplus.derivative(S(2), 1, 1.5) == S(1));
  CHECK(hillock::pytorch::softplus.derivative(S(2), 1, 2.5) == hillock::softplus.derivative(S(2)));
  CHECK(hillock::pytorch::softplus.derivative_from_output(S(2), 1, 1.5) == S(1));
  CHECK(hillock::pytorch::softplus(S(-800)) == hillock::softplus(S(-800)));
  if (sizeof(S) == 8) CHECK(hillock::pytorch::softplus(S(20.5)) != hillock::softplus(S(20.5)));
  CHECK(hillock::pytorch::softplus(S(20.5)) == S(20.5));
}

TEMPLATE_TEST_CASE("Presets of transformers", "[presets]", EVERY_TYPE) {
  using S = TestType;
  for (const S x : {S(-3), S(-0.7), S(0.4), S(9), S(11)}) {
    for (const S y : {hillock::transformers::gelu_new(x), hillock::transformers::gelu_fast(x),
                      hillock::transformers::gelu_pytorch_tanh(x), hillock::transformers::gelu_python_tanh(x),
                      hillock::transformers::gelu_accurate(x)}) {
      CHECK(y == hillock::gelu_tanh(x));
    }
    CHECK(hillock::transformers::gelu_python(x) == hillock::gelu(x));
    CHECK(hillock::transformers::gelu_10(x) == (x > 10 ? S(10) : hillock::gelu(x)));
    CHECK(hillock::transformers::gelu_10.derivative(x) == (x > 10 ? S(0) : hillock::gelu.derivative(x)));
    CHECK(hillock::transformers::relu2(x) == hillock::relu_squared(x));
    CHECK(hillock::transformers::hardswish(x) == hillock::hard_swish(x));
    CHECK(hillock::transformers::swish(x) == hillock::silu(x));
    CHECK(hillock::transformers::linear(x) == x);
    CHECK(hillock::transformers::laplace(x) == hillock::laplace(x, S(0.707107), S(0.282095)));
  }
  CHECK(hillock::transformers::gelu_10(S(0.4), 0.3, 5) == S(0.3));
  // Here e^x is not taken beyond eps.
  for (const S x : {S(-3), S(-0.7), S(-2e-6), S(0.4)}) {
    CHECK(hillock::transformers::xielu(x) == hillock::xielu(x));
    CHECK(hillock::transformers::xielu.derivative(x) == hillock::xielu.derivative(x));
  }
  const double end = static_cast<double>(S(0.8)) * std::expm1(static_cast<double>(S(-1e-6)));
  CHECK(std::abs(static_cast<double>(hillock::transformers::xielu(S(0))) - end) <= 1e-7 * std::abs(end));
  CHECK(hillock::transformers::xielu.derivative(S(-1e-7)) == static_cast<S>(0.5L - static_cast<long double>(S(0.8))));
  CHECK(hillock::transformers::xielu(S(-0.25), 0.8, 0.8, 0.5, -0.5) < hillock::xielu(S(-0.25)));
  CHECK(hillock::transformers::gelu_10.derivative(S(0.4), 0.3, 5) == S(0));
}

TEST_CASE("Presets are functions like all others", "[presets]") {
  const Eigen::VectorXf x = Eigen::VectorXf::LinSpaced(11, -2, 2);
  CHECK(Eigen::VectorXf(hillock::keras::leaky_relu(x)) == Eigen::VectorXf(hillock::leaky_relu(x, 0.2f)));
  CHECK(Eigen::VectorXf(hillock::keras::leaky_relu(x, 0.5f)) == Eigen::VectorXf(hillock::leaky_relu(x, 0.5f)));
  CHECK(hillock::keras::leaky_relu.derivative(-1.0f) == 0.2f);
  const hillock::Dense layer{Eigen::MatrixXf(Eigen::MatrixXf::Identity(3, 3)),
                             Eigen::VectorXf(Eigen::VectorXf::Zero(3)), hillock::keras::leaky_relu};
  CHECK(layer(Eigen::Vector3f(-1, 0, 2)) == Eigen::Vector3f(-0.2f, 0, 2));
  STATIC_REQUIRE(hillock::is_vectorized_v<decltype(hillock::keras::leaky_relu)::For<float>, float>);
}

TEMPLATE_TEST_CASE("Presets of functions of a vector go along the last axis", "[presets]", EVERY_TYPE) {
  using Mat = Eigen::Matrix<TestType, Eigen::Dynamic, Eigen::Dynamic>;
  using Vec = Eigen::Matrix<TestType, Eigen::Dynamic, 1>;
  using Row = Eigen::Matrix<TestType, 1, Eigen::Dynamic>;
  const Mat x = Mat::Random(3, 4), dy = Mat::Random(3, 4);
  const auto check = [&](const auto& preset, const auto& own) {
    const Vec v = x.col(1), dv = dy.col(1);
    const Row row = x.row(1);
    CHECK(Mat(preset(x)) == Mat(own(x, hillock::rowwise)));
    CHECK(Mat(preset(x, hillock::columnwise)) == Mat(own(x)));
    CHECK(Vec(preset(v)) == Vec(own(v)));
    CHECK(Row(preset(row)) == Row(own(row)));
    CHECK(Mat(preset.backward(x, dy)) == Mat(own.backward(x, dy, hillock::rowwise)));
    CHECK(Vec(preset.backward(v, dv)) == Vec(own.backward(v, dv)));
    CHECK(Mat(preset.backward_from_output(x, dy)) == Mat(own.backward_from_output(x, dy, hillock::rowwise)));
    CHECK(Mat(preset.backward_from_output(x, dy, hillock::columnwise)) == Mat(own.backward_from_output(x, dy)));
  };
  check(hillock::pytorch::softmax, hillock::softmax);
  check(hillock::pytorch::log_softmax, hillock::log_softmax);
  check(hillock::pytorch::softmin, hillock::softmin);
  check(hillock::keras::sparsemax, hillock::sparsemax);
  check(hillock::onnx::hardmax, hillock::hardmax);
  CHECK(Mat(hillock::pytorch::softmax(x, TestType(0.5))) == Mat(hillock::softmax(x, hillock::rowwise, TestType(0.5))));
  CHECK(Mat(hillock::keras::softmax(x)) == Mat(hillock::softmax(x, hillock::rowwise)));
  CHECK(Mat(hillock::jax::log_softmax(x)) == Mat(hillock::log_softmax(x, hillock::rowwise)));
  CHECK(Mat(hillock::onnx::softmax(x)) == Mat(hillock::softmax(x, hillock::rowwise)));
  CHECK(Mat(hillock::pytorch::glu(x)) == Mat(hillock::glu(x, hillock::rowwise)));
  CHECK(Mat(hillock::jax::glu(x)) == Mat(hillock::glu(x, hillock::rowwise)));
  CHECK(Mat(hillock::keras::glu.backward(x, Mat(dy.leftCols(2)))) ==
        Mat(hillock::glu.backward(x, Mat(dy.leftCols(2)), hillock::rowwise)));
  CHECK(hillock::pytorch::prelu(TestType(-2)) == TestType(-0.5));
  CHECK(hillock::pytorch::rrelu(TestType(-48)) == hillock::rrelu(TestType(-48)));
}
