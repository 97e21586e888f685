// Softsign: tanh with heavy tails.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/number/extended.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x / (1 + |x|), values in [-1, 1].
///
/// f'(x) = 1 / (1 + |x|)^2; f'(0) = 1, no kink. From the output: (1 - |y|)^2.
/// Special values: odd, f(+-0) = +-0; f(+-inf) = +-1; f' goes to 0 through the subnormals; NaN stays, in f and in f'.
/// Source: J. Bergstra, G. Desjardins, P. Lamblin, Y. Bengio, "Quadratic Polynomials Learn Better Image Features",
/// 2009.
template <typename Scalar_>
struct Softsign {
  using Scalar = Scalar_;
  static constexpr const char* name = "softsign";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{Width::own, floats_wider_without_fma<Scalar>};

  // Error of doubles: largest where 1 + |x| is just above a power of two, and the result just below 1: that sum costs 1
  // ULP, the division 1/2. By climbing 1.5, at |x| = 2^27. f' is a square of a sum of two: 1/2, and 3/4 into the
  // subnormals.
  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    // From 2^80 on the quotient rounds to 1.
    const Number magnitude = clamp_above(abs(x), 0x1p80);
    return with_sign_of(magnitude / (Number(1.0) + magnitude), x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    const auto value = leading(x);
    using V = std::decay_t<decltype(value)>;
    // There the square has long underflowed to 0; no infinity gets into the sums.
    constexpr Scalar limit = kernel::two_to<Scalar, 2 * kernel::far_exponent<Scalar>>;
    const auto root = kernel::reciprocal(kernel::extended_sum(clamp_above(abs(value), limit), V(1.0)));
    // Squared where it does not underflow, so that a subnormal result is rounded once.
    const auto scaled = times_power(root, V(kernel::two_to<Scalar, kernel::far_exponent<Scalar>>));
    const Number square = kernel::from_extended<Number>(scaled * scaled);
    return times_power(square, V(kernel::two_to<Scalar, -2 * kernel::far_exponent<Scalar>>));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    const Number rest = Number(1.0) - abs(y);
    return rest * rest;
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Softsign, softsign)

HILLOCK_NAMESPACE_END
