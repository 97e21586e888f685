// HardSwish: SiLU made of straight and parabolic pieces.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/piecewise.hpp>
#include <hillock/number/extended.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x * min(max(x/6 + 1/2, 0), 1), computed as x ((x + 3) / 6).
///
/// f'(x) = 0 for x <= -3, x/3 + 1/2 between, 1 for x >= 3: f'(-3) = 0 and f'(3) = 1.
/// Special values: f(+-0) = +-0; f(x) = -0 for x <= -3, also at -inf; f(inf) = inf; NaN stays, in f and in f'.
/// Error: see `bounds`; next to x = -3 and, in f', next to x = -3/2 too.
/// Source: A. Howard et al., "Searching for MobileNetV3", ICCV 2019.
template <typename Scalar_>
struct HardSwish {
  using Scalar = Scalar_;
  static constexpr const char* name = "hard_swish";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = computed_in_few_instructions;

  // Error of doubles: largest just below f = 1, where x + 3 has units of 2^-50 and costs 0.91 ULP, its sixth (never
  // more than a third of a unit off) 0.46, the product 1/2. By climbing 1.88, at x = 1.37.
  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    using V = decltype(leading(x));
    if constexpr (computes<Number, Arithmetic::own, Arithmetic::fused>) {
      const Number above = clamp_below(x, -3.0);
      return above * kernel::sixth(clamp_above(above, 3.0) + Number(3.0));  // from 3 on times 1, up to -3 times 0
    } else {
      const Number clamped = clamp(x, -3.0, 3.0);
      // The sign put back: -0 at 0 and from -3 on.
      const Number product = with_sign_of(abs(clamped) * kernel::sixth(clamped + Number(3.0)), x);
      return select(leading(x) >= V(3.0), x, product);
    }
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    using V = decltype(leading(x));
    const Number inner = kernel::sixth(times_power(clamp(x, -3.0, 3.0), V(2.0)) + Number(3.0));
    return kernel::between(leading(x), V(-3.0), V(3.0), Number(0.0), inner, Number(1.0));
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(HardSwish, hard_swish)

HILLOCK_NAMESPACE_END
