// What layers are made from: no bias, a bias of every shape, arrays, nothing at first, a slope for each output, a
// function of one element.
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

namespace {

using namespace support;
using Mat = Matrix<float>;
using Rows = RowMajor<float>;
using Vec = Vector<float>;
using hillock::rowwise;

const Mat w = random_matrix<float>(16, 9), x = random_matrix<float>(9, 7, 2, 3);
const Vec b = random_vector<float>(16), minus_zero = Vec::Constant(16, -0.0f);

/// Forward of a batch, a sample and rows; and the gradients, but for that of the bias.
template <typename A, typename B>
bool same_layers(const A& a, const B& other) {
  const Mat y = other(x);
  bool ok = same_bits(a(x), y) && same_bits(a(x.col(3)), y.col(3));
  ok = ok && same_bits(a(Rows(x.transpose()), rowwise).transpose(), y);
  if constexpr (std::is_same<typename A::template Output<Mat>, Mat>::value) {
    const auto gradients = [&](const auto& layer) {
      if constexpr (std::is_same<std::decay_t<decltype(layer)>, hillock::Linear<Mat, Vec>>::value ||
                    std::is_same<std::decay_t<decltype(layer)>, hillock::Linear<Mat, hillock::NoBias>>::value) {
        return layer.backward(x, y);
      } else {
        return layer.backward(x, y, y);
      }
    };
    const auto g = gradients(a);
    const auto expected = gradients(other);
    ok = ok && same_bits(g.input, expected.input) && same_bits(g.weights, expected.weights);
  }
  return ok;
}

template <typename G, typename = void>
struct HasBias : std::false_type {};
template <typename G>
struct HasBias<G, std::void_t<decltype(std::declval<G>().bias)>> : std::true_type {};

}  // namespace

TEST_CASE("Layers without a bias", "[linear][dense]") {
  const hillock::Linear linear{w};
  STATIC_REQUIRE(std::is_same<decltype(linear), const hillock::Linear<Mat, hillock::NoBias>>::value);
  STATIC_REQUIRE((!decltype(linear)::has_bias && !HasBias<decltype(linear)::Gradients<Mat>>::value));
  CHECK(same_layers(linear, hillock::Linear{w, minus_zero}));
  const hillock::Dense dense{w, hillock::tanh};
  STATIC_REQUIRE((!decltype(dense)::has_bias && !HasBias<decltype(dense)::Gradients<Mat>>::value));
  CHECK(same_layers(dense, hillock::Dense{w, minus_zero, hillock::tanh}));
  CHECK(same_layers(hillock::Dense{w, hillock::LeakyReLU<float>(-1)},
                    hillock::Dense{w, minus_zero, hillock::LeakyReLU<float>(-1)}));
  CHECK(same_layers(hillock::Dense{w, hillock::softmax}, hillock::Dense{w, minus_zero, hillock::softmax}));
  CHECK(same_layers(hillock::Dense{w, hillock::swiglu}, hillock::Dense{w, minus_zero, hillock::swiglu}));
  CHECK(same_layers(hillock::Dense{Rows(w), hillock::tanh}, hillock::Dense{Rows(w), minus_zero, hillock::tanh}));
  CHECK(same_bits(hillock::Dense<Mat, hillock::NoBias, hillock::Tanh<float>>(w)(x), dense(x)));
  CHECK(same_bits(hillock::Linear{w, rowwise}(x.transpose()).transpose(), linear(x)));
  CHECK(same_bits(hillock::Dense{w, hillock::tanh, rowwise}(x.transpose()).transpose(), dense(x)));
  const Eigen::Matrix3f fixed = w.block(0, 0, 3, 3);
  CHECK(same_bits(hillock::Linear{fixed}(Eigen::Vector3f(x.col(0).head(3))),
                  hillock::Linear{Mat(fixed)}(Vec(x.col(0).head(3)))));
  const hillock::Linear copy = linear;
  CHECK(same_bits(copy(x), linear(x)));

  using Long = Matrix<long double>;
  const Long wide = w.cast<long double>(), samples = x.cast<long double>();
  CHECK(hillock::Linear{wide}(samples).isApprox(wide * samples, 1e-17L));
}

