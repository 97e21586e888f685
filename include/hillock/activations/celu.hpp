// CELU: an exponential linear unit with a continuous slope.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/elu.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// max(x, 0) + min(0, alpha (e^(x/alpha) - 1)), alpha = 1 by default, alpha != 0.
///
/// f'(x) = 1 for x > 0, else e^(x/alpha); f'(0) = 1. From the output: 1 for y > 0, else 1 + y/alpha.
/// Special values: f(-inf) = -alpha for alpha > 0; f(inf) = inf; NaN stays. Throws std::invalid_argument where alpha is
/// 0, infinite or NaN. Source: J. T. Barron, "Continuously Differentiable Exponential Linear Units", 2017.
template <typename Scalar_>
class CELU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "celu";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{wider_without_fma, wider_without_fma};

  explicit CELU(Scalar alpha = Scalar(1)) : alpha_(alpha) {
    if (alpha == 0 || !detail::is_finite(alpha)) detail::fail_parameter(name, "alpha", alpha, "finite and not 0");
  }

  Scalar alpha() const { return alpha_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      return kernel::fused_celu(x, static_cast<double>(alpha_));
    } else {
      return kernel::celu(x, static_cast<double>(alpha_));
    }
  }
  /// Whether the kernels for moderate alpha serve; floats have one for 1.
  template <typename What, typename Number>
  HILLOCK_INLINE bool is_usual() const {
    return sizeof(Scalar) == 4 ? alpha_ == 1 : alpha_ > 0 && kernel::is_moderate(alpha_);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      return kernel::fused_celu_derivative(x, static_cast<double>(alpha_));
    } else {
      return kernel::celu_derivative(x, static_cast<double>(alpha_));
    }
  }
  template <typename V>
  HILLOCK_INLINE DoubleWord<V> unusual_forward(DoubleWord<V> x) const {
    return kernel::celu(x, kernel::Units<Scalar>::of_divisor(alpha_));
  }
  template <typename V>
  HILLOCK_INLINE DoubleWord<V> unusual_derivative(DoubleWord<V> x) const {
    return kernel::celu_derivative(x, kernel::Units<Scalar>::of_divisor(alpha_));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    const Number inner = Number(1.0) + y / Number(static_cast<double>(alpha_));
    return select(leading(y) > kernel::RegisterOf<Number>(0.0), Number(1.0), inner);
  }

 private:
  Scalar alpha_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(CELU, celu)

HILLOCK_NAMESPACE_END
