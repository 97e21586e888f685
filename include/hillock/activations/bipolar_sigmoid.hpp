// BipolarSigmoid: a sigmoid with values from -1 to 1.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/tanh.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// tanh(x/2) = 2 sigma(x) - 1.
///
/// f'(x) = sech^2(x/2) / 2 = 2 sigma'(x). From the output: (1 - y^2) / 2.
/// Special values: odd bit for bit; f(+-0) = +-0; f(+-inf) = +-1; NaN stays. Source: L. Fausett, "Fundamentals of
/// Neural Networks: Architectures, Algorithms, and Applications", Prentice Hall, 1994.
template <typename Scalar_>
struct BipolarSigmoid {
  using Scalar = Scalar_;
  static constexpr const char* name = "bipolar_sigmoid";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{floats_wider_without_fma<Scalar>, Width::own};

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    using V = kernel::RegisterOf<Number>;
    const Number half = times_power(x, V(0.5));
    if constexpr (computes<Number, Arithmetic::own, Arithmetic::fused>) return kernel::tanh(half);
    // Where sums of two would lose what is below the smallest number.
    return select(abs(leading(x)) < V(0x1p-40), half, kernel::tanh(half));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::logistic_derivative(x, 2);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return Number(0.5) * (Number(1.0) - y) * (Number(1.0) + y);
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(BipolarSigmoid, bipolar_sigmoid)

HILLOCK_NAMESPACE_END
