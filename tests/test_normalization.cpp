// layer_norm and rms_norm: values, gradients, special values, layouts, errors.
#include <vector>

#include "catch.hpp"
#include "support.hpp"

namespace {

using namespace support;
using hillock::layer_norm;
using hillock::rms_norm;
using Long = Vector<long double>;

template <typename Scalar>
constexpr bool has_reference = std::numeric_limits<long double>::digits >= std::numeric_limits<Scalar>::digits + 11;
template <typename Scalar>
using Limits = std::numeric_limits<Scalar>;

/// Everything in long double, by the definitions.
struct Exact {
  Long normalized, h;
  long double root, mean_magnitude, mean_h, mean_product, mean_h_magnitude, mean_product_magnitude;

  template <typename V>
  Exact(const V& x, const V& dy, const V& gain, bool subtracts_mean, long double epsilon) {
    const Long wide = x.template cast<long double>();
    const Long d = subtracts_mean ? Long(wide.array() - wide.mean()) : wide;
    root = std::sqrt(d.squaredNorm() / static_cast<long double>(x.size()) + epsilon);
    normalized = d / root;
    h = dy.template cast<long double>().cwiseProduct(gain.template cast<long double>());
    mean_magnitude = subtracts_mean ? wide.cwiseAbs().mean() : 0;
    mean_h = subtracts_mean ? h.mean() : 0;
    mean_product = h.cwiseProduct(normalized).mean();
    mean_h_magnitude = subtracts_mean ? h.cwiseAbs().mean() : 0;
    mean_product_magnitude = h.cwiseProduct(normalized).cwiseAbs().mean();
  }
};

template <typename Scalar>
long double unit_of(long double x) {
  const int exponent = x == 0 ? Limits<Scalar>::min_exponent : std::ilogb(x) + 1;
  return std::ldexp(1.0L, std::max(exponent, Limits<Scalar>::min_exponent) - Limits<Scalar>::digits);
}

/// The `u` of the bounds. (The reference has 64 digits: of doubles its own error counts.)
template <typename Scalar>
long double rounding(Eigen::Index n) {
  const long double count = static_cast<long double>(n + 16);
  return sizeof(Scalar) == 4 ? count * 0x1p-53L : std::max(count * count * 0x1p-104L, count * 0x1p-63L);
}

template <typename Scalar, typename Norm>
void check_bounds(const Norm& norm, bool subtracts_mean, double centre, double scale, double epsilon) {
  bool close = true, close_gradient = true;
  double worst = 0;
  for (const Eigen::Index n : {1, 2, 3, 7, 16, 17, 100, 1000}) {
    const Vector<Scalar> x =
        ((random_vector<Scalar>(n, 1, 3).array() + static_cast<Scalar>(centre)) * static_cast<Scalar>(scale)).matrix();
    const Vector<Scalar> dy = random_vector<Scalar>(n, 2, 4), gain = random_vector<Scalar>(n, 1.5, 5),
                         bias = random_vector<Scalar>(n, 1, 6);
    const Exact exact(x, dy, gain, subtracts_mean, epsilon);
    const Vector<Scalar> plain = norm(x, epsilon), y = norm(x, gain, bias, epsilon);
    const auto g = norm.backward(x, dy, gain, bias, epsilon);
    const long double u = rounding<Scalar>(n);
    for (Eigen::Index i = 0; i < n; ++i) {
      const long double normalized = exact.normalized[i], factor = gain[i], offset = bias[i];
      const long double from_mean =
          subtracts_mean ? (exact.mean_magnitude + std::abs(static_cast<long double>(x[i]))) / exact.root : 0;
      const auto is_close = [](Scalar value, long double wanted, long double room) {
        return std::abs(value - wanted) <= unit_of<Scalar>(wanted) + room;
      };
      close = close && is_close(plain[i], normalized, u * (from_mean + std::abs(normalized)));
      if (!subtracts_mean) worst = std::max(worst, ulp_error(plain[i], normalized));
      const long double with_gain = normalized * factor;
      close = close && is_close(y[i], with_gain + offset,
                                u * (std::abs(factor) * from_mean + std::abs(with_gain) + std::abs(offset)));
      const long double h = exact.h[i];
      const long double terms =
          (std::abs(h) + exact.mean_h_magnitude + std::abs(normalized) * exact.mean_product_magnitude) / exact.root;
      close_gradient =
          close_gradient && is_close(g.input[i], (h - exact.mean_h - normalized * exact.mean_product) / exact.root,
                                     4 * u * (1 + exact.mean_magnitude / exact.root) * terms);
      const long double outer = dy[i];
      close_gradient = close_gradient && is_close(g.gain[i], outer * normalized, u * std::abs(outer) * from_mean);
      close_gradient = close_gradient && g.bias[i] == dy[i];
    }
  }
  CAPTURE(norm.name, centre, scale, epsilon);
  CHECK(close);
  CHECK(close_gradient);
  CHECK(worst <= 1);
}

}  // namespace

