// Softmax with cross-entropy: losses, gradients, special values, layouts, errors.
#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "catch.hpp"
#include "softmax_reference.hpp"
#include "support.hpp"

namespace {

using namespace support;
using Long = Vector<long double>;
using hillock::softmax_cross_entropy;
using reference::Softmax;

template <typename Scalar>
const Scalar infinity = hillock::detail::infinity<Scalar>();
template <typename Scalar>
constexpr bool has_reference = std::numeric_limits<long double>::digits >= std::numeric_limits<Scalar>::digits + 11;

template <typename Scalar>
Vector<Scalar> distribution(Eigen::Index size, unsigned seed) {
  Vector<Scalar> t = random_vector<Scalar>(size, 1, seed).cwiseAbs();
  for (Eigen::Index i = 1; i < size; i += 3) t[i] = 0;
  return t / t.sum();
}

}  // namespace

TEMPLATE_TEST_CASE("Cross-entropy of three classes", "[cross_entropy]", float, double) {
  const Eigen::Matrix<TestType, 3, 1> x(TestType(2.9), TestType(1.3), TestType(0.2));
  const double p[] = {0.7879587108, 0.1590861200, 0.0529551692};
  for (int k = 0; k < 3; ++k) {
    const auto r = softmax_cross_entropy(x, k);
    CHECK(std::abs(double(r.losses[0]) + std::log(p[k])) <= 1e-6);
    CHECK((r.sum() == r.losses[0] && r.mean() == r.losses[0]));
    for (int i = 0; i < 3; ++i) CHECK(std::abs(double(r.gradient[i]) - (p[i] - (i == k))) <= 1e-6);
  }
}

TEMPLATE_TEST_CASE("Cross-entropy of class indices is within 2 ULP", "[cross_entropy]", float, double) {
  if constexpr (has_reference<TestType>) {
    double worst_loss = 0, worst_gradient = 0;
    for (const double spread : {0.01, 1.0, 5.0, 30.0, 80.0}) {
      for (const double centre : {0.0, 1000.0}) {
        for (const Eigen::Index size : {1, 2, 3, 7, 16, 17, 100, 1000}) {
          const Vector<TestType> x = random_vector<TestType>(size, spread, 3).array() + TestType(centre);
          const Softmax exact(x);
          Eigen::Index largest;
          x.maxCoeff(&largest);
          for (const Eigen::Index k : {Eigen::Index(0), size / 2, size - 1, largest}) {
            const auto r = softmax_cross_entropy(x, k);
            worst_loss = std::max(worst_loss, ulp_error(r.losses[0], exact.loss(k)));
            for (Eigen::Index i = 0; i < size; ++i) {
              const long double gradient = i == k ? exact.softmax_less_one(i) : exact.softmax(i);
              worst_gradient = std::max(worst_gradient, ulp_error(r.gradient[i], gradient));
            }
          }
        }
      }
    }
    INFO("loss " << worst_loss << " ULP, gradient " << worst_gradient << " ULP");
    CHECK(worst_loss <= 2);
    CHECK(worst_gradient <= 2);
  }
}

TEMPLATE_TEST_CASE("Cross-entropy of distributions", "[cross_entropy]", float, double) {
  if constexpr (has_reference<TestType>) {
    constexpr long double epsilon = std::numeric_limits<TestType>::epsilon();
    double worst = 0;
    for (const double spread : {0.01, 1.0, 5.0, 30.0, 80.0}) {
      for (const Eigen::Index size : {1, 2, 3, 7, 16, 17, 100, 1000}) {
        const Vector<TestType> x = random_vector<TestType>(size, spread, 3), t = distribution<TestType>(size, 5);
        const Softmax exact(x);
        const auto r = softmax_cross_entropy(x, t);
        long double loss = 0, weight = 0;  // a rounded distribution is one but almost
        for (const TestType element : t) weight += element;
        bool close = true;
        for (Eigen::Index i = 0; i < size; ++i) {
          loss += t[i] * exact.loss(i);
          const long double p = weight * exact.softmax(i), error = std::abs(r.gradient[i] - (p - t[i]));
          close = close && error <= epsilon * (p + std::abs(p - t[i])) + std::numeric_limits<TestType>::denorm_min();
        }
        CAPTURE(spread, size);
        CHECK(close);
        worst = std::max(worst, ulp_error(r.losses[0], loss));
      }
    }
    INFO(worst << " ULP");
    CHECK(worst <= 2);
  }
  // One-hot: as the index.
  for (const Eigen::Index size : {1, 3, 16, 40}) {
    const Vector<TestType> x = random_vector<TestType>(size, 20);
    for (Eigen::Index k = 0; k < size; ++k) {
      const auto index = softmax_cross_entropy(x, k);
      const auto one_hot = softmax_cross_entropy(x, Vector<TestType>(Vector<TestType>::Unit(size, k)));
      CHECK(same_bits(one_hot.losses, index.losses));
      CHECK(((one_hot.gradient - index.gradient).array().abs() <=
             2 * std::numeric_limits<TestType>::epsilon() * index.gradient.array().abs())
                .all());
    }
  }
}

