// e^x, and the pieces of it that logistic, tanh and the others are built from.
//
// x = n ln 2 + r with |r| <= (ln 2)/2, and e^x = 2^n (1 + tail) with tail = e^r - 1 = r + r^2 p(r).
//
// How the errors of kernels are accounted for: a rounding is off by half a unit of its result at most; that times the
// slope of f in this result, in ULP of f, is what the rounding costs f. The sum of all costs, and of what polynomials
// are off by, where it is largest, is a bound. What was measured stands beside it: the largest of every float, and of
// doubles the largest that climbing finds (docs/measured/accuracy.txt has them all, and where).
#pragma once

#include <type_traits>

#include <hillock/kernel/single_value.hpp>
#include <hillock/number/double_word.hpp>
#include <hillock/number/polynomial.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// e^x = 2^n (1 + tail) with |tail| < 0.42: n stands in the low bits of `shifted_n` (see power_of_two), ready to become
/// an exponent, so that each function can put the pieces together where the fewest roundings are left.
template <typename Number>
struct ExpParts {
  Number tail;
  using Register = typename NumberTraits<Number>::Register;
  Register shifted_n;

  /// 2^n times the K and 2^Offset that exp_parts was asked for; it must be a normal number.
  HILLOCK_INLINE Register power() const { return power_of_two(shifted_n); }
};

/// Constants of the range reduction x = n ln 2 + r. ln 2 is split into parts short enough that n times a part is exact
/// also without FMA: `high` has 16 (float) or 42 (double) bits, and |n| < 2^8 or 2^11.
template <typename Scalar>
struct Ln2;
template <>
struct Ln2<float> {
  static constexpr double inverse = 0x1.715476p0, high = 0x1.62e4p-1, low = 0x1.7f7d1cp-20;
  static constexpr double nearest = 0x1.62e43p-1, rest = -0x1.05c61p-29;  // what is left beside the nearest number
};
template <>
struct Ln2<double> {
  static constexpr double inverse = 0x1.71547652b82fep0, high = 0x1.62e42fefa38p-1, low = 0x1.ef35793c7673p-45;
  static constexpr double middle = 0x1.ef35793c768p-45, lowest = -0x1.9ff0342542fc3p-90;  // low = middle + lowest
  static constexpr double rounded = 0x1.62e42fefa39efp-1;
  static constexpr double nearest = rounded, rest = 0x1.abc9e3b39803fp-56;
};

/// (e^r - 1 - r) / r^2 on |r| <= 1.0005 ln(2)/2, for the arithmetic's scalar and the scalar the result is rounded to.
/// From tests/accuracy/exp_tail.sollya, by fpminimax, which minimises the error relative to e^r - 1; its bound stands
/// beside each.
template <typename Scalar, typename Target>
struct ExpTail;
template <>
struct ExpTail<float, float> {  // d = 6, 2^-26.1
  static constexpr double values[] = {0x1.fffffep-2, 0x1.5554bp-3, 0x1.555716p-5, 0x1.1227a2p-7, 0x1.6b737cp-10};
};
template <>
struct ExpTail<double, float> {  // d = 7, 2^-31.9
  static constexpr double values[] = {0x1.0000002606b07p-1, 0x1.555554ef50e95p-3,  0x1.5554b0ec50ec5p-5,
                                      0x1.111189985302ep-7, 0x1.6d723e08062c6p-10, 0x1.a032c34029811p-13};
};
template <>
struct ExpTail<double, double> {  // d = 11, 2^-55.5
  static constexpr double values[] = {
      0x1.0000000000005p-1,  0x1.555555555553bp-3, 0x1.55555555520fbp-5,  0x1.1111111118834p-7,  0x1.6c16c17f35c05p-10,
      0x1.a01a0177f5981p-13, 0x1.a019a688b4cfp-16, 0x1.71de80ef4927ap-19, 0x1.28a2ab6e9d5a1p-22, 0x1.ae77c9dc7a045p-26};
};
/// (e^r - 1 - r - r^2/2) / r^3, likewise: 2^-64.5.
struct ExpCubicTail {
  static constexpr double values[] = {0x1.5555555555555p-3,  0x1.5555555555558p-5,  0x1.1111111111312p-7,
                                      0x1.6c16c16c15012p-10, 0x1.a01a019f0d241p-13, 0x1.a01a01ad7353ep-16,
                                      0x1.71de3e55a6f82p-19, 0x1.27e4cc31019a5p-22, 0x1.ae561ea951494p-26,
                                      0x1.1f8ba3d5a041dp-29, 0x1.747fd29a59d1fp-33};
};

