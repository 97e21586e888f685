// The definition of an activation has what it does not say from a base.
// expect: hillock: the definition of an activation derives from hillock::DefinitionDefaults
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
  const Eigen::VectorXf x = Eigen::VectorXf::Zero(3), y = square(x);
  return static_cast<int>(y.size());
}
