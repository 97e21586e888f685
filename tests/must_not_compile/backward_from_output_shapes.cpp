// An output that stands, a gradient that lies.
// expect: hillock: the two arguments have different shapes
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Vector3f y = Eigen::Vector3f::Zero();
  const Eigen::RowVector3f dy = Eigen::RowVector3f::Zero();
  return static_cast<int>(hillock::tanh.backward_from_output(y, dy).size());
}
