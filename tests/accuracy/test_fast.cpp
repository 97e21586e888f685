// The fast tier: the error of f and f', and that what should never decrease does not, walking from -inf to inf.
// Every float with HILLOCK_EXHAUSTIVE_TESTS, else runs of neighbours all over the range.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>

#include "../catch.hpp"
#include "../reference.hpp"
#include "samples.hpp"

namespace {

// Neighbours in a run, and every how many runs one is taken.
constexpr std::int64_t run = 1024;
#if defined(HILLOCK_EXHAUSTIVE_TESTS)
constexpr std::int64_t every_run = 1;
#else
constexpr std::int64_t every_run = 509;
#endif

/// The floats in the order of their values: number 0 is 0, -infinity and infinity are the first and the last.
float float_number(std::int64_t i) {
  const auto value = accuracy::from_bits<float>(static_cast<std::uint32_t>(i < 0 ? -i : i));
  return i < 0 ? -value : value;
}

struct Outcome {
  double relative = 0, absolute = 0;  // the largest errors
  float at = 0, at_absolute = 0;
  double largest = 0;  // |value|
  std::int64_t decreases = 0;
  bool should_decrease = false;
};

template <typename Evaluate, typename Exact>
Outcome walk(Evaluate evaluate, Exact exact) {
  constexpr std::int64_t last = 0x7f800000;
  constexpr double least = std::numeric_limits<float>::min(), beyond = 0x1p128;
  Outcome outcome;
  Eigen::Array<float, run, 1> x, y;
  double before = -beyond, exact_before = -beyond;
  for (std::int64_t begin = -last; begin <= last; begin += run * every_run) {
    const std::int64_t count = std::min(run, last + 1 - begin);
    for (std::int64_t i = 0; i < run; ++i) x[i] = float_number(begin + std::min(i, count - 1));
    y = evaluate(x);
    for (std::int64_t i = 0; i < count; ++i) {
      // An infinite result stands for 2^128; below the smallest normal number there is only absolute accuracy to have.
      const double computed = std::isinf(y[i]) ? std::copysign(beyond, y[i]) : static_cast<double>(y[i]);
      const double value = std::min(std::max(exact(static_cast<double>(x[i])), -beyond), beyond);
      const double error = std::abs(computed - value), relative = error / std::max(std::abs(value), least);
      if (!(relative <= outcome.relative)) {
        outcome.relative = relative;
        outcome.at = x[i];
      }
      if (!(error <= outcome.absolute)) {
        outcome.absolute = error;
        outcome.at_absolute = x[i];
      }
      outcome.decreases += !(computed >= before);
      outcome.should_decrease = outcome.should_decrease || value < exact_before - 0x1p-40 * std::abs(value);
      outcome.largest = std::max(outcome.largest, std::abs(value));
      before = computed;
      exact_before = value;
    }
  }
  return outcome;
}

struct CheckFast {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    if constexpr (hillock::detail::has_fast_tier<Definition<float>>) check<Definition>();
  }

  template <template <typename> class Definition>
  static void check() {
    using Reference = reference::Reference<Definition>;
    const Definition<float> parameters;
    const hillock::Activation<Definition<float>, hillock::tier::Fast> act;
    const Outcome f =
        walk([&](const auto& x) { return act(x); }, [&](double x) { return Reference::forward(parameters, x); });
    const Outcome slope = walk([&](const auto& x) { return act.derivative(x); },
                               [&](double x) { return Reference::derivative(parameters, x); });
    // Of e^x there is no largest slope.
    const bool bounded = slope.largest < 0x1p100;
    const double slope_error = bounded ? slope.absolute / slope.largest : slope.relative;
    std::printf("fast::%-12s f: 2^%.2f at %g, %lld decreases%s; f': 2^%.2f%s at %g\n", parameters.name,
                std::log2(f.relative), static_cast<double>(f.at), static_cast<long long>(f.decreases),
                f.should_decrease ? " (as it should)" : "", std::log2(slope_error), bounded ? " of the largest" : "",
                static_cast<double>(bounded ? slope.at_absolute : slope.at));
    CAPTURE(parameters.name, f.at, slope.at_absolute);
    CHECK(f.relative <= hillock::fast_bounds.forward);
    CHECK(slope_error <= hillock::fast_bounds.derivative);
    if (!f.should_decrease) CHECK(f.decreases == 0);
  }
};

}  // namespace

TEST_CASE("the fast tier keeps its bounds and never decreases where the function does not", "[fast]") {
  hillock::Activations::for_each(CheckFast{});
}
