// Softmax and log-softmax: values, accuracy, special values, temperature.
#include <algorithm>
#include <vector>

#include <hillock/softmax.hpp>  // first: it leans on nothing that others include

#include "catch.hpp"
#include "logits.hpp"
#include "softmax_reference.hpp"

namespace {

using namespace support;

using Reference = reference::Softmax;

template <typename Scalar>
constexpr bool has_reference = std::numeric_limits<long double>::digits >= std::numeric_limits<Scalar>::digits + 11;

struct Errors {
  double softmax = 0, log_softmax = 0;
};

template <typename Scalar>
Errors measure(const Vector<Scalar>& x, Scalar temperature) {
  const Reference exact(x, static_cast<long double>(temperature));
  const Vector<Scalar> p = hillock::softmax(x, temperature), log = hillock::log_softmax(x, temperature);
  Errors errors;
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    errors.softmax = std::max(errors.softmax, ulp_error(p[i], exact.softmax(i)));
    errors.log_softmax = std::max(errors.log_softmax, ulp_error(log[i], exact.log_softmax(i)));
  }
  return errors;
}

}  // namespace

TEMPLATE_TEST_CASE("Softmax of three classes", "[softmax]", float, double) {
  const Eigen::Matrix<TestType, 3, 1> x(TestType(2.9), TestType(1.3), TestType(0.2));
  const Eigen::Matrix<TestType, 3, 1> p = hillock::softmax(x), log = hillock::log_softmax(x);
  const double exact[] = {0.7879587108, 0.1590861200, 0.0529551692};
  const double tolerance = sizeof(TestType) == sizeof(float) ? 1e-7 : 5.1e-11;
  for (int i = 0; i < 3; ++i) {
    CHECK(std::abs(double(p[i]) - exact[i]) <= tolerance);
    CHECK(std::abs(double(log[i]) - std::log(exact[i])) <= 20 * tolerance);
  }
  CHECK(std::lround(100 * p[0]) == 79);
  CHECK(std::lround(100 * p[1]) == 16);
  CHECK(std::lround(100 * p[2]) == 5);
}

TEMPLATE_TEST_CASE("Softmax and log-softmax are within 3 ULP", "[softmax]", float, double) {
  if constexpr (has_reference<TestType>) {
    for (const Distribution& distribution : distributions) {
      for (const TestType temperature : {TestType(1), TestType(0.5), TestType(3)}) {
        for (Eigen::Index size = 1; size < 1100; size += size < 70 ? 1 : 437) {
          const Errors errors = measure(logits<TestType>(distribution, size, 7), temperature);
          CAPTURE(distribution.name, size, temperature);
          CHECK(errors.softmax <= 3);
          CHECK(errors.log_softmax <= 3);
        }
      }
      const Errors errors = measure(logits<TestType>(distribution, 65536, 7), TestType(1));
      CAPTURE(distribution.name);
      CHECK(errors.softmax <= 3);
      CHECK(errors.log_softmax <= 3);
    }
  }
}

