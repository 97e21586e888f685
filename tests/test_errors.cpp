// Errors: what is thrown for wrong shapes and parameters, word for word, and that nothing was written before.
#include "catch.hpp"
#include "support.hpp"

namespace {

using namespace support;
using Eigen::MatrixXf;
using Eigen::VectorXf;

template <typename Scalar>
constexpr Scalar infinity = std::numeric_limits<Scalar>::infinity();
template <typename Scalar>
constexpr Scalar not_a_number = std::numeric_limits<Scalar>::quiet_NaN();

template <typename X>
bool untouched(const X& x) {
  return (x.array() == 7).all();
}

}  // namespace

TEMPLATE_TEST_CASE("The temperature must be positive and finite", "[errors][softmax]", float, double) {
  const Vector<TestType> x = random_vector<TestType>(4);
  const std::pair<TestType, const char*> wrong[] = {{TestType(-1), "-1"},          {TestType(0), "0"},
                                                    {TestType(-0.0), "-0"},        {infinity<TestType>, "inf"},
                                                    {-infinity<TestType>, "-inf"}, {not_a_number<TestType>, "nan"}};
  for (const auto& [temperature, printed] : wrong) {
    const TestType t = temperature;
    const std::string rest = std::string(": temperature is ") + printed + " but must be positive and finite";
    const std::string expected = "hillock::softmax" + rest, expected_log = "hillock::log_softmax" + rest;
    CHECK(message_of([&] { hillock::Softmax<TestType>{t}; }) == expected);
    CHECK(message_of([&] { hillock::LogSoftmax<TestType>{t}; }) == expected_log);
    Vector<TestType> y = Vector<TestType>::Constant(4, 7);
    CHECK(message_of([&] { y = hillock::softmax(x, t); }) == expected);
    CHECK(message_of([&] { y = hillock::softmax(x, hillock::rowwise, t); }) == expected);
    CHECK(message_of([&] { y = hillock::log_softmax(x, t); }) == expected_log);
    CHECK(message_of([&] { y = hillock::softmax.backward(x, x, t); }) == expected);
    CHECK(message_of([&] { y = hillock::log_softmax.backward_from_output(x, x, t); }) == expected_log);
    CHECK(untouched(y));
  }
}

TEMPLATE_TEST_CASE("The negative slope must be finite", "[errors]", float, double) {
  const std::pair<TestType, const char*> wrong[] = {
      {infinity<TestType>, "inf"}, {-infinity<TestType>, "-inf"}, {not_a_number<TestType>, "nan"}};
  for (const auto& [slope, printed] : wrong) {
    const TestType s = slope;
    const std::string expected =
        std::string("hillock::leaky_relu: negative_slope is ") + printed + " but must be finite";
    CHECK(message_of([&] { hillock::LeakyReLU<TestType>{s}; }) == expected);
    CHECK(message_of([&] { hillock::precise::LeakyReLU<TestType>{s}; }) == expected);
    CHECK(message_of([&] { hillock::leaky_relu(TestType(1), s); }) == expected);
    Vector<TestType> y = Vector<TestType>::Constant(4, 7);
    CHECK(message_of([&] { y = hillock::leaky_relu(random_vector<TestType>(4), s); }) == expected);
    CHECK(message_of([&] { y = hillock::leaky_relu.derivative(y, s); }) == expected);
    CHECK(message_of([&] { y = hillock::leaky_relu.backward(y, y, s); }) == expected);
    CHECK(untouched(y));
  }
  CHECK(message_of([] { hillock::LeakyReLU<TestType>{std::numeric_limits<TestType>::max()}; }).empty());
}

