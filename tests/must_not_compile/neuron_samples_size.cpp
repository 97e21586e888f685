// Three weights, samples of four.
// expect: hillock::Neuron: the input must have as many rows .rowwise: columns. as the weights have elements
#include <hillock/hillock.hpp>

int main() {
  const hillock::Neuron neuron{Eigen::Vector3f(1, 2, 3), 0.5f};
  const Eigen::Matrix<float, 4, 5> input = Eigen::Matrix<float, 4, 5>::Zero();
  return static_cast<int>(neuron(input).size());
}
