// An input of three elements, a gradient of four.
// expect: hillock: the two arguments have different shapes
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Vector3f x = Eigen::Vector3f::Zero();
  const Eigen::Vector4f dy = Eigen::Vector4f::Zero();
  return static_cast<int>(hillock::sigmoid.backward(x, dy).size());
}