TEST_CASE("A bias of every shape", "[linear][dense]") {
  const hillock::Linear expected{w, b};
  const RowVector<float> lying = b.transpose();
  const Mat one_column = b, one_row = lying;
  STATIC_REQUIRE(std::is_same<decltype(hillock::Linear{w, one_row}), hillock::Linear<Mat, Vec>>::value);
  CHECK(same_layers(hillock::Linear{w, lying}, expected));
  CHECK(same_layers(hillock::Linear{w, one_row}, expected));
  CHECK(same_layers(hillock::Linear{w, one_column}, expected));
  CHECK(same_layers(hillock::Linear{w, one_row.row(0)}, expected));
  CHECK(same_layers(hillock::Linear{w.array(), b.array()}, expected));
  CHECK(same_layers(hillock::Linear<Mat, Vec>(w, one_row), expected));
  CHECK(same_layers(hillock::Dense{w, one_row, hillock::tanh}, hillock::Dense{w, b, hillock::tanh}));
  CHECK(
      same_bits(hillock::Linear{Eigen::Matrix2f(w.block(0, 0, 2, 2)), Eigen::RowVector2f(1, 2)}(Eigen::Vector2f(3, 4)),
                hillock::Linear{Eigen::Matrix2f(w.block(0, 0, 2, 2)), Eigen::Vector2f(1, 2)}(Eigen::Vector2f(3, 4))));

  // Views stay what they are, and so does the shape of the gradient.
  std::vector<float> memory(64);
  const auto check = [&](const auto& view, Eigen::Index rows, Eigen::Index cols) {
    const hillock::Linear linear{w, view};
    CHECK((same_bits(linear(x), expected(x)) && same_bits(linear(x.col(1)), expected(x).col(1))));
    CHECK(linear.bias().data() == view.data());
    const auto g = linear.backward(x, expected(x));
    CHECK((g.bias.rows() == rows && g.bias.cols() == cols));
    CHECK(same_bits(Mat(g.bias.reshaped()), Mat(expected.backward(x, expected(x)).bias)));
    const hillock::Dense gated{w, view, hillock::swiglu};
    CHECK(same_layers(gated, hillock::Dense{w, b, hillock::swiglu}));
  };
  check(Eigen::Map<const RowVector<float>>(lying.data(), 16), 1, 16);
  check(Eigen::Map<const Mat>(b.data(), 1, 16), 1, 16);
  check(Eigen::Map<const Mat>(b.data(), 16, 1), 16, 1);
  Eigen::Map<Mat, 0, Strides> spaced(memory.data(), 1, 16, Strides(3, 2));
  spaced = lying;
  check(spaced, 1, 16);

  const Mat square = Mat::Zero(4, 4);
  CHECK(message_of([&] {
          hillock::Linear{w, square};
        }) == "hillock::Linear: the bias is 4x4 but must have one row or one column");
  CHECK(message_of([&] {
          hillock::Dense{w, one_row.leftCols(15), hillock::tanh};
        }) == "hillock::Dense: weights are 16x9 but the bias has 15 elements");
}

TEST_CASE("Layers made first and given weights later", "[linear][dense][errors]") {
  const auto check = [&](auto layer, const auto& input, const auto& made) {
    const std::string name = decltype(layer)::name;
    const std::string expected = "hillock::" + name + ": the layer was made without weights and has been given none";
    CHECK(message_of([&] { static_cast<void>(layer(input)); }) == expected);
    auto output = made(input);
    const auto before = output;
    CHECK(message_of([&] { layer.forward(input, output); }) == expected);
    CHECK(same_bits(output, before));
    layer = made;
    CHECK(same_bits(layer(input), before));
  };
  check(hillock::Linear<Mat, Vec>(), x, hillock::Linear{w, b});
  check(hillock::Linear<Mat, hillock::NoBias>(), x, hillock::Linear{w});
  check(hillock::Dense<Mat, Vec, hillock::Tanh<float>>(), x, hillock::Dense{w, b, hillock::tanh});
  check(hillock::Dense<Mat, Vec, hillock::Softmax<float>>(), x, hillock::Dense{w, b, hillock::softmax});
  check(hillock::Dense<Mat, Vec, hillock::Tanh<float>>(), Mat(), hillock::Dense{Mat(0, 0), Vec(0), hillock::tanh});
  check(hillock::Dense<Eigen::Matrix2f, Eigen::Vector2f, hillock::Tanh<float>>(), Eigen::Vector2f(1, 2),
        hillock::Dense{Eigen::Matrix2f(w.block(0, 0, 2, 2)), Eigen::Vector2f(b.head(2)), hillock::tanh});
  const hillock::Dense<Mat, Vec, hillock::Tanh<float>> none;
  CHECK(message_of([&] { none.backward(x, x, x); }) ==
        "hillock::Dense: the layer was made without weights and has been given none");
  hillock::Neuron<Vec> neuron;
  CHECK(message_of([&] { neuron(x.col(0)); }) ==
        "hillock::Neuron: the neuron was made without weights and has been given none");
  CHECK(message_of([&] { neuron(x); }) ==
        "hillock::Neuron: the neuron was made without weights and has been given none");
  neuron = hillock::Neuron{w.row(0).transpose(), 0.5f};
  CHECK(neuron(x.col(1)) == hillock::Neuron{w.row(0).transpose(), 0.5f}(x.col(1)));

  // Weights and bias one by one, and of other sizes than before.
  hillock::Linear<Mat, Vec> parts;
  parts.weights() = w;
  CHECK(message_of([&] { parts(x); }) == "hillock::Linear: weights are 16x9 but the bias has 0 elements");
  parts.bias() = b;
  CHECK(same_bits(parts(x), hillock::Linear{w, b}(x)));
  parts.weights() = w.topRows(3);
  CHECK(message_of([&] { parts(x); }) == "hillock::Linear: weights are 3x9 but the bias has 16 elements");
  hillock::Dense gated{w, b, hillock::glu};
  gated.weights() = w.topRows(3);
  gated.bias() = b.head(3);
  CHECK(message_of([&] { gated(x.col(0)); }) ==
        "hillock::Dense: the number of rows of the weights before a gate is 3 but must be even");
}

