// Squareplus: Softplus without exponentials.
#pragma once

#include <cmath>
#include <type_traits>

#include <hillock/activation.hpp>
#include <hillock/check/special_values.hpp>
#include <hillock/kernel/constant.hpp>
#include <hillock/kernel/piecewise.hpp>
#include <hillock/number/extended.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// (x + sqrt(x^2 + b)) / 2; b = 4 by default, finite, b >= 0 (b = 0 is a rectifier).
///
/// f'(x) = (1 + x / sqrt(x^2 + b)) / 2; for b = 0, f'(0) = 1/2. From the output, for b > 0 only: 4y^2 / (4y^2 + b).
/// For x < 0 both are computed without the cancelling sum, as b / (2 (sqrt(x^2 + b) - x)) and that over sqrt(x^2 + b).
/// Special values: f(inf) = inf, no overflow before; f(-inf) = 0, f' too, through the subnormals; NaN stays, in f and
/// in f'. Throws std::invalid_argument where b is negative, infinite or NaN. Source: J. T. Barron, "Squareplus: A
/// Softplus-Like Algebraic Rectifier", 2021.
template <typename Scalar_>
class Squareplus {
  static constexpr bool is_float = std::is_same<Scalar_, float>::value;

 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "squareplus";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = computed_in(float_or_double<Scalar>(wider_without_fma, Width::own));

  explicit Squareplus(Scalar b = Scalar(4)) : b_(b) {
    detail::require_not_negative(name, "b", b);
    const kernel::PowerOfFour<Scalar> parts(b);
    mantissa_ = b > 0 ? parts.mantissa : 1;
    scale_ = parts.power;
    inverse_scale_ = parts.inverse_power;
    far_ = b > 0 ? scale_ * Scalar(0x1p40) : 0;
    far_numerator_ = b > 0 ? mantissa_ * scale_ * Scalar(0x1p28) : 0;
    // 2^(2 far_unit) units, from where on f' is 0 or 1.
    constexpr Scalar furthest = kernel::two_to<Scalar, 2 * far_unit>, largest = (std::numeric_limits<Scalar>::max)();
    limit_ = scale_ < largest / furthest ? scale_ * furthest : detail::infinity<Scalar>();
    if constexpr (std::is_floating_point<Scalar>::value) {
      if (is_moderate()) {
        four_over_b_ = 4 / b;
        near_ = (is_float ? 16 : 4096) * static_cast<Scalar>(detail::square_root(static_cast<double>(b)));
        near_first_ = Scalar(0.4) / b;
        near_slope_ = Scalar(-0.6) / (b * b);
      }
    }
  }

