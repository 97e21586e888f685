// softmax/<scalar>/<library>/<n>: the probabilities of one vector.
// Names as in elementwise.hpp.
#include <string>
#include <type_traits>

#include "benchmarks.hpp"
#include "buffers.hpp"
#include "peers/peers.hpp"

namespace {

struct Softmax {
  template <typename Library, typename X, typename Y>
  auto operator()(Library, const X& x, Y& y) const -> decltype(Library::softmax(x, y)) {
    Library::softmax(x, y);
  }
};

template <typename Library, typename Scalar>
void softmax(benchmark::State& state, Eigen::Index n) {
  bench::Vectors<Scalar> vectors(n);
  bench::measure(state, n, [&] { Library::softmax(vectors.x, vectors.y); });
}

template <typename Scalar>
void add() {
  bench::for_each_library([](auto library) {
    using Library = decltype(library);
    using X = typename bench::Vectors<Scalar>::Input;
    using Y = typename bench::Vectors<Scalar>::Output;
    if constexpr (std::is_invocable<Softmax, Library, const X&, Y&>::value) {
      for (const Eigen::Index n : bench::vector_sizes) {
        const auto name = bench::joined({"softmax", bench::scalar_name<Scalar>, Library::name, std::to_string(n)});
        benchmark::RegisterBenchmark(name.c_str(), softmax<Library, Scalar>, n);
      }
    }
  });
}

}  // namespace

void bench::add_softmax() {
  add<float>();
  add<double>();
}
