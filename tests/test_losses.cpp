// Losses of yes-or-no decisions: values, gradients, special values, layouts, errors.
#include <vector>

#include "catch.hpp"
#include "support.hpp"

namespace {

using namespace support;
using hillock::binary_cross_entropy_with_logits;

template <typename Scalar>
constexpr bool has_reference = std::numeric_limits<long double>::digits >= std::numeric_limits<Scalar>::digits + 11;
template <typename Scalar>
using Limits = std::numeric_limits<Scalar>;

/// The exact loss, and the two terms whose difference the gradient is.
struct Exact {
  long double loss, no, yes;

  Exact(long double z, long double t, long double p) {
    const long double a = std::abs(z), e = a > 11000 ? 0 : std::exp(-a), log = std::log1p(e), side = 1 / (1 + e);
    loss = (1 - t) * ((z > 0 ? z : 0) + log) + p * t * ((z > 0 ? 0 : -z) + log);
    no = (1 - t) * (z > 0 ? side : e * side);
    yes = p * t * (z > 0 ? e * side : side);
  }
};

/// Logits of every size, and targets: 0, 1, in between, next to 0, next to 1, next to sigma(z).
template <typename Scalar>
struct Decisions {
  Vector<Scalar> z, t;

  Decisions(Eigen::Index n, unsigned seed) : z(n), t(n) {
    std::mt19937 engine(seed);
    const auto unit = [&] { return 0.5 + 0.5 * uniform(engine); };
    const double tail = sizeof(Scalar) == 4 ? 160 : 760;
    for (Eigen::Index i = 0; i < n; ++i) {
      const double sizes[] = {2, 40, tail};
      const auto kind = engine() % 5;
      double size = unit() * sizes[kind % 3];
      if (kind == 3) size = std::exp2(uniform(engine) * (Limits<Scalar>::max_exponent - 1));
      z[i] = static_cast<Scalar>(engine() % 2 == 0 ? size : -size);
      const double sigma = 1 / (1 + std::exp(-static_cast<double>(z[i])));
      const double targets[] = {0, 1, unit(), std::exp2(-unit() * 1000), 1 - std::exp2(-unit() * 60), sigma};
      t[i] = static_cast<Scalar>(targets[engine() % 6]);
    }
  }
};

}  // namespace

TEMPLATE_TEST_CASE("Binary cross-entropy is within 1 ULP", "[losses]", float, double) {
  if constexpr (has_reference<TestType>) {
    double loss = 0, gradient = 0, soft = 0;
    for (const double p : {1.0, 0.0, 0.3, 20.0, 0x1p-100, 0x1p100}) {
      const Decisions<TestType> d(20000, 7);
      const auto r = binary_cross_entropy_with_logits(d.z, d.t, p);
      for (Eigen::Index i = 0; i < d.z.size(); ++i) {
        const Exact exact(d.z[i], d.t[i], p);
        loss = std::max(loss, ulp_error(r.losses[i], exact.loss));
        const long double slope = exact.no - exact.yes, larger = std::max(exact.no, exact.yes);
        if (exact.no == 0 || exact.yes == 0) {
          gradient = std::max(gradient, ulp_error(r.gradient[i], slope));
        } else {  // beyond an ULP of itself, in ULP of the larger term
          const auto unit = [](long double x) {
            const int exponent = x == 0 ? Limits<TestType>::min_exponent : std::ilogb(x) + 1;
            return std::ldexp(1.0L, std::max(exponent, Limits<TestType>::min_exponent) - Limits<TestType>::digits);
          };
          const long double error = std::abs(r.gradient[i] - slope) - unit(slope);
          soft = std::max(soft, static_cast<double>(error / unit(larger)));
        }
      }
    }
    INFO(loss << " ULP, gradient " << gradient << " ULP, of soft targets " << soft << " ULP of a term more");
    CHECK(loss <= 1);
    CHECK(loss > 0.4);
    CHECK(gradient <= 1);
    CHECK(soft <= 0.5);
  }
}

