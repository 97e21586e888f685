// Backward of the functions of a whole vector beside softmax: against definitions and central differences; and errors.
#include <random>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

namespace {

using namespace support;
using Long = Vector<long double>;

// Central differences of <dy, f(x)> in double: f is piecewise linear or smooth.
template <typename Function>
Eigen::VectorXd differences(const Function& f, const Eigen::VectorXd& x, const Eigen::VectorXd& dy) {
  const double h = 0x1p-20;
  Eigen::VectorXd result(x.size());
  for (Eigen::Index j = 0; j < x.size(); ++j) {
    Eigen::VectorXd above = x, below = x;
    above[j] += h;
    below[j] -= h;
    result[j] = dy.dot(Eigen::VectorXd(f(above)) - Eigen::VectorXd(f(below))) / (2 * h);
  }
  return result;
}

// Backward from the output of every layout against one plain vector after the other.
template <typename Scalar, typename Function>
void check_layouts(const Function& function) {
  using Mat = Matrix<Scalar>;
  using Rows = RowMajor<Scalar>;
  const Eigen::Index rows = 21, cols = 4;
  const Mat x = random_matrix<Scalar>(rows, cols, 1, 7), dy = random_matrix<Scalar>(rows, cols, 2, 8);
  const Mat y = function(x);
  Mat dx(rows, cols);
  for (Eigen::Index j = 0; j < cols; ++j) {
    const Vector<Scalar> one_y = y.col(j), one_dy = dy.col(j);
    dx.col(j) = Vector<Scalar>(function.backward_from_output(one_y, one_dy));
  }
  CHECK(same_bits(Mat(function.backward_from_output(y, dy)), dx));
  CHECK(same_bits(Mat(function.backward(x, dy)), dx));
  CHECK(same_bits(Rows(function.backward_from_output(Rows(y), Rows(dy))), dx));
  const Mat yt = y.transpose(), dyt = dy.transpose(), dxt = dx.transpose();
  CHECK(same_bits(Mat(function.backward_from_output(yt, dyt, hillock::rowwise)), dxt));
  CHECK(same_bits(Mat(function.backward_from_output(y, 2 * dy)), Mat(function.backward_from_output(y, Mat(2 * dy)))));
  Mat in_place = y;
  in_place = function.backward_from_output(in_place, dy);
  CHECK(same_bits(in_place, dx));
  in_place = dy;
  in_place = function.backward_from_output(y, in_place);
  CHECK(same_bits(in_place, dx));
}

}  // namespace

TEMPLATE_TEST_CASE("Backward from the input, whatever overlaps", "[vector][gradient]", EVERY_TYPE) {
  using Mat = Matrix<TestType>;
  const Eigen::Index n = 19;
  const Mat x = random_matrix<TestType>(n, n, 3), dy = random_matrix<TestType>(n, n, 2, 3);
  const Mat dx = hillock::softmax.backward(x, dy), xt = x.transpose();
  Mat to = x;
  to = hillock::softmax.backward(to, dy);  // the input
  CHECK(same_bits(to, dx));
  to = dy;
  to = hillock::softmax.backward(x, to);  // the gradient
  CHECK(same_bits(to, dx));
  to = xt;
  to = hillock::softmax.backward(to.transpose(), dy);  // the input, transposed
  CHECK(same_bits(to, dx));
  to = x / 2;
  to = hillock::softmax.backward(2 * to, dy);  // an expression of the input
  CHECK(same_bits(to, dx));
  Mat large = Mat::Zero(n, n + 1);
  large.leftCols(n) = x;
  large.rightCols(n) = hillock::softmax.backward(large.leftCols(n), dy);  // a part of the input
  CHECK(same_bits(large.rightCols(n), dx));
  large.rightCols(n) = dy;
  large.leftCols(n) = hillock::softmax.backward(x, large.rightCols(n));
  CHECK(same_bits(large.leftCols(n), dx));
}

