// SiLU: the sigmoid-weighted linear unit, also known as swish.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/swish.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x sigma(x).
///
/// f'(x) = sigma(x) (1 + x sigma(-x)).
/// Special values: f(-inf) = -0, reached through the subnormals; f(inf) = inf; f(+-0) = +-0; NaN stays. Source: S.
/// Elfwing, E. Uchibe, K. Doya, "Sigmoid-Weighted Linear Units for Neural Network Function Approximation in
/// Reinforcement Learning", 2017.
template <typename Scalar_>
struct SiLU {
  using Scalar = Scalar_;
  static constexpr const char* name = "silu";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits =
      DefinitionTraits{Width::own, wider_without_fma, with_fast_tier}.with_exact_tier(0.0016);

  HILLOCK_FORMULAS(kernel::silu, kernel::silu_derivative)
};

}  // namespace definition

HILLOCK_DECLARE_FAST_ACTIVATION(SiLU, silu)
HILLOCK_DECLARE_EXACT_ACTIVATION(SiLU, silu)

HILLOCK_NAMESPACE_END
