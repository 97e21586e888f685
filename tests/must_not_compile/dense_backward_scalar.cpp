// Weights of float, everything else of double.
// expect: hillock: weights and input have different scalar types
// lines: 24
#include <hillock/activations/tanh.hpp>
#include <hillock/dense.hpp>

int main() {
  const hillock::Dense layer{Eigen::MatrixXf::Zero(3, 3), Eigen::VectorXf::Zero(3), hillock::tanh};
  const Eigen::VectorXd x = Eigen::VectorXd::Zero(3);
  const auto gradients = layer.backward(x, x, x);
}
