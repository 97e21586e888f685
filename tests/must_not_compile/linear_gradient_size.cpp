// Weights with three rows, a gradient with four.
// expect: hillock::Linear: the gradient must have the weights' rows and the input's columns
#include <hillock/hillock.hpp>

int main() {
  const hillock::Linear linear{Eigen::Matrix3f::Zero(), Eigen::Vector3f::Zero()};
  const Eigen::Vector3f input = Eigen::Vector3f::Zero();
  const Eigen::Vector4f gradient = Eigen::Vector4f::Zero();
  return static_cast<int>(linear.backward(input, gradient).input.size());
}
