// ReLU6: a rectifier that saturates at 6.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/piecewise.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// min(max(x, 0), 6).
///
/// f'(x) = 1 for 0 < x < 6, else 0, at both knees too; the same from the output.
/// Special values: relu6(-0) = +0; relu6(inf) = 6; relu6(-inf) = 0; NaN stays, in f and in f'. Exact.
/// Source: A. Krizhevsky, "Convolutional Deep Belief Networks on CIFAR-10", 2010.
template <typename Scalar_>
struct ReLU6 {
  using Scalar = Scalar_;
  static constexpr const char* name = "relu6";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return abs(clamp(x, 0.0, 6.0));  // -0 becomes 0; a sum with 0 would be no sum under -ffast-math
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::inside(x, Number(0.0), Number(6.0), Number(1.0));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return derivative(y);
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(ReLU6, relu6)

HILLOCK_NAMESPACE_END
