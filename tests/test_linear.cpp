// Neuron and Linear: W x + b and its gradients, against plain loops; owned weights and views.
#include <cmath>
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

namespace {

using namespace support;

template <typename Scalar>
constexpr long double epsilon = std::numeric_limits<Scalar>::epsilon();

// |z - (W x + b)| <= (in + 1) ε (|W| |x| + |b|), by plain loops.
template <typename W, typename B, typename X, typename Z>
bool is_weighted_sum(const W& w, const B& b, const X& x, const Z& z) {
  using Scalar = typename Z::Scalar;
  if (z.rows() != w.rows() || z.cols() != x.cols()) return false;
  for (Eigen::Index j = 0; j < x.cols(); ++j) {
    for (Eigen::Index i = 0; i < w.rows(); ++i) {
      long double sum = b[i], size = std::abs(b[i]);
      for (Eigen::Index k = 0; k < w.cols(); ++k) {
        const long double term = static_cast<long double>(w(i, k)) * x(k, j);
        sum += term;
        size += std::abs(term);
      }
      if (!(std::abs(z(i, j) - sum) <= static_cast<long double>(w.cols() + 1) * epsilon<Scalar> * size)) return false;
    }
  }
  return true;
}

// The gradients of <dz, W x + b>: by plain loops too.
template <typename W, typename X, typename DZ, typename G>
bool are_gradients(const W& w, const X& x, const DZ& dz, const G& g) {
  using Scalar = typename W::Scalar;
  using Long = Matrix<long double>;
  const Long wl = w.template cast<long double>(), xl = x.template cast<long double>();
  const Long dzl = dz.template cast<long double>(), ones = Long::Ones(1, x.cols());
  const auto close = [](const auto& computed, const Long& transposed, const Long& a) {
    if (computed.rows() != transposed.cols() || computed.cols() != a.cols()) return false;
    for (Eigen::Index j = 0; j < a.cols(); ++j) {
      for (Eigen::Index i = 0; i < transposed.cols(); ++i) {
        long double sum = 0, size = 0;
        for (Eigen::Index k = 0; k < a.rows(); ++k) {
          sum += transposed(k, i) * a(k, j);
          size += std::abs(transposed(k, i) * a(k, j));
        }
        const long double error = std::abs(static_cast<long double>(computed(i, j)) - sum);
        if (!(error <= static_cast<long double>(a.rows() + 1) * epsilon<Scalar> * size)) return false;
      }
    }
    return true;
  };
  return close(g.input, wl, dzl) && close(g.weights, dzl.transpose(), xl.transpose()) &&
         close(g.bias, dzl.transpose(), ones.transpose());
}

}  // namespace

TEMPLATE_TEST_CASE("A neuron", "[linear]", float, double) {
  using Vec = Vector<TestType>;
  const Vec w = random_vector<TestType>(23), x = random_vector<TestType>(23, 2, 2);
  const TestType b = TestType(0.75);
  const hillock::Neuron neuron{w, b};
  const RowVector<TestType> z_row = RowVector<TestType>::Constant(1, neuron(x));
  STATIC_REQUIRE(std::is_same<decltype(neuron(x)), TestType>::value);
  const Vec bias = Vec::Constant(1, b);
  CHECK(is_weighted_sum(w.transpose(), bias, x, z_row));
  CHECK(neuron(RowVector<TestType>(x.transpose())) == neuron(x));

  const Matrix<TestType> samples = random_matrix<TestType>(23, 6);
  const RowVector<TestType> z = neuron(samples);
  CHECK(is_weighted_sum(w.transpose(), bias, samples, z));
  const RowVector<TestType> row = w.transpose();
  const hillock::Neuron sideways{row, b};
  CHECK(is_weighted_sum(row, bias, samples, sideways(samples)));
  CHECK(is_weighted_sum(row, bias, x, RowVector<TestType>::Constant(1, sideways(x))));

  hillock::Neuron fixed{Eigen::Matrix<TestType, 3, 1>(1, 2, 3), TestType(10)};
  CHECK(fixed(Eigen::Matrix<TestType, 3, 1>(4, 5, 6)) == 42);
  fixed.bias() = 0;
  fixed.weights()[0] = 0;
  CHECK(fixed(Eigen::Matrix<TestType, 3, 1>(4, 5, 6)) == 28);

  std::vector<TestType> memory{1, -9, 2, -9, 3};
  const hillock::Neuron view{Eigen::Map<const Vec, 0, Eigen::InnerStride<2>>(memory.data(), 3), TestType(1)};
  CHECK(view(Eigen::Matrix<TestType, 3, 1>(1, 1, 1)) == 7);
  memory[0] = 5;
  CHECK(view(Eigen::Matrix<TestType, 3, 1>(1, 1, 1)) == 11);
  CHECK((view.weights().size() == 3 && view.bias() == 1));
}

