// One sample, one result: weighted sums and their gradients are, bit for bit, the sums of a plain loop, whatever the
// layout, the place in a batch and the size of the batch; and within the bound of that order of summation.
#include <cmath>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

namespace {

using namespace support;

// The order that loop/sum_order.hpp describes. (Volatile: -ffast-math would choose another one.)
template <typename Terms, typename Scalar>
Scalar plain_sum(Eigen::Index n, Scalar bias, Terms terms) {
  volatile Scalar total = 0;
  for (Eigen::Index block = 0; block == 0 || block < n; block += 512) {
    volatile Scalar chain[4] = {};
    for (Eigen::Index k = block; k < n && k < block + 512; ++k) {
      const auto [w, x] = terms(k);
#if defined(HILLOCK_FMA)
      chain[k % 4] = std::fma(w, x, chain[k % 4]);
#else
      const volatile Scalar product = w * x;
      chain[k % 4] = chain[k % 4] + product;
#endif
    }
    const volatile Scalar even = chain[0] + chain[2], odd = chain[1] + chain[3], sum = even + odd;
    total = block == 0 ? sum : total + sum;
  }
  return total + bias;
}

// a x + b for each column of x, by plain sums.
template <typename A, typename X, typename B>
Matrix<typename A::Scalar> plain_sums(const A& a, const X& x, const B& b) {
  Matrix<typename A::Scalar> z(a.rows(), x.cols());
  for (Eigen::Index j = 0; j < x.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      z(i, j) = plain_sum(a.cols(), b[i], [&](Eigen::Index k) { return std::make_pair(a(i, k), x(k, j)); });
    }
  }
  return z;
}
// Without a bias: -0 adds nothing.
template <typename A, typename X>
Matrix<typename A::Scalar> plain_sums(const A& a, const X& x) {
  using Scalar = typename A::Scalar;
  return plain_sums(a, x, Vector<Scalar>(Vector<Scalar>::Constant(a.rows(), Scalar(-0.0))));
}

// The same numbers as columns side by side, as rows, and spaced out: of one type, because layers take long to compile.
template <typename Scalar>
struct Layouts {
  using View = Eigen::Map<Matrix<Scalar>, 0, Strides>;
  std::vector<Scalar> memory[3];
  std::vector<View> views;

  explicit Layouts(const Matrix<Scalar>& values) {
    const Eigen::Index rows = values.rows(), cols = values.cols();
    const Strides strides[] = {Strides(rows, 1), Strides(1, cols), Strides(3 * rows + 1, 3)};
    for (int i = 0; i < 3; ++i) {
      memory[i].resize(static_cast<std::size_t>((3 * rows + 1) * cols + 1));
      views.emplace_back(memory[i].data(), rows, cols, strides[i]);
      views.back() = values;
    }
  }
};

struct Shape {
  Eigen::Index out, in;
};
// Parts of registers and of tiles, more than a block of terms, weights that are large.
const Shape shapes[] = {{1, 1},  {1, 9},    {1, 600},  {2, 3},   {3, 8},     {4, 4},  {5, 1},     {5, 513},
                        {7, 30}, {16, 16},  {17, 12},  {31, 5},  {33, 1100}, {40, 7}, {64, 64},   {70, 21},
                        {8, 0},  {100, 90}, {131, 95}, {260, 6}, {300, 70},  {9, 58}, {2100, 10}, {50, 515}};

template <typename Layer, typename Scalar>
bool is_plain(const Layer& layer, const Layouts<Scalar>& batch, const Matrix<Scalar>& expected) {
  const Eigen::Index most = expected.cols(), out = expected.rows();
  const bool all = out * layer.inputs() < 700;
  bool ok = true;
  for (const auto& view : batch.views) {
    const typename Layouts<Scalar>::View& x = view;
    const auto last = [&](Eigen::Index n) {
      const Strides strides(x.outerStride(), x.innerStride());
      return Eigen::Map<const Matrix<Scalar>, 0, Strides>(x.data() + (most - n) * x.colStride(), x.rows(), n, strides);
    };
    for (Eigen::Index n = 1; n <= most; n += all || n < 14 ? 1 : 19) {
      ok = ok && same_bits(layer(last(n)), expected.rightCols(n));
      if (!all && n % 4 != 1) continue;
      RowMajor<Scalar> rows(out, n);
      layer.forward(last(n), rows);
      Layouts<Scalar> into(Matrix<Scalar>::Zero(out, n));
      layer.forward(last(n), into.views[2]);
      ok = ok && same_bits(rows, expected.rightCols(n)) && same_bits(into.views[2], expected.rightCols(n));
    }
    for (Eigen::Index j = 0; j < most; ++j) ok = ok && same_bits(layer(x.col(j)), expected.col(j));
  }
  return ok;
}

