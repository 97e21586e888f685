// A softmax of integers.
// expect: hillock: the elements must be float or double
#include <hillock/hillock.hpp>

int main() {
  const Eigen::VectorXi x = Eigen::VectorXi::Zero(3);
  return static_cast<int>(hillock::softmax(x).rows());
}