/// The reduction K x = n ln 2 + K r, K = +-1 or +-2, for |K x| up to 2^11 (double) or 2^8 (float). `shift` is
/// integer_shift + power_shift<K>, and whatever else shall be added to n. A `correction` is the low part of x: it joins
/// the low part of n ln 2, before r is rounded.
template <typename V>
struct ExpReduction {
  V r, shifted_n;
};
template <int K, typename S, int W, typename T, typename... Correction>
HILLOCK_INLINE ExpReduction<Lanes<S, W, T>> exp_reduction(Lanes<S, W, T> shift, Lanes<S, W, T> x,
                                                          Correction... correction) {
  using V = Lanes<S, W, T>;
  const V shifted_n = madd(x, V(K * Ln2<S>::inverse), shift);
  const V n = shifted_n - shift;
  V r;
  if constexpr (!std::is_same<S, T>::value && sizeof...(Correction) == 0) {
    // For results in float one step is enough: the rounding of ln 2 to double shifts r by less than 2^-45.
    r = madd(n, V(-Ln2<S>::rounded / K), x);
  } else {
    r = madd(n, V(-Ln2<S>::high / K), x);  // exact
    if constexpr (sizeof...(Correction) == 0) {
      r = madd(n, V(-Ln2<S>::low / K), r);
    } else {
      r = r + madd(n, V(-Ln2<S>::low / K), (correction + ...));  // no rounding more than without
    }
  }
  return {r, shifted_n};
}
/// The pieces of e^(K x), K = +-1 or +-2, from r without a product with K: the tail is (e^(K r) - 1) / K, and power()
/// is K 2^n, so that power() tail = 2^n (e^(K r) - 1), and e^(K x) is that and power() / K.
template <int K, typename S, int W, typename T>
HILLOCK_INLINE ExpParts<Lanes<S, W, T>> exp_parts_from(ExpReduction<Lanes<S, W, T>> reduced) {
  const auto [r, shifted_n] = reduced;
  return {madd(r * r, detail::polynomial<detail::Rescaled<ExpTail<S, T>, K>>(r), r), shifted_n};
}
/// What is added to the shift so that power() becomes K 2^n: a sign for a negative K, one in the exponent for |K| = 2.
template <typename S, int K>
inline constexpr double power_shift = (K < 0 ? power_sign<S> : 0) + (K * K == 4 ? 1 : 0);