TEST_CASE("The gradient of the binary cross-entropy by central differences", "[losses][gradient]") {
  const Eigen::VectorXd z = random_vector<double>(60, 6, 3), t = random_vector<double>(60, 1, 4).cwiseAbs();
  const double h = 0x1p-18;
  for (const double p : {1.0, 3.0}) {
    const auto r = binary_cross_entropy_with_logits(z, t, p);
    const Eigen::VectorXd above = binary_cross_entropy_with_logits(z.array() + h, t.array(), p).losses;
    const Eigen::VectorXd below = binary_cross_entropy_with_logits(z.array() - h, t.array(), p).losses;
    CHECK(((above - below) / (2 * h) - r.gradient).cwiseAbs().maxCoeff() <= 1e-9);
  }
}

// The definition of torch.nn.functional.binary_cross_entropy_with_logits, computed with 50 digits by mpmath.
TEST_CASE("Binary cross-entropy of other libraries' examples", "[losses]") {
  const Eigen::Vector4d z(0.3, -1.7, 25, -40), t(1, 0.25, 1, 0.5);
  const auto r = binary_cross_entropy_with_logits(z, t, 3.0);
  const Eigen::Vector4d loss(1.6630657334055814, 1.5266790440793989, 4.1663831594602749e-11, 60.0);
  const Eigen::Vector4d slope(-1.276672449565023, -0.51830210237469793, -4.1663831594313437e-11, -1.5);
  CHECK((r.losses - loss).cwiseAbs().cwiseQuotient(loss).maxCoeff() <= 1e-15);
  CHECK((r.gradient - slope).cwiseAbs().cwiseQuotient(slope.cwiseAbs()).maxCoeff() <= 1e-15);
  CHECK(std::abs(r.mean() * 4 - r.sum()) <= 1e-13);
}

TEMPLATE_TEST_CASE("Special values of binary cross-entropy", "[losses][special]", float, double) {
  using Five = Eigen::Array<TestType, 5, 1>;
  const TestType inf = hillock::detail::infinity<TestType>(), nan = hillock::detail::not_a_number<TestType>();
  using hillock::detail::is_infinity;
  using hillock::detail::is_nan;
  Five t;
  t << 0, 1, TestType(0.25), 0, 1;
  const auto above = binary_cross_entropy_with_logits(Five::Constant(inf), t, 4.0);
  const auto below = binary_cross_entropy_with_logits(Five::Constant(-inf), t, 4.0);
  const auto none = binary_cross_entropy_with_logits(Five::Constant(-inf), t, 0.0);
  const auto no_number = binary_cross_entropy_with_logits(Five::Constant(nan), t);
  const auto zero = binary_cross_entropy_with_logits(Five::Zero(), Five::Constant(TestType(0.5)));
  CHECK((is_infinity(above.losses[0]) && above.losses[1] == 0 && is_infinity(above.losses[2])));
  CHECK((above.gradient[0] == 1 && above.gradient[1] == 0 && above.gradient[2] == TestType(0.75)));
  CHECK(std::signbit(above.gradient[1]));
  CHECK((below.losses[0] == 0 && is_infinity(below.losses[1]) && is_infinity(below.losses[2])));
  CHECK((below.gradient[0] == 0 && below.gradient[1] == -4 && below.gradient[2] == -1));
  CHECK_FALSE(std::signbit(below.gradient[0]));
  CHECK((none.losses == 0).all());
  CHECK((none.gradient == 0).all());
  CHECK(all_nan(no_number.losses));
  CHECK(all_nan(no_number.gradient));
  CHECK((zero.losses == static_cast<TestType>(0.693147180559945309L)).all());
  CHECK((zero.gradient == 0).all());
  // Losses above the largest number, and the least ones.
  const TestType most = Limits<TestType>::max(), least = Limits<TestType>::denorm_min();
  const auto huge = binary_cross_entropy_with_logits(Five::Constant(-most), t, 2.0);
  CHECK((is_infinity(huge.losses[1]) && huge.losses[2] == most / 2));
  const TestType end = static_cast<TestType>((Limits<TestType>::min_exponent - Limits<TestType>::digits) * 0.693147181);
  const auto tiny = binary_cross_entropy_with_logits(Five::Constant(end), t);
  CHECK((tiny.losses[0] == least && tiny.gradient[0] == least));
  CHECK((binary_cross_entropy_with_logits(Five::Constant(-end), t).gradient[1] == -least));
}

