// Scalars without registers: long double, Eigen::AutoDiffScalar, and any class with its functions found by
// argument-dependent lookup. Values and derivatives must be ours.
#include <Eigen/Core>
// Eigen 3.4.0's needs the line above first.
#include <unsupported/Eigen/AutoDiff>

#include "catch.hpp"
#include "every.hpp"
#include "reference.hpp"

namespace jets {

/// A value with one derivative: the least that a user's own scalar needs.
struct Jet {
  double value = 0, slope = 0;

  Jet() = default;
  Jet(double value_) : value(value_) {}
  Jet(double value_, double slope_) : value(value_), slope(slope_) {}

  friend Jet operator+(Jet a, Jet b) { return {a.value + b.value, a.slope + b.slope}; }
  friend Jet operator-(Jet a, Jet b) { return {a.value - b.value, a.slope - b.slope}; }
  friend Jet operator*(Jet a, Jet b) { return {a.value * b.value, a.slope * b.value + a.value * b.slope}; }
  friend Jet operator/(Jet a, Jet b) {
    const double quotient = a.value / b.value;
    return {quotient, (a.slope - quotient * b.slope) / b.value};
  }
  friend Jet operator-(Jet a) { return {-a.value, -a.slope}; }
  friend bool operator<(Jet a, Jet b) { return a.value < b.value; }
  friend bool operator>(Jet a, Jet b) { return a.value > b.value; }
  friend bool operator<=(Jet a, Jet b) { return a.value <= b.value; }
  friend bool operator>=(Jet a, Jet b) { return a.value >= b.value; }
  friend bool operator==(Jet a, Jet b) { return a.value == b.value; }
};

inline double bell(double x) { return 1.1283791670955126 * std::exp(-x * x); }
inline Jet exp(Jet x) { return {std::exp(x.value), std::exp(x.value) * x.slope}; }
inline Jet expm1(Jet x) { return {std::expm1(x.value), std::exp(x.value) * x.slope}; }
inline Jet log(Jet x) { return {std::log(x.value), x.slope / x.value}; }
inline Jet log1p(Jet x) { return {std::log1p(x.value), x.slope / (1 + x.value)}; }
inline Jet sqrt(Jet x) { return {std::sqrt(x.value), x.slope / (2 * std::sqrt(x.value))}; }
inline Jet erf(Jet x) { return {std::erf(x.value), bell(x.value) * x.slope}; }
inline Jet erfc(Jet x) { return {std::erfc(x.value), -bell(x.value) * x.slope}; }
inline Jet sin(Jet x) { return {std::sin(x.value), std::cos(x.value) * x.slope}; }
inline Jet cos(Jet x) { return {std::cos(x.value), -std::sin(x.value) * x.slope}; }

}  // namespace jets

namespace {

using Eigen::AutoDiffScalar;
using jets::Jet;

/// Both tails and the middle, away from zero and from the kinks, which are at simple fractions.
std::vector<double> points() {
  std::vector<double> x;
  for (double magnitude = 0x1p-30; magnitude < 600; magnitude *= 1.37) {
    x.push_back(magnitude);
    x.push_back(-magnitude);
  }
  return x;
}

// The same view of a value with a derivative, for each type that has one.
template <typename Scalar>
struct Variable;
template <>
struct Variable<Jet> {
  // Its derivatives are those of the formulas, operation by operation: where these cancel, as in x / sqrt(1 + x²), some
  // digits are lost.
  static constexpr double value_tolerance = 1e-12, slope_tolerance = 1e-9;
  static Jet at(double x) { return {x, 1}; }
  static double value(const Jet& y) { return y.value; }
  static double slope(const Jet& y) { return y.slope; }
};
template <typename Derivatives>
struct Variable<AutoDiffScalar<Derivatives>> {
  using Scalar = AutoDiffScalar<Derivatives>;
  static constexpr double value_tolerance = 5e-16, slope_tolerance = 7e-16;
  static Scalar at(double x) { return Scalar(x, 2, 1); }
  static double value(const Scalar& y) { return y.value(); }
  // NaN unless there are two derivatives, of which the first is that of another variable.
  static double slope(const Scalar& y) {
    return y.derivatives().size() == 2 && y.derivatives()[0] == 0 ? y.derivatives()[1] : std::nan("");
  }
};

/// Relative, and absolute at the lower end of the range of double.
double difference(double computed, double expected) {
  return std::fabs(computed - expected) / (std::fabs(expected) + 1e-290);
}

template <typename Scalar, typename Tier>
struct CheckDerivatives {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    using V = Variable<Scalar>;
    const hillock::Activation<Definition<Scalar>, Tier> act;
    const hillock::Activation<Definition<double>, hillock::tier::Precise> ours;
    double value_error = 0, slope_error = 0, derivative_error = 0, backward_error = 0;
    double value_at = 0, slope_at = 0;
    const auto raise = [](double& largest, double& at, double error, double x) {
      if (!(error <= largest)) largest = error, at = x;
    };
    for (const double x : points()) {
      const Scalar y = act(V::at(x)), dx = act.backward(V::at(x), Scalar(2.0));
      double ignored = 0;
      raise(value_error, value_at, difference(V::value(y), ours(x)), x);
      raise(slope_error, slope_at, difference(V::slope(y), ours.derivative(x)), x);
      raise(derivative_error, ignored, difference(V::value(act.derivative(V::at(x))), ours.derivative(x)), x);
      raise(backward_error, ignored, difference(V::value(dx), 2 * ours.derivative(x)), x);
    }
    CAPTURE(act.name, Tier::name, value_at, slope_at);
    CHECK(value_error <= V::value_tolerance);
    CHECK(slope_error <= V::slope_tolerance);
    CHECK(derivative_error <= 1e-12);
    CHECK(backward_error <= 1e-12);
  }
};

}  // namespace

