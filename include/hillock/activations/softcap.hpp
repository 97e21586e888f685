// Softcap: keeps logits between two bounds.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/tanh.hpp>
#include <hillock/kernel/units.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// cap tanh(x / cap), cap = 30 by default, cap > 0: scaled_tanh with a = cap and b = 1/cap, where 1/cap is not rounded.
///
/// f'(x) = sech^2(x / cap). From the output: 1 - (y / cap)^2.
/// Special values: odd bit for bit, f(+-0) = +-0; f(+-inf) = +-cap; NaN stays. Throws std::invalid_argument where cap
/// is not positive and finite. Source: Gemma Team, "Gemma 2: Improving Open Language Models at a Practical Size", 2024
/// (30 for the last logits, 50 for those of attention).
template <typename Scalar_>
class Softcap {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "softcap";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = computed_in(float_or_double<Scalar>(wider_without_fma, Width::wider));

  explicit Softcap(Scalar cap = Scalar(30)) : cap_(cap) { detail::require_positive(name, "cap", cap); }

  Scalar cap() const { return cap_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      return kernel::softcap(x, cap_);
    } else if constexpr (computes<Number, Arithmetic::double_word, Arithmetic::faithful>) {
      using V = kernel::RegisterOf<Number>;
      const auto cap = kernel::Units<Scalar>::of_divisor(cap_);
      const Number t = quotient(x, cap), y = kernel::tanh(t) * V(cap.mantissa);
      // Next to 0 it is x, of which the quotient may have lost digits.
      return select(abs(leading(t)) < V(0x1p-35), x, kernel::value_times_power<V>({y, V(0.0)}, cap.exponent));
    } else {
      return kernel::tanh(x / Number(cap_)) * Number(cap_);
    }
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      return kernel::softcap_derivative(x, cap_);
    } else if constexpr (computes<Number, Arithmetic::double_word, Arithmetic::faithful>) {
      using V = kernel::RegisterOf<Number>;
      return kernel::logistic_slope(times_power(quotient(x, kernel::Units<Scalar>::of_divisor(cap_)), V(2.0)), 4, 0);
    } else {
      return kernel::tanh_derivative(x / Number(cap_));
    }
  }
  template <typename What, typename Number, std::enable_if_t<computes<Number, Arithmetic::fused>, int> = 0>
  HILLOCK_INLINE bool is_usual() const {
    return kernel::is_moderate(cap_);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    const Number t = y / Number(cap_);
    return Number(1.0) - t * t;
  }

 private:
  template <typename V>
  static HILLOCK_INLINE DoubleWord<V> quotient(DoubleWord<V> x, const kernel::Units<Scalar>& cap) {
    return DoubleWord<V>(cap(x.high)) / DoubleWord<V>(V(cap.mantissa));
  }

  Scalar cap_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Softcap, softcap)

HILLOCK_NAMESPACE_END