TEMPLATE_TEST_CASE("Softmax is accurate for logits of any size, and a share for any sum", "[softmax]", float, double) {
  if constexpr (has_reference<TestType>) {
    // Around the largest element up to which logits are reduced without a difference, and far beyond.
    const double limit = sizeof(TestType) == sizeof(float) ? 8064 : 524288;
    for (const double m : {0.0, 88.7, limit - 0.5, limit, limit + 0.5, 40 * limit, 1e30}) {
      for (const double sign : {1.0, -1.0}) {
        const Vector<TestType> x = random_vector<TestType>(77, 20, 5).array() + TestType(sign * m);
        const Errors errors = measure(x, TestType(1));
        CAPTURE(m, sign);
        CHECK(errors.softmax <= 3);
        CHECK(errors.log_softmax <= 3);
      }
    }
    // So far below the largest element that all others together are a trace.
    for (const double value : {-0.3, -0.7, 0.1}) {
      Vector<TestType> x = Vector<TestType>::Constant(4000, TestType(value));
      x[0] = TestType(sizeof(TestType) == sizeof(float) ? 40 : 150);
      CAPTURE(value);
      CHECK(measure(x, TestType(1)).log_softmax <= 3);
    }
    // Long vectors, whose sums are kept in another way: one large term, and so many small ones of one size that what
    // each addition loses is a share of the whole.
    for (const Eigen::Index size : {65, 1025, 8192, 8193, 65536, 65537}) {
      for (const double d : {9.1, 12.3, 14.9, 16.6893}) {
        Vector<TestType> x = Vector<TestType>::Constant(size, TestType(0.3));
        x[size / 2] = TestType(0.3 + d);
        CAPTURE(size, d);
        CHECK(measure(x, TestType(1)).softmax <= 3);
      }
    }
    // Many terms with an error of one sign, and a single one of the other.
    for (const int count : {1, 30, 1000}) {
      for (const double step : {0.0009765625, 0.0078125}) {
        for (double d = 0; d < 1; d += 0.0625) {
          Vector<TestType> x = Vector<TestType>::Constant(count + 2, TestType(3.7 - d));
          x[0] = TestType(3.7);
          x[1] = TestType(3.7 - d - step * count);
          const Errors errors = measure(x, TestType(1));
          CAPTURE(count, d, step);
          CHECK(errors.softmax <= 3);
          CHECK(errors.log_softmax <= 3);
        }
      }
    }
  }
}

TEST_CASE("fast::softmax and fast::log_softmax are within 2^-11", "[softmax][fast]") {
  double worst = 0, worst_log = 0;
  for (const Distribution& distribution : distributions) {
    for (const float temperature : {1.0f, 0.5f, 3.0f}) {
      // (Up to 16384 elements, softmax adds up floats.)
      for (const Eigen::Index size : {1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 67, 504, 941, 16384, 16385}) {
        const Vector<float> x = logits<float>(distribution, size, 7), p = hillock::fast::softmax(x, temperature);
        const Vector<float> log = hillock::fast::log_softmax(x, temperature);
        const Reference exact(x, static_cast<long double>(temperature));
        for (Eigen::Index i = 0; i < size; ++i) {
          worst = std::max(worst, reference::relative_error(p[i], exact.softmax(i)));
          worst_log = std::max(worst_log, reference::relative_error(log[i], exact.log_softmax(i)));
        }
      }
    }
  }
  CHECK(worst <= hillock::fast_bounds.forward);
  CHECK(worst_log <= hillock::fast_bounds.forward);
  CHECK(std::min(worst, worst_log) > 0x1p-16);  // it is the fast tier that was measured
  // A trace beside the largest element, which is all that the result is made of.
  for (const float d : {5.0f, 17.0f, 40.0f, 80.0f}) {
    const Vector<float> log = hillock::fast::log_softmax(Eigen::Vector4f(-1, d, -1, -1));
    const double exact = -std::log1p(3 * std::exp(-double(d) - 1));
    CHECK(std::abs(double(log[1]) - exact) <= -exact * hillock::fast_bounds.forward);
  }

  // Special values, along either axis, masked, in place, with extreme temperatures.
  const float infinity = hillock::detail::infinity<float>(), largest = std::numeric_limits<float>::max();
  using Three = Eigen::Vector3f;
  const auto fast = [](const Three& x, auto... options) { return Three(hillock::fast::softmax(x, options...)); };
  CHECK(all_nan(fast(Three(1, hillock::detail::not_a_number<float>(), 2))));
  CHECK(all_nan(fast(Three(1, infinity, 2))));
  CHECK(all_nan(fast(Three::Constant(-infinity))));
  CHECK(fast(Three::Constant(-infinity), hillock::masked) == Three::Zero());
  CHECK(fast(Three(-infinity, 3, 3)) == Three(0, 0.5f, 0.5f));
  const auto fast_log = [](const Three& x, auto... options) {
    return Three(hillock::fast::log_softmax(x, options...));
  };
  CHECK(all_nan(fast_log(Three(1, infinity, 2))));
  CHECK(fast_log(Three::Constant(-infinity), hillock::masked) == Three::Constant(-infinity));
  CHECK(fast_log(Three(-infinity, -infinity, 3)) == Three(-infinity, -infinity, 0));
  for (const float temperature : {1.0f, 1e-3f, 3.0f, std::numeric_limits<float>::denorm_min()}) {
    CHECK(fast(Three(largest, -largest, 0), temperature) == Three(1, 0, 0));
    CHECK(fast(Three(1, 1e6f, 1e6f), temperature) == Three(0, 0.5f, 0.5f));
  }
  Matrix<float> m = random_matrix<float>(37, 3);
  const Matrix<float> rows = hillock::fast::softmax(m.transpose(), hillock::rowwise), p = hillock::fast::softmax(m);
  CHECK(same_bits(Matrix<float>(rows.transpose()), p));
  for (Eigen::Index j = 0; j < 3; ++j)
    CHECK(same_bits(Vector<float>(hillock::fast::softmax(m.col(j))), Vector<float>(p.col(j))));
  m = hillock::fast::softmax(m);
  CHECK(same_bits(m, p));
  const Vector<double> d = random_vector<double>(20, 4);
  CHECK(same_bits(Vector<double>(hillock::fast::softmax(d)), Vector<double>(hillock::softmax(d))));
}

