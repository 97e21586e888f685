// Tanh: the hyperbolic tangent.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/tanh.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// tanh(x) = (e^x - e^-x) / (e^x + e^-x), values in [-1, 1].
///
/// tanh'(x) = sech^2(x) = 4 sigma(2x) sigma(-2x), at most 1. From the output: 1 - y^2, which is 0 from |x| = 9 in
/// float. Special values: tanh(-x) = -tanh(x) bit for bit; tanh(+-0) = +-0; tanh(+-inf) = +-1; NaN stays. Source: Y.
/// LeCun, L. Bottou, G. B. Orr, K.-R. Mueller, "Efficient BackProp", in "Neural Networks: Tricks of the Trade",
/// Springer, 1998 (why a sigmoid symmetric about 0).
template <typename Scalar_>
struct Tanh {
  using Scalar = Scalar_;
  static constexpr const char* name = "tanh";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits =
      DefinitionTraits{floats_wider_without_fma<Scalar>, Width::own, with_fast_tier}.with_exact_tier(0.0007);

  HILLOCK_FORMULAS(kernel::tanh, kernel::tanh_derivative)
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return (Number(1.0) - y) * (Number(1.0) + y);
  }
};

}  // namespace definition

HILLOCK_DECLARE_FAST_ACTIVATION(Tanh, tanh)
HILLOCK_DECLARE_EXACT_ACTIVATION(Tanh, tanh)

HILLOCK_NAMESPACE_END
