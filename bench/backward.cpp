// backward/<function>/float/<library>/<n>: dx = dy ∘ f'(x), in one pass. Of hillock only: what it costs over forward is
// the question (bench/report has the ratio).
#include "elementwise.hpp"
#include "peers/hillock.hpp"

namespace {

template <typename Library, typename F>
void backward(benchmark::State& state, Eigen::Index n) {
  using Vectors = bench::Vectors<typename F::Scalar>;
  const Vectors vectors(n);
  const typename Vectors::Array dy = vectors.x.reverse();
  typename Vectors::Output dx = vectors.y;
  const auto f = F();
  bench::measure(state, n, [&] { Library::backward(f, vectors.x, dy, dx); });
}

template <typename Library>
struct Add {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    using F = Definition<float>;
    for (const Eigen::Index n : bench::vector_sizes) {
      const auto name = bench::joined({"backward", F::name, "float", Library::name, std::to_string(n)});
      benchmark::RegisterBenchmark(name.c_str(), backward<Library, F>, n);
    }
  }
};

}  // namespace

void bench::add_backward() { hillock::Activations::for_each(Add<Hillock<hillock::tier::Default>>()); }
