// A program of two translation units that both include everything: a function that is not inline does not link, and an
// object that is not inline has two addresses.
#include <cmath>
#include <cstdio>
#include <cstring>

#include <hillock/hillock.hpp>

const void* address_of_sigmoid_elsewhere();
float sigmoid_elsewhere(float x);
Eigen::VectorXf softmax_elsewhere(const Eigen::VectorXf& x);

int main() {
  if (&hillock::sigmoid != address_of_sigmoid_elsewhere()) {
    std::puts("hillock::sigmoid is another object in each translation unit");
    return 1;
  }
  const Eigen::ArrayXf y = hillock::sigmoid(Eigen::ArrayXf::LinSpaced(31, -3.0f, 3.0f));
  if (std::abs(y(15) - 0.5f) > 1e-6f || std::abs(y(30) - sigmoid_elsewhere(3.0f)) > 1e-6f) {
    std::puts("hillock::sigmoid is wrong");
    return 1;
  }
  if (std::abs(softmax_elsewhere(Eigen::VectorXf::LinSpaced(31, -3.0f, 3.0f)).sum() - 1) > 1e-6f) {
    std::puts("hillock::softmax is wrong");
    return 1;
  }
  char numbers[32];
  std::snprintf(numbers, sizeof numbers, "%d.%d.%d", hillock::version.major, hillock::version.minor,
                hillock::version.patch);
  if (std::strcmp(numbers, hillock::version_string) != 0) {
    std::printf("hillock::version is %s, version_string %s\n", numbers, hillock::version_string);
    return 1;
  }
  std::printf("hillock %s works\n", hillock::version_string);
  return 0;
}
