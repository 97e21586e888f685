// The bias of a layer that has none.
// expect: hillock::Linear: this layer has no bias
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Matrix3f weights = Eigen::Matrix3f::Zero();
  const hillock::Linear linear{weights};
  static_cast<void>(linear.bias());
}
