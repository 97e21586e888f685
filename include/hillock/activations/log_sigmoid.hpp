// LogSigmoid: the logarithm of the sigmoid.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/softplus.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// log sigma(x) = min(x, 0) - log(1 + e^-|x|).
///
/// f'(x) = sigma(-x). From the output: -expm1(y).
/// Special values: f(-inf) = -inf; f(inf) = -0; NaN stays. Source: T. Mikolov, I. Sutskever, K. Chen, G. Corrado, J.
/// Dean, "Distributed Representations of Words and Phrases and their Compositionality", NIPS 2013 (negative sampling).
template <typename Scalar_>
struct LogSigmoid {
  using Scalar = Scalar_;
  static constexpr const char* name = "log_sigmoid";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = DefinitionTraits{wider_without_fma, Width::own}.with_exact_tier(0.00125);

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return -kernel::softplus(-x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::logistic(-x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return -kernel::expm1(y);
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(LogSigmoid, log_sigmoid)
HILLOCK_DECLARE_EXACT_ACTIVATION(LogSigmoid, log_sigmoid)

HILLOCK_NAMESPACE_END
