// The exact tier of half numbers.
// expect: hillock: exact:: is for elements of type float
#include <hillock/hillock.hpp>

int main() {
  const Eigen::Matrix<Eigen::half, 3, 1> x = Eigen::Matrix<Eigen::half, 3, 1>::Zero();
  return static_cast<int>(hillock::exact::sigmoid(x).size());
}
