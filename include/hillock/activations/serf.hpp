// Serf: the error function of a softplus as a gate.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/derivative_zeros.hpp>
#include <hillock/kernel/erf.hpp>
#include <hillock/kernel/gated.hpp>
#include <hillock/kernel/softplus.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x erf(log(1 + e^x)).
///
/// f'(x) = erf(s) + x (2/sqrt(pi)) e^(-s^2) sigma(x), s = log(1 + e^x).
/// Special values: f(-inf) = -0; f(inf) = inf; f(+-0) = +-0; NaN stays. Source: S. Nag et al., "SERF: Towards better
/// training of deep neural networks using log-Softplus ERror activation Function", 2021.
template <typename Scalar_>
struct Serf {
  using Scalar = Scalar_;
  static constexpr const char* name = "serf";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{Width::wider, Width::wider};

  // Below -48 the gate is 2/sqrt(pi) e^x, to full relative accuracy. Floats are rounded once, 0.5015 ULP of every one.
  //
  // Error of doubles, by default too in sums of two: 1/2 ULP the result; the rest is erf's of softplus(x). By climbing
  // 1.29 with FMA, 1.31 without, at x = -0.431, where erf's argument passes 1/2.
  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const auto xr = leading(x);
    const auto left = is_left(xr);
    const kernel::Scaled<Number> tail = tail_of(x);
    const Number gate = kernel::erf(kernel::softplus(clamp(x, -48.0, 50.0)));
    return kernel::times_gate(x, xr, tail_or(left, tail, gate), 0x1.5898de309a863p-1, -0x1.512abda2be4c2p-55);
  }
  // It has a zero at -1.193 (see derivative_zeros.hpp). Error of doubles: as f, where the two terms cancel. By climbing
  // 1.42 with FMA, 1.49 without, around x = -0.42.
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    const Number c = clamp(x, -kernel::tail_vanishes_at<Number>, 27.0), inner = clamp(x, -48.0, 27.0);
    const Number s = kernel::softplus(inner);
    const auto left = is_left(leading(c));
    kernel::Scaled<Number> tail = tail_of(c);
    tail.mantissa = tail.mantissa * (Number(1.0) + c);
    const Number y = kernel::erf(s) + inner * kernel::erf_derivative(s) * kernel::logistic(inner);
    return kernel::near_zero<kernel::SerfZero>(x, tail_or(left, tail, y).value());
  }

 private:
  template <typename V>
  static HILLOCK_INLINE auto is_left(V x) {
    return x < V(-48.0);
  }
  /// 2/sqrt(pi) e^x for x <= 0.
  template <typename Number>
  static HILLOCK_INLINE kernel::Scaled<Number> tail_of(Number x) {
    const auto e = kernel::exp_scaled(clamp_above(x, 0.0));
    return {e.mantissa * kernel::constant<Number>(0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56), e.exponent};
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Serf, serf)

HILLOCK_NAMESPACE_END
