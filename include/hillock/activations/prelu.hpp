// PReLU: a leaky rectifier whose slope is learned. (One slope per channel, with its gradient: channel_prelu.hpp.)
#pragma once

#include <hillock/activations/leaky_relu.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x for x > 0, else alpha x; alpha = 0.25 by default, any finite value. The slope is one for all elements here; see
/// ChannelPReLU for one per channel and for its gradient.
///
/// f'(x) = 1 for x > 0, else alpha; the kink: f'(0) = alpha. From the output, for alpha > 0 only: 1 for y > 0, else
/// alpha. Special values: as leaky_relu. One rounding. Throws std::invalid_argument where alpha is infinite or NaN.
/// Source: K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers: Surpassing Human-Level Performance on
/// ImageNet Classification", ICCV 2015.
template <typename Scalar_>
class PReLU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "prelu";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  explicit PReLU(Scalar alpha = Scalar(0.25)) {
    detail::require_finite(name, "alpha", alpha);
    leaky_ = LeakyReLU<Scalar>(alpha);
  }

  Scalar alpha() const { return leaky_.negative_slope(); }

  HILLOCK_FORMULAS(leaky_.forward, leaky_.derivative)
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return leaky_.derivative_from_output(y);
  }
  bool output_determines_derivative() const { return leaky_.output_determines_derivative(); }

 private:
  LeakyReLU<Scalar> leaky_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(PReLU, prelu)

HILLOCK_NAMESPACE_END
