// BinaryStep: the biological threshold, all or nothing.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/piecewise.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// 1 for x > theta, else 0; theta = 0 by default, any finite value.
///
/// f'(x) = 0 everywhere, at the jump too; also from the output. Special values: f(theta) = 0, f(-0) = 0 for theta = 0;
/// f(inf) = 1; f(-inf) = 0; NaN stays, in f and in f'. Exact. Throws std::invalid_argument where theta is infinite or
/// NaN. Source: W. S. McCulloch, W. Pitts, "A Logical Calculus of the Ideas Immanent in Nervous Activity", Bulletin of
/// Mathematical Biophysics 5, 1943.
template <typename Scalar_>
class BinaryStep {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "binary_step";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  explicit BinaryStep(Scalar theta = Scalar(0)) : threshold_(theta) {
    detail::require_finite(name, "threshold", theta);
  }

  Scalar threshold() const { return threshold_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return kernel::step(x, Number(threshold_), Number(0.0), Number(1.0));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::step(x, Number(0.0), Number(0.0), Number(0.0));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return derivative(y);
  }

 private:
  Scalar threshold_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(BinaryStep, binary_step)

HILLOCK_NAMESPACE_END
