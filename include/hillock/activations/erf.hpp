// Erf: the error function.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/erf.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// erf(x) = 2/sqrt(pi) integral_0^x e^(-t^2) dt.
///
/// f'(x) = 2/sqrt(pi) e^(-x^2).
/// Special values: odd bit for bit; f(+-0) = +-0; f(+-inf) = +-1; NaN stays. Source: M. Abramowitz, I. A. Stegun
/// (eds.), "Handbook of Mathematical Functions", National Bureau of Standards, 1964, 7.1.1.
template <typename Scalar_>
struct Erf {
  using Scalar = Scalar_;
  static constexpr const char* name = "erf";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits =
      DefinitionTraits{wider_without_fma, Width::own, with_fast_tier}.with_exact_tier(0.0001);

  HILLOCK_FORMULAS(kernel::erf, kernel::erf_derivative)
};

}  // namespace definition

HILLOCK_DECLARE_FAST_ACTIVATION(Erf, erf)
HILLOCK_DECLARE_EXACT_ACTIVATION(Erf, erf)

HILLOCK_NAMESPACE_END
