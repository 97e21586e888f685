#include <iostream>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

int main() {
  const Eigen::Vector3f weights(0.5f, -1, 2), x(1, 0.5f, 0.25f);
  const hillock::Neuron neuron{weights, 0.1f};
  const float z = neuron(x);  // the weighted sum plus the bias
  std::cout << "sum      " << z << '\n';
  std::cout << "sigmoid  " << hillock::sigmoid(z) << ", its slope " << hillock::sigmoid.derivative(z) << '\n';

  const Eigen::Vector3f scores(2.9f, 1.3f, 0.2f);
  const Eigen::Vector3f p = hillock::softmax(scores);
  std::cout << "softmax  " << p.transpose() << '\n';
}
