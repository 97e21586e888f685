// SoftShrink: silences what is small and draws the rest towards zero.
#pragma once

#include <hillock/activations/shrink.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x - lambda for x > lambda, x + lambda for x < -lambda, else 0; lambda = 0.5 by default, finite, lambda >= 0.
///
/// f'(x) = 1 for |x| > lambda, else 0, at +-lambda too. From the output: 1 for y != 0, else 0.
/// Special values: f = +0 on the closed [-lambda, lambda], also at -0; f(+-inf) = +-inf; NaN stays, in f and in f'. One
/// rounding. Throws std::invalid_argument where lambda is negative, infinite or NaN. Source: D. L. Donoho, "De-noising
/// by Soft-thresholding", IEEE Transactions on Information Theory 41(3), 1995.
template <typename Scalar_>
class SoftShrink : public Shrinking<Scalar_> {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "soft_shrink";

  explicit SoftShrink(Scalar lambda = Scalar(0.5)) : Shrinking<Scalar>(name, lambda) {}

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const Number lambda(this->lambda_);
    return select(abs(x) <= lambda, Number(0.0), x - with_sign_of(lambda, x));
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(SoftShrink, soft_shrink)

HILLOCK_NAMESPACE_END
