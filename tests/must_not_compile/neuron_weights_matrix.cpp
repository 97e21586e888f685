// A matrix as the weights of one neuron.
// expect: hillock::Neuron: the weights must be a vector
#include <hillock/hillock.hpp>

int main() {
  const Eigen::MatrixXf weights = Eigen::MatrixXf::Zero(3, 3);
  const hillock::Neuron neuron{weights, 0.5f};
  return static_cast<int>(neuron.bias());
}
