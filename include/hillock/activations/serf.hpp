// Serf: the error function of a softplus as a gate.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/serf.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x erf(log(1 + e^x)).
///
/// f'(x) = erf(s) + x (2/sqrt(pi)) e^(-s^2) sigma(x), s = log(1 + e^x).
/// Special values: f(-inf) = -0; f(inf) = inf; f(+-0) = +-0; NaN stays. Error over all floats: see `bounds`.
/// Source: S. Nag et al., "SERF: Towards better training of deep neural networks using log-Softplus ERror activation
/// Function", 2021.
template <typename Scalar_>
struct Serf {
  using Scalar = Scalar_;
  static constexpr const char* name = "serf";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{Width::wider, Width::wider};

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return kernel::serf(x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::serf_derivative(x);
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Serf, serf)

HILLOCK_NAMESPACE_END
