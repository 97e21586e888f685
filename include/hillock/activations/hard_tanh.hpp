// HardTanh: the identity between two bounds.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/piecewise.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x, but at least `min_val` and at most `max_val`; -1 and 1 by default, min_val <= max_val. An infinite bound is none.
///
/// f'(x) = 1 strictly between the bounds, else 0, at both knees too (so also at infinite x); the same from the output.
/// Special values: f(inf) = max_val; f(-inf) = min_val; NaN stays, in f and in f'. Exact. Throws std::invalid_argument
/// where a bound is NaN, or where they are not in order.
/// Source: R. Collobert, "Large Scale Machine Learning", thesis, Universite Paris 6, 2004.
template <typename Scalar_>
class HardTanh {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "hard_tanh";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  explicit HardTanh(Scalar min_val = Scalar(-1), Scalar max_val = Scalar(1)) : min_val_(min_val), max_val_(max_val) {
    detail::require_number(name, "min_val", min_val);
    detail::require_number(name, "max_val", max_val);
    if (!(min_val <= max_val)) detail::fail_parameter(name, "min_val", min_val, "at most max_val");
  }

  Scalar min_val() const { return min_val_; }
  Scalar max_val() const { return max_val_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const Number low(min_val_), high(max_val_);
    return select(x <= low, low, select(x >= high, high, x));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::inside(x, Number(min_val_), Number(max_val_), Number(1.0));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return derivative(y);
  }

 private:
  Scalar min_val_, max_val_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(HardTanh, hard_tanh)

HILLOCK_NAMESPACE_END
