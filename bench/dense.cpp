// dense/<activation>/<scalar>/<library>/<n>[x<batch>]: f(W x + b) with n inputs and n outputs, one sample or a batch.
// An element, for ns_per_element, is an output: n of them, or n times the batch.
#include <cmath>
#include <string>

#include "benchmarks.hpp"
#include "buffers.hpp"
#include "peers/peers.hpp"

namespace {

constexpr Eigen::Index layer_sizes[] = {8, 32, 128, 512};
constexpr Eigen::Index batch_size = 32;

/// Samples is 1 (x and y are vectors) or Eigen::Dynamic.
template <typename Library, typename F, int Samples>
void dense(benchmark::State& state, Eigen::Index n, Eigen::Index samples) {
  using Scalar = typename F::Scalar;
  using Weights = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  using Bias = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
  using Values = Eigen::Matrix<Scalar, Eigen::Dynamic, Samples>;

  const auto& memory = bench::arrays<Scalar>({n * n, n, n * samples, n * samples});
  // Weights as a layer starts with, not over [-8, 8): outputs would lie so far out that f has nothing to do.
  bench::fill(memory[0], n * n, 1 / std::sqrt(static_cast<double>(n)));
  const Eigen::Map<const Weights, Eigen::AlignedMax> weights(memory[0], n, n);
  const Eigen::Map<const Bias, Eigen::AlignedMax> bias(memory[1], n);
  const Eigen::Map<const Values, Eigen::AlignedMax> x(memory[2], n, samples);
  Eigen::Map<Values, Eigen::AlignedMax> y(memory[3], n, samples);

  const auto f = F();
  auto layer = Library::dense(f, weights, bias);
  bench::measure(state, n * samples, [&] { layer(x, y); });
}

template <typename F>
void add() {
  bench::for_each_library([](auto library) {
    using Library = decltype(library);
    for (const Eigen::Index n : layer_sizes) {
      const auto name =
          bench::joined({"dense", F::name, bench::scalar_name<typename F::Scalar>, Library::name, std::to_string(n)});
      const auto batch_name = name + "x" + std::to_string(batch_size);
      benchmark::RegisterBenchmark(name.c_str(), dense<Library, F, 1>, n, 1);
      benchmark::RegisterBenchmark(batch_name.c_str(), dense<Library, F, Eigen::Dynamic>, n, batch_size);
    }
  });
}

}  // namespace

void bench::add_dense() {
  add<hillock::definition::ReLU<float>>();
  add<hillock::definition::ReLU<double>>();
  add<hillock::definition::Tanh<float>>();
  add<hillock::definition::Tanh<double>>();
}
