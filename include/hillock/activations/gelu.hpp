// GELU: the Gaussian error linear unit.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/gelu.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x Phi(x) = (x/2) erfc(-x/sqrt(2)), Phi the standard normal distribution.
///
/// f'(x) = Phi(x) + x phi(x), phi its density.
/// Special values: f(-inf) = -0; f(inf) = inf; f(+-0) = +-0; relative accuracy in the whole left tail; NaN stays.
/// Source: D. Hendrycks, K. Gimpel, "Gaussian Error Linear Units (GELUs)", 2016.
template <typename Scalar_>
struct GELU {
  using Scalar = Scalar_;
  static constexpr const char* name = "gelu";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits =
      DefinitionTraits{wider_without_fma, wider_without_fma, with_fast_tier}.with_exact_tier(0.002);

  HILLOCK_FORMULAS(kernel::gelu, kernel::gelu_derivative)
};

}  // namespace definition

HILLOCK_DECLARE_FAST_ACTIVATION(GELU, gelu)
HILLOCK_DECLARE_EXACT_ACTIVATION(GELU, gelu)

HILLOCK_NAMESPACE_END
