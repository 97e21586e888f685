// A text in the place of a parameter, as in gelu(x, approximate="tanh") of PyTorch.
// expect: hillock: the function.s parameters are numbers, and not as many as these
// lines: 24
#include <hillock/activations/gelu.hpp>

int main() {
  const Eigen::VectorXf x(3);
  const Eigen::VectorXf y = hillock::gelu(x, "tanh");
}
