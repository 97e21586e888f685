// Gates of any two functions: of two inputs, or of the halves of one.
#pragma once

#include <type_traits>

#include <hillock/activations/swish.hpp>
#include <hillock/gating.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// 1 + x with x held within [-limit, limit].
template <typename Scalar_>
struct ClippedPlusOne {
  using Scalar = Scalar_;
  Computed<Scalar> limit;

  template <typename V>
  HILLOCK_INLINE V value(V x) const {
    return clamp(x, -limit, limit) + V(1.0);
  }
  template <typename V>
  HILLOCK_INLINE V slope(V x) const {
    return select(abs(x) > V(limit), V(0.0), V(1.0));
  }
};
/// A function of x held below a limit.
template <typename Activation>
struct ClippedAbove {
  using Scalar = typename Activation::Scalar;
  GateSide<Activation> side;
  Computed<Scalar> limit;

  template <typename V>
  HILLOCK_INLINE V value(V x) const {
    return side.value(clamp_above(x, limit));
  }
  template <typename V>
  HILLOCK_INLINE V slope(V x) const {
    return select(x > V(limit), V(0.0), side.slope(clamp_above(x, limit)));
  }
};

/// z f(x) + (1 - z) x for z = g(the gate).
template <typename Value, typename Side>
struct BlendFormula {
  using Scalar = typename Side::Scalar;
  static_assert(std::is_same<typename Value::Scalar, Scalar>::value,
                "hillock: the functions of a gate have different scalar types");
  Value value_side;
  Side gate_side;

  template <typename V>
  HILLOCK_INLINE V value(V x, V gate) const {
    const V z = gate_side.value(gate);
    return madd(z, value_side.value(x), (V(1.0) - z) * x);
  }
  template <typename V>
  HILLOCK_INLINE GateGradient<V> backward(V x, V gate, V by) const {
    const V z = gate_side.value(gate);
    return {by * madd(z, value_side.slope(x), V(1.0) - z), by * (value_side.value(x) - x) * gate_side.slope(gate)};
  }
};

}  // namespace detail

/// f(a) .* g(b) for any two activations with their parameters, in any tier: a is the value, b the gate.
///
///   const hillock::Gate wave{hillock::Tanh<float>{}, hillock::Sigmoid<float>{}};
///   y = wave(a, b);                                 // two expressions of one shape
///   y = wave(x);                                    // the halves of x: its rows, or those of a vector
///   y = wave(x, hillock::rowwise, hillock::gate_first);     // its columns, of which the first ones are the gate
///   y = wave(x, hillock::interleaved);              // every second row, from the first one, and those between them
///   auto g = wave.backward(a, b, dy);               // g.values: dy f'(a) g(b); g.gates: dy f(a) g'(b)
///   wave.backward(a, b, dy, g);                     // into g: allocates nothing once it has its sizes
///   dx = wave.backward(x, dy);                      // of both halves, with the same options
///   hillock::Dense layer{W, b, wave};               // half as many outputs as W has rows
///
/// Each function is rounded before they are multiplied: in ULP of the result their errors count at most twice, and each
/// product adds 1/2 (of two functions within 2 ULP 8.5 at most, in the precise tier 4.5). half and bfloat16 are
/// computed so in float, and rounded once. Special values are those of the functions and of the product (inf times 0 is
/// NaN). The bits of an element do not depend on where it is. Results may be assigned to anything; g.values and g.gates
/// may be any of the arguments, but not one and the same. Throws std::invalid_argument for different shapes and for an
/// odd length.
///
/// Source: A. van den Oord et al., "WaveNet: A Generative Model for Raw Audio", arXiv:1609.03499, 2016 (tanh and
/// sigmoid).
template <typename Value, typename Activation>
class Gate : public detail::TwoInputs<detail::ProductFormula<detail::GateSide<Value>, detail::GateSide<Activation>>> {
  using Formula = detail::ProductFormula<detail::GateSide<Value>, detail::GateSide<Activation>>;

 public:
  /// `name` stands in messages.
  explicit Gate(const Value& value, const Activation& gate, const char* name = "Gate")
      : detail::TwoInputs<Formula>(Formula{detail::GateSide<Value>(value), detail::GateSide<Activation>(gate)}, name) {}
};

/// z f(a) + (1 - z) a with z = g(b): g says how much of f is applied to a; element by element, for any two activations.
/// Calls and errors are those of Gate; the gradients are dy (z f'(a) + 1 - z) and dy (f(a) - a) g'(b).
///
///   const hillock::Blend blend{hillock::Tanh<float>{}, hillock::Sigmoid<float>{}};
///   y = blend(a, b);                                // or of the halves of one x, as a Gate
///
/// The terms are added in one rounding. They may cancel, so the error is bounded by their size: with f and g within 2
/// ULP by 1/2 ULP of the result plus 8 ULP of the larger of |z f(a)|, |z a| and |(1 - z) a|. Special values are those
/// of the formula (of a = inf and z = 1 NaN).
///
/// Source: NeuralAmpModelerCore's "blended" gating mode, github.com/sdatkinson/NeuralAmpModelerCore.
template <typename Value, typename Activation>
class Blend : public detail::TwoInputs<detail::BlendFormula<detail::GateSide<Value>, detail::GateSide<Activation>>> {
  using Formula = detail::BlendFormula<detail::GateSide<Value>, detail::GateSide<Activation>>;

 public:
  /// `name` stands in messages.
  explicit Blend(const Value& value, const Activation& gate, const char* name = "Blend")
      : detail::TwoInputs<Formula>(Formula{detail::GateSide<Value>(value), detail::GateSide<Activation>(gate)}, name) {}
};

