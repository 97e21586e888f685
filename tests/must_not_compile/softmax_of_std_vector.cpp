// A std::vector, of which an Eigen::Map makes an argument.
// expect: neither a number nor an Eigen expression.*Eigen::Map
// lines: 20
#include <vector>

#include <hillock/hillock.hpp>

int main() {
  const std::vector<float> x(4);
  hillock::softmax(x);
}
