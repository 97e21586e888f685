// PyTorch's dim, which would be a temperature here.
// expect: rowwise.*temperature
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Matrix2f x = Eigen::Matrix2f::Zero();
  const Eigen::Matrix2f y = hillock::softmax(x, 1);
  return static_cast<int>(y(0, 0));
}