TEMPLATE_TEST_CASE("Values and derivatives carried along are those of double", "[scalars]", Jet,
                   AutoDiffScalar<Eigen::VectorXd>) {
  hillock::Activations::for_each(CheckDerivatives<TestType, hillock::tier::Default>{});
}

TEST_CASE("Derivatives of a fixed size, and in float", "[scalars]") {
  using Active = AutoDiffScalar<Eigen::Vector2f>;
  const Active y = hillock::tanh(Active(0.3f, 2, 1));
  CHECK(y.value() == hillock::tanh(0.3f));
  CHECK(y.derivatives() == Eigen::Vector2f(0, hillock::tanh.derivative(0.3f)));
  CHECK(hillock::leaky_relu(Active(-0.3f, 2, 0), 0.2).derivatives() == Eigen::Vector2f(0.2f, 0));
}

TEST_CASE("The precise tier takes such scalars too", "[scalars]") {
  const Jet y = hillock::precise::tanh(Jet(-0.7, 1));
  CHECK(y.value == hillock::tanh(Jet(-0.7, 1)).value);
  CHECK(hillock::precise::Sigmoid<Jet>{}(Jet(0.0)).value == 0.5);
}

namespace {

struct CheckLongDouble {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    using Reference = reference::Reference<Definition>;
    const hillock::Activation<Definition<long double>> act;
    long double value_error = 0, derivative_error = 0;
    const auto error = [](long double computed, long double exact) {
      return std::fabs(computed - exact) / (std::fabs(exact) + 1e-290L);
    };
    for (const double point : points()) {
      const long double x = static_cast<long double>(point) * 1.0123456789012345678L;
      value_error = std::max(value_error, error(act(x), Reference::forward(act, x)));
      derivative_error = std::max(derivative_error, error(act.derivative(x), Reference::derivative(act, x)));
    }
    CAPTURE(act.name);
    // Constants in formulas are doubles.
    CHECK(value_error <= 1e-15L);
    CHECK(derivative_error <= 1e-15L);
    CHECK(std::isnan(act(std::numeric_limits<long double>::quiet_NaN())));
    CHECK(std::isnan(act.derivative(std::numeric_limits<long double>::quiet_NaN())));
    const hillock::Activation<Definition<double>> in_double;
    const double infinity = std::numeric_limits<double>::infinity();
    // The signs of zeros and the rounding of doubles apart: with FMA softplus(0) is log 2 with one ULP.
    const auto agree = [](long double a, double b) {
      return static_cast<double>(a) == b || (std::isnan(a) && std::isnan(b)) ||
             std::fabs(a - b) < 2 * std::numeric_limits<double>::epsilon() * std::fabs(b);
    };
    for (const double x : {0.0, infinity, -infinity}) {
      CAPTURE(x);
      CHECK(agree(act(x), in_double(x)));
      CHECK(agree(act.derivative(x), in_double.derivative(x)));
    }
  }
};

}  // namespace

TEST_CASE("long double is at least as accurate as double", "[scalars]") {
  hillock::Activations::for_each(CheckLongDouble{});
}

