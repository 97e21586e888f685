// A layer of floats, then one of doubles.
// expect: hillock::Sequential: the layers must have one scalar type
#include <hillock/hillock.hpp>

int main() {
  const hillock::Linear first{Eigen::MatrixXf(2, 2), Eigen::VectorXf(2)};
  const hillock::Linear second{Eigen::MatrixXd(2, 2), Eigen::VectorXd(2)};
  const hillock::Sequential network{first, second};
  return static_cast<int>(network.inputs());
}
