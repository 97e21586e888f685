// HardShrink: silences what is small.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/piecewise.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x for |x| > lambda, else 0; lambda = 0.5 by default, finite, lambda >= 0.
///
/// f'(x) = 1 for |x| > lambda, else 0, at +-lambda too. From the output: 1 for y != 0, else 0.
/// Special values: f = +0 on the closed [-lambda, lambda], also at -0; f(+-inf) = +-inf; NaN stays, in f and in f'.
/// Exact. Throws std::invalid_argument where lambda is negative, infinite or NaN. Source: D. L. Donoho, I. M.
/// Johnstone, "Ideal Spatial Adaptation by Wavelet Shrinkage", Biometrika 81(3), 1994.
template <typename Scalar_>
class HardShrink {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "hard_shrink";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  explicit HardShrink(Scalar lambda = Scalar(0.5)) : lambda_(lambda) {
    detail::require_not_negative(name, "lambda", lambda);
  }

  Scalar lambda() const { return lambda_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return select(abs(x) <= Number(lambda_), Number(0.0), x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::step(abs(x), Number(lambda_), Number(0.0), Number(1.0));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return kernel::step(abs(y), Number(0.0), Number(0.0), Number(1.0));
  }

 private:
  Scalar lambda_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(HardShrink, hard_shrink)

HILLOCK_NAMESPACE_END
