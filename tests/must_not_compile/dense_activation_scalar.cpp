// A layer of double with an activation for float.
// expect: hillock.*(scalar|elements)
#include <hillock/hillock.hpp>

int main() {
  const hillock::Dense layer{Eigen::MatrixXd::Zero(3, 3), Eigen::VectorXd::Zero(3), hillock::Tanh<float>{}};
  const Eigen::VectorXd x = Eigen::VectorXd::Zero(3);
  return static_cast<int>(layer(x).size());
}