TEMPLATE_TEST_CASE("A neuron forward and backward", "[linear][gradient][rowwise]", EVERY_TYPE) {
  using Vec = Vector<TestType>;
  using Mat = Matrix<TestType>;
  using Lying = RowVector<TestType>;
  const Vec w = random_vector<TestType>(23), b = Vec::Constant(1, TestType(0.75));
  const Lying lying = w.transpose();
  const Mat x = random_matrix<TestType>(23, 6), rows = x.transpose();
  const Lying dz = random_matrix<TestType>(1, 6, 2, 4);
  const hillock::Neuron neuron{w, b[0]};
  const hillock::Neuron sideways{lying, b[0]};
  const hillock::Neuron of_rows{w, b[0], hillock::rowwise};
  TestType number = 0;
  neuron.forward(x.col(2), number);
  CHECK(number == neuron(x.col(2)));
  Lying z;
  neuron.forward(x, z);
  CHECK(is_weighted_sum(lying, b, x, z));
  Vec standing;
  neuron.forward(rows, standing, hillock::rowwise);
  CHECK(same_bits(standing, Vec(z.transpose())));
  CHECK((same_bits(of_rows(rows), standing) && same_bits(of_rows(RowMajor<TestType>(rows)), standing)));
  CHECK(of_rows(rows.row(3)) == z[3]);

  // As a layer of one neuron.
  const hillock::Linear layer{Mat(lying), b};
  const auto expected = layer.backward(x, dz);
  auto g = neuron.backward(x, dz);
  CHECK((same_bits(g.input, expected.input) && every::same_bits(g.bias, expected.bias[0])));
  CHECK(same_bits(g.weights, Vec(expected.weights.transpose())));
  CHECK(same_bits(sideways.backward(x, dz).weights, expected.weights));
  const auto of_transposed = neuron.backward(rows, dz.transpose(), hillock::rowwise);
  CHECK((same_bits(of_transposed.input, Mat(g.input.transpose())) && same_bits(of_transposed.weights, g.weights)));
  CHECK((of_transposed.bias == g.bias && of_rows.backward(rows, dz.transpose()).bias == g.bias));
  neuron.backward(x, 2 * dz, g);  // replaces, does not add
  CHECK(same_bits(g.weights, Vec(2 * expected.weights.transpose())));

  const auto one = neuron.backward(x.col(1), dz[1]);
  CHECK((one.input == dz[1] * w && one.weights == dz[1] * x.col(1) && one.bias == dz[1]));
  const auto of_lying = sideways.backward(rows.row(1), dz[1]);
  CHECK((of_lying.input == dz[1] * lying && of_lying.weights == dz[1] * rows.row(1) && of_lying.bias == dz[1]));
  const hillock::Neuron fixed{Eigen::Matrix<TestType, 2, 1>(3, 4), TestType(1)};
  CHECK(fixed.backward(Eigen::Matrix<TestType, 2, 1>(5, 6), TestType(2)).weights ==
        Eigen::Matrix<TestType, 2, 1>(10, 12));
  CHECK(message_of([&] { neuron.backward(x, dz.head(5)); }) ==
        "hillock::Neuron: the output is 1x6 but its gradient is 1x5");
  CHECK(message_of([&] { neuron.backward(rows, dz, hillock::rowwise); }) ==
        "hillock::Neuron: the output is 6x1 but its gradient is 1x6");
  CHECK(message_of([&] { neuron.backward(x.topRows(22), dz); }) ==
        "hillock::Neuron: weights are 1x23 but the input has 22 rows");
  CHECK(message_of([&] { neuron.forward(x, standing); }) ==
        "hillock::Neuron: the result is 1x6 but the destination is 6x1");
  g.weights = x.col(0);
  CHECK(message_of([&] { neuron.backward(g.weights, TestType(1), g); }) ==
        "hillock::Neuron: the destination overlaps the input");
}

