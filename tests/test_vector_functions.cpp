// Functions of a whole vector beside softmax: values, special values, and the same bits in every layout.
#include <algorithm>
#include <random>
#include <vector>

#include "catch.hpp"
#include "softmax_reference.hpp"
#include "support.hpp"

namespace {

using namespace support;
using Long = Vector<long double>;

template <typename Scalar>
constexpr Scalar infinity = std::numeric_limits<Scalar>::infinity();
template <typename Scalar>
constexpr Scalar not_a_number = std::numeric_limits<Scalar>::quiet_NaN();

template <typename Scalar>
constexpr bool has_reference = std::numeric_limits<long double>::digits >= std::numeric_limits<Scalar>::digits + 11;

// Every layout of argument and destination against one plain vector after the other.
template <typename Scalar, typename Function>
void check_layouts(const Function& function) {
  using Mat = Matrix<Scalar>;
  using Rows = RowMajor<Scalar>;
  const Eigen::Index rows = 37, cols = 5;
  const Mat x = random_matrix<Scalar>(rows, cols, 3);
  Mat y(rows, cols);
  for (Eigen::Index j = 0; j < cols; ++j) {
    const Vector<Scalar> column = x.col(j);
    y.col(j) = Vector<Scalar>(function(column));
  }
  const Mat xt = x.transpose(), yt = y.transpose();
  CHECK(same_bits(Mat(function(x)), y));
  CHECK(same_bits(Mat(function(xt, hillock::rowwise)), yt));
  CHECK(same_bits(Rows(function(Rows(x), hillock::columnwise)), y));
  CHECK(same_bits(Rows(function(Rows(xt), hillock::rowwise)), yt));
  CHECK(same_bits(Mat(function(xt.transpose())), y));
  CHECK(same_bits(RowVector<Scalar>(function(xt.row(2))), yt.row(2)));
  CHECK(same_bits(Mat(function(2 * x)), Mat(function(Mat(2 * x)))));
  Mat large = Mat::Constant(rows + 3, cols + 2, 9);
  large.block(2, 1, rows, cols) = function(x);
  CHECK(same_bits(large.block(2, 1, rows, cols), y));
  large.block(2, 1, rows, cols).setConstant(9);
  CHECK((large.array() == 9).all());
  std::vector<Scalar> memory(1000), other(1000);
  Eigen::Map<Mat, 0, Strides> from(memory.data(), rows, cols, Strides(120, 3));
  Eigen::Map<Rows, 0, Strides> to(other.data(), rows, cols, Strides(11, 2));
  from = x;
  to = function(from);
  CHECK(same_bits(to, y));
  from = function(from);
  CHECK(same_bits(from, y));
  Mat in_place = x;
  in_place = function(in_place);
  CHECK(same_bits(in_place, y));
  in_place = xt;
  in_place = function(in_place, hillock::rowwise);
  CHECK(same_bits(in_place, yt));
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  CHECK(same_bits(Array(function(x.array())), y));
  for (const Eigen::Index empty_rows : {0, 3}) {
    const Mat empty(empty_rows, 3 - empty_rows);
    CHECK(same_bits(Mat(function(empty)), empty));
    CHECK(same_bits(Mat(function(empty, hillock::rowwise)), empty));
  }
  // Lengths up to four blocks, every alignment.
  std::vector<Scalar> aligned(200), results(200);
  bool same = true;
  for (Eigen::Index size = 1; size <= 66; ++size) {
    const Vector<Scalar> v = random_vector<Scalar>(size, 4, static_cast<unsigned>(size));
    const Vector<Scalar> expected = function(v);
    for (Eigen::Index offset = 0; offset < 17; ++offset) {
      Eigen::Map<Vector<Scalar>> here(aligned.data() + offset, size), there(results.data() + 16 - offset, size);
      here = v;
      there = function(here);
      same = same && same_bits(there, expected);
    }
  }
  CHECK(same);
}

// NaN, and for most functions an infinity, anywhere make that vector NaN, and no other.
template <typename Scalar, typename Function>
void check_nan(const Function& function, std::vector<Scalar> bad_values) {
  for (const Eigen::Index size : {1, 2, 5, 16, 17, 33}) {
    const Matrix<Scalar> good = random_matrix<Scalar>(size, 3);
    const Matrix<Scalar> y = function(good);
    for (Eigen::Index i = 0; i < size; ++i) {
      for (const Scalar bad : bad_values) {
        Matrix<Scalar> x = good;
        x(i, 1) = bad;
        const Matrix<Scalar> z = function(x);
        CAPTURE(size, i, bad);
        CHECK(all_nan(z.col(1)));
        CHECK((same_bits(z.col(0), y.col(0)) && same_bits(z.col(2), y.col(2))));
      }
    }
  }
}

// The definition: sorts, and takes the largest support that is consistent.
Long sparsemax(const Long& x) {
  std::vector<long double> sorted(x.data(), x.data() + x.size());
  std::sort(sorted.rbegin(), sorted.rend());
  const long double largest = sorted[0];
  long double sum = 0, threshold = 0;
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    const long double z = sorted[k] - largest;
    sum += z;
    const long double candidate = (sum - 1) / static_cast<long double>(k + 1);
    if (z > candidate) threshold = candidate;
  }
  return (x.array() - largest - threshold).max(0.0L);
}

}  // namespace

