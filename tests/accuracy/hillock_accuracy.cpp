// hillock_accuracy: measures the error of every function of the library and compares it with the bound that stands in
// the code. See --help.
#include <cmath>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "bits.hpp"
#include "climb.hpp"
#include "library.hpp"
#include "options.hpp"
#include "position.hpp"
#include "rounding.hpp"
#include "self_check.hpp"
#include "shape.hpp"
#include "sweep_double.hpp"
#include "sweep_float.hpp"

namespace accuracy {
namespace {

// Never rounded down: the figure is quoted as a bound.
double rounded_up(double ulp) { return std::ceil(ulp * 1e4) / 1e4; }

void print_header() {
  std::printf("%-16s %-8s %-10s %-6s %-10s %10s %9s %6s  %-26s %-24s %9s\n", "function", "tier", "what", "scalar",
              "isa", "inputs", "max ULP", "bound", "worst input (hex)", "worst input", "mpfr");
}

/// False if the bound is exceeded.
template <typename Scalar>
bool report(const FunctionUnderTest<Scalar>& function, const TierUnderTest<Scalar>& tier, const char* scalar,
            const Measurement<Scalar>& measurement) {
  const double worst = static_cast<double>(measurement.worst);
  const bool within = measurement.max_ulp <= tier.bound;
  std::printf("%-16s %-8s %-10s %-6s %-10s %10llu %9.4f %6g  %-26a %-24.*g %9llu%s\n", function.name, tier.name,
              function.what, scalar, instruction_set().c_str(), static_cast<unsigned long long>(measurement.tested),
              rounded_up(measurement.max_ulp), tier.bound, worst, std::numeric_limits<Scalar>::max_digits10, worst,
              static_cast<unsigned long long>(measurement.judged), within ? "" : "  EXCEEDED");
  std::fflush(stdout);
  return within;
}

template <typename Scalar>
std::vector<TierUnderTest<Scalar>> chosen_tiers(const FunctionUnderTest<Scalar>& function, const Options& options) {
  std::vector<TierUnderTest<Scalar>> tiers;
  for (const auto& tier : function.tiers) {
    if (is_chosen(options.tier, tier.name)) tiers.push_back(tier);
  }
  return tiers;
}

/// --shape: what the error bounds do not say. False where the precise tier decreases or any tier is not symmetric.
bool run_shape(const Options& options) {
  std::printf("%-16s %-8s %-10s %10s  %-10s %10s %12s %12s %12s\n", "function", "tier", "isa", "inputs", "symmetry",
              "asymmetric", "decreases", "largest ULP", "f(x)+f(-x)");
  const auto functions = library_functions<float>();
  const auto references = oracles<float>();
  bool good = true;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const FunctionUnderTest<float>& function = functions[i];
    if (!is_chosen(options.function, function.name) || function.what != std::string("forward")) continue;
    const Shape shape = shape_of(references[i]);
    const auto tiers = chosen_tiers(function, options);
    const auto errors = walk(tiers, shape, options.every);
    for (std::size_t t = 0; t < tiers.size(); ++t) {
      const TierUnderTest<float>& tier = tiers[t];
      const ShapeErrors& e = errors[t];
      std::printf("%-16s %-8s %-10s %10llu  %-10s %10s %12s %12s %12s\n", function.name, tier.name,
                  instruction_set().c_str(), static_cast<unsigned long long>(ordered_floats / options.every),
                  shape.odd    ? "odd"
                  : shape.even ? "even"
                               : "none",
                  shape.odd || shape.even ? std::to_string(e.asymmetric).c_str() : "",
                  shape.never_decreases ? std::to_string(e.decreases).c_str() : "",
                  e.decreases > 0 ? std::to_string(e.largest_decrease).c_str() : "",
                  shape.complementary ? std::to_string(e.largest_complement).c_str() : "");
      std::fflush(stdout);
      good = good && e.asymmetric == 0 && e.largest_complement <= 1 &&
             (e.decreases == 0 || tier.name == std::string("default"));
    }
  }
  return good;
}

/// --position: false where a result depends on what stands beside the argument.
template <typename Scalar>
bool run_position(const Options& options, const char* scalar) {
  bool good = true;
  if (!is_chosen(options.scalar, scalar)) return good;
  for (const FunctionUnderTest<Scalar>& function : library_functions<Scalar>()) {
    if (!is_chosen(options.function, function.name) || !is_chosen(options.what, function.what)) continue;
    for (const TierUnderTest<Scalar>& tier : chosen_tiers(function, options)) {
      const auto errors = position_errors(tier, double_samples / options.every + 1);
      if (errors.differ == 0) continue;
      std::printf("%s, %s, %s, %s, %s: %llu results depend on what stands beside the argument, first of %a\n",
                  function.name, tier.name, function.what, scalar, instruction_set().c_str(),
                  static_cast<unsigned long long>(errors.differ), static_cast<double>(errors.first));
      good = false;
    }
  }
  return good;
}

/// --rounding: false where the exact tier has rounded a result to another float than the nearest.
bool run_rounding(const Options& options) {
  std::printf("%-16s %-8s %-10s %-6s %-10s %10s %12s %10s %10s  %s\n", "function", "tier", "what", "scalar", "isa",
              "inputs", "correct %", "mean ULP", "mpfr", "nearest to a middle; one that is wrong");
  const auto functions = library_functions<float>(), fast = fast_library_functions();
  const auto references = oracles<float>();
  bool good = true;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const FunctionUnderTest<float>& function = functions[i];
    if (!is_chosen(options.function, function.name) || !is_chosen(options.what, function.what)) continue;
    auto tiers = chosen_tiers(function, options);
    for (const FunctionUnderTest<float>& other : fast) {
      if (other.name != std::string(function.name) || other.what != std::string(function.what)) continue;
      for (const auto& tier : chosen_tiers(other, options)) tiers.push_back(tier);
    }
    const auto roundings = rounding_of(tiers, references[i], options.every);
    for (std::size_t t = 0; t < tiers.size(); ++t) {
      const Rounding& rounding = roundings[t];
      std::printf("%-16s %-8s %-10s %-6s %-10s %10llu %12.7f %10.6f %10llu", function.name, tiers[t].name,
                  function.what, "float", instruction_set().c_str(), static_cast<unsigned long long>(rounding.tested),
                  rounding.correct_percent(), rounding.mean(), static_cast<unsigned long long>(rounding.judged));
      for (const auto& entry : rounding.nearest.entries()) {
        if (entry.distance < 1) std::printf(" %a", static_cast<double>(entry.x));
      }
      if (rounding.wrong > 0) std::printf("  wrong: %a", static_cast<double>(rounding.wrong_at));
      std::printf("\n");
      std::fflush(stdout);
      good = good && (tiers[t].name != std::string("exact") || rounding.wrong == 0);
    }
  }
  return good;
}

