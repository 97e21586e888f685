// The presets: each name with its framework's default, and parameters given in the call.
#include <hillock/hillock.hpp>

#include "catch.hpp"

TEMPLATE_TEST_CASE("Presets have their framework's defaults", "[presets]", float, double) {
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
  CHECK(&hillock::pytorch::glu == &hillock::glu);
  CHECK(same(hillock::keras::gelu(x), hillock::gelu(x)));
  CHECK(same(hillock::jax::gelu(x), hillock::gelu_tanh(x)));
  CHECK(same(hillock::onnx::gelu(x), hillock::gelu(x)));
  CHECK(same(hillock::keras::threshold_relu(Scalar(0.5)), Scalar(0.5)));
  CHECK(same(hillock::onnx::thresholded_relu(Scalar(0.5)), Scalar(0)));
  CHECK(same(hillock::onnx::shrink(Scalar(0.5)), Scalar(0)));
  CHECK(same(hillock::keras::swish(x), hillock::silu(x)));
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
