// Backward of softmax and log-softmax: vector-Jacobian products against the dense Jacobian and central differences.
#include <vector>

#include "catch.hpp"
#include "support.hpp"

namespace {

using namespace support;
using Long = Vector<long double>;

// The definitions, in long double.
struct Softmax {
  static constexpr auto function = hillock::softmax;

  static Long forward(const Long& x, long double temperature) {
    const Long e = ((x.array() - x.maxCoeff()) / temperature).exp();
    return e / e.sum();
  }
  // Jᵀ dy with J_ij = y_i (δ_ij - y_j) / T
  static Long product(const Long& y, const Long& dy, long double temperature) {
    const Matrix<long double> jacobian = Matrix<long double>(y.asDiagonal()) - y * y.transpose();
    return jacobian.transpose() * dy / temperature;
  }
  // What an error of one part in the inputs can do to each element of the product.
  static Long sensitivity(const Long& y, const Long& dy, long double temperature) {
    return y.array() * (dy.array().abs() + dy.cwiseAbs().dot(y)) / temperature;
  }
};

struct LogSoftmax {
  static constexpr auto function = hillock::log_softmax;

  static Long forward(const Long& x, long double temperature) {
    const Long scaled = (x.array() - x.maxCoeff()) / temperature;
    return scaled.array() - std::log(scaled.array().exp().sum());
  }
  // Jᵀ dy with J_ij = (δ_ij - e^(y_j)) / T
  static Long product(const Long& y, const Long& dy, long double temperature) {
    const Matrix<long double> jacobian =
        Matrix<long double>::Identity(y.size(), y.size()) - Long::Ones(y.size()) * y.array().exp().matrix().transpose();
    return jacobian.transpose() * dy / temperature;
  }
  static Long sensitivity(const Long& y, const Long& dy, long double temperature) {
    return (dy.array().abs() + y.array().exp() * (1 + y.array().abs()) * dy.cwiseAbs().sum()) / temperature;
  }
};

// Which has no temperature: none but 1 is asked for.
struct Sparsemax {
  static constexpr struct {
    template <typename X>
    auto operator()(const X& x, double) const {
      return hillock::sparsemax(x);
    }
    template <typename Y, typename DY>
    auto backward_from_output(const Y& y, const DY& dy, double) const {
      return hillock::sparsemax.backward_from_output(y, dy);
    }
  } function{};

