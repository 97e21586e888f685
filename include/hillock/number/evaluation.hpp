// In which Number the elements of each scalar type are computed, and of which type an argument's elements are.
#pragma once

#include <complex>
#include <type_traits>
#include <utility>

#include <hillock/number/single_value.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// By the scalar's own operators.
template <typename Scalar, typename Parameter_>
struct EvaluationByItself {
  using Number = SingleValue<Scalar>;
  using Parameter = Parameter_;

  static Number number(const Scalar& x) { return Number(x); }
  static Scalar result(const Number& y) { return y.value; }
};

/// How the elements of a scalar type are computed: in which number type, one value at a time; with `Parameter` as the
/// type of an activation's parameters, which for any scalar are numbers without a derivative.
template <typename Scalar>
struct Evaluation : EvaluationByItself<Scalar, double> {};
/// The derivatives are carried along by the chain rule; parameters are those of the value's own type.
template <typename Derivatives>
struct Evaluation<Eigen::AutoDiffScalar<Derivatives>>
    : EvaluationByItself<Eigen::AutoDiffScalar<Derivatives>,
                         typename Evaluation<typename Eigen::AutoDiffScalar<Derivatives>::Scalar>::Parameter> {};
template <>
struct Evaluation<long double> : EvaluationByItself<long double, long double> {};

/// In a register of one lane, by the operations of vectors; rounded once to what is stored.
template <typename Scalar, typename Computed>
struct EvaluationInOneLane {
  using Number = Lanes<Computed, 1>;
  using Parameter = Computed;

  static HILLOCK_INLINE Number number(const Scalar& x) { return Number(static_cast<Computed>(x)); }
  static HILLOCK_INLINE Scalar result(Number y) { return static_cast<Scalar>(y.first()); }
};
template <>
struct Evaluation<float> : EvaluationInOneLane<float, float> {};
template <>
struct Evaluation<double> : EvaluationInOneLane<double, double> {};
template <>
struct Evaluation<Eigen::half> : EvaluationInOneLane<Eigen::half, float> {};
template <>
struct Evaluation<Eigen::bfloat16> : EvaluationInOneLane<Eigen::bfloat16, float> {};

/// The same definition for elements of another type, where it is a template of that alone; else itself.
template <typename Definition, typename Scalar, typename = void>
struct Rebind {
  static constexpr bool exists = false;
  using type = Definition;
};
template <template <typename> class Definition, typename From, typename Scalar>
struct Rebind<Definition<From>, Scalar,
              std::enable_if_t<std::is_same<typename Definition<From>::Scalar, From>::value>> {
  static constexpr bool exists = true;
  using type = Definition<Scalar>;
};

/// The element type of a definition, and the definition whose formulas compute it: with parameters of another type than
/// the elements where Evaluation says so.
template <typename Definition>
struct Formulas {
  using Scalar = typename Definition::Scalar;
  using type = typename Rebind<Definition, typename Evaluation<Scalar>::Parameter>::type;
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

/// Whether arguments are numbers or Eigen expressions, of real numbers, or else one message of the compiler: the caller
/// goes on only if so.
template <typename... X>
constexpr bool are_arguments() {
  constexpr bool ok = (!IsMemory<X>::value && ...);
  static_assert(ok,
                "hillock: this argument is neither a number nor an Eigen expression. Of a std::vector or an array x "
                "Eigen::Map<const Eigen::VectorXf>(x.data(), x.size()) is one (without const, to be written into)");
  constexpr bool is_of_real_numbers = (is_real<typename ScalarOf<X>::type> && ...);
  static_assert(is_of_real_numbers,
                "hillock: the elements must be float or double, or of another type that behaves like a real number");
  return ok && is_of_real_numbers;
}

/// Whether expressions have the scalar type of a functor, or else one message of the compiler.
template <typename Scalar, typename... X>
constexpr bool have_scalar_of_functor() {
  constexpr bool ok = (std::is_same<typename X::Scalar, Scalar>::value && ...);
  static_assert(ok, "hillock: the functor and the expression have different scalar types");
  return ok;
}

/// The base of what is called with Eigen expressions: calls with an array or a container get that message. A type for
/// each Caller, so that one may be a member of another and take no more room.
template <typename Caller>
struct RefusesMemory {
  template <typename X, typename... Others, std::enable_if_t<IsMemory<X>::value>* = nullptr>
  auto operator()(const X&, const Others&...) const {
    if constexpr (are_arguments<X>()) return;  // asks before the caller's `auto y = ` finds nothing
  }
  template <typename X, typename... Others, std::enable_if_t<IsMemory<X>::value>* = nullptr>
  auto forward(const X&, const Others&...) const {
    if constexpr (are_arguments<X>()) return;
  }
};

}  // namespace detail
HILLOCK_NAMESPACE_END
