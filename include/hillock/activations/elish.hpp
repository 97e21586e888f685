// ELiSH: an exponential linear unit, gated by a sigmoid.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/expm1.hpp>
#include <hillock/kernel/swish.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x sigma(x) for x >= 0, else (e^x - 1) sigma(x).
///
/// f'(x) = that of SiLU for x >= 0, else e (e^2 + 2e - 1) / (1 + e)^2 with e = e^x; f'(0) = 1/2.
/// Special values: f(-inf) = -0; f(inf) = inf; f(+-0) = +-0; NaN stays. Source: M. Basirat, P. M. Roth, "The Quest for
/// the Golden Activation Function", 2018.
template <typename Scalar_>
struct ELiSH {
  using Scalar = Scalar_;
  static constexpr const char* name = "elish";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{Width::wider, Width::wider};

  // Floats are computed in double: 0.5098 ULP of every one. Error of doubles, by default too in sums of two: 1/2 ULP
  // the product, without FMA another 1/2; e^x - 1 at x = -(log 2)/2 adds the rest. By climbing 1.06 with FMA, 1.41
  // without, at x = -0.3466.
  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    using V = kernel::RegisterOf<Number>;
    return kernel::logistic_gate(select(leading(x) < V(0.0), kernel::expm1(clamp_above(x, 0.0)), x), x);
  }
  // On the left, with e = e^x: e ((1 + e)^2 - 2) / (1 + e)^2, which has a zero at log(sqrt(2) - 1) (see
  // derivative_zeros.hpp).
  //
  // Error of doubles: 1/2 ULP the result, the rest e^x where (1 + e)^2 - 2 cancels it. By climbing 1.35, at x = -0.675.
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    using V = kernel::RegisterOf<Number>;
    const auto e = kernel::exp_scaled(clamp_above(x, 0.0));
    const Number next = Number(1.0) + e.value(), square = next * next;
    const kernel::Scaled<Number> left{e.mantissa * (square - Number(2.0)) / square, e.exponent};
    return select(leading(x) < V(0.0), kernel::near_zero<kernel::ELiSHZero>(x, left.value()),
                  kernel::silu_derivative(x));
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(ELiSH, elish)

HILLOCK_NAMESPACE_END