TEST_CASE("An output that does not determine the derivative", "[errors]") {
  const std::string expected =
      "hillock::leaky_relu: with these parameters the output does not determine the derivative; use derivative(x)";
  VectorXf y = VectorXf::Constant(4, 7);
  for (const float slope : {-0.1f, -3.0f, 0.0f, -0.0f}) {
    const hillock::LeakyReLU<float> act(slope);
    CHECK_FALSE(act.output_determines_derivative());
    CHECK(message_of([&] { act.derivative_from_output(1.0f); }) == expected);
    CHECK(message_of([&] { act.backward_from_output(1.0f, 2.0f); }) == expected);
    CHECK(message_of([&] { y = act.derivative_from_output(y); }) == expected);
    CHECK(message_of([&] { y = act.backward_from_output(y, y); }) == expected);
    CHECK(message_of([&] { y = hillock::leaky_relu.derivative_from_output(y, slope); }) == expected);
    CHECK(message_of([&] { y = hillock::leaky_relu.backward_from_output(y, y, slope); }) == expected);
  }
  CHECK(untouched(y));
  CHECK(hillock::LeakyReLU<float>(0.1f).output_determines_derivative());
  CHECK(hillock::LeakyReLU<float>(0.1f).derivative_from_output(-1.0f) == 0.1f);
}

TEST_CASE("Gradients of another shape", "[errors]") {
  const VectorXf x = random_vector<float>(3), dy = random_vector<float>(4);
  const MatrixXf m = random_matrix<float>(2, 5);
  VectorXf y = VectorXf::Constant(3, 7);
  CHECK(message_of([&] { y = hillock::sigmoid.backward(x, dy); }) == "hillock::sigmoid: x is 3x1 but dy is 4x1");
  CHECK(message_of([&] { y = hillock::tanh.backward_from_output(x, dy); }) == "hillock::tanh: y is 3x1 but dy is 4x1");
  CHECK(message_of([&] { hillock::precise::relu.backward(m, m.transpose()); }) ==
        "hillock::relu: x is 2x5 but dy is 5x2");
  CHECK(message_of([&] { hillock::relu.backward(m, m.leftCols(4)); }) == "hillock::relu: x is 2x5 but dy is 2x4");
  CHECK(message_of([&] { y = hillock::softmax.backward(x, dy); }) == "hillock::softmax: x is 3x1 but dy is 4x1");
  CHECK(message_of([&] { y = hillock::softmax.backward_from_output(x, dy); }) ==
        "hillock::softmax: y is 3x1 but dy is 4x1");
  CHECK(message_of([&] { hillock::log_softmax.backward_from_output(m, m.topRows(1), hillock::rowwise); }) ==
        "hillock::log_softmax: y is 2x5 but dy is 1x5");
  CHECK(untouched(y));
}

TEST_CASE("Softmax into a destination of another shape", "[errors][softmax]") {
  const VectorXf x = random_vector<float>(4);
  const MatrixXf m = random_matrix<float>(4, 3);
  MatrixXf large = MatrixXf::Constant(5, 5, 7);
  CHECK(message_of([&] { large.col(1).head(3) = hillock::softmax(x); }) ==
        "hillock::softmax: the result is 4x1 but the destination is 3x1");
  CHECK(message_of([&] { large.col(1) = hillock::softmax(2 * x); }) ==
        "hillock::softmax: the result is 4x1 but the destination is 5x1");
  CHECK(message_of([&] { large.topLeftCorner(3, 4) = hillock::log_softmax(m, hillock::rowwise); }) ==
        "hillock::log_softmax: the result is 4x3 but the destination is 3x4");
  CHECK(message_of([&] { large.topRows(4) = hillock::softmax.backward_from_output(m, m); }) ==
        "hillock::softmax: the result is 4x3 but the destination is 4x5");
  CHECK(message_of([&] { large.topRows(4) = hillock::softmax.backward(m, m); }) ==
        "hillock::softmax: the result is 4x3 but the destination is 4x5");
  CHECK(untouched(large));
}

