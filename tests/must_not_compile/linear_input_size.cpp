// Weights with four columns, an input with three elements; the bias has a size known at run time only.
// expect: hillock::Linear: the input must have as many rows .rowwise: columns. as the weights have columns
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Matrix<float, 3, 4> weights = Eigen::Matrix<float, 3, 4>::Zero();
  const Eigen::VectorXf bias = Eigen::VectorXf::Zero(3);
  const hillock::Linear linear{weights, bias};
  const Eigen::Vector3f input = Eigen::Vector3f::Zero();
  return static_cast<int>(linear(input).size());
}
