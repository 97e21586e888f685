// An activation of one's own: the formula is written once, and everything follows from it: vectorised forward and
// backward, scalars, expressions, layers, the precise tier.
#include <cmath>
#include <iostream>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

// [own]
namespace mine {

/// x σ(x)²: a swish with its gate squared.
template <typename Scalar_>
struct SquaredGate {
  using Scalar = Scalar_;
  static constexpr const char* name = "squared_gate";
  static constexpr hillock::ErrorBounds bounds = hillock::guaranteed_bounds;

  // Number is several values at once. It has + - * /, comparisons with select, and the functions of hillock::math.
  template <typename Number>
  Number forward(Number x) const {
    const Number gate = hillock::math::logistic(x);
    return x * gate * gate;
  }
  template <typename Number>
  Number derivative(Number x) const {
    const Number gate = hillock::math::logistic(x);
    return gate * gate * (Number(1.0) + Number(2.0) * x * hillock::math::logistic(-x));
  }
};

inline constexpr hillock::Function<SquaredGate> squared_gate{};

}  // namespace mine
// [/own]

// It runs in SIMD packets wherever the library's own functions do.
static_assert(hillock::is_vectorized_v<hillock::Activation<mine::SquaredGate<float>>, float> ==
              hillock::is_vectorized_v<hillock::Tanh<float>, float>);

int main() {
  const Eigen::VectorXf x = Eigen::VectorXf::LinSpaced(9, -4, 4);
  const Eigen::VectorXf dy = Eigen::VectorXf::Ones(9);
  const Eigen::VectorXf y = mine::squared_gate(x), dx = mine::squared_gate.backward(x, dy);
  std::cout << "x   " << x.transpose() << "\ny   " << y.transpose() << "\ndx  " << dx.transpose() << '\n';

  const Eigen::MatrixXf weights = Eigen::MatrixXf::Identity(9, 9);
  const Eigen::VectorXf bias = Eigen::VectorXf::Zero(9);
  const hillock::Dense layer{weights, bias, mine::squared_gate};
  const Eigen::VectorXf same = layer(x);
  const auto gradients = layer.backward(x, same, dy);

  // The slope agrees with a difference of the function, evaluated in the precise tier.
  const hillock::Activation<mine::SquaredGate<double>, hillock::tier::Precise> precise;
  const double slope = (precise(1 + 1e-6) - precise(1 - 1e-6)) / 2e-6;
  std::cout << "f'(1) = " << precise.derivative(1.0) << ", by differences " << slope << '\n';

  const bool good = same == y && gradients.input == dx && std::abs(slope - precise.derivative(1.0)) < 1e-8;
  std::cout << (good ? "a layer gives the same\n" : "a layer gives something else\n");
  return good ? 0 : 1;
}
