// A softmax of four elements into a vector of three.
// expect: hillock.*(shape|size|destination)
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Vector4f x = Eigen::Vector4f::Zero();
  Eigen::Vector3f y;
  y = hillock::softmax(x);
  return static_cast<int>(y[0]);
}
