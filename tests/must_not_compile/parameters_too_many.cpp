// More parameters than the function has.
// expect: hillock: the function.s parameters are numbers, and not as many as these
// lines: 24
#include <hillock/activations/leaky_relu.hpp>

int main() {
  const Eigen::VectorXf x(3);
  const Eigen::VectorXf y = hillock::leaky_relu(x, 0.1f, 0.2f);
}
