// What an activation is: a definition, made into a functor for one scalar type and one tier (Activation) and into an
// object for all scalar types (Function).
#pragma once

#include <type_traits>
#include <utility>

#include <hillock/check/errors.hpp>
#include <hillock/elementwise.hpp>

HILLOCK_NAMESPACE_BEGIN

// A definition is written once per function, in activations/ or in a user's program:
//
//   template <typename Scalar_>
//   struct Cubic {
//     using Scalar = Scalar_;                                   // the element type, also that of parameters
//     static constexpr const char* name = "cubic";              // as in messages, benchmarks and tables
//     static constexpr ErrorBounds bounds = guaranteed_bounds;  // ULP of f and f', by tier
//
//     template <typename Number> HILLOCK_INLINE Number forward(Number x) const { return x * x * x; }
//     template <typename Number> HILLOCK_INLINE Number derivative(Number x) const { return Number(3) * x * x; }
//   };
//
// Number is several values at once (number/lanes.hpp), in the precise tier a wider type, for scalars without registers
// a single value (number/single_value.hpp): it has + - * /, comparisons, select, madd, abs, and the functions of
// math/functions.hpp. Optional members:
//
//   derivative_from_output(y)         f' written with the output, where that determines it; absolute accuracy
//   backward(x, dy)                   dy f'(x) by a formula of its own, where f'(x) may overflow and the product not
//   output_determines_derivative()    false if not for these parameters (a run-time question)
//   static constexpr traits           in what it is computed: DefinitionTraits in tiers.hpp
//   is_usual<What, Number>()          a bool if forward or derivative (What) of Number is for some parameters only, for
//                                     which loops ask once; std::true_type, or no such member, if it is for all. Not
//                                     asked of floats computed in double, which have range to spare, nor of single
//                                     values.
//   unusual_forward(x),               for the other parameters in the same Number; without them a wider one is taken,
//   unusual_derivative(x)             where forward or unusual_forward must do (activations/celu.hpp, isru.hpp)

/// What a layer must keep of the forward pass for the gradient.
enum class GradientNeeds { input, output };

namespace detail {

template <typename Definition, typename = void>
struct HasDerivativeFromOutput : std::false_type {};
template <typename Definition>
struct HasDerivativeFromOutput<Definition,
                               std::void_t<decltype(std::declval<const Definition&>().derivative_from_output(
                                   std::declval<typename Evaluation<typename Definition::Scalar>::Number>()))>>
    : std::true_type {};

template <typename Definition, typename = void>
struct HasOutputCondition : std::false_type {};
template <typename Definition>
struct HasOutputCondition<Definition,
                          std::void_t<decltype(std::declval<const Definition&>().output_determines_derivative())>>
    : std::true_type {};

/// Whether a function has a backward: those that have none say so.
template <typename F, typename = void>
struct HasBackward : std::true_type {};
template <typename F>
struct HasBackward<F, std::enable_if_t<!F::has_backward>> : std::false_type {};

}  // namespace detail

/// An element-wise activation with its parameters, for elements of type Definition::Scalar: float, double, half and
/// bfloat16 (computed in float and rounded once), long double, or a class that behaves like a real number.
///
/// A functor: act(x) for a value or any dense Eigen expression (lazy, vectorised, any layout), also x.unaryExpr(act).
/// In place is safe; a destination that overlaps x in part is not, as everywhere in Eigen: there y = act(x).eval().
/// Const and stateless apart from the parameters: one functor may serve many threads. Nothing here allocates or throws,
/// except that two arguments of different shapes throw std::invalid_argument.
template <typename Definition, typename Tier_ = tier::Default>
class Activation : public detail::Formulas<Definition>::type {
  using Formulas = typename detail::Formulas<Definition>::type;

 public:
  using Tier = Tier_;
  using Scalar = typename detail::Formulas<Definition>::Scalar;
  /// The type of parameters: float for half and bfloat16, double for scalars that carry derivatives, else Scalar.
  using Parameter = typename Formulas::Scalar;
  using Formulas::Formulas;
  static_assert(!std::is_same<Tier, tier::Exact>::value || std::is_same<Scalar, float>::value,
                "hillock: exact:: is for elements of type float; others have precise::");

  /// Whether the gradient can be had from the output y alone (see output_determines_derivative for the parameters).
  static constexpr GradientNeeds gradient_needs =
      detail::HasDerivativeFromOutput<Formulas>::value ? GradientNeeds::output : GradientNeeds::input;

  /// f(x).
  HILLOCK_INLINE Scalar operator()(const Scalar& x) const { return functor<Forward>()(x); }
  /// Of each element of an expression; lazy.
  template <typename X>
  auto operator()(const Eigen::DenseBase<X>& x) const {
    return unary<Forward>(x);
  }