TEMPLATE_TEST_CASE("A linear layer of one sample and of several", "[linear]", EVERY_TYPE) {
  using Mat = Matrix<TestType>;
  using Vec = Vector<TestType>;
  const Mat w = random_matrix<TestType>(7, 11), batch = random_matrix<TestType>(11, 5, 2, 5);
  const Vec b = random_vector<TestType>(7, 2, 3), x = random_vector<TestType>(11, 2, 4);
  const hillock::Linear linear{w, b};
  CHECK((linear.inputs() == 11 && linear.outputs() == 7));
  CHECK((linear.weights() == w && linear.bias() == b));
  const Vec z = linear(x);
  CHECK(is_weighted_sum(w, b, x, z));
  CHECK(is_weighted_sum(w, b, batch, linear(batch)));
  CHECK(is_weighted_sum(w, b, Mat(11, 0), linear(Mat(11, 0))));
  STATIC_REQUIRE(std::is_same<std::decay_t<decltype(linear(x))>, Vec>::value);
  using Plain = Eigen::Matrix<TestType, Eigen::Dynamic, Eigen::Dynamic>;  // of the default storage order
  STATIC_REQUIRE(std::is_same<std::decay_t<decltype(linear(batch))>, Plain>::value);
  const hillock::Linear nothing{Mat(7, 0), b};
  CHECK(same_bits(nothing(Vec(0)), b));

  const Mat dz = random_matrix<TestType>(7, 5, 1);
  const Vec dz1 = dz.col(0);
  CHECK(are_gradients(w, x, dz1, linear.backward(x, dz1)));
  auto g = linear.backward(batch, dz);
  CHECK(are_gradients(w, batch, dz, g));
  const Mat other = 3 * batch;
  linear.backward(other, dz, g);  // replaces, does not add
  CHECK(are_gradients(w, other, dz, g));
  CHECK(are_gradients(w, Mat(11, 0), Mat(7, 0), linear.backward(Mat(11, 0), Mat(7, 0))));
}

// From here on float only: the code is the same, and Eigen's products are slow to compile.
using Mat = Matrix<float>;
using Rows = RowMajor<float>;
using Vec = Vector<float>;

TEST_CASE("A linear layer of every storage", "[linear]") {
  const Mat w = random_matrix<float>(7, 11), batch = random_matrix<float>(11, 5), dz = random_matrix<float>(7, 5);
  const Vec b = random_vector<float>(7), x = batch.col(1), dz1 = dz.col(1);
  SECTION("row-major") {
    const Rows row_w = w, row_batch = batch, row_dz = dz;
    const hillock::Linear linear{row_w, b};
    CHECK(is_weighted_sum(w, b, x, linear(x)));
    CHECK(is_weighted_sum(w, b, batch, linear(row_batch)));
    CHECK(are_gradients(w, batch, dz, linear.backward(row_batch, row_dz)));
  }
  SECTION("fixed size") {
    const Eigen::Matrix<float, 7, 11> fixed_w = w;
    const Eigen::Matrix<float, 7, 1> fixed_b = b, fixed_dz = dz1;
    const Eigen::Matrix<float, 11, 1> fixed_x = x;
    const hillock::Linear linear{fixed_w, fixed_b};
    const auto z = linear(fixed_x);
    STATIC_REQUIRE(std::decay_t<decltype(z)>::SizeAtCompileTime == 7);
    CHECK(is_weighted_sum(w, b, x, z));
    CHECK(is_weighted_sum(w, b, x, hillock::Linear{fixed_w, b}(x)));
    const auto g = linear.backward(fixed_x, fixed_dz);
    STATIC_REQUIRE(decltype(g.input)::SizeAtCompileTime == 11);
    STATIC_REQUIRE(decltype(g.weights)::SizeAtCompileTime == 77);
    STATIC_REQUIRE(decltype(g.bias)::SizeAtCompileTime == 7);
    CHECK(are_gradients(w, x, dz1, g));
    const hillock::Linear one{Eigen::Matrix<float, 1, 3>(1, 2, 3), Eigen::Matrix<float, 1, 1>(4)};
    CHECK(one(Eigen::Vector3f(10, 100, 1000)) == Eigen::Matrix<float, 1, 1>(3214));
  }
  SECTION("expressions as input and gradient") {
    const hillock::Linear linear{w, b};
    CHECK(is_weighted_sum(w, b, Mat(2 * batch), linear(2 * batch)));
    CHECK(is_weighted_sum(w, b, batch.col(2), linear(batch.col(2))));
    const auto g = linear.backward(batch.leftCols(2), 3 * dz.leftCols(2));
    CHECK(are_gradients(w, batch.leftCols(2), Mat(3 * dz.leftCols(2)), g));
  }
}

