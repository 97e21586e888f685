// XOR, which one neuron cannot learn, learned by a network of two layers.
#include <iostream>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

int main() {
  // The columns are the four samples.
  Eigen::MatrixXf x(2, 4), target(1, 4);
  x << 0, 0, 1, 1,  //
      0, 1, 0, 1;
  target << 0, 1, 1, 0;

  // A start without symmetry: equal units would stay equal.
  Eigen::MatrixXf w1(4, 2), w2(1, 4);
  w1 << 0.9f, -0.7f, -0.5f, 0.8f, 0.6f, 0.4f, -0.8f, -0.3f;
  w2 << 0.5f, 0.7f, -0.6f, 0.3f;
  hillock::Sequential network{hillock::Dense{w1, Eigen::VectorXf::Zero(4), hillock::tanh},
                              hillock::Dense{w2, Eigen::VectorXf::Zero(1), hillock::sigmoid}};

  decltype(network)::Memory<> memory;        // the outputs of the layers
  decltype(network)::Gradients<> gradients;  // of each layer's input, weights and bias
  for (int step = 0; step < 5000; ++step) {
    // [step]
    const auto& y = network.forward(x, memory);
    network.backward(x, y - target, memory, gradients);  // of half the squared error
    network.for_each_parameter([](auto& parameter, const auto& gradient) { parameter -= 0.5f * gradient; }, gradients);
    // [/step]
  }
  const Eigen::MatrixXf y = network(x);
  std::cout << "x1 x2  network\n";
  for (Eigen::Index i = 0; i < 4; ++i) std::cout << x(0, i) << "  " << x(1, i) << "   " << y(0, i) << '\n';
  return (y - target).cwiseAbs().maxCoeff() < 0.2f ? 0 : 1;
}