  // Jᵀ dy with J_ij = δ_ij - 1/|S| in the support S
  static Long product(const Long& y, const Long& dy, long double) {
    const Long members = (y.array() > 0).template cast<long double>();
    return members.array() * (dy.array() - dy.dot(members) / members.sum());
  }
  static Long sensitivity(const Long& y, const Long& dy, long double) {
    const Long members = (y.array() > 0).template cast<long double>();
    return members.array() * (dy.array().abs() + dy.cwiseAbs().dot(members) / members.sum());
  }
};

// Central differences of <dy, f(x)>: error h² f'''/6 plus 2^-64 / h, near 1e-12.
template <typename Function>
Long differences(const Long& x, const Long& dy, long double temperature) {
  const long double h = 0x1p-20L;
  Long result(x.size());
  for (Eigen::Index j = 0; j < x.size(); ++j) {
    Long above = x, below = x;
    above[j] += h;
    below[j] -= h;
    result[j] = (dy.dot(Function::forward(above, temperature) - Function::forward(below, temperature))) / (2 * h);
  }
  return result;
}

template <typename Scalar, typename Function>
void check_products(Function) {
  constexpr auto function = Function::function;
  const long double epsilon = std::numeric_limits<Scalar>::epsilon();
  for (const Eigen::Index size : {1, 2, 3, 7, 16, 17, 40}) {
    for (const double temperature : {1.0, 0.5, 2.5}) {
      const Vector<Scalar> x = random_vector<Scalar>(size, 4, 5), dy = random_vector<Scalar>(size, 3, 6);
      const Vector<Scalar> y = function(x, temperature);
      const Long exact =
          Function::product(y.template cast<long double>(), dy.template cast<long double>(), temperature);
      const Long numeric =
          differences<Function>(x.template cast<long double>(), dy.template cast<long double>(), temperature);
      const Long tolerance =
          Function::sensitivity(y.template cast<long double>(), dy.template cast<long double>(), temperature) * epsilon;
      const Vector<Scalar> from_output = function.backward_from_output(y, dy, temperature);
      const Vector<Scalar> from_input = function.backward(x, dy, temperature);
      CAPTURE(size, temperature);
      CHECK(((from_output.template cast<long double>() - exact).array().abs() <= 4 * tolerance.array()).all());
      CHECK(
          ((from_output.template cast<long double>() - numeric).array().abs() <= 8 * tolerance.array() + 1e-11L).all());
      CHECK(same_bits(from_input, from_output));
    }
  }
}

// Gradients up to the largest number, whose sums overflow where the result does not: alone, and beside a sample whose
// gradients are small. Temperatures at which nothing but the exact result is out of range.
template <typename Scalar, typename Function>
void check_large_gradients(Function) {
  constexpr auto function = Function::function;
  const long double epsilon = std::numeric_limits<Scalar>::epsilon(), most = (std::numeric_limits<Scalar>::max)();
  for (int round = 0; round < 60; ++round) {
    const Eigen::Index size = 1 + round % 23;
    const unsigned seed = static_cast<unsigned>(round);
    const double temperature = round % 4 == 0 ? 2.5 : 1;
    Matrix<Scalar> x = random_matrix<Scalar>(size, 3, 5, seed), dy = random_matrix<Scalar>(size, 3, 1, seed + 100);
    const Scalar largest = dy.col(0).cwiseAbs().maxCoeff();
    dy.col(0) = (dy.col(0) / largest * (std::numeric_limits<Scalar>::max)()).eval();
    if (round % 3 == 0) dy.col(0) = dy.col(0).cwiseAbs().eval();
    if (round % 5 == 0) dy.col(0).setConstant((std::numeric_limits<Scalar>::max)());
    if (round % 5 == 1) dy(0, 0) = Scalar(1);
    if (round % 7 == 1) x(0, 0) = -std::numeric_limits<Scalar>::infinity();
    const RowMajor<Scalar> y = function(x, temperature), dx = function.backward_from_output(y, dy, temperature);
    bool good = true;
    for (Eigen::Index j = 0; j < 3; ++j) {
      const Vector<Scalar> one_y = y.col(j), one_dy = dy.col(j), one_dx = dx.col(j);
      good = good && same_bits(Vector<Scalar>(function.backward_from_output(one_y, one_dy, temperature)), one_dx);
      const Long output = one_y.template cast<long double>(), gradient = one_dy.template cast<long double>();
      // (A masked element's infinite output is no number to be multiplied.)
      const Long finite = output.cwiseMax(-1e9L);
      const Long exact = Function::product(finite, gradient, temperature);
      const Long tolerance = Function::sensitivity(finite, gradient, temperature) * (4 * epsilon);
      for (Eigen::Index i = 0; i < size; ++i) {
        const long double result = static_cast<long double>(one_dx[i]);
        if (std::fabs(exact[i]) > most * (1 - 8 * epsilon)) continue;
        const bool is_near = std::fabs(result - exact[i]) <= tolerance[i];  // and so no NaN and not infinite
        if (!is_near) UNSCOPED_INFO("element " << i << " of sample " << j << ": " << result << ", exact " << exact[i]);
        good = good && is_near;
      }
    }
    CAPTURE(size, round);
    CHECK(good);
  }
}

// Everything but plain vectors: same bits as one plain vector after the other.
template <typename Scalar, typename VectorFunction>
void check_layouts(const VectorFunction& function) {
  using Mat = Matrix<Scalar>;
  using Rows = RowMajor<Scalar>;
  const Eigen::Index rows = 21, cols = 4;
  const Mat x = random_matrix<Scalar>(rows, cols, 4, 7), dy = random_matrix<Scalar>(rows, cols, 2, 8);
  const Mat y = function(x);
  Mat dx(rows, cols);
  for (Eigen::Index j = 0; j < cols; ++j) {
    const Vector<Scalar> one_y = y.col(j), one_dy = dy.col(j);
    const Vector<Scalar> one_dx = function.backward_from_output(one_y, one_dy);
    dx.col(j) = one_dx;
  }
  const Rows row_y = y, row_dy = dy;
  const Mat yt = y.transpose(), dyt = dy.transpose(), dxt = dx.transpose();

  CHECK(same_bits(Mat(function.backward_from_output(y, dy)), dx));
  CHECK(same_bits(Mat(function.backward(x, dy)), dx));
  CHECK(same_bits(Rows(function.backward_from_output(row_y, row_dy)), dx));
  CHECK(same_bits(Mat(function.backward_from_output(y, row_dy, hillock::columnwise)), dx));
  CHECK(same_bits(Mat(function.backward_from_output(yt, dyt, hillock::rowwise)), dxt));
  CHECK(same_bits(Mat(function.backward(Mat(x.transpose()), row_dy.transpose(), hillock::rowwise)), dxt));
  CHECK(same_bits(Mat(function.backward_from_output(yt.transpose(), dyt.transpose())), dx));
  CHECK(same_bits(RowVector<Scalar>(function.backward_from_output(yt.row(1), dyt.row(1))), dxt.row(1)));
  CHECK(same_bits(Mat(function.backward_from_output(y, dy / 2)), Mat(function.backward_from_output(y, Mat(dy / 2)))));

  std::vector<Scalar> memory(600);
  Eigen::Map<Mat, 0, Strides> strided(memory.data(), rows, cols, Strides(100, 2));
  strided = dy;
  CHECK(same_bits(Mat(function.backward_from_output(y, strided)), dx));
  strided = function.backward_from_output(y, strided);  // in place of the gradient
  CHECK(same_bits(strided, dx));
  Mat in_place = y;
  in_place = function.backward_from_output(in_place, dy);  // or of the output
  CHECK(same_bits(in_place, dx));
  in_place = x;
  in_place = function.backward(in_place, dy);  // or of the input
  CHECK(same_bits(in_place, dx));

  Mat large = Mat::Constant(rows + 3, cols + 2, 9);
  large.block(2, 1, rows, cols) = function.backward_from_output(y, dy);
  CHECK(same_bits(large.block(2, 1, rows, cols), dx));
  large.block(2, 1, rows, cols).setConstant(9);
  CHECK((large.array() == 9).all());
}

}  // namespace

