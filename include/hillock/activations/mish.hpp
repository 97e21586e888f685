// Mish: a smooth, self-regularised unit.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/mish.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x tanh(log(1 + e^x)).
///
/// f'(x) = t + x sigma(x) (1 - t^2), t = tanh(log(1 + e^x)), as a fraction of polynomials in e^-|x| without
/// cancellation. Special values: f(-inf) = -0; f(inf) = inf; f(+-0) = +-0; NaN stays. Source: D. Misra, "Mish: A Self
/// Regularized Non-Monotonic Activation Function", BMVC 2020.
template <typename Scalar_>
struct Mish {
  using Scalar = Scalar_;
  static constexpr const char* name = "mish";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits =
      DefinitionTraits{wider_without_fma, wider_without_fma, with_fast_tier}.with_exact_tier(0.00165);

  HILLOCK_FORMULAS(kernel::mish, kernel::mish_derivative)
};

}  // namespace definition

HILLOCK_DECLARE_FAST_ACTIVATION(Mish, mish)
HILLOCK_DECLARE_EXACT_ACTIVATION(Mish, mish)

HILLOCK_NAMESPACE_END
