// A layer of four outputs, then one of five inputs.
// expect: hillock::Sequential: a layer must have as many inputs as what it gets has elements per sample
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Matrix<float, 4, 3> w1 = Eigen::Matrix<float, 4, 3>::Zero();
  const Eigen::Matrix<float, 2, 5> w2 = Eigen::Matrix<float, 2, 5>::Zero();
  const Eigen::Vector4f b1 = Eigen::Vector4f::Zero();
  const Eigen::Vector2f b2 = Eigen::Vector2f::Zero();
  const hillock::Sequential network{hillock::Dense{w1, b1, hillock::tanh}, hillock::tanh, hillock::Linear{w2, b2}};
  return static_cast<int>(network.inputs());
}