TEST_CASE("A linear layer into every destination", "[linear]") {
  const Mat w = random_matrix<float>(7, 11), batch = random_matrix<float>(11, 5);
  const Vec b = random_vector<float>(7), x = batch.col(1);
  const hillock::Linear linear{w, b};
  Mat expected(7, 5);
  linear.forward(batch, expected);
  REQUIRE(is_weighted_sum(w, b, batch, expected));
  Mat z;
  linear.forward(batch, z);  // sized here
  CHECK(same_bits(z, expected));
  z.resize(2, 9);
  linear.forward(batch, z);
  CHECK(same_bits(z, expected));
  Rows rows;
  linear.forward(batch, rows);
  CHECK(is_weighted_sum(w, b, batch, rows));
  Mat large = Mat::Constant(9, 7, 3);
  linear.forward(batch, large.block(1, 2, 7, 5));
  CHECK(is_weighted_sum(w, b, batch, large.block(1, 2, 7, 5)));
  large.block(1, 2, 7, 5).setConstant(3);
  CHECK((large.array() == 3).all());
  Mat transposed(5, 7);
  linear.forward(batch, transposed.transpose());
  CHECK(is_weighted_sum(w, b, batch, transposed.transpose()));
  std::vector<float> memory(200);
  Eigen::Map<Mat, 0, Strides> map(memory.data(), 7, 5, Strides(30, 3));
  linear.forward(batch, map);
  CHECK(is_weighted_sum(w, b, batch, map));
  linear.forward(x, large.row(4).transpose());
  CHECK(is_weighted_sum(w, b, x, large.row(4).transpose()));
  Eigen::Matrix<float, 7, 1> fixed;
  linear.forward(x, fixed);
  CHECK(is_weighted_sum(w, b, x, fixed));
  Vec referred = Vec::Zero(7);
  Eigen::Ref<Vec> ref(referred);
  linear.forward(x, ref);
  CHECK(is_weighted_sum(w, b, x, referred));
}

TEST_CASE("A linear layer owns or views its weights", "[linear]") {
  Mat w = random_matrix<float>(3, 4);
  Vec b = random_vector<float>(3);
  const Mat old_w = w;
  const Vec old_b = b, x = random_vector<float>(4), dz = random_vector<float>(3);

  const hillock::Linear owner{w, b};
  const hillock::Linear of_map{Eigen::Map<const Mat>(w.data(), 3, 4), Eigen::Map<const Vec>(b.data(), 3)};
  const hillock::Linear of_ref{Eigen::Ref<const Mat>(w), Eigen::Ref<const Vec>(b)};
  const hillock::Linear of_block{w.topRows(2), b.head(2)};
  const hillock::Linear of_expression{2 * w, -b};
  std::vector<float> memory(40);
  Eigen::Map<Rows, 0, Strides> spaced(memory.data(), 3, 4, Strides(12, 2));
  spaced = w;
  hillock::Linear of_strides{spaced, Eigen::Map<Vec, 0, Eigen::InnerStride<>>(b.data(), 3, Eigen::InnerStride<>(1))};
  const auto copy_of_view = of_map;
  STATIC_REQUIRE(std::is_same<decltype(owner), const hillock::Linear<Mat, Vec>>::value);
  STATIC_REQUIRE(std::is_same<decltype(of_block), const hillock::Linear<Mat, Vec>>::value);
  STATIC_REQUIRE(std::is_same<decltype(of_expression), const hillock::Linear<Mat, Vec>>::value);

  w *= -3;
  b.array() += 5;
  memory[0] = 77;
  CHECK(is_weighted_sum(old_w, old_b, x, owner(x)));
  CHECK(is_weighted_sum(old_w.topRows(2), Vec(old_b.head(2)), x, of_block(x)));
  CHECK(is_weighted_sum(Mat(2 * old_w), Vec(-old_b), x, of_expression(x)));
  CHECK(is_weighted_sum(w, b, x, of_map(x)));
  CHECK(is_weighted_sum(w, b, x, of_ref(x)));
  CHECK(is_weighted_sum(w, b, x, copy_of_view(x)));
  CHECK(is_weighted_sum(spaced, b, x, of_strides(x)));
  CHECK(spaced(0, 0) == 77);
  of_strides.weights()(2, 3) = 99;  // a step of training writes through the view
  of_strides.bias()[1] = 33;
  CHECK((memory[30] == 99 && b[1] == 33));
  CHECK(is_weighted_sum(spaced, b, x, of_strides(x)));
  CHECK(are_gradients(w, x, dz, of_map.backward(x, dz)));
}

