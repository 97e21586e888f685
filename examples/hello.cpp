// Hello, hillock: a functor applied to a vector, and three scores turned into probabilities.
// Both take any Eigen vector and are computed when the result is assigned or printed.
#include <cmath>
#include <iostream>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

int main() {
  const Eigen::VectorXf x = Eigen::VectorXf::LinSpaced(5, -2, 2);
  const hillock::LeakyReLU<float> activation(0.2f);
  std::cout << "x                     " << x.transpose() << '\n';
  std::cout << "leaky_relu(x)         " << activation(x).transpose() << '\n';

  const Eigen::Vector3f scores(2.9f, 1.3f, 0.2f);
  const Eigen::Vector3f p = hillock::softmax(scores);
  std::cout << "softmax(" << scores.transpose() << ") ";
  for (const float probability : p) std::cout << ' ' << std::lround(100 * probability) << " %";
  std::cout << '\n';
}
