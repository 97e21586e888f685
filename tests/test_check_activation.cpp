// check_activation finds what it says it finds: each definition here breaks one promise or more. (One that keeps its
// promises is examples/custom_activation.cpp.)
#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>

#include <hillock/check_activation.hpp>
#include <hillock/hillock.hpp>

#include "catch.hpp"

namespace {

using hillock::math::logistic;

long double sigma(long double x) { return 1 / (1 + std::exp(-x)); }

/// x σ(x)², written without care.
template <typename Scalar_>
struct Careless {
  using Scalar = Scalar_;
  static constexpr const char* name = "careless";
  static constexpr hillock::ErrorBounds bounds = hillock::guaranteed_bounds;

  template <typename Number>
  Number forward(Number x) const {
    const Number gate = logistic(x);
    return x * gate * gate;
  }
  template <typename Number>
  Number derivative(Number x) const {
    const Number gate = logistic(x);
    return gate * gate * (Number(1.0) + Number(2.0) * x * logistic(-x));
  }
};
long double careless(long double x) { return sigma(x) == 0 ? -0.0L : x * sigma(x) * sigma(x); }
long double careless_slope(long double x) {
  const long double s = sigma(x), mirrored = sigma(-x);
  return s == 0 ? 0 : s * s * (1 + (mirrored == 0 ? 0 : 2 * x * mirrored));
}

/// |x|, another number at every second call, and with 1/x where |x| has no slope.
template <typename Scalar_>
struct Fickle {
  using Scalar = Scalar_;
  static constexpr const char* name = "fickle";
  static constexpr hillock::ErrorBounds bounds = hillock::guaranteed_bounds;

