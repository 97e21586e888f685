// PASS/<function>/<scalar>/<library>/<n>: every function of the registry by every library that has it.
// PASS is forward or derivative: a source file each, because they take long to compile.
#pragma once

#include <string>
#include <type_traits>

#include <hillock/activations.hpp>

#include "benchmarks.hpp"
#include "buffers.hpp"

namespace bench {

// Pass()(Library(), f, x, y) calls the library, and does not compile where it has no such function. See peers/peers.hpp
// for what a library's functions return.
struct Forward {
  static constexpr const char* name = "forward";

  template <typename Library, typename F, typename X, typename Y>
  auto operator()(Library, const F& f, const X& x, Y& y) const -> decltype(Library::forward(f, x, y)) {
    return Library::forward(f, x, y);
  }
};

struct Derivative {
  static constexpr const char* name = "derivative";

  template <typename Library, typename F, typename X, typename Y>
  auto operator()(Library, const F& f, const X& x, Y& y) const -> decltype(Library::derivative(f, x, y)) {
    return Library::derivative(f, x, y);
  }
};

template <typename Pass, typename Library, typename F>
void elementwise(benchmark::State& state, Eigen::Index n) {
  Vectors<typename F::Scalar> vectors(n);
  const auto f = F();
  measure_call(state, n, [&] { return Pass()(Library(), f, vectors.x, vectors.y); });
}

/// One function by one library, if the library has it.
template <typename Pass, typename Library, typename F>
void add_elementwise() {
  using Scalar = typename F::Scalar;
  using X = typename Vectors<Scalar>::Input;
  using Y = typename Vectors<Scalar>::Output;
  if constexpr (std::is_invocable<Pass, Library, const F&, const X&, Y&>::value) {
    for (const Eigen::Index n : vector_sizes) {
      const auto name = joined({Pass::name, F::name, scalar_name<Scalar>, Library::name, std::to_string(n)});
      benchmark::RegisterBenchmark(name.c_str(), elementwise<Pass, Library, F>, n);
    }
  }
}

/// All functions by one library.
template <typename Pass, typename Library>
struct AddFunctions {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    add_elementwise<Pass, Library, Definition<float>>();
    add_elementwise<Pass, Library, Definition<double>>();
  }
};
template <typename Pass, typename Library>
void add_functions() {
  hillock::Activations::for_each(AddFunctions<Pass, Library>());
}

}  // namespace bench
