// Backward with an input of four rows for weights with three columns.
// expect: hillock::Linear: the input must have as many rows .rowwise: columns. as the weights have columns
#include <hillock/hillock.hpp>

int main() {
  const hillock::Dense layer{Eigen::Matrix3f::Zero(), Eigen::Vector3f::Zero(), hillock::tanh};
  const Eigen::Vector4f input = Eigen::Vector4f::Zero();
  const Eigen::Vector3f output = Eigen::Vector3f::Zero();
  return static_cast<int>(layer.backward(input, output, output).bias.size());
}
