// Scalars without registers of their own: SingleValue<T> is the number type of one value of type T, for long double and
// for classes that behave like real numbers (Eigen::AutoDiffScalar, ceres::Jet, ...).
//
// It offers formulas what Lanes offer them. Selections branch on the value, so that a derivative carried along is that
// of the branch taken.
#ifndef HILLOCK_NUMBER_SINGLE_VALUE_HPP
#define HILLOCK_NUMBER_SINGLE_VALUE_HPP

#include <cmath>
#include <complex>
#include <type_traits>

#include <hillock/number/double_word.hpp>

namespace Eigen {
template <typename DerivativeType>
class AutoDiffScalar;
}  // namespace Eigen

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// A constant as a T. Through T's own scalar where it has one: AutoDiffScalar<VectorXf> is made from a float.
template <typename T, typename = void>
struct Constant {
  template <typename C>
  static T of(C constant) {
    if constexpr (std::is_floating_point<T>::value) {
      return static_cast<T>(constant);
    } else {
      return T(static_cast<double>(constant));
    }
  }
};
template <typename T>
struct Constant<T, std::enable_if_t<std::is_floating_point<typename T::Scalar>::value>> {
  template <typename C>
  static T of(C constant) {
    return T(static_cast<typename T::Scalar>(constant));
  }
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
/// need them, exp, expm1, log, log1p, sqrt, erf and erfc found by argument-dependent lookup.
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
  explicit SingleValue(C constant) : value(detail::Constant<T>::of(constant)) {}

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

/// How the elements of a scalar type are computed: in which number type, one value at a time; with `Parameter` as the
/// type of an activation's parameters.
///
/// Any scalar: by its own operators. Parameters are numbers without a derivative.
template <typename Scalar>
struct Evaluation {
  using Number = SingleValue<Scalar>;
  using Parameter = double;

  static Number number(const Scalar& x) { return Number(x); }
  static Scalar result(const Number& y) { return y.value; }
};
/// The derivatives are carried along by the chain rule; parameters are those of the value's own type.
template <typename Derivatives>
struct Evaluation<Eigen::AutoDiffScalar<Derivatives>> {
  using Scalar = Eigen::AutoDiffScalar<Derivatives>;
  using Number = SingleValue<Scalar>;
  using Parameter = typename Evaluation<typename Scalar::Scalar>::Parameter;

  static Number number(const Scalar& x) { return Number(x); }
  static Scalar result(const Number& y) { return y.value; }
};
template <>
struct Evaluation<long double> {
  using Number = SingleValue<long double>;
  using Parameter = long double;

  static Number number(long double x) { return Number(x); }
  static long double result(const Number& y) { return y.value; }
};

/// A value in all its lanes: Clang fills the others with anything if only the first is asked for, and what it then
/// divides may raise exceptions.
template <typename V>
HILLOCK_INLINE V all_lanes(V y) {
#if defined(__clang__) && defined(HILLOCK_ASM_FLOAT) && !defined(__CUDA_ARCH__)
  if constexpr (V::width > 1) asm("" : "+" HILLOCK_ASM_FLOAT(y.data));
#endif
  return y;
}

/// In one lane of the narrowest register, by the same instructions as vectors; rounded once to what is stored.
template <typename Scalar, typename Computed>
struct EvaluationInLanes {
  using Number = Lanes<Computed, narrowest_width<Computed>>;
  using Parameter = Computed;

  static HILLOCK_INLINE Number number(const Scalar& x) { return Number(static_cast<Computed>(x)); }
  static HILLOCK_INLINE Scalar result(Number y) { return static_cast<Scalar>(all_lanes(y).first()); }
};
template <>
struct Evaluation<float> : EvaluationInLanes<float, float> {};
template <>
struct Evaluation<double> : EvaluationInLanes<double, double> {};
template <>
struct Evaluation<Eigen::half> : EvaluationInLanes<Eigen::half, float> {};
template <>
struct Evaluation<Eigen::bfloat16> : EvaluationInLanes<Eigen::bfloat16, float> {};

/// The element type of a definition, and the definition whose formulas compute it: with parameters of another type than
/// the elements where Evaluation says so.
template <typename Definition, typename = void>
struct Formulas {
  using Scalar = typename Definition::Scalar;
  using type = Definition;
};
template <template <typename> class Definition, typename Scalar_>
struct Formulas<Definition<Scalar_>,
                std::enable_if_t<std::is_same<typename Definition<Scalar_>::Scalar, Scalar_>::value>> {
  using Scalar = Scalar_;
  using type = Definition<typename Evaluation<Scalar_>::Parameter>;
};

/// The same definition for elements of another type, where it is a template of that alone.
template <typename Definition, typename Scalar>
struct Rebind {
  static constexpr bool exists = false;
};
template <template <typename> class Definition, typename From, typename Scalar>
struct Rebind<Definition<From>, Scalar> {
  static constexpr bool exists = std::is_same<typename Definition<From>::Scalar, From>::value;
  using type = Definition<Scalar>;
};

/// Types that an activation can be computed in.
template <typename T>
struct IsComplex : std::false_type {};
template <typename T>
struct IsComplex<std::complex<T>> : std::true_type {};
template <typename Scalar>
inline constexpr bool is_real = std::is_floating_point<Scalar>::value ||
                                (std::is_class<Scalar>::value && !IsComplex<Scalar>::value &&
                                 !is_eigen_expression<Scalar>);

/// Arrays, pointers and containers: elements in memory that are no Eigen expression.
template <typename X, typename = void>
struct IsMemory : std::bool_constant<std::is_array<X>::value || std::is_pointer<X>::value> {};
template <typename X>
struct IsMemory<X, std::void_t<decltype(std::declval<const X&>().data()), decltype(std::declval<const X&>().size())>>
    : std::bool_constant<!is_eigen_expression<X>> {};

/// Whether arguments are something else, or else this one message of the compiler: the caller goes on only if so.
template <typename... X>
constexpr bool are_arguments() {
  constexpr bool ok = (!IsMemory<X>::value && ...);
  static_assert(ok,
                "hillock: this argument is neither a number nor an Eigen expression. Of a std::vector or an array x "
                "Eigen::Map<const Eigen::VectorXf>(x.data(), x.size()) is one");
  return ok;
}

// The scalar type of an argument: an expression's own; of plain numbers their own, integers count as double (as in
// <cmath>). An AutoDiffScalar may be an expression too, of its derivatives.
template <typename X, typename = void>
struct ScalarOf {
  using type = std::conditional_t<std::is_integral<X>::value, double, X>;
};
template <typename X>
struct ScalarOf<X, std::enable_if_t<is_eigen_expression<X>>> {
  using type = typename X::Scalar;
};
template <typename Derivatives>
struct ScalarOf<Eigen::AutoDiffScalar<Derivatives>> {
  using type = Eigen::AutoDiffScalar<typename std::decay_t<Derivatives>::PlainObject>;
};

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_NUMBER_SINGLE_VALUE_HPP
