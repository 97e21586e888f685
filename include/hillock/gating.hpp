// Gated linear units: one half of a vector decides how much of the other half passes.
#pragma once

#include <type_traits>
#include <utility>

#include <hillock/activations/gelu.hpp>
#include <hillock/activations/relu.hpp>
#include <hillock/activations/sigmoid.hpp>
#include <hillock/activations/silu.hpp>
#include <hillock/vector/two_inputs.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// A function and its derivative, of the lanes of a block.
template <typename Activation>
class GateSide {
 public:
  using Scalar = typename Activation::Scalar;

  explicit GateSide(const Activation& activation)
      : forward_(activation.template functor<Forward>()), derivative_(activation.template functor<Derivative>()) {}

  template <typename V>
  HILLOCK_INLINE V value(V x) const {
    return forward_.evaluate(x);
  }
  template <typename V>
  HILLOCK_INLINE V slope(V x) const {
    return derivative_.evaluate(x);
  }

 private:
  decltype(std::declval<const Activation&>().template functor<Forward>()) forward_;
  decltype(std::declval<const Activation&>().template functor<Derivative>()) derivative_;
};
/// The value itself; its gradient is the gate, also where the value is NaN.
template <typename Scalar_>
struct AsItIs {
  using Scalar = Scalar_;

  template <typename V>
  HILLOCK_INLINE V value(V x) const {
    return x;
  }
  template <typename V>
  HILLOCK_INLINE V slope(V) const {
    return V(1.0);
  }
};

/// A function of the value times one of the gate.
template <typename Value, typename Side>
struct ProductFormula {
  using Scalar = typename Side::Scalar;
  static_assert(std::is_same<typename Value::Scalar, Scalar>::value,
                "hillock: the functions of a gate have different scalar types");
  Value value_side;
  Side gate_side;

  template <typename V>
  HILLOCK_INLINE V value(V x, V gate) const {
    return value_side.value(x) * gate_side.value(gate);
  }
  template <typename V>
  HILLOCK_INLINE GateGradient<V> backward(V x, V gate, V by) const {
    return {by * value_side.slope(x) * gate_side.value(gate), by * value_side.value(x) * gate_side.slope(gate)};
  }
};

}  // namespace detail

/// gated(x) = a .* gate(b): a is the first half of x along the axis, the value; b the second half, the gate (as in
/// PyTorch and Keras). The gate is any activation with its parameters, in any tier:
///
///   hillock::Gated bilinear{hillock::LeakyReLU<float>(0.2f)};
///   y = bilinear(x);                                      // half the rows of x, or half its elements
///   y = bilinear(x, hillock::rowwise);                    // half its columns
///   y = bilinear(x, hillock::gate_first);                 // the first half is the gate
///   y = bilinear(x, hillock::interleaved);                // a and b take turns: a0 b0 a1 b1 ...
///   y = bilinear(a, b);                                   // of two expressions
///   dx = bilinear.backward(x, dy);                        // both halves: dy .* gate(b), dy .* a .* gate'(b)
///   auto g = bilinear.backward(a, b, dy);                 // g.values, g.gates: as of a Gate
///
/// The usual ones have names below. Forward is a lazy element-wise expression, vectorised, and allocates nothing
/// (unless x is computed when it is assigned, as products and softmax are: that is evaluated once, into a temporary);
/// it may be assigned to either half of x or to anything apart from x, but not to x itself, which it would resize (that
/// throws std::invalid_argument). Backward may replace x; where it overlaps x or dy in another way, a temporary keeps
/// it right. The gate is rounded before it is multiplied, in every tier: in ULP of the result its error counts at most
/// twice, and the product adds 1/2 (with a gate within 2 ULP 4.5 at most, in the precise tier 2.5); in backward that of
/// gate' likewise, and the two products add 3/2. Where the gate is subnormal, its error of a few of the smallest
/// numbers is multiplied by a. half and bfloat16 are computed so in float, and rounded once. Special values are those
/// of the gate and of the product (inf times 0 is NaN). An empty vector stays empty. Throws std::invalid_argument for
/// an odd length and for different shapes.
template <typename Activation>
class Gated : public detail::TwoInputs<
                  detail::ProductFormula<detail::AsItIs<typename Activation::Scalar>, detail::GateSide<Activation>>> {
  using Formula = detail::ProductFormula<detail::AsItIs<typename Activation::Scalar>, detail::GateSide<Activation>>;
  using Base = detail::TwoInputs<Formula>;

 public:
  using Scalar = typename Activation::Scalar;

  /// `name` stands in messages.
  explicit Gated(const Activation& gate, const char* name = "Gated")
      : Base(Formula{{}, detail::GateSide<Activation>(gate)}, name), gate_(gate) {}

  const Activation& gate() const { return gate_; }

  /// Of values and gates, two expressions of one shape; lazy.
  template <typename A, typename B, std::enable_if_t<detail::is_eigen_expression<B>, int> = 0>
  auto operator()(const Eigen::DenseBase<A>& values, const B& gates) const {
    return Base::operator()(values, gates);
  }
  /// Of the halves of x, as an element-wise expression where these are blocks of x.
  template <typename X, typename... Options, std::enable_if_t<!(detail::is_eigen_expression<Options> || ...), int> = 0>
  auto operator()(const Eigen::DenseBase<X>& x, Options... options) const {
    // Each half would evaluate all of x, or is not to be had.
    constexpr bool has_blocks = (detail::in_memory<X> || (X::Flags & Eigen::DirectAccessBit) == 0) &&
                                (X::Flags & Eigen::EvalBeforeNestingBit) == 0;
    if constexpr (!has_blocks || (detail::is_interleaved<Options> || ...)) {
      return Base::operator()(x, options...);
    } else {
      detail::have_scalar_of_functor<Scalar, X>();
      this->check_options(options...);
      using Axis = detail::AxisOf<X, Options...>;
      const Eigen::Index half = detail::half_length(this->name_, x.derived(), Axis());
      // The functor of two arguments multiplies f of the first by the second.
      const auto functor = gate_.template functor<Forward>();
      const auto first = detail::some_of(x.derived(), 0, half, Axis());
      const auto second = detail::some_of(x.derived(), half, half, Axis());
      if constexpr ((detail::is_gate_first<Options> || ...)) {
        return first.binaryExpr(second, functor);
      } else {
        return second.binaryExpr(first, functor);
      }
    }
  }

 private:
  Activation gate_;
};

