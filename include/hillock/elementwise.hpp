// The one Eigen functor: evaluates a formula of a definition on single values and on packets, by the same code.
#pragma once

#include <type_traits>
#include <utility>

#include <hillock/effective_tier.hpp>
#include <hillock/loop/elementwise_loop.hpp>

HILLOCK_NAMESPACE_BEGIN

// What to evaluate of a definition (see activation.hpp for what a definition is).
struct Forward {
  template <typename Definition, typename Number>
  static HILLOCK_INLINE auto unusual(const Definition& definition, Number x)
      -> decltype(definition.unusual_forward(x)) {
    return definition.unusual_forward(x);
  }
};
struct Derivative {
  template <typename Definition, typename Number>
  static HILLOCK_INLINE auto unusual(const Definition& definition, Number x)
      -> decltype(definition.unusual_derivative(x)) {
    return definition.unusual_derivative(x);
  }
};
struct DerivativeFromOutput {};

namespace detail {

/// That of a definition in the numbers of a tier. The loops call this, and this the definition, with nothing in
/// between: GCC optimises a kernel once more at every level it is inlined through.
template <typename What, typename Definition, typename Tier>
struct Formula {
  Definition definition;

  template <typename V>
  HILLOCK_INLINE V evaluate_inline(const V& x) const {
    if constexpr (!std::is_same<What, DerivativeFromOutput>::value && asks_for_usual<What, Tier, Definition, V>) {
      if (!is_usual<What, Tier, V>(definition)) return evaluate_unusual<What, Tier>(definition, x);
    }
    return evaluate_usual(x);
  }
  template <typename V>
  HILLOCK_INLINE V evaluate_usual(const V& x) const {
    if constexpr (std::is_same<What, Forward>::value) {
      return Tier::value(definition.forward(Tier::number(x)));
    } else if constexpr (std::is_same<What, Derivative>::value) {
      return Tier::value(definition.derivative(Tier::number(x)));
    } else {
      return Tier::value(definition.derivative_from_output(Tier::number(x)));
    }
  }
  /// dy f'(x) by a formula of its own, where there is one.
  template <typename V, typename D = Definition, typename W = What,
            std::enable_if_t<std::is_same<W, Derivative>::value, int> = 0>
  HILLOCK_INLINE auto evaluate_product(const V& x, const V& dy) const
      -> decltype(Tier::value(std::declval<const D&>().backward(Tier::number(x), Tier::number(dy)))) {
    return Tier::value(definition.backward(Tier::number(x), Tier::number(dy)));
  }
};
template <typename Definition>
struct Formula<Forward, Definition, tier::Exact> {
  Definition definition;

  template <typename V>
  HILLOCK_INLINE V evaluate_inline(const V& x) const {
    return exact_value<Forward>(definition, x);
  }
};

// backward(x, dy) in a definition.
template <typename Formula, typename V, typename = void>
inline constexpr bool has_own_product = false;
template <typename Formula, typename V>
inline constexpr bool has_own_product<
    Formula, V, std::void_t<decltype(std::declval<const Formula&>().evaluate_product(V(0.0), V(0.0)))>> = true;

template <typename Formula, typename V>
EIGEN_DEVICE_FUNC EIGEN_DONT_INLINE V product_out_of_line(const Formula& formula, V x, V dy) {
  return formula.evaluate_product(x, dy);
}

/// Whether a functor's half or bfloat16 have packets in the own loops (as such; Eigen knows of none).
template <typename Functor, typename = void>
inline constexpr bool has_short_loop = false;
template <typename Functor>
inline constexpr bool has_short_loop<Functor, std::enable_if_t<Functor::is_hillock_functor>> =
    is_short<typename Functor::Scalar>&& loop_width<float> > 1;

/// What evaluates f, f' or f' from the output of a definition in a tier.
template <typename Definition, typename Tier, typename What>
using FormulaOf =
    Formula<What, typename Formulas<Definition>::type, EffectiveTier<typename Formulas<Definition>::type, Tier, What>>;

}  // namespace detail

/// f(x), f'(x) or f'(y) for one argument; times dy for two.
template <typename Definition, typename Tier_, typename What>
class Elementwise : public detail::FormulaOf<Definition, Tier_, What> {
  using Formula = detail::FormulaOf<Definition, Tier_, What>;

 public:
  using Scalar = typename detail::Formulas<Definition>::Scalar;
  using Formulas = typename detail::Formulas<Definition>::type;
  using Tier = detail::EffectiveTier<Formulas, Tier_, What>;

  /// For loop/elementwise_loop.hpp: what to evaluate, and whether that takes a few instructions only.
  static constexpr bool is_hillock_functor = true;
  static constexpr bool is_short = detail::traits_of<Formulas>.is_short && std::is_same<Tier, tier::Default>::value;
  /// And whether the kernel stays in the elements' own type, so that those of two packets fit the registers.
  static constexpr bool in_pairs =
      !is_short && computes<Lanes<detail::Computed<Scalar>, 1>, Arithmetic::fused> &&
      (std::is_same<Tier, tier::Default>::value || std::is_same<Tier, tier::Fast>::value) &&
      !detail::asks_for_usual<What, Tier, Formulas, Lanes<detail::Computed<Scalar>, 1>>;
  HILLOCK_INLINE const Elementwise& elementwise() const { return *this; }

  EIGEN_DEVICE_FUNC explicit Elementwise(const Formulas& formulas) : Formula{formulas} {}

