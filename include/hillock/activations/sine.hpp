// Sine: the activation of SIREN, networks whose layers are waves.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/sine_in_floats.hpp>
#include <hillock/kernel/units.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// sin(omega x), omega = 1 by default, any finite value; SIREN's layers have 30. For every x: an argument of 10^38 is
/// reduced as exactly as one of 10.
///
/// f'(x) = omega cos(omega x). The output does not determine it.
/// Special values: odd bit for bit for omega > 0, f(+-0) = +-0; NaN for infinite x, in f and in f', as std::sin; NaN
/// stays. Error over all floats: see `bounds`, also next to the zeros of f and f'. Throws std::invalid_argument where
/// omega is infinite or NaN. Source: V. Sitzmann, J. Martel, A. Bergman, D. Lindell, G. Wetzstein, "Implicit Neural
/// Representations with Periodic Activation Functions", NeurIPS 2020.
template <typename Scalar_>
class Sine {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "sine";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = computed_in(float_or_double<Scalar>(wider_without_fma, Width::wider));

  explicit Sine(Scalar omega = Scalar(1)) : omega_(omega) { detail::require_finite(name, "omega", omega); }

  Scalar omega() const { return omega_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      return kernel::sine_in_floats<kernel::Grid::quarters>(x, omega_, detail::in_double<Forward>(*this));
    } else {
      return kernel::sine<Scalar>(x, omega_);
    }
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      return kernel::sine_in_floats<kernel::Grid::eighths>(x, omega_, detail::in_double<Derivative>(*this), omega_);
    } else {
      return kernel::times_any(kernel::cosine<Scalar>(x, omega_), omega_);
    }
  }
  template <typename What, typename Number, std::enable_if_t<computes<Number, Arithmetic::fused>, int> = 0>
  HILLOCK_INLINE bool is_usual() const {
    return kernel::is_moderate(omega_);
  }

 private:
  Scalar omega_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Sine, sine)

HILLOCK_NAMESPACE_END
