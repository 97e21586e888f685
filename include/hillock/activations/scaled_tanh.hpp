// ScaledTanh: LeCun's hyperbolic tangent.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/tanh.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// a tanh(b x), a = 1.7159 and b = 2/3 by default.
///
/// f'(x) = a b sech^2(b x). From the output: b (a - y^2/a), for a != 0.
/// Special values: odd bit for bit; f(+-inf) = +-a for b > 0; NaN stays. Throws std::invalid_argument where a or b is
/// infinite or NaN. Source: Y. LeCun et al., "Efficient BackProp", 1998.
template <typename Scalar_>
class ScaledTanh {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "scaled_tanh";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{wider_without_fma, Width::wider, false, false, false, true};

  explicit ScaledTanh(Scalar a = Scalar(1.7159), Scalar b = Scalar(2.0 / 3)) : a_(a), b_(b) {
    detail::require_finite(name, "a", a);
    detail::require_finite(name, "b", b);
  }

  Scalar a() const { return a_; }
  Scalar b() const { return b_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const double a = static_cast<double>(a_), b = static_cast<double>(b_);
    if constexpr (computes<Number, Arithmetic::fused>) {
      return kernel::scaled_tanh(x, a, b, kernel::exact_product(a, b));
    } else {
      return kernel::scaled_tanh_wide(x, a, b, kernel::exact_product(a, b));
    }
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    const double a = static_cast<double>(a_), b = static_cast<double>(b_);
    return kernel::scaled_tanh_derivative(x, b, kernel::exact_product(a, b));
  }
  template <typename What, typename Number>
  HILLOCK_INLINE bool is_usual() const {
    return kernel::is_moderate(a_) && kernel::is_moderate(b_);
  }
  template <typename V>
  HILLOCK_INLINE DoubleWord<V> unusual_forward(DoubleWord<V> x) const {
    const kernel::Factor a(a_);
    const auto b = kernel::Units<Scalar>::of_factor(b_);
    return kernel::scaled_tanh(x, a, b, kernel::exact_product(a.mantissa, b.mantissa));
  }
  template <typename V>
  HILLOCK_INLINE DoubleWord<V> unusual_derivative(DoubleWord<V> x) const {
    const kernel::Factor a(a_);
    const auto b = kernel::Units<Scalar>::of_factor(b_);
    return kernel::scaled_tanh_derivative(x, a, b, kernel::exact_product(a.mantissa, b.mantissa));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    const Number a(static_cast<double>(a_));
    return Number(static_cast<double>(b_)) * (a - y * y / a);
  }
  bool output_determines_derivative() const { return a_ != 0; }

 private:
  Scalar a_;
  Scalar b_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(ScaledTanh, scaled_tanh)

HILLOCK_NAMESPACE_END
