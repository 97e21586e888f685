// Samples of another length than the weights, as rows.
// expect: hillock::Linear: the input must have as many rows .rowwise: columns. as the weights have columns
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Matrix3f weights = Eigen::Matrix3f::Zero();
  const Eigen::Vector3f bias = Eigen::Vector3f::Zero();
  const hillock::Linear linear{weights, bias};
  return static_cast<int>(linear(Eigen::Matrix<float, 3, 2>::Zero(), hillock::rowwise)(0, 0));
}
