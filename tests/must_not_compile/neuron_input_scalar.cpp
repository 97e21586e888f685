// Weights of float, an input of double.
// expect: hillock: weights and input have different scalar types
// lines: 20
#include <hillock/hillock.hpp>

int main() {
  const hillock::Neuron neuron{Eigen::Vector3f(1, 2, 3), 0.5f};
  const Eigen::Vector3d input = Eigen::Vector3d::Zero();
  return static_cast<int>(neuron(input));
}