TEMPLATE_TEST_CASE("Binary cross-entropy in every layout", "[losses][position]", float, double) {
  using Mat = Matrix<TestType>;
  using Rows = RowMajor<TestType>;
  for (const Eigen::Index rows : {1, 3, 19}) {
    const Mat z = random_matrix<TestType>(rows, 37, 20), t = random_matrix<TestType>(rows, 37, 1, 5).cwiseAbs();
    const auto r = binary_cross_entropy_with_logits(z, t, 1.5);
    Mat losses(rows, 37), gradient(rows, 37);
    for (Eigen::Index i = 0; i < rows; ++i) {
      for (Eigen::Index j = 0; j < 37; ++j) {
        const auto one = binary_cross_entropy_with_logits(z.block(i, j, 1, 1), t.block(i, j, 1, 1), 1.5);
        losses(i, j) = one.losses(0, 0);
        gradient(i, j) = one.gradient(0, 0);
      }
    }
    const auto same = [&](const auto& of) { return same_bits(of.losses, losses) && same_bits(of.gradient, gradient); };
    CHECK(same(r));
    CHECK(same(binary_cross_entropy_with_logits(Rows(z), Rows(t), 1.5)));
    CHECK(same(binary_cross_entropy_with_logits(Rows(z), t, 1.5)));
    CHECK(same(binary_cross_entropy_with_logits(z.array() * 1, t, 1.5)));  // expressions
    Mat large = Mat::Constant(2 * rows + 3, 80, 9);
    Eigen::Map<Mat, 0, Strides> strided(large.data(), rows, 37, Strides(2 * (2 * rows + 3), 2));
    strided = z;
    CHECK(same(binary_cross_entropy_with_logits(strided, Rows(t), 1.5)));
    hillock::BinaryCrossEntropy<Mat, Rows> into;
    binary_cross_entropy_with_logits.forward(z, t, into, 1.5);
    CHECK(same(into));
  }
  const auto empty = binary_cross_entropy_with_logits(Mat(0, 3), Mat(0, 3));
  CHECK((empty.losses.rows() == 0 && empty.gradient.cols() == 3 && empty.sum() == 0));
  CHECK(hillock::detail::is_nan(empty.mean()));
}

TEST_CASE("Errors of binary cross-entropy", "[losses][errors]") {
  const Eigen::MatrixXf z = random_matrix<float>(3, 20);
  Eigen::MatrixXf t = Eigen::MatrixXf::Constant(3, 20, 0.5f), wide = t;
  auto r = binary_cross_entropy_with_logits(z, t);
  const Eigen::MatrixXf before = r.losses;
  const auto message = [&](const auto& targets, double p = 1) {
    return message_of([&] { binary_cross_entropy_with_logits.forward(z, targets, r, p); });
  };
  const std::string name = "hillock::binary_cross_entropy_with_logits: ";
  CHECK(message(t.leftCols(19)) == name + "logits is 3x20 but targets is 3x19");
  for (const double p : {-1.0, 0x1p-101, 0x1p101, static_cast<double>(hillock::detail::infinity<float>())}) {
    CHECK(message(t, p).find(name + "pos_weight is ") == 0);
    CHECK(message(t, p).find(" but must be 0, or from 2^-100 to 2^100") != std::string::npos);
  }
  CHECK(message(t, hillock::detail::not_a_number<double>()).find(name + "pos_weight is ") == 0);
  t(2, 18) = 1.5f;
  CHECK(message(t) == name + "the target of element (2, 18) is 1.5 but must be from 0 to 1");
  t(2, 18) = -0.25f;
  CHECK(message(t) == name + "the target of element (2, 18) is -0.25 but must be from 0 to 1");
  t(2, 18) = hillock::detail::not_a_number<float>();
  CHECK(message(t).find(name + "the target of element (2, 18) is ") == 0);
  CHECK(message_of([&] { binary_cross_entropy_with_logits.forward(r.gradient, wide, r); }) ==
        name + "the destination overlaps the logits");
  wide = r.losses.cwiseMin(1.0f);
  r.losses = wide;
  CHECK(message_of([&] { binary_cross_entropy_with_logits.forward(z, r.losses, r); }) ==
        name + "the destination overlaps the targets");
  hillock::BinaryCrossEntropy<Eigen::Matrix3f, Eigen::MatrixXf> fixed;
  CHECK(message_of([&] { binary_cross_entropy_with_logits.forward(z, wide, fixed); }) ==
        name + "the result is 3x20 but the destination is 3x3");
  CHECK(same_bits(r.losses, wide));
}