TEMPLATE_TEST_CASE("Softmax sums to one", "[softmax]", float, double) {
  for (const Distribution& distribution : distributions) {
    for (const Eigen::Index size : {1, 2, 3, 17, 100, 1000, 65536}) {
      const Vector<TestType> p = hillock::softmax(logits<TestType>(distribution, size, 11));
      const long double sum = p.template cast<long double>().sum();
      CAPTURE(distribution.name, size);
      CHECK(std::abs(sum - 1) <= static_cast<long double>(size) * std::numeric_limits<TestType>::epsilon());
      CHECK(p.minCoeff() >= 0);
    }
  }
}

TEMPLATE_TEST_CASE("Softmax knows differences only", "[softmax]", float, double) {
  // Multiples of 1/8 stay exact when an integer is added.
  const Vector<TestType> x = (random_vector<TestType>(45, 20).array() * 8).round() * TestType(0.125);
  const Vector<TestType> p = hillock::softmax(x), log = hillock::log_softmax(x);
  for (const TestType shift : {TestType(-1000), TestType(-3), TestType(64), TestType(4096)}) {
    const Vector<TestType> shifted = x.array() + shift;
    // Within 3 ULP each.
    const Vector<TestType> q = hillock::softmax(shifted), shifted_log = hillock::log_softmax(shifted);
    const TestType epsilon = std::numeric_limits<TestType>::epsilon();
    CHECK(((q - p).array().abs() <= 6 * epsilon * p.array()).all());
    CHECK(((shifted_log - log).array().abs() <= 6 * epsilon * log.array().abs()).all());
    // Where softmax computes with differences itself, they are all that counts.
    using hillock::precise::softmax;
    CHECK(same_bits(Vector<TestType>(softmax(shifted)), Vector<TestType>(softmax(x))));
    CHECK(same_bits(Vector<TestType>(hillock::softmax(shifted, 0.5)), Vector<TestType>(hillock::softmax(x, 0.5))));
  }
  for (const Eigen::Index size : {1, 2, 4, 8, 64, 1024}) {  // all alike
    const Vector<TestType> alike = Vector<TestType>::Constant(size, TestType(-7.3));
    const Vector<TestType> share = hillock::softmax(alike);
    CHECK((share.array() == 1 / TestType(size)).all());
  }
}

