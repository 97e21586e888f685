// ReLU: the rectified linear unit.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/piecewise.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// max(x, 0).
///
/// f'(x) = 1 for x > 0, else 0; the kink: f'(0) = 0. From the output: 1 for y > 0, else 0.
/// Special values: relu(-0) = +0; relu(inf) = inf; relu(-inf) = 0; NaN stays, in f and in f'. Exact.
/// Source: V. Nair, G. E. Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines", ICML 2010.
template <typename Scalar_>
struct ReLU {
  using Scalar = Scalar_;
  static constexpr const char* name = "relu";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return select(x <= Number(0.0), Number(0.0), x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::step(x, Number(0.0), Number(0.0), Number(1.0));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return derivative(y);
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(ReLU, relu)

HILLOCK_NAMESPACE_END
