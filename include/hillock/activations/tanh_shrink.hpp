// TanhShrink: what the hyperbolic tangent takes away.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/tanh_shrink.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x - tanh(x), by its own series near 0, where it is x^3/3.
///
/// f'(x) = tanh^2(x).
/// Special values: f(+-0) = +-0; f(+-inf) = +-inf; odd bit for bit; NaN stays. Source: the documentation of PyTorch,
/// torch.nn.Tanhshrink, and before it that of Torch, nn.TanhShrink; no paper is known to us.
template <typename Scalar_>
struct TanhShrink {
  using Scalar = Scalar_;
  static constexpr const char* name = "tanh_shrink";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{wider_without_fma, float_or_double<Scalar>(Width::wider, wider_without_fma)};

  HILLOCK_FORMULAS(kernel::tanh_shrink, kernel::tanh_squared)
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(TanhShrink, tanh_shrink)

HILLOCK_NAMESPACE_END
