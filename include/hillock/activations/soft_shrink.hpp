// SoftShrink: silences what is small and draws the rest towards zero.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/piecewise.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x - lambda for x > lambda, x + lambda for x < -lambda, else 0; lambda = 0.5 by default, finite, lambda >= 0.
///
/// f'(x) = 1 for |x| > lambda, else 0, at +-lambda too. From the output: 1 for y != 0, else 0.
/// Special values: f = +0 on the closed [-lambda, lambda], also at -0; f(+-inf) = +-inf; NaN stays, in f and in f'. One
/// rounding. Throws std::invalid_argument where lambda is negative, infinite or NaN. Source: D. L. Donoho, "De-noising
/// by Soft-thresholding", IEEE Transactions on Information Theory 41(3), 1995.
template <typename Scalar_>
class SoftShrink {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "soft_shrink";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  explicit SoftShrink(Scalar lambda = Scalar(0.5)) : lambda_(lambda) {
    detail::require_not_negative(name, "lambda", lambda);
  }

  Scalar lambda() const { return lambda_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const Number lambda(lambda_);
    return select(abs(x) <= lambda, Number(0.0), x - with_sign_of(lambda, x));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::step(abs(x), Number(lambda_), Number(0.0), Number(1.0));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return kernel::step(abs(y), Number(0.0), Number(0.0), Number(1.0));
  }

 private:
  Scalar lambda_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(SoftShrink, soft_shrink)

HILLOCK_NAMESPACE_END
