// Dense: f(W x + b) for every activation, bit for bit what the activation makes of Linear's output.
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "support.hpp"
#include "traps.hpp"

namespace {

using namespace support;

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

}  // namespace

TEMPLATE_TEST_CASE("A dense layer is the activation of a linear one", "[dense]", EVERY_TYPE) {
  using Mat = Matrix<TestType>;
  using Vec = Vector<TestType>;
  every::kind<TestType>([](const auto& activation) {
    CAPTURE(activation.name);
    for (const Eigen::Index out : {1, 2, 5, 16, 17, 33, 64, 70}) {
      const Mat w = random_matrix<TestType>(out, 9), batch = random_matrix<TestType>(9, 4);
      const Vec b = random_vector<TestType>(out), x = batch.col(3);
      const hillock::Linear linear{w, b};
      const hillock::Dense layer{w, b, activation};
      CAPTURE(out);
      CHECK(same_bits(layer(x), Vec(activation(linear(x)))));
      CHECK(same_bits(layer(batch), Mat(activation(linear(batch)))));
    }
  });
}

#if !defined(__FAST_MATH__)
TEMPLATE_TEST_CASE("A dense layer of finite values raises no exception", "[dense]", float, double) {
  using Mat = Matrix<TestType>;
  using Vec = Vector<TestType>;
  every::kind<TestType>([](const auto& activation) {
    CAPTURE(activation.name);
    for (const Eigen::Index out : {1, 2, 3, 5, 7, 9, 13, 16, 17, 31, 33, 64, 70}) {
      const Mat w = random_matrix<TestType>(out, 9), batch = random_matrix<TestType>(9, 4);
      const Vec b = random_vector<TestType>(out), x = batch.col(3);
      const hillock::Dense layer{w, b, activation};
      CAPTURE(out);
      CHECK(traps::names(traps::raised_by([&] { const Vec y = layer(x); })) == "none");
      Mat y;
      CHECK(traps::names(traps::raised_by([&] { y = layer(batch); })) == "none");
      CHECK(traps::names(traps::raised_by([&] { layer.backward(batch, y, y); })) == "none");
    }
  });
}
#endif

TEST_CASE("A sample has the same result alone and in a batch", "[dense][position]") {
  using Mat = Matrix<float>;
  using Vec = Vector<float>;
  const Mat w = random_matrix<float>(37, 12), batch = random_matrix<float>(12, 7, 2, 3);
  const Vec b = random_vector<float>(37);
  const auto check = [&](const auto& activation) {
    const hillock::Dense layer{w, b, activation};
    const Mat y = layer(batch);
    CAPTURE(layer.activation().name);
    for (Eigen::Index j = 0; j < batch.cols(); ++j) CHECK(same_bits(layer(batch.col(j)), y.col(j)));
    CHECK(same_bits(layer(RowMajor<float>(batch.rightCols(3))), y.rightCols(3)));
  };
  check(hillock::tanh);
  check(hillock::softmax);
}

TEST_CASE("A dense layer into every destination", "[dense][position]") {
  using Mat = Matrix<float>;
  using Rows = RowMajor<float>;
  using Vec = Vector<float>;
  const Mat w = (random_matrix<float>(37, 12).array() * 8).round() / 8;
  const Mat batch = (random_matrix<float>(12, 7).array() * 8).round() / 8;
  const Vec b = random_vector<float>(37), x = batch.col(4);
  const hillock::Dense layer{w, b, hillock::tanh};
  const Mat expected = hillock::tanh(((w * batch).colwise() + b).eval());
  Mat y(2, 2);
  layer.forward(batch, y);
  CHECK(same_bits(y, expected));
  Rows rows;
  layer.forward(batch, rows);
  CHECK(same_bits(rows, expected));
  Mat large = Mat::Constant(42, 12, 3);
  layer.forward(batch, large.block(2, 3, 37, 7));
  CHECK(same_bits(large.block(2, 3, 37, 7), expected));
  large.block(2, 3, 37, 7).setConstant(3);
  CHECK((large.array() == 3).all());
  Mat transposed(7, 37);
  layer.forward(batch, transposed.transpose());
  CHECK(same_bits(transposed.transpose(), expected));
  std::vector<float> memory(1000);
  Eigen::Map<Mat, 0, Strides> map(memory.data(), 37, 7, Strides(120, 3));
  layer.forward(batch, map);
  CHECK(same_bits(map, expected));
  Mat square = Mat::Constant(37, 37, 3);
  layer.forward(x, square.row(5).transpose());
  CHECK(same_bits(square.row(5).transpose(), expected.col(4)));
  square.row(5).setConstant(3);
  CHECK((square.array() == 3).all());
  Eigen::Matrix<float, 37, 1> fixed;
  layer.forward(x, fixed);
  CHECK(same_bits(fixed, expected.col(4)));

  // A bias that is not contiguous
  std::vector<float> spaced(111);
  Eigen::Map<Vec, 0, Eigen::InnerStride<>> bias(spaced.data(), 37, Eigen::InnerStride<>(3));
  bias = b;
  const hillock::Dense view{w, bias, hillock::tanh};
  CHECK(same_bits(view(batch), expected));
  bias *= 2;
  CHECK(same_bits(view(x), Vec(hillock::tanh((w * x + 2 * b).eval()))));
}