/// (a + 1) .* b sigma(alpha b) with a held within [-limit, limit] and b below limit: the SwiGLU of gpt-oss, by default
/// with its alpha = 1.702 and limit = 7. Calls, gradients and errors are those of Gate; where an input is beyond a
/// limit its gradient is 0. alpha is finite and limit positive and finite, else std::invalid_argument.
///
///   y = hillock::ClippedSwiGLU<float>()(a, b);              // or of one x, whose second half is the gate
///   y = hillock::ClippedSwiGLU<float>(1.702f, 7.0f)(x, hillock::gate_first);
///   y = hillock::ClippedSwiGLU<float>()(x, hillock::gate_first, hillock::interleaved);  // as gpt-oss stores it
///
/// Source: OpenAI, "gpt-oss-120b & gpt-oss-20b Model Card", arXiv:2508.10925, 2025.
template <typename Scalar, typename Tier = tier::Default>
class ClippedSwiGLU
    : public detail::TwoInputs<
          detail::ProductFormula<detail::ClippedPlusOne<Scalar>, detail::ClippedAbove<Swish<Scalar, Tier>>>> {
  using Swishes = detail::ClippedAbove<Swish<Scalar, Tier>>;
  using Formula = detail::ProductFormula<detail::ClippedPlusOne<Scalar>, Swishes>;

 public:
  static constexpr const char* name = "ClippedSwiGLU";
  /// The type of alpha and limit: float for half and bfloat16, else Scalar.
  using Parameter = detail::Computed<Scalar>;

  /// alpha is the slope of the gate's sigmoid, limit where both inputs are clipped.
  explicit ClippedSwiGLU(Parameter alpha = Parameter(1.702), Parameter limit = Parameter(7))
      : detail::TwoInputs<Formula>(
            Formula{{limit}, Swishes{detail::GateSide<Swish<Scalar, Tier>>(Swish<Scalar, Tier>(alpha)), limit}}, name) {
    detail::require_positive(name, "limit", limit);
  }
};

/// A gate with the order in which its halves lie, where nobody says it at the call: in a layer.
///
///   const hillock::OrderedGate gpt{hillock::ClippedSwiGLU<float>(), hillock::gate_first, hillock::interleaved};
///   hillock::Dense layer{W, b, gpt};                // the rows of W and b as gpt-oss stores them
///   y = gpt(x);                                     // as the gate itself, with these options
///   hillock::Dense{W, b, hillock::OrderedGate{hillock::swiglu, hillock::gate_first}};
template <typename GateType, typename... Order>
class OrderedGate {
  static_assert(((detail::is_gate_first<Order> || detail::is_interleaved<Order>)&&...),
                "hillock: the order of a gate's halves is hillock::gate_first and hillock::interleaved");

 public:
  using Scalar = typename GateType::Scalar;
  /// For layers: the result is half as large as the argument.
  static constexpr bool halves_its_argument = true;
  /// Whether values and gates take turns.
  static constexpr bool is_interleaved = (detail::is_interleaved<Order> || ...);
  /// Its output does not determine the gradient.
  static constexpr GradientNeeds gradient_needs = GradientNeeds::input;

  /// The gate, and the options in place of those of a call.
  explicit OrderedGate(const GateType& gate, Order...) : gate_(gate) {}

  const GateType& gate() const { return gate_; }

  /// Of the halves of x along the axis; lazy.
  template <typename X, typename Axis = detail::DefaultAxis<X>>
  auto operator()(const Eigen::DenseBase<X>& x, Axis axis = {}) const {
    return gate_(x.derived(), axis, Order()...);
  }
  /// The gradient of both halves; lazy.
  template <typename X, typename DY, typename Axis = detail::DefaultAxis<X>>
  auto backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Axis axis = {}) const {
    return gate_.backward(x.derived(), dy.derived(), axis, Order()...);
  }

 private:
  GateType gate_;
};

/// Of a gated linear unit for every scalar type.
template <typename Unit, typename... Order>
class OrderedGate<GatedFunction<Unit>, Order...> {
 public:
  /// The functor for elements of type Scalar.
  template <typename Scalar>
  using For = OrderedGate<GatedUnit<Unit, Scalar>, Order...>;

  /// The unit, and the options in place of those of a call.
  explicit OrderedGate(GatedFunction<Unit>, Order...) {}

  /// An object of it.
  template <typename Scalar>
  static For<Scalar> functor() {
    return For<Scalar>(GatedUnit<Unit, Scalar>(), Order()...);
  }

  /// Of the halves of x along the axis; lazy.
  template <typename X, typename Axis = detail::DefaultAxis<X>>
  auto operator()(const Eigen::DenseBase<X>& x, Axis axis = {}) const {
    return functor<typename X::Scalar>()(x, axis);
  }
  /// The gradient of both halves; lazy.
  template <typename X, typename DY, typename Axis = detail::DefaultAxis<X>>
  auto backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Axis axis = {}) const {
    return functor<typename X::Scalar>().backward(x, dy, axis);
  }
};

namespace precise {
template <typename Scalar>
using ClippedSwiGLU = hillock::ClippedSwiGLU<Scalar, tier::Precise>;
}  // namespace precise
namespace fast {
template <typename Scalar>
using ClippedSwiGLU = hillock::ClippedSwiGLU<Scalar, tier::Fast>;
}  // namespace fast

HILLOCK_NAMESPACE_END
