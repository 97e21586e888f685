// The table of layers: one for each way in which Dense goes through forward and backward. Nothing is tested here.
#include <hillock/hillock.hpp>

#include "tables.hpp"

namespace trust {
namespace {

template <typename Scalar>
struct LinearLayer {
  static constexpr const char* name = "linear";
  static auto make(const Batch<Scalar>& batch) { return hillock::Linear{batch.weights, batch.bias}; }
  template <typename L>
  static void backward(const L& layer, const Batch<Scalar>& batch, const typename Batch<Scalar>::In&,
                       const typename Batch<Scalar>::In& dy, BatchGradients<Scalar>& g) {
    layer.backward(batch.x, dy, g);
  }
};

template <typename Scalar>
struct DenseLayer {
  template <typename L>
  static void backward(const L& layer, const Batch<Scalar>& batch, const typename Batch<Scalar>::In& y,
                       const typename Batch<Scalar>::In& dy, BatchGradients<Scalar>& g) {
    layer.backward(batch.x, y, dy, g);
  }
};
/// The output determines the derivative.
template <typename Scalar>
struct TanhLayer : DenseLayer<Scalar> {
  static constexpr const char* name = "tanh";
  static auto make(const Batch<Scalar>& batch) { return hillock::Dense{batch.weights, batch.bias, hillock::tanh}; }
};
/// It does not for these parameters: W x + b is computed again.
template <typename Scalar>
struct LeakyLayer : DenseLayer<Scalar> {
  static constexpr const char* name = "leaky_relu";
  static auto make(const Batch<Scalar>& batch) {
    return hillock::Dense{batch.weights, batch.bias, hillock::LeakyReLU<Scalar>(Scalar(-0.5))};
  }
};
/// A function of the whole vector.
template <typename Scalar>
struct SoftmaxLayer : DenseLayer<Scalar> {
  static constexpr const char* name = "softmax";
  static auto make(const Batch<Scalar>& batch) { return hillock::Dense{batch.weights, batch.bias, hillock::softmax}; }
};

template <typename Scalar, template <typename> class Kind>
Layer<Scalar> layer() {
  return {
      Kind<Scalar>::name,
      [](const Batch<Scalar>& batch, typename Batch<Scalar>::Out y) { Kind<Scalar>::make(batch).forward(batch.x, y); },
      [](const Batch<Scalar>& batch, const typename Batch<Scalar>::In& y, const typename Batch<Scalar>::In& dy,
         BatchGradients<Scalar> g) { Kind<Scalar>::backward(Kind<Scalar>::make(batch), batch, y, dy, g); }};
}

}  // namespace

template <typename Scalar>
std::vector<Layer<Scalar>> layers() {
  return {layer<Scalar, LinearLayer>(), layer<Scalar, TanhLayer>(), layer<Scalar, LeakyLayer>(),
          layer<Scalar, SoftmaxLayer>()};
}
template std::vector<Layer<float>> layers();
template std::vector<Layer<double>> layers();

}  // namespace trust
