// LiSHT: the linearly scaled hyperbolic tangent.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/lisht.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x tanh(x).
///
/// f'(x) = tanh(x) + x sech^2(x).
/// Special values: even; f(+-inf) = inf; NaN stays. Source: S. K. Roy et al., "LiSHT: Non-Parametric Linearly Scaled
/// Hyperbolic Tangent Activation Function for Neural Networks", 2019.
template <typename Scalar_>
struct LiSHT {
  using Scalar = Scalar_;
  static constexpr const char* name = "lisht";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{wider_without_fma, wider_without_fma};

  HILLOCK_FORMULAS(kernel::lisht, kernel::lisht_derivative)
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(LiSHT, lisht)

HILLOCK_NAMESPACE_END
