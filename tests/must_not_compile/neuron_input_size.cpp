// Three weights, four inputs.
// expect: hillock::Neuron: the input must have as many elements as the weights
#include <hillock/hillock.hpp>

int main() {
  const hillock::Neuron neuron{Eigen::Vector3f(1, 2, 3), 0.5f};
  const Eigen::Vector4f input = Eigen::Vector4f::Zero();
  return static_cast<int>(neuron(input));
}
