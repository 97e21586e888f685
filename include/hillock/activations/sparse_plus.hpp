// SparsePlus: Softplus made of a parabola and two straight lines.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/piecewise.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// 0 for x <= -1, (x + 1)^2 / 4 between, x for x >= 1.
///
/// f'(x) = (x + 1) / 2, but at least 0 and at most 1. From the output: sqrt(y) below 1, then 1.
/// Special values: f(inf) = inf; f(-inf) = 0; NaN stays, in f and in f'. Error: see `bounds`; next to x = -1 too.
/// Source: the documentation of JAX, jax.nn.sparse_plus.
template <typename Scalar_>
struct SparsePlus {
  using Scalar = Scalar_;
  static constexpr const char* name = "sparse_plus";
  static constexpr ErrorBounds bounds = guaranteed_bounds;

  // Error of doubles: the rounding of 1 + x counts twice in the square, 1.414 ULP where that is just below a power of
  // two; the square adds 1/2. By climbing 1.914, at 1 + x = sqrt(2) and sqrt(1/2).
  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    using V = decltype(leading(x));
    const Number root = kernel::ramp(x);
    return select(leading(x) >= V(1.0), x, root * root);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::ramp(x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    const auto value = leading(y);
    using V = std::decay_t<decltype(value)>;
    return Number(select(value >= V(1.0), V(1.0), sqrt(value)));
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(SparsePlus, sparse_plus)

HILLOCK_NAMESPACE_END