TEMPLATE_TEST_CASE("Masked softmax", "[vector][special]", float, double) {
  using Vec = Vector<TestType>;
  using hillock::masked;
  const TestType minus = -infinity<TestType>;
  for (const Eigen::Index size : {1, 2, 16, 17, 40}) {
    const Vec nothing = Vec::Constant(size, minus);
    CHECK(all_nan(Vec(hillock::softmax(nothing))));
    CHECK(all_nan(Vec(hillock::log_softmax(nothing))));
    CHECK((Vec(hillock::softmax(nothing, masked)).array() == 0).all());
    CHECK((Vec(hillock::log_softmax(nothing, masked)).array() == minus).all());
    CHECK((Vec(hillock::softmin(-nothing, masked)).array() == 0).all());
    const Vec dy = random_vector<TestType>(size);
    CHECK((Vec(hillock::softmax.backward(nothing, dy, masked)).array() == 0).all());
    for (Eigen::Index i = 0; i < size; ++i) {  // one NaN among -inf is still NaN; one number has it all
      Vec x = nothing;
      x[i] = not_a_number<TestType>;
      CHECK(all_nan(Vec(hillock::softmax(x, masked))));
      CHECK(all_nan(Vec(hillock::log_softmax(x, masked))));
      x[i] = 3;
      const Vec p = hillock::softmax(x, masked);
      CHECK((p[i] == 1 && p.sum() == 1));
    }
  }
  const Matrix<TestType> x = [&] {
    Matrix<TestType> values = random_matrix<TestType>(6, 4);
    values.col(1).setConstant(minus);
    return values;
  }();
  const Matrix<TestType> p = hillock::softmax(x, masked), q = hillock::softmax(x);
  CHECK((p.col(1).array() == 0).all());
  CHECK(all_nan(q.col(1)));
  CHECK(same_bits(p.col(0), q.col(0)));
  // In any order, after the arguments or in the functor.
  const Vec v = x.col(0);
  const Vec expected = hillock::softmax(v, 0.5);
  CHECK(same_bits(Vec(hillock::softmax(v, masked, 0.5)), expected));
  CHECK(same_bits(Vec(hillock::softmax(v, 0.5, masked, hillock::columnwise)), expected));
  CHECK(same_bits(Vec(hillock::softmax(v, hillock::columnwise, masked, 0.5)), expected));
  CHECK(same_bits(Vec(hillock::softmax(v, 0.5, hillock::columnwise)), expected));
  const hillock::Softmax<TestType> functor(TestType(0.5), masked);
  CHECK((functor.is_masked() && functor.temperature() == TestType(0.5)));
  CHECK(same_bits(Vec(functor(v)), expected));
  CHECK((Vec(functor(x.col(1))).array() == 0).all());
  CHECK_FALSE(hillock::Softmax<TestType>().is_masked());
}

TEMPLATE_TEST_CASE("Softmin is softmax of the negative", "[vector]", EVERY_TYPE) {
  using Vec = Vector<TestType>;
  for (const Eigen::Index size : {1, 3, 16, 17, 50}) {
    const Vec x = random_vector<TestType>(size, 6), dy = random_vector<TestType>(size, 2, 3), negative = -x;
    const Vec y = hillock::softmin(x, 0.7), p = hillock::softmax(negative, 0.7);
    CHECK(same_bits(y, p));
    const Vec dx = hillock::softmin.backward_from_output(y, dy, 0.7);
    CHECK(same_bits(dx, Vec(-Vec(hillock::softmax.backward_from_output(p, dy, 0.7)))));
    CHECK(same_bits(Vec(hillock::softmin.backward(x, dy, 0.7)), dx));
  }
  check_layouts<TestType>(hillock::softmin);
  check_nan<TestType>(hillock::softmin, {not_a_number<TestType>, -infinity<TestType>});
  CHECK((Vec(hillock::softmin(Eigen::Matrix<TestType, 3, 1>(1, infinity<TestType>, 1))) ==
         Eigen::Matrix<TestType, 3, 1>(0.5, 0, 0.5)));
}

