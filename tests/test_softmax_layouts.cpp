// Softmax and log-softmax of every kind of Eigen argument and into every kind of destination: the same bits.
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace support;

TEMPLATE_TEST_CASE("Softmax has the same bits at every position", "[softmax][position]", float, double) {
  // Lengths up to four blocks of the loop, every alignment, contiguous and strided.
  std::vector<TestType> memory(200), results(200), tripled(300);
  using Map = Eigen::Map<Vector<TestType>, 0, Eigen::InnerStride<>>;
  const auto check = [&](const auto& function, Eigen::Index size) {
    const Vector<TestType> x = random_vector<TestType>(size, 8, static_cast<unsigned>(size));
    const Vector<TestType> expected = function(x);
    bool same = true;
    for (Eigen::Index offset = 0; offset < 17; ++offset) {
      Map from(memory.data() + offset, size, Eigen::InnerStride<>(1));
      Map to(results.data() + 16 - offset, size, Eigen::InnerStride<>(1));
      from = x;
      to = function(from);
      same = same && same_bits(to, expected);
      Map spaced(tripled.data() + offset, size, Eigen::InnerStride<>(3));
      spaced = x;
      to = function(spaced);
      same = same && same_bits(to, expected);
      spaced = function(from);
      same = same && same_bits(spaced, expected);
    }
    CAPTURE(size);
    CHECK(same);
  };
  for (Eigen::Index size = 1; size <= 66; ++size) {
    check(hillock::softmax, size);
    check(hillock::log_softmax, size);
  }
}

