// The one Eigen functor: evaluates a formula of a definition on single values and on packets, by the same code.
#ifndef HILLOCK_ELEMENTWISE_HPP
#define HILLOCK_ELEMENTWISE_HPP

#include <type_traits>

#include "tiers.hpp"

HILLOCK_NAMESPACE_BEGIN

// What to evaluate of a definition (see activation.hpp for what a definition is).
struct Forward {
  template <typename Definition, typename Number>
  static HILLOCK_INLINE Number apply(const Definition& definition, Number x) {
    return definition.forward(x);
  }
};
struct Derivative {
  template <typename Definition, typename Number>
  static HILLOCK_INLINE Number apply(const Definition& definition, Number x) {
    return definition.derivative(x);
  }
};
struct DerivativeFromOutput {
  template <typename Definition, typename Number>
  static HILLOCK_INLINE Number apply(const Definition& definition, Number y) {
    return definition.derivative_from_output(y);
  }
};

namespace detail {

template <typename Definition, typename What>
struct Formula {
  const Definition& definition;

  template <typename Number>
  HILLOCK_INLINE Number operator()(Number x) const {
    return What::apply(definition, x);
  }
};

// `static constexpr bool exact = true` in a definition: every tier computes it alike.
template <typename Definition, typename = void>
struct IsExact : std::false_type {};
template <typename Definition>
struct IsExact<Definition, std::enable_if_t<Definition::exact>> : std::true_type {};

}  // namespace detail

/// f(x), f'(x) or f'(y) for one argument; times dy for two.
template <typename Definition, typename Tier_, typename What>
class Elementwise {
 public:
  using Scalar = typename Definition::Scalar;
  using Tier = std::conditional_t<detail::IsExact<Definition>::value, tier::Default, Tier_>;

  EIGEN_DEVICE_FUNC explicit Elementwise(const Definition& definition) : definition_(definition) {}

  HILLOCK_INLINE Scalar operator()(const Scalar& x) const { return evaluate(Single(x)).first(); }
  HILLOCK_INLINE Scalar operator()(const Scalar& x, const Scalar& dy) const {
    return (Single(dy) * evaluate(Single(x))).first();
  }

  template <typename Packet>
  HILLOCK_INLINE Packet packetOp(const Packet& x) const {
    return evaluate(PacketLanes<Packet>::of(x)).data;
  }
  template <typename Packet>
  HILLOCK_INLINE Packet packetOp(const Packet& x, const Packet& dy) const {
    return (PacketLanes<Packet>::of(dy) * evaluate(PacketLanes<Packet>::of(x))).data;
  }

  /// For own loops: any number of lanes.
  template <int Width>
  HILLOCK_INLINE Lanes<Scalar, Width> evaluate(Lanes<Scalar, Width> x) const {
    return Tier::evaluate(detail::Formula<Definition, What>{definition_}, x);
  }

 private:
  using Single = Lanes<Scalar, detail::narrowest_width<Scalar>>;
  template <typename Packet>
  using PacketLanes = Lanes<Scalar, detail::PacketShape<Packet>::width>;

  Definition definition_;
};

HILLOCK_NAMESPACE_END

namespace Eigen {
namespace internal {

template <typename Definition, typename Tier, typename What>
struct functor_traits<hillock::Elementwise<Definition, Tier, What>> {
  // Cost only tells Eigen to evaluate an argument once and not to unroll without end: the order of an exponential.
  enum {
    Cost = 30 * NumTraits<typename Definition::Scalar>::MulCost,
    PacketAccess = hillock::detail::has_packets<typename Definition::Scalar>
  };
};

}  // namespace internal
}  // namespace Eigen

#endif  // HILLOCK_ELEMENTWISE_HPP