/// The same pieces from x, with a power() that is 2^Offset times as large.
template <int Offset = 0, int K = 1, typename S, int W, typename T, typename... Correction>
HILLOCK_INLINE ExpParts<Lanes<S, W, T>> exp_parts(Lanes<S, W, T> x, Correction... correction) {
  const Lanes<S, W, T> shift(integer_shift<S> + power_shift<S, K> + Offset);
  return exp_parts_from<K>(exp_reduction<K>(shift, x, correction...));
}
#if defined(HILLOCK_FMA)
/// The pieces of e^x for |x| up to 2^13 (float) or 2^20. With ln 2 rounded to one number, x - n ln 2 is exact: it is a
/// multiple of that number's last digit, and at most half of that number. What rounding ln 2 has left out, times n,
/// joins the last sum of the tail, so that r is not rounded once more. For every float, with the last rounding of 1 +
/// tail, at most 1.27 2^-24 of e^x 2^-n.
template <typename S, int W, typename T>
HILLOCK_INLINE ExpParts<Lanes<S, W, T>> exp_parts_of_any(Lanes<S, W, T> shift, Lanes<S, W, T> x) {
  using V = Lanes<S, W, T>;
  const V shifted_n = madd(x, V(Ln2<S>::inverse), shift);
  const V n = shifted_n - shift;
  const V exact = madd(n, V(-Ln2<S>::nearest), x), rest = n * V(-Ln2<S>::rest);
  const V r = exact + rest, r2 = r * r;
  // The first step by Horner's rule rounds nothing that is large; above it, pairs do not wait for each other.
  const V above = detail::polynomial_in_pairs<ExpTail<S, T>, 1>(r, r2);
  const V polynomial = madd(r, above, V(detail::coefficient<ExpTail<S, T>, 0>));
  return {exact + madd(r2, polynomial, rest), shifted_n};
}
/// e^(n ln 2 - x) where n is x / ln 2, rounded: of floats in double, of doubles as a sum of two.
template <int W>
HILLOCK_INLINE Lanes<double, W, float> exp_of_rest(Lanes<float, W> n, Lanes<float, W> x) {
  using V = Lanes<double, W, float>;
  const V d = madd(widen(n), V(Ln2<double>::nearest), widen(-x));
  return V(1.0) + madd(d * d, detail::polynomial<ExpTail<double, float>>(d), d);
}
template <int W>
HILLOCK_INLINE DoubleWord<Lanes<double, W>> exp_of_rest(Lanes<double, W> n, Lanes<double, W> x) {
  using V = Lanes<double, W>;
  const V d = madd(n, V(Ln2<double>::nearest), -x);  // exact
  const V rest = n * V(Ln2<double>::rest), r = d + rest;
  const V low = madd(r * r, detail::polynomial<ExpTail<double, double>>(r), rest);
  return one_plus(fast_two_sum(d, low));
}
#endif

/// The pieces of e^(K x) for a sum with 1, such as 1 + e^(K x) for negative K x. A reduction in one step is enough:
/// what the rounding of ln 2 leaves out is n 2^-54 of 2^n, and 2^n is small beside 1 where n is large.
template <int K = 1, int Offset = 0, typename S, int W, typename... Correction>
HILLOCK_INLINE ExpParts<Lanes<S, W>> exp_parts_for_sum_with_one(Lanes<S, W> x, Correction... correction) {
  using V = Lanes<S, W>;
  const V shift(integer_shift<S> + power_shift<S, K> + Offset);
  const V shifted_n = madd(x, V(K * Ln2<S>::inverse), shift);
  const V r = (madd(shifted_n - shift, V(-Ln2<double>::rounded / K), x) + ... + correction), r2 = r * r;
  return {madd(r2, detail::polynomial_in_pairs<detail::Rescaled<ExpTail<S, S>, K>>(r, r2), r), shifted_n};
}

/// The pieces of e^x with the tail as a sum of two, to about 2^-60; of faithful numbers to about 2^-57.
template <int Offset = 0, typename V>
HILLOCK_INLINE ExpParts<DoubleWord<V>> exp_parts(DoubleWord<V> x) {
  using Ln = Ln2<double>;
  const V shift(integer_shift<double> + Offset);
  const V shifted_n = madd(x.high, V(Ln::inverse), shift);
  const V n = shifted_n - shift;
  if constexpr (computes<V, Arithmetic::faithful>) {
    const DoubleWord<V> rest = fast_two_sum(madd(n, V(-Ln::high), x.high), madd(n, V(-Ln::low), x.low));
    const V square = rest.high * rest.high;
    return {fast_two_sum(rest.high, madd(square, detail::polynomial<ExpTail<double, double>>(rest.high), rest.low)),
            shifted_n};
  } else {
    DoubleWord<V> r = fast_two_sum(nmadd(n, V(Ln::high), x.high), -(n * V(Ln::middle)));
    r = fast_two_sum(r.high, r.low + nmadd(n, V(Ln::lowest), x.low));
    // e^r - 1 = r + r^2/2 + (third order and beyond, where double is precise enough)
    const DoubleWord<V> square = two_product(r.high, r.high);
    const V half(0.5);
    const V cubic = square.high * r.high * detail::polynomial<ExpCubicTail>(r.high);
    const DoubleWord<V> sum = fast_two_sum(r.high, square.high * half);
    const V rest = madd(r.high, r.low, square.low * half) + r.low;
    const DoubleWord<V> high = fast_two_sum(sum.high, cubic);
    return {fast_two_sum(high.high, high.low + (sum.low + rest)), shifted_n};
  }
}