TEST_CASE("Sums over millions of samples", "[linear][gradient]") {
  constexpr Eigen::Index n = 4000000;
  constexpr double exact = n * double(0.1f);
  const Matrix<float> dz = Matrix<float>::Constant(2, n, 0.1f), x = Matrix<float>::Ones(2, n);
  const auto is_rounded = [&](const auto& sums) { return (sums.array() == float(exact)).all(); };
  const hillock::Linear square{random_matrix<float>(2, 2), random_vector<float>(2)};
  const auto g = square.backward(x, dz);
  CHECK(is_rounded(g.bias));
  CHECK(((g.weights.array().cast<double>() - exact).abs() <= (132 + n / 512) * 0x1p-24 * exact).all());
  const hillock::Linear one_input{random_matrix<float>(2, 1), random_vector<float>(2)};
  CHECK(is_rounded(one_input.backward(x.topRows(1), dz).weights));
  const hillock::Linear one_output{random_matrix<float>(1, 2), random_vector<float>(1)};
  CHECK(is_rounded(one_output.backward(x, dz.topRows(1)).weights));
  CHECK(is_rounded(hillock::ChannelPReLU<float>{random_vector<float>(2)}.backward(-x, -dz).alpha));
}

TEMPLATE_TEST_CASE("Sums over samples have the same bits in every layout", "[linear][gradient][position]", float,
                   double) {
  using Scalar = TestType;
  for (const Eigen::Index rows : {1, 3, 16, 37}) {
    const Matrix<Scalar> dz = random_matrix<Scalar>(rows, 83, 2, 3), x = random_matrix<Scalar>(1, 83, 2, 4);
    const hillock::Linear linear{random_matrix<Scalar>(rows, 1), random_vector<Scalar>(rows)};
    const auto g = linear.backward(x, dz);
    const RowMajor<Scalar> rows_of_dz = dz;
    std::vector<Scalar> memory(20000);
    Eigen::Map<Matrix<Scalar>, 0, Strides> strided(memory.data() + 3, rows, 83, Strides(3 * rows + 1, 3));
    strided = dz;
    const hillock::ChannelPReLU<Scalar> prelu{random_vector<Scalar>(rows)};
    const Matrix<Scalar> values = random_matrix<Scalar>(rows, 83, 2, 5);
    const auto slopes = prelu.backward(values, dz).alpha;
    for (int layout = 0; layout < 2; ++layout) {
      const auto other = layout == 0 ? linear.backward(x, rows_of_dz) : linear.backward(x, strided);
      CHECK(same_bits(other.bias, g.bias));
      CHECK(same_bits(other.weights, g.weights));
      CHECK(same_bits((layout == 0 ? prelu.backward(values, rows_of_dz) : prelu.backward(values, strided)).alpha,
                      slopes));
    }
    for (Eigen::Index i = 0; i < rows; ++i) {  // a row alone
      const hillock::Linear one{random_matrix<Scalar>(1, 1), random_vector<Scalar>(1)};
      const auto alone = one.backward(x, dz.row(i));
      CHECK(every::same_bits(alone.bias[0], g.bias[i]));
      CHECK(every::same_bits(alone.weights(0, 0), g.weights(i, 0)));
    }
    Matrix<Scalar> infinite = dz;
    infinite(0, 5) = std::numeric_limits<Scalar>::infinity();
    CHECK(linear.backward(x, infinite).bias[0] == infinite(0, 5));
  }
}
