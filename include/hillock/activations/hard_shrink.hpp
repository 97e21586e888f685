// HardShrink: silences what is small.
#pragma once

#include <hillock/activations/shrink.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x for |x| > lambda, else 0; lambda = 0.5 by default, finite, lambda >= 0.
///
/// f'(x) = 1 for |x| > lambda, else 0, at +-lambda too. From the output: 1 for y != 0, else 0.
/// Special values: f = +0 on the closed [-lambda, lambda], also at -0; f(+-inf) = +-inf; NaN stays, in f and in f'.
/// Exact. Throws std::invalid_argument where lambda is negative, infinite or NaN. Source: D. L. Donoho, I. M.
/// Johnstone, "Ideal Spatial Adaptation by Wavelet Shrinkage", Biometrika 81(3), 1994.
template <typename Scalar_>
class HardShrink : public Shrinking<Scalar_> {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "hard_shrink";

  explicit HardShrink(Scalar lambda = Scalar(0.5)) : Shrinking<Scalar>(name, lambda) {}

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return select(abs(x) <= Number(this->lambda_), Number(0.0), x);
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(HardShrink, hard_shrink)

HILLOCK_NAMESPACE_END