TEMPLATE_TEST_CASE("Normalised vectors and their gradients are within their bounds", "[normalization]", float, double) {
  if constexpr (has_reference<TestType>) {
    const double large = sizeof(TestType) == 4 ? 1e36 : 1e306, small_number = 1 / large;
    for (const double centre : {0.0, 1.0, 100.0}) {
      for (const double scale : {1.0, 1e-3, large, small_number}) {
        for (const double epsilon : {1e-5, 0x1p-100, 0x1p100}) {
          check_bounds<TestType>(layer_norm, true, centre, scale, epsilon);
          check_bounds<TestType>(rms_norm, false, centre, scale, epsilon);
        }
      }
    }
  }
}

// torch.nn.functional.layer_norm and rms_norm (epsilon 1e-5 and 1e-6) and the derivatives of their definitions, with 40
// digits by mpmath.
TEST_CASE("The normalisations of PyTorch", "[normalization]") {
  using Five = Eigen::Matrix<double, 5, 1>;
  Five x, gain, bias, dy, y, dx, of_gain;
  x << 0.5, -1.25, 3, 0.125, -2;
  gain << 1.5, -0.5, 2, 0.25, 1;
  bias << 0.125, 0.25, -0.5, 1, 0;
  dy << 1, -2, 0.5, 0.75, -0.25;
  const auto check = [&](const Five& result, const auto& g) {
    CHECK((result - y).cwiseAbs().maxCoeff() <= 1e-15);
    CHECK((g.input - dx).cwiseAbs().maxCoeff() <= 1e-15);
    CHECK((g.gain - of_gain).cwiseAbs().maxCoeff() <= 1e-15);
    CHECK(g.bias == dy);
  };
  y << 0.49553872258644823, 0.635069652883956, 2.900237689616819, 1.0072654651487539, -1.2060672146931452;
  dx << 0.4260945277951229, 0.32554942073741343, -0.13605764800138402, -0.2960492773470825, -0.31953702318406982;
  of_gain << 0.24702581505763215, 1.540278611535824, 0.85005942240420476, 0.02179639544626166, 0.3015168036732863;
  check(layer_norm(x, gain, bias), layer_norm.backward(x, dy, gain, bias));
  y << 0.56051495542748321, 0.61292912952290268, 2.9841196434198657, 1.0181464564761451, -1.1613732144732886;
  dx << 0.81182926775070979, 0.72868821499728586, 0.22548274861110451, 0.094078578080806646, 0.091630920607865446;
  of_gain << 0.29034330361832214, 1.4517165180916107, 0.87102991085496642, 0.054439369428435401, 0.29034330361832214;
  check(rms_norm(x, gain, bias, 1e-6), rms_norm.backward(x, dy, gain, bias, 1e-6));
  CHECK(Five(rms_norm(x)) == Five(rms_norm(x, 0x1p-52)));
  CHECK(Five(layer_norm(x)) == Five(layer_norm(x, 1e-5)));
}

TEST_CASE("Gradients of normalisations by central differences", "[normalization][gradient]") {
  const auto check = [](const auto& norm) {
    const Eigen::MatrixXd x = random_matrix<double>(19, 4, 3), dy = random_matrix<double>(19, 4, 1, 5);
    const Eigen::VectorXd gain = random_vector<double>(19, 2, 6), bias = random_vector<double>(19, 2, 7);
    const auto g = norm.backward(x, dy, gain, bias, 0.1);
    const double h = 0x1p-17;
    const auto slope = [&](Eigen::MatrixXd above, Eigen::MatrixXd below) {
      return (above - below).cwiseProduct(dy).sum() / (2 * h);
    };
    double worst = 0;
    for (Eigen::Index i = 0; i < 19; ++i) {
      const Eigen::VectorXd step = Eigen::VectorXd::Unit(19, i) * h;
      for (Eigen::Index j = 0; j < 4; ++j) {
        Eigen::MatrixXd above = x, below = x;
        above(i, j) += h;
        below(i, j) -= h;
        const double found = slope(norm(above, gain, bias, 0.1), norm(below, gain, bias, 0.1));
        worst = std::max(worst, std::abs(found - g.input(i, j)));
      }
      const double of_gain = slope(norm(x, gain + step, bias, 0.1), norm(x, gain - step, bias, 0.1));
      const double of_bias = slope(norm(x, gain, bias + step, 0.1), norm(x, gain, bias - step, 0.1));
      worst = std::max({worst, std::abs(of_gain - g.gain[i]), std::abs(of_bias - g.bias[i])});
    }
    CHECK(worst <= 1e-8);
  };
  check(layer_norm);
  check(rms_norm);
}