template <typename Scalar>
void check_forward(Shape shape, Eigen::Index most) {
  const Matrix<Scalar> w = random_matrix<Scalar>(shape.out, shape.in);
  const Matrix<Scalar> batch = random_matrix<Scalar>(shape.in, most, 2, 3);
  const Vector<Scalar> b = random_vector<Scalar>(shape.out, 2, 2);
  const Matrix<Scalar> expected = plain_sums(w, batch, b);
  const Layouts<Scalar> layouts(batch), weights(w);
  CAPTURE(shape.out, shape.in, most);
  CHECK(is_plain(hillock::Linear{w, b}, layouts, expected));
  CHECK(is_plain(hillock::Linear{RowMajor<Scalar>(w), b}, layouts, expected));
  CHECK(is_plain(hillock::Linear{weights.views[2], b}, layouts, expected));
}

}  // namespace

TEMPLATE_TEST_CASE("One sample, one result", "[linear][position]", float, double) {
  for (const Shape shape : shapes) {
    const bool is_large = shape.out * shape.in > 10000;
    check_forward<TestType>(shape, is_large ? 15 : 70);
  }
}

TEMPLATE_TEST_CASE("Sums that become minus zero", "[linear][position]", float, double) {
  const auto tiny = TestType(std::is_same<TestType, float>::value ? 1e-25 : 1e-180);  // products round to zero
  for (const Eigen::Index in : {1, 2, 3, 5, 6, 7, 9, 13, 17}) {
    const Matrix<TestType> w = Matrix<TestType>::Constant(24, in, tiny);
    const Matrix<TestType> x = Matrix<TestType>::Constant(in, 8, -tiny);
    const Vector<TestType> b = Vector<TestType>::Constant(24, TestType(-0.0));
    const Matrix<TestType> expected = plain_sums(w, x, b);
    CAPTURE(in);
#if !defined(__FAST_MATH__)  // whose zeros have no sign
    CHECK(std::signbit(expected(0, 0)) == (in >= 4 && hillock::has_fma));
#endif
    for (const Eigen::Index out : {3, 24}) {
      CHECK(same_bits(hillock::Linear{w.topRows(out), b.head(out)}(x), expected.topRows(out)));
      const RowMajor<TestType> rows = w.topRows(out);
      CHECK(same_bits(hillock::Linear{rows, b.head(out)}(x), expected.topRows(out)));
      CHECK(same_bits(hillock::Linear{rows, b.head(out)}(x.leftCols(1)), expected.topRows(out).leftCols(1)));
    }
  }
}

TEMPLATE_TEST_CASE("A neuron sums as a layer does", "[linear][position]", float, double) {
  for (const Eigen::Index in : {0, 1, 3, 4, 7, 33, 512, 700}) {
    const Matrix<TestType> w = random_matrix<TestType>(in, 1), batch = random_matrix<TestType>(in, 9, 2, 3);
    const Vector<TestType> b = random_vector<TestType>(1);
    const Matrix<TestType> expected = plain_sums(w.transpose(), batch, b);
    const Layouts<TestType> spaced(w), layouts(batch);
    const hillock::Neuron neuron{w.col(0), b[0]};
    const hillock::Neuron across{RowVector<TestType>(w.transpose()), b[0]};
    const hillock::Neuron view{Eigen::Map<const Vector<TestType>, 0, Eigen::InnerStride<>>(spaced.memory[2].data(), in,
                                                                                           Eigen::InnerStride<>(3)),
                               b[0]};
    CAPTURE(in);
    CHECK(same_bits(across(2 * batch / 2), expected));
    for (const auto& x : layouts.views) {
      CHECK(same_bits(neuron(x), expected));
      CHECK(same_bits(view(x), expected));
      for (Eigen::Index j = 0; j < 9; ++j) {
        CHECK(every::same_bits(neuron(x.col(j)), expected(0, j)));
        CHECK(every::same_bits(view(x.col(j)), expected(0, j)));
      }
    }
  }
}

namespace {

template <typename Weights>
bool fixed_is_plain() {
  using Scalar = typename Weights::Scalar;
  constexpr int rows = Weights::RowsAtCompileTime, cols = Weights::ColsAtCompileTime;
  const Weights w = random_matrix<Scalar>(rows, cols);
  const Eigen::Matrix<Scalar, rows, 1> b = random_vector<Scalar>(rows);
  const Eigen::Matrix<Scalar, cols, 1> x = random_vector<Scalar>(cols, 2, 3);
  const Eigen::Matrix<Scalar, cols, 5> batch = random_matrix<Scalar>(cols, 5, 2, 4);
  const hillock::Linear layer{w, b};
  const auto gradients = layer.backward(x, b);
  return same_bits(layer(x), plain_sums(w, x, b)) && same_bits(layer(batch), plain_sums(w, batch, b)) &&
         same_bits(gradients.input, plain_sums(w.transpose(), b)) &&
         same_bits(gradients.weights, plain_sums(b, x.transpose()));
}

}  // namespace

