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

  // [simd]
  VectorXh sum = hillock::gelu(x + x);  // in SIMD: the function comes last
  sum += x;                             // and goes on in a line of its own
  // [/simd]
  return sum == hillock::gelu(x + x) + x ? 0 : 1;
}
