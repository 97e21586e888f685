// Threshold: passes on what lies above a threshold, and a constant instead of all else.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/piecewise.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x for x > theta, else v; theta = 0 and v = 0 by default, any finite values.
///
/// f'(x) = 1 for x > theta, else 0; the kink: f'(theta) = 0. The output does not determine it.
/// Special values: f(theta) = v; f(inf) = inf; f(-inf) = v; NaN stays, in f and in f'. Exact. Throws
/// std::invalid_argument where theta or v is infinite or NaN. Source: K. Fukushima, "Visual Feature Extraction by a
/// Multilayered Network of Analog Threshold Elements", IEEE Transactions on Systems Science and Cybernetics 5(4), 1969;
/// the constant v: the documentation of PyTorch, torch.nn.Threshold.
template <typename Scalar_>
class Threshold {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "threshold";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  explicit Threshold(Scalar theta = Scalar(0), Scalar value = Scalar(0)) : threshold_(theta), value_(value) {
    detail::require_finite(name, "threshold", theta);
    detail::require_finite(name, "value", value);
  }

  Scalar threshold() const { return threshold_; }
  Scalar value() const { return value_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return select(x <= Number(threshold_), Number(value_), x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::step(x, Number(threshold_), Number(0.0), Number(1.0));
  }

 private:
  Scalar threshold_, value_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Threshold, threshold)

HILLOCK_NAMESPACE_END
