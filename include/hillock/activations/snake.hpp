// Snake: the identity and a wave, for periodic signals.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/sine_in_floats.hpp>
#include <hillock/kernel/units.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x + sin^2(a x) / a, a = 1 by default, |a| from 2^-60 to 2^60 (doubles: 2^300). For every x, as sine.
///
/// f'(x) = 1 + sin(2 a x), from 0 to 2. The output does not determine it.
/// Special values: f(+-0) = +-0; f(+-inf) = +-inf, where f' is NaN; NaN stays. Error over all floats: see `bounds`,
/// also next to the zeros of f'. Throws std::invalid_argument where a is not in these bounds. Source: L. Ziyin, T.
/// Hartwig, M. Ueda, "Neural Networks Fail to Learn Periodic Functions and How to Fix It", NeurIPS 2020.
template <typename Scalar_>
class Snake {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "snake";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = computed_in(float_or_double<Scalar>(wider_without_fma, Width::wider));

  explicit Snake(Scalar a = Scalar(1)) : a_(a) {
    if (!kernel::is_moderate(a)) detail::fail_parameter(name, "a", a, allowed);
  }

  Scalar a() const { return a_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      return kernel::snake_in_floats(x, a_, a_, detail::in_double<Forward>(*this));
    } else {
      return kernel::snake<Scalar>(x, a_, a_);
    }
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      return kernel::snake_derivative_in_floats(x, a_, a_, detail::in_double<Derivative>(*this));
    } else {
      return kernel::one_plus_sine_of_twice<Scalar>(x, a_);
    }
  }
  /// All are; who is asked is not evaluated two registers at a time, which these formulas would spill.
  template <typename What, typename Number, std::enable_if_t<computes<Number, Arithmetic::fused>, int> = 0>
  HILLOCK_INLINE bool is_usual() const {
    return true;
  }

 private:
  static constexpr const char* allowed =
      sizeof(Scalar) == 4 ? "between 2^-60 and 2^60 in magnitude" : "between 2^-300 and 2^300 in magnitude";

  Scalar a_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Snake, snake)

HILLOCK_NAMESPACE_END
