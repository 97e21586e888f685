// The table of layers: one for each way in which Dense goes through forward and backward. Nothing is tested here.
#include <hillock/hillock.hpp>

#include "tables.hpp"

namespace trust {
namespace {

struct LinearLayer {
  static constexpr const char* name = "linear";
  static auto make(const Batch& batch) { return hillock::Linear{batch.weights, batch.bias}; }
  template <typename L>
  static void backward(const L& layer, const Batch& batch, const BatchIn&, const BatchIn& dy, BatchGradients& g) {
    layer.backward(batch.x, dy, g);
  }
};

struct DenseLayer {
  template <typename L>
  static void backward(const L& layer, const Batch& batch, const BatchIn& y, const BatchIn& dy, BatchGradients& g) {
    layer.backward(batch.x, y, dy, g);
  }
};
/// The output determines the derivative.
struct TanhLayer : DenseLayer {
  static constexpr const char* name = "tanh";
  static auto make(const Batch& batch) { return hillock::Dense{batch.weights, batch.bias, hillock::tanh}; }
};
/// It does not for these parameters: W x + b is computed again.
struct LeakyLayer : DenseLayer {
  static constexpr const char* name = "leaky_relu";
  static auto make(const Batch& batch) {
    return hillock::Dense{batch.weights, batch.bias, hillock::LeakyReLU<float>(-0.5f)};
  }
};
/// A function of the whole vector.
struct SoftmaxLayer : DenseLayer {
  static constexpr const char* name = "softmax";
  static auto make(const Batch& batch) { return hillock::Dense{batch.weights, batch.bias, hillock::softmax}; }
};

template <typename Kind>
Layer layer() {
  return {Kind::name, [](const Batch& batch, BatchOut y) { Kind::make(batch).forward(batch.x, y); },
          [](const Batch& batch, const BatchIn& y, const BatchIn& dy, BatchGradients g) {
            Kind::backward(Kind::make(batch), batch, y, dy, g);
          }};
}

}  // namespace

std::vector<Layer> layers() {
  return {layer<LinearLayer>(), layer<TanhLayer>(), layer<LeakyLayer>(), layer<SoftmaxLayer>()};
}

}  // namespace trust