TEMPLATE_TEST_CASE("Hardmax", "[vector][special]", float, double) {
  using Four = Eigen::Matrix<TestType, 4, 1>;
  const TestType inf = infinity<TestType>, largest = std::numeric_limits<TestType>::max();
  const auto hardmax = [](const Four& x) { return Four(hillock::hardmax(x)); };
  CHECK(hardmax(Four(1, 3, 2, 3)) == Four(0, 1, 0, 0));  // the first of several
  CHECK(hardmax(Four(0, -0.0, 0, 0)) == Four(1, 0, 0, 0));
  CHECK(hardmax(Four(TestType(-0.0), 0, -1, 0)) == Four(1, 0, 0, 0));
  CHECK(hardmax(Four(-inf, -inf, -inf, -inf)) == Four(1, 0, 0, 0));
  CHECK(hardmax(Four(largest, inf, 0, inf)) == Four(0, 1, 0, 0));
  CHECK(hardmax(Four(-largest, -inf, -largest, -inf)) == Four(1, 0, 0, 0));
  for (Eigen::Index size = 1; size < 40; ++size) {
    for (Eigen::Index i = 0; i < size; ++i) {
      Vector<TestType> x = Vector<TestType>::Constant(size, -5);
      x[i] = x[size - 1] = -4;
      const Vector<TestType> y = hillock::hardmax(x);
      CHECK((y[i] == 1 && y.sum() == 1));
    }
  }
  if constexpr (every::stands_for_types<TestType>) check_layouts<TestType>(hillock::hardmax);
  check_nan<TestType>(hillock::hardmax, {not_a_number<TestType>});
  const Vector<TestType> x = random_vector<TestType>(20);
  CHECK((Vector<TestType>(hillock::hardmax.backward(x, x)).array() == 0).all());
}

TEMPLATE_TEST_CASE("Sparsemax is the projection on the simplex", "[vector]", float, double) {
  using Vec = Vector<TestType>;
  using Three = Eigen::Matrix<TestType, 3, 1>;
  constexpr long double epsilon = std::numeric_limits<TestType>::epsilon();
  SECTION("values") {
    CHECK((Three(hillock::sparsemax(Three(0, 0, 0))).array() - TestType(1) / 3).abs().maxCoeff() <= TestType(epsilon));
    CHECK((Three(hillock::sparsemax(Three(3, 1, 0))) == Three(1, 0, 0)));
    CHECK((Three(hillock::sparsemax(Three(2, 1, 0))) == Three(1, 0, 0)));  // just at the edge
    CHECK((Three(hillock::sparsemax(Three(1, 0.5, 0))) == Three(0.75, 0.25, 0)));
    CHECK((Vec(hillock::sparsemax(Vec::Constant(1, -7))) == Vec::Constant(1, 1)));
    for (const double spread : {0.01, 0.3, 1.0, 3.0, 50.0}) {
      for (const double centre : {0.0, 1000.0}) {
        for (const Eigen::Index size : {1, 2, 3, 7, 16, 17, 100, 3000}) {
          const Vec x = random_vector<TestType>(size, spread, 3).array() + TestType(centre);
          const Vec p = hillock::sparsemax(x);
          const Long exact = sparsemax(x.template cast<long double>());
          const Long error = (p.template cast<long double>() - exact).cwiseAbs();
          CAPTURE(spread, centre, size);
          CHECK((error.array() <= epsilon * exact.array() + (sizeof(TestType) == 4 ? 0x1p-40L : 0x1p-60L)).all());
          CHECK(std::abs(p.template cast<long double>().sum() - 1) <= 4 * epsilon);
          CHECK(p.minCoeff() >= 0);
        }
      }
    }
  }
  SECTION("special values") {
    const TestType inf = infinity<TestType>, largest = std::numeric_limits<TestType>::max();
    CHECK((Three(hillock::sparsemax(Three(1, -inf, 0.5))) == Three(0.75, 0, 0.25)));
    CHECK((Three(hillock::sparsemax(Three(largest, -largest, largest))) == Three(0.5, 0, 0.5)));
    CHECK((Three(hillock::sparsemax(Three(-largest, -largest, -inf))) == Three(0.5, 0.5, 0)));
    CHECK(all_nan(Three(hillock::sparsemax(Three(-inf, -inf, -inf)))));
    check_nan<TestType>(hillock::sparsemax, {not_a_number<TestType>, inf});
  }
  SECTION("layouts") { check_layouts<TestType>(hillock::sparsemax); }
}

