// The ends of arrays that fill their memory to the last element, for the sanitizers of addresses and of undefined
// behaviour: little enough to be compiled with them every day. (The preset `asan` compiles all suites.)
#include <cstdio>
#include <vector>

#include <hillock/hillock.hpp>

#include "every.hpp"

namespace {

int failures = 0;

void check(bool good, const char* what, Eigen::Index n) {
  if (good) return;
  ++failures;
  std::fprintf(stderr, "%s of %td\n", what, n);
}

/// Element-wise: a short loop and a long kernel, forward and backward.
template <typename Scalar, typename Function>
void check_elements(const char* what, Function f, Eigen::Index n) {
  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
  std::vector<Scalar> x, y(static_cast<std::size_t>(n)), dx(y);
  for (Eigen::Index i = 0; i < n; ++i) x.push_back(Scalar(i - n / 2) / 4);
  x.shrink_to_fit();
  const Eigen::Map<const Vector> from(x.data(), n);
  Eigen::Map<Vector>(y.data(), n) = f(from);
  Eigen::Map<Vector>(dx.data(), n) = f.backward(from, from);
  for (std::size_t i = 0; i < x.size(); ++i) {
    check(every::same_bits(y[i], f(x[i])) && every::same_bits(dx[i], f.backward(x[i], x[i])), what, n);
  }
}

/// Softmax of columns and of rows, and in place.
template <typename Scalar>
void check_softmax(Eigen::Index n) {
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  std::vector<Scalar> x(static_cast<std::size_t>(3 * n), Scalar(1)), y(x), dx(x);
  Eigen::Map<Matrix> columns(y.data(), n, 3), rows(x.data(), 3, n);
  columns = hillock::softmax(columns);
  Eigen::Map<Matrix>(dx.data(), n, 3) = hillock::softmax.backward_from_output(columns, columns);
  rows = hillock::softmax(rows, hillock::rowwise);
  for (std::size_t i = 0; i < y.size(); ++i) check(every::same_bits(x[i], y[i]), "softmax", n);
}

}  // namespace

int main() {
  for (Eigen::Index n = 0; n < 70; ++n) {
    check_elements<float>("relu", hillock::relu, n);
    check_elements<double>("relu", hillock::relu, n);
    check_elements<float>("tanh", hillock::tanh, n);
    check_softmax<float>(n);
  }
  return failures > 0;
}
