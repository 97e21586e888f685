// A softmax for float, a vector of double.
// expect: hillock: the functor and the expression have different scalar types
#include <hillock/hillock.hpp>

int main() {
  const hillock::Softmax<float> softmax(0.5f);
  const Eigen::VectorXd x = Eigen::VectorXd::Zero(3);
  return static_cast<int>(softmax(x).rows());
}