  /// f'(x), with a relative error bound.
  HILLOCK_INLINE Scalar derivative(const Scalar& x) const { return functor<Derivative>()(x); }
  /// Of each element of an expression; lazy.
  template <typename X>
  auto derivative(const Eigen::DenseBase<X>& x) const {
    return unary<Derivative>(x);
  }

  /// dy .* f'(x), in one pass: within the bound of f' and 1/2 ULP, and where f' is below the normal numbers within four
  /// times |dy| times the smallest number. Where f' alone would overflow (exponential, relu_squared, xielu, math's
  /// expm1 and log), the product does only if it must; but not for parameters that let f'(x) overflow (a scaled_tanh of
  /// which a b does, a narrow laplace): it is dy times infinity then.
  HILLOCK_INLINE Scalar backward(const Scalar& x, const Scalar& dy) const { return functor<Derivative>()(x, dy); }
  /// Of each element of expressions of the same shape, else std::invalid_argument; lazy.
  template <typename X, typename DY>
  auto backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy) const {
    return binary<Derivative>("x", x, dy);
  }

  /// f' written with y = f(x): cheaper, but accurate only in absolute terms (where f saturates it is 0).
  HILLOCK_INLINE Scalar derivative_from_output(const Scalar& y) const {
    require_output_determines_derivative();
    return functor<DerivativeFromOutput>()(y);
  }
  /// Of each element of an expression; lazy.
  template <typename Y>
  auto derivative_from_output(const Eigen::DenseBase<Y>& y) const {
    require_output_determines_derivative();
    return unary<DerivativeFromOutput>(y);
  }

  /// dy .* f' written with y = f(x).
  HILLOCK_INLINE Scalar backward_from_output(const Scalar& y, const Scalar& dy) const {
    require_output_determines_derivative();
    return functor<DerivativeFromOutput>()(y, dy);
  }
  /// Of each element of expressions of the same shape, else std::invalid_argument; lazy.
  template <typename Y, typename DY>
  auto backward_from_output(const Eigen::DenseBase<Y>& y, const Eigen::DenseBase<DY>& dy) const {
    require_output_determines_derivative();
    return binary<DerivativeFromOutput>("y", y, dy);
  }

  /// Whether derivative_from_output is defined for these parameters.
  constexpr bool output_determines_derivative() const {
    if constexpr (!detail::HasDerivativeFromOutput<Formulas>::value) {
      return false;
    } else if constexpr (detail::HasOutputCondition<Formulas>::value) {
      return Formulas::output_determines_derivative();
    } else {
      return true;
    }
  }

  /// What x.unaryExpr(act) evaluates, for loop/elementwise_loop.hpp.
  static constexpr bool is_hillock_functor = true;
  HILLOCK_INLINE auto elementwise() const { return functor<Forward>(); }

  /// Eigen's packet protocol, for x.unaryExpr(act).
  template <typename Packet>
  HILLOCK_INLINE Packet packetOp(const Packet& x) const {
    return functor<Forward>().packetOp(x);
  }

  /// What the expressions above evaluate: f, f' or f' from the output, on values, packets and lanes.
  template <typename What>
  HILLOCK_INLINE auto functor() const {
    return Elementwise<Definition, detail::EffectiveTier<typename detail::Formulas<Definition>::type, Tier, What>,
                       What>(*this);
  }

 private:
  template <typename X>
  static constexpr bool is_same_scalar = std::is_same<typename X::Scalar, Scalar>::value;

  template <typename What, typename X>
  auto unary(const Eigen::DenseBase<X>& x) const {
    static_assert(is_same_scalar<X>, "hillock: the functor and the expression have different scalar types");
    if constexpr (is_same_scalar<X>) return x.derived().unaryExpr(functor<What>());
  }

  template <typename What, typename X, typename DY>
  auto binary(const char* first, const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy) const {
    static_assert(is_same_scalar<X> && is_same_scalar<DY>,
                  "hillock: the functor and the expression have different scalar types");
    if constexpr (is_same_scalar<X> && is_same_scalar<DY>) {
      detail::require_same_shape(Formulas::name, first, x, "dy", dy);
      return x.derived().binaryExpr(dy.derived(), functor<What>());
    }
  }

  void require_output_determines_derivative() const {
    static_assert(detail::HasDerivativeFromOutput<Formulas>::value,
                  "hillock: this function's output does not determine its derivative; use derivative(x)");
    if (!output_determines_derivative()) {
      detail::fail(Formulas::name,
                   "with these parameters the output does not determine the derivative; use derivative(x)");
    }
  }
};

/// An activation for every scalar type: hillock::sigmoid, hillock::leaky_relu, ... Parameters follow the arguments.
template <template <typename> class Definition, typename Tier = tier::Default>
struct Function {
  /// The functor for elements of type Scalar.
  template <typename Scalar>
  using For = Activation<Definition<Scalar>, Tier>;

