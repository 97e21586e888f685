// sin(b x) and cos(b x) for every x, and Snake: x + sin^2(a x) / b.
//
// b x = n pi/2 + r (reduction_by_pi.hpp), and the last two bits of n choose among +-sin(r) = r + r z S(z) and +-cos(r)
// = 1 - z/2 + z^2 C(z), z = r^2. 1 + sin(2 b x) is 2 sin^2(b x + pi/4), of a reduction by odd eighths of a turn, and
// keeps its relative accuracy where it is 0.
//
// All is computed in a wider type. Floats are rounded once: what the polynomials are off by, 2^-35.6, adds 0.0002 to
// the 1/2 ULP, and 0.0007 to that of snake', where it is small. Doubles in sums of two: 1/2 ULP the result, 0.12 the
// polynomial and r, by climbing 0.6228, at -2.356, where cos(r) begins; snake 0.7946, at -0.787, where x and the square
// cancel.
#pragma once

#include <limits>

#include <hillock/kernel/reduction_by_pi.hpp>
#include <hillock/kernel/scaled.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// (sin(r)/r - 1) / z in z = r^2 for |r| a little above pi/4: degree 7, 2^-64.1 of sin(r)/r. For results in float,
/// degree 3, 2^-35.6. From tests/accuracy/coefficients.py, as the next.
template <typename Target>
struct SineTail;
template <>
struct SineTail<double> {
  static constexpr double lows[] = {-0x1.555548ab067d5p-57};
  static constexpr double values[] = {-0x1.5555555555555p-3,  0x1.1111111111111p-7,   -0x1.a01a01a01a019p-13,
                                      0x1.71de3a556c2c7p-19,  -0x1.ae64567e72e9ap-26, 0x1.61245fb4bee94p-33,
                                      -0x1.ae7c5370664f0p-41, 0x1.92428e5825432p-49};
};
template <>
struct SineTail<float> {
  static constexpr double values[] = {-0x1.555555545dcd6p-3, 0x1.11110dee98fb5p-7, -0x1.a013a6ca5789cp-13,
                                      0x1.6dbdc6f2b85e2p-19};
};
/// (cos(r) - 1 + z/2) / z^2: degree 6, 2^-59.5 of cos(r); for results in float degree 3, 2^-39.5.
template <typename Target>
struct CosineTail;
template <>
struct CosineTail<double> {
  static constexpr double values[] = {0x1.5555555555555p-5,   -0x1.6c16c16c16c16p-10, 0x1.a01a01a019d09p-16,
                                      -0x1.27e4fb7712b8cp-22, 0x1.1eed8deb644b7p-29,  -0x1.9394b9bb6e16dp-37,
                                      0x1.ab782b04de8dep-45};
};
template <>
struct CosineTail<float> {
  static constexpr double values[] = {0x1.5555555502badp-5, -0x1.6c16bf548391dp-10, 0x1.a015c3f71c2f7p-16,
                                      -0x1.2524228ea066dp-22};
};

/// sin(r) for |r| up to pi/4 and a trace, with the polynomial for float, or for double where a result in float is to
/// cancel.
template <typename Digits, int W>
HILLOCK_INLINE Lanes<double, W, float> sine_of_rest(Lanes<double, W, float> r) {
  const auto z = r * r;
  return madd(r * z, detail::polynomial<SineTail<Digits>>(z), r);
}
/// As a sum of two, to about 2^-58: the first coefficient, which is by far the largest term, is such a sum too.
template <typename Digits, typename V>
HILLOCK_INLINE DoubleWord<V> sine_of_rest(DoubleWord<V> r) {
  const DoubleWord<V> z = two_product(r.high, r.high);
  const V rest = z.high * detail::polynomial<SineTail<double>, 1>(z.high);
  DoubleWord<V> tail = fast_two_sum(V(detail::coefficient<SineTail<double>, 0>), rest);
  tail.low = tail.low + V(detail::coefficient_low<SineTail<double>, 0>);
  const DoubleWord<V> cubic = (z * tail) * r.high, sum = fast_two_sum(r.high, cubic.high);
  return fast_two_sum(sum.high, sum.low + madd(r.low, madd(z.high, V(-0.5), V(1.0)), cubic.low));
}

/// cos(r), likewise.
template <typename Digits, int W>
HILLOCK_INLINE Lanes<double, W, float> cosine_of_rest(Lanes<double, W, float> r) {
  using V = Lanes<double, W, float>;
  const V z = r * r;
  return madd(z * z, detail::polynomial<CosineTail<Digits>>(z), madd(z, V(-0.5), V(1.0)));
}
template <typename Digits, typename V>
HILLOCK_INLINE DoubleWord<V> cosine_of_rest(DoubleWord<V> r) {
  const DoubleWord<V> z = two_product(r.high, r.high);
  const DoubleWord<V> sum = fast_two_sum(V(1.0), z.high * V(-0.5));
  const V rest = madd(z.high * z.high, detail::polynomial<CosineTail<double>>(z.high), z.low * V(-0.5));
  return fast_two_sum(sum.high, sum.low + nmadd(r.high, r.low, rest));
}

