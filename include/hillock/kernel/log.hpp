// The natural logarithms of x and of 1 + x.
//
// log(u) = k ln 2 + log(1 + f) with u = 2^k (1 + f) and 1 + f in [sqrt(1/2), sqrt(2)); log(1 + f) = 2 atanh(s) with
// s = f / (2 + f), |s| <= 0.1716, as 2 s + s z L(z), z = s^2, an even series behind its first term. log(1 + x) is the
// same of a sum of two, and near 0, where k = 0, of f = x itself, so that its relative accuracy is kept.
//
// All is computed in a wider type: floats in double, where the polynomial is off by 2^-35.7 and the rest by 2^-51:
// every float 0.5002, the last rounding. Doubles in sums of two: see log.
#pragma once

#include <limits>

#include <hillock/check/special_values.hpp>
#include <hillock/kernel/scaled.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// (2 atanh(s) - 2 s) / s^3 in z = s^2 on |s| <= 0.1719, relative to 2 s: degree 10, 2^-60.7.
/// For results in float, degree 3, 2^-35.7. From tests/accuracy/coefficients.py.
template <typename Target>
struct LogTail {
  static constexpr double values[] = {0x1.5555555555555p-1, 0x1.999999999999ap-2, 0x1.2492492492492p-2,
                                      0x1.c71c71c71c691p-3, 0x1.745d1745daa76p-3, 0x1.3b13b135693d4p-3,
                                      0x1.1111133d56f2bp-3, 0x1.e1e0d057c8516p-4, 0x1.af537f637304ep-4,
                                      0x1.81e83dfd7bc35p-4, 0x1.9e3db8fb99537p-4};
};
template <>
struct LogTail<float> {
  static constexpr double values[] = {0x1.5555554b94959p-1, 0x1.9999ec1da53a7p-2, 0x1.245bee7f14566p-2,
                                      0x1.dde0e2d0650d5p-3};
};

/// log(1 + f) for 1 + f in [sqrt(1/2), sqrt(2)]: 2 atanh(s) with s = f / (2 + f).
template <typename Number>
HILLOCK_INLINE Number log1p_core(Number f) {
  using V = RegisterOf<Number>;
  const Number s = f / (Number(2.0) + f);
  const V sr = leading(s), z = sr * sr;
  return times_power(s, V(2.0)) + Number(sr * z * detail::polynomial<LogTail<TargetOf<Number>>>(z));
}

/// log(1 + e) for e in [0, 1], with full relative accuracy: for e below 2^-70 it is e.
template <typename Number>
HILLOCK_INLINE Number log1p_of_fraction(Number e) {
  using V = RegisterOf<Number>;
  if constexpr (computes<Number, Arithmetic::single>) return log1p(e);
  // (1 + e) / 2 where that is nearer to 1.
  const auto large = leading(e) > V(0x1.a827999fcef32p-2);
  const Number f = select(large, times_power(e - Number(1.0), V(0.5)), e);
  const Number add = select(large, constant<Number>(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56), Number(0.0));
  const Number y = add + log1p_core(f);
  if constexpr (computes<Number, Arithmetic::in_double>) {
    return y;
  } else {
    return select(leading(e) < V(0x1p-70), e, y);
  }
}

/// k so that u 2^-k is in [sqrt(1/2), sqrt(2)), for u finite and normal.
template <typename V>
HILLOCK_INLINE V log_exponent(V u) {
  static_assert(sizeof(typename V::Scalar) == 8, "hillock: logarithms are computed in double");
  const V k0 = V::of(detail::exponent_field(u.data)) - V(1023.0), one(1.0);
  // By halves, because 2^-1023 is subnormal.
  const V m = (u * V(0.5)) * power_of_two(V(integer_shift<double>) - (k0 - one));
  return select(m < V(0x1.6a09e667f3bcdp0), k0, k0 + one);
}

/// log(u) = k ln 2 + log(u 2^-k) for u finite and normal, for results in float.
template <typename V>
HILLOCK_INLINE V log_in_double(V u) {
  const V k = log_exponent(u);
  return madd(k, V(0x1.62e42fefa39efp-1), log1p_core(madd(u, power_of_two(V(integer_shift<double>) - k), V(-1.0))));
}

