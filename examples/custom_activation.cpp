// An activation of one's own: the formula is written once, and everything follows from it: vectorised forward and
// backward, scalars, expressions, layers, the precise tier. And what it promises is checked.
#include <cmath>
#include <iostream>
#include <limits>

#include <Eigen/Core>

#include <hillock/check_activation.hpp>
#include <hillock/hillock.hpp>

// [own]
namespace mine {

/// x σ(x)²: a swish with its gate squared.
template <typename Scalar_>
struct SquaredGate {
  using Scalar = Scalar_;
  static constexpr const char* name = "squared_gate";
  // In ULP, f and f'. By default σ has 2 and counts twice: 5.5 are found. f' has a zero, next to which nothing relative
  // is promised.
  static constexpr double nothing = std::numeric_limits<double>::infinity();
  static constexpr hillock::ErrorBounds bounds{{6, nothing}, {1, nothing}};

  // Number is several values at once. It has + - * /, comparisons with select, and the functions of hillock::math.
  template <typename Number>
  Number forward(Number x) const {
    const Number gate = hillock::math::logistic(x);
    return hillock::math::gated(hillock::math::gated(x, gate), gate);
  }
  template <typename Number>
  Number derivative(Number x) const {
    using hillock::math::gated;
    const Number gate = hillock::math::logistic(x), mirrored = hillock::math::logistic(-x);
    return gated(gate + Number(2.0) * gated(gated(x, gate), mirrored), gate);
  }
};

inline constexpr hillock::Function<SquaredGate> squared_gate{};

}  // namespace mine
// [/own]

// It runs in SIMD packets wherever the library's own functions do.
static_assert(hillock::is_vectorized_v<hillock::Activation<mine::SquaredGate<float>>, float> ==
              hillock::is_vectorized_v<hillock::Tanh<float>, float>);

// [check]
/// f and f' once more, in long double and without hillock: what the definition above is compared with.
long double sigma(long double x) { return 1 / (1 + std::exp(-x)); }
long double exact(long double x) {
  const long double s = sigma(x);
  return s == 0 ? -0.0L : x * s * s;
}
long double exact_slope(long double x) {
  const long double s = sigma(x), mirrored = sigma(-x);
  return s == 0 ? 0 : s * s * (1 + (mirrored == 0 ? 0 : 2 * x * mirrored));
}

/// Special values, error bounds, the same bits at every position, no floating-point exceptions: prints what it finds.
bool keeps_its_promises() { return hillock::check_activation<mine::SquaredGate>(exact, exact_slope, std::cout); }
// [/check]

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

  const bool good = same == y && gradients.input == dx;
  std::cout << (good ? "a layer gives the same\n" : "a layer gives something else\n");
  return good && keeps_its_promises() ? 0 : 1;
}
