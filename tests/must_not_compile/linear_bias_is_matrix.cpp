// A bias of several rows and columns.
// expect: hillock::Linear: the bias must be a vector, or a matrix with one row or one column
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Matrix3f weights = Eigen::Matrix3f::Zero();
  const hillock::Linear linear{weights, weights};
  return static_cast<int>(linear.inputs());
}
