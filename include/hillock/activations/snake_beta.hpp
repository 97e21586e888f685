// SnakeBeta: Snake with a magnitude of its own.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/sine_in_floats.hpp>
#include <hillock/kernel/units.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x + sin^2(alpha x) / beta, alpha = beta = 1 by default; |alpha| and |beta| from 2^-60 to 2^60 (doubles: 2^300). For
/// every x, as sine.
///
/// f'(x) = 1 + alpha / beta sin(2 alpha x). The output does not determine it.
/// Special values: f(+-0) = +-0; f(+-inf) = +-inf, where f' is NaN; NaN stays. Error: see `bounds`, for |alpha| <=
/// |beta|, where nothing cancels. Beyond, f and f' have zeros: there the error is at most 2^-48 |x| and 2^-48 |alpha /
/// beta| (doubles: 2^-54) where that is more. Throws std::invalid_argument where alpha or beta is not in these
/// bounds. Source: S. Lee et al., "BigVGAN: A Universal Neural Vocoder with Large-Scale Training", ICLR 2023; its
/// parameters are logarithms, to be exponentiated before.
template <typename Scalar_>
class SnakeBeta {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "snake_beta";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = computed_in(float_or_double<Scalar>(wider_without_fma, Width::wider));

  explicit SnakeBeta(Scalar alpha = Scalar(1), Scalar beta = Scalar(1)) : alpha_(alpha), beta_(beta) {
    if (!kernel::is_moderate(alpha)) detail::fail_parameter(name, "alpha", alpha, allowed);
    if (!kernel::is_moderate(beta)) detail::fail_parameter(name, "beta", beta, allowed);
  }

  Scalar alpha() const { return alpha_; }
  Scalar beta() const { return beta_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      return kernel::snake_in_floats(x, alpha_, beta_, detail::in_double<Forward>(*this));
    } else {
      if (cancels()) return kernel::snake<double>(x, alpha_, beta_);
      return kernel::snake<Scalar>(x, alpha_, beta_);
    }
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      return kernel::snake_derivative_in_floats(x, alpha_, beta_, detail::in_double<Derivative>(*this));
    } else {
      if (cancels()) return kernel::snake_derivative<double>(x, alpha_, beta_);
      return kernel::snake_derivative<Scalar>(x, alpha_, beta_);
    }
  }
  template <typename What, typename Number, std::enable_if_t<computes<Number, Arithmetic::fused>, int> = 0>
  HILLOCK_INLINE bool is_usual() const {
    return !cancels();
  }

 private:
  /// Whether f and f' have zeros besides f(0).
  HILLOCK_INLINE bool cancels() const { return (alpha_ < 0 ? -alpha_ : alpha_) > (beta_ < 0 ? -beta_ : beta_); }

  static constexpr const char* allowed =
      sizeof(Scalar) == 4 ? "between 2^-60 and 2^60 in magnitude" : "between 2^-300 and 2^300 in magnitude";

  Scalar alpha_, beta_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(SnakeBeta, snake_beta)

HILLOCK_NAMESPACE_END