/// A gated linear unit for elements of type Scalar: hillock::SwiGLU<float> and its like. Unit has a `name` and a
/// `Gate`, a hillock::Function.
template <typename Unit, typename Scalar>
class GatedUnit : public Gated<typename Unit::Gate::template For<Scalar>> {
 public:
  static constexpr const char* name = Unit::name;

  GatedUnit() : Gated<typename Unit::Gate::template For<Scalar>>(Unit::Gate::template functor<Scalar>(), name) {}
};

/// The same for every scalar type, as an object: hillock::swiglu.
template <typename Unit>
struct GatedFunction : public detail::RefusesMemory<GatedFunction<Unit>> {
  using detail::RefusesMemory<GatedFunction<Unit>>::operator();
  /// The functor for elements of type Scalar.
  template <typename Scalar>
  using For = GatedUnit<Unit, Scalar>;

  /// An object of it.
  template <typename Scalar>
  static For<Scalar> functor() {
    return For<Scalar>();
  }

  /// a .* gate(b): of the halves of x, with the options of Gated, or of two expressions a and b.
  template <typename X, typename... Options>
  auto operator()(const Eigen::DenseBase<X>& x, const Options&... options) const {
    return functor<typename X::Scalar>()(x, options...);
  }

  /// The gradient of both halves, with the same options; or of two expressions, backward(a, b, dy) and, into a
  /// GateGradient, backward(a, b, dy, g).
  template <typename X, typename DY, typename... Options>
  auto backward(const Eigen::DenseBase<X>& x, const DY& dy, Options&&... options) const {
    return functor<typename X::Scalar>().backward(x, dy, options...);
  }
};

/// a .* sigma(b).
///
/// Source: Y. N. Dauphin, A. Fan, M. Auli, D. Grangier, "Language modeling with gated convolutional networks", ICML
/// 2017.
template <typename Tier>
struct GluUnit {
  static constexpr const char* name = "glu";
  using Gate = Function<definition::Sigmoid, Tier>;
};
/// a .* SiLU(b).
///
/// Source: N. Shazeer, "GLU variants improve transformer", arXiv:2002.05202, 2020.
template <typename Tier>
struct SwiGluUnit {
  static constexpr const char* name = "swiglu";
  using Gate = Function<definition::SiLU, Tier>;
};
/// a .* GELU(b).
///
/// Source: N. Shazeer, "GLU variants improve transformer", arXiv:2002.05202, 2020.
template <typename Tier>
struct GeGluUnit {
  static constexpr const char* name = "geglu";
  using Gate = Function<definition::GELU, Tier>;
};
/// a .* max(b, 0).
///
/// Source: N. Shazeer, "GLU variants improve transformer", arXiv:2002.05202, 2020.
template <typename Tier>
struct ReGluUnit {
  static constexpr const char* name = "reglu";
  using Gate = Function<definition::ReLU, Tier>;
};

HILLOCK_DECLARE_FAST_VECTOR_FUNCTION(GLU, glu, GatedFunction, GluUnit)
HILLOCK_DECLARE_FAST_VECTOR_FUNCTION(SwiGLU, swiglu, GatedFunction, SwiGluUnit)
HILLOCK_DECLARE_FAST_VECTOR_FUNCTION(GeGLU, geglu, GatedFunction, GeGluUnit)
HILLOCK_DECLARE_VECTOR_FUNCTION(ReGLU, reglu, GatedFunction, ReGluUnit)

HILLOCK_NAMESPACE_END
