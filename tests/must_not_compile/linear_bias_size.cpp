// Weights with three rows, a bias with two elements.
// expect: hillock::Linear: the bias must have as many elements as the weights have rows
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Matrix<float, 3, 4> weights = Eigen::Matrix<float, 3, 4>::Zero();
  const Eigen::Vector2f bias = Eigen::Vector2f::Zero();
  const hillock::Linear linear{weights, bias};
  return static_cast<int>(linear.inputs());
}
