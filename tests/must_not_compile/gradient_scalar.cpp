// An input of float, a gradient of double.
// lines: 45
// expect: hillock: the functor and the expression have different scalar types
#include <hillock/hillock.hpp>

int main() {
  const Eigen::VectorXf x = Eigen::VectorXf::Zero(3);
  const Eigen::VectorXd dy = Eigen::VectorXd::Zero(3);
  return static_cast<int>(hillock::sigmoid.backward(x, dy).size());
}
