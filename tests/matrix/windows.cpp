// Behind <windows.h> and <complex.h>, with all their macros. It prints nothing where all is well.
#include <cmath>
#include <cstdio>

#include <complex.h>
#include <windows.h>

#include <hillock/hillock.hpp>

int main() {
  const Eigen::VectorXf x = Eigen::VectorXf::LinSpaced(19, -2.0f, 2.0f);
  const Eigen::VectorXf p = hillock::softmax(hillock::gelu(x));
  if (!(std::abs(p.sum() - 1.0f) < 1e-5f) || !(std::abs(hillock::gelu(-2.0) + 0.045500263896358417) < 1e-15)) {
    std::puts("wrong");
    return 1;
  }
  return 0;
}
