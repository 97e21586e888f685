// The error bounds with other parameters than the defaults: of doubles by climbing as hillock_accuracy --climb does, of
// floats at random.
#include <algorithm>
#include <cmath>
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

/// Floats beside doubles of the precise tier with the same parameters, which are exact enough to judge them.
template <template <typename> class Definition>
class BesideDoubles {
 public:
  /// For x in [from, to].
  template <typename... Parameters>
  void compare(double from, double to, Parameters... values) {
    const Eigen::ArrayXf x = (Eigen::ArrayXd::Random(4096) * ((to - from) / 2) + (to + from) / 2).cast<float>();
    const Eigen::ArrayXd wide = x.cast<double>();
    const hillock::Activation<Definition<float>, hillock::tier::Default> act{values...};
    const hillock::Activation<Definition<double>, hillock::tier::Precise> exact{static_cast<double>(values)...};
    const hillock::ErrorBound bound = act.bounds.of(hillock::tier::Default{});
    const std::vector<double> all = {static_cast<double>(values)...};
    CAPTURE(all);
    judge("f", x, act(x), exact(wide), bound.forward);
    judge("f'", x, act.derivative(x), exact.derivative(wide), bound.derivative);
  }

 private:
  static void judge(const char* what, const Eigen::ArrayXf& x, const Eigen::ArrayXf& y, const Eigen::ArrayXd& exact,
                    double bound) {
    double most = 0;
    float worst = 0;
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      const double unit = std::ldexp(1.0, (exact[i] == 0 ? -126 : std::max(std::ilogb(exact[i]), -126)) - 23);
      const double error = std::abs(static_cast<double>(y[i]) - exact[i]) / unit;
      if (!(error <= most)) most = error, worst = x[i];
    }
    CAPTURE(Definition<float>::name, what, worst, most);
    CHECK(most <= bound);
  }
};

}  // namespace

TEST_CASE("Floats with other parameters", "[parameters]") {
  using namespace hillock::definition;
  std::mt19937_64 engine(3);
  const auto uniform = [&](double from, double to) {
    return from + (to - from) * std::generate_canonical<double, 53>(engine);
  };
  for (int k = 0; k < 15 * parameters; ++k) {
    const float p = static_cast<float>(std::exp2(uniform(-3, 3))), q = p * static_cast<float>(uniform(-4, 4));
    const double unit = static_cast<double>(p);
    const float sign = k % 2 == 0 ? 1.0f : -1.0f;
    // Where the terms of snake cancel, and where its registers are reduced.
    const double wave = (k % 3 == 0 ? 30 : 1.7) / unit;
    BesideDoubles<Snake>().compare(-wave, wave, sign * p);
    BesideDoubles<SnakeBeta>().compare(-wave, wave, sign * p, p * static_cast<float>(uniform(1, 1.3)));
    BesideDoubles<Sine>().compare(-wave, wave, p);
    BesideDoubles<Laplace>().compare(static_cast<double>(q) - 14 * unit, static_cast<double>(q) + 9 * unit, q, p);
    BesideDoubles<Softcap>().compare(-3 * unit, 3 * unit, p);
    BesideDoubles<ScaledTanh>().compare(-3 / unit, 3 / unit, q, p);
    BesideDoubles<Swish>().compare(-20 / unit, 9 / unit, sign * p);
    BesideDoubles<ELU>().compare(-9, 3, q);
    BesideDoubles<CELU>().compare(-9 * unit, 3 * unit, sign * p);
    BesideDoubles<Softplus>().compare(-9 / unit, 9 / unit, p);
    BesideDoubles<XIELU>().compare(-9, 3, p, static_cast<float>(uniform(0.1, 2)), static_cast<float>(uniform(0.1, 1)));
  }
}

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
