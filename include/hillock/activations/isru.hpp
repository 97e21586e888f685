// ISRU: the inverse square root unit.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/number/extended.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x / sqrt(1 + alpha x^2), values between +-1/sqrt(alpha); alpha = 1 by default, positive and finite.
///
/// f'(x) = (1 / sqrt(1 + alpha x^2))^3. From the output: (1 - alpha y^2)^(3/2).
/// Special values: odd, f(+-0) = +-0; f(+-inf) = +-1/sqrt(alpha), no overflow before; f' goes to 0 through the
/// subnormals; NaN stays, in f and in f'. Throws std::invalid_argument where alpha is not positive and finite. Source:
/// B. Carlile, G. Delamarter, P. Kinney, A. Marti, B. Whitney, "Improving Deep Learning by Inverse Square Root Linear
/// Units (ISRLUs)", 2017.
template <typename Scalar_>
class ISRU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "isru";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = computed_in(float_or_double<Scalar>(wider_without_fma, Width::own));

  explicit ISRU(Scalar alpha = Scalar(1)) : alpha_(alpha) {
    detail::require_positive(name, "alpha", alpha);
    const kernel::PowerOfFour<Scalar> parts(alpha);
    mantissa_ = parts.mantissa;
    scale_ = parts.power;
    far_ = kernel::two_to<Scalar, kernel::far_exponent<Scalar>> * parts.inverse_power;
  }

  Scalar alpha() const { return alpha_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    if constexpr (computes<Number, Arithmetic::in_double>) {
      const Number finite = within_range(x);
      return finite / sqrt(madd(finite * finite, Number(alpha_), Number(1.0)));
    } else if constexpr (computes<Number, Arithmetic::fused>) {
      const Number finite = clamp(x, -far_, far_);
      return finite / sqrt(madd(finite * Number(alpha_), finite, Number(1.0)));
    }
    const auto magnitude = clamp_above(abs(leading(x)), far_);
    return with_sign_of(kernel::extended_times<Number>(magnitude, reciprocal_root(magnitude)), x);
  }
  /// With FMA, alpha a power of two: its product with x is exact.
  ///
  /// Error: largest where 1 + alpha x^2 and its root are just above powers of two and the result just below: the root
  /// costs 1 ULP, the sum 1/2, the division 1/2. 2 is the limit, and is not reached: every float 1.9834, doubles by
  /// climbing 1.998.
  template <typename What, typename Number,
            std::enable_if_t<std::is_same<What, Forward>::value && computes<Number, Arithmetic::fused>, int> = 0>
  HILLOCK_INLINE bool is_usual() const {
    return mantissa_ == Scalar(1) || mantissa_ == Scalar(0.5);
  }
  /// For any other alpha what the products are off by would be most of the error; with it the sum is rounded once.
  template <typename Number, std::enable_if_t<computes<Number, Arithmetic::fused>, int> = 0>
  HILLOCK_INLINE Number unusual_forward(Number x) const {
    const Number finite = clamp(x, -far_, far_);
    const auto slope = two_product(finite, Number(alpha_)), square = two_product(slope.high, finite);
    const auto sum = two_sum(square.high, Number(1.0));
    return finite / sqrt(sum.high + (sum.low + madd(slope.low, finite, square.low)));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    using V = decltype(leading(x));
    if constexpr (computes<Number, Arithmetic::in_double>) {
      const Number finite = within_range(x), square = madd(finite * finite, Number(alpha_), Number(1.0));
      return Number(1.0) / (square * sqrt(square));
    } else if constexpr (computes<Number, Arithmetic::fused>) {
      // s sqrt(s) for s = 1 + alpha x^2, the roundings of s and of its root made good: sqrt(s) (s + low + rest / 2),
      // where `rest` is what the root's square leaves of s + low. Error of doubles: where s sqrt(s) is just above a
      // power of two it costs 1 ULP, the division 1/2; from x^2 = 2^53 on 1 - s is rounded too, and with it `low`: 1.2
      // more. By climbing 2.69, at x = 1.07e8.
      const Number finite = clamp(x, -far_, far_), one(1.0);
      const auto slope = two_product(finite, Number(alpha_));
      const Number s = madd(slope.high, finite, one), root = sqrt(s);
      const Number low = madd(slope.low, finite, madd(slope.high, finite, one - s));
      const Number rest = remainder(s, root, root) + low;
      // In small units, so that the denominator does not overflow before the quotient is 0.
      const Number unit = times_power(root, Number(0x1p-60));
      return Number(0x1p-60) / madd(unit, s, unit * madd(rest, Number(0.5), low));
    }
    const auto root = reciprocal_root(clamp_above(abs(leading(x)), far_));
    // Cubed where it does not underflow, so that a subnormal result is rounded once.
    constexpr int shift = kernel::far_exponent<Scalar> * 3 / 4;
    const auto scaled = times_power(root, V(kernel::two_to<Scalar, shift>));
    const Number cube = kernel::from_extended<Number>(scaled * scaled * scaled);
    return times_power(cube, V(kernel::two_to<Scalar, -3 * shift>));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    const auto value = leading(y);
    using V = std::decay_t<decltype(value)>;
    const V rest = clamp_below(nmadd(V(alpha_) * value, value, V(1.0)), 0.0);
    return Number(rest * sqrt(rest));
  }

 private:
  /// 1 / sqrt(1 + alpha x^2), in units in which alpha is near 1: from far_ on, 1 is nothing beside alpha x^2, and its
  /// cube is 0.
  template <typename V>
  HILLOCK_INLINE auto reciprocal_root(V x) const {
    const V unit = x * V(scale_);
    return kernel::reciprocal_root(kernel::extended_product(unit, unit) * V(mantissa_) + V(1.0));
  }

  Scalar alpha_, mantissa_, scale_, far_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(ISRU, isru)

HILLOCK_NAMESPACE_END
