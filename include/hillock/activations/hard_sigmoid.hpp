// HardSigmoid: the logistic function as a ramp.
#ifndef HILLOCK_ACTIVATIONS_HARD_SIGMOID_HPP
#define HILLOCK_ACTIVATIONS_HARD_SIGMOID_HPP

#include <hillock/activation.hpp>
#include <hillock/math/extended.hpp>
#include <hillock/math/knee.hpp>
#include <hillock/math/piecewise.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// α x + β, but at least 0 and at most 1; α = 1/6 and β = 1/2 by default, finite, α > 0.
///
/// f'(x) = α where 0 < α x + β < 1, else 0, at both knees too. From the output: α for 0 < y < 1, else 0.
/// The default α, although no floating-point number, is 1/6 itself: the knees are at -3 and 3, and f(-3) = 0. That also
/// holds where Scalar(1)/6 is given together with β = 1/2.
/// Special values: f(inf) = 1; f(-inf) = 0; NaN stays, in f and in f'. Error: see `bounds`; next to the knee too, where
/// the sum cancels. Throws std::invalid_argument where α is not positive and finite or β is not finite.
/// Source: M. Courbariaux, Y. Bengio, J.-P. David, "BinaryConnect: Training Deep Neural Networks with binary weights
/// during propagations", NeurIPS 2015; α = 1/6 as the gate of HardSwish.
template <typename Scalar_>
class HardSigmoid {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "hard_sigmoid";
  static constexpr ErrorBounds bounds = guaranteed_bounds;

  explicit HardSigmoid(Scalar alpha = Scalar(1) / Scalar(6), Scalar beta = Scalar(0.5))
      : alpha_(alpha), beta_(beta), sixth_(alpha == Scalar(1) / Scalar(6) && beta == Scalar(0.5)) {
    if (!(detail::is_finite(alpha) && alpha > 0)) {
      detail::fail_parameter(name, "alpha", alpha, "positive and finite");
    }
    detail::require_finite(name, "beta", beta);
    if (sixth_) {
      low_ = first_ = -3;
      high_ = last_ = 3;
    } else if constexpr (math::has_exact_knees<Scalar>) {
      // αx + β = 0 and αx + β = 1.
      const double a = static_cast<double>(alpha), b = static_cast<double>(beta);
      const auto rest = two_sum(Lanes<double, 1>(1.0), Lanes<double, 1>(-b));
      low_ = math::Knee<Scalar>(-b, 0, a).below;
      high_ = math::Knee<Scalar>(rest.high.data, rest.low.data, a).above;
      constexpr Scalar largest = (std::numeric_limits<Scalar>::max)();
      first_ = low_ < largest ? math::next_above(low_) : largest;
      last_ = high_ > -largest ? math::next_below(high_) : -largest;
    } else {
      low_ = first_ = -beta / alpha;
      high_ = last_ = (1 - beta) / alpha;
    }
  }

  Scalar alpha() const { return alpha_; }
  Scalar beta() const { return beta_; }
  /// Whether alpha() stands for 1/6 itself.
  bool alpha_is_a_sixth() const { return sixth_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const auto value = rounded(x);
    using V = std::decay_t<decltype(value)>;
    const Number inner = clamp(x, first_, last_);
    const Number sum = sixth_ ? math::sixth(inner + Number(3.0)) : math::accurate_madd(inner, V(alpha_), V(beta_));
    return math::between(value, V(low_), V(high_), Number(0.0), sum, Number(1.0));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    const auto value = rounded(x);
    using V = std::decay_t<decltype(value)>;
    return Number(math::inside(value, V(low_), V(high_), V(alpha_)));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    const auto value = rounded(y);
    using V = std::decay_t<decltype(value)>;
    return Number(math::inside(value, V(0.0), V(1.0), V(alpha_)));
  }

 private:
  Scalar alpha_, beta_;
  Scalar low_, high_;    // no number lies between them and the knees
  Scalar first_, last_;  // the first and the last between the knees: there the sum neither overflows nor leaves 0 to 1
  bool sixth_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(HardSigmoid, hard_sigmoid)

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_ACTIVATIONS_HARD_SIGMOID_HPP
