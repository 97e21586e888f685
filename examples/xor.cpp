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
  hillock::Dense hidden{w1, Eigen::VectorXf(Eigen::VectorXf::Zero(4)), hillock::tanh};
  hillock::Dense output{w2, Eigen::VectorXf(Eigen::VectorXf::Zero(1)), hillock::sigmoid};

  Eigen::MatrixXf h, y;
  for (int step = 0; step < 5000; ++step) {
    // [step]
    hidden.forward(x, h);
    output.forward(h, y);
    const Eigen::MatrixXf dy = y - target;  // of half the squared error
    const auto g2 = output.backward(h, y, dy);
    const auto g1 = hidden.backward(x, h, g2.input);
    output.weights() -= 0.5f * g2.weights;
    output.bias() -= 0.5f * g2.bias;
    hidden.weights() -= 0.5f * g1.weights;
    hidden.bias() -= 0.5f * g1.bias;
    // [/step]
  }
  std::cout << "x1 x2  network\n";
  for (Eigen::Index i = 0; i < 4; ++i) std::cout << x(0, i) << "  " << x(1, i) << "   " << y(0, i) << '\n';
  return (y - target).cwiseAbs().maxCoeff() < 0.2f ? 0 : 1;
}
