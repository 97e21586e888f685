// The output of this user's function does not determine its derivative.
// expect: hillock: this function's output does not determine its derivative; use derivative\(x\)
#include <hillock/hillock.hpp>

template <typename Scalar_>
struct Square {
  using Scalar = Scalar_;
  static constexpr const char* name = "square";
  static constexpr hillock::ErrorBounds bounds = hillock::guaranteed_bounds;

  template <typename Number>
  Number forward(Number x) const {
    return x * x;
  }
  template <typename Number>
  Number derivative(Number x) const {
    return Number(2) * x;
  }
};

int main() {
  const hillock::Activation<Square<float>> square;
  const Eigen::VectorXf y = Eigen::VectorXf::Zero(3);
  return static_cast<int>(square.derivative_from_output(y).size());
}