TEMPLATE_TEST_CASE("Min-max normalisation", "[vector][special]", float, double) {
  using Vec = Vector<TestType>;
  using Three = Eigen::Matrix<TestType, 3, 1>;
  using Limits = std::numeric_limits<TestType>;
  const TestType inf = infinity<TestType>, largest = Limits::max(), tiny = Limits::denorm_min();
  const auto normalize = [](const Three& x, auto... interval) {
    return Three(hillock::min_max_normalize(x, interval...));
  };
  SECTION("values") {
    CHECK(normalize(Three(2, 3, 6)) == Three(0, 0.25, 1));
    CHECK(normalize(Three(6, 3, 2), -1, 1) == Three(1, -0.5, -1));
    CHECK(normalize(Three(6, 3, 2), 0, 255.0, hillock::columnwise) == Three(255, 63.75, 0));
    CHECK(hillock::MinMaxNormalize<TestType>(-1, 1)(Three(6, 3, 2)).eval() == Three(1, -0.5, -1));
    for (const double spread : {1e-30, 1e-3, 1.0, 1e30}) {
      for (const Eigen::Index size : {2, 3, 16, 17, 1000}) {
        const Vec x = random_vector<TestType>(size, spread, 3);
        const long double lowest = x.minCoeff(), range = x.maxCoeff() - lowest;
        const Vec y = hillock::min_max_normalize(x), z = hillock::min_max_normalize(x, -3, 7);
        double error = 0, other_error = 0;
        for (Eigen::Index i = 0; i < size; ++i) {
          const long double t = (x[i] - lowest) / range;
          error = std::max(error, ulp_error(y[i], t));
          other_error = std::max(other_error, static_cast<double>(std::abs(z[i] - (-3 + 10 * t))));
        }
        CAPTURE(spread, size);
        if (has_reference<TestType>) CHECK(error <= 1);
        CHECK(other_error <= 8 * static_cast<double>(Limits::epsilon()));
        CHECK((y.minCoeff() == 0 && y.maxCoeff() == 1 && z.minCoeff() == -3 && z.maxCoeff() == 7));
      }
    }
    // Subnormal elements: what a division leaves over would be below the smallest number.
    double error = 0;
    for (int exponent = Limits::min_exponent; exponent < Limits::max_exponent; exponent += 7) {
      const TestType range = std::ldexp(TestType(2) - Limits::epsilon(), exponent);
      for (int k = 1; k < 200; k += 9) {
        const TestType t = normalize(Three(TestType(k) * tiny, 0, range))[0];
        error = std::max(error,
                         ulp_error(t, static_cast<long double>(TestType(k) * tiny) / static_cast<long double>(range)));
      }
    }
    if (has_reference<TestType>) CHECK(error <= 1);
    // Onto two neighbours: a rounding alone leads out of the interval.
    for (const TestType lo : {TestType(-1.9), TestType(-0.3), TestType(1.2), TestType(1.9)}) {
      const TestType hi = std::nextafter(lo, TestType(2));
      const Vec y = hillock::min_max_normalize(random_vector<TestType>(1000, 1, 3), lo, hi);
      CHECK((y.minCoeff() == lo && y.maxCoeff() == hi));
    }
  }
  SECTION("special values") {
    CHECK(normalize(Three(5, 5, 5)) == Three(0, 0, 0));
    CHECK(normalize(Three(5, 5, 5), 2, 3) == Three(2, 2, 2));
    CHECK(normalize(Three(largest, -largest, 0)) == Three(1, 0, 0.5));
    CHECK(normalize(Three(0, 2 * tiny, tiny)) == Three(0, 1, 0.5));
    CHECK(normalize(Three(0, 1, 0.5), -largest, largest) == Three(-largest, largest, 0));
    CHECK(normalize(Three(1, inf, largest)) == Three(0, 1, 0));
    CHECK(normalize(Three(1, -inf, -largest)) == Three(1, 0, 1));
    CHECK(normalize(Three(1, -inf, inf)) == Three(0.5, 0, 1));
    CHECK(normalize(Three(inf, inf, inf)) == Three(0, 0, 0));
    check_nan<TestType>(hillock::min_max_normalize, {not_a_number<TestType>});
  }
  if constexpr (every::stands_for_types<TestType>) {
    SECTION("layouts") { check_layouts<TestType>(hillock::min_max_normalize); }
  }
}

