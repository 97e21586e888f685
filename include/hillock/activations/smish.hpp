// Smish: x times tanh(log(1 + sigma(x))). The worked example of docs/CONTRIBUTING.md: a gate whose tail is scaled, and
// a derivative with a zero.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/derivative_zeros.hpp>
#include <hillock/kernel/gated.hpp>
#include <hillock/kernel/logistic.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// x = -1.39452..., of Smish': 2^-62.5 relative.
struct SmishZero {
  static constexpr double zero = -0x1.64ff378b68101p+0, zero_low = 0x1.9b36cef2903e8p-55;
  static constexpr double lows[] = {0x1.eac0f4ac0b839p-57, -0x1.afadaa619170fp-63, 0x1.e7a56d3710d6ap-64};
  static constexpr double values[] = {
      0x1.738c870456665p-3,   0x1.ac94462c6bd8cp-4,   -0x1.af107708c380bp-10, -0x1.1fba7dd06c2a8p-6,
      -0x1.eb78a4d558bcep-9,  0x1.bfa985b6a59c8p-10,  0x1.d9725a1fc39b4p-11,  -0x1.0af568d5c846fp-15,
      -0x1.0b8a711991b16p-13, -0x1.9692e69ad12e4p-16, 0x1.7750e584d3fafp-17,  0x1.79733a391c057p-18,
      -0x1.76344eb5142d1p-23, -0x1.94ffae5f5c507p-21, -0x1.2a1115fe2cb8dp-23, 0x1.0a4dbefc3e3fap-24};
};

}  // namespace kernel
namespace definition {

/// x tanh(log(1 + sigma(x))), whose gate is w / (w + 2) with s = sigma(x) and w = s (s + 2): 3/5 far to the right.
///
/// f'(x) = w / (w + 2) + 4 x s (1 - s) (1 + s) / (w + 2)^2; f'(0) = 5/13. The output does not determine it.
/// Special values: f(-inf) = -0; f(inf) = inf; f(+-0) = +-0; f'(inf) = 3/5; NaN stays. Source: X. Wang, H. Ren, A.
/// Wang, "Smish: A Novel Activation Function for Deep Learning Methods", Electronics 11(4), 2022.
template <typename Scalar_>
struct Smish {
  using Scalar = Scalar_;
  static constexpr const char* name = "smish";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{Width::wider, Width::wider};

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const auto sigma = kernel::logistic_scaled(x).value;  // mantissa 2^exponent: what is small keeps its digits
    const Number s = sigma.value(), two(2.0);
    const kernel::Scaled<Number> gate{sigma.mantissa * (s + two) / (s * (s + two) + two), sigma.exponent};
    return kernel::times_gate_up_to(x, gate, {0x1.89d89d89d89d9p-2, -0x1.89d89d89d89d9p-56},  // 5/13
                                    {0x1.3333333333333p-1, 0x1.999999999999ap-56});           // 3/5
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    using V = kernel::RegisterOf<Number>;
    const Number c = clamp(x, -kernel::tail_vanishes_at<Number>, 64.0), one(1.0), two(2.0);
    const auto parts = kernel::logistic_scaled(c);
    const auto sigma = parts.value;
    // 1 - s = sigma(-x).
    const Number s = sigma.value(), rest = select(kernel::is_left_of_zero(c), one, parts.p) / one_plus(parts.p);
    const Number denominator = s * (s + two) + two;
    const Number numerator = (s + two) * denominator + times_power(c, V(4.0)) * (rest * (s + one));
    const kernel::Scaled<Number> slope{sigma.mantissa * numerator / (denominator * denominator), sigma.exponent};
    return kernel::near_zero<kernel::SmishZero>(x, slope.value());
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Smish, smish)

HILLOCK_NAMESPACE_END