TEMPLATE_TEST_CASE("Special values of normalisations", "[normalization][special]", float, double) {
  using V = Vector<TestType>;
  const TestType inf = hillock::detail::infinity<TestType>(), nan = hillock::detail::not_a_number<TestType>();
  const TestType most = Limits<TestType>::max(), least = Limits<TestType>::denorm_min();
  const V bias = random_vector<TestType>(37);
  const V gain = random_vector<TestType>(37, 3, 8);
  for (const TestType value : {TestType(0), TestType(0.1), TestType(-1e9), most, -most, least}) {  // constant lines
    CHECK((V(layer_norm(V::Constant(37, value))).array() == 0).all());
    CHECK(same_bits(V(layer_norm(V::Constant(37, value), gain, bias)), bias));
    CHECK((layer_norm.backward(V::Constant(37, value), V::Ones(37)).input.array() == 0).all());
    CHECK(same_bits(layer_norm.backward(V::Constant(37, value), gain).input,
                    layer_norm.backward(V::Zero(37), gain).input));
  }
  CHECK((V(rms_norm(V::Zero(37))).array() == 0).all());
  CHECK((V(rms_norm(V::Constant(37, most))).array() == 1).all());
  CHECK((V(rms_norm(V::Constant(37, -most))).array() == -1).all());
  V alternating = V::Constant(38, most);
  for (Eigen::Index i = 1; i < 38; i += 2) alternating[i] = -most;
  CHECK(V(layer_norm(alternating)) == V(alternating / most));
  // In the smallest numbers what stands under the root is epsilon.
  CHECK(V(rms_norm(V::Constant(5, least), 0x1p-20)) == V::Constant(5, 1024 * least));
  CHECK(V(layer_norm(V::LinSpaced(3, -64 * least, 64 * least), 0x1p-20)) ==
        V::LinSpaced(3, -65536 * least, 65536 * least));
  for (const TestType value : {inf, -inf, nan}) {
    for (const Eigen::Index i : {0, 15, 36}) {
      V x = bias;
      x[i] = value;
      CHECK(all_nan(V(layer_norm(x, gain, bias))));
      CHECK(all_nan(V(rms_norm(x, gain))));
      const auto g = layer_norm.backward(x, bias, gain, bias);
      CHECK(all_nan(g.input));
      CHECK(all_nan(g.gain));
      CHECK(same_bits(g.bias, bias));
    }
  }
  CHECK(V(layer_norm(V())).size() == 0);
  CHECK(Matrix<TestType>(rms_norm(Matrix<TestType>(0, 3))).cols() == 3);
  CHECK(layer_norm.backward(Matrix<TestType>(4, 0), Matrix<TestType>(4, 0), V::Ones(4), V::Ones(4)).gain == V::Zero(4));
}