TEMPLATE_TEST_CASE("logsumexp", "[vector]", float, double) {
  using Vec = Vector<TestType>;
  using Mat = Matrix<TestType>;
  using Limits = std::numeric_limits<TestType>;
  SECTION("within 2 ULP") {
    for (const double spread : {0.1, 1.0, 5.0, 50.0, 400.0}) {
      for (const double centre : {0.0, 3.0, 100.0, -1000.0}) {
        for (const Eigen::Index size : {1, 2, 3, 7, 16, 17, 100, 3000}) {
          const Vec x = random_vector<TestType>(size, spread, 3).array() + TestType(centre);
          CAPTURE(spread, centre, size);
          const TestType m = x.maxCoeff();
          if (has_reference<TestType>)
            CHECK(reference::logsumexp_error(hillock::logsumexp(x), m, reference::Softmax(x)) <= 2);
        }
      }
    }
    // Where the two parts cancel: ln 2 less the element next to it. Half an ULP of the element.
    const TestType x = -static_cast<TestType>(0.693147180559945309417L);
    const long double exact = static_cast<long double>(x) + std::log(2.0L);
    CHECK(std::abs(hillock::logsumexp(Vec::Constant(2, x)) - exact) <= (sizeof(TestType) == 4 ? 0x1p-25L : 0x1p-54L));
  }
  SECTION("shapes: a number, a row or a column") {
    const Mat x = random_matrix<TestType>(21, 5, 4);
    const Mat xt = x.transpose();
    const RowMajor<TestType> row_x = x;
    RowVector<TestType> each(5);
    for (Eigen::Index j = 0; j < 5; ++j) {
      const Vec column = x.col(j);
      each[j] = hillock::logsumexp(column);
      CHECK(hillock::logsumexp(xt.row(j)) == each[j]);
      CHECK(hillock::logsumexp(row_x.col(j)) == each[j]);
    }
    STATIC_REQUIRE(std::is_same<decltype(hillock::logsumexp(x.col(0))), TestType>::value);
    CHECK(same_bits(RowVector<TestType>(hillock::logsumexp(x)), each));
    CHECK(same_bits(RowVector<TestType>(hillock::logsumexp(row_x, hillock::columnwise)), each));
    CHECK(same_bits(Vec(hillock::logsumexp(xt, hillock::rowwise)), each.transpose()));
    CHECK(
        same_bits(RowVector<TestType>(hillock::logsumexp(2 * x)), RowVector<TestType>(hillock::logsumexp(Mat(2 * x)))));
    Mat large = Mat::Constant(7, 7, 9);
    large.row(2).segment(1, 5) = hillock::logsumexp(x);
    large.col(0).tail(5) = hillock::logsumexp(xt, hillock::rowwise);
    CHECK(same_bits(large.row(2).segment(1, 5), each));
    CHECK(same_bits(large.col(0).tail(5), each.transpose()));
    CHECK((large.array() == 9).count() == 39);
    // Each element of a vector a vector of its own.
    CHECK(same_bits(RowVector<TestType>(hillock::logsumexp(each, hillock::columnwise)), each));
    CHECK(same_bits(Vec(hillock::logsumexp(Vec(x.col(1)), hillock::rowwise)), x.col(1)));
    CHECK(hillock::logsumexp(Eigen::Array<TestType, 3, 1>(0, 0, 0)) == hillock::logsumexp(Vec::Zero(3)));
    using Array = Eigen::Array<TestType, 1, Eigen::Dynamic>;
    CHECK(same_bits(Array(hillock::logsumexp(x.array())), each));
  }
  SECTION("special values") {
    const TestType inf = infinity<TestType>;
    using Three = Eigen::Matrix<TestType, 3, 1>;
    CHECK(hillock::logsumexp(Vec()) == -inf);
    CHECK(same_bits(RowVector<TestType>(hillock::logsumexp(Mat(0, 2))), RowVector<TestType>::Constant(2, -inf)));
    CHECK(RowVector<TestType>(hillock::logsumexp(Mat(2, 0))).size() == 0);
    for (const Eigen::Index size : {1, 2, 16, 17}) {
      CHECK(hillock::logsumexp(Vec::Constant(size, -inf)) == -inf);
      CHECK(hillock::logsumexp(Vec::Constant(size, inf)) == inf);
      CHECK(hillock::logsumexp(Vec::Constant(size, Limits::max())) == Limits::max());
      CHECK(hillock::logsumexp(Vec::Constant(size, Limits::lowest())) == Limits::lowest());
      for (Eigen::Index i = 0; i < size; ++i) {
        for (const TestType others : {TestType(0), inf, -inf}) {
          Vec x = Vec::Constant(size, others);
          x[i] = not_a_number<TestType>;
          CHECK(std::isnan(hillock::logsumexp(x)));
        }
      }
    }
    CHECK(hillock::logsumexp(Three(-inf, 2, -inf)) == 2);
    CHECK(hillock::logsumexp(Three(-inf, 2, inf)) == inf);
    CHECK(hillock::logsumexp(Three(Limits::max(), 2, -Limits::max())) == Limits::max());
    CHECK((Vec(hillock::logsumexp.backward(Vec::Constant(3, -inf), TestType(1))) == Vec::Zero(3)));
  }
}