TEMPLATE_TEST_CASE("Layers of a fixed size sum as others do", "[linear][position]", float, double) {
  CHECK(fixed_is_plain<Eigen::Matrix<TestType, 1, 3>>());
  CHECK(fixed_is_plain<Eigen::Matrix<TestType, 3, 9>>());
  CHECK(fixed_is_plain<Eigen::Matrix<TestType, 4, 4>>());
  CHECK(fixed_is_plain<Eigen::Matrix<TestType, 8, 8>>());
  CHECK(fixed_is_plain<Eigen::Matrix<TestType, 20, 5>>());
  CHECK(fixed_is_plain<Eigen::Matrix<TestType, 35, 6>>());
  CHECK(fixed_is_plain<Eigen::Matrix<TestType, 4, 4, Eigen::RowMajor>>());
  CHECK(fixed_is_plain<Eigen::Matrix<TestType, 7, 3, Eigen::RowMajor>>());
  CHECK(fixed_is_plain<Eigen::Matrix<TestType, 19, 13, Eigen::RowMajor>>());
  CHECK(fixed_is_plain<Eigen::Matrix<TestType, 66, 2, Eigen::RowMajor>>());
}

TEMPLATE_TEST_CASE("Gradients are plain sums", "[linear][position][gradient]", float, double) {
  using Mat = Matrix<TestType>;
  for (const Shape shape : {Shape{2, 3}, Shape{5, 4}, Shape{17, 40}, Shape{33, 16}, Shape{600, 9}, Shape{64, 64}}) {
    for (const Eigen::Index n : {1, 2, 7, 40, 530}) {
      if (shape.out * n > 50000) continue;
      const Mat w = random_matrix<TestType>(shape.out, shape.in), x = random_matrix<TestType>(shape.in, n, 2, 3);
      Mat dz = random_matrix<TestType>(shape.out, n, 2, 4);
      dz(0, 0) = 0;  // of which and of a negative number a product is -0, a sum is not
      const Vector<TestType> b = random_vector<TestType>(shape.out);
      const Mat input = plain_sums(w.transpose(), dz), weights = plain_sums(dz, x.transpose());
      const RowMajor<TestType> row_w = w;
      const Layouts<TestType> layouts_of_x(x), layouts_of_dz(dz);
      const hillock::Linear layer{w, b};
      const hillock::Linear of_rows{row_w, b};
      CAPTURE(shape.out, shape.in, n);
      const auto check = [&](const auto& gradients) {
        CHECK(same_bits(gradients.input, input));
        CHECK(same_bits(gradients.weights, weights));
      };
      for (const auto& some_x : layouts_of_x.views) {
        for (const auto& some_dz : layouts_of_dz.views) {
          check(layer.backward(some_x, some_dz));
          check(of_rows.backward(some_x, some_dz));
        }
      }
      const Mat weights_of_one = plain_sums(dz.col(0), x.col(0).transpose());
      const auto check_one = [&](const auto& gradients) {
        CHECK(same_bits(gradients.input, input.col(0)));
        CHECK(same_bits(gradients.weights, weights_of_one));
        CHECK(same_bits(gradients.bias, plain_sums(dz.col(0), Mat::Ones(1, 1))));
      };
      check_one(layer.backward(x.col(0), dz.col(0)));
      check_one(of_rows.backward(x.col(0), dz.col(0)));
      check_one(layer.backward(layouts_of_x.views[1].col(0), layouts_of_dz.views[2].col(0)));
    }
  }
}

TEMPLATE_TEST_CASE("The error of a weighted sum is bounded", "[linear][accuracy]", float, double) {
  using Mat = Matrix<TestType>;
  const long double epsilon = std::numeric_limits<TestType>::epsilon() / 2;
  for (const Eigen::Index in : {1, 3, 4, 64, 500, 513, 2000, 6000}) {
    const auto terms = static_cast<long double>(in);
    const long double bound = (std::fmin(terms, 512.0L) / 4 + 4 + terms / 512) * epsilon;
    for (const bool same_sign : {false, true}) {
      Mat w = random_matrix<TestType>(20, in), x = random_matrix<TestType>(in, 7, 2, 3);
      if (same_sign) {  // the largest partial sums
        w = w.cwiseAbs();
        x = x.cwiseAbs();
      }
      const Vector<TestType> b = random_vector<TestType>(20);
      const Mat z = hillock::Linear{w, b}(x);
      CAPTURE(in, same_sign);
      bool ok = true;
      for (Eigen::Index j = 0; j < 7; ++j) {
        for (Eigen::Index i = 0; i < 20; ++i) {
          long double sum = b[i], size = std::fabs(static_cast<long double>(b[i]));
          for (Eigen::Index k = 0; k < in; ++k) {
            const long double term = static_cast<long double>(w(i, k)) * static_cast<long double>(x(k, j));
            sum += term;
            size += std::fabs(term);
          }
          ok = ok && std::fabs(static_cast<long double>(z(i, j)) - sum) <= bound * size;
        }
      }
      CHECK(ok);
    }
  }
}
