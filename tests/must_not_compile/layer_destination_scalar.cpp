// Weights and input of float, a destination of double.
// expect: hillock: weights and destination, or gradient, have different scalar types
// lines: 20
#include <hillock/linear.hpp>

int main() {
  const hillock::Linear linear{Eigen::MatrixXf::Zero(3, 3), Eigen::VectorXf::Zero(3)};
  Eigen::VectorXd z(3);
  linear.forward(Eigen::VectorXf::Zero(3), z);
}
