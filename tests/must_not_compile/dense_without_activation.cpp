// Weights and bias alone.
// expect: hillock::Dense: the activation is missing, as in Dense.W, b, hillock::tanh.; without one it is Linear
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Matrix3f weights = Eigen::Matrix3f::Zero();
  const Eigen::Vector3f bias = Eigen::Vector3f::Zero();
  const hillock::Dense layer{weights, bias};
  return static_cast<int>(layer.inputs());
}
