// QuickGELU: a sigmoid in the place of the normal distribution.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/swish.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x sigma(1.702 x).
///
/// f'(x) = sigma(z) (1 + z sigma(-z)), z = 1.702 x.
/// Special values: f(-inf) = -0; f(inf) = inf; f(+-0) = +-0; NaN stays. Source: D. Hendrycks, K. Gimpel, "Gaussian
/// Error Linear Units (GELUs)", 2016.
template <typename Scalar_>
struct QuickGELU {
  using Scalar = Scalar_;
  static constexpr const char* name = "quick_gelu";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{wider_without_fma, wider_without_fma};

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return kernel::swish(x, 0x1.b3b645a1cac08p+0, 0x1.89374bc6a7efap-55);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::swish_derivative(x, 0x1.b3b645a1cac08p+0, 0x1.89374bc6a7efap-55);
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(QuickGELU, quick_gelu)

HILLOCK_NAMESPACE_END
