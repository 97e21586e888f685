// ClippedReLU: a rectifier with a slope, a ceiling and a threshold.
#pragma once

#include <limits>
#include <type_traits>

#include <hillock/activation.hpp>
#include <hillock/check/special_values.hpp>
#include <hillock/number/extended.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// min(x, max_value) for x > threshold, else negative_slope (x - threshold); 0, inf and 0 by default (relu): the
/// arguments of Keras' relu, 0 <= negative_slope <= 1, max_value >= 0 (inf is none), threshold >= 0.
///
/// f'(x) = 1 for threshold < x < max_value, negative_slope for x <= threshold, else 0: at both knees what stands on
/// their flatter side. From the output, for max_value > 0: 1 for 0 < y < max_value, negative_slope for y <= 0, else 0.
/// Special values: f(inf) = max_value; f(-inf) = -inf, for negative_slope = 0 +0; NaN stays, in f and in f'. Throws
/// std::invalid_argument where negative_slope is not in [0, 1], max_value negative or NaN, threshold negative, NaN or
/// above 2^-60 of the largest number. Source: the documentation of Keras, keras.activations.relu.
template <typename Scalar_>
class ClippedReLU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "clipped_relu";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = computed_in_few_instructions;

  explicit ClippedReLU(Scalar negative_slope = Scalar(0), Scalar max_value = detail::infinity<Scalar>(),
                       Scalar threshold = Scalar(0))
      : negative_slope_(negative_slope),
        max_value_(max_value),
        threshold_(threshold),
        has_ceiling_(detail::is_finite(max_value)) {
    if (!(negative_slope >= 0 && negative_slope <= 1)) {
      detail::fail_parameter(name, "negative_slope", negative_slope, "from 0 to 1");
    }
    if (!(max_value >= 0)) detail::fail_parameter(name, "max_value", max_value, "not negative");
    if (!(threshold >= 0 && threshold <= largest_threshold())) {
      detail::fail_parameter(name, "threshold", threshold, "from 0 to 2^-60 of the largest number");
    }
  }

  Scalar negative_slope() const { return negative_slope_; }
  Scalar max_value() const { return max_value_; }
  Scalar threshold() const { return threshold_; }

  /// Error of doubles: 1/2 ULP the difference, 1/2 the product; the first may count twice.
  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const auto value = leading(x);
    using V = std::decay_t<decltype(value)>;
    constexpr Scalar most = (std::numeric_limits<Scalar>::max)();
    const V threshold(threshold_);
    Number below(0.0);
    if (negative_slope_ > 0) {
      const Number rest = clamp(x, -most, threshold_) - Number(threshold_);
      below = select(value < V(-most), x, rest * Number(negative_slope_));
    }
    Number above = x;
    if (has_ceiling_) above = select(value >= V(max_value_), Number(max_value_), x);
    return select(value <= threshold, below, above);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return slope(x, threshold_);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return slope(y, Scalar(0));
  }
  bool output_determines_derivative() const { return max_value_ > 0; }

 private:
  /// Below it the difference of any finite number and the threshold is finite.
  static Scalar largest_threshold() { return kernel::two_to<Scalar, std::numeric_limits<Scalar>::max_exponent - 60>; }

  template <typename Number>
  HILLOCK_INLINE Number slope(Number x, Scalar knee) const {
    const auto value = leading(x);
    using V = std::decay_t<decltype(value)>;
    Number above = select(value == value, Number(1.0), x);
    if (has_ceiling_) above = select(value >= V(max_value_), Number(0.0), above);
    return select(value <= V(knee), Number(negative_slope_), above);
  }

  Scalar negative_slope_, max_value_, threshold_;
  bool has_ceiling_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(ClippedReLU, clipped_relu)

HILLOCK_NAMESPACE_END
