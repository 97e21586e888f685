// dense_backward/<activation>/<scalar>/<library>/<n>[x<samples>]: the gradients of a layer, for input, weights and
// bias. See dense.hpp. `eigen_product` is the bare products and the sum that any implementation needs.
#include "dense.hpp"
#include "peers/hillock.hpp"
#include "peers/product.hpp"

namespace {

template <typename Library, typename F, int Count>
void backward(benchmark::State& state, Eigen::Index n, Eigen::Index count) {
  using Scalar = typename F::Scalar;
  using L = bench::Layer<Scalar, Eigen::Dynamic, Eigen::ColMajor, Count>;
  const L layer(n, count);
  // Any numbers will do as outputs between 0 and 1.
  const typename L::Values y = (layer.x.array() / 16 + Scalar(0.5)).matrix(), dy = layer.x.reverse();
  const auto f = F();
  bench::measure(state, n * count, Library::dense_backward(f, layer.weights, layer.bias, layer.x, y, dy));
}

template <typename Library, typename F>
void add() {
  const auto add = [](auto function, const std::string& size, Eigen::Index n, Eigen::Index count) {
    const auto name =
        bench::joined({"dense_backward", F::name, bench::scalar_name<typename F::Scalar>, Library::name, size});
    benchmark::RegisterBenchmark(name.c_str(), function, n, count);
  };
  for (const Eigen::Index n : bench::batched_layer_sizes) {
    add(backward<Library, F, 1>, std::to_string(n), n, 1);
    for (const Eigen::Index count : bench::batch_sizes) {
      add(backward<Library, F, Eigen::Dynamic>, std::to_string(n) + "x" + std::to_string(count), n, count);
    }
  }
}

template <typename Library>
void add_all() {
  add<Library, hillock::definition::ReLU<float>>();
  add<Library, hillock::definition::Tanh<float>>();
  add<Library, hillock::definition::GELU<float>>();  // which computes W x + b again
}

}  // namespace

void bench::add_dense_backward() {
  add_all<Hillock<hillock::tier::Default>>();
  add_all<Product>();
}
