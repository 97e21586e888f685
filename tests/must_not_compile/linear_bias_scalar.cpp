// Weights of float, a bias of double.
// expect: hillock::Linear: weights and bias have different scalar types
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Matrix3f weights = Eigen::Matrix3f::Zero();
  const Eigen::Vector3d bias = Eigen::Vector3d::Zero();
  const hillock::Linear linear{weights, bias};
  return static_cast<int>(linear.inputs());
}
