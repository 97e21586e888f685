// SmeLU: a rectifier with a parabola instead of the kink.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/units.hpp>
#include <hillock/number/extended.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// 0 for x <= -beta, (x + beta)^2 / (4 beta) between, x for x >= beta; beta = 1 by default, positive and finite.
///
/// f'(x) = (x + beta) / (2 beta), but at least 0 and at most 1. From the output: sqrt(y/beta) below beta, then 1.
/// Special values: f(inf) = inf; f(-inf) = 0; NaN stays, in f and in f'. Error: see `bounds`; next to x = -beta too.
/// Throws std::invalid_argument where beta is not positive and finite. Source: G. I. Shamir, D. Lin, L. Coviello,
/// "Smooth Activations and Reproducibility in Deep Networks", 2020.
template <typename Scalar_>
class SmeLU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "smelu";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = computed_in(float_or_double<Scalar>(Width::wider, Width::own));

  explicit SmeLU(Scalar beta = Scalar(1)) : beta_(beta) { detail::require_positive(name, "beta", beta); }

  Scalar beta() const { return beta_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const auto value = leading(x);
    using V = std::decay_t<decltype(value)>;
    if constexpr (computes<Number, Arithmetic::in_double>) {
      const auto half = half_sum(value);
      return select(value >= V(beta_), x, half * half * V(1 / static_cast<double>(beta_)));
    } else {
      const auto half = half_sum(value);
      // half^2 / beta, the quotient first: half may be as large as beta.
      const auto parabola = half * (half / kernel::Extended<V>(V(beta_)));
      return select(value >= V(beta_), x, kernel::from_extended<Number>(parabola));
    }
  }
  template <typename What, typename Number>
  HILLOCK_INLINE bool is_usual() const {
    return kernel::is_moderate(beta_);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    const auto value = leading(x);
    using V = std::decay_t<decltype(value)>;
    if constexpr (computes<Number, Arithmetic::in_double>) {
      return select(value >= V(beta_), V(1.0), half_sum(value) * V(1 / static_cast<double>(beta_)));
    } else {
      const auto slope = kernel::from_extended<Number>(half_sum(value) / kernel::Extended<V>(V(beta_)));
      return select(value >= V(beta_), Number(1.0), slope);
    }
  }
  template <typename V>
  HILLOCK_INLINE DoubleWord<V> unusual_forward(DoubleWord<V> x) const {
    const auto beta = kernel::Units<Scalar>::of_divisor(beta_);
    const DoubleWord<V> half = half_in_units(x.high, beta), parabola = half * (half / DoubleWord<V>(beta.mantissa));
    return select(x.high >= V(beta_), x, kernel::value_times_power<V>({parabola, V(0.0)}, beta.exponent));
  }
  template <typename V>
  HILLOCK_INLINE DoubleWord<V> unusual_derivative(DoubleWord<V> x) const {
    const auto beta = kernel::Units<Scalar>::of_divisor(beta_);
    return select(x.high >= V(beta_), DoubleWord<V>(1.0), half_in_units(x.high, beta) / DoubleWord<V>(beta.mantissa));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    const auto value = leading(y);
    using V = std::decay_t<decltype(value)>;
    return Number(select(value >= V(beta_), V(1.0), sqrt(clamp_above(value, beta_) / V(beta_))));
  }

 private:
  /// (x + beta) / 2 for x moved between the knees.
  template <typename V>
  HILLOCK_INLINE auto half_sum(V x) const {
    return kernel::extended_sum(V(0.5) * clamp(x, -beta_, beta_), V(0.5 * static_cast<double>(beta_)));
  }
  /// The same in units, in the precise tier of doubles.
  template <typename V>
  HILLOCK_INLINE DoubleWord<V> half_in_units(V x, const kernel::Units<Scalar>& beta) const {
    return times_power(two_sum(beta(clamp(x, -beta_, beta_)), V(beta.mantissa)), V(0.5));
  }

  Scalar beta_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(SmeLU, smelu)

HILLOCK_NAMESPACE_END