TEMPLATE_TEST_CASE("The gradient of cross-entropy by central differences", "[cross_entropy][gradient]", EVERY_TYPE) {
  for (const Eigen::Index size : {1, 2, 5, 17}) {
    const Vector<TestType> x = random_vector<TestType>(size, 3, 2), t = distribution<TestType>(size, 4);
    const auto by_distribution = softmax_cross_entropy(x, t);
    const auto by_index = softmax_cross_entropy(x, size / 2);
    const long double h = 0x1p-20L;
    for (Eigen::Index i = 0; i < size; ++i) {
      Long above = x.template cast<long double>(), below = above;
      above[i] += h;
      below[i] -= h;
      const Softmax high(above), low(below);
      const long double index_slope = (high.loss(size / 2) - low.loss(size / 2)) / (2 * h);
      long double slope = 0;
      for (Eigen::Index k = 0; k < size; ++k) slope += t[k] * (high.loss(k) - low.loss(k)) / (2 * h);
      const long double tolerance = 4 * std::numeric_limits<TestType>::epsilon() + 1e-11L;
      CHECK(std::abs(by_index.gradient[i] - index_slope) <= tolerance);
      CHECK(std::abs(by_distribution.gradient[i] - slope) <= tolerance);
    }
  }
}

TEMPLATE_TEST_CASE("Special values of cross-entropy", "[cross_entropy][special]", float, double) {
  using Vec = Vector<TestType>;
  using Three = Eigen::Matrix<TestType, 3, 1>;
  using Limits = std::numeric_limits<TestType>;
  const TestType inf = infinity<TestType>, largest = Limits::max();
  SECTION("finite for any finite logits") {
    const Three extremes[] = {Three(largest, -largest, 0), Three(-largest, -largest, -largest),
                              Three(largest, largest, largest), Three(largest, -largest, -largest),
                              Three(Limits::denorm_min(), 0, -largest)};
    for (const Three& x : extremes) {
      for (int k = 0; k < 3; ++k) {
        const auto r = softmax_cross_entropy(x, k);
        CAPTURE(x.transpose(), k);
        CHECK((r.losses[0] >= 0 && r.losses[0] <= largest));
        CHECK((r.gradient.array().abs() <= 1).all());
      }
      for (const Three& t : {Three(1, 0, 0), Three(0, 1, 0), Three(0, 0, 1), Three(0, 0.5, 0.5),
                             Three(TestType(0.2), TestType(0.3), TestType(0.5))}) {
        const auto r = softmax_cross_entropy(x, t);
        CAPTURE(x.transpose(), t.transpose());
        CHECK((r.losses[0] >= 0 && r.losses[0] <= largest));
        CHECK((r.gradient.array().abs() <= 1).all());
      }
    }
    const Three x(largest, -largest, 0);
    CHECK(softmax_cross_entropy(x, 0).losses[0] == 0);
    CHECK(softmax_cross_entropy(x, 1).losses[0] == largest);
    CHECK(softmax_cross_entropy(x, 2).losses[0] == largest);
    CHECK(softmax_cross_entropy(x, Three(0.5, 0, 0.5)).losses[0] == largest / 2);
    // Logits further apart than the largest number.
    CHECK(softmax_cross_entropy(x, Three(0.5, 0.5, 0)).losses[0] == largest);
    CHECK(softmax_cross_entropy(x, Three(0.75, 0.25, 0)).losses[0] == largest / 2);
    CHECK(softmax_cross_entropy(Three(largest, -largest, -inf), Three(0.75, 0.25, 0)).losses[0] == largest / 2);
    CHECK(softmax_cross_entropy(x, 1).gradient == Three(1, -1, 0));
  }
  SECTION("the surest of answers") {
    // p is 1 - e^-100: neither loss nor gradient is lost.
    const auto r = softmax_cross_entropy(Eigen::Matrix<double, 2, 1>(0, -100), 0);
    CHECK(r.losses[0] == r.gradient[1]);
    CHECK(r.gradient[0] == -r.gradient[1]);
    CHECK(std::abs(r.losses[0] / std::exp(-100.0) - 1) <= 1e-15);
  }
  SECTION("-inf") {
    const Three x(0, -inf, 0);
    CHECK(softmax_cross_entropy(x, 1).losses[0] == inf);
    CHECK(softmax_cross_entropy(x, 1).gradient == Three(0.5, -1, 0.5));
    CHECK(std::abs(softmax_cross_entropy(x, 0).losses[0] - std::log(TestType(2))) <= Limits::epsilon());
    const auto r = softmax_cross_entropy(x, Three(0.5, 0, 0.5));
    CHECK(std::abs(r.losses[0] - std::log(TestType(2))) <= Limits::epsilon());
    CHECK(r.gradient == Three(0, 0, 0));
    CHECK(softmax_cross_entropy(x, Three(0.5, 0.5, 0)).losses[0] == inf);
    const Three far_apart(Limits::max(), -Limits::max(), -inf);  // a mask beside a loss that is as large as can be
    CHECK(softmax_cross_entropy(far_apart, Three(0, 1, 0)).losses[0] == Limits::max());
    CHECK(softmax_cross_entropy(far_apart, Three(0, 0, 1)).losses[0] == inf);
  }
  SECTION("NaN, +inf, only -inf: that sample is NaN, and only that") {
    for (const Eigen::Index size : {1, 3, 17}) {
      const Matrix<TestType> good = random_matrix<TestType>(size, 3);
      Matrix<TestType> t(size, 3);
      for (Eigen::Index j = 0; j < 3; ++j) t.col(j) = distribution<TestType>(size, 9);
      const std::vector<int> labels(3, static_cast<int>(size / 2));
      const auto expected = softmax_cross_entropy(good, labels);
      const auto expected_t = softmax_cross_entropy(good, t);
      const auto check = [&](const Matrix<TestType>& x) {
        const auto r = softmax_cross_entropy(x, labels);
        const auto q = softmax_cross_entropy(x, t);
        CHECK((hillock::detail::is_nan(r.losses[1]) && hillock::detail::is_nan(q.losses[1])));
        CHECK((all_nan(r.gradient.col(1)) && all_nan(q.gradient.col(1))));
        for (const Eigen::Index j : {0, 2}) {
          CHECK((r.losses[j] == expected.losses[j] && q.losses[j] == expected_t.losses[j]));
          CHECK(same_bits(r.gradient.col(j), expected.gradient.col(j)));
        }
      };
      for (Eigen::Index i = 0; i < size; ++i) {
        for (const TestType bad : {inf, hillock::detail::not_a_number<TestType>()}) {
          Matrix<TestType> x = good;
          x(i, 1) = bad;
          check(x);
        }
      }
      Matrix<TestType> x = good;
      x.col(1).setConstant(-inf);
      check(x);
    }
  }
  SECTION("empty") {
    const auto none = softmax_cross_entropy(Matrix<TestType>(3, 0), std::vector<int>());
    CHECK((none.losses.size() == 0 && none.gradient.rows() == 3 && none.gradient.cols() == 0 && none.sum() == 0));
    const auto no_classes = softmax_cross_entropy(Matrix<TestType>(0, 2), Matrix<TestType>(0, 2));
    CHECK(no_classes.losses == Vec::Zero(2));
  }
}