TEST_CASE("Shapes of a neuron", "[errors][linear]") {
  const hillock::Neuron neuron{random_vector<float>(3), 0.5f};
  CHECK(message_of([&] { neuron(random_vector<float>(4)); }) ==
        "hillock::Neuron: weights are 1x3 but the input has 4 rows");
  CHECK(message_of([&] { neuron(random_matrix<float>(2, 3)); }) ==
        "hillock::Neuron: weights are 1x3 but the input has 2 rows; if its rows are the samples: hillock::rowwise");
  CHECK(message_of([&] { neuron(VectorXf()); }) == "hillock::Neuron: weights are 1x3 but the input has 0 rows");
}

TEST_CASE("Shapes of a linear layer", "[errors][linear]") {
  const MatrixXf w = random_matrix<float>(3, 4), x = random_matrix<float>(4, 2), dz = random_matrix<float>(3, 2);
  const VectorXf b = random_vector<float>(3);
  CHECK(message_of([&] {
          hillock::Linear{w, random_vector<float>(4)};
        }) == "hillock::Linear: weights are 3x4 but the bias has 4 elements");
  CHECK(message_of([&] {
          hillock::Linear{Eigen::Map<const MatrixXf>(w.data(), 2, 6), Eigen::Map<const VectorXf>(b.data(), 3)};
        }) == "hillock::Linear: weights are 2x6 but the bias has 3 elements");
  const hillock::Linear linear{w, b};
  const std::string wrong_input = "hillock::Linear: weights are 3x4 but the input has 5 rows";
  VectorXf z = VectorXf::Constant(2, 7);
  CHECK(message_of([&] { linear(random_vector<float>(5)); }) == wrong_input);
  CHECK(message_of([&] { linear(random_matrix<float>(5, 2)); }) == wrong_input);
  CHECK(message_of([&] { linear.forward(random_vector<float>(5), z); }) == wrong_input);
  CHECK((z.size() == 2 && untouched(z)));

  MatrixXf large = MatrixXf::Constant(4, 4, 7);
  Eigen::Vector4f fixed = Eigen::Vector4f::Constant(7);
  CHECK(message_of([&] { linear.forward(x, large.topRows(3)); }) ==
        "hillock::Linear: the result is 3x2 but the destination is 3x4");
  CHECK(message_of([&] { linear.forward(x.col(0), large.col(1)); }) ==
        "hillock::Linear: the result is 3x1 but the destination is 4x1");
  CHECK(message_of([&] { linear.forward(x.col(0), fixed); }) ==
        "hillock::Linear: the result is 3x1 but the destination is 4x1");
  CHECK((untouched(large) && untouched(fixed)));

  auto g = linear.backward(x, dz);
  g.input.setConstant(7), g.weights.setConstant(7), g.bias.setConstant(7);
  CHECK(message_of([&] { linear.backward(random_matrix<float>(5, 2), dz, g); }) == wrong_input);
  CHECK(message_of([&] { linear.backward(x, x, g); }) == "hillock::Linear: the output is 3x2 but its gradient is 4x2");
  CHECK(message_of([&] { linear.backward(x, random_matrix<float>(3, 3), g); }) ==
        "hillock::Linear: the output is 3x2 but its gradient is 3x3");
  CHECK((untouched(g.input) && untouched(g.weights) && untouched(g.bias)));
}

