// SELU: the self-normalising exponential linear unit.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/elu.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// lambda x for x > 0, else lambda alpha (e^x - 1), with alpha = 1.6732632423543772848... and lambda
/// = 1.0507009873554804934....
///
/// f'(x) = lambda for x > 0, else lambda alpha e^x; the kink: f'(0) = lambda alpha. From the output: lambda for y > 0,
/// else y + lambda alpha. Special values: f(-inf) = -lambda alpha; f(inf) = inf; NaN stays. Source: G. Klambauer et
/// al., "Self-Normalizing Neural Networks", NIPS 2017.
template <typename Scalar_>
class SELU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "selu";
  static constexpr ErrorBounds bounds = guaranteed_bounds;

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const Number negative = kernel::elu_left(x, lambda_alpha, lambda_alpha_low);
    if constexpr (computes<Number, Arithmetic::own, Arithmetic::fused>) {
      return select(x < Number(0.0), negative, clamp_below(x, -1.0) * Number(lambda));
    } else {
      const auto positive = leading(x) > kernel::RegisterOf<Number>(0.0);
      return select(positive, kernel::times_constant(clamp_below(x, -1.0), lambda, lambda_low), negative);
    }
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    const auto positive = leading(x) > kernel::RegisterOf<Number>(0.0);
    return select(positive, Number(lambda), kernel::elu_derivative(x, lambda_alpha, lambda_alpha_low));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return select(leading(y) > kernel::RegisterOf<Number>(0.0), Number(lambda), y + Number(lambda_alpha));
  }

 private:
  // Each as a sum of two doubles.
  static constexpr double lambda = 0x1.0cfabd6a91132p+0, lambda_low = 0x1.6fc7d272f2695p-55;
  static constexpr double lambda_alpha = 0x1.c212cc640f031p+0, lambda_alpha_low = 0x1.05161b045a1fep-56;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(SELU, selu)

HILLOCK_NAMESPACE_END