TEMPLATE_TEST_CASE("Vector-Jacobian products of softmax", "[softmax][gradient]", float, double) {
  check_products<TestType>(Softmax{});
}

TEMPLATE_TEST_CASE("Vector-Jacobian products of log-softmax", "[softmax][gradient]", float, double) {
  check_products<TestType>(LogSoftmax{});
}

TEMPLATE_TEST_CASE("Gradients near the largest number", "[softmax][gradient]", float, double) {
  check_large_gradients<TestType>(Softmax{});
  check_large_gradients<TestType>(LogSoftmax{});
  check_large_gradients<TestType>(Sparsemax{});
}

TEMPLATE_TEST_CASE("Backward of softmax in every layout", "[softmax][gradient]", EVERY_TYPE) {
  check_layouts<TestType>(hillock::softmax);
  check_layouts<TestType>(hillock::log_softmax);
}

TEMPLATE_TEST_CASE("Backward of softmax by functor and of masked elements", "[softmax][gradient]", float, double) {
  using Vec = Vector<TestType>;
  const Vec x = random_vector<TestType>(20, 3), dy = random_vector<TestType>(20, 1, 2);
  const hillock::Softmax<TestType> softmax(TestType(0.4));
  const Vec y = softmax(x), dx = softmax.backward_from_output(y, dy);
  CHECK(same_bits(dx, Vec(hillock::softmax.backward_from_output(y, dy, 0.4))));
  CHECK(same_bits(dx, Vec(hillock::softmax.backward_from_output(y, dy, hillock::columnwise, 0.4))));
  CHECK(same_bits(dx, Vec(softmax.backward(x, dy))));
  CHECK(std::abs(dx.sum()) <= 20 * std::numeric_limits<TestType>::epsilon());

  // A gradient that is nearly the same everywhere: dy - <y, dy> cancels, and keeps its relative accuracy.
  constexpr long double epsilon = std::numeric_limits<TestType>::epsilon();
  const Vec nearly = 1000 + dy.array() * 16000 * std::numeric_limits<TestType>::epsilon();
  const Long exact_y = y.template cast<long double>(), exact_dy = nearly.template cast<long double>();
  const Long centred = exact_y.array() * (exact_dy.array() - exact_y.dot(exact_dy));
  const Vec moved = hillock::softmax.backward_from_output(y, nearly);
  for (Eigen::Index i = 0; i < 20; ++i) {
    CHECK(std::abs(moved[i] - centred[i]) <= 2 * epsilon * std::abs(centred[i]) + 1000 * 0x1p-62L * exact_y[i]);
  }

  // A masked element has no gradient.
  Vec masked = x;
  masked[4] = -std::numeric_limits<TestType>::infinity();
  CHECK(Vec(hillock::softmax.backward(masked, dy))[4] == 0);
  CHECK(Vec(hillock::log_softmax.backward(masked, dy))[4] == dy[4]);
  STATIC_REQUIRE(hillock::Softmax<TestType>::gradient_needs == hillock::GradientNeeds::output);
}
