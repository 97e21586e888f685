// GELUTanh: the form of GELU with a hyperbolic tangent.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/gelu_tanh.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// (x/2) (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) = x sigma(z), z = 2 sqrt(2/pi) (x + 0.044715 x^3).
///
/// f'(x) = sigma(z) (1 + x z' sigma(-z)).
/// Special values: f(-inf) = -0; f(inf) = inf; f(+-0) = +-0; NaN stays. Source: D. Hendrycks, K. Gimpel, "Gaussian
/// Error Linear Units (GELUs)", 2016.
template <typename Scalar_>
struct GELUTanh {
  using Scalar = Scalar_;
  static constexpr const char* name = "gelu_tanh";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{wider_without_fma, wider_without_fma, with_fast_tier};

  HILLOCK_FORMULAS(kernel::gelu_tanh, kernel::gelu_tanh_derivative)
};

}  // namespace definition

HILLOCK_DECLARE_FAST_ACTIVATION(GELUTanh, gelu_tanh)

HILLOCK_NAMESPACE_END
