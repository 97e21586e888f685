// LeakyReLU: a rectifier that lets a little of the negative side through.
#pragma once

#include <limits>

#include <hillock/activation.hpp>
#include <hillock/check/special_values.hpp>
#include <hillock/kernel/piecewise.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x for x > 0, else alpha x; alpha = 0.01 by default, any finite value (a negative one and one above 1 work too).
///
/// f'(x) = 1 for x > 0, else alpha; the kink: f'(0) = alpha. From the output, for alpha > 0 only: 1 for y > 0, else
/// alpha. Special values: infinities pass as the formula says, also for alpha = 0, where -inf gives -0; NaN stays, in f
/// and in f'. One rounding. Throws std::invalid_argument where alpha is infinite or NaN. Source: A. L. Maas, A. Y.
/// Hannun, A. Y. Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013.
template <typename Scalar_>
class LeakyReLU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "leaky_relu";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  explicit LeakyReLU(Scalar negative_slope = Scalar(0.01)) : negative_slope_(negative_slope) {
    detail::require_finite(name, "negative_slope", negative_slope);
  }

  Scalar negative_slope() const { return negative_slope_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    // 0 * inf would be NaN: with alpha = 0, stop at the largest finite number.
    const Number finite_side =
        clamp_below(x, negative_slope_ == 0 ? static_cast<double>(std::numeric_limits<Scalar>::lowest())
                                            : static_cast<double>(detail::minus_infinity<Scalar>()));
    return select(x > Number(0.0), Number(1.0), Number(negative_slope_)) * finite_side;
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::step(x, Number(0.0), Number(negative_slope_), Number(1.0));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return derivative(y);
  }
  bool output_determines_derivative() const { return negative_slope_ > 0; }

 private:
  Scalar negative_slope_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(LeakyReLU, leaky_relu)

HILLOCK_NAMESPACE_END
