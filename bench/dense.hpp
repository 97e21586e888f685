// dense[_fixed][_rowmajor]/<activation>/<scalar>/<library>/<n>[x<samples>]: f(W x + b) with n inputs and n outputs, one
// sample or a batch; fixed: n known at compile time. An element, for ns_per_element, is an output.
#pragma once

#include <cmath>
#include <string>
#include <type_traits>

#include <hillock/activations.hpp>

#include "benchmarks.hpp"
#include "buffers.hpp"

namespace bench {

inline constexpr Eigen::Index layer_sizes[] = {4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048};
inline constexpr Eigen::Index batched_layer_sizes[] = {16, 64, 256, 1024};
inline constexpr Eigen::Index batch_sizes[] = {32, 256, 1024};

/// A layer's arguments: Size is n or Eigen::Dynamic, Count is 1 (x and y are vectors) or Eigen::Dynamic.
template <typename Scalar, int Size, int Order, int Count>
struct Layer {
  template <typename Plain>
  using Const = Eigen::Map<const Plain, Eigen::AlignedMax>;
  using Values = Eigen::Matrix<Scalar, Size, Count>;

  Layer(Eigen::Index n, Eigen::Index count) : Layer(arrays<Scalar>({n * n, n, n * count, n * count}), n, count) {}

  Const<Eigen::Matrix<Scalar, Size, Size, Order>> weights;
  Const<Eigen::Matrix<Scalar, Size, 1>> bias;
  Const<Values> x;
  Eigen::Map<Values, Eigen::AlignedMax> y;

 private:
  Layer(const Arrays<Scalar>& memory, Eigen::Index n, Eigen::Index count)
      : weights(memory[0], n, n), bias(memory[1], n), x(memory[2], n, count), y(memory[3], n, count) {
    // Weights as a layer starts with, not over [-8, 8): outputs would lie so far out that f has nothing to do.
    fill(memory[0], n * n, 1 / std::sqrt(static_cast<double>(n)));
  }
};

/// Calls the library, and does not compile where it has no such layer.
struct MakeDense {
  template <typename Library, typename F, typename L>
  auto operator()(Library, const F& f, L& layer) const
      -> decltype(Library::dense(f, layer.weights, layer.bias, layer.x, layer.y)) {
    return Library::dense(f, layer.weights, layer.bias, layer.x, layer.y);
  }
};

template <typename Library, typename F, typename L>
void dense(benchmark::State& state, Eigen::Index n, Eigen::Index count) {
  L layer(n, count);
  const auto f = F();
  measure(state, n * count, MakeDense()(Library(), f, layer));
}

template <typename Library, typename F, int Size, int Order, int Count>
void add_layer(Eigen::Index n, Eigen::Index count = 1) {
  using Scalar = typename F::Scalar;
  using L = Layer<Scalar, Size, Order, Count>;
  if constexpr (std::is_invocable<MakeDense, Library, const F&, L&>::value) {
    const std::string size = std::to_string(n);
    const auto name =
        joined({std::string("dense") + (Size == Eigen::Dynamic ? "" : "_fixed") +
                    (Order == Eigen::ColMajor ? "" : "_rowmajor"),
                F::name, scalar_name<Scalar>, Library::name, count == 1 ? size : size + "x" + std::to_string(count)});
    benchmark::RegisterBenchmark(name.c_str(), dense<Library, F, L>, n, count);
  }
}

/// All sizes known at run time.
template <typename Library, typename F, int Order>
void add_dynamic_layers() {
  constexpr int any = Eigen::Dynamic;
  for (const Eigen::Index n : layer_sizes) add_layer<Library, F, any, Order, 1>(n);
  for (const Eigen::Index n : batched_layer_sizes) {
    for (const Eigen::Index count : batch_sizes) add_layer<Library, F, any, Order, any>(n, count);
  }
}
template <typename Library>
void add_dynamic_layers() {
  using ReLU = hillock::definition::ReLU<float>;
  using Tanh = hillock::definition::Tanh<float>;
  add_dynamic_layers<Library, ReLU, Eigen::ColMajor>();
  add_dynamic_layers<Library, ReLU, Eigen::RowMajor>();
  add_dynamic_layers<Library, Tanh, Eigen::ColMajor>();
  add_dynamic_layers<Library, Tanh, Eigen::RowMajor>();
}

}  // namespace bench
