// What Eigen's loop would evaluate value by value takes packets, and the bits stay: arguments in another order than the
// destination, and hillock::assign for expressions of several functions.
#include <algorithm>
#include <cstring>
#include <vector>

#include <hillock/activations/relu.hpp>
#include <hillock/activations/sigmoid.hpp>
#include <hillock/activations/tanh.hpp>
#include <hillock/assign.hpp>

#include "catch.hpp"

namespace {

using Eigen::Dynamic;
using Eigen::Index;
template <typename Scalar>
using Array = Eigen::Array<Scalar, Dynamic, 1>;
template <typename Scalar>
using Matrix = Eigen::Matrix<Scalar, Dynamic, Dynamic>;
template <typename Scalar>
using RowMajor = Eigen::Matrix<Scalar, Dynamic, Dynamic, Eigen::RowMajor>;

template <typename A, typename B>
bool same_bits(const Eigen::DenseBase<A>& a, const Eigen::DenseBase<B>& b) {
  const auto x = a.eval();
  const auto y = b.eval();                  // of another type
  if (x.size() == 0) return y.size() == 0;  // memcmp takes no null pointers
  return x.rows() == y.rows() && x.cols() == y.cols() &&
         std::memcmp(x.data(), y.data(), sizeof(typename A::Scalar) * static_cast<std::size_t>(x.size())) == 0;
}

// n numbers, `offset` elements behind where a packet would be aligned, between others that must stay.
template <typename Scalar>
struct Piece {
  std::vector<Scalar> memory;
  Index offset;
  Eigen::Map<Array<Scalar>> values;

  Piece(Index n, Index offset_, unsigned seed)
      : memory(static_cast<std::size_t>(n + 64), Scalar(-99)), offset(offset_), values(memory.data() + 32 + offset, n) {
    std::srand(seed);
    values.setRandom();
    values *= 4;
  }
  bool surroundings_stay() const {
    const Scalar* first = values.data();
    return std::all_of(memory.data(), first, [](Scalar v) { return v == -99; }) &&
           std::all_of(first + values.size(), memory.data() + memory.size(), [](Scalar v) { return v == -99; });
  }
};

}  // namespace

TEMPLATE_TEST_CASE("assign gives what its functions give one by one, at every length and alignment", "[assign]", float,
                   double) {
  using hillock::sigmoid;
  using hillock::tanh;
  for (Index n = 0; n <= 70; ++n) {
    for (Index offset = 0; offset < 5; ++offset) {
      CAPTURE(n, offset);
      const Piece<TestType> f(n, offset, 1), g(n, (offset * 3) % 5, 2);
      const Array<TestType> gate = sigmoid(f.values), value = tanh(g.values);
      Piece<TestType> y(n, offset, 3);
      hillock::assign(y.values, sigmoid(f.values) * tanh(g.values));
      REQUIRE(same_bits(y.values, gate * value));
      REQUIRE(y.surroundings_stay());
      // Where y is an argument too.
      const Array<TestType> before = y.values, expected = tanh(before) + gate;
      hillock::assign(y.values, tanh(y.values) + sigmoid(f.values));
      REQUIRE(same_bits(y.values, expected));
      REQUIRE(y.surroundings_stay());
    }
  }
}

