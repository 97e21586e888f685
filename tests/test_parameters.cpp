// The error bounds hold for other parameters than the defaults: against the reference in long double, on random values,
// all magnitudes, and the neighbours of knees.
#include "catch.hpp"
#include "reference.hpp"
#include "support.hpp"

namespace {

using namespace support;

template <typename Scalar>
std::vector<Scalar> inputs(std::initializer_list<double> knees) {
  std::vector<Scalar> values = {Scalar(0), std::numeric_limits<Scalar>::denorm_min(),
                                std::numeric_limits<Scalar>::max(), std::numeric_limits<Scalar>::infinity()};
  std::mt19937 engine(3);
  for (int i = 0; i < 3000; ++i) {
    values.push_back(static_cast<Scalar>(uniform(engine) * 4));
    const double exponent = uniform(engine) * (sizeof(Scalar) == 4 ? 128 : 1024);
    values.push_back(static_cast<Scalar>((1 + std::abs(uniform(engine))) * std::exp2(exponent / 2)));
    values.push_back(static_cast<Scalar>((1 + std::abs(uniform(engine))) * std::exp2(exponent) * 0.25));
  }
  for (const double knee : knees) {
    Scalar x = static_cast<Scalar>(knee);
    for (int i = 0; i < 40; ++i) x = std::nextafter(x, -std::numeric_limits<Scalar>::infinity());
    for (int i = 0; i < 80; ++i) values.push_back(x = std::nextafter(x, std::numeric_limits<Scalar>::infinity()));
    for (int i = 0; i < 1000; ++i) values.push_back(static_cast<Scalar>(knee * (1 + uniform(engine) * 0.1)));
  }
  return values;
}

template <template <typename> class Definition, typename Scalar, typename Tier, typename... Parameters>
void check_tier(std::initializer_list<double> knees, Parameters... parameters) {
  // The reference is rounded too, to a 64th of an ULP where long double is wider.
  const double slack = 0x1p-6;
  const hillock::Activation<Definition<Scalar>, Tier> act(static_cast<Scalar>(parameters)...);
  const hillock::ErrorBound bound = act.bounds.of(Tier{});
  const std::vector<double> given = {parameters...};
  double forward = 0, derivative = 0;
  Scalar worst_forward = 0, worst_derivative = 0;
  for (const Scalar magnitude : inputs<Scalar>(knees)) {
    for (const Scalar x : {magnitude, -magnitude}) {
      const long double exact = x;
      const double f = ulp_error(act(x), reference::Reference<Definition>::forward(act, exact));
      const double df = ulp_error(act.derivative(x), reference::Reference<Definition>::derivative(act, exact));
      if (!(f <= forward)) forward = f, worst_forward = x;
      if (!(df <= derivative)) derivative = df, worst_derivative = x;
    }
  }
  CAPTURE(act.name, Tier::name, every::scalar_name<Scalar>(), given, worst_forward, worst_derivative);
  CHECK(forward <= bound.forward + slack);
  CHECK(derivative <= bound.derivative + slack);
}

template <template <typename> class Definition, typename... Parameters>
void check(std::initializer_list<double> knees, Parameters... parameters) {
  check_tier<Definition, float, hillock::tier::Default>(knees, parameters...);
  check_tier<Definition, float, hillock::tier::Precise>(knees, parameters...);
  if (std::numeric_limits<long double>::digits >= 64) {
    check_tier<Definition, double, hillock::tier::Default>(knees, parameters...);
    check_tier<Definition, double, hillock::tier::Precise>(knees, parameters...);
  }
}

}  // namespace

TEST_CASE("Piecewise functions with other parameters", "[parameters]") {
  using namespace hillock::definition;
  for (const double theta : {-1.3, 0.7, 100.0}) {
    check<BinaryStep>({theta}, theta);
    check<ThresholdedReLU>({theta}, theta);
    check<Threshold>({theta}, theta, -2 * theta);
  }
  for (const double lambda : {0.0, 0.3, 5.0}) {
    check<HardShrink>({lambda}, lambda);
    check<SoftShrink>({lambda, 2 * lambda}, lambda);
  }
  check<HardTanh>({0.1, 0.9}, 0.1, 0.9);
  check<HardTanh>({-7.0, 0.9}, -7.0, 0.9);
  check<HardTanh>({2.0, 1e30}, 2.0, 1e30);
  check<PReLU>({}, 0.1);
  check<PReLU>({}, -3.0);
  check<PReLU>({}, 1e-3);
  check<RReLU>({}, 0.1, 0.3);
  check<RReLU>({}, -1.0, 3.0);
  check<RReLU>({}, 0.5, 0.5);
  check<Shrink>({0.7, -0.7}, 0.7, 0.2);
  check<Shrink>({3.0, -3.0}, 3.0, -7.0);
  check<LeakyHardTanh>({-0.3, 0.7}, -0.3, 0.7, 0.9, 0.3);
  check<LeakyHardTanh>({-1e3, 1e-3}, -1e3, 1e-3, 1.0, 0.0);
  check<LeakyHardTanh>({0.0, 6.0}, 0.0, 6.0, 1e-3, 1e-9);
  check<ClippedReLU>({0.7, 6.0}, 0.3, 6.0, 0.7);
  check<ClippedReLU>({0.7, 6.0}, 0.0, 6.0, 0.7);
  check<ClippedReLU>({1e3}, 0.99, 5.0, 1e3);
}

TEST_CASE("Ramps and parabolas with other parameters", "[parameters]") {
  using namespace hillock::definition;
  check<HardSigmoid>({-2.5, 2.5}, 0.2, 0.5);
  check<HardSigmoid>({-0.1 / 0.7, 0.9 / 0.7}, 0.7, 0.1);
  check<HardSigmoid>({1.3e3, 2.3e3}, 1e-3, -1.3);
  check<HardSigmoid>({-0.4 * 6, 0.6 * 6}, 1.0 / 6, 0.4);
  for (const double beta : {0.1, 0.7, 3.3, 1e20}) check<SmeLU>({beta}, beta);
}

TEST_CASE("Roots with other parameters", "[parameters]") {
  using namespace hillock::definition;
  for (const double b : {0.1, 1.7, 1e-20, 3e30}) check<Squareplus>({std::sqrt(b)}, b);
  for (const double alpha : {0.1, 3.0, 1e-20, 3e30}) {
    check<ISRU>({1 / std::sqrt(alpha)}, alpha);
    check<ISRLU>({1 / std::sqrt(alpha)}, alpha);
  }
}