TEMPLATE_TEST_CASE("Special values of softmax", "[softmax][special]", float, double) {
  using Limits = std::numeric_limits<TestType>;
  const TestType infinity = hillock::detail::infinity<TestType>(), largest = Limits::max();
  const TestType nan = hillock::detail::not_a_number<TestType>();
  using Vec = Vector<TestType>;
  using Three = Eigen::Matrix<TestType, 3, 1>;

  SECTION("a NaN or +inf anywhere makes that vector NaN, and only that one") {
    for (const Eigen::Index size : {1, 2, 5, 16, 17, 33}) {
      const Matrix<TestType> good = random_matrix<TestType>(size, 3);
      const Matrix<TestType> p = hillock::softmax(good), log = hillock::log_softmax(good);
      for (Eigen::Index i = 0; i < size; ++i) {
        for (const TestType bad : {nan, infinity}) {
          Matrix<TestType> x = good;
          x(i, 1) = bad;
          const Matrix<TestType> q = hillock::softmax(x), log_q = hillock::log_softmax(x);
          const RowMajor<TestType> transposed = hillock::softmax(x.transpose(), hillock::rowwise);
          CAPTURE(size, i, bad);
          CHECK((all_nan(q.col(1)) && all_nan(log_q.col(1)) && all_nan(transposed.row(1))));
          for (const Eigen::Index other : {0, 2}) {
            CHECK(same_bits(q.col(other), p.col(other)));
            CHECK(same_bits(log_q.col(other), log.col(other)));
            CHECK(same_bits(transposed.row(other).transpose(), p.col(other)));
          }
        }
      }
    }
  }
  SECTION("-inf gets nothing") {
    for (const Eigen::Index size : {2, 5, 16, 17, 33}) {
      for (Eigen::Index i = 0; i < size; ++i) {
        Vec x = Vec::Constant(size, 3);
        x[i] = -infinity;
        const Vec p = hillock::softmax(x), log = hillock::log_softmax(x);
        CAPTURE(size, i);
        CHECK(p[i] == 0);
        CHECK(every::same_bits(log[i], -infinity));
        const TestType others = 1 / TestType(size - 1);
        CHECK(((p.array() - others).abs() <= Limits::epsilon() * others).count() == size - 1);
        CHECK((log.array().abs() <= TestType(3.5)).count() == size - 1);  // log(32) at most
      }
      CHECK(all_nan(Vec(hillock::softmax(Vec::Constant(size, -infinity)))));
      CHECK(all_nan(Vec(hillock::log_softmax(Vec::Constant(size, -infinity)))));
    }
    CHECK(all_nan(Vec(hillock::softmax(Vec::Constant(1, -infinity)))));
    CHECK(all_nan(Vec(hillock::log_softmax(Vec::Constant(1, -infinity)))));
  }
  SECTION("any finite logits") {
    CHECK((Three(hillock::softmax(Three(largest, -largest, 0))) == Three(1, 0, 0)));
    CHECK((Three(hillock::softmax(Three(-largest, largest, largest))) == Three(0, 0.5, 0.5)));
    CHECK((Vec(hillock::softmax(Vec::Constant(4, -largest))) == Vec::Constant(4, 0.25)));
    CHECK((Three(hillock::log_softmax(Three(largest, 0, largest / 2))) == Three(0, -largest, -largest / 2)));
    CHECK((Three(hillock::log_softmax(Three(largest / 2, -largest / 2, 0))) == Three(0, -largest, -largest / 2)));
    CHECK((Three(hillock::softmax(Three(Limits::denorm_min(), 0, -infinity))) == Three(0.5, 0.5, 0)));
    for (const TestType temperature : {TestType(0.5), TestType(2), TestType(3)}) {
      CAPTURE(temperature);
      CHECK((Three(hillock::softmax(Three(largest, -largest, 0), temperature)) == Three(1, 0, 0)));
      CHECK((Three(hillock::softmax(Three(0, -largest / 2, 0), temperature)) == Three(0.5, 0, 0.5)));
    }
    const Three log = hillock::log_softmax(Three(0, -largest / 2, 0), TestType(2));
    CHECK(log[1] == -largest / 4);
    CHECK(std::abs(log[0] + std::log(TestType(2))) <= Limits::epsilon());
  }
  SECTION("one element has it all") {
    for (const TestType x : {TestType(0), TestType(-3), largest, -largest, Limits::denorm_min()}) {
      CHECK((Vec(hillock::softmax(Vec::Constant(1, x)))[0] == 1));
      CHECK((Vec(hillock::log_softmax(Vec::Constant(1, x)))[0] == 0));
    }
  }
  SECTION("empty stays empty") {
    CHECK((Vec(hillock::softmax(Vec())).size() == 0));
    CHECK((Vec(hillock::log_softmax(Vec())).size() == 0));
    CHECK((Vec(hillock::softmax.backward_from_output(Vec(), Vec())).size() == 0));
    for (const Eigen::Index rows : {0, 3}) {
      const Matrix<TestType> x(rows, 3 - rows);
      const Matrix<TestType> p = hillock::softmax(x), q = hillock::log_softmax(x, hillock::rowwise);
      CHECK((p.rows() == rows && p.cols() == 3 - rows && q.rows() == rows && q.cols() == 3 - rows));
    }
  }
}