TEMPLATE_TEST_CASE("assign takes what Eigen's assignment takes", "[assign]", float, double) {
  using hillock::sigmoid;
  const Matrix<TestType> x = Matrix<TestType>::Random(7, 9), z = Matrix<TestType>::Random(7, 9);
  const Matrix<TestType> a = sigmoid(x), b = sigmoid(z), expected = a + b;
  Matrix<TestType> y;
  hillock::assign(y, sigmoid(x) + sigmoid(z));  // resized
  CHECK(same_bits(y, expected));
  Matrix<TestType> large = Matrix<TestType>::Zero(12, 12);
  hillock::assign(large.block(2, 1, 7, 9), sigmoid(x) + sigmoid(z));
  CHECK(same_bits(large.block(2, 1, 7, 9), expected));
  large.block(2, 1, 7, 9).setZero();
  CHECK(large.isZero(0));
  RowMajor<TestType> other;
  hillock::assign(other, sigmoid(x) + sigmoid(z));
  CHECK(same_bits(Matrix<TestType>(other), expected));
  Eigen::Matrix<TestType, 7, 9> fixed;
  hillock::assign(fixed, sigmoid(x) + sigmoid(z));
  CHECK(same_bits(fixed, expected));
  Matrix<TestType> row = Matrix<TestType>::Zero(3, 9);
  hillock::assign(row.row(1), sigmoid(x.row(2)) + sigmoid(z.row(2)));
  CHECK(same_bits(row.row(1), expected.row(2)));
  CHECK(row.row(0).isZero(0));
  CHECK(row.row(2).isZero(0));
}

TEMPLATE_TEST_CASE("An argument in another order than the destination gives the bits of its copy", "[assign]", float,
                   double) {
  using hillock::tanh;
  for (Index rows : {1, 2, 5, 8, 17}) {
    for (Index cols : {1, 3, 8, 19}) {
      CAPTURE(rows, cols);
      const RowMajor<TestType> x = RowMajor<TestType>::Random(rows, cols) * 3;
      const Matrix<TestType> copy = x, expected = tanh(copy);
      Matrix<TestType> y = tanh(x);
      CHECK(same_bits(y, expected));
      y = tanh(Eigen::Map<const RowMajor<TestType>>(x.data(), rows, cols));
      CHECK(same_bits(y, expected));
      y = tanh(copy.transpose());
      CHECK(same_bits(y, Matrix<TestType>(expected.transpose())));
      y = tanh(copy.unaryExpr([](TestType v) { return v; }));
      CHECK(same_bits(y, expected));
      y = copy;
      y = tanh(y.unaryExpr([](TestType v) { return v; }));  // element by element in place
      CHECK(same_bits(y, expected));
      const Eigen::Matrix<TestType, Dynamic, 1> shift = Eigen::Matrix<TestType, Dynamic, 1>::Random(rows);
      const Matrix<TestType> moved = copy.colwise() + shift, moved_expected = tanh(moved);
      y = tanh(copy.colwise() + shift);
      CHECK(same_bits(y, moved_expected));
      const Eigen::Map<const Array<TestType>, 0, Eigen::InnerStride<2>> every_second(x.data(), (x.size() + 1) / 2);
      const Array<TestType> gathered = every_second, gathered_expected = tanh(gathered);
      const Array<TestType> strided = tanh(every_second);
      CHECK(same_bits(strided, gathered_expected));
    }
  }
}

TEST_CASE("A product in an argument is computed before its factor is overwritten", "[assign]") {
  const Eigen::MatrixXf w = Eigen::MatrixXf::Random(6, 6);
  Eigen::MatrixXf y = Eigen::MatrixXf::Random(6, 6);
  const Eigen::MatrixXf product = w * y, expected = hillock::tanh(product);
  y = hillock::tanh((w * y).transpose()).transpose();
  CHECK(y.isApprox(expected, 1e-6f));
}

TEST_CASE("A result stored past the caches is whole, wherever it begins and ends", "[assign]") {
  // The first size from which on that is done, and a little more.
  const Index n = hillock::detail::streamed_bytes / Index(sizeof(float)) + 37;
  Eigen::ArrayXf x(n + 8), y(n + 8);
  for (Index i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i % 1001 - 500);
  for (Index offset : {0, 3}) {
    CAPTURE(offset);
    y.setConstant(-99);
    y.segment(offset, n) = hillock::relu(x.segment(offset + 1, n));
    CHECK((y.head(offset) == -99).all());
    CHECK((y.tail(8 - offset) == -99).all());
    CHECK((y.segment(offset, n) == x.segment(offset + 1, n).cwiseMax(0.0f)).all());
  }
  y = x;
  y = hillock::relu(y);
  CHECK((y == x.cwiseMax(0.0f)).all());
}