TEMPLATE_TEST_CASE("logmeanexp", "[vector]", float, double) {
  using Vec = Vector<TestType>;
  using Mat = Matrix<TestType>;
  SECTION("within the bounds, also near 0 and of nearly equal numbers") {
    for (const double spread : {1e-30, 1e-6, 0.1, 0.6, 1.0, 5.0, 400.0}) {
      for (const double centre : {0.0, 1e-6, -0.69, 0.69, 3.0, -1000.0}) {
        for (const Eigen::Index size : {1, 2, 3, 7, 16, 17, 100, 3000}) {
          Vec x = random_vector<TestType>(size, spread, 3).array() + TestType(centre);
          if (size == 17) x.head(9).setConstant(-infinity<TestType>);
          CAPTURE(spread, centre, size);
          if (!has_reference<TestType>) continue;
          CHECK(reference::logmeanexp_error(hillock::logmeanexp(x), x) <= 2);
          CHECK(reference::logmeanexp_error(hillock::precise::logmeanexp(x), x) <= 1);
        }
      }
    }
  }
  SECTION("the same in every layout; the gradient is that of logsumexp") {
    const Mat x = random_matrix<TestType>(21, 19, 0.7), xt = x.transpose();
    RowVector<TestType> each(19);
    for (Eigen::Index j = 0; j < 19; ++j) each[j] = hillock::logmeanexp(Vec(x.col(j)));
    CHECK(same_bits(RowVector<TestType>(hillock::logmeanexp(x)), each));
    CHECK(same_bits(Vec(hillock::logmeanexp(xt, hillock::rowwise)), each.transpose()));
    CHECK(same_bits(Mat(hillock::logmeanexp.backward(x, each)), Mat(hillock::logsumexp.backward(x, each))));
  }
  SECTION("special values") {
    const TestType inf = infinity<TestType>;
    using Three = Eigen::Matrix<TestType, 3, 1>;
    CHECK(std::isnan(hillock::logmeanexp(Vec())));
    CHECK(RowVector<TestType>(hillock::logmeanexp(Mat(2, 0))).size() == 0);
    for (const Eigen::Index size : {1, 2, 16, 17}) {
      CHECK(hillock::logmeanexp(Vec::Constant(size, -inf)) == -inf);
      CHECK(hillock::logmeanexp(Vec::Constant(size, inf)) == inf);
      for (const TestType value : {TestType(0), TestType(0.7), std::numeric_limits<TestType>::max()}) {
        CHECK(hillock::logmeanexp(Vec::Constant(size, value)) == value);
        CHECK(hillock::logmeanexp(Vec::Constant(size, -value)) == -value);
      }
    }
    CHECK(std::isnan(hillock::logmeanexp(Three(-inf, not_a_number<TestType>, inf))));
    CHECK(hillock::logmeanexp(Three(-inf, 2, inf)) == inf);
  }
}

