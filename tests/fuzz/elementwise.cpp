// Fuzz target: f and f' of every function, scalar type and tier, on any bit patterns, length and alignment, in place or
// not. Each element is what it is alone, within the stated bound of the exact value, and nothing else is written.
#include <algorithm>
#include <cmath>

#include "../accuracy/library.hpp"
#include "../accuracy/oracle.hpp"
#include "../accuracy/ulp.hpp"
#include "fuzz.hpp"

namespace {

using fuzz::Input;

/// f or f' as the library computes it, and the exact one.
template <typename Scalar>
struct Pair {
  accuracy::FunctionUnderTest<Scalar> function;
  accuracy::Oracle<Scalar> oracle;
  double largest = 0;  // of the fast tier's exact slopes
};

template <typename Scalar>
std::vector<Pair<Scalar>> pairs() {
  std::vector<Pair<Scalar>> all;
  const auto functions = accuracy::library_functions<Scalar>();
  const auto oracles = accuracy::oracles<Scalar>();
  for (std::size_t i = 0; i < functions.size(); ++i) all.push_back({functions[i], oracles[i], 0});
  return all;
}
double largest_of(const accuracy::Oracle<float>& oracle) {
  double largest = 0;
  for (float x = -20; x < 20; x += 0x1p-7f) {
    double exact = 0;
    oracle.wide(&x, &exact, 1);
    largest = std::max(largest, std::abs(exact));
  }
  return largest;
}
std::vector<Pair<float>> fast_pairs() {
  std::vector<Pair<float>> all;
  for (const auto& function : accuracy::fast_library_functions()) {
    for (const auto& oracle : accuracy::oracles<float>()) {
      if (function.name == std::string(oracle.name) && function.what == std::string(oracle.what)) {
        all.push_back({function, oracle, largest_of(oracle)});
      }
    }
  }
  return all;
}

/// In the fast tier: the relative error of f, and the error of f' relative to the largest slope (to itself for e^x,
/// which has no largest slope).
bool is_within_fast_bound(const Pair<float>& pair, float x, float computed) {
  double exact = 0;
  pair.oracle.wide(&x, &exact, 1);
  if (std::isnan(exact)) return std::isnan(computed);
  constexpr double beyond = 0x1p128, least = std::numeric_limits<float>::min();
  exact = std::min(std::max(exact, -beyond), beyond);
  const double value = std::isinf(computed) ? std::copysign(beyond, computed) : static_cast<double>(computed);
  const bool is_forward = pair.function.what == std::string("forward");
  const double scale =
      is_forward || pair.function.name == std::string("exponential") ? std::max(std::abs(exact), least) : pair.largest;
  return std::abs(value - exact) <=
         scale * (is_forward ? hillock::fast_bounds.forward : hillock::fast_bounds.derivative);
}

template <typename Scalar>
void check_value(const Pair<Scalar>& pair, const accuracy::TierUnderTest<Scalar>& tier, Scalar x, Scalar computed) {
  if constexpr (std::is_same<Scalar, float>::value) {
    if (tier.name == std::string("fast")) {
      if (!is_within_fast_bound(pair, x, computed)) {
        fuzz::fail("fast %s %s(%a) = %a", pair.function.name, pair.function.what, static_cast<double>(x),
                   static_cast<double>(computed));
      }
      return;
    }
  }
  // The judge is MPFR, but for what is well within the bound for certain.
  if (pair.oracle.fast) {
    accuracy::Wide<Scalar> exact = 0;
    pair.oracle.wide(&x, &exact, 1);
    if (accuracy::ulp_error(computed, exact, true) + 0.02 < tier.bound && !pair.oracle.careful) return;
  }
  const double error = accuracy::ulp_error(computed, pair.oracle.exact(x));
  if (!(error <= tier.bound)) {
    fuzz::fail("%s %s %s(%a) = %a is off by %g ULP", tier.name, pair.function.name, pair.function.what,
               static_cast<double>(x), static_cast<double>(computed), error);
  }
}

template <typename Scalar>
void run(Input& input, const std::vector<Pair<Scalar>>& all) {
  const Pair<Scalar>& pair = all[static_cast<std::size_t>(input.below(static_cast<int>(all.size())))];
  const auto& tier =
      pair.function.tiers[static_cast<std::size_t>(input.below(static_cast<int>(pair.function.tiers.size())))];
  const int n = input.below(71), from = input.below(17);
  const bool in_place = input.yes();
  const int to = in_place ? from : input.below(17);
  const bool is_tame = input.below(4) == 0;

  constexpr int room = 17;  // before and behind
  fuzz::Guarded<Scalar> source(static_cast<std::size_t>(n + 3 * room)), destination(source.size());
  std::vector<Scalar> x(static_cast<std::size_t>(n));
  input.fill(x, is_tame);
  Scalar* const begin = (in_place ? destination : source).data() + room + from;
  std::copy(x.begin(), x.end(), begin);
  Scalar* const y = destination.data() + room + to;
  tier.evaluate(begin, y, n);

  for (int i = 0; i < n; ++i) {
    const Scalar argument = x[static_cast<std::size_t>(i)];
    Scalar alone;
    tier.evaluate(&argument, &alone, 1);
    if (!fuzz::same_bits(y[i], alone)) {
      fuzz::fail("%s %s %s(%a), element %d of %d: %a, but alone %a", tier.name, pair.function.name, pair.function.what,
                 static_cast<double>(argument), i, n, static_cast<double>(y[i]), static_cast<double>(alone));
    }
    // Its own copy of an equal argument is judged once.
    if (i > 0 && fuzz::same_bits(argument, x[static_cast<std::size_t>(i - 1)])) continue;
    check_value(pair, tier, argument, y[i]);
  }
  for (std::size_t i = 0; i < destination.size(); ++i) {
    const auto position = static_cast<int>(i) - room - to;
    if ((position < 0 || position >= n) && !destination.is_untouched(i)) {
      fuzz::fail("%s %s %s of %d elements writes element %d", tier.name, pair.function.name, pair.function.what, n,
                 position);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const accuracy::MpfrThread mpfr;
  static const auto floats = pairs<float>(), fast_floats = fast_pairs();
  static const auto doubles = pairs<double>();
  Input input(data, size);
  switch (input.below(5)) {
    case 0:
      run(input, fast_floats);
      break;
    case 1:
    case 2:
      run(input, doubles);
      break;
    default:
      run(input, floats);
  }
  return 0;
}