TEMPLATE_TEST_CASE("Softmax of every kind of argument", "[softmax][position]", EVERY_TYPE) {
  using Mat = Matrix<TestType>;
  using Rows = RowMajor<TestType>;
  using Vec = Vector<TestType>;
  const Eigen::Index rows = 37, cols = 5;
  const Mat x = random_matrix<TestType>(rows, cols, 8);
  Mat p(rows, cols);  // column by column
  for (Eigen::Index j = 0; j < cols; ++j) {
    const Vec column = x.col(j);
    p.col(j) = Vec(hillock::softmax(column));
  }
  REQUIRE((p.colwise().sum().array() > TestType(0.999)).all());
  const Mat xt = x.transpose(), pt = p.transpose();

  SECTION("column by column and row by row") {
    CHECK(same_bits(Mat(hillock::softmax(x)), p));
    CHECK(same_bits(Mat(hillock::softmax(x, hillock::columnwise)), p));
    CHECK(same_bits(Mat(hillock::softmax(xt, hillock::rowwise)), pt));
    CHECK(same_bits(Mat(hillock::log_softmax(x)).transpose(), Mat(hillock::log_softmax(xt, hillock::rowwise))));
    const Mat by_row = hillock::softmax(x, hillock::rowwise);
    CHECK((by_row.rowwise().sum().array() - 1).abs().maxCoeff() < TestType(1e-6));
  }
  SECTION("row-major") {
    const Rows y = x, yt = xt;
    CHECK(same_bits(Rows(hillock::softmax(y)), p));
    CHECK(same_bits(Rows(hillock::softmax(yt, hillock::rowwise)), pt));
    Mat into(rows, cols);
    into = hillock::softmax(y);
    CHECK(same_bits(into, p));
    Rows into_rows(cols, rows);
    into_rows = hillock::softmax(xt, hillock::rowwise);
    CHECK(same_bits(into_rows, pt));
  }
  SECTION("transposed") {
    CHECK(same_bits(Mat(hillock::softmax(xt.transpose())), p));
    Mat into(cols, rows);
    into.transpose() = hillock::softmax(x);
    CHECK(same_bits(into, pt));
  }
  SECTION("blocks and strided maps") {
    Mat large = Mat::Constant(rows + 9, cols + 4, 7);
    large.block(3, 1, rows, cols) = x;
    CHECK(same_bits(Mat(hillock::softmax(large.block(3, 1, rows, cols))), p));
    Mat result = Mat::Constant(rows + 9, cols + 4, 7);
    result.block(5, 2, rows, cols) = hillock::softmax(large.block(3, 1, rows, cols));
    CHECK(same_bits(result.block(5, 2, rows, cols), p));
    result.block(5, 2, rows, cols).setConstant(7);
    CHECK((result.array() == 7).all());  // and nothing else was touched

    std::vector<TestType> memory(1000), other(1000);
    Eigen::Map<Mat, 0, Strides> from(memory.data(), rows, cols, Strides(120, 3));
    Eigen::Map<Rows, 0, Strides> to(other.data(), rows, cols, Strides(11, 2));
    from = x;
    to = hillock::softmax(from);
    CHECK(same_bits(to, p));
    to.transpose() = hillock::softmax(from.transpose(), hillock::rowwise);
    CHECK(same_bits(to, p));
    const Eigen::Ref<const Mat, 0, Strides> view(from);
    CHECK(same_bits(Mat(hillock::softmax(view)), p));
  }
  SECTION("vectors: a column, a row, a row of a matrix, the diagonal") {
    const RowVector<TestType> row = xt.row(2);
    CHECK(same_bits(Vec(hillock::softmax(x.col(2))), p.col(2)));
    CHECK(same_bits(RowVector<TestType>(hillock::softmax(row)), pt.row(2)));
    CHECK(same_bits(RowVector<TestType>(hillock::softmax(xt.row(2))), pt.row(2)));
    Mat square = Mat::Zero(rows, rows);
    square.diagonal() = x.col(1);
    CHECK(same_bits(Vec(hillock::softmax(square.diagonal())), p.col(1)));
    square.row(3) = hillock::softmax(row);
    CHECK(same_bits(square.row(3), pt.row(2)));
    CHECK((RowVector<TestType>(hillock::softmax(row, hillock::columnwise)).array() == 1).all());
    CHECK((Vec(hillock::softmax(x.col(2), hillock::rowwise)).array() == 1).all());
  }
  SECTION("arrays") {
    using Array = Eigen::Array<TestType, Eigen::Dynamic, Eigen::Dynamic>;
    const Array y = x;
    const Array q = hillock::softmax(y);
    CHECK(same_bits(q, p));
    Mat into(rows, cols);
    into.array() = hillock::softmax(x.array());
    CHECK(same_bits(into, p));
  }
  SECTION("fixed sizes") {
    const Eigen::Matrix<TestType, 5, 3> y = xt.template topLeftCorner<5, 3>();
    const Eigen::Matrix<TestType, 5, 3> q = hillock::softmax(y);
    CHECK(same_bits(q, Mat(hillock::softmax(Mat(y)))));
    const Eigen::Matrix<TestType, 3, 5, Eigen::RowMajor> yt = y.transpose();
    const Eigen::Matrix<TestType, 3, 5, Eigen::RowMajor> qt = hillock::softmax(yt, hillock::rowwise);
    CHECK(same_bits(qt.transpose(), q));
    const Eigen::Matrix<TestType, 1, 5> first = yt.row(0);
    CHECK(same_bits(Eigen::Matrix<TestType, 1, 5>(hillock::softmax(first)).transpose(), q.col(0)));
  }
}

TEMPLATE_TEST_CASE("Rows with their largest elements around zero and beyond", "[softmax][position]", float, double) {
  // Alone a short row with such a one takes another power of two for its terms than beside others.
  using Vec = Vector<TestType>;
  const Eigen::Index rows = 121;
  for (const Eigen::Index cols : {1, 5, 16, 60, 128, 130, 256, 257}) {
    for (const int depth : {3, 105}) {
      Matrix<TestType> x = random_matrix<TestType>(rows, cols, depth);
      x = -x.cwiseAbs().eval();
      x.col(cols / 2).setZero();
      x.colwise() += Vec::LinSpaced(rows, -60, 60);
      const Matrix<TestType> p = hillock::softmax(x, hillock::rowwise), l = hillock::log_softmax(x, hillock::rowwise);
      const Vec s = hillock::logsumexp(x, hillock::rowwise);
      bool same = true;
      for (Eigen::Index i = 0; i < rows; ++i) {
        const Vec row = x.row(i);
        same = same && same_bits(Vec(hillock::softmax(row)), Vec(p.row(i))) &&
               same_bits(Vec(hillock::log_softmax(row)), Vec(l.row(i))) && hillock::logsumexp(row) == s[i];
      }
      CAPTURE(cols, depth);
      CHECK(same);
    }
  }
}

