// ELiSH: an exponential linear unit, gated by a sigmoid.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/elish.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x sigma(x) for x >= 0, else (e^x - 1) sigma(x).
///
/// f'(x) = that of SiLU for x >= 0, else e (e^2 + 2e - 1) / (1 + e)^2 with e = e^x; f'(0) = 1/2.
/// Special values: f(-inf) = -0; f(inf) = inf; f(+-0) = +-0; NaN stays. Error over all floats: see `bounds`.
/// Source: M. Basirat, P. M. Roth, "The Quest for the Golden Activation Function", 2018.
template <typename Scalar_>
struct ELiSH {
  using Scalar = Scalar_;
  static constexpr const char* name = "elish";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{Width::wider, Width::wider};

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return kernel::elish(x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::elish_derivative(x);
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(ELiSH, elish)

HILLOCK_NAMESPACE_END
