// LeakyHardTanh: the identity between two bounds, and a little of it beyond them.
#pragma once

#include <limits>

#include <hillock/activation.hpp>
#include <hillock/kernel/scaled.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x between min_val and max_val, (x - min_val) min_slope + min_val below, (x - max_val) max_slope + max_val above; -1,
/// 1, 0.01 and 0.01 by default, min_val <= 0 <= max_val, 0 <= slope <= 1.
///
/// f'(x) = 1 strictly between the bounds, else the slope of that side, at the knees too; the same from the output.
/// Special values: f(+-inf) = +-inf, with a slope of 0 the bound; NaN stays, in f and in f'. Error: see `bounds`; no
/// sum cancels, because 0 stands between the bounds. Throws std::invalid_argument where a bound is infinite, NaN or on
/// the other side of 0, or where a slope is not in [0, 1]. Source: S. Atkinson, NeuralAmpModelerCore, activations.h.
template <typename Scalar_>
class LeakyHardTanh {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "leaky_hard_tanh";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{wider_without_fma, Width::own, false, false, true};

  explicit LeakyHardTanh(Scalar min_val = Scalar(-1), Scalar max_val = Scalar(1), Scalar min_slope = Scalar(0.01),
                         Scalar max_slope = Scalar(0.01))
      : min_val_(min_val), max_val_(max_val), min_slope_(min_slope), max_slope_(max_slope) {
    if (!(detail::is_finite(min_val) && min_val <= 0)) {
      detail::fail_parameter(name, "min_val", min_val, "finite and not positive");
    }
    detail::require_not_negative(name, "max_val", max_val);
    if (!(min_slope >= 0 && min_slope <= 1)) detail::fail_parameter(name, "min_slope", min_slope, "from 0 to 1");
    if (!(max_slope >= 0 && max_slope <= 1)) detail::fail_parameter(name, "max_slope", max_slope, "from 0 to 1");
  }

  Scalar min_val() const { return min_val_; }
  Scalar max_val() const { return max_val_; }
  Scalar min_slope() const { return min_slope_; }
  Scalar max_slope() const { return max_slope_; }

  /// Error of doubles with FMA: 1/2 ULP the difference, of a term no larger than the result, 1/2 the sum.
  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    using V = kernel::RegisterOf<Number>;
    constexpr Scalar most = (std::numeric_limits<Scalar>::max)();
    const V value = leading(x), low(min_val_), high(max_val_), zero(0.0);
    const auto left = value <= low;
    const V knee = select(left, low, high), slope = select(left, V(min_slope_), V(max_slope_));
    const Number finite = clamp(x, -most, most);
    // Beside a knee at 0 the product is rounded once; as a sum of two it would lose its low part below 2^-900.
    const Number y =
        select(knee == zero, Number(leading(finite) * slope), madd(finite - Number(knee), Number(slope), Number(knee)));
    // An infinity has no parts, and no product with 0.
    const Number beyond = select((abs(value) > V(most)) & (slope > zero), x, y);
    return select(left, beyond, select(value >= high, beyond, x));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    using V = kernel::RegisterOf<Number>;
    const V value = leading(x);
    const Number inner = select(value == value, Number(1.0), x);
    return select(value <= V(min_val_), Number(min_slope_), select(value >= V(max_val_), Number(max_slope_), inner));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return derivative(y);
  }

 private:
  Scalar min_val_, max_val_, min_slope_, max_slope_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(LeakyHardTanh, leaky_hard_tanh)

HILLOCK_NAMESPACE_END