TEMPLATE_TEST_CASE("Softmax in place", "[softmax][position]", EVERY_TYPE) {
  using Mat = Matrix<TestType>;
  using Vec = Vector<TestType>;
  const Mat x = random_matrix<TestType>(19, 7, 5);
  const Mat by_column = hillock::softmax(x), by_row = hillock::softmax(x, hillock::rowwise);
  Vec v = x.col(0);
  v = hillock::softmax(v);
  CHECK(same_bits(v, by_column.col(0)));
  Mat m = x;
  m = hillock::softmax(m);
  CHECK(same_bits(m, by_column));
  m = x;
  m = hillock::softmax(m, hillock::rowwise);
  CHECK(same_bits(m, by_row));
  m = x;
  m.col(3) = hillock::softmax(m.col(3));
  m.row(2).setZero();
  m.row(2) = hillock::softmax(m.row(2));
  CHECK((m.row(2).array() == 1 / TestType(7)).all());
  m.middleCols(1, 2) = hillock::softmax(x.middleCols(1, 2));
  CHECK(same_bits(m.middleCols(1, 2), by_column.middleCols(1, 2)));
  RowMajor<TestType> r = x;
  r = hillock::softmax(r);
  CHECK(same_bits(r, by_column));
  v = x.col(0);
  v = hillock::log_softmax(v);
  CHECK(same_bits(v, Vec(hillock::log_softmax(x.col(0)))));
}

TEMPLATE_TEST_CASE("Softmax of expressions and within expressions", "[softmax]", EVERY_TYPE) {
  using Mat = Matrix<TestType>;
  using Vec = Vector<TestType>;
  const Mat weights = random_matrix<TestType>(9, 6);
  const Vec bias = random_vector<TestType>(9), x = random_vector<TestType>(6);
  const Vec z = weights * x + bias, twice = 2 * z;
  const Vec p = hillock::softmax(z), q = hillock::softmax(twice);
  CHECK(same_bits(Vec(hillock::softmax(weights * x + bias)), p));
  CHECK(same_bits(Vec(hillock::softmax(2 * z)), q));
  CHECK(same_bits(Vec(hillock::log_softmax(2 * z, hillock::columnwise)), Vec(hillock::log_softmax(twice))));
  const Mat gram = weights * weights.transpose();
  CHECK(same_bits(Mat(hillock::softmax(weights * weights.transpose())), Mat(hillock::softmax(gram))));
  Vec in_place = z;
  in_place = hillock::softmax(2 * in_place);
  CHECK(same_bits(in_place, q));
  Vec product = random_vector<TestType>(6);
  product = hillock::softmax(weights.topRows(6) * product);
  CHECK(same_bits(product, Vec(hillock::softmax(Vec(weights.topRows(6) * x)))));
  CHECK(same_bits(Vec(hillock::softmax(z.reverse())), Vec(hillock::softmax(Vec(z.reverse())))));

  const Vec sum = hillock::softmax(z) + q, scaled = 3 * hillock::softmax(z);
  CHECK(same_bits(sum, Vec(p + q)));
  CHECK(same_bits(scaled, Vec(3 * p)));
  const Vec sigmoid = hillock::sigmoid(hillock::softmax(z).eval());
  CHECK(same_bits(sigmoid, Vec(hillock::sigmoid(p))));
  const auto lazy = hillock::softmax(2 * z);  // keeps a copy of the expression, a reference to the vector
  CHECK((lazy.rows() == 9 && lazy.cols() == 1));
  const Vec later = lazy;
  CHECK(same_bits(later, q));
  const auto share = hillock::softmax(x + x).eval();
  CHECK(same_bits(share, Vec(hillock::softmax(2 * x))));
}