TEST_CASE("A dense layer and its activation", "[dense]") {
  using Vec = Eigen::VectorXf;
  const Eigen::MatrixXf w = random_matrix<float>(6, 4);
  const Vec b = random_vector<float>(6), x = random_vector<float>(4);
  const Vec z = hillock::Linear{w, b}(x);
  CHECK(same_bits(hillock::Dense{w, b, hillock::leaky_relu}(x), Vec(hillock::leaky_relu(z))));
  const hillock::Dense leaky{w, b, hillock::LeakyReLU<float>(-0.3f)};
  CHECK(same_bits(leaky(x), Vec(hillock::leaky_relu(z, -0.3f))));
  CHECK(leaky.activation().negative_slope() == -0.3f);
  CHECK((leaky.inputs() == 4 && leaky.outputs() == 6 && leaky.weights() == w && leaky.bias() == b));
  CHECK(same_bits(hillock::Dense{w, b, hillock::precise::tanh}(x), Vec(hillock::precise::tanh(z))));
  CHECK(
      same_bits(hillock::Dense{w, b, hillock::Activation<Cubic<float>>{}}(x), Vec(z.array() * z.array() * z.array())));
  CHECK(same_bits(hillock::Dense{w, b, hillock::softmax}(x), Vec(hillock::softmax(z))));
  CHECK(same_bits(hillock::Dense{w, b, hillock::Softmax<float>(0.5f)}(x), Vec(hillock::softmax(z, 0.5f))));
  CHECK(same_bits(hillock::Dense{w, b, hillock::log_softmax}(x), Vec(hillock::log_softmax(z))));
  CHECK(same_bits(hillock::Dense<Eigen::MatrixXf, Vec, hillock::Tanh<float>>(w, b)(x), Vec(hillock::tanh(z))));

  hillock::Dense owner{w, b, hillock::relu};
  const auto y = owner(x);
  owner.weights() *= -1;
  owner.bias() *= -1;
  CHECK(same_bits(owner(x), Vec(hillock::relu(-z))));
  CHECK_FALSE(same_bits(owner(x), y));

  using hillock::GradientNeeds;
  STATIC_REQUIRE(decltype(owner)::gradient_needs == GradientNeeds::output);
  STATIC_REQUIRE(decltype(hillock::Dense{w, b, hillock::Activation<Cubic<float>>{}})::gradient_needs ==
                 GradientNeeds::input);
  STATIC_REQUIRE(decltype(hillock::Dense{w, b, hillock::softmax})::gradient_needs == GradientNeeds::output);
}

TEST_CASE("Samples are columns, also for a softmax with one output", "[dense][softmax]") {
  const Eigen::MatrixXf x = random_matrix<float>(3, 4), w = random_matrix<float>(1, 3);
  const Eigen::VectorXf b = random_vector<float>(1);
  const hillock::Dense dynamic{w, b, hillock::softmax};
  CHECK((dynamic(x).array() == 1).all());
  Eigen::MatrixXf large = Eigen::MatrixXf::Zero(2, 4);
  dynamic.forward(x, large.row(1));
  CHECK((large.row(1).array() == 1).all());
  const hillock::Dense fixed{Eigen::Matrix<float, 1, 3>(w), Eigen::Matrix<float, 1, 1>(b), hillock::softmax};
  CHECK((fixed(x).array() == 1).all());
  const auto g = fixed.backward(x, fixed(x), Eigen::RowVectorXf(random_matrix<float>(1, 4)));
  CHECK((g.input.isZero(0) && g.weights.isZero(0) && g.bias.isZero(0)));
}
