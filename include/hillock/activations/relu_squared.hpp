// ReLUSquared: the square of a rectifier.
#pragma once

#include <hillock/activation.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// max(x, 0)^2.
///
/// f'(x) = 2 max(x, 0), no kink: f'(0) = 0. From the output: 2 sqrt(y), where y did not underflow.
/// Special values: f(-0) = +0; f(inf) = inf; f(-inf) = 0; NaN stays, in f and in f'. One rounding.
/// Source: D. R. So et al., "Primer: Searching for Efficient Transformers for Language Modeling", NeurIPS 2021.
template <typename Scalar_>
struct ReLUSquared {
  using Scalar = Scalar_;
  static constexpr const char* name = "relu_squared";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const Number positive = select(x <= Number(0.0), Number(0.0), x);
    return positive * positive;
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    const Number positive = select(x <= Number(0.0), Number(0.0), x);
    return positive + positive;
  }
  template <typename Number>
  HILLOCK_INLINE Number backward(Number x, Number dy) const {
    // Doubled at the end, because 2 x may overflow.
    const Number positive = select(x <= Number(0.0), Number(0.0), x), product = dy * positive;
    return product + product;
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    const Number root = sqrt(y);
    return root + root;
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(ReLUSquared, relu_squared)

HILLOCK_NAMESPACE_END
