// Exponential: e^x as an activation.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/times_exp.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// e^x, its own derivative.
///
/// From the output: y. Special values: e^-inf = 0, reached through the subnormals; e^inf = inf; NaN stays. Source: J.
/// A. Nelder, R. W. M. Wedderburn, "Generalized Linear Models", Journal of the Royal Statistical Society A 135(3), 1972
/// (the mean for a logarithmic link).
template <typename Scalar_>
struct Exponential {
  using Scalar = Scalar_;
  static constexpr const char* name = "exponential";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = DefinitionTraits{Width::own, Width::own, with_fast_tier}.with_exact_tier();

  HILLOCK_FORMULAS(kernel::exp, kernel::exp)
  template <typename Number>
  HILLOCK_INLINE Number backward(Number x, Number dy) const {
    return kernel::times_exp(x, dy);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return y;
  }
};

}  // namespace definition

HILLOCK_DECLARE_FAST_ACTIVATION(Exponential, exponential)
HILLOCK_DECLARE_EXACT_ACTIVATION(Exponential, exponential)

HILLOCK_NAMESPACE_END
