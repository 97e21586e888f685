// The error bounds of doubles with other parameters than the defaults, by climbing as hillock_accuracy --climb does.
#include <random>
#include <vector>

#include "../catch.hpp"
#include "../every.hpp"
#include "../reference.hpp"
#include "climb.hpp"
#include "library.hpp"
#include "oracle.hpp"

namespace {

using accuracy::mpreal;

#if defined(HILLOCK_EXHAUSTIVE_TESTS)
constexpr int parameters = 200;
constexpr double seconds = 1;
#else
constexpr int parameters = 4;
constexpr double seconds = 0.05;
#endif

double parameter = 1;  // for the function pointers that a climb takes

/// f or f' with that parameter, and what is exact.
template <template <typename> class Definition, typename Tier, bool IsDerivative>
struct Climbed {
  using Array = Eigen::Array<double, Eigen::Dynamic, 1>;
  using Reference = reference::Reference<Definition>;

  static auto act() { return hillock::Activation<Definition<double>, Tier>{parameter}; }
  static double bound() {
    const hillock::ErrorBound of_tier = act().bounds.of(Tier{});
    return IsDerivative ? of_tier.derivative : of_tier.forward;
  }
  static void evaluate(const double* from, double* to, std::ptrdiff_t n) {
    const Eigen::Map<const Array> x(from, n);
    Eigen::Map<Array> y(to, n);
    if constexpr (IsDerivative) {
      y = act().derivative(x);
    } else {
      y = act()(x);
    }
  }
  template <typename Real>
  static Real exact(const Real& x) {
    return IsDerivative ? Reference::derivative(act(), x) : Reference::forward(act(), x);
  }
  static accuracy::Oracle<double> oracle() {
    return {act().name,
            "",
            false,
            false,
            nullptr,
            [](double x) { return exact<long double>(x); },
            [](double x) { return exact<mpreal>(x); },
            [](const mpreal& x) { return exact<mpreal>(x); }};
  }
};

template <template <typename> class Definition, typename Tier, bool IsDerivative>
void climb(bool negative) {
  using This = Climbed<Definition, Tier, IsDerivative>;
  std::mt19937_64 engine(7);
  for (int k = 0; k < parameters; ++k) {
    const double range = k % 4 == 0 ? 20 : 4;
    parameter = std::exp2((2 * std::generate_canonical<double, 53>(engine) - 1) * range);
    if (negative && k % 3 == 0) parameter = -parameter;
    const std::vector<accuracy::TierUnderTest<double>> tiers = {{Tier::name, This::bound(), &This::evaluate}};
    const auto found = accuracy::climb(tiers, This::oracle(), {}, 1000, seconds)[0];
    CAPTURE(This::act().name, Tier::name, IsDerivative, parameter, found.worst);
    CHECK(found.max_ulp <= This::bound());
  }
}

template <template <typename> class Definition>
void climb_all(bool negative = false) {
  using hillock::tier::Default;
  using hillock::tier::Precise;
  climb<Definition, Default, false>(negative);
  climb<Definition, Default, true>(negative);
#if defined(HILLOCK_EXHAUSTIVE_TESTS)
  climb<Definition, Precise, false>(negative);
  climb<Definition, Precise, true>(negative);
#endif
}

}  // namespace

TEST_CASE("Climbing with other parameters", "[parameters][climb]") {
  using namespace hillock::definition;
  mpreal::set_default_prec(160);
  climb_all<ELU>(true);
  climb_all<CELU>(true);
  climb_all<Softplus>();
  climb_all<Swish>(true);
  climb_all<ISRU>();
  climb_all<ISRLU>();
  climb_all<Squareplus>();
}
