// The program behind the page: every function of the registry, by number, for JavaScript. Compiled to WebAssembly
// without a main function: the page lays arguments and parameters into the memory that it is told the addresses of,
// calls, and reads the results. A wrong parameter ends the program with its message on stderr; the page shows it and
// starts anew.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <hillock/activations.hpp>

#include "../tests/accuracy/instruction_set.hpp"
#include "../tests/accuracy/samples.hpp"

namespace {

struct Parameter {
  const char* name;
  double value;
};
/// Names and defaults of a definition's parameters: its constructor's, from the header (see CMakeLists.txt).
template <template <typename> class Definition>
struct Parameters {
  static constexpr std::array<Parameter, 0> list{};
};
namespace detail = hillock::detail;
#include "parameters.hpp"

constexpr int capacity = 4096;
alignas(16) double input[capacity], output[capacity], low_parts[capacity];
constexpr std::size_t most_parameters = 8;
double parameters[most_parameters];

enum What { forward, derivative };

/// Of arguments in `input`, into `output`.
using Computation = void (*)(int size);

struct Entry {
  std::string description;       // in JSON
  Computation compute[3][2][2];  // tier, scalar, What
  Computation judge[2][2];       // scalar, What: the result is output + low_parts
};

/// A parameter, rounded to the type that the function under judgement has. (hard_sigmoid takes 1/6 for exact in every
/// type.)
template <typename Scalar, typename Double>
double rounded(double parameter) {
  constexpr bool keeps_sixth = std::is_same_v<Double, hillock::definition::HardSigmoid<double>>;
  if (keeps_sixth && static_cast<Scalar>(parameter) == Scalar(1) / Scalar(6)) return 1.0 / 6;
  return static_cast<double>(static_cast<Scalar>(parameter));
}
/// A definition or functor with the parameters in the buffer.
template <typename Made, typename Scalar, typename Double, std::size_t... I>
Made make(std::index_sequence<I...>) {
  return Made(static_cast<typename Made::Scalar>(rounded<Scalar, Double>(parameters[I]))...);
}
template <typename Made, typename Scalar, template <typename> class Definition>
Made make() {
  constexpr std::size_t count = std::size(Parameters<Definition>::list);
  static_assert(count <= most_parameters);
  static_assert(count > 0 || !std::is_constructible_v<Definition<double>, double>,
                "the constructor of this definition is not written as playground/CMakeLists.txt looks for it");
  return make<Made, Scalar, Definition<double>>(std::make_index_sequence<count>());
}

template <template <typename> class Definition, typename Tier, typename Scalar, What what>
void compute(int size) {
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
  const auto act = make<hillock::Activation<Definition<Scalar>, Tier>, Scalar, Definition>();
  const Eigen::Map<const Array> x(reinterpret_cast<const Scalar*>(input), size);
  Eigen::Map<Array> y(reinterpret_cast<Scalar*>(output), size);
  if constexpr (what == forward) {
    y = act(x);
  } else {
    y = act.derivative(x);
  }
}

/// What the precise tier of doubles computes, a sum of two doubles, before it is rounded. (Such sums are for finite
/// numbers; where one is none, the tier's own result.)
template <template <typename> class Definition, typename Scalar, What what>
void judge(int size) {
  using Precise = hillock::Activation<Definition<double>, hillock::tier::Precise>;
  using V = hillock::Lanes<double, hillock::detail::narrowest_width<double>>;
  const auto precise = make<Precise, Scalar, Definition>();
  const Definition<double>& definition = precise;
  const auto* arguments = reinterpret_cast<const Scalar*>(input);
  for (int i = 0; i < size; ++i) {
    const auto x = static_cast<double>(arguments[i]);
    const hillock::DoubleWord<V> number{V(x)};
    const auto y = what == forward ? definition.forward(number) : definition.derivative(number);
    output[i] = y.high.first();
    low_parts[i] = y.low.first();
    if (std::isfinite(output[i] + low_parts[i])) continue;
    output[i] = what == forward ? precise(x) : precise.derivative(x);
    low_parts[i] = 0;
  }
}

/// |computed - (high + low)| in the spacing of Scalar's numbers at the latter; an infinite result counts as the number
/// that would follow the largest. As tests/accuracy/ulp.hpp has it.
template <typename Scalar>
double ulp_error(Scalar computed, double high, double low) {
  using Limits = std::numeric_limits<Scalar>;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (std::isnan(computed) || std::isnan(high)) return std::isnan(computed) && std::isnan(high) ? 0 : infinity;
  if (std::signbit(computed) != std::signbit(high) && computed != 0 && high != 0) return infinity;
  if (std::isinf(high)) return std::isinf(computed) ? 0 : infinity;
  const int exponent = std::min(std::max(high == 0 ? Limits::min_exponent : std::ilogb(high), Limits::min_exponent - 1),
                                Limits::max_exponent - 1);
  // In two steps, because neither the factor nor what is between may overflow.
  const int up = Limits::digits - 1 - exponent;
  const auto scaled = [up](double value) { return std::ldexp(std::ldexp(value, up / 2), up - up / 2); };
  const double result = std::isinf(computed) ? std::copysign(std::ldexp(1.0, Limits::max_exponent + up), high)
                                             : scaled(static_cast<double>(computed));
  const double error = std::abs((result - scaled(high)) - scaled(low));
  return std::isinf(computed) && scaled(std::abs(high)) >= std::abs(result) ? 0 : error;
}

template <typename Scalar>
void replace_by_errors(const Entry& entry, int tier, int what, int size) {
  constexpr int scalar = std::is_same_v<Scalar, double>;
  static Scalar computed[capacity];
  entry.compute[tier][scalar][what](size);
  std::copy_n(reinterpret_cast<const Scalar*>(output), size, computed);
  entry.judge[scalar][what](size);
  for (int i = 0; i < size; ++i) output[i] = ulp_error(computed[i], output[i], low_parts[i]);
}

template <template <typename> class Definition, typename Tier>
struct OfTier {
  static constexpr Computation list[2][2] = {
      {compute<Definition, Tier, float, forward>, compute<Definition, Tier, float, derivative>},
      {compute<Definition, Tier, double, forward>, compute<Definition, Tier, double, derivative>}};
};

std::string number(double value) {
  if (std::isinf(value)) return value > 0 ? "1e999" : "-1e999";  // what JSON has for it
  char text[32];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}
std::string pair(hillock::ErrorBound bound) {
  return '[' + number(bound.forward) + ',' + number(bound.derivative) + ']';
}

struct AddEntry {
  std::vector<Entry>& entries;

  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    using hillock::tier::Default, hillock::tier::Precise, hillock::tier::Fast;
    using D = Definition<float>;
    const auto bounds = D::bounds;
    constexpr bool has_precise = !hillock::detail::same_code<D, Default, Precise>;
    constexpr bool has_fast = hillock::detail::has_fast_tier<D>;
    std::string text = std::string("{\"name\":\"") + D::name + "\",\"precise\":" + (has_precise ? "true" : "false") +
                       ",\"fast\":" + (has_fast ? "true" : "false") + ",\"bounds\":[" + pair(bounds.default_tier) +
                       ',' + pair(bounds.precise_tier) + "],\"parameters\":[";
    for (const Parameter& parameter : Parameters<Definition>::list) {
      text += std::string(text.back() == '[' ? "" : ",") + "{\"name\":\"" + parameter.name +
              "\",\"value\":" + number(parameter.value) + '}';
    }
    Entry entry{text + "]}",
                {},
                {{judge<Definition, float, forward>, judge<Definition, float, derivative>},
                 {judge<Definition, double, forward>, judge<Definition, double, derivative>}}};
    add<OfTier<Definition, Default>>(entry, 0);
    if constexpr (has_precise) add<OfTier<Definition, Precise>>(entry, 1);
    if constexpr (has_fast) add<OfTier<Definition, Fast>>(entry, 2);
    entries.push_back(entry);
  }