  Scalar b() const { return b_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    if constexpr (computes<Number, Arithmetic::in_double>) {
      // The trace keeps 0 / 0 away where b is 0.
      const Number b(static_cast<double>(b_)), sum = sqrt(madd(x, x, b + Number(1e-200))) + abs(x);
      return select(x >= Number(0.0), times_power(sum, Number(0.5)), times_power(b, Number(0.5)) / sum);
    } else if constexpr (computes<Number, Arithmetic::fused>) {
      const Number magnitude = abs(x);
      const auto is_near = magnitude <= Number(near_);
      if (EIGEN_PREDICT_TRUE(detail::all_of(is_near.bits))) return near_forward(x, magnitude);
      return select(is_near, near_forward(x, clamp_above(magnitude, near_)), far_forward(x, magnitude));
    } else {
      return unusual_forward(x);
    }
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      return fused_derivative(x);
    } else if constexpr (computes<Number, Arithmetic::in_double>) {
      if (b_ == 0) return rectifier_slope(x);
      using V = Number;
      const V finite = clamp(x, -0x1p300, 0x1p300), root = sqrt(madd(finite, finite, V(b_))), sum = root + abs(finite);
      return select(x >= V(0.0), times_power(sum, V(0.5)) / root, V(0.5 * static_cast<double>(b_)) / (root * sum));
    } else {
      return unusual_derivative(x);
    }
  }
  /// With FMA, whether b is neither very small nor very large.
  template <typename What, typename Number, std::enable_if_t<computes<Number, Arithmetic::fused>, int> = 0>
  HILLOCK_INLINE bool is_usual() const {
    return is_moderate();
  }
  template <typename Number, std::enable_if_t<!(is_float && computes<Number, Arithmetic::fused>), int> = 0>
  HILLOCK_INLINE Number unusual_forward(Number x) const {
    const auto value = leading(x);
    using V = std::decay_t<decltype(value)>;
    using E = kernel::Extended<V>;
    // In units in which b is near 1.
    const V magnitude = abs(value);
    const V unit = clamp_above(magnitude, far_) * V(inverse_scale_);
    const E sum = sqrt(kernel::extended_product(unit, unit) + V(mantissa_)) + unit;
    const E half(times_power(select(kernel::is_left_of_zero(value), E(V(mantissa_)) / sum, sum), V(0.5)));
    const E inner = times_power(half, V(scale_));
    // Far from 0, b is nothing beside x^2: b/4 over |x|, in larger units until the end.
    const V quotient = V(far_numerator_) / clamp_below(magnitude, far_ > 0 ? far_ : Scalar(1));
    const V outer = select(value >= V(0.0), magnitude, quotient * V(Scalar(0x1p-30) * scale_));
    return select(magnitude >= V(far_), Number(outer), kernel::from_extended<Number>(inner));
  }
  template <typename Number, std::enable_if_t<!(is_float && computes<Number, Arithmetic::fused>), int> = 0>
  HILLOCK_INLINE Number unusual_derivative(Number x) const {
    const auto value = leading(x);
    using V = std::decay_t<decltype(value)>;
    using E = kernel::Extended<V>;
    if (b_ == 0) return rectifier_slope(x);
    // In units in which b is near 1; far from 0 in larger ones, in which b is nothing and x^2 does not overflow.
    constexpr Scalar large = kernel::two_to<Scalar, far_unit>, inverse = kernel::two_to<Scalar, -far_unit>,
                     square = inverse * inverse;
    const V magnitude = clamp_above(abs(value), limit_) * V(inverse_scale_);
    const auto is_outer = magnitude > V(large);
    const V unit = select(is_outer, clamp_above(magnitude * V(inverse), large), magnitude);
    const E root = sqrt(kernel::extended_product(unit, unit) + select(is_outer, V(0.0), V(mantissa_)));
    const E sum = root + unit;
    const E positive = times_power(sum, V(0.5)) / root;
    const E negative = E(V(mantissa_ / 2)) / (root * sum);
    const Number slope = kernel::from_extended<Number>(select(kernel::is_left_of_zero(value), negative, positive));
    return times_power(slope, select(is_outer & (value < V(0.0)), V(square), V(1.0)));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    const auto value = leading(y);
    using V = std::decay_t<decltype(value)>;
    const V unit = clamp_above(value, far_) * V(inverse_scale_), square = times_power(unit * unit, V(4.0));
    return Number(square / (square + V(mantissa_)));
  }
  bool output_determines_derivative() const { return b_ > 0; }

 private:
  static constexpr int far_unit = kernel::far_exponent<Scalar> * 3 / 4;

  HILLOCK_INLINE bool is_moderate() const { return b_ >= Scalar(0x1p-60) && b_ <= Scalar(0x1p16); }
  /// f' for b = 0.
  template <typename Number>
  static HILLOCK_INLINE Number rectifier_slope(Number x) {
    const auto value = leading(x);
    using V = std::decay_t<decltype(value)>;
    return Number(kernel::step(value, V(0.0), select(value == V(0.0), V(0.5), V(0.0)), V(1.0)));
  }

  /// With FMA f(x) = max(x, 0) + Y/2, where Y = sqrt(a^2 + b) - a and a = |x|: for a up to near_, 16 sqrt(b), or 4096
  /// sqrt(b) for doubles.
  ///
  /// The difference loses the digits of the root, but Y solves Y^2 + 2 a Y = b: one Newton step gives them back,
  /// because its two fused sums round only Y^2 - b, which costs 1/2 ULP. The step divides by 2 sqrt(a^2 + b), of which
  /// few digits are needed. That is Y / (b + Y^2), written as Y (1 - 3/5 Y^2/b) / b: right to a fifth at a = 0, where
  /// the root has lost nothing yet, and the better the further out. What the step leaves is 1/4 ULP everywhere, the
  /// last sum 1/2: for every float 1.4720, at -64.
  template <typename V>
  HILLOCK_INLINE V near_forward(V x, V a) const {
    const V y = sqrt(madd(a, a, V(b_))) - a, rest = madd(y, y, V(-b_)), excess = madd(y, a + a, rest);
    const V refined = nmadd(excess * madd(rest, V(near_slope_), V(near_first_)), y, y);
    return madd(refined, V(0.5), clamp_below(x, 0.0));
  }
  /// The same beyond: with z = b / (4 a) and w = z / a the sum's second part is z (1 - w + 2 w^2 - 5 w^3 ...), and w is
  /// 2^-10 at most, for doubles 2^-26. The division and the last product each cost 1/2 ULP.
  template <typename V>
  HILLOCK_INLINE V far_forward(V x, V magnitude) const {
    const V z = V(b_ / 4) / clamp_below(magnitude, near_), w = z * (z * V(four_over_b_));
    return madd(madd(w, w + w, -w), z, z) + clamp_below(x, 0.0);
  }
  /// With s = x^2 + b and g = (s + |x| sqrt(s)) / 2: g / s, on the left (b/4) / g.
  ///
  /// Error of doubles, b = 4: largest where s and g are just above a power of two and the result is just below, at x =
  /// -64: the last sum of g costs 1 ULP, s 3/4, the root 1/2, the division 1/2. By climbing 2.73.
  template <typename V>
  HILLOCK_INLINE V fused_derivative(V x) const {
    // Far out b is nothing beside x^2, and stays nothing in larger units.
    constexpr Scalar large = kernel::two_to < Scalar, is_float ? 60 : 500 >, inverse = kernel::two_to < Scalar,
                     is_float ? -40 : -400 >, square = inverse * inverse;
    const V magnitude = abs(x);
    const auto is_outer = magnitude > V(large), left = x < V(0.0);
    const V clamped = clamp_above(magnitude * select(is_outer, V(inverse), V(1.0)), large);
    const V s = madd(clamped, clamped, V(b_)), g = times_power(madd(clamped, sqrt(s), s), V(0.5));
    return select(left, V(b_ / 4), g) / select(left, g, s) * select(is_outer & left, V(square), V(1.0));
  }

  Scalar b_, mantissa_, scale_, inverse_scale_, far_, far_numerator_, limit_;
  Scalar four_over_b_ = 0, near_ = 0, near_first_ = 0, near_slope_ = 0;  // for the kernels with FMA
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Squareplus, squareplus)

HILLOCK_NAMESPACE_END