TEMPLATE_TEST_CASE("Softmax with a sink", "[vector]", float, double) {
  using Vec = Vector<TestType>;
  using Mat = Matrix<TestType>;
  using hillock::masked;
  const TestType inf = infinity<TestType>;
  SECTION("softmax of one more logit, forward and backward") {
    for (const double spread : {0.1, 3.0, 40.0}) {
      for (const TestType sink : {TestType(0), TestType(-3.5), TestType(20), TestType(-90), TestType(90)}) {
        for (const Eigen::Index size : {1, 2, 7, 15, 16, 17, 100, 300}) {
          for (const TestType t : {TestType(1), TestType(1.7)}) {
            const Vec x = random_vector<TestType>(size, spread, 3), dy = random_vector<TestType>(size, 2, 4);
            Vec with(size + 1);
            with << x, sink;
            const reference::Softmax exact(with, static_cast<long double>(t));
            CAPTURE(spread, sink, size, t);
            const Vec y = hillock::softmax_with_sink(x, sink, t),
                      precise = hillock::precise::softmax_with_sink(x, sink, t),
                      fast = hillock::fast::softmax_with_sink(x, sink, t);
            double worst = 0, worst_precise = 0, worst_fast = 0;
            long double dot = 0, size_of_dot = 0;
            for (Eigen::Index i = 0; i < size; ++i) {
              worst = std::max(worst, ulp_error(y[i], exact.softmax(i)));
              worst_precise = std::max(worst_precise, ulp_error(precise[i], exact.softmax(i)));
              worst_fast =
                  std::max(worst_fast, reference::relative_error(static_cast<float>(fast[i]), exact.softmax(i)));
              dot += exact.softmax(i) * static_cast<long double>(dy[i]);
              size_of_dot += exact.softmax(i) * static_cast<long double>(std::abs(dy[i]));
            }
            if (!has_reference<TestType>) continue;
            CHECK(worst <= 3);
            CHECK(worst_precise <= 1);
            if (std::is_same<TestType, float>::value) CHECK(worst_fast <= 0x1p-11);
            const long double all = exact.softmax(size) * size_of_dot / static_cast<long double>(t),
                              ds = -exact.softmax(size) * dot / static_cast<long double>(t);
            // The error, as one of a result as large as the sum is without signs.
            const auto error = [&](TestType found) {
              return ulp_error(static_cast<TestType>(all),
                               static_cast<TestType>(all) - (ds - static_cast<long double>(found)));
            };
            CHECK(error(hillock::softmax_with_sink.sink_gradient(x, dy, sink, t)) <= 4);
            CHECK(error(hillock::precise::softmax_with_sink.sink_gradient(x, dy, sink, t)) <= 2);
            if (std::is_same<TestType, float>::value) {
              CHECK(std::abs(hillock::fast::softmax_with_sink.sink_gradient(x, dy, sink, t) - ds) <=
                    0x1p-9L * all + 0x1p-140L);
            }
            CHECK(same_bits(Vec(hillock::softmax_with_sink.backward(x, dy, sink, t)),
                            Vec(hillock::softmax.backward_from_output(y, dy, t))));
            CHECK(same_bits(Vec(hillock::softmax_with_sink.backward_from_output(y, dy, sink, t)),
                            Vec(hillock::softmax.backward_from_output(y, dy, t))));
          }
        }
      }
    }
  }
  SECTION("layouts") {
    if constexpr (every::stands_for_types<TestType>) check_layouts<TestType>(hillock::softmax_with_sink);
    if constexpr (every::full || !every::stands_for_types<TestType>) {
      check_layouts<TestType>(hillock::SoftmaxWithSink<TestType>(TestType(2)));
    }
    check_nan<TestType>(hillock::softmax_with_sink, {not_a_number<TestType>, inf});
    const Mat x = random_matrix<TestType>(20, 18, 3), dy = random_matrix<TestType>(20, 18, 2, 7);
    const Mat xt = x.transpose(), dyt = dy.transpose();
    RowVector<TestType> each(18);
    for (Eigen::Index j = 0; j < 18; ++j) {
      each[j] = hillock::softmax_with_sink.sink_gradient(x.col(j), dy.col(j), TestType(0.5));
    }
    CHECK(same_bits(RowVector<TestType>(hillock::softmax_with_sink.sink_gradient(x, dy, TestType(0.5))), each));
    Mat to(19, 20);
    to.leftCols(1).topRows(18) = hillock::softmax_with_sink.sink_gradient(xt, dyt, TestType(0.5), hillock::rowwise);
    CHECK(same_bits(to.col(0).head(18), each.transpose()));
    Mat over = xt;  // into a part of what is read
    over.col(2) = hillock::softmax_with_sink.sink_gradient(over, dyt, TestType(0.5), hillock::rowwise);
    CHECK(same_bits(over.col(2), each.transpose()));
  }
  SECTION("special values") {
    const TestType nan = not_a_number<TestType>;
    for (const Eigen::Index size : {1, 2, 16, 17, 40}) {
      const Vec nothing = Vec::Constant(size, -inf), dy = random_vector<TestType>(size);
      CHECK((Vec(hillock::softmax_with_sink(nothing)).array() == 0).all());
      CHECK(hillock::softmax_with_sink.sink_gradient(nothing, dy) == 0);
      CHECK((Vec(hillock::softmax_with_sink.backward(nothing, dy)).array() == 0).all());
      CHECK(all_nan(Vec(hillock::softmax_with_sink(nothing, -inf))));
      CHECK(std::isnan(hillock::softmax_with_sink.sink_gradient(nothing, dy, -inf)));
      CHECK((Vec(hillock::softmax_with_sink(nothing, -inf, masked)).array() == 0).all());
      CHECK(hillock::softmax_with_sink.sink_gradient(nothing, dy, -inf, masked) == 0);
      const Vec x = random_vector<TestType>(size, 4);
      CHECK(same_bits(Vec(hillock::softmax_with_sink(x, -inf)), Vec(hillock::softmax(x))));
      CHECK(hillock::softmax_with_sink.sink_gradient(x, dy, -inf) == 0);
      CHECK((Vec(hillock::softmax_with_sink(x, inf)).array() == 0).all());
      CHECK(hillock::softmax_with_sink.sink_gradient(x, dy, inf) == 0);
      CHECK(all_nan(Vec(hillock::softmax_with_sink(x, nan))));
      CHECK(std::isnan(hillock::softmax_with_sink.sink_gradient(x, dy, nan)));
      Vec bad = x;
      bad[size / 2] = inf;
      CHECK(all_nan(Vec(hillock::softmax_with_sink(bad, inf))));
      // Gradients near the largest number, whose products with terms would overflow.
      const TestType most = std::numeric_limits<TestType>::max() / 2;
      const TestType ds = hillock::softmax_with_sink.sink_gradient(x, Vec::Constant(size, most)),
                     of_one = hillock::softmax_with_sink.sink_gradient(x, Vec::Ones(size));
      CHECK(std::abs(ds / most - of_one) <= 8 * std::numeric_limits<TestType>::epsilon());
    }
    CHECK(Vec(hillock::softmax_with_sink(Vec())).size() == 0);
    CHECK(hillock::softmax_with_sink.sink_gradient(Vec(), Vec()) == 0);
  }
}