  HILLOCK_INLINE Scalar operator()(const Scalar& x) const { return Single::result(evaluate(Single::number(x))); }
  HILLOCK_INLINE Scalar operator()(const Scalar& x, const Scalar& dy) const {
    return Single::result(product(Single::number(x), Single::number(dy)));
  }

  template <typename Packet>
  HILLOCK_INLINE Packet packetOp(const Packet& x) const {
    return evaluate(PacketLanes<Packet>::of(x)).data;
  }
  template <typename Packet>
  HILLOCK_INLINE Packet packetOp(const Packet& x, const Packet& dy) const {
    return product(PacketLanes<Packet>::of(x), PacketLanes<Packet>::of(dy)).data;
  }

  /// For any number of lanes. Long kernels are called, because Eigen's loops would repeat them for their head, body and
  /// tail, and programs for each of their expressions.
  template <typename S, int Width>
  HILLOCK_INLINE Lanes<S, Width> evaluate(Lanes<S, Width> x) const {
    if constexpr (is_long) {
      return detail::evaluate_out_of_line<What, Tier>(this->definition, x);
    } else {
      return this->evaluate_inline(x);
    }
  }
  /// dy f'(x), or f(x) times another value.
  template <typename V>
  HILLOCK_INLINE V product(const V& x, const V& dy) const {
    if constexpr (!detail::has_own_product<Formula, V> || !detail::Register<detail::Computed<Scalar>, 1>::exists) {
      return dy * evaluate(x);
    } else if constexpr (is_long) {
      return detail::product_out_of_line(static_cast<const Formula&>(*this), x, dy);
    } else {
      return this->evaluate_product(x, dy);
    }
  }
  /// For own loops, in which a kernel stands once.
  using Formula::evaluate_inline;
  template <typename S, int Width>
  HILLOCK_INLINE Lanes<S, Width> evaluate_inline(Lanes<S, Width> x, Lanes<S, Width> dy) const {
    if constexpr (detail::has_own_product<Formula, Lanes<S, Width>>) return this->evaluate_product(x, dy);
    return dy * this->evaluate_inline(x);
  }
  /// For own loops too: whether they ask once whether is_usual(), and then evaluate_usual().
  template <typename V>
  static constexpr bool asks_once =
      !std::is_same<What, DerivativeFromOutput>::value &&  // which does not ask
      detail::asks_for_usual<What, Tier, Formulas, V> &&
      (std::is_same<detail::NumberOf<Tier, V>, V>::value || detail::traits_of<Formulas>.prepares_parameters);
  template <typename V>
  HILLOCK_INLINE bool is_usual() const {
    return detail::is_usual<What, Tier, V>(this->definition);
  }
  template <typename S, int Width>
  HILLOCK_INLINE Lanes<S, Width> evaluate_usual(Lanes<S, Width> x) const {
    return Formula::evaluate_usual(x);
  }
  template <typename S, int Width>
  HILLOCK_INLINE Lanes<S, Width> evaluate_usual(Lanes<S, Width> x, Lanes<S, Width> dy) const {
    return dy * Formula::evaluate_usual(x);
  }
  /// For scalars without registers: every tier is computed alike.
  template <typename T>
  SingleValue<T> evaluate(const SingleValue<T>& x) const {
    return of_single(x);
  }
  /// f with its derivative: ours, by the chain rule. (Second derivatives come from the formula of f'.)
  template <typename Derivatives>
  SingleValue<Eigen::AutoDiffScalar<Derivatives>> evaluate(
      const SingleValue<Eigen::AutoDiffScalar<Derivatives>>& x) const {
    using Value = typename Scalar::Scalar;
    using Inner = detail::Rebind<Definition, Value>;
    if constexpr (std::is_same<What, Forward>::value && Inner::exists) {
      const Value f = Elementwise<typename Inner::type, Tier_, Forward>(this->definition)(x.value.value());
      const Value slope = Elementwise<typename Inner::type, Tier_, Derivative>(this->definition)(x.value.value());
      return SingleValue<Scalar>(Scalar(f, x.value.derivatives() * slope));
    } else {
      return of_single(x);
    }
  }

 private:
  static constexpr bool is_long = !std::is_same<Tier, tier::Default>::value && !std::is_same<Tier, tier::Fast>::value;
  using Single = detail::Evaluation<Scalar>;
  template <typename Packet>
  using PacketLanes = Lanes<Scalar, detail::PacketShape<Packet>::width>;

  template <typename T>
  SingleValue<T> of_single(const SingleValue<T>& x) const {
    // By reference: parameters may be numbers whose copies allocate.
    using AsByDefault = detail::Formula<What, const Formulas&, tier::Default>;
    return detail::with_derivatives_as(AsByDefault{this->definition}.evaluate_inline(x), x);
  }
};

HILLOCK_NAMESPACE_END

namespace Eigen {
namespace internal {

template <typename Definition, typename Tier, typename What>
struct functor_traits<hillock::Elementwise<Definition, Tier, What>> {
  // Cost only tells Eigen to evaluate an argument once and not to unroll without end: the order of an exponential.
  enum {
    Cost = 30 * int(NumTraits<typename hillock::detail::Formulas<Definition>::Scalar>::MulCost),
    PacketAccess = hillock::detail::has_packets<typename hillock::detail::Formulas<Definition>::Scalar>
  };
};

}  // namespace internal
}  // namespace Eigen
