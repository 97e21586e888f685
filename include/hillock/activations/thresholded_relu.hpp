// ThresholdedReLU: a rectifier with a jump at its threshold.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/piecewise.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x for x > theta, else 0; theta = 1 by default, any finite value.
///
/// f'(x) = 1 for x > theta, else 0; the kink: f'(theta) = 0. From the output, for theta >= 0 only: 1 for y > theta,
/// else 0. Special values: f(theta) = 0; f(inf) = inf; f(-inf) = 0; NaN stays, in f and in f'. Exact. Throws
/// std::invalid_argument where theta is infinite or NaN. Source: K. Konda, R. Memisevic, D. Krueger, "Zero-bias
/// Autoencoders and the Benefits of Co-adapting Features", ICLR 2015.
template <typename Scalar_>
class ThresholdedReLU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "thresholded_relu";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  explicit ThresholdedReLU(Scalar theta = Scalar(1)) : theta_(theta) { detail::require_finite(name, "theta", theta); }

  Scalar theta() const { return theta_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return select(x <= Number(theta_), Number(0.0), x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::step(x, Number(theta_), Number(0.0), Number(1.0));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return derivative(y);
  }
  bool output_determines_derivative() const { return theta_ >= 0; }

 private:
  Scalar theta_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(ThresholdedReLU, thresholded_relu)

HILLOCK_NAMESPACE_END
