// A std::vector as the input of a layer, whose result is used.
// expect: neither a number nor an Eigen expression.*Eigen::Map
// lines: 24
#include <vector>

#include <hillock/linear.hpp>

int main() {
  const hillock::Linear linear{Eigen::MatrixXf::Zero(3, 3), Eigen::VectorXf::Zero(3)};
  const std::vector<float> x(3);
  const auto z = linear(x);
}
