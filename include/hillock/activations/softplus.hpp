// Softplus: a smooth rectifier.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/softplus.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// log(1 + e^(beta x)) / beta, beta = 1 by default, beta > 0. Exact everywhere, without a threshold from which it is
/// linear.
///
/// f'(x) = sigma(beta x). From the output: -expm1(-beta y).
/// Special values: f(-inf) = 0, reached through the subnormals; f(inf) = inf; NaN stays. Throws std::invalid_argument
/// where beta is not positive and finite. Source: C. Dugas et al., "Incorporating Second-Order Functional Knowledge for
/// Better Option Pricing", NIPS 2000.
template <typename Scalar_>
class Softplus {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "softplus";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits =
      DefinitionTraits{wider_without_fma, Width::own, with_fast_tier}.with_exact_tier(0.00125);

  explicit Softplus(Scalar beta = Scalar(1)) : beta_(beta) { detail::require_positive(name, "beta", beta); }

  Scalar beta() const { return beta_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    if (computes<Number, Arithmetic::fused> || beta_ == Scalar(1)) return kernel::softplus(x);
    return kernel::softplus(x, static_cast<double>(beta_));
  }
  /// In the elements' own type a product with beta has no precision to spare.
  template <typename What, typename Number, std::enable_if_t<std::is_same<What, Forward>::value, int> = 0>
  HILLOCK_INLINE bool is_usual() const {
    return computes<Number, Arithmetic::fused> ? beta_ == Scalar(1) : kernel::is_moderate(beta_);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    if (beta_ == Scalar(1)) return kernel::logistic(x);
    // Moved to where the product does not overflow.
    const Scalar limit = beta_ > Scalar(0x1p-100) ? Scalar(0x1p13) / beta_ : detail::infinity<Scalar>();
    return kernel::logistic_of_product(clamp(x, -limit, limit), static_cast<double>(beta_));
  }
  template <typename V>
  HILLOCK_INLINE DoubleWord<V> unusual_forward(DoubleWord<V> x) const {
    return kernel::softplus(x, kernel::Units<double>::of_factor(static_cast<double>(beta_)));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return -kernel::expm1(-kernel::times_exactly(y, static_cast<double>(beta_)));
  }

 private:
  Scalar beta_;
};

}  // namespace definition

HILLOCK_DECLARE_FAST_ACTIVATION(Softplus, softplus)
HILLOCK_DECLARE_EXACT_ACTIVATION(Softplus, softplus)

HILLOCK_NAMESPACE_END