TEST_CASE("Shapes of samples that are rows", "[errors][linear][dense][rowwise]") {
  const MatrixXf w = random_matrix<float>(3, 4), x = random_matrix<float>(2, 4), dy = random_matrix<float>(2, 3);
  const VectorXf b = random_vector<float>(3);
  const hillock::Linear linear{w, b};
  const hillock::Dense layer{w, b, hillock::tanh, hillock::rowwise};
  MatrixXf large = MatrixXf::Constant(4, 4, 7);
  CHECK(message_of([&] { linear(random_matrix<float>(2, 5), hillock::rowwise); }) ==
        "hillock::Linear: weights are 3x4 but the input has 5 columns");
  CHECK(message_of([&] { linear(x); }) ==
        "hillock::Linear: weights are 3x4 but the input has 2 rows; if its rows are the samples: hillock::rowwise");
  CHECK(message_of([&] { layer(x.transpose()); }) ==
        "hillock::Dense: weights are 3x4 but the input has 2 columns; if its columns are the samples: "
        "hillock::columnwise");
  CHECK(message_of([&] { layer.forward(x, large.topRows(2)); }) ==
        "hillock::Dense: the result is 2x3 but the destination is 2x4");
  CHECK(message_of([&] { linear.backward(x, dy.transpose(), hillock::rowwise); }) ==
        "hillock::Linear: the output is 2x3 but its gradient is 3x2");
  CHECK(message_of([&] { layer.backward(x, x, dy); }) == "hillock::Dense: the output is 2x3 but y is 2x4");
  MatrixXf both = MatrixXf::Constant(2, 6, 7);
  CHECK(message_of([&] { layer.forward(both.leftCols(4), both.rightCols(3)); }) ==
        "hillock::Dense: the destination overlaps the input");
  CHECK(untouched(both));
  CHECK(untouched(large));
}

TEST_CASE("Shapes of a dense layer", "[errors][dense]") {
  const MatrixXf w = random_matrix<float>(3, 4), x = random_matrix<float>(4, 2), dy = random_matrix<float>(3, 2);
  const VectorXf b = random_vector<float>(3);
  CHECK(message_of([&] {
          hillock::Dense{w, random_vector<float>(2), hillock::relu};
        }) == "hillock::Dense: weights are 3x4 but the bias has 2 elements");
  const hillock::Dense layer{w, b, hillock::tanh};
  const hillock::Dense recomputes{w, b, hillock::LeakyReLU<float>(-1)};
  const std::string wrong_input = "hillock::Dense: weights are 3x4 but the input has 5 rows";
  CHECK(message_of([&] { layer(random_vector<float>(5)); }) == wrong_input);
  CHECK(message_of([&] { hillock::Dense{w, b, hillock::softmax}(random_matrix<float>(5, 2)); }) == wrong_input);
  MatrixXf large = MatrixXf::Constant(4, 4, 7);
  CHECK(message_of([&] { layer.forward(x, large.topRows(3)); }) ==
        "hillock::Dense: the result is 3x2 but the destination is 3x4");
  CHECK(message_of([&] { layer.forward(x.col(0), large.col(2)); }) ==
        "hillock::Dense: the result is 3x1 but the destination is 4x1");
  CHECK(untouched(large));

  const MatrixXf y = layer(x);
  auto g = layer.backward(x, y, dy);
  g.input.setConstant(7), g.weights.setConstant(7), g.bias.setConstant(7), g.pre_activation.setConstant(7);
  const auto check = [&](const auto& dense) {
    CHECK(message_of([&] { dense.backward(random_matrix<float>(5, 2), y, dy, g); }) == wrong_input);
    CHECK(message_of([&] { dense.backward(x, y, x, g); }) ==
          "hillock::Dense: the output is 3x2 but its gradient is 4x2");
    CHECK(message_of([&] { dense.backward(x, y, dy.col(0), g); }) ==
          "hillock::Dense: the output is 3x2 but its gradient is 3x1");
    // Not the gradient is wrong here but the output.
    const std::string wrong_output = message_of([&] { dense.backward(x, random_matrix<float>(3, 3), dy, g); });
    CHECK_THAT(wrong_output,
               Catch::Matchers::ContainsSubstring("hillock::Dense: ") && Catch::Matchers::ContainsSubstring("3x2") &&
                   Catch::Matchers::ContainsSubstring("3x3") && !Catch::Matchers::ContainsSubstring("gradient"));
  };
  check(layer);
  check(recomputes);
  CHECK((untouched(g.input) && untouched(g.weights) && untouched(g.bias) && untouched(g.pre_activation)));
}
