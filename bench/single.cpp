// single/<function>/<scalar>/<library>/1: single values in a loop, as a program calls a function that has no vector;
// next to the formula written with the functions of <cmath>.
#include <cmath>

#include <hillock/hillock.hpp>

#include "benchmarks.hpp"
#include "buffers.hpp"

namespace {

struct HillockCalls {
  static constexpr const char* name = "hillock";
  template <typename Definition, typename Scalar>
  static Scalar value(const Definition&, Scalar x) {
    return hillock::Activation<Definition>()(x);
  }
};

struct StdCalls {
  static constexpr const char* name = "std";
  template <typename T>
  static T value(const hillock::definition::Exponential<T>&, T x) {
    return std::exp(x);
  }
  template <typename T>
  static T value(const hillock::definition::Sigmoid<T>&, T x) {
    return 1 / (1 + std::exp(-x));
  }
  template <typename T>
  static T value(const hillock::definition::Tanh<T>&, T x) {
    return std::tanh(x);
  }
  template <typename T>
  static T value(const hillock::definition::SiLU<T>&, T x) {
    return x / (1 + std::exp(-x));
  }
  template <typename T>
  static T value(const hillock::definition::ELU<T>&, T x) {
    return x > 0 ? x : std::expm1(x);
  }
  template <typename T>
  static T value(const hillock::definition::SELU<T>&, T x) {
    return T(1.0507009873554804934) * (x > 0 ? x : T(1.6732632423543772848) * std::expm1(x));
  }
  template <typename T>
  static T value(const hillock::definition::Softplus<T>&, T x) {
    return std::log1p(std::exp(x));
  }
  template <typename T>
  static T value(const hillock::definition::Erf<T>&, T x) {
    return std::erf(x);
  }
  template <typename T>
  static T value(const hillock::definition::GELU<T>&, T x) {
    return x * T(0.5) * std::erfc(x * T(-0.70710678118654752440));
  }
  template <typename T>
  static T value(const hillock::definition::Mish<T>&, T x) {
    return x * std::tanh(std::log1p(std::exp(x)));
  }
};

/// So many that no processor learns by heart which of them are negative.
constexpr Eigen::Index number = 1 << 16;

template <typename Calls, typename Definition>
void run(benchmark::State& state) {
  bench::Vectors<typename Definition::Scalar> vectors(number);
  const auto* x = vectors.x.data();
  auto* y = vectors.y.data();
  bench::measure(state, number, [=] {
    for (Eigen::Index i = 0; i < number; ++i) y[i] = Calls::value(Definition(), x[i]);
  });
}

template <typename Calls, template <typename> class Definition, typename Scalar>
void add() {
  const auto name = bench::joined({"single", Definition<Scalar>::name, bench::scalar_name<Scalar>, Calls::name, "1"});
  benchmark::RegisterBenchmark(name.c_str(), run<Calls, Definition<Scalar>>);
}
template <template <typename> class... Definitions>
void add_all() {
  (add<HillockCalls, Definitions, float>(), ...);
  (add<StdCalls, Definitions, float>(), ...);
  (add<HillockCalls, Definitions, double>(), ...);
  (add<StdCalls, Definitions, double>(), ...);
}

}  // namespace

void bench::add_single() {
  using namespace hillock::definition;
  add_all<Exponential, Sigmoid, Tanh, SiLU, ELU, SELU, Softplus, Erf, GELU, Mish>();
}
