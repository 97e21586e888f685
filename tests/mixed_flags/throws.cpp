// Linked behind no_throw.cpp, which is compiled without exceptions: an error must still throw here.
#include <cstdio>
#include <stdexcept>

#include <hillock/hillock.hpp>

float without_exceptions(const Eigen::VectorXf& x);

int main() {
  const Eigen::VectorXf x = Eigen::VectorXf::Ones(3);
  try {
    const Eigen::VectorXf y = hillock::softmax(x, -without_exceptions(x));
  } catch (const std::invalid_argument& error) {
    std::puts(error.what());
    return 0;
  }
  std::puts("no error");
  return 1;
}
