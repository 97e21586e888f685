// Compiled with -ffast-math, for a little of what the preset fast_math checks every day: NaN, infinities and -0 as
// constants and as values known only at run time, single and in vectors, and what must not be reassociated.
#include <cmath>
#include <cstdio>
#include <string>

#include <hillock/hillock.hpp>

#include "every.hpp"

namespace {

int failures = 0;

template <typename Scalar>
void expect(const std::string& what, const Scalar& value, const Scalar& expected) {
  if (every::same_bits(value, expected)) return;
  ++failures;
  std::printf("%s is %a instead of %a\n", what.c_str(), static_cast<double>(value), static_cast<double>(expected));
}

/// f(x) = y for x as a constant to the optimiser, as something else, and in each lane.
template <typename Scalar, typename F>
void expect_everywhere(const std::string& what, const F& f, const Scalar& x, const Scalar& y) {
  expect(what + ", alone,", Scalar(f(x)), y);
  Eigen::Matrix<Scalar, Eigen::Dynamic, 1> many(35);
  for (Eigen::Index i = 0; i < many.size(); ++i) many[i] = x;
  expect(what + ", alone, from memory,", Scalar(f(many[7])), y);
  const Eigen::Matrix<Scalar, Eigen::Dynamic, 1> results = f(many);
  for (Eigen::Index i = 0; i < many.size(); ++i) expect(what + ", in a vector,", results[i], y);
}

/// The same for parameters that the optimiser knows, and may compute with, as for those it does not.
template <typename Scalar, typename Known, typename Unknown>
void expect_same(const std::string& what, const Known& known, const Unknown& unknown) {
  for (int i = 1; i < 200; ++i) {
    const Scalar x = static_cast<Scalar>(i) / 64 - 1;
    expect(what + " with constant parameters", Scalar(known(x)), Scalar(unknown(x)));
  }
}
template <typename Scalar>
void check_constant_parameters(const std::string& scalar) {
  volatile double changing_a = 1.7, changing_b = 0.3;
  const double a = changing_a, b = changing_b;
  const auto same = [&](const char* name, const auto& known, const auto& unknown) {
    expect_same<Scalar>(scalar + " " + name, known, unknown);
  };
  same(
      "scaled_tanh", [](Scalar x) { return hillock::scaled_tanh(x, 1.7, 0.3); },
      [=](Scalar x) { return hillock::scaled_tanh(x, a, b); });
  same(
      "scaled_tanh'", [](Scalar x) { return hillock::scaled_tanh.derivative(x, 1.7, 0.3); },
      [=](Scalar x) { return hillock::scaled_tanh.derivative(x, a, b); });
  same(
      "isru", [](Scalar x) { return hillock::isru(x, 0.3); }, [=](Scalar x) { return hillock::isru(x, b); });
  same(
      "isrlu'", [](Scalar x) { return hillock::isrlu.derivative(x, 0.3); },
      [=](Scalar x) { return hillock::isrlu.derivative(x, b); });
  same(
      "squareplus", [](Scalar x) { return hillock::squareplus(x, 0.3); },
      [=](Scalar x) { return hillock::squareplus(x, b); });
  same(
      "swish", [](Scalar x) { return hillock::swish(x, 0.3); }, [=](Scalar x) { return hillock::swish(x, b); });
  same(
      "elu", [](Scalar x) { return hillock::elu(x, 0.3); }, [=](Scalar x) { return hillock::elu(x, b); });
  same(
      "celu", [](Scalar x) { return hillock::celu(x, 0.3); }, [=](Scalar x) { return hillock::celu(x, b); });
  same(
      "softplus", [](Scalar x) { return hillock::softplus(x, 0.3); },
      [=](Scalar x) { return hillock::softplus(x, b); });
  same(
      "hard_sigmoid", [](Scalar x) { return hillock::hard_sigmoid(x, 0.3, 1.7); },
      [=](Scalar x) { return hillock::hard_sigmoid(x, b, a); });
}

template <typename Scalar>
void check(const std::string& scalar) {
  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
  const Scalar inf = hillock::detail::infinity<Scalar>(), nan = hillock::detail::not_a_number<Scalar>();
  const Scalar minus_zero = -Scalar(0), largest = std::numeric_limits<Scalar>::max();

  const auto check_gate = [&](const std::string& name, const auto& gate) {
    expect_everywhere(scalar + " " + name + "(-0)", gate, minus_zero, minus_zero);
    expect_everywhere(scalar + " " + name + "(-inf)", gate, Scalar(-inf), minus_zero);
    expect_everywhere(scalar + " " + name + "(NaN)", gate, nan, nan);
  };
  check_gate("silu", [](const auto& x) { return hillock::silu(x); });
  check_gate("gelu", [](const auto& x) { return hillock::gelu(x); });
  check_gate("mish", [](const auto& x) { return hillock::mish(x); });
  check_gate("quick_gelu", [](const auto& x) { return hillock::quick_gelu(x); });
  const auto flat = [](const auto& x) { return hillock::leaky_relu(x, 0.0); };
  expect_everywhere(scalar + " leaky_relu(NaN) with slope 0", flat, nan, nan);
  expect_everywhere(scalar + " leaky_relu(-2) with slope 0", flat, Scalar(-2), minus_zero);
  const auto step = [](const auto& x) { return hillock::binary_step.derivative(x); };
  expect_everywhere(scalar + " binary_step'(NaN)", step, nan, nan);
  const auto root = [](const auto& x) { return hillock::isru(x, 4.0); };
  expect_everywhere(scalar + " isru(inf)", root, inf, Scalar(0.5));
  const auto log = [](const auto& x) { return hillock::math::log(x); };
  expect_everywhere(scalar + " log(0)", log, Scalar(0), Scalar(-inf));
  const auto log1p_slope = [](const auto& x) { return hillock::Function<hillock::definition::Log1p>{}.derivative(x); };
  expect_everywhere(scalar + " log1p'(-1)", log1p_slope, Scalar(-1), inf);
  const auto flat_squareplus = [](const auto& x) { return hillock::squareplus.derivative(x, 0x1p+120); };
  expect_everywhere(scalar + " squareplus'(inf)", flat_squareplus, inf, Scalar(1));

  // Where sums are reassociated these lose all digits.
  const auto expect_near = [&](const char* name, Scalar y, long double exact) {
    const long double ulps = std::abs(y / exact - 1) / std::numeric_limits<Scalar>::epsilon();
    if (ulps < 4) return;
    ++failures;
    std::printf("%s %s is off by %Lg\n", scalar.c_str(), name, ulps);
  };
  const Scalar low = sizeof(Scalar) == 4 ? Scalar(-87.25) : Scalar(-708.25), one = Scalar(0.625);
  const long double tanh_of_one = std::tanh(static_cast<long double>(one));
  const Vector ends = Vector::Constant(5, low), ones = Vector::Constant(5, one);
  expect_near("sigmoid", hillock::sigmoid(ends).eval()[1], 1 / (1 + std::exp(-static_cast<long double>(low))));
  expect_near("tanh_shrink", hillock::tanh_shrink(ones).eval()[1], one - tanh_of_one);
  expect_near("tanh_shrink'", hillock::tanh_shrink.derivative(ones).eval()[1], tanh_of_one * tanh_of_one);
  expect_near("gelu", hillock::gelu(Vector(Vector::Constant(5, Scalar(-2)))).eval()[1], -std::erfc(std::sqrt(2.0L)));

  const Scalar far_out = Scalar(8.7);
  expect_near("precise gaussian", hillock::precise::gaussian(Vector(Vector::Constant(5, far_out))).eval()[1],
              std::exp(-static_cast<long double>(far_out) * far_out));

  // e^-d, far below the digits of a sum with 1, is not lost in one.
  const Scalar d = sizeof(Scalar) == 4 ? 60 : 600;
  Vector x(2);
  x << 0, -d;
  const Scalar rest = hillock::log_softmax(x).eval()[0];
  if (!(rest < 0) || std::abs(rest / -std::exp(-static_cast<long double>(d)) - 1) > 1e-5L) {
    ++failures;
    std::printf("%s log_softmax loses e^-%g: %a\n", scalar.c_str(), static_cast<double>(d), static_cast<double>(rest));
  }
  Eigen::Matrix<Scalar, 3, 1> far(largest, -largest, 0), target(Scalar(0.75), Scalar(0.25), 0);
  expect(scalar + " cross-entropy of far logits", hillock::softmax_cross_entropy(far, target).losses[0],
         Scalar(largest / 2));
  for (Eigen::Index i = 0; i < 3; ++i) far[i] = -inf;
  expect(scalar + " cross-entropy of -inf alone", hillock::softmax_cross_entropy(far, target).losses[0], nan);
  expect(scalar + " softmax of -inf alone", hillock::softmax(far).eval()[1], nan);
}

}  // namespace

int main() {
  check_constant_parameters<float>("float");
  check_constant_parameters<double>("double");
  check<float>("float");
  check<double>("double");
  std::printf("%d failures\n", failures);
  return failures > 0;
}
