// Parameters that a definition's formulas are made for, and how the others are evaluated. What is Forward or Derivative
// (elementwise.hpp).
#pragma once

#include <type_traits>
#include <utility>

#include <hillock/tiers.hpp>

HILLOCK_NAMESPACE_BEGIN

// What is evaluated of a definition (elementwise.hpp).
struct Forward;
struct Derivative;
struct DerivativeFromOutput;

namespace detail {

template <typename What, typename Definition, typename Tier>
struct Formula;

/// The answer of a definition to is_usual<What, Number>() (see activation.hpp): a bool, or std::true_type where it is
/// not asked, as where it has no such member, and in numbers that have range to spare or are their own.
template <typename What, typename Number, typename Definition, typename = void>
struct UsualAnswer {
  using type = std::true_type;
};
template <typename What, typename Number, typename Definition>
struct UsualAnswer<
    What, Number, Definition,
    std::enable_if_t<
        computes<Number, Arithmetic::own, Arithmetic::fused, Arithmetic::double_word, Arithmetic::faithful>,
        decltype(static_cast<void>(std::declval<const Definition&>().template is_usual<What, Number>()))>> {
  using type = decltype(std::declval<const Definition&>().template is_usual<What, Number>());
};
template <typename Tier, typename V>
using NumberOf = std::decay_t<decltype(Tier::number(std::declval<const V&>()))>;
template <typename What, typename Tier, typename Definition, typename V>
inline constexpr bool asks_for_usual =
    std::is_same<typename UsualAnswer<What, NumberOf<Tier, V>, std::decay_t<Definition>>::type, bool>::value;
template <typename What, typename Tier, typename V, typename Definition>
HILLOCK_INLINE bool is_usual(const Definition& definition) {
  return definition.template is_usual<What, NumberOf<Tier, V>>();
}

template <typename What, typename Tier, typename Definition, typename V>
EIGEN_DEVICE_FUNC EIGEN_DONT_INLINE V evaluate_out_of_line(const Definition& definition, V x) {
  return Formula<What, const Definition&, Tier>{definition}.evaluate_inline(x);
}

/// f or f' of floats in double, out of line: for the few arguments of which a formula in floats knows too little.
template <typename What, typename Definition>
HILLOCK_INLINE auto in_double(const Definition& definition) {
  return [definition](auto x) { return evaluate_out_of_line<What, tier::Wide>(definition, x); };
}

/// unusual_forward(x) or unusual_derivative(x) of a definition.
template <typename What, typename Tier, typename Definition, typename V>
EIGEN_DEVICE_FUNC EIGEN_DONT_INLINE V evaluate_extreme(const Definition& definition, V x) {
  return Tier::value(What::unusual(definition, Tier::number(x)));
}
template <typename What, typename Definition, typename Number, typename = void>
inline constexpr bool has_unusual = false;
template <typename What, typename Definition, typename Number>
inline constexpr bool
    has_unusual<What, Definition, Number,
                std::void_t<decltype(What::unusual(std::declval<const Definition&>(), std::declval<Number>()))>> = true;

/// f or f' for parameters that are not usual: by a formula that the definition has for them, or else in a wider type.
/// In the elements' own type of a copy of the definition, so that a loop in which this stands may keep the parameters
/// in registers.
template <typename What, typename Tier, typename Definition, typename S, int W>
HILLOCK_INLINE Lanes<S, W> evaluate_unusual(const Definition& definition, Lanes<S, W> x) {
  using Number = NumberOf<Tier, Lanes<S, W>>;
  if constexpr (!has_unusual<What, Definition, Number>) {
    const Definition copy = definition;
    return evaluate_out_of_line<What, tier::Wide>(copy, x);
  } else if constexpr (std::is_same<Number, Lanes<S, W>>::value) {
    return Tier::value(What::unusual(definition, Tier::number(x)));
  } else {
    return evaluate_extreme<What, tier::Precise>(definition, x);
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END
