// Backward with a gradient of another size than the output.
// expect: hillock::Linear: the gradient must have the weights' rows and the input's columns
#include <hillock/hillock.hpp>

int main() {
  const hillock::Dense layer{Eigen::Matrix3f::Zero(), Eigen::Vector3f::Zero(), hillock::tanh};
  const Eigen::Vector3f input = Eigen::Vector3f::Zero(), output = Eigen::Vector3f::Zero();
  const Eigen::Vector2f gradient = Eigen::Vector2f::Zero();
  return static_cast<int>(layer.backward(input, output, gradient).bias.size());
}
