// Raw memory, of which an Eigen::Map makes an argument.
// expect: neither a number nor an Eigen expression.*Eigen::Map
// lines: 20
#include <hillock/hillock.hpp>

int main() {
  const float x[4] = {};
  hillock::tanh(x, 4);
}
