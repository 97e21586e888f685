// ISRLU: the inverse square root linear unit.
#pragma once

#include <hillock/activations/isru.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x for x >= 0, else x / sqrt(1 + alpha x^2); alpha = 1 by default, positive and finite.
///
/// f'(x) = 1 for x >= 0, else (1 / sqrt(1 + alpha x^2))^3; no kink: f'(0) = 1.
/// Special values: f(+-0) = +-0; f(inf) = inf; f(-inf) = -1/sqrt(alpha); NaN stays, in f and in f'. Throws
/// std::invalid_argument where alpha is not positive and finite. Source: as ISRU.
template <typename Scalar_>
class ISRLU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "isrlu";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = computed_in(float_or_double<Scalar>(wider_without_fma, Width::own));

  explicit ISRLU(Scalar alpha = Scalar(1)) {
    detail::require_positive(name, "alpha", alpha);
    isru_ = ISRU<Scalar>(alpha);
  }

  Scalar alpha() const { return isru_.alpha(); }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const auto value = leading(x);
    using V = std::decay_t<decltype(value)>;
    return select(value >= V(0.0), x, isru_.forward(x));
  }
  template <typename What, typename Number>
  HILLOCK_INLINE auto is_usual() const -> decltype(std::declval<ISRU<Scalar>>().template is_usual<What, Number>()) {
    return isru_.template is_usual<What, Number>();
  }
  template <typename Number, std::enable_if_t<computes<Number, Arithmetic::fused>, int> = 0>
  HILLOCK_INLINE Number unusual_forward(Number x) const {
    return select(x >= Number(0.0), x, isru_.unusual_forward(x));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    const auto value = leading(x);
    using V = std::decay_t<decltype(value)>;
    return select(value >= V(0.0), Number(1.0), isru_.derivative(x));
  }

 private:
  ISRU<Scalar> isru_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(ISRLU, isrlu)

HILLOCK_NAMESPACE_END
