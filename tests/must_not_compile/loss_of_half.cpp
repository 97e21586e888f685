// A loss of half numbers; the message says what to do.
// expect: hillock: the elements must be float or double; cast half and bfloat16: x\.cast<float>\(\)
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Matrix<Eigen::half, 3, 1> logits = Eigen::Matrix<Eigen::half, 3, 1>::Zero();
  return hillock::softmax_cross_entropy(logits, 1).losses.size() == 1;
}
