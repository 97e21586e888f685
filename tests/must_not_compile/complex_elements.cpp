// Complex numbers.
// expect: hillock: the elements must be float or double, or of another type that behaves like a real number
// lines: 40
#include <hillock/activations/tanh.hpp>

int main() {
  const Eigen::VectorXcf x(3);
  const Eigen::VectorXcf y = hillock::tanh(x);
}
