// TanhExp: the hyperbolic tangent of an exponential as a gate.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/tanh_exp.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x tanh(e^x).
///
/// f'(x) = tanh(e^x) + x e^x sech^2(e^x).
/// Special values: f(-inf) = -0; f(inf) = inf; f(+-0) = +-0; NaN stays. Source: X. Liu, X. Di, "TanhExp: A Smooth
/// Activation Function with High Convergence Speed for Lightweight Neural Networks", 2020.
template <typename Scalar_>
struct TanhExp {
  using Scalar = Scalar_;
  static constexpr const char* name = "tanh_exp";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{float_or_double<Scalar>(wider_without_fma, Width::wider), Width::wider};

  HILLOCK_FORMULAS(kernel::tanh_exp, kernel::tanh_exp_derivative)
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(TanhExp, tanh_exp)

HILLOCK_NAMESPACE_END
