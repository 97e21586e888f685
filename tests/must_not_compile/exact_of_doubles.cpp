// The exact tier of doubles.
// expect: hillock: exact:: is for elements of type float
#include <hillock/hillock.hpp>

int main() {
  const Eigen::VectorXd x = Eigen::VectorXd::Zero(3);
  return static_cast<int>(hillock::exact::sigmoid(x).size());
}
