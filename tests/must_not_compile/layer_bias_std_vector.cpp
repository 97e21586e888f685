// A std::vector in the place of a bias.
// expect: hillock: a layer is made from.*A std::vector b is one as Eigen::Map
// lines: 14
#include <vector>

#include <hillock/linear.hpp>

int main() {
  const std::vector<float> bias(3);
  const hillock::Linear linear{Eigen::MatrixXf::Zero(3, 3), bias};
}
