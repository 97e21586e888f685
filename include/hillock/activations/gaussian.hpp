// Gaussian: the bell curve.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/scaled.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// e^(-x^2), with x^2 in extra precision.
///
/// f'(x) = -2x e^(-x^2).
/// Special values: f(+-inf) = 0, reached through the subnormals; NaN stays. Source: D. S. Broomhead, D. Lowe,
/// "Multivariable Functional Interpolation and Adaptive Networks", Complex Systems 2, 1988.
template <typename Scalar_>
struct Gaussian {
  using Scalar = Scalar_;
  static constexpr const char* name = "gaussian";
  static constexpr ErrorBounds bounds = guaranteed_bounds;

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return kernel::bell_scaled(x).value();
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    const Number c = clamp(x, -40, 40);
    const auto bell = kernel::bell_scaled(x);
    const Number y =
        kernel::Scaled<Number>{bell.mantissa * times_power(c, kernel::RegisterOf<Number>(-2.0)), bell.exponent}.value();
    const auto tiny = abs(leading(x)) < kernel::RegisterOf<Number>(0x1p-70);
    return select(tiny, times_power(c, kernel::RegisterOf<Number>(-2.0)), y);
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Gaussian, gaussian)

HILLOCK_NAMESPACE_END
