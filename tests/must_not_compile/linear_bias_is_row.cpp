// A bias that lies down.
// expect: hillock::Linear: the bias must be a column vector
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Matrix3f weights = Eigen::Matrix3f::Zero();
  const Eigen::RowVector3f bias = Eigen::RowVector3f::Zero();
  const hillock::Linear linear{weights, bias};
  return static_cast<int>(linear.inputs());
}