TEMPLATE_TEST_CASE("Normalisations in every layout", "[normalization][position]", EVERY_TYPE) {
  using Mat = Matrix<TestType>;
  using Rows = RowMajor<TestType>;
  using V = Vector<TestType>;
  const auto check = [](const auto& norm) {
    for (const Eigen::Index n : {1, 5, 16, 37}) {
      const Eigen::Index cols = 19;
      const Mat x = random_matrix<TestType>(n, cols, 5), dy = random_matrix<TestType>(n, cols, 2, 3);
      const V gain = random_vector<TestType>(n, 2, 4), bias = random_vector<TestType>(n, 2, 5);
      Mat y(n, cols), dx(n, cols);
      for (Eigen::Index j = 0; j < cols; ++j) {
        y.col(j) = norm(x.col(j), gain, bias);
        dx.col(j) = norm.backward(V(x.col(j)), V(dy.col(j)), gain, bias).input;
      }
      const auto g = norm.backward(x, dy, gain, bias);
      const Mat xt = x.transpose(), dyt = dy.transpose(), yt = y.transpose(), dxt = dx.transpose();
      CHECK(same_bits(Mat(norm(x, gain, bias)), y));
      CHECK(same_bits(Mat(norm(xt, gain, bias, hillock::rowwise)), yt));
      CHECK(same_bits(Rows(norm(Rows(x), gain.transpose(), bias.array())), y));
      CHECK(same_bits(Mat(norm(1 * x, V(gain), 1 * bias)), y));  // expressions
      CHECK(same_bits(g.input, dx));
      const auto of_rows = norm.backward(xt, dyt, hillock::rowwise, gain, bias);
      CHECK(same_bits(of_rows.input, dxt));
      CHECK(same_bits(of_rows.gain, g.gain));
      CHECK(same_bits(of_rows.bias, g.bias));
      CHECK(same_bits(norm.backward(Rows(x), 1 * dy, gain, bias).input, dx));
      // Without a gain, without a bias.
      CHECK(same_bits(Mat(norm(x, V::Ones(n))), Mat(norm(x))));
      CHECK(norm.backward(x, dy).gain.size() == 0);
      const auto of_gain = norm.backward(x, dy, gain);
      CHECK((same_bits(of_gain.input, dx) && same_bits(of_gain.gain, g.gain) && of_gain.bias.size() == 0));
      // Gain and bias from a matrix, the result into a block, in place, over the gain.
      Mat both(2, n);
      both << gain.transpose(), bias.transpose();
      CHECK(same_bits(Mat(norm(x, both.row(0), both.row(1))), y));
      Mat large = Mat::Constant(n + 3, cols + 2, 9);
      large.block(2, 1, n, cols) = norm(x, gain, bias);
      CHECK(same_bits(large.block(2, 1, n, cols), y));
      Mat in_place = x;
      in_place = norm(in_place, gain, bias);
      CHECK(same_bits(in_place, y));
      V own = gain;
      own = norm(x.col(0), own, bias);
      CHECK(same_bits(own, y.col(0)));
      auto into = g;
      into.input = x;
      norm.backward(into.input, dy, into, gain, bias);
      CHECK(same_bits(into.input, dx));
      into.input = dy;
      norm.backward(x, into.input, into, gain, bias);
      CHECK(same_bits(into.input, dx));
    }
  };
  check(layer_norm);
  check(rms_norm);
}

TEST_CASE("Errors of normalisations", "[normalization][errors]") {
  const Eigen::MatrixXf x = random_matrix<float>(5, 4);
  const Eigen::VectorXf four = Eigen::VectorXf::Ones(4), five = Eigen::VectorXf::Ones(5);
  Eigen::MatrixXf y = Eigen::MatrixXf::Constant(5, 4, 7);
  CHECK(message_of([&] { y = layer_norm(x, four); }) == "hillock::layer_norm: gain is 4x1 but x is 5x4");
  CHECK(message_of([&] { y = layer_norm(x, five, four); }) == "hillock::layer_norm: bias is 4x1 but x is 5x4");
  CHECK(message_of([&] { y = rms_norm(x, five, hillock::rowwise); }) == "hillock::rms_norm: gain is 5x1 but x is 5x4");
  for (const double epsilon : {0.0, -1.0, 0x1p-101, 0x1p101}) {
    CHECK(message_of([&] { y = layer_norm(x, epsilon); }).find("hillock::layer_norm: epsilon is ") == 0);
    CHECK(message_of([&] { y = rms_norm(x, five, epsilon); }).find(" but must be from 2^-100 to 2^100") !=
          std::string::npos);
  }
  CHECK(message_of([&] { y = layer_norm(x, hillock::detail::not_a_number<double>()); }) != "");
  CHECK(message_of([&] { y.topRows(3) = layer_norm(x); }) ==
        "hillock::layer_norm: the result is 5x4 but the destination is 3x4");
  CHECK((y.array() == 7).all());
  auto g = layer_norm.backward(x, x, five, five);
  const Eigen::MatrixXf before = g.input;
  const auto message = [&](const auto& from, const auto& dy) {
    return message_of([&] { layer_norm.backward(from, dy, g, five, five); });
  };
  CHECK(message(x, x.leftCols(3)) == "hillock::layer_norm: x is 5x4 but dy is 5x3");
  CHECK(message(g.gain, five) == "hillock::layer_norm: the destination overlaps x");
  CHECK(message(five, g.bias) == "hillock::layer_norm: the destination overlaps dy");
  CHECK(same_bits(g.input, before));
  Eigen::MatrixXf tall = random_matrix<float>(6, 4);
  hillock::NormalizationGradient<Eigen::Map<Eigen::MatrixXf, 0, Eigen::OuterStride<>>> part{
      {tall.data(), 5, 4, Eigen::OuterStride<>(6)}, {}, {}, {}};
  CHECK(message_of([&] { layer_norm.backward(tall.bottomRows(5), x, part); }) ==
        "hillock::layer_norm: the destination overlaps x in part");
}