TEST_CASE("long double has its own precision and range where no constant stands in the way", "[scalars]") {
  const long double unit = 4 * std::numeric_limits<long double>::epsilon();
  for (const long double x : {-11000.0L, -40.3L, -1.7L, -1e-5L, 0.0L, 1e-9L, 0.3L, 2.9L, 44.1L}) {
    CAPTURE(x);
    const long double sigma = 1 / (1 + std::exp(-x));
    CHECK(std::fabs(hillock::sigmoid(x) - sigma) <= unit * sigma);
    CHECK(std::fabs(hillock::tanh(x) - std::tanh(x)) <= unit * std::fabs(x));
    CHECK(hillock::exponential(x) == std::exp(x));
  }
  CHECK(std::signbit(hillock::tanh(-0.0L)));
  const long double infinity = std::numeric_limits<long double>::infinity();
  CHECK(hillock::sigmoid(infinity) == 1);
  CHECK(hillock::sigmoid(-infinity) == 0);
  CHECK(hillock::tanh(-infinity) == -1);
  CHECK(hillock::LeakyReLU<long double>(1e-4000L).negative_slope() > 0);
  CHECK_THROWS_AS(hillock::LeakyReLU<long double>(infinity), std::invalid_argument);
}

TEST_CASE("Dense expressions of such scalars", "[scalars]") {
  using Eigen::Dynamic;
  const Eigen::Matrix<long double, Dynamic, 1> x = Eigen::VectorXd::LinSpaced(7, -3, 3).cast<long double>();
  const Eigen::Matrix<long double, Dynamic, 1> y = hillock::sigmoid(x), dx = hillock::sigmoid.backward(x, x);
  CHECK(y[2] == hillock::sigmoid(x[2]));
  CHECK(dx[2] == hillock::sigmoid.backward(x[2], x[2]));
  STATIC_REQUIRE_FALSE(hillock::is_vectorized_v<hillock::Sigmoid<long double>, long double>);

  // The Jacobian of a layer, by automatic differentiation and by backward.
  using Active = AutoDiffScalar<Eigen::VectorXd>;
  const Eigen::MatrixXd weights = Eigen::MatrixXd::Random(3, 4);
  const Eigen::VectorXd bias = Eigen::VectorXd::Random(3), input = Eigen::VectorXd::Random(4);
  Eigen::Matrix<Active, Dynamic, 1> active(4);
  for (int j = 0; j < 4; ++j) active[j] = Active(input[j], 4, j);
  const Eigen::Matrix<Active, Dynamic, 1> z = weights.cast<Active>() * active + bias.cast<Active>();
  const Eigen::Matrix<Active, Dynamic, 1> output = hillock::tanh(z);
  const hillock::Dense layer{weights, bias, hillock::tanh};
  for (int i = 0; i < 3; ++i) {
    const Eigen::VectorXd gradient = layer.backward(input, layer(input), Eigen::VectorXd::Unit(3, i)).input;
    CHECK((output[i].derivatives() - gradient).norm() <= 1e-14);
  }
}

TEST_CASE("Expressions of an AutoDiffScalar are arguments, and selected constants have derivatives", "[scalars]") {
  using Active = AutoDiffScalar<Eigen::VectorXd>;
  const Active x(0.3, 2, 1);
  const Active y = hillock::tanh(x * 2.0);
  CHECK(y.derivatives()[1] == 2 * hillock::tanh(Active(0.6, 2, 1)).derivatives()[1]);
  const Active zero = hillock::relu(-x);
  REQUIRE(zero.derivatives().size() == 2);
  CHECK(zero.derivatives()[1] == 0);
}

TEST_CASE("The derivative of the derivative", "[scalars]") {
  for (const double x : {-30.0, -2.1, -0.4, 0.9, 3.3, 25.0}) {
    CAPTURE(x);
    const double s = 1 / (1 + std::exp(-x)), rest = 1 / (1 + std::exp(x));
    const double expected = s * rest * (rest - s);
    CHECK(difference(hillock::sigmoid.derivative(Jet(x, 1)).slope, expected) <= 1e-13);
  }
}

namespace {

/// f''(+-0), where it is carried along in f', against the difference quotients of f' on either side and about 0.
struct SecondDerivativeAtZero {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition> f) const {
    CAPTURE(Definition<double>::name);
    const double step = 1e-4, slope = f.derivative(0.0);
    const double right = (f.derivative(step) - slope) / step, left = (slope - f.derivative(-step)) / step;
    for (const double zero : {0.0, -0.0}) {
      const double bend = f.derivative(Jet(zero, 1)).slope;
      const auto is_close = [bend](double quotient) { return std::abs(bend - quotient) <= 1e-3; };
      CHECK((is_close(left) || is_close(right) || is_close((left + right) / 2)));
    }
  }
};

}  // namespace

TEST_CASE("The derivative of the derivative at either zero", "[scalars]") {
  hillock::Activations::for_each(SecondDerivativeAtZero());
}
