// ELU: the exponential linear unit.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/elu.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x for x > 0, else alpha (e^x - 1), alpha = 1 by default, any finite value.
///
/// f'(x) = 1 for x > 0, else alpha e^x; the kink: f'(0) = alpha. From the output, for alpha >= 0: 1 for y > 0, else y +
/// alpha. Special values: f(-0) = -0 for alpha > 0; f(-inf) = -alpha; f(inf) = inf; NaN stays. Throws
/// std::invalid_argument where alpha is infinite or NaN. Source: D.-A. Clevert, T. Unterthiner, S. Hochreiter, "Fast
/// and Accurate Deep Network Learning by Exponential Linear Units (ELUs)", ICLR 2016.
template <typename Scalar_>
class ELU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "elu";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = DefinitionTraits{Width::own, Width::own, with_fast_tier}.with_exact_tier();

  explicit ELU(Scalar alpha = Scalar(1)) : alpha_(alpha) { detail::require_finite(name, "alpha", alpha); }

  Scalar alpha() const { return alpha_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return kernel::elu(x, static_cast<double>(alpha_), 0.0);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::elu_derivative(x, static_cast<double>(alpha_), 0.0);
  }
  /// f in the elements' own type is for any alpha.
  template <typename What, typename Number>
  HILLOCK_INLINE auto is_usual() const {
    if constexpr (std::is_same<What, Forward>::value && computes<Number, Arithmetic::own, Arithmetic::fused>) {
      return std::true_type();
    } else {
      return kernel::is_moderate(alpha_);
    }
  }
  template <typename V>
  HILLOCK_INLINE DoubleWord<V> unusual_forward(DoubleWord<V> x) const {
    return kernel::elu(x, kernel::Factor(static_cast<double>(alpha_)));
  }
  template <typename V>
  HILLOCK_INLINE DoubleWord<V> unusual_derivative(DoubleWord<V> x) const {
    return kernel::elu_derivative(x, kernel::Factor(static_cast<double>(alpha_)));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return select(leading(y) > kernel::RegisterOf<Number>(0.0), Number(1.0), y + Number(static_cast<double>(alpha_)));
  }
  bool output_determines_derivative() const { return alpha_ >= 0; }

 private:
  Scalar alpha_;
};

}  // namespace definition

HILLOCK_DECLARE_FAST_ACTIVATION(ELU, elu)
HILLOCK_DECLARE_EXACT_ACTIVATION(ELU, elu)

HILLOCK_NAMESPACE_END