TEMPLATE_TEST_CASE("The temperature of softmax", "[softmax]", float, double) {
  using Vec = Vector<TestType>;
  using Limits = std::numeric_limits<TestType>;
  const Vec x = random_vector<TestType>(37, 6);
  SECTION("by call as by functor; after the axis, too") {
    const hillock::Softmax<TestType> softmax(TestType(0.7));
    const hillock::LogSoftmax<TestType> log_softmax(TestType(0.7));
    CHECK(softmax.temperature() == TestType(0.7));
    CHECK(same_bits(Vec(softmax(x)), Vec(hillock::softmax(x, 0.7))));
    CHECK(same_bits(Vec(log_softmax(x)), Vec(hillock::log_softmax(x, 0.7))));
    CHECK(same_bits(Vec(hillock::softmax(x, hillock::columnwise, 0.7)), Vec(softmax(x))));
    const RowVector<TestType> row = x.transpose();
    CHECK(same_bits(RowVector<TestType>(hillock::softmax(row, hillock::rowwise, 0.7)).transpose(), Vec(softmax(x))));
    CHECK(same_bits(Vec(hillock::softmax(x, 2.f)), Vec(hillock::softmax(x, 2.0))));  // any floating-point type
    CHECK(same_bits(Vec(hillock::Softmax<TestType>()(x)), Vec(hillock::softmax(x))));
  }
  SECTION("is what the logits are divided by") {
    for (const TestType temperature : {TestType(0.25), TestType(2), TestType(16)}) {  // exactly
      const TestType inverse = 1 / temperature;  // a product, because -ffast-math makes an estimate of a quotient
      using namespace hillock::precise;          // the default tier has a way of its own for a temperature of 1
      CHECK(same_bits(Vec(softmax(x, temperature)), Vec(softmax(x * inverse))));
      CHECK(same_bits(Vec(log_softmax(x, temperature)), Vec(log_softmax(x * inverse))));
      const Vec p = hillock::softmax(x, temperature), q = hillock::softmax(x * inverse);
      CHECK(((p - q).array().abs() <= 6 * Limits::epsilon() * p.array()).all());
    }
    for (const TestType temperature :
         {TestType(0.1), TestType(0.7), TestType(3), TestType(10)}) {  // but for rounding x/T
      const Vec p = hillock::softmax(x, temperature), q = hillock::softmax(x / temperature);
      const Vec log_p = hillock::log_softmax(x, temperature), log_q = hillock::log_softmax(x / temperature);
      const TestType tolerance = 2 * (12 / temperature + 2) * Limits::epsilon();
      CHECK(((p - q).array().abs() <= tolerance * p.array()).all());
      CHECK(((log_p - log_q).array().abs() <= tolerance).all());
    }
  }
  SECTION("any positive one: the smallest picks the largest, the largest makes all alike") {
    const Eigen::Matrix<TestType, 4, 1> y(1, 3, -2, 3);
    for (const TestType cold : {TestType(1e-3), Limits::min(), Limits::denorm_min()}) {
      CAPTURE(cold);
      CHECK((Vec(hillock::softmax(y, cold)) == Eigen::Matrix<TestType, 4, 1>(0, 0.5, 0, 0.5)));
    }
    CHECK((Vec(hillock::softmax(y, Limits::max())) == Vec::Constant(4, 0.25)));
    using DoubleWord = Eigen::Matrix<TestType, 2, 1>;  // (x - m) / T is -2, though x - m overflows
    const DoubleWord p = hillock::softmax(DoubleWord(Limits::max(), -Limits::max()), Limits::max());
    CHECK(std::abs(p[1] - TestType(0.11920292202211755)) <= 4 * Limits::epsilon());
  }
}
