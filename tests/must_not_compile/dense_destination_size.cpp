// Three outputs into a vector of two.
// expect: hillock::Linear: the destination must have the weights' rows and the input's columns
#include <hillock/hillock.hpp>

int main() {
  const hillock::Dense layer{Eigen::Matrix3f::Zero(), Eigen::Vector3f::Zero(), hillock::relu};
  const Eigen::Vector3f input = Eigen::Vector3f::Zero();
  Eigen::Vector2f output;
  layer.forward(input, output);
  return static_cast<int>(output[0]);
}