/// --bits: false where they are not those of the file. For other instruction sets than are in there, nothing is asked.
template <typename Scalar>
bool run_bits(const Options& options, const char* scalar, const std::vector<FunctionUnderTest<Scalar>>& functions) {
  std::map<std::string, std::uint32_t> known;
  if (!options.from.empty()) {
    known = read_bits(options.from);
    if (!has_bits_of_this_instruction_set(known)) return true;
  }
  bool good = true;
  for (const FunctionUnderTest<Scalar>& function : functions) {
    if (!is_chosen(options.function, function.name) || !is_chosen(options.what, function.what)) continue;
    for (const TierUnderTest<Scalar>& tier : chosen_tiers(function, options)) {
      const std::string name = name_of_bits(function, tier, scalar);
      const std::uint32_t hash = hash_of_bits(tier);
      const auto found = known.find(name);
      if (found != known.end() && found->second == hash) continue;
      std::printf("%s %08x\n", name.c_str(), static_cast<unsigned>(hash));
      good = false;
    }
  }
  return good;
}

template <typename Scalar>
bool run(const Options& options, const char* scalar) {
  bool good = true;
  if (!is_chosen(options.scalar, scalar)) return good;
  const auto functions = library_functions<Scalar>();
  const auto references = oracles<Scalar>();
  KnownWorst known;
  if (!options.from.empty()) known = read_known_worst(options.from);
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const FunctionUnderTest<Scalar>& function = functions[i];
    if (!is_chosen(options.function, function.name) || !is_chosen(options.what, function.what)) continue;
    if (options.self_check) {
      good = self_check(references[i], scalar, (double_samples + options.every - 1) / options.every) && good;
      continue;
    }
    const auto tiers = chosen_tiers(function, options);
    const auto measurements = options.climb
                                  ? climb(tiers, references[i], known[{function.name, function.what, scalar}],
                                          (double_samples + options.every - 1) / options.every, options.seconds)
                                  : sweep(tiers, references[i], options.every);
    for (std::size_t t = 0; t < tiers.size(); ++t) good = report(function, tiers[t], scalar, measurements[t]) && good;
  }
  return good;
}

int run(int argc, char** argv) {
  std::vector<std::string> names;
  for (const auto& function : library_functions<float>()) names.push_back(function.name);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  const Options options = parse_options(argc, argv, names);
  if (options.help) {
    std::fputs(help, stdout);
    return 0;
  }
  if (options.shape) {
    const bool good = run_shape(options);
    if (!good && options.check) std::fputs("hillock_accuracy: order or symmetry is lost\n", stderr);
    return good || !options.check ? 0 : 1;
  }
  if (options.rounding) {
    const bool good = run_rounding(options);
    if (!good && options.check) std::fputs("hillock_accuracy: the exact tier has not rounded correctly\n", stderr);
    return good || !options.check ? 0 : 1;
  }
  if (options.position) {
    const bool floats = run_position<float>(options, "float"), doubles = run_position<double>(options, "double");
    return floats && doubles ? 0 : 1;
  }
  if (options.bits) {
    bool good = true;
    if (is_chosen(options.scalar, "float")) {
      good = run_bits(options, "float", library_functions<float>());
      good = run_bits(options, "float", fast_library_functions()) && good;
    }
    if (is_chosen(options.scalar, "double")) good = run_bits(options, "double", library_functions<double>()) && good;
    if (good || !options.check) return 0;
    std::fprintf(stderr, "hillock_accuracy: these are not the bits of %s; if that is meant, put these lines there\n",
                 options.from.c_str());
    return 1;
  }
  if (!options.self_check) print_header();
  const bool floats_good = run<float>(options, "float"), doubles_good = run<double>(options, "double");
  const bool good = floats_good && doubles_good;
  if (!good && options.self_check) std::fputs("hillock_accuracy: the reference is not accurate enough\n", stderr);
  if (!good && options.check) std::fputs("hillock_accuracy: a stated bound is exceeded\n", stderr);
  return good || !(options.check || options.self_check) ? 0 : 1;
}

}  // namespace
}  // namespace accuracy

int main(int argc, char** argv) {
  try {
    return accuracy::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hillock_accuracy: %s (see --help)\n", error.what());
    return 2;
  }
}
