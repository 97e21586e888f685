// PASS/<function>/<scalar>/<library>/<n>: every function of the registry by every library that has it.
// PASS is forward or derivative: a source file each, because they take long to compile.
#ifndef HILLOCK_BENCH_ELEMENTWISE_HPP
#define HILLOCK_BENCH_ELEMENTWISE_HPP

#include <string>
#include <type_traits>

#include <hillock/activations.hpp>

#include "benchmarks.hpp"
#include "buffers.hpp"
#include "peers/peers.hpp"

namespace bench {

template <typename Pass, typename Library, typename F>
void elementwise(benchmark::State& state, Eigen::Index n) {
  Vectors<typename F::Scalar> vectors(n);
  const auto f = F();
  measure(state, n, [&] { Pass()(Library(), f, vectors.x, vectors.y); });
}

/// Pass()(Library(), f, x, y) calls the library, and does not compile where it has no such function.
template <typename Pass>
struct AddElementwise {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    add<Definition<float>>();
    add<Definition<double>>();
  }

  template <typename F>
  static void add() {
    using Scalar = typename F::Scalar;
    for_each_library([](auto library) {
      using Library = decltype(library);
      using X = typename Vectors<Scalar>::Input;
      using Y = typename Vectors<Scalar>::Output;
      if constexpr (std::is_invocable<Pass, Library, const F&, const X&, Y&>::value) {
        for (const Eigen::Index n : vector_sizes) {
          const auto name = joined({Pass::name, F::name, scalar_name<Scalar>, Library::name, std::to_string(n)});
          benchmark::RegisterBenchmark(name.c_str(), elementwise<Pass, Library, F>, n);
        }
      }
    });
  }
};

}  // namespace bench

#endif  // HILLOCK_BENCH_ELEMENTWISE_HPP
