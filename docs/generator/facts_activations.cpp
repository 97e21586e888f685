// Element-wise functions. The lines:
//   function|math, name, bounds of f and f' by default and in the precise tier, whether it has a fast tier, whether f'
//     can be had from the output, whether it has an exact tier, its type (Tanh of hillock::Tanh<Scalar>); `math` for
//     building blocks that are no activations
//   curve, name, f or derivative, y at -5, -4.95, …, 5; jump: see facts.hpp
//   wide_curve, likewise from -10 to 10, for functions with a kink beyond 5
//   value, name, x, f(x), f'(x): at ±0, ±inf, NaN and every kink found
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>

#include <hillock/activations.hpp>

#include "facts.hpp"

namespace {

void print_value(const char* name, double x, double y, double slope) {
  std::printf("value\t%s\t%.9g\t%.9g\t%.9g\n", name, x, y, slope);
}

/// A kink or a jump: f' on both sides, close by, differs by more than a smooth function's slope can change there.
template <typename Act>
bool is_kink(const Act& act, double x) {
  const double step = 1e-7;
  const bool bends = std::abs(act.derivative(x + step) - act.derivative(x - step)) > 1e-3;
  const bool jumps = std::abs(act(x + step) - act(x - step)) > 1e-3;
  return bends || jumps;
}

/// "Tanh" of definition::Tanh<double>: what GCC and Clang call this function ends in "…::Tanh<double>]" or "…; …".
template <typename Definition>
std::string type_name() {
  const std::string text = __PRETTY_FUNCTION__;
  const std::string behind = "definition::", from = text.substr(text.find(behind) + behind.size());
  return from.substr(0, from.find('<'));
}

struct Print {
  const char* kind;

  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    using D = Definition<double>;
    const hillock::Activation<D> act;
    const auto bounds = D::bounds;
    std::printf("%s\t%s\t%g\t%g\t%g\t%g\t%d\t%d\t%d\t%s\n", kind, D::name, bounds.default_tier.forward,
                bounds.default_tier.derivative, bounds.precise_tier.forward, bounds.precise_tier.derivative,
                int(hillock::detail::has_fast_tier<Definition<float>>), int(act.output_determines_derivative()),
                int(hillock::detail::has_exact_tier<Definition<float>>), type_name<D>().c_str());
    bool is_wide = false;
    for (int i = 21; i <= 28; ++i) is_wide = is_wide || is_kink(act, 0.25 * i) || is_kink(act, -0.25 * i);
    for (const bool slope : {false, true}) {
      const char* what = slope ? "derivative" : "f";
      const auto curve = [&](double x) { return slope ? act.derivative(x) : act(x); };
      facts::print_curve("curve", D::name, what, 5, curve);
      if (is_wide) facts::print_curve("wide_curve", D::name, what, 10, curve);
      facts::print_jumps(D::name, what, curve);
    }
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double x : {-infinity, -0.0, 0.0, infinity, std::numeric_limits<double>::quiet_NaN()}) {
      print_value(D::name, x, act(x), act.derivative(x));
    }
    // All default kinks stand on multiples of 1/4 (0, ±1/2, ±1, ±3, 6).
    for (int i = -28; i <= 28; ++i) {
      const double x = 0.25 * i;
      if (i != 0 && is_kink(act, x)) print_value(D::name, x, act(x), act.derivative(x));
    }
  }
};

}  // namespace

void facts::print_activations() {
  hillock::Activations::for_each(Print{"function"});
  hillock::BuildingBlocks::for_each(Print{"math"});
}
