// The negative side of the exponential linear units.
#ifndef HILLOCK_MATH_ELU_HPP
#define HILLOCK_MATH_ELU_HPP

#include <hillock/math/expm1.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace math {

/// x for x > 0, else a (e^x - 1), where a is a sum of two.
///
/// Error of doubles: 1/2 ULP the sum 2^n - 1 + 2^n tail, up to 0.7 the tail, where x is just above -(log 2)/2 and
/// e^x - 1 has smaller units; another 1/2 the product with an a that is no power of two. By climbing 1.20 with
/// FMA, 1.15 without, at x = -0.3466; selu 1.74 and 1.86, at x = -0.334.
template <typename Number>
HILLOCK_INLINE Number elu(Number x, double a, double a_low) {
  using V = RegisterOf<Number>;
  const V xr = rounded(x);
  const Number y = expm1_of_nonpositive(x);
  if constexpr (is_plain<Number>) {
    return select(xr < V(0.0), times_constant<false>(y, a, a_low), x);
  } else {
    // A product that is subnormal must be rounded once.
    const Number negative = select(abs(xr) < V(0x1p-70), times_constant(x, a, a_low), argument(y, a, a_low));
    return select(xr > V(0.0), x, negative);
  }
}
/// 1 for x > 0, else a e^x.
template <typename Number>
HILLOCK_INLINE Number elu_derivative(Number x, double a, double a_low) {
  const Scaled<Number> e = exp_scaled(clamp_above(x, 0.0));
  const Number slope = Scaled<Number>{e.mantissa * constant<Number>(a, a_low), e.exponent}.value();
  return select(rounded(x) > RegisterOf<Number>(0.0), Number(1.0), slope);
}

/// For the fast tier: the kernel above is as fast as a rougher one.
template <int W>
HILLOCK_INLINE RoughLanes<W> elu(RoughLanes<W> x, double a, double a_low) {
  return RoughLanes<W>::of(elu(Lanes<float, W>::of(x.data), a, a_low).data);
}
template <int W>
HILLOCK_INLINE RoughLanes<W> elu_derivative(RoughLanes<W> x, double a, double) {
  using V = RoughLanes<W>;
  return select(x > V(0.0), V(1.0), V(a) * exp(clamp_above(x, 0.0)));
}

/// x / a, stopped where e^(x/a) has over- or underflowed.
template <typename Number>
HILLOCK_INLINE Number celu_argument(Number x, double a) {
  const double end = 1e4 * (a < 0 ? -a : a);
  return clamp(x, -end, 0.0) / Number(a);
}
/// x for x > 0, else a (e^(x/a) - 1).
template <typename Number>
HILLOCK_INLINE Number celu(Number x, double a) {
  using V = RegisterOf<Number>;
  const Number t = celu_argument(x, a);
  const Number y = select(abs(rounded(t)) < V(0x1p-70), x, argument(expm1(t), a));
  return select(rounded(x) > V(0.0), x, y);
}
/// 1 for x > 0, else e^(x/a).
template <typename Number>
HILLOCK_INLINE Number celu_derivative(Number x, double a) {
  return select(rounded(x) > RegisterOf<Number>(0.0), Number(1.0), exp(celu_argument(x, a)));
}

}  // namespace math
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_MATH_ELU_HPP