 private:
  template <typename Of>
  static void add(Entry& entry, int tier) {
    for (int scalar = 0; scalar < 2; ++scalar) {
      for (int what = 0; what < 2; ++what) entry.compute[tier][scalar][what] = Of::list[scalar][what];
    }
  }
};

const std::vector<Entry>& entries() {
  static const std::vector<Entry> all = [] {
    std::vector<Entry> list;
    hillock::Activations::for_each(AddEntry{list});
    hillock::BuildingBlocks::for_each(AddEntry{list});
    return list;
  }();
  return all;
}

template <typename Scalar>
void fill_with_samples() {
  const accuracy::Samples<Scalar> sample;
  auto* x = reinterpret_cast<Scalar*>(input);
  std::uint64_t i = 0;
  for (int count = 0; count < capacity;) {  // as hash_of_bits in tests/accuracy/bits.hpp
    const Scalar value = sample(i++);
    if (std::abs(value) >= std::numeric_limits<Scalar>::min() || value == 0) x[count++] = value;
  }
}

}  // namespace

// What JavaScript sees. Functions, tiers (default, precise, fast), scalars (float, double), and f or f' are numbers.
#define EXPORT(name) extern "C" __attribute__((export_name(#name))) auto name

EXPORT(describe)()->const char* {
  static const std::string text = [] {
    std::string list;
    for (const Entry& entry : entries()) list += (list.empty() ? "" : ",") + entry.description;
    return "{\"version\":\"" + std::string(hillock::version_string) + "\",\"instructions\":\"" +
           accuracy::compiled_instruction_set() + "\",\"capacity\":" + std::to_string(capacity) + ",\"functions\":[" +
           list + "]}";
  }();
  return text.c_str();
}
EXPORT(input_address)()->void* { return input; }
EXPORT(output_address)()->void* { return output; }
EXPORT(parameters_address)()->double* { return parameters; }

/// f or f' of the first `size` inputs, `times` times over.
EXPORT(evaluate)(int function, int tier, int scalar, int what, int size, int times)->void {
  const Computation computation = entries()[static_cast<std::size_t>(function)].compute[tier][scalar][what];
  for (int i = 0; i < times; ++i) computation(size);
}
/// Their errors in ULP, as doubles.
EXPORT(errors)(int function, int tier, int scalar, int what, int size)->void {
  const Entry& entry = entries()[static_cast<std::size_t>(function)];
  scalar == 0 ? replace_by_errors<float>(entry, tier, what, size) : replace_by_errors<double>(entry, tier, what, size);
}
/// The arguments whose results' bits are written down in docs/measured/bits.txt.
EXPORT(samples)(int scalar)->void { scalar == 0 ? fill_with_samples<float>() : fill_with_samples<double>(); }
