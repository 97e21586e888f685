// Losses, of yes-or-no decisions and of classes with weights, smoothed labels and samples that do not count: values,
// gradients, special values, layouts, errors.
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

TEMPLATE_TEST_CASE("Binary cross-entropy in every layout", "[losses][position]", EVERY_TYPE) {
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

// torch.nn.CrossEntropyLoss by its definition, with 40 digits by mpmath.
TEMPLATE_TEST_CASE("CrossEntropyLoss of PyTorch's options", "[losses]", EVERY_TYPE) {
  using Mat = Matrix<TestType>;
  const double room = sizeof(TestType) == 4 ? 3e-7 : 5e-16;
  Mat x(4, 3);
  x << TestType(0.5), TestType(-1.25), 2, 3, TestType(0.125), -2, TestType(-0.75), TestType(1.5), 1, TestType(0.25), 0,
      TestType(-0.5);
  const std::vector<int> labels = {2, 0, -100, 1};
  hillock::CrossEntropyLoss<TestType> loss;
  loss.weights = Vector<TestType>(3);
  loss.weights << TestType(0.5), 2, TestType(1.25);
  CHECK(std::abs(double(loss(x, labels, hillock::rowwise).value) - 0.65181207884869098) <= room);
  loss.label_smoothing = 0.125;
  const auto r = loss(x, labels, hillock::rowwise);
  const double losses[] = {0.59286081221087418, 0.53636127566902701, 0.0, 2.0442202943728752};
  Eigen::MatrixXd gradient(4, 3);
  gradient << 0.053384505146925872, -0.011979975446743412, -0.04140452970018246, 0.026705703977219593,
      -0.013820283561746255, -0.012885420415473338, 0, 0, 0, 0.2202532171849577, -0.31302883985418427,
      0.092775622669226569;
  CHECK(std::abs(double(r.value) - 0.84625130193407372) <= room);
  for (int j = 0; j < 4; ++j) CHECK(std::abs(double(r.losses[j]) - losses[j]) <= room);
  CHECK((r.gradient.template cast<double>() - gradient).cwiseAbs().maxCoeff() <= room);
  // Columns; the sum, whose gradient is that of each; and none.
  CHECK(same_bits(Mat(loss(Mat(x.transpose()), labels).gradient.transpose()), r.gradient));
  loss.reduction = hillock::Reduction::sum;
  const auto sum = loss(x, labels, hillock::rowwise);
  CHECK(std::abs(double(sum.value) - 3.1734423822527764) <= 4 * room);
  CHECK((sum.gradient.template cast<double>() - 3.75 * gradient).cwiseAbs().maxCoeff() <= 4 * room);
  loss.reduction = hillock::Reduction::none;
  CHECK(same_bits(loss(x, labels, hillock::rowwise).gradient, sum.gradient));
  CHECK(same_bits(loss(x, labels, hillock::rowwise).losses, r.losses));
  // Distributions that say the same.
  Mat t = Mat::Zero(4, 3);
  t(0, 2) = t(1, 0) = t(2, 1) = t(3, 1) = 1;
  const std::vector<bool> mask = {true, true, false, true};
  CHECK(same_bits(loss(x, t, mask, hillock::rowwise).gradient, sum.gradient));
  CHECK(same_bits(loss(x, t, hillock::rowwise, mask).losses, r.losses));
  loss.reduction = hillock::Reduction::mean;
  CHECK(loss(x, t, mask, hillock::rowwise).value ==
        static_cast<TestType>(sum.losses.template cast<double>().sum() / 3));
  // The mask for class indices.
  const Eigen::Array<bool, 4, 1> some(true, true, false, true);
  CHECK(same_bits(loss(x, std::vector<int>{2, 0, 1, 1}, hillock::rowwise, some).gradient, r.gradient));
}

TEMPLATE_TEST_CASE("CrossEntropyLoss without options is softmax_cross_entropy", "[losses]", EVERY_TYPE) {
  const Matrix<TestType> x = random_matrix<TestType>(19, 23, 8);
  std::vector<int> labels(23);
  for (std::size_t j = 0; j < 23; ++j) labels[j] = static_cast<int>(j % 19);
  const auto plain = hillock::softmax_cross_entropy(x, labels);
  hillock::CrossEntropyLoss<TestType> loss;
  CHECK(loss(x, labels).value == plain.mean());
  loss.reduction = hillock::Reduction::sum;
  CHECK(loss(x, labels).value == plain.sum());
  CHECK(same_bits(loss(x, labels).gradient, plain.gradient));
  CHECK(same_bits(loss(x, labels).losses, plain.losses));
  // A sample that does not count changes nothing, whatever stands there.
  Matrix<TestType> more(19, 24);
  more << x, Vector<TestType>::Constant(19, hillock::detail::not_a_number<TestType>());
  labels.push_back(-100);
  CHECK(loss(more, labels).value == plain.sum());
  CHECK(same_bits(Matrix<TestType>(loss(more, labels).gradient.leftCols(23)), plain.gradient));
  CHECK((loss(more, labels).gradient.col(23).array() == 0).all());
  loss.label_smoothing = 0.25;
  CHECK((loss(more, labels).gradient.col(23).array() == 0).all());
  // Without any the mean is NaN, and nothing is to be learned.
  loss.reduction = hillock::Reduction::mean;
  for (const double smoothing : {0.0, 0.25}) {
    loss.label_smoothing = smoothing;
    const auto none = loss(x, std::vector<int>(23, -100));
    CHECK(hillock::detail::is_nan(none.value));
    CHECK((none.gradient.array() == 0).all());
  }
}

TEST_CASE("The gradient of CrossEntropyLoss by central differences", "[losses][gradient]") {
  const Eigen::MatrixXd x = random_matrix<double>(5, 4, 3);
  const Eigen::MatrixXd t = random_matrix<double>(5, 4, 1, 8).cwiseAbs();
  const std::vector<int> labels = {3, 0, 7, 2};
  hillock::CrossEntropyLoss<double> loss;
  loss.ignore_index = 7;
  const double h = 0x1p-18;
  const auto check = [&](const auto& targets) {
    const Eigen::MatrixXd gradient = loss(x, targets).gradient;
    double worst = 0;
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      Eigen::MatrixXd above = x, below = x;
      above.data()[i] += h;
      below.data()[i] -= h;
      const double slope = (loss(above, targets).value - loss(below, targets).value) / (2 * h);
      worst = std::max(worst, std::abs(slope - gradient.data()[i]));
    }
    CHECK(worst <= 1e-9);
  };
  for (const double smoothing : {0.0, 0.3}) {
    for (const bool is_weighted : {false, true}) {
      for (const auto reduction : {hillock::Reduction::sum, hillock::Reduction::mean}) {
        loss.label_smoothing = smoothing;
        if (is_weighted) loss.weights = random_vector<double>(5, 1, 9).cwiseAbs();
        loss.reduction = reduction;
        check(labels);
        check(t);
      }
    }
    loss.weights.resize(0);
  }
}

