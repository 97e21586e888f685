// The gradient of a function that no derivative is known of.
// expect: hillock::Dense: this activation has no derivative; one of your own is a definition
#include <hillock/hillock.hpp>

int main() {
  const Eigen::MatrixXf weights = Eigen::MatrixXf::Zero(3, 3), x = Eigen::MatrixXf::Zero(3, 2);
  const hillock::Dense layer{weights, [](auto value) { return value * value; }};
  return static_cast<int>(layer.backward(x, layer(x), x).weights.size());
}