  /// The functor, with these parameters; bad ones throw std::invalid_argument where the function has such.
  template <typename Scalar, typename... Parameters>
  static HILLOCK_INLINE For<Scalar> functor(Parameters... parameters) {
    static_assert(detail::is_real<Scalar>,
                  "hillock: the elements must be float or double, or of another type that behaves like a real number");
    using Parameter = typename For<Scalar>::Parameter;
    constexpr bool ok = (std::is_constructible<Parameter, Parameters>::value && ...) &&
                        std::is_constructible<For<Scalar>, std::conditional_t<true, Parameter, Parameters>...>::value;
    static_assert(ok, "hillock: the function's parameters are numbers, and not as many as these: its page has a list");
    if constexpr (ok) return For<Scalar>(static_cast<Parameter>(parameters)...);
  }

  /// f(x), of a value or of an expression.
  template <typename X, typename... Parameters>
  HILLOCK_INLINE auto operator()(const X& x, Parameters... parameters) const {
    if constexpr (detail::are_arguments<X>()) {
      return functor<typename detail::ScalarOf<X>::type>(parameters...)(x);
    }
  }
  /// f'(x), with a relative error bound.
  template <typename X, typename... Parameters>
  HILLOCK_INLINE auto derivative(const X& x, Parameters... parameters) const {
    if constexpr (detail::are_arguments<X>()) {
      return functor<typename detail::ScalarOf<X>::type>(parameters...).derivative(x);
    }
  }
  /// dy .* f'(x), in one pass.
  template <typename X, typename DY, typename... Parameters>
  HILLOCK_INLINE auto backward(const X& x, const DY& dy, Parameters... parameters) const {
    if constexpr (detail::are_arguments<X, DY>()) {
      return functor<typename detail::ScalarOf<X>::type>(parameters...).backward(x, dy);
    }
  }
  /// f' written with y = f(x): absolute accuracy.
  template <typename Y, typename... Parameters>
  HILLOCK_INLINE auto derivative_from_output(const Y& y, Parameters... parameters) const {
    if constexpr (detail::are_arguments<Y>()) {
      return functor<typename detail::ScalarOf<Y>::type>(parameters...).derivative_from_output(y);
    }
  }
  /// dy .* f' written with y = f(x): absolute accuracy.
  template <typename Y, typename DY, typename... Parameters>
  HILLOCK_INLINE auto backward_from_output(const Y& y, const DY& dy, Parameters... parameters) const {
    if constexpr (detail::are_arguments<Y, DY>()) {
      return functor<typename detail::ScalarOf<Y>::type>(parameters...).backward_from_output(y, dy);
    }
  }
};

/// Whether expressions of this functor (or of this kind of functor) on elements of type Scalar are evaluated in SIMD
/// packets on this target. Of half and bfloat16: where the functor is the last that is applied, as in y = f(a + b), and
/// y lies in memory side by side; in the middle of an expression, as in y = f(x) + b, they are computed one by one.
template <typename Functor, typename Scalar>
inline constexpr bool is_vectorized_v = std::is_same_v<typename Functor::Scalar, Scalar> &&
                                        (detail::functor_has_packets<Functor> || detail::has_short_loop<Functor>);

HILLOCK_NAMESPACE_END

namespace Eigen {
namespace internal {

template <typename Definition, typename Tier>
struct functor_traits<hillock::Activation<Definition, Tier>>
    : functor_traits<hillock::Elementwise<Definition, Tier, hillock::Forward>> {};

}  // namespace internal
}  // namespace Eigen

/// Declares the names of a function, in every tier: the functor `Type<Scalar>` and the object `object`.
#define HILLOCK_DECLARE_ACTIVATION(Type, object) \
  HILLOCK_DECLARE_TIERS(Type, object)            \
  HILLOCK_SAME_IN_FAST_TIER(hillock::Type, hillock::object)
/// The same for a function whose definition is `fast`.
#define HILLOCK_DECLARE_FAST_ACTIVATION(Type, object) \
  HILLOCK_DECLARE_TIERS(Type, object)                 \
  HILLOCK_DECLARE_TIER(fast, tier::Fast, Type, object)

/// And for one with an exact tier, beside either of these.
#define HILLOCK_DECLARE_EXACT_ACTIVATION(Type, object) HILLOCK_DECLARE_TIER(exact, tier::Exact, Type, object)

#define HILLOCK_DECLARE_TIERS(Type, object)                 \
  template <typename Scalar, typename Tier = tier::Default> \
  using Type = Activation<definition::Type<Scalar>, Tier>;  \
  inline constexpr Function<definition::Type> object{};     \
  HILLOCK_DECLARE_TIER(precise, tier::Precise, Type, object)
#define HILLOCK_DECLARE_TIER(space, Tier, Type, object)       \
  namespace space {                                           \
  template <typename Scalar>                                  \
  using Type = Activation<definition::Type<Scalar>, Tier>;    \
  inline constexpr Function<definition::Type, Tier> object{}; \
  }