TEST_CASE("The gradient of cross-entropy is that of its loss, whatever the targets", "[cross_entropy]") {
  const auto loss = [](const Long& x, const Long& t) {
    const Softmax exact(x);
    long double sum = 0;
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      if (t[i] != 0) sum += t[i] * exact.loss(i);
    }
    return sum;
  };
  // Of sum 1, of zeros, scaled, smoothed so that the sum is not 1, negative, all of them the same.
  for (const double scale : {1.0, 0.0, 0.125, 7.0, -2.0}) {
    for (const double smoothing : {0.0, 0.01, 1.0}) {
      for (const Eigen::Index size : {1, 4, 17, 40}) {
        const Vector<double> x = random_vector<double>(size, 3, 3);
        const Vector<double> t = (distribution<double>(size, 4) * scale).array() + smoothing;
        const auto r = softmax_cross_entropy(x, t);
        const auto q = softmax_cross_entropy(x.cast<float>(), t.cast<float>());
        const auto p = hillock::precise::softmax_cross_entropy(x, t);
        CAPTURE(scale, smoothing, size);
        const Long wide = x.cast<long double>(), wide_t = t.cast<long double>();
        const double expected = static_cast<double>(loss(wide, wide_t)), magnitude = 1 + t.cwiseAbs().sum();
        CHECK(std::abs(r.losses[0] - expected) <= 1e-14 * magnitude);
        CHECK(std::abs(p.losses[0] - expected) <= 1e-14 * magnitude);
        CHECK(std::abs(double(q.losses[0]) - expected) <= 1e-5 * magnitude);
        for (Eigen::Index i = 0; i < size; ++i) {
          Long above = wide, below = wide;
          above[i] += 0x1p-20L;
          below[i] -= 0x1p-20L;
          const double difference = static_cast<double>((loss(above, wide_t) - loss(below, wide_t)) * 0x1p19L);
          CHECK(std::abs(r.gradient[i] - difference) <= 1e-10 * magnitude);
          CHECK(std::abs(p.gradient[i] - difference) <= 1e-10 * magnitude);
          CHECK(std::abs(double(q.gradient[i]) - difference) <= 1e-5 * magnitude);
        }
      }
    }
  }
  // One sample that does not count beside one that counts twice, as columns and as rows.
  Matrix<float> x = random_matrix<float>(5, 3), t = Matrix<float>::Zero(5, 3);
  t(1, 0) = 1;
  t(2, 2) = 2;
  const auto r = softmax_cross_entropy(x, t);
  const auto plain = softmax_cross_entropy(x, std::vector<int>{1, 0, 2});
  CHECK(same_bits(r.gradient.col(0), plain.gradient.col(0)));
  CHECK(r.gradient.col(1).isZero(0));
  CHECK(same_bits(r.gradient.col(2), 2 * plain.gradient.col(2)));
  CHECK((r.losses[1] == 0 && r.losses[2] == 2 * plain.losses[2]));
  const auto rows = softmax_cross_entropy(x.transpose(), t.transpose(), hillock::rowwise);
  CHECK(same_bits(Matrix<float>(rows.gradient.transpose()), r.gradient));
}

