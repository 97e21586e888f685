// SparseSigmoid: a ramp from 0 to 1.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/piecewise.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// (x + 1) / 2, but at least 0 and at most 1.
///
/// f'(x) = 1/2 for -1 < x < 1, else 0, at both knees too. From the output: 1/2 for 0 < y < 1, else 0.
/// Special values: f(inf) = 1; f(-inf) = 0; NaN stays, in f and in f'. One rounding.
/// Source: the documentation of JAX, jax.nn.sparse_sigmoid: the derivative of SparsePlus.
template <typename Scalar_>
struct SparseSigmoid {
  using Scalar = Scalar_;
  static constexpr const char* name = "sparse_sigmoid";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return kernel::ramp(x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::inside(x, Number(-1.0), Number(1.0), Number(0.5));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return kernel::inside(y, Number(0.0), Number(1.0), Number(0.5));
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(SparseSigmoid, sparse_sigmoid)

HILLOCK_NAMESPACE_END