TEST_CASE("Errors of CrossEntropyLoss", "[losses][errors]") {
  const Eigen::MatrixXf x = random_matrix<float>(3, 4);
  std::vector<int> labels = {0, 1, 2, -100};
  hillock::CrossEntropyLoss<float> loss;
  auto r = loss(x, labels);
  const Eigen::MatrixXf before = r.gradient;
  const std::string name = "hillock::CrossEntropyLoss: ";
  const auto message = [&](const auto&... options) {
    return message_of([&] { loss.forward(x, labels, r, options...); });
  };
  CHECK(message(std::vector<bool>(3)) == name + "there are 4 samples but the mask has 3 elements");
  CHECK(message(hillock::rowwise) == name + "there are 3 samples but 4 targets");
  labels[1] = 3;
  CHECK(message() == name + "the target of sample 1 is class 3 but must be from 0 to 2");
  labels[1] = -1;
  CHECK(message() == name + "the target of sample 1 is class -1 but must be from 0 to 2");
  labels[1] = 1;
  loss.label_smoothing = 1.5;
  CHECK(message() == name + "label_smoothing is 1.5 but must be from 0 to 1");
  loss.label_smoothing = hillock::detail::not_a_number<double>();
  CHECK(message().find(name + "label_smoothing is ") == 0);
  loss.label_smoothing = 0;
  loss.weights = Eigen::VectorXf::Ones(4);
  CHECK(message() == name + "there are 3 classes but 4 weights");
  loss.weights = Eigen::Vector3f(1, -2, 1);
  CHECK(message() == name + "a weight is -2 but must be finite and not negative");
  loss.weights.resize(0);
  loss.label_smoothing = 0.1;
  CHECK(message_of([&] { loss.forward(x, x.leftCols(3), r); }) == name + "logits is 3x4 but targets is 3x3");
  CHECK(message_of([&] { loss.forward(r.gradient, labels, r); }) ==
        "hillock::softmax_cross_entropy: the destination overlaps the logits");
  CHECK(same_bits(r.gradient, before));
}