/// Beyond these, e^x is infinite or rounds to zero.
template <typename Scalar>
inline constexpr double exp_overflow = sizeof(Scalar) == 4 ? 89 : 710;
template <typename Scalar>
inline constexpr double exp_underflow = sizeof(Scalar) == 4 ? -104 : -746;

/// Room in the exponent: e^-|x| is kept 2^exponent_room too large until the last step, so that the only rounding into
/// the subnormals is that of the result.
template <typename Scalar>
inline constexpr int exponent_room = sizeof(Scalar) == 4 ? 32 : 128;
/// 2^-exponent_room.
template <typename Scalar>
inline constexpr double exponent_unit = sizeof(Scalar) == 4 ? 0x1p-32 : 0x1p-128;

/// e^x. Special values: exp(-inf) = 0, exp(inf) = inf, NaN stays; subnormal results are produced.
///
/// Error, largest where 1 + tail is just above sqrt(1/2), so that its units are large: the last sum 0.50 ULP, the tail
/// (in [-0.3, -0.25], half the units) 0.25, r 0.18, p(r) 0.06 by its approximation and 0.06 by its roundings: 1.05.
/// Floats 1.0313, at 26.73; doubles 1.0306, at -4.49, without FMA 1.0038. As sums of two 1/2, and 3/4 just below the
/// normal numbers, where one digit less is kept.
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number exp(Number x) {
  using V = typename NumberTraits<Number>::Register;
  using S = typename V::Scalar;
  const auto clamped = [&] { return clamp(x, exp_underflow<S>, exp_overflow<S>); };
  if constexpr (computes<Number, Arithmetic::own, Arithmetic::fused> && !detail::has_scale_instruction<S, V::width>) {
    // Where all powers are normal numbers; NaN is not among them. The same bits as below: without FMA the product must
    // be a normal number too, or so small that no digit it loses is one of the sum's.
    constexpr double normal = sizeof(S) == 4 ? 87 : 708, product = sizeof(S) == 4 ? 69 : 670;
    constexpr double usual = has_fma ? normal : product;
    if (EIGEN_PREDICT_TRUE(detail::all_of((abs(x) <= V(usual)).bits))) {
      const auto parts = exp_parts(x);
      const V power = parts.power();
      return madd(parts.tail, power, power);
    }
    // Room on the side where it is needed.
    const auto parts = exp_parts(clamped());
    const auto negative = x < V(0.0);
    const V room = select(negative, V(exponent_room<S>), V(-exponent_room<S>));
    const V power = power_of_two(parts.shifted_n + room);
    return madd(parts.tail, power, power) * select(negative, V(exponent_unit<S>), V(1 / exponent_unit<S>));
  } else {
    const auto parts = exp_parts(clamped());
    return scale(one_plus(parts.tail), parts.shifted_n - V(integer_shift<S>));
  }
}

/// From here down exp_nonpositive's power is exactly zero. From exp_underflow on a normal number would do as well, but
/// its last product would underflow, which costs some CPUs 150 cycles: too much for masked logits, which are -inf.
template <typename Scalar>
inline constexpr double exp_vanishes_at = sizeof(Scalar) == 4 ? -110.2 : -797.8;

/// e^(x + correction) for x <= 0: cheaper than exp where the target cannot scale by 2^n in one instruction.
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> exp_nonpositive(Lanes<S, W, T> x, Lanes<S, W, T> correction) {
  using V = Lanes<S, W, T>;
  // Where x is clamped, its correction may be anything.
  const V zero(0.0), lowest(exp_vanishes_at<S>);
  const auto parts =
      exp_parts<exponent_room<S>>(clamp_below(x, exp_vanishes_at<S>), select(x < lowest, zero, correction));
  const V power = parts.power();
  return madd(parts.tail, power, power) * V(exponent_unit<S>);
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
