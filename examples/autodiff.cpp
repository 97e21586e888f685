// Eigen::AutoDiffScalar through a small network: the gradient it carries is that of backward.
#include <cmath>
#include <iostream>

#include <Eigen/Core>
#include <unsupported/Eigen/AutoDiff>

#include <hillock/hillock.hpp>

int main() {
  using Dual = Eigen::AutoDiffScalar<Eigen::Vector2d>;
  Eigen::Matrix2d weights;
  weights << 0.5, -1.0, 1.5, 0.25;
  const Eigen::Vector2d bias(0.1, -0.2), x(0.3, 0.7), ones = Eigen::Vector2d::Ones();

  // [dual]
  // The sum of the layer's outputs; seeded with one derivative per input.
  Dual sum(0.0, Eigen::Vector2d::Zero());
  for (int i = 0; i < 2; ++i) {
    Dual z(bias[i], Eigen::Vector2d::Zero());
    for (int j = 0; j < 2; ++j) z += weights(i, j) * Dual(x[j], Eigen::Vector2d(Eigen::Vector2d::Unit(j)));
    sum += hillock::gelu(z);
  }
  // [/dual]

  const hillock::Dense layer{weights, bias, hillock::gelu};
  const Eigen::Vector2d y = layer(x), gradient = layer.backward(x, y, ones).input;
  std::cout << "AutoDiffScalar " << sum.derivatives().transpose() << "\nbackward       " << gradient.transpose()
            << '\n';
  return std::abs(sum.value() - y.sum()) < 1e-14 && (sum.derivatives() - gradient).norm() < 1e-14 ? 0 : 1;
}
