// HardSigmoid: the logistic function as a ramp.
#pragma once

#include <limits>

#include <hillock/activation.hpp>
#include <hillock/kernel/knee.hpp>
#include <hillock/kernel/piecewise.hpp>
#include <hillock/number/extended.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// alpha x + beta, but at least 0 and at most 1; alpha = 1/6 and beta = 1/2 by default, finite, alpha > 0.
///
/// f'(x) = alpha where 0 < alpha x + beta < 1, else 0, at both knees too. From the output: alpha for 0 < y < 1, else 0.
/// The default alpha, although no floating-point number, is 1/6 itself: the knees are at -3 and 3, and f(-3) = 0. That
/// also holds where Scalar(1)/6 is given together with beta = 1/2. Special values: f(inf) = 1; f(-inf) = 0; NaN stays,
/// in f and in f'. Error: see `bounds`; next to the knee too, where the sum cancels. Throws std::invalid_argument where
/// alpha is not positive and finite or beta is not finite. Source: M. Courbariaux, Y. Bengio, J.-P. David,
/// "BinaryConnect: Training Deep Neural Networks with binary weights during propagations", NeurIPS 2015; alpha = 1/6 as
/// the gate of HardSwish.
template <typename Scalar_>
class HardSigmoid {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "hard_sigmoid";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = computed_in_few_instructions;

  explicit HardSigmoid(Scalar alpha = Scalar(1) / Scalar(6), Scalar beta = Scalar(0.5))
      : alpha_(alpha), beta_(beta), sixth_(alpha == Scalar(1) / Scalar(6) && beta == Scalar(0.5)) {
    detail::require_positive(name, "alpha", alpha);
    detail::require_finite(name, "beta", beta);
    // alpha x + beta = 0 and alpha x + beta = 1.
    const auto between = sixth_ ? kernel::strictly_between(Scalar(-3), Scalar(3)) : kernel::between_knees(alpha, beta);
    first_ = between.first;
    last_ = between.last;
  }

  Scalar alpha() const { return alpha_; }
  Scalar beta() const { return beta_; }
  /// Whether alpha() stands for 1/6 itself.
  bool alpha_is_a_sixth() const { return sixth_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const auto value = leading(x);
    using V = std::decay_t<decltype(value)>;
    if (sixth_) {
      // 0 and 1 at the knees.
      const Number inner = clamp(x, -3.0, 3.0);
      if constexpr (computes<Number, Arithmetic::fused>) return sixth_of_sum(inner);
      return kernel::sixth(inner + Number(3.0));
    }
    constexpr Scalar lowest = std::numeric_limits<Scalar>::lowest();
    const Number inner = clamp(x, first_, last_ < lowest ? lowest : last_);
    const Number sum = kernel::accurate_madd(inner, V(alpha_), V(beta_));
    return select(value < V(first_), Number(0.0), select(value > V(last_), Number(1.0), sum));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    const auto value = leading(x);
    using V = std::decay_t<decltype(value)>;
    return Number(select(value > V(last_), V(0.0),
                         select(value >= V(first_), V(alpha_), select(value < V(first_), V(0.0), value))));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    const auto value = leading(y);
    using V = std::decay_t<decltype(value)>;
    return Number(kernel::inside(value, V(0.0), V(1.0), V(alpha_)));
  }

 private:
  /// (x + 3) / 6 with FMA, as (x/2 + 3/2) / 3: a product in place of the sum, because x86 adds, and clamps, with other
  /// units than it multiplies with, and these are the ones that wait. A third is rounded, by 1/4 ULP; the sum costs up
  /// to 1/2, the product 1/2: for every float 1.3334 together, at x = 1. Three times the rounded third is 1.
  template <typename Number>
  static HILLOCK_INLINE Number sixth_of_sum(Number x) {
    return madd(x, Number(0.5), Number(1.5)) * Number(1.0 / 3);
  }

  Scalar alpha_, beta_;
  Scalar first_, last_;  // the first and the last number between the knees, where the sum stays within 0 and 1
  bool sixth_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(HardSigmoid, hard_sigmoid)

HILLOCK_NAMESPACE_END
