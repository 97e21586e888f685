// A std::vector of scores.
// expect: neither a number nor an Eigen expression.*Eigen::Map
// lines: 24
#include <vector>

#include <hillock/cross_entropy.hpp>

int main() {
  const std::vector<float> scores(3);
  const auto loss = hillock::softmax_cross_entropy(scores, 1);
}