TEST_CASE("A layer that is assigned a view views the same memory", "[linear]") {
  const Vec memory = random_vector<float>(60);
  using Weights = Eigen::Map<const Mat>;
  using Bias = Eigen::Map<const Vec>;
  const Vec before = memory;
  hillock::Linear one{Weights(memory.data(), 4, 4), Bias(memory.data() + 16, 4)};
  const hillock::Linear other{Weights(memory.data() + 20, 5, 4), Bias(memory.data() + 40, 5)};
  one = other;
  CHECK((one.weights().data() == memory.data() + 20 && one.outputs() == 5));
  CHECK(same_bits(one(x.topRows(4)), other(x.topRows(4))));
  CHECK(same_bits(memory, before));
  using Ref = Eigen::Ref<const Mat>;
  using RefBias = Eigen::Ref<const Vec>;
  hillock::Linear of_ref{Ref(w), RefBias(b)};
  {
    const hillock::Linear of_expression{Ref(2 * w), RefBias(2 * b)};
    of_ref = of_expression;
    CHECK(of_ref.weights().data() != of_expression.weights().data());
  }
  CHECK(same_bits(of_ref(x), hillock::Linear{2 * w, 2 * b}(x)));
}

TEST_CASE("A function of one element as an activation", "[dense]") {
  const Mat z = hillock::Linear{w, b}(x);
  const hillock::Dense squares{w, b, [](auto value) { return value * value; }};
  CHECK(same_bits(squares(x), Mat(z.array() * z.array())));
  CHECK(same_bits(squares(x.transpose(), rowwise), Mat(squares(x).transpose())));
  const hillock::Dense doubled{w, b, [](float value) { return 2.0 * value; }};
  CHECK(same_bits(doubled(x), Mat(2 * z)));
  CHECK(same_bits(doubled(x.col(2)), Mat(2 * z).col(2)));
  float (*const half)(float) = [](float value) { return value / 2; };
  CHECK(same_bits(hillock::Dense{w, b, half}(x), Mat(z / 2)));
  CHECK(same_bits(hillock::Dense{w, b, [](auto value) { return hillock::tanh(value); }}(x),
                  hillock::Dense{w, b, hillock::tanh}(x)));
}

TEST_CASE("A slope for each output", "[dense][gradient]") {
  const hillock::ChannelPReLU<float> prelu{random_vector<float>(16, 2, 5)};
  const hillock::Linear linear{w, b};
  const hillock::Dense layer{w, b, prelu};
  const Mat z = linear(x), y = layer(x), dy = random_matrix<float>(16, 7, 2, 6);
  CHECK(same_bits(y, prelu(z)));
  CHECK(same_bits(layer(x.col(4)), y.col(4)));
  const auto g = layer.backward(x, y, dy);
  const auto of_activation = prelu.backward(z, dy);
  const auto of_linear = linear.backward(x, of_activation.input);
  CHECK(same_bits(g.alpha, of_activation.alpha));
  CHECK((same_bits(g.input, of_linear.input) && same_bits(g.weights, of_linear.weights)));
  CHECK(same_bits(g.bias, of_linear.bias));
  const Rows rows = x.transpose(), dy_rows = dy.transpose();
  const auto y_rows = layer(rows, rowwise);
  CHECK(same_bits(y_rows.transpose(), y));
  const auto of_rows = layer.backward(rows, y_rows, dy_rows, rowwise);
  CHECK((same_bits(of_rows.alpha, g.alpha) && same_bits(of_rows.input.transpose(), g.input)));
  const auto of_columns = layer.backward(Mat(rows), Mat(y_rows), Mat(dy_rows), rowwise);
  CHECK((same_bits(of_columns.alpha, g.alpha) && same_bits(of_columns.weights, g.weights)));
  CHECK(same_bits(prelu(Rows(z.transpose()), rowwise).transpose(), y));
  CHECK(message_of([&] {
          hillock::Dense{w, b, hillock::ChannelPReLU<float>{random_vector<float>(3)}};
        }) == "hillock::Dense: the layer has 16 outputs but ChannelPReLU has 3 slopes");
  hillock::Dense<Mat, Vec, hillock::ChannelPReLU<float>> later;
  later.weights() = w;
  later.bias() = b;
  Mat untouched = Mat::Constant(16, 7, 3);
  CHECK(message_of([&] { later.forward(x, untouched); }) ==
        "hillock::Dense: the layer has 16 outputs but ChannelPReLU has 0 slopes");
  CHECK((untouched.array() == 3).all());
  later.activation() = prelu;
  CHECK(same_bits(later(x), y));
}
