// The error bounds of the smooth functions hold for other parameters than the defaults: against MPFR, on random values
// of all magnitudes, around zero, and where the results saturate or underflow.
#include <random>
#include <vector>

#include <mpreal.h>

#include "../catch.hpp"
#include "../every.hpp"
#include "../reference.hpp"
#include "samples.hpp"
#include "ulp.hpp"

namespace {

using mpfr::mpreal;

/// Uniform in value around the region where a function of x times `scale` bends, and uniform in bit pattern.
template <typename Scalar>
std::vector<Scalar> inputs(double scale) {
  std::vector<Scalar> values = accuracy::switch_point_neighbours<Scalar>();
  std::mt19937_64 engine(5);
  const auto uniform = [&] { return static_cast<double>(engine() >> 11) * 0x1p-52 - 1; };
  for (int i = 0; i < 300; ++i) {
    for (const double range : {1.0, 12.0, 800.0}) values.push_back(static_cast<Scalar>(uniform() * range / scale));
    values.push_back(accuracy::from_bits<Scalar>(static_cast<accuracy::BitsOf<Scalar>>(engine())));
  }
  return values;
}

template <template <typename> class Definition, typename Scalar, typename Tier, typename... Parameters>
void check_tier(double scale, Parameters... parameters) {
  const hillock::Activation<Definition<Scalar>, Tier> act(static_cast<Scalar>(parameters)...);
  const hillock::ErrorBound bound = act.bounds.of(Tier{});
  const std::vector<double> given = {parameters...};
  double forward = 0, derivative = 0;
  Scalar worst_forward = 0, worst_derivative = 0;
  for (const Scalar x : inputs<Scalar>(scale)) {
    using Reference = reference::Reference<Definition>;
    const double f = accuracy::ulp_error(act(x), Reference::forward(act, mpreal(x)));
    const double df = accuracy::ulp_error(act.derivative(x), Reference::derivative(act, mpreal(x)));
    if (!(f <= forward)) forward = f, worst_forward = x;
    if (!(df <= derivative)) derivative = df, worst_derivative = x;
  }
  CAPTURE(act.name, Tier::name, every::scalar_name<Scalar>(), given, worst_forward, worst_derivative);
  CHECK(forward <= bound.forward);
  CHECK(derivative <= bound.derivative);
}

/// `scale` is 1 over the width of the region where the function bends.
template <template <typename> class Definition, typename... Parameters>
void check(double scale, Parameters... parameters) {
  mpreal::set_default_prec(240);
  check_tier<Definition, float, hillock::tier::Default>(scale, parameters...);
  check_tier<Definition, float, hillock::tier::Precise>(scale, parameters...);
  check_tier<Definition, double, hillock::tier::Default>(scale, parameters...);
  check_tier<Definition, double, hillock::tier::Precise>(scale, parameters...);
}

}  // namespace

TEST_CASE("ELU and CELU with other parameters", "[parameters]") {
  using namespace hillock::definition;
  for (const double alpha : {0.3, 1.7, -2.5, 40.0}) {
    check<ELU>(1, alpha);
    check<CELU>(1 / std::abs(alpha), alpha);
  }
}

TEST_CASE("Softplus and Swish with other parameters", "[parameters]") {
  using namespace hillock::definition;
  for (const double beta : {0.3, 1.7, 25.0}) check<Softplus>(beta, beta);
  for (const double beta : {0.3, 1.7, -2.5, 25.0}) check<Swish>(std::abs(beta), beta);
}

TEST_CASE("Scaled tanh with other parameters", "[parameters]") {
  using namespace hillock::definition;
  check<ScaledTanh>(1, 1.0, 1.0);
  check<ScaledTanh>(0.3, 7.3, 0.3);
  check<ScaledTanh>(2.7, -0.4, 2.7);
  check<ScaledTanh>(1.1, 1.3, -1.1);
}
