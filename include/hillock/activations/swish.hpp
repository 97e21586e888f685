// Swish: SiLU with a parameter.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/swish.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x sigma(beta x), beta = 1 by default, any finite value.
///
/// f'(x) = sigma(beta x) (1 + beta x sigma(-beta x)).
/// Special values for beta > 0: f(-inf) = -0; f(inf) = inf; f(+-0) = +-0; NaN stays. Throws std::invalid_argument where
/// beta is infinite or NaN. Source: P. Ramachandran, B. Zoph, Q. V. Le, "Searching for Activation Functions", 2017.
template <typename Scalar_>
class Swish {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "swish";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{wider_without_fma, wider_without_fma};

  explicit Swish(Scalar beta = Scalar(1)) : beta_(beta) { detail::require_finite(name, "beta", beta); }

  Scalar beta() const { return beta_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      if (beta_ == 1) return kernel::silu(x);
    } else {
      if (beta_ == 0) return half_of(x);
    }
    return kernel::swish(x, static_cast<double>(beta_), 0.0);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      if (beta_ == 1) return kernel::silu_derivative(x);
    } else {
      if (beta_ == 0) return madd(clamp(x, -1.0, 1.0), Number(0.0), Number(0.5));  // NaN stays
    }
    if constexpr (computes<Number, Arithmetic::double_word, Arithmetic::faithful>) {
      return kernel::swish_derivative(x, kernel::Units<Scalar>::of_factor(beta_));
    } else {
      return kernel::swish_derivative(x, static_cast<double>(beta_), 0.0);
    }
  }
  /// The kernel of f with FMA is for a beta of at least a half, that of f' in sums of two for any.
  template <typename What, typename Number>
  HILLOCK_INLINE auto is_usual() const {
    if constexpr (std::is_same<What, Forward>::value && computes<Number, Arithmetic::fused>) {
      const Scalar size = beta_ < 0 ? -beta_ : beta_;
      return size >= Scalar(0.5) && size <= Scalar(0x1p60);
    } else if constexpr (std::is_same<What, Forward>::value || computes<Number, Arithmetic::own, Arithmetic::fused>) {
      return kernel::is_moderate(beta_);
    } else {
      return std::true_type();
    }
  }
  template <typename V>
  HILLOCK_INLINE DoubleWord<V> unusual_forward(DoubleWord<V> x) const {
    return beta_ == 0 ? half_of(x) : kernel::swish(x, kernel::Units<Scalar>::of_factor(beta_));
  }

 private:
  template <typename Number>
  static HILLOCK_INLINE Number half_of(Number x) {
    return times_power(x, kernel::RegisterOf<Number>(0.5));
  }

  Scalar beta_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Swish, swish)

HILLOCK_NAMESPACE_END