TEMPLATE_TEST_CASE("Backward of sparsemax", "[vector][gradient]", float, double) {
  using Vec = Vector<TestType>;
  constexpr long double epsilon = std::numeric_limits<TestType>::epsilon();
  for (const double spread : {0.05, 1.0, 5.0}) {
    for (const Eigen::Index size : {1, 2, 3, 7, 16, 17, 40}) {
      const Vec x = random_vector<TestType>(size, spread, 5), dy = random_vector<TestType>(size, 3, 6);
      const Vec y = hillock::sparsemax(x), dx = hillock::sparsemax.backward_from_output(y, dy);
      long double mean = 0, count = 0;
      for (Eigen::Index i = 0; i < size; ++i) {
        if (y[i] > 0) mean += dy[i], ++count;
      }
      mean /= count;
      CAPTURE(spread, size);
      for (Eigen::Index i = 0; i < size; ++i) {
        const long double exact = y[i] > 0 ? dy[i] - mean : 0;
        CHECK(std::abs(dx[i] - exact) <= epsilon * std::abs(exact) + (sizeof(TestType) == 4 ? 0x1p-40L : 0x1p-58L));
      }
      CHECK(same_bits(Vec(hillock::sparsemax.backward(x, dy)), dx));
    }
  }
  check_layouts<TestType>(hillock::sparsemax);
  check_layouts<TestType>(hillock::softmin);
  check_layouts<TestType>(hillock::hardmax);
}

TEST_CASE("Sparsemax and softmin by central differences", "[vector][gradient]") {
  for (const Eigen::Index size : {1, 2, 5, 17}) {
    const Eigen::VectorXd x = random_vector<double>(size, 0.7, 5), dy = random_vector<double>(size, 3, 6);
    const Eigen::VectorXd dx = hillock::sparsemax.backward(x, dy), sx = hillock::softmin.backward(x, dy);
    CHECK((dx - differences(hillock::sparsemax, x, dy)).cwiseAbs().maxCoeff() <= 1e-8);
    CHECK((sx - differences(hillock::softmin, x, dy)).cwiseAbs().maxCoeff() <= 1e-8);
  }
}

TEST_CASE("Softmax with a sink and logmeanexp by central differences", "[vector][gradient]") {
  for (const Eigen::Index size : {1, 2, 5, 17}) {
    for (const double sink : {0.0, -1.5, 2.5}) {
      const Eigen::VectorXd x = random_vector<double>(size, 0.7, 5), dy = random_vector<double>(size, 3, 6);
      const auto of_x = [&](const Eigen::VectorXd& z) { return hillock::softmax_with_sink(z, sink, 0.8).eval(); };
      const auto of_sink = [&](const Eigen::VectorXd& s) { return hillock::softmax_with_sink(x, s[0], 0.8).eval(); };
      const Eigen::VectorXd dx = hillock::softmax_with_sink.backward(x, dy, sink, 0.8),
                            ds = differences(of_sink, Eigen::VectorXd::Constant(1, sink), dy);
      CHECK((dx - differences(of_x, x, dy)).cwiseAbs().maxCoeff() <= 1e-8);
      CHECK(std::abs(hillock::softmax_with_sink.sink_gradient(x, dy, sink, 0.8) - ds[0]) <= 1e-8);
    }
    const Eigen::VectorXd x = random_vector<double>(size, 0.7, 5), one = Eigen::VectorXd::Ones(1);
    const auto mean = [](const Eigen::VectorXd& z) {
      return Eigen::VectorXd::Constant(1, hillock::logmeanexp(z)).eval();
    };
    CHECK((hillock::logmeanexp.backward(x, 1.0) - differences(mean, x, one)).cwiseAbs().maxCoeff() <= 1e-8);
  }
}

TEMPLATE_TEST_CASE("Backward of logsumexp", "[vector][gradient]", float, double) {
  using Vec = Vector<TestType>;
  using Mat = Matrix<TestType>;
  using Row = RowVector<TestType>;
  const Mat x = random_matrix<TestType>(21, 4, 3);
  const Row dy = random_matrix<TestType>(1, 4, 2, 3);
  const Mat p = hillock::softmax(x), xt = x.transpose();
  const Mat expected = p.array().rowwise() * dy.array();
  CHECK(same_bits(Mat(hillock::logsumexp.backward(x, dy)), expected));
  CHECK(same_bits(Mat(hillock::logsumexp.backward(RowMajor<TestType>(x), dy, hillock::columnwise)), expected));
  CHECK(same_bits(Mat(hillock::logsumexp.backward(xt, dy.transpose(), hillock::rowwise)), Mat(expected.transpose())));
  CHECK(same_bits(Vec(hillock::logsumexp.backward(x.col(1), dy[1])), expected.col(1)));
  CHECK(same_bits(Row(hillock::logsumexp.backward(xt.row(1), dy[1])), Row(expected.col(1).transpose())));
  CHECK(same_bits(Vec(hillock::logsumexp.backward(x.col(1), dy.col(1))), expected.col(1)));
  CHECK(same_bits(Mat(hillock::logsumexp.backward(2 * (x / 2), dy)), expected));
  Mat in_place = x;
  in_place = hillock::logsumexp.backward(in_place, dy);
  CHECK(same_bits(in_place, expected));
  if constexpr (std::is_same<TestType, double>::value) {
    const Vec v = x.col(2);
    const auto as_vector = [](const Vec& z) { return Vec(Vec::Constant(1, hillock::logsumexp(z))); };
    const Vec dv = hillock::logsumexp.backward(v, 1.0);
    CHECK((dv - differences(as_vector, v, Vec::Ones(1))).cwiseAbs().maxCoeff() <= 1e-8);
  }
}