TEMPLATE_TEST_CASE("Gumbel-softmax", "[vector]", EVERY_TYPE) {
  using Vec = Vector<TestType>;
  using Mat = Matrix<TestType>;
  const Vec x = random_vector<TestType>(20, 2);
  SECTION("same engine and seed, same result") {
    std::mt19937 one(7), two(7), third(7), other(8);
    const Vec y = hillock::gumbel_softmax(x, one, 0.5), again = hillock::gumbel_softmax(x, two, 0.5);
    CHECK(same_bits(y, again));
    CHECK_FALSE(same_bits(y, Vec(hillock::gumbel_softmax(x, other, 0.5))));
    CHECK_FALSE(same_bits(y, Vec(hillock::gumbel_softmax(x, one, 0.5))));  // the engine moved on
    CHECK(same_bits(Vec(hillock::gumbel_softmax(x, third, hillock::hard, 0.5)), Vec(hillock::hardmax(y))));
    CHECK(std::abs(y.sum() - 1) <= 20 * std::numeric_limits<TestType>::epsilon());
  }
  SECTION("any engine") {
    std::mt19937_64 large(1);
    std::minstd_rand small(1);
    CHECK(std::abs(Vec(hillock::gumbel_softmax(x, large)).sum() - 1) <= TestType(1e-5));
    CHECK(std::abs(Vec(hillock::gumbel_softmax(x, small)).sum() - 1) <= TestType(1e-5));
  }
  SECTION("whatever the layout") {
    const Mat m = random_matrix<TestType>(17, 4), mt = m.transpose();
    std::mt19937 engine(3);
    const Mat y = hillock::gumbel_softmax(m, engine);
    const auto again = [&](const auto& argument, auto... options) {
      std::mt19937 same(3);
      return Mat(hillock::gumbel_softmax(argument, same, options...));
    };
    CHECK(same_bits(again(RowMajor<TestType>(m)), y));
    CHECK(same_bits(again(mt, hillock::rowwise), Mat(y.transpose())));
    CHECK(same_bits(again(mt.transpose(), hillock::columnwise, 1.0), y));
    CHECK(same_bits(again(Mat(m / 2) * 2), y));
    std::mt19937 same(3);
    Mat in_place = m;
    in_place = hillock::gumbel_softmax(in_place, same);
    CHECK(same_bits(in_place, y));
  }
  SECTION("the choice has the distribution softmax(x)") {
    const Eigen::Matrix<TestType, 3, 1> logits(TestType(2.9), TestType(1.3), TestType(0.2));
    std::mt19937 engine(11);
    Eigen::Vector3d counts = Eigen::Vector3d::Zero();
    const int draws = 20000;
    for (int i = 0; i < draws; ++i) {
      const Eigen::Matrix<TestType, 3, 1> choice = hillock::gumbel_softmax(logits, engine, hillock::hard);
      counts += choice.template cast<double>();
    }
    // Five standard deviations.
    CHECK(std::abs(counts[0] / draws - 0.7879587108) < 0.0145);
    CHECK(std::abs(counts[1] / draws - 0.1590861200) < 0.0130);
    CHECK(std::abs(counts[2] / draws - 0.0529551692) < 0.0080);
  }
  SECTION("special values") {
    std::mt19937 engine(1);
    const TestType inf = infinity<TestType>;
    Vec masked = x;
    masked[3] = -inf;
    CHECK(Vec(hillock::gumbel_softmax(masked, engine))[3] == 0);
    CHECK(all_nan(Vec(hillock::gumbel_softmax(Vec::Constant(4, -inf), engine))));
    CHECK((Vec(hillock::gumbel_softmax(Vec::Constant(4, -inf), engine, hillock::masked)).array() == 0).all());
    masked[3] = not_a_number<TestType>;
    CHECK(all_nan(Vec(hillock::gumbel_softmax(masked, engine))));
    CHECK(all_nan(Vec(hillock::gumbel_softmax(masked, engine, hillock::hard))));
    CHECK(Vec(hillock::gumbel_softmax(Vec(), engine)).size() == 0);
  }
}