TEST_CASE("Targets as an enumeration, an array of C and integer distributions", "[cross_entropy]") {
  enum class Animal { cat, dog, bird, fish, bee };
  enum Old : unsigned char { first, second = 4 };
  const Matrix<float> x = random_matrix<float>(5, 3);
  const auto expected = softmax_cross_entropy(x, std::vector<int>{3, 0, 4});
  const auto check = [&](const auto& r) {
    CHECK(same_bits(r.losses, expected.losses));
    CHECK(same_bits(r.gradient, expected.gradient));
  };
  const std::vector<Animal> animals{Animal::fish, Animal::cat, Animal::bee};
  const std::int64_t array[] = {3, 0, 4};
  const Animal of_enumeration[] = {Animal::fish, Animal::cat, Animal::bee};
  check(softmax_cross_entropy(x, animals));
  check(softmax_cross_entropy(x, array));
  check(softmax_cross_entropy(x, of_enumeration));
  check(softmax_cross_entropy(x, std::array<Animal, 3>{Animal::fish, Animal::cat, Animal::bee}));
  CHECK(same_bits(softmax_cross_entropy(x.col(2), second).losses, expected.losses.tail(1)));
  CHECK(same_bits(softmax_cross_entropy(x.col(1), Animal::cat).gradient, expected.gradient.col(1)));
  CHECK(message_of([&] { softmax_cross_entropy(x.leftCols(2), array); }) ==
        "hillock::softmax_cross_entropy: there are 2 samples but 3 targets");
  CHECK(message_of([&] { softmax_cross_entropy(x.topRows(4), of_enumeration); }) ==
        "hillock::softmax_cross_entropy: the target of sample 2 is class 4 but must be from 0 to 3");

  Eigen::MatrixXi one_hot = Eigen::MatrixXi::Zero(5, 3);
  one_hot(3, 0) = one_hot(0, 1) = one_hot(4, 2) = 1;
  const auto of_distribution = softmax_cross_entropy(x, Matrix<float>(one_hot.cast<float>()));
  const auto of_integers = softmax_cross_entropy(x, one_hot);
  CHECK(same_bits(of_integers.losses, of_distribution.losses));
  CHECK(same_bits(of_integers.gradient, of_distribution.gradient));
  const hillock::CrossEntropyLoss<float> loss;
  CHECK(loss(x, animals).value == loss(x, array).value);
  CHECK(loss(x, one_hot).value == loss(x, Matrix<float>(one_hot.cast<float>())).value);
}