  template <typename Number>
  Number forward(Number x) const {
    static int calls = 0;
    return hillock::abs(x) * Number(++calls % 2 == 0 ? 1 : 1 + 0x1p-23);
  }
  template <typename Number>
  Number derivative(Number x) const {
    return hillock::select(Number(1.0) / x > Number(0.0), Number(1.0), Number(-1.0));
  }
};

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("check_activation finds special values, errors and exceptions", "[check_activation]") {
  std::ostringstream out;
  CHECK_FALSE(hillock::check_activation<Careless>(careless, careless_slope, out));
  INFO(out.str());
  CHECK(has(out.str(), "careless default float f(-inf) = "));
  CHECK(has(out.str(), "careless default double f'(inf) = "));
  CHECK(has(out.str(), "another special value is exact"));
  CHECK(has(out.str(), "promised 2  EXCEEDED"));
  CHECK(has(out.str(), "raises the exception \"invalid\""));
}

#if defined(__SSE2__) || defined(__aarch64__)
TEST_CASE("check_activation finds what depends on the position and divides by zero", "[check_activation]") {
  std::ostringstream out;
  CHECK_FALSE(hillock::check_activation<Fickle>([](long double x) { return std::abs(x); },
                                                [](long double x) { return std::copysign(1.0L, x); }, out));
  INFO(out.str());
  CHECK(has(out.str(), "fickle default float f("));
  CHECK(has(out.str(), "elsewhere or alone it is another number"));
  CHECK(has(out.str(), "raises the exception \"division by zero\""));
}
#endif

TEST_CASE("math:: takes values and expressions", "[math]") {
  namespace math = hillock::math;
  const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(7, -3, 3);
  CHECK(math::tanh(0.5f) == hillock::tanh(0.5f));
  CHECK(math::tanh(0.5) == hillock::tanh(0.5));
  CHECK(math::precise::tanh(0.5) == hillock::precise::tanh(0.5));
  CHECK(math::logistic(0.5f) == hillock::sigmoid(0.5f));
  CHECK(math::softplus(0.5) == hillock::softplus(0.5));
  CHECK(Eigen::VectorXd(math::tanh(x)) == Eigen::VectorXd(hillock::tanh(x)));
  CHECK(Eigen::VectorXd(math::logistic(x)) == Eigen::VectorXd(hillock::sigmoid(x)));
  CHECK(Eigen::VectorXd(math::softplus(x)) == Eigen::VectorXd(hillock::softplus(x)));

  CHECK(math::log.derivative(4.0f) == 0.25f);
  CHECK(math::log1p.derivative(3.0) == 0.25);
  CHECK(math::expm1.derivative(0.0) == 1);
  CHECK(math::erfc.derivative(0.5) == -hillock::erf.derivative(0.5));
  CHECK(Eigen::VectorXd(math::logistic.derivative(x)) == Eigen::VectorXd(hillock::sigmoid.derivative(x)));
  CHECK(Eigen::VectorXd(math::expm1.backward(x, x)) == Eigen::VectorXd(hillock::exponential(x).cwiseProduct(x)));
  CHECK(math::log.backward(2.3e-39f, 0.7f) == 0.7f / 2.3e-39f);
}

TEST_CASE("An activation is found by its name", "[activations]") {
  hillock::Activations::for_each([](auto f) {
    using Function = decltype(f);
    const char* const name = Function::template For<float>::name;
    const bool is_same =
        hillock::visit_activation(name, [](auto found) { return std::is_same<decltype(found), Function>::value; });
    CAPTURE(name);
    CHECK(is_same);
  });
  const auto at_half = [](auto f) { return double(f(0.5f)); };
  CHECK(hillock::visit_activation("gelu", at_half) == double(hillock::gelu(0.5f)));
  CHECK(hillock::visit_activation<hillock::tier::Precise>("elish", [](auto f) { return f.derivative(0.5f); }) ==
        hillock::precise::elish.derivative(0.5f));
  std::string message;
  try {
    hillock::visit_activation("Gelu", at_half);
  } catch (const std::invalid_argument& error) {
    message = error.what();
  }
  const std::string start =
      "hillock::visit_activation: no activation is called \"Gelu\"; there are identity, binary_step, sigmoid, ";
  CHECK(message.substr(0, start.size()) == start);
  CHECK(has(message, " gelu, "));
  CHECK(has(message.substr(message.size() - 20), " and "));
}

TEST_CASE("One call for the gradient of any activation", "[activations]") {
  const Eigen::MatrixXf x = Eigen::MatrixXf::Random(6, 4), dy = Eigen::MatrixXf::Random(6, 4);
  const auto is_same = [](const Eigen::MatrixXf& a, const Eigen::MatrixXf& b) { return a == b; };
  const Eigen::MatrixXf y = hillock::gelu(x), p = hillock::softmax(x, hillock::rowwise),
                        gated = hillock::swiglu(x, hillock::columnwise);
  CHECK(is_same(hillock::backward(hillock::gelu, x, y, dy), hillock::gelu.backward(x, dy)));
  const hillock::ELU<float> elu(0.5f);
  CHECK(is_same(hillock::backward(elu, x, elu(x), dy, hillock::rowwise), elu.backward(x, dy)));
  CHECK(is_same(hillock::backward(hillock::softmax, x, p, dy, hillock::rowwise),
                hillock::softmax.backward_from_output(p, dy, hillock::rowwise)));
  CHECK(
      is_same(hillock::backward(hillock::swiglu, x, gated, dy.topRows(3)), hillock::swiglu.backward(x, dy.topRows(3))));
  CHECK(hillock::backward(hillock::tanh, 0.5f, hillock::tanh(0.5f), 2.0f) == hillock::tanh.backward(0.5f, 2.0f));
  CHECK_THROWS_AS(is_same(hillock::backward(hillock::softmax, x, p, dy.topRows(3)), dy), std::invalid_argument);
  CHECK_THROWS_AS(is_same(hillock::backward(hillock::gelu, x, y, dy.topRows(3)), dy), std::invalid_argument);
}

TEST_CASE("a vanished gate is stronger than infinity", "[math]") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double zero = hillock::math::gated(-infinity, 0.0);
  CHECK(zero == 0);
  CHECK(std::signbit(zero));
  CHECK(hillock::math::gated(infinity, 1.0) == infinity);
  CHECK(std::isnan(hillock::math::gated(std::numeric_limits<double>::quiet_NaN(), 1.0)));

  // In sums of two, near the smallest numbers: one rounding.
  using V = hillock::Lanes<double, 1>;
  using DoubleWord = hillock::DoubleWord<V>;
  const auto product = [](double x, double gate) {
    return hillock::math::gated(DoubleWord(V(x)), DoubleWord(V(gate))).high.first();
  };
  CHECK(product(-0.0, 0.5) == 0);
  CHECK(std::signbit(product(-0.0, 0.5)));
  CHECK(product(-infinity, 0) == 0);
  CHECK(product(infinity, 0.5) == infinity);
  const double unit = std::numeric_limits<double>::denorm_min();
  CHECK(product(3 * unit, 0.5) == 2 * unit);              // 1.5, to even
  CHECK(product(-0x1.5p-1000, 0x1.5p-70) == -28 * unit);  // 27.56
}