/// log(u) for u = high + low, u finite and normal.
template <typename V>
HILLOCK_INLINE DoubleWord<V> log_of_sum(V high, V low) {
  const V k = log_exponent(high);
  // 2^-k in two steps: with k = 1024 it and its double are subnormal.
  const V part = power_of_two(V(integer_shift<double>) - clamp_above(k - V(1.0), 1022));
  const V last = select(k > V(1023.0), V(0.25), V(0.5)), m = high * part * last, rest = low * part * last;
  const DoubleWord<V> log2 = DoubleWord<V>(k) * DoubleWord<V>(V(0x1.62e42fefa39efp-1), V(0x1.abc9e3b39803fp-56));
  return log2 + log1p_core(fast_two_sum(m - V(1.0), rest));
}

/// What a logarithm is at the ends of its domain: -inf at 0, NaN below, inf at inf.
template <typename Number, typename V>
HILLOCK_INLINE Number log_ends(V u, Number y) {
  using S = typename V::Scalar;
  const Number infinity(detail::infinity<double>()), nan(detail::not_a_number<double>());
  const Number above = select(u > V((std::numeric_limits<S>::max)()), infinity, y);
  return select(u > V(0.0), above, select(u == V(0.0), Number(detail::minus_infinity<double>()), nan));
}

/// u, or 1 where its logarithm is not a number of its own (see log_ends): no exception is raised on the way there.
template <typename V>
HILLOCK_INLINE V inside_domain(V u) {
  return select(u > V(0.0), u, V(1.0));
}

/// log(x): log(+-0) = -inf, log(inf) = inf, NaN for x < 0 and NaN.
///
/// Error of doubles: k ln 2 and log(1 + f) are sums of two, added as such: 1/2 ULP is left, and what s z L(z) is
/// rounded by, at most z/3 = 0.01 of log(1 + f), three times. By climbing 0.54, at x = 1.42, where |f| is largest.
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number log(Number x) {
  using V = RegisterOf<Number>;
  if constexpr (computes<Number, Arithmetic::in_double>) {
    return log_ends<Number>(x, log_in_double(inside_domain(x)));
  } else {
    const DoubleWord<V> u(x);
    const auto subnormal = u.high < V((std::numeric_limits<typename V::Scalar>::min)());
    const V up = select(subnormal, V(0x1p54), V(1.0));
    const DoubleWord<V> shift =
        DoubleWord<V>(V(0x1.62e42fefa39efp-1), V(0x1.abc9e3b39803fp-56)) * select(subnormal, V(54.0), V(0.0));
    const V scaled = inside_domain(u.high) * up;
    return log_ends<Number>(u.high, from_extended<Number>(log_of_sum(scaled, u.low * up) - shift));
  }
}

/// log(1 + x) with full relative accuracy around 0: log1p(+-0) = +-0, log1p(-1) = -inf, NaN for x < -1 and NaN.
///
/// Error of doubles: as log, 1 + x being a sum of two.
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number log1p(Number x) {
  using V = RegisterOf<Number>;
  if constexpr (computes<Number, Arithmetic::in_double>) {
    const V sum = x + V(1.0), direct = log1p_core(clamp(x, -0.25, 0.25));
    return select(abs(x) < V(0.25), direct, log_ends<Number>(sum, log_in_double(inside_domain(sum))));
  } else {
    const DoubleWord<V> t(x);
    const V finite = clamp_above(t.high, 0x1.fffffffffffffp1023);
    const DoubleWord<V> sum = two_sum(V(1.0), finite);
    const DoubleWord<V> u = fast_two_sum(sum.high, sum.low + t.low);
    // Near zero the rounding of 1 + x is made good by u.low; there the argument itself is what counts.
    const auto inside = abs(t.high) < V(0.25);
    const Number direct = log1p_core(select(inside, x, Number(0.0)));
    const Number y =
        select(inside, direct,
               log_ends<Number>(V(1.0) + t.high, from_extended<Number>(log_of_sum(inside_domain(u.high), u.low))));
    return select(abs(t.high) < V(0x1p-70), x, y);
  }
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
