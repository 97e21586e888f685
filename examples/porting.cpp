// A layer trained in PyTorch: text as numpy.savetxt writes it, read into a Dense, compared with the framework's
// formula.
#include <cmath>
#include <iostream>
#include <sstream>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

/// rows x columns numbers, row by row.
Eigen::MatrixXf read(std::istream& in, Eigen::Index rows, Eigen::Index columns) {
  Eigen::MatrixXf values(rows, columns);
  for (Eigen::Index i = 0; i < rows; ++i) {
    for (Eigen::Index j = 0; j < columns; ++j) in >> values(i, j);
  }
  return values;
}

int main() {
  // torch.nn.Linear(3, 2): weight is 2x3 (out x in), as here; bias has 2 elements. Files in a real program.
  std::istringstream weight("0.5 -1.0 0.25\n1.5 0.75 -0.5\n"), bias("0.1\n-0.2\n");
  const Eigen::MatrixXf w = read(weight, 2, 3);
  const Eigen::VectorXf b = read(bias, 2, 1);
  const hillock::Dense layer{w, b, hillock::pytorch::gelu};  // jax::gelu would be the tanh form

  const Eigen::Vector3f x(0.3f, 0.7f, -1.2f);
  const Eigen::VectorXf y = layer(x);
  bool good = true;
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    const double z = w.cast<double>().row(i).dot(x.cast<double>()) + static_cast<double>(b[i]);
    const double expected = z / 2 * (1 + std::erf(z / std::sqrt(2.0)));  // torch.nn.functional.gelu
    good = good && std::abs(static_cast<double>(y[i]) - expected) <= 1e-6;
    std::cout << y[i] << " (expected " << expected << ")\n";
  }
  return good ? 0 : 1;
}
