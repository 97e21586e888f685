// Weights of float, an input of double.
// expect: hillock: weights and input have different scalar types
// lines: 20
#include <hillock/hillock.hpp>

int main() {
  const hillock::Linear linear{Eigen::MatrixXf::Zero(3, 3), Eigen::VectorXf::Zero(3)};
  const Eigen::VectorXd input = Eigen::VectorXd::Zero(3);
  return static_cast<int>(linear(input).size());
}
