// Scalars without registers of their own: SingleValue<T> is the number type of one value of type T, for long double and
// for classes that behave like real numbers (Eigen::AutoDiffScalar, ceres::Jet, ...).
//
// It offers formulas what Lanes offer them. Selections branch on the value, so that a derivative carried along is that
// of the branch taken.
#pragma once

#include <cmath>
#include <type_traits>

#include <hillock/number/double_word.hpp>

namespace Eigen {
template <typename DerivativeType>
class AutoDiffScalar;
}  // namespace Eigen

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// What a constant becomes before it is made a T: T's own scalar where it has one, because AutoDiffScalar<VectorXf> is
/// made from a float.
template <typename T, typename = void>
struct Constant {
  using type = std::conditional_t<std::is_floating_point<T>::value, T, double>;
};
template <typename T>
struct Constant<T, std::enable_if_t<std::is_floating_point<typename T::Scalar>::value>> {
  using type = typename T::Scalar;
};

}  // namespace detail

/// The answer to a comparison of two values.
struct SingleMask {
  bool value;

  friend SingleMask operator&(SingleMask a, SingleMask b) { return {a.value && b.value}; }
  friend SingleMask operator|(SingleMask a, SingleMask b) { return {a.value || b.value}; }
  friend SingleMask operator!(SingleMask a) { return {!a.value}; }
};

/// One value of a scalar type T that has + - * /, comparisons, construction from a number, and, for the functions that
/// need them, exp, expm1, log, log1p, sqrt, erf, erfc, sin and cos found by argument-dependent lookup.
template <typename T>
struct SingleValue {
  using Scalar = T;
  using Target = T;
  using Mask = SingleMask;
  static constexpr int width = 1;
  static constexpr Arithmetic arithmetic = Arithmetic::single;

  T value;

  SingleValue() = default;
  explicit SingleValue(const T& value_) : value(value_) {}
  template <typename C, typename = std::enable_if_t<std::is_arithmetic<C>::value>>
  explicit SingleValue(C constant) : value(T(static_cast<typename detail::Constant<T>::type>(constant))) {}

  // T(...): the operators of some types return expressions.
  friend SingleValue operator+(const SingleValue& a, const SingleValue& b) { return SingleValue(T(a.value + b.value)); }
  friend SingleValue operator-(const SingleValue& a, const SingleValue& b) { return SingleValue(T(a.value - b.value)); }
  friend SingleValue operator*(const SingleValue& a, const SingleValue& b) { return SingleValue(T(a.value * b.value)); }
  friend SingleValue operator/(const SingleValue& a, const SingleValue& b) { return SingleValue(T(a.value / b.value)); }
  friend SingleValue operator-(const SingleValue& a) { return SingleValue(T(-a.value)); }

  friend Mask operator<(const SingleValue& a, const SingleValue& b) { return {a.value < b.value}; }
  friend Mask operator>(const SingleValue& a, const SingleValue& b) { return {a.value > b.value}; }
  friend Mask operator<=(const SingleValue& a, const SingleValue& b) { return {a.value <= b.value}; }
  friend Mask operator>=(const SingleValue& a, const SingleValue& b) { return {a.value >= b.value}; }
  friend Mask operator==(const SingleValue& a, const SingleValue& b) { return {a.value == b.value}; }
};

namespace detail {

/// Whether the sign is minus, that of zero included.
template <typename T>
bool is_negative(const SingleValue<T>& a) {
  if constexpr (std::is_floating_point<T>::value) {
    return std::signbit(a.value);
  } else {
    const SingleValue<T> zero(0.0);
    return (a < zero).value || ((a == zero).value && (SingleValue<T>(1.0) / a < zero).value);
  }
}

}  // namespace detail

template <typename T>
SingleValue<T> select(SingleMask mask, const SingleValue<T>& yes, const SingleValue<T>& no) {
  return mask.value ? yes : no;
}

/// a * b + c, in whatever roundings T takes.
template <typename T>
SingleValue<T> madd(const SingleValue<T>& a, const SingleValue<T>& b, const SingleValue<T>& c) {
  return a * b + c;
}
template <typename T>
SingleValue<T> nmadd(const SingleValue<T>& a, const SingleValue<T>& b, const SingleValue<T>& c) {
  return c - a * b;
}

template <typename T>
SingleValue<T> remainder(const SingleValue<T>& a, const SingleValue<T>& q, const SingleValue<T>& b) {
  return a - q * b;
}

template <typename T>
SingleValue<T> abs(const SingleValue<T>& a) {
  return detail::is_negative(a) ? -a : a;
}
template <typename T>
SingleValue<T> with_sign_of(const SingleValue<T>& magnitude, const SingleValue<T>& sign) {
  return detail::is_negative(sign) ? -magnitude : magnitude;
}

template <typename T>
SingleValue<T> sqrt(const SingleValue<T>& a) {
  using std::sqrt;
  return SingleValue<T>(T(sqrt(a.value)));
}

template <typename T, typename C>
SingleValue<T> clamp_below(const SingleValue<T>& x, C low) {
  const SingleValue<T> bound(low);
  return select(x < bound, bound, x);
}
template <typename T, typename C>
SingleValue<T> clamp_above(const SingleValue<T>& x, C high) {
  const SingleValue<T> bound(high);
  return select(x > bound, bound, x);
}
template <typename T, typename C, typename D>
SingleValue<T> clamp(const SingleValue<T>& x, C low, D high) {
  return clamp_above(clamp_below(x, low), high);
}

template <typename T>
SingleValue<T> one_plus(const SingleValue<T>& a) {
  return SingleValue<T>(1.0) + a;
}
template <typename T>
SingleValue<T> times_power(const SingleValue<T>& a, const SingleValue<T>& p) {
  return a * p;
}
/// a * 2^n.
template <typename T>
SingleValue<T> scale(const SingleValue<T>& a, const SingleValue<T>& n) {
  using std::exp;
  return select(n == SingleValue<T>(0.0), a,
                a * SingleValue<T>(T(exp((n * SingleValue<T>(0.69314718055994530941723212145818L)).value))));
}
template <typename T>
SingleValue<T> leading(const SingleValue<T>& a) {
  return a;
}

namespace detail {

/// A result with as many derivatives as the argument: a constant that was selected, as relu's 0, carries none yet where
/// their number is known at run time only.
template <typename T>
SingleValue<T> with_derivatives_as(const SingleValue<T>& y, const SingleValue<T>&) {
  return y;
}
template <typename Derivatives>
SingleValue<Eigen::AutoDiffScalar<Derivatives>> with_derivatives_as(
    SingleValue<Eigen::AutoDiffScalar<Derivatives>> y, const SingleValue<Eigen::AutoDiffScalar<Derivatives>>& x) {
  auto& derivatives = y.value.derivatives();
  if (derivatives.size() == 0) derivatives = Derivatives::Zero(x.value.derivatives().size());
  return y;
}

}  // namespace detail
HILLOCK_NAMESPACE_END