TEMPLATE_TEST_CASE("Sums and means of huge and infinite losses", "[cross_entropy][special]", float, double) {
  using Losses = Vector<TestType>;
  const TestType most = std::numeric_limits<TestType>::max(), inf = infinity<TestType>;
  hillock::CrossEntropy<Losses, Matrix<TestType>> r;
  const auto of = [&](std::initializer_list<TestType> losses) -> const auto& {
    r.losses = Eigen::Map<const Losses>(losses.begin(), static_cast<Eigen::Index>(losses.size()));
    return r;
  };
  CHECK(of({most, most}).mean() == most);
  CHECK(of({most, most}).sum() == inf);
  CHECK(of({most, most / 2, 0, 0}).mean() == most * TestType(0.375));
  CHECK(of({inf, 1}).sum() == inf);
  CHECK(of({1, inf, inf, 2}).mean() == inf);
  CHECK(hillock::detail::is_nan(of({1, hillock::detail::not_a_number<TestType>(), inf}).sum()));
  CHECK(hillock::detail::is_nan(of({inf, -inf}).mean()));
  CHECK(of({most / 4, most / 4}).sum() == most / 2);
}

TEMPLATE_TEST_CASE("Cross-entropy in every layout", "[cross_entropy][position]", EVERY_TYPE) {
  using Mat = Matrix<TestType>;
  using Rows = RowMajor<TestType>;
  const Eigen::Index classes = 37, samples = 5;
  const Mat x = random_matrix<TestType>(classes, samples, 5), xt = x.transpose();
  Mat t(classes, samples), gradient(classes, samples), gradient_t(classes, samples);
  Vector<TestType> losses(samples), losses_t(samples);
  const Eigen::Matrix<int, 5, 1> labels(3, 36, 0, 17, 16);
  TestType sum = 0;
  for (Eigen::Index j = 0; j < samples; ++j) {
    t.col(j) = distribution<TestType>(classes, static_cast<unsigned>(j + 1));
    const Vector<TestType> one = x.col(j), one_t = t.col(j);
    const auto r = softmax_cross_entropy(one, labels[j]);
    const auto q = softmax_cross_entropy(one, one_t);
    losses[j] = r.losses[0], losses_t[j] = q.losses[0];
    gradient.col(j) = r.gradient, gradient_t.col(j) = q.gradient;
    sum += losses[j];
  }
  const Mat tt = t.transpose(), gt = gradient.transpose();
  const auto check = [&](const auto& r, const Mat& expected, const Vector<TestType>& expected_losses) {
    CHECK(same_bits(r.gradient, expected));
    CHECK(same_bits(r.losses, expected_losses));
  };
  check(softmax_cross_entropy(x, labels), gradient, losses);
  check(softmax_cross_entropy(x, std::vector<unsigned char>{3, 36, 0, 17, 16}), gradient, losses);
  check(softmax_cross_entropy(x, Eigen::Matrix<std::int64_t, 1, 5>(3, 36, 0, 17, 16), hillock::columnwise), gradient,
        losses);
  check(softmax_cross_entropy(x, labels.array() + 0), gradient, losses);
  check(softmax_cross_entropy(Rows(x), labels), gradient, losses);
  check(softmax_cross_entropy(xt, labels, hillock::rowwise), gt, losses);
  check(softmax_cross_entropy(Rows(xt), labels, hillock::rowwise), gt, losses);
  check(softmax_cross_entropy(xt.transpose(), labels), gradient, losses);
  check(softmax_cross_entropy(2 * (x / 2), labels), gradient, losses);
  check(softmax_cross_entropy(x, t), gradient_t, losses_t);
  check(softmax_cross_entropy(xt, tt, hillock::rowwise), gradient_t.transpose(), losses_t);
  check(softmax_cross_entropy(Rows(x), tt.transpose()), gradient_t, losses_t);
  check(softmax_cross_entropy(x.array(), t.array()), gradient_t, losses_t);
  const Mat large = [&] {
    Mat values = Mat::Constant(classes + 5, samples + 3, 9);
    values.block(2, 1, classes, samples) = x;
    return values;
  }();
  check(softmax_cross_entropy(large.block(2, 1, classes, samples), labels), gradient, losses);
  const RowVector<TestType> row = xt.row(1);
  check(softmax_cross_entropy(row, 36), gt.row(1), losses.segment(1, 1));

  auto r = softmax_cross_entropy(x, labels);
  CHECK(std::abs(r.sum() - sum) <= 8 * std::numeric_limits<TestType>::epsilon() * sum);
  CHECK(std::abs(r.mean() - sum / 5) <= 8 * std::numeric_limits<TestType>::epsilon() * sum);
  softmax_cross_entropy.forward(x, t, r);  // into what is there
  check(r, gradient_t, losses_t);
}

