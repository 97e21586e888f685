// XIELU: an activation whose slopes grow on both sides.
#pragma once

#include <limits>
#include <type_traits>

#include <hillock/activation.hpp>
#include <hillock/kernel/units.hpp>
#include <hillock/kernel/xielu.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// alpha_p x^2 + beta x for x > 0, else alpha_n (e^x - 1 - x) + beta x; alpha_p = alpha_n = 0.8 and beta = 0.5 by
/// default. In a network alpha_p and alpha_n are learnt, as softplus(a) and beta + softplus(b).
///
/// f'(x) = 2 alpha_p x + beta for x > 0, else alpha_n (e^x - 1) + beta; f'(0) = beta. The output does not determine it.
/// Special values: f(+-0) = +-0; f(inf) = inf; for alpha_n > beta f(-inf) = inf and f'(-inf) = beta - alpha_n; NaN
/// stays, in f and in f'. Error over all floats: see `bounds`, at the zeros x = -2.43 of f and x = -0.98 of f' too, for
/// alpha_n = 0.8 and beta = 0.5. For others it is at most 2^-48 (doubles: 2^-54) of the sum of the terms' sizes there,
/// where that is more. Throws std::invalid_argument where a parameter is neither 0 nor from 2^-60 to 2^60 (doubles:
/// 2^-300 to 2^300), or alpha_p is 0. Source: A. H. Huang, I. Schlag, "Deriving Activation Functions Using
/// Integration", 2024.
template <typename Scalar_>
class XIELU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "xielu";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits = computed_in(float_or_double<Scalar>(wider_without_fma, Width::wider));

  explicit XIELU(Scalar alpha_p = Scalar(0.8), Scalar alpha_n = Scalar(0.8), Scalar beta = Scalar(0.5))
      : alpha_p_(alpha_p), alpha_n_(alpha_n), beta_(beta) {
    if (!(alpha_p > 0 && kernel::is_moderate(alpha_p))) {
      detail::fail_parameter(name, "alpha_p", alpha_p,
                             sizeof(Scalar) == 4 ? "from 2^-60 to 2^60" : "from 2^-300 to 2^300");
    }
    require_moderate("alpha_n", alpha_n);
    require_moderate("beta", beta);
  }

  Scalar alpha_p() const { return alpha_p_; }
  Scalar alpha_n() const { return alpha_n_; }
  Scalar beta() const { return beta_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>)
      return kernel::published_xielu(x, alpha_p_);
    else
      return formula(x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>)
      return kernel::published_xielu_derivative(x, alpha_p_);
    else
      return derivative_formula(x);
  }
  template <typename What, typename Number, std::enable_if_t<computes<Number, Arithmetic::fused>, int> = 0>
  HILLOCK_INLINE bool is_usual() const {
    return is_published();
  }
  template <typename Number>
  HILLOCK_INLINE Number backward(Number x, Number dy) const {
    using V = kernel::RegisterOf<Number>;
    constexpr double most = static_cast<double>((std::numeric_limits<Scalar>::max)());
    constexpr double unit = sizeof(Scalar) == 4 ? 0x1p-64 : 0x1p-512;
    // Where f' may overflow it is 2 alpha_p x to all digits, and times `unit` until the end.
    const V value = leading(x), outer = leading(dy), zero(0.0);
    const V steep = V(Scalar(2) * alpha_p_) * (select((value > V(1.0)) & (value <= V(most)), value, zero) * V(unit));
    const auto is_far = steep > V(0.5 * most * unit);
    const V slope = slope_of_any(select(is_far, Number(0.0), x));
    const V moderate = select(is_far, zero, outer) * slope;
    return Number(select(is_far, (select(is_far, outer, zero) * steep) * V(1 / unit), moderate));
  }

 private:
  /// f' for all parameters: whoever calls backward does not ask which are usual.
  template <typename Number>
  HILLOCK_INLINE auto slope_of_any(Number x) const {
    if constexpr (computes<Number, Arithmetic::fused>) {
      return is_published() ? derivative(x) : detail::evaluate_unusual<Derivative, tier::Default>(*this, x);
    } else {
      return kernel::as_element(derivative_formula(x));
    }
  }
  template <typename Number>
  HILLOCK_INLINE Number formula(Number x) const {
    using V = kernel::RegisterOf<Number>;
    const V value = leading(x), zero(0.0);
    const auto is_right = value > zero;
    const Number c = clamp(x, -1024.0, 0.0);
    Number left = kernel::xielu_left(c, alpha_n_, beta_);
    if constexpr (has_zeros<Number>) {
      if (is_published()) left = kernel::xielu_left_near_zero<Zeros>(c, left);
    }
    // Far to the left a line, whose product may be infinite; and so may the square.
    const V positive = select(is_right, value, zero);
    const V right_plain = positive * (V(alpha_p_) * positive + V(beta_)), steep = V(beta_) - V(alpha_n_);
    const auto is_line = value < V(-1024.0);
    const V plain = select(is_right, right_plain, select(is_line, steep, zero) * value);
    const auto is_finite = abs(plain) <= V((std::numeric_limits<Scalar>::max)());
    const Number none(0.0), inside = select(is_finite, x, none);
    const Number on_right = select(is_right, inside, none), on_line = select(is_line, inside, none);
    const Number right = on_right * (Number(alpha_p_) * on_right + Number(beta_));
    const Number line = (Number(beta_) - Number(alpha_n_)) * on_line - Number(alpha_n_);
    const Number y = select(is_right, right, select(is_line, line, left));
    // A zero keeps its sign; beyond the largest number there is but the product, which for a slope of 0 is none.
    const Number ends = select(is_line, select(steep == zero, Number(-alpha_n_), Number(plain)), Number(plain));
    return select(value == zero, x, select(is_finite, y, ends));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_formula(Number x) const {
    using V = kernel::RegisterOf<Number>;
    constexpr Scalar most = (std::numeric_limits<Scalar>::max)();
    const V value = leading(x);
    const Number c = clamp(x, -1024.0, 0.0);
    Number left = kernel::xielu_left_derivative(c, alpha_n_, beta_);
    if constexpr (has_zeros<Number>) {
      if (is_published()) left = kernel::xielu_left_slope<Zeros>(c);
    }
    const V plain = V(Scalar(2) * alpha_p_) * select(value > V(0.0), value, V(0.0));
    const auto is_finite = abs(plain) <= V(most);
    const Number inside = select(is_finite & (value > V(0.0)), x, Number(0.0));
    const Number right = Number(Scalar(2) * alpha_p_) * inside + Number(beta_);
    return select(value > V(0.0), select(is_finite, right, Number(plain)), left);
  }

  using Zeros = kernel::XieluZeros<Scalar>;
  template <typename Number>
  static constexpr bool has_zeros = !computes<Number, Arithmetic::single>;

  HILLOCK_INLINE bool is_published() const { return alpha_n_ == Scalar(0.8) && beta_ == Scalar(0.5); }
  static void require_moderate(const char* parameter, Scalar value) {
    if (value == 0 || (value > 0 && kernel::is_moderate(value))) return;
    detail::fail_parameter(name, parameter, value,
                           sizeof(Scalar) == 4 ? "0 or from 2^-60 to 2^60" : "0 or from 2^-300 to 2^300");
  }

  Scalar alpha_p_, alpha_n_, beta_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(XIELU, xielu)

HILLOCK_NAMESPACE_END
