// What may stand in the place of a layer's activation, and what the layer asks of it.
#pragma once

#include <type_traits>
#include <utility>

#include <hillock/activation.hpp>
#include <hillock/axis.hpp>
#include <hillock/layer/kept.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// A function of one element, as a lambda, in the place of an activation: without a derivative.
template <typename F, typename Scalar_>
class OfElement {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "a function of one element";
  static constexpr bool has_backward = false;
  static constexpr GradientNeeds gradient_needs = GradientNeeds::input;

  static_assert(
      std::is_invocable<const F&, const Scalar&>::value,
      "hillock: an activation is an object (hillock::tanh), a functor or a function of one element; by its name "
      "there is hillock::visit_activation");

  explicit OfElement(const F& f) : f_(f) {}

  Scalar operator()(const Scalar& x) const { return static_cast<Scalar>(f_(x)); }
  template <typename X, typename Axis>
  auto operator()(const Eigen::DenseBase<X>& x, Axis) const {
    return x.derived().unaryExpr([f = f_](const Scalar& value) { return static_cast<Scalar>(f(value)); });
  }

 private:
  F f_;
};

/// In the place of an activation that was forgotten.
template <typename Scalar_>
struct NoActivation {
  using Scalar = Scalar_;
  static constexpr GradientNeeds gradient_needs = GradientNeeds::input;
};
template <typename Activation>
inline constexpr bool is_no_activation = false;
template <typename Scalar>
inline constexpr bool is_no_activation<NoActivation<Scalar>> = true;

template <typename F, typename = void>
struct HasScalar : std::false_type {};
template <typename F>
struct HasScalar<F, std::void_t<typename F::Scalar>> : std::true_type {};

// Layers take hillock::tanh (any scalar) as well as hillock::Tanh<float> (with its parameters), or a function of one
// element.
template <typename F, typename Scalar, typename = void>
struct BoundActivation {
  using type = std::conditional_t<HasScalar<F>::value, F, OfElement<std::decay_t<F>, Scalar>>;
  static type bind(F f) { return type(f); }
};
template <typename Function, typename Scalar>
struct BoundActivation<Function, Scalar, std::void_t<typename Function::template For<Scalar>>> {
  using type = typename Function::template For<Scalar>;
  static type bind(const Function&) { return Function::template functor<Scalar>(); }
};

// Element-wise activations hand out the functor of one element; functions of a whole vector (softmax) cannot.
template <typename Activation, typename = void>
struct IsElementwise : std::false_type {};
template <typename Activation>
struct IsElementwise<Activation, std::void_t<decltype(std::declval<const Activation&>().template functor<Forward>())>>
    : std::true_type {};

// Gated linear units make half as many outputs of what W x + b gives.
template <typename Activation, typename = void>
struct IsGate : std::false_type {};
template <typename Activation>
struct IsGate<Activation, std::enable_if_t<Activation::halves_its_argument>> : std::true_type {};
/// Whether its values and gates are every second element.
template <typename Activation, typename = void>
inline constexpr bool takes_turns = false;
template <typename Activation>
inline constexpr bool takes_turns<Activation, std::enable_if_t<Activation::is_interleaved>> = true;

// Activations with parameters that are learned (ChannelPReLU) say of which type the gradient of these is.
struct NothingLearned {};
template <typename Activation, typename = void>
struct Learned {
  using type = NothingLearned;
};
template <typename Activation>
struct Learned<Activation, std::void_t<typename Activation::AlphaGradient>> {
  using type = typename Activation::AlphaGradient;
};
template <typename Activation>
inline constexpr bool learns = !std::is_same<typename Learned<Activation>::type, NothingLearned>::value;

/// For arguments that may be an activation: neither numbers nor texts nor what other places are for.
template <typename F, typename Type = std::decay_t<F>>
using IfActivation =
    std::enable_if_t<!is_eigen_expression<Type> && !is_axis<Type> && !std::is_arithmetic<Type>::value &&
                         !std::is_convertible<Type, const void*>::value &&
                         (std::is_pointer<Type>::value || !IsMemory<Type>::value),
                     int>;

template <typename F, typename W>
using BoundTo = typename BoundActivation<F, typename StoredType<W>::Scalar>::type;

}  // namespace detail
HILLOCK_NAMESPACE_END
