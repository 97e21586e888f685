// half and bfloat16: stored in 16 bits, computed in float, rounded once.
#include <iostream>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

int main() {
  // [half]
  using VectorXh = Eigen::Matrix<Eigen::half, Eigen::Dynamic, 1>;
  const VectorXh x = Eigen::VectorXf::LinSpaced(5, -2, 2).cast<Eigen::half>();
  const VectorXh y = hillock::gelu(x);
  const VectorXh slope = hillock::gelu.derivative(x);
  // [/half]
  std::cout << "gelu   " << y.cast<float>().transpose() << "\nslope  " << slope.cast<float>().transpose() << '\n';

  // [float]
  // For long vectors convert whole vectors: the float part then runs in SIMD, with the same bits.
  const Eigen::VectorXf wide = x.cast<float>();
  const VectorXh z = Eigen::VectorXf(hillock::gelu(wide)).cast<Eigen::half>();
  // [/float]
  return y == z ? 0 : 1;
}