TEST_CASE("The sum of losses is added up in a wider type", "[cross_entropy]") {
  hillock::CrossEntropy<Eigen::VectorXd, Eigen::MatrixXd> r;
  r.losses.setZero(48);
  r.losses[0] = 1;  // the next two go to the same partial sum
  r.losses[16] = 0x1p-60;
  r.losses[32] = -1;
  CHECK(r.sum() == 0x1p-60);
}

TEST_CASE("Errors of cross-entropy", "[cross_entropy][errors]") {
  const Eigen::MatrixXf x = random_matrix<float>(5, 3);
  auto r = softmax_cross_entropy(x, std::vector<int>{0, 1, 2});
  r.losses.setConstant(7);
  r.gradient.setConstant(7);
  const auto message = [&](const auto& logits, const auto& targets, auto... axis) {
    return message_of([&] { softmax_cross_entropy.forward(logits, targets, r, axis...); });
  };
  CHECK(message(x, std::vector<int>{0, 5, 2}) ==
        "hillock::softmax_cross_entropy: the target of sample 1 is class 5 but must be from 0 to 4");
  CHECK(message(x, Eigen::Vector3i(0, 1, -1)) ==
        "hillock::softmax_cross_entropy: the target of sample 2 is class -1 but must be from 0 to 4");
  CHECK(message(x, Eigen::Vector4i(0, 1, 3, 1), hillock::rowwise) ==
        "hillock::softmax_cross_entropy: there are 5 samples but 4 targets");
  CHECK(message(x, 2) == "hillock::softmax_cross_entropy: there are 3 samples but 1 targets");
  CHECK(message(x, x.topRows(4)) == "hillock::softmax_cross_entropy: logits is 5x3 but targets is 4x3");
  CHECK(
      message(Eigen::MatrixXf(0, 1), 0) ==
      "hillock::softmax_cross_entropy: the target of sample 0 is class 0 but must be a class, of which there are none");
  CHECK(message(Eigen::VectorXf(x.col(0)), 5) ==
        "hillock::softmax_cross_entropy: the target of sample 0 is class 5 but must be from 0 to 4");
  CHECK((r.losses.array() == 7).all());
  CHECK((r.gradient.array() == 7).all());

  // Nothing is resized where one of the two does not fit.
  Eigen::MatrixXf place(5, 4);
  hillock::CrossEntropy<Eigen::VectorXf, Eigen::Map<Eigen::MatrixXf>> view{Eigen::VectorXf::Constant(9, 7),
                                                                           {place.data(), 5, 4}};
  CHECK(message_of([&] {
          softmax_cross_entropy.forward(x, std::vector<int>{0, 1, 2}, view);
        }) == "hillock::softmax_cross_entropy: the result is 5x3 but the destination is 5x4");
  CHECK((view.losses.size() == 9 && (view.losses.array() == 7).all()));
}
