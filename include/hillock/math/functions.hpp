// The building blocks on their own: math::exp, expm1, log, log1p, log1mexp, erf, erfc, tanh, logistic and softplus of a
// value or of an Eigen expression, forward and backward, with the tiers and guarantees of the activations; and
// math::gated of two values.
#pragma once

#include <hillock/activations/erf.hpp>
#include <hillock/activations/exponential.hpp>
#include <hillock/activations/sigmoid.hpp>
#include <hillock/activations/softplus.hpp>
#include <hillock/activations/tanh.hpp>
#include <hillock/kernel/expm1.hpp>
#include <hillock/kernel/gated.hpp>
#include <hillock/kernel/log.hpp>
#include <hillock/kernel/log1mexp.hpp>
#include <hillock/kernel/times_exp.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// e^x - 1, with full relative accuracy around 0; derivative e^x.
///
/// Special values: +-0 stays; f(-inf) = -1; f(inf) = inf; NaN stays.
template <typename Scalar_>
struct Expm1 {
  using Scalar = Scalar_;
  static constexpr const char* name = "expm1";
  static constexpr ErrorBounds bounds = guaranteed_bounds;

  HILLOCK_FORMULAS(kernel::expm1, kernel::exp)
  template <typename Number>
  HILLOCK_INLINE Number backward(Number x, Number dy) const {
    return kernel::times_exp(x, dy);
  }
};

/// The natural logarithm; derivative 1/x.
///
/// Special values: f(+-0) = -inf; f(inf) = inf; NaN for x < 0 (the derivative too) and for NaN.
template <typename Scalar_>
struct Log {
  using Scalar = Scalar_;
  static constexpr const char* name = "log";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{Width::wider, Width::own};

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return kernel::log(x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    using V = kernel::RegisterOf<Number>;
    // In one rounding; -0 has the slope of +0.
    return backward(x, Number(V(1.0)));
  }
  template <typename Number>
  HILLOCK_INLINE Number backward(Number x, Number dy) const {
    using V = kernel::RegisterOf<Number>;
    // What is left of 0 divides nothing: a quotient there might overflow.
    const auto valid = leading(x) >= V(0.0);
    return select(valid, Number(leading(dy) / select(valid, abs(leading(x)), V(1.0))),
                  Number(static_cast<double>(detail::not_a_number<Scalar>())));
  }
};

/// log(1 + x), with full relative accuracy around 0; derivative 1/(1 + x).
///
/// Special values: +-0 stays; f(-1) = -inf; f(inf) = inf; NaN for x < -1 (the derivative too) and for NaN.
template <typename Scalar_>
struct Log1p {
  using Scalar = Scalar_;
  static constexpr const char* name = "log1p";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{Width::wider, Width::wider};

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return kernel::log1p(x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    using V = kernel::RegisterOf<Number>;
    const V one(1.0), most((std::numeric_limits<Scalar>::max)());
    const auto sum = two_sum(one, clamp_above(leading(x), (std::numeric_limits<Scalar>::max)()));
    // The roundings of 1 + x and of the reciprocal are made good to first order: 1/2 ULP is left.
    const auto pole = sum.high == V(0.0);
    const V divisor = select(pole, one, sum.high), reciprocal = one / divisor;
    const V slope = madd(nmadd(reciprocal, sum.low, remainder(one, reciprocal, divisor)), reciprocal, reciprocal);
    const V y =
        select(leading(x) > most, V(0.0), select(pole, V(static_cast<double>(detail::infinity<Scalar>())), slope));
    return select(leading(x) >= V(-1.0), Number(y), Number(static_cast<double>(detail::not_a_number<Scalar>())));
  }
};

/// log(1 - e^-x) for x >= 0, with full relative accuracy on both sides; derivative 1/(e^x - 1).
///
/// Special values: f(+-0) = -inf, f'(+-0) = inf; f(inf) = -0, reached through the subnormals; NaN for x < 0 (the
/// derivative too) and for NaN.
template <typename Scalar_>
struct Log1mexp {
  using Scalar = Scalar_;
  static constexpr const char* name = "log1mexp";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{Width::wider, Width::wider};

  HILLOCK_FORMULAS(kernel::log1mexp, kernel::log1mexp_derivative)
  template <typename Number>
  HILLOCK_INLINE Number backward(Number x, Number dy) const {
    using V = kernel::RegisterOf<Number>;
    // Next to 0 it is 1/x to all digits.
    const auto tiny = (leading(x) >= V(0.0)) & (leading(x) < V(0x1p-100));
    const V by_slope = leading(dy) * leading(derivative(select(tiny, Number(1.0), x)));
    return Number(select(tiny, leading(dy) / select(tiny, abs(leading(x)), V(1.0)), by_slope));
  }
};

/// 1 - erf(x), with full relative accuracy in the right tail; derivative -2/sqrt(pi) e^(-x^2).
///
/// Special values: f(-inf) = 2; f(inf) = 0, reached through the subnormals; NaN stays.
template <typename Scalar_>
struct Erfc {
  using Scalar = Scalar_;
  static constexpr const char* name = "erfc";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{Width::wider, Width::own};

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return kernel::erfc(x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return -kernel::erf_derivative(x);
  }
};

}  // namespace definition

/// Declares math::name, of a value, an expression or the numbers of a formula (see activation.hpp), with the members of
/// a hillock::Function, and math::precise::name.
#define HILLOCK_DECLARE_MATH(Type, name)                                                \
  struct Type##Function : Function<definition::Type> {                                  \
    template <typename X>                                                               \
    HILLOCK_INLINE auto operator()(const X& x) const {                                  \
      if constexpr (!std::is_arithmetic<X>::value && !detail::is_eigen_expression<X>) { \
        return kernel::name(x);                                                         \
      } else {                                                                          \
        return Function<definition::Type>::operator()(x);                               \
      }                                                                                 \
    }                                                                                   \
  };                                                                                    \
  inline constexpr Type##Function name{};                                               \
  namespace precise {                                                                   \
  inline constexpr Function<definition::Type, tier::Precise> name{};                    \
  }
namespace math {

using kernel::gated;

HILLOCK_DECLARE_MATH(Exponential, exp)
HILLOCK_DECLARE_MATH(Expm1, expm1)
HILLOCK_DECLARE_MATH(Log, log)
HILLOCK_DECLARE_MATH(Log1p, log1p)
HILLOCK_DECLARE_MATH(Log1mexp, log1mexp)
HILLOCK_DECLARE_MATH(Erf, erf)
HILLOCK_DECLARE_MATH(Erfc, erfc)
HILLOCK_DECLARE_MATH(Tanh, tanh)
HILLOCK_DECLARE_MATH(Sigmoid, logistic)
HILLOCK_DECLARE_MATH(Softplus, softplus)

/// x times a gate that is not negative: where the gate has vanished a zero with x's sign, also for infinite x.
template <typename X, std::enable_if_t<std::is_arithmetic<X>::value, int> = 0>
X gated(X x, X gate) {
  return kernel::gated(SingleValue<X>(x), SingleValue<X>(gate)).value;
}
}  // namespace math
#undef HILLOCK_DECLARE_MATH

HILLOCK_NAMESPACE_END