TEST_CASE("Backward of gumbel-softmax, soft and hard", "[vector][gradient]") {
  using Vec = Eigen::VectorXd;
  const Vec x = random_vector<double>(17, 2), dy = random_vector<double>(17, 1, 4);
  std::mt19937 engine(5);
  const Vec y = hillock::gumbel_softmax(x, engine, 0.7);
  const Vec dx = hillock::gumbel_softmax.backward_from_output(y, dy, 0.7);
  CHECK(same_bits(dx, Vec(hillock::softmax.backward_from_output(y, dy, 0.7))));
  CHECK(same_bits(dx, Vec(hillock::gumbel_softmax.backward_from_output(y, dy, hillock::hard, 0.7))));
  const auto same_noise = [](const Vec& z) {
    std::mt19937 same(5);
    return Vec(hillock::gumbel_softmax(z, same, 0.7));
  };
  CHECK((dx - differences(same_noise, x, dy)).cwiseAbs().maxCoeff() <= 1e-8);
}

TEST_CASE("Errors of functions of a vector", "[vector][errors]") {
  const Eigen::VectorXf x = random_vector<float>(4);
  const Eigen::MatrixXf m = random_matrix<float>(4, 3);
  Eigen::MatrixXf y = Eigen::MatrixXf::Constant(5, 5, 7);
  std::mt19937 engine(1);
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(message_of([&] { y.col(0).head(4) = hillock::softmin(x, -1.f); }) ==
        "hillock::softmin: temperature is -1 but must be positive and finite");
  CHECK(message_of([&] { y.col(0).head(4) = hillock::softmax(x, hillock::masked, 0.f); }) ==
        "hillock::softmax: temperature is 0 but must be positive and finite");
  CHECK(message_of([&] { y.col(0).head(4) = hillock::gumbel_softmax(x, engine, hillock::hard, 0.f); }) ==
        "hillock::gumbel_softmax: temperature is 0 but must be positive and finite");
  CHECK(message_of([&] { y.col(0).head(4) = hillock::gumbel_softmax.backward_from_output(x, x, -2.f); }) ==
        "hillock::gumbel_softmax: temperature is -2 but must be positive and finite");
  CHECK(message_of([&] { hillock::min_max_normalize(x, 1, 1); }) ==
        "hillock::min_max_normalize: hi is 1 but must be greater than lo");
  CHECK(message_of([&] { hillock::min_max_normalize(x, 0, infinity); }) ==
        "hillock::min_max_normalize: hi is inf but must be finite");
  CHECK(message_of([&] { hillock::min_max_normalize(x, -infinity, 0); }) ==
        "hillock::min_max_normalize: lo is -inf but must be finite");
  CHECK(message_of([&] { hillock::sparsemax.backward(x, x.head(3)); }) == "hillock::sparsemax: x is 4x1 but dy is 3x1");
  CHECK(message_of([&] { hillock::hardmax.backward_from_output(m, x); }) == "hillock::hardmax: y is 4x3 but dy is 4x1");
  CHECK(message_of([&] { y.topRows(3) = hillock::sparsemax(m); }) ==
        "hillock::sparsemax: the result is 4x3 but the destination is 3x5");
  CHECK(message_of([&] { y.row(0) = hillock::logsumexp(m); }) ==
        "hillock::logsumexp: the result is 1x3 but the destination is 1x5");
  CHECK(message_of([&] { hillock::logsumexp.backward(m, m); }) ==
        "hillock::logsumexp: the result is 1x3 but dy is 4x3");
  CHECK(message_of([&] { hillock::logsumexp.backward(m, x.head(3), hillock::rowwise); }) ==
        "hillock::logsumexp: the result is 4x1 but dy is 3x1");
  CHECK(message_of([&] { y.topRows(3) = hillock::gumbel_softmax(m, engine); }) ==
        "hillock::gumbel_softmax: the result is 4x3 but the destination is 3x5");
  CHECK((y.array() == 7).all());
}
