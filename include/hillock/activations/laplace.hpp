// Laplace: the distribution function of a normal variable, as MEGA's attention takes it for relu^2.
#pragma once

#include <limits>

#include <hillock/activation.hpp>
#include <hillock/kernel/erf.hpp>
#include <hillock/kernel/laplace.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// (1 + erf((x - mu) / (sigma sqrt(2)))) / 2, mu = 0.707107 and sigma = 0.282095 by default; sigma > 0. With full
/// relative accuracy in the left tail.
///
/// f'(x) = e^(-((x - mu) / sigma)^2 / 2) / (sigma sqrt(2 pi)). The output does not determine it.
/// Special values: f(-inf) = 0, reached through the subnormals; f(inf) = 1; f'(+-inf) = 0; NaN stays. Throws
/// std::invalid_argument where |mu| or sigma or 1/sigma is above 2^60 (doubles: 2^300), or sigma not positive. Source:
/// X. Ma et al., "Mega: Moving Average Equipped Gated Attention", ICLR 2023.
template <typename Scalar_>
class Laplace {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "laplace";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = computed_in(float_or_double<Scalar>(wider_without_fma, Width::wider));

  explicit Laplace(Scalar mu = Scalar(0.707107), Scalar sigma = Scalar(0.282095)) : mu_(mu), sigma_(sigma) {
    if (!(mu == 0 || (mu > -most() && mu < most()))) {
      detail::fail_parameter(name, "mu", mu, sizeof(Scalar) == 4 ? "within +-2^60" : "within +-2^300");
    }
    if (!(sigma > 0 && kernel::is_moderate(sigma))) {
      detail::fail_parameter(name, "sigma", sigma,
                             sizeof(Scalar) == 4 ? "between 2^-60 and 2^60" : "between 2^-300 and 2^300");
    }
  }

  Scalar mu() const { return mu_; }
  Scalar sigma() const { return sigma_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      return kernel::laplace(x, mu_, sigma_);
    } else {
      const Number tail = kernel::erfc(-argument(x));
      return times_power(tail, kernel::RegisterOf<Number>(0.5));
    }
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      return kernel::laplace_derivative(x, mu_, sigma_);
    } else {
      // 1/sqrt(2 pi)
      const Number unit = kernel::constant<Number>(0x1.9884533d43651p-2, -0x1.cbc0d30ebfd15p-56);
      const kernel::Scaled<Number> bell = kernel::bell_scaled(argument(x));
      return kernel::Scaled<Number>{bell.mantissa * unit / Number(sigma_), bell.exponent}.value();
    }
  }
  /// Where the ends to which x is moved are not mu itself.
  template <typename What, typename Number, std::enable_if_t<computes<Number, Arithmetic::fused>, int> = 0>
  HILLOCK_INLINE bool is_usual() const {
    return (mu_ < 0 ? -mu_ : mu_) <= Scalar(0x1p16) * sigma_;
  }

 private:
  static Scalar most() { return static_cast<Scalar>(sizeof(Scalar) == 4 ? 0x1p60 : 0x1p300); }

  /// (x - mu) / (sigma sqrt(2)), moved to where both functions have saturated.
  template <typename Number>
  HILLOCK_INLINE Number argument(Number x) const {
    const double end = 60 * static_cast<double>(sigma_);
    // 1/sqrt(2)
    const Number unit = kernel::constant<Number>(0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55);
    // A difference with an infinity has no parts.
    constexpr Scalar largest = (std::numeric_limits<Scalar>::max)() / 4;
    return clamp(clamp(x, -largest, largest) - Number(mu_), -end, end) * unit / Number(sigma_);
  }

  Scalar mu_, sigma_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Laplace, laplace)

HILLOCK_NAMESPACE_END
