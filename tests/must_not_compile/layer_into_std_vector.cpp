// A std::vector as the destination of a layer.
// expect: neither a number nor an Eigen expression.*without const, to be written into
// lines: 24
#include <vector>

#include <hillock/linear.hpp>

int main() {
  const hillock::Linear linear{Eigen::MatrixXf::Zero(3, 3), Eigen::VectorXf::Zero(3)};
  std::vector<float> z(3);
  linear.forward(Eigen::VectorXf::Zero(3), z);
}