/// sin(n pi/2 + r): the last bit of n chooses the function, the next one the sign.
template <typename Digits, typename Number, typename V>
HILLOCK_INLINE Number sine_of(Reduced<Number, V> z, double more_quarters = 0) {
  // These bits as those of 2 and of the sign.
  const V bits = power_of_two(madd(z.n + V(more_quarters), V(1024.0), V(0x1.8p52)));
  const Number y = select(abs(bits) == V(2.0), cosine_of_rest<Digits>(z.r), sine_of_rest<Digits>(z.r));
  return exclusive_or(y, with_sign_of(V(0.0), bits));
}

/// sin(b x) and cos(b x), of doubles to about 2^-58. Of infinity NaN.
template <typename Digits, typename Number, typename Scalar>
HILLOCK_INLINE Number sine(Number x, Scalar b) {
  using V = RegisterOf<Number>;
  // The sums lose the sign of a zero.
  const V part = clamp(leading(x), -1.0, 1.0) * V(b);
  const auto is_zero = (part == V(0.0)) & (abs(leading(x)) <= V((std::numeric_limits<double>::max)()));
  return select(is_zero, Number(part), sine_of<Digits>(reduce<Grid::quarters>(x, static_cast<double>(b))));
}
template <typename Digits, typename Number, typename Scalar>
HILLOCK_INLINE Number cosine(Number x, Scalar b) {
  return sine_of<Digits>(reduce<Grid::quarters>(x, static_cast<double>(b)), 1);
}
template <typename Digits, typename T, typename Scalar>
SingleValue<T> sine(const SingleValue<T>& x, Scalar b) {
  return sin(x * SingleValue<T>(b));
}
template <typename Digits, typename T, typename Scalar>
SingleValue<T> cosine(const SingleValue<T>& x, Scalar b) {
  return cos(x * SingleValue<T>(b));
}

/// y b for every finite b, y a sine or cosine. Without FMA a product's low part is a sum of products, and of those that
/// underflow it has nothing.
template <typename Number, typename Scalar>
HILLOCK_INLINE Number times_any(Number y, Scalar b) {
#if !defined(HILLOCK_FMA)
  if constexpr (computes<Number, Arithmetic::double_word, Arithmetic::faithful>) {
    using V = RegisterOf<Number>;
    const bool is_small = b < 0x1p-800 && b > -0x1p-800;
    return times_power(y * Number(is_small ? b * 0x1p400 : b), V(is_small ? 0x1p-400 : 1.0));
  }
#endif
  return y * Number(b);
}

/// 1 + sin(2 b x) = 2 sin^2(b x + pi/4), or with the other sign 1 - sin(2 b x): not negative, with full relative
/// accuracy where it is 0.
template <typename Digits, typename Number, typename Scalar>
HILLOCK_INLINE Number one_plus_sine_of_twice(Number x, Scalar b, bool minus = false) {
  using V = RegisterOf<Number>;
  const Number s = sine_of<Digits>(reduce<Grid::eighths>(x, static_cast<double>(b)), minus ? 1 : 0);
  return times_power(s * s, V(2.0));
}
template <typename Digits, typename T, typename Scalar>
SingleValue<T> one_plus_sine_of_twice(const SingleValue<T>& x, Scalar b, bool minus = false) {
  const SingleValue<T> s = sine<Digits>(x, b), c = cosine<Digits>(x, b), root = minus ? s - c : s + c;
  return root * root;
}

/// x + sin^2(a x) / b.
template <typename Digits, typename Number, typename Scalar>
HILLOCK_INLINE Number snake(Number x, Scalar a, Scalar b) {
  using V = RegisterOf<Number>;
  const Number s = sine<Digits>(x, a), y = x + s * s / Number(b);
  // At infinity sine has no value, but is finite; and a zero keeps its sign.
  const V size = abs(leading(x));
  return select(size > V((std::numeric_limits<Scalar>::max)()), x, select(size == V(0.0), x, y));
}
/// Its derivative 1 + (a / b) sin(2 a x), as (b - a) / b + (a / b) (1 + sin(2 a x)): for |a| <= |b| a sum of two that
/// are not negative.
template <typename Digits, typename Number, typename Scalar>
HILLOCK_INLINE Number snake_derivative(Number x, Scalar a, Scalar b) {
  const Scalar size_of_a = a < 0 ? -a : a, size_of_b = b < 0 ? -b : b;
  const Number ratio = Number(size_of_a) / Number(size_of_b);
  const Number rest = (Number(size_of_b) - Number(size_of_a)) / Number(size_of_b);
  return madd(ratio, one_plus_sine_of_twice<Digits>(x, a, (a < 0) != (b < 0)), rest);
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
