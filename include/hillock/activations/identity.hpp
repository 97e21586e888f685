// Identity: passes everything on.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/piecewise.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x.
///
/// f'(x) = 1, also from the output. Special values: every value stays as it is, NaN in f' too. Exact.
/// Source: B. Widrow, M. E. Hoff, "Adaptive Switching Circuits", IRE WESCON Convention Record 4, 1960 (the linear
/// neuron).
template <typename Scalar_>
struct Identity {
  using Scalar = Scalar_;
  static constexpr const char* name = "identity";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return x;
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::step(x, Number(0.0), Number(1.0), Number(1.0));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return derivative(y);
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Identity, identity)

HILLOCK_NAMESPACE_END
