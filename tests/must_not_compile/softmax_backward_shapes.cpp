// An output of three classes, a gradient of four.
// expect: hillock: the two arguments have different shapes
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Matrix<float, 3, 2> y = Eigen::Matrix<float, 3, 2>::Zero();
  const Eigen::Matrix<float, 4, 2> dy = Eigen::Matrix<float, 4, 2>::Zero();
  return static_cast<int>(hillock::softmax.backward_from_output(y, dy).rows());
}
