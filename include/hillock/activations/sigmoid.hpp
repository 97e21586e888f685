// Sigmoid: the logistic function, a neuron that fires softly.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/logistic.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// sigma(x) = 1 / (1 + e^-x), values in [0, 1].
///
/// sigma'(x) = sigma(x) sigma(-x), at most 1/4. From the output: y (1 - y), which is 0 from x = 17 in float.
/// Special values: sigma(0) = 0.5 exactly; sigma(inf) = 1; sigma(-inf) = 0, reached through the subnormals; NaN stays.
/// Source: P.-F. Verhulst, "Notice sur la loi que la population suit dans son accroissement", Correspondance
/// mathematique et physique 10, 1838; in neurons: D. E. Rumelhart, G. E. Hinton, R. J. Williams, "Learning
/// Representations by Back-propagating Errors", Nature 323, 1986.
template <typename Scalar_>
struct Sigmoid {
  using Scalar = Scalar_;
  static constexpr const char* name = "sigmoid";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits =
      DefinitionTraits{Width::own, Width::own, with_fast_tier}.with_exact_tier(0.00118);

  HILLOCK_FORMULAS(kernel::logistic, kernel::logistic_derivative)
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return y * (Number(1.0) - y);
  }
};

}  // namespace definition

HILLOCK_DECLARE_FAST_ACTIVATION(Sigmoid, sigmoid)
HILLOCK_DECLARE_EXACT_ACTIVATION(Sigmoid, sigmoid)

HILLOCK_NAMESPACE_END
