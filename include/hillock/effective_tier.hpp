// In which tier f and f' of a definition are in fact computed, and f of the exact tier.
#pragma once

#include <type_traits>

#include <hillock/number/correct_rounding.hpp>
#include <hillock/number/evaluation.hpp>
#include <hillock/tiers.hpp>
#include <hillock/usual_parameters.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

template <typename Definition, typename = void>
inline constexpr DefinitionTraits traits_of{};
template <typename Definition>
inline constexpr DefinitionTraits traits_of<Definition, std::void_t<decltype(Definition::traits)>> = Definition::traits;

/// Whether the fast tier has kernels of its own, which only floats have.
template <typename Definition>
inline constexpr bool has_fast_tier =
    traits_of<Definition>.has_fast_tier&& std::is_same<typename Definition::Scalar, float>::value;

/// Whether there is an exact tier, which only floats have.
template <typename Definition>
inline constexpr bool has_exact_tier =
    traits_of<Definition>.has_exact_tier&& std::is_same<typename Definition::Scalar, float>::value;

template <typename Definition, typename Tier, typename What>
constexpr auto effective_tier() {
  constexpr DefinitionTraits traits = traits_of<Definition>;
  using Scalar = typename Definition::Scalar;
  constexpr Width width = std::is_same<What, Forward>::value ? traits.forward_in : traits.derivative_in;
  if constexpr (traits.is_exact) {
    return tier::Default();
  } else if constexpr (std::is_same<Tier, tier::Exact>::value) {
    return std::conditional_t<std::is_same<What, Forward>::value, tier::Exact, tier::Precise>();
  } else if constexpr (std::is_same<Tier, tier::Fast>::value) {
    constexpr bool fast = has_fast_tier<Definition> && !std::is_same<What, DerivativeFromOutput>::value;
    return std::conditional_t<fast, tier::Fast, decltype(effective_tier<Definition, tier::Default, What>())>();
  } else if constexpr (!std::is_same<Tier, tier::Default>::value || width == Width::own) {
    return Tier();
  } else {
    return std::conditional_t<std::is_same<Scalar, float>::value, tier::Precise, tier::Wide>();
  }
}

/// The tier f or f' of a definition is in fact computed in: types that name it share their instantiations.
template <typename Definition, typename Tier, typename What>
using EffectiveTier = decltype(effective_tier<Definition, Tier, What>());

/// Whether two tiers of a definition are the same code.
template <typename Definition, typename A, typename B>
inline constexpr bool same_code =
    std::is_same<EffectiveTier<Definition, A, Forward>, EffectiveTier<Definition, B, Forward>>::value&&
        std::is_same<EffectiveTier<Definition, A, Derivative>, EffectiveTier<Definition, B, Derivative>>::value;

// f of the exact tier: as the precise tier has it, in double; where that may round to the wrong float, as doubles have
// it by default; and where that may too, as a sum of two. Definitions whose doubles cost no more than the precise tier
// begin with these.

/// f as doubles have it by default, within 2 ULP, of what will be stored as floats.
template <typename What, typename Definition, int W>
HILLOCK_INLINE Lanes<double, W, float> value_of_doubles(const Definition& definition, Lanes<double, W, float> x) {
  using Tier = EffectiveTier<typename Rebind<Definition, double>::type, tier::Default, What>;
  const Formula<What, const Definition&, Tier> formula{definition};
  return Lanes<double, W, float>::of(formula.evaluate_inline(Lanes<double, W>::of(x.data)).data);
}
/// And as a sum of two.
template <typename What, typename Definition, typename V>
HILLOCK_INLINE DoubleWord<V> value_by_two(const Definition& definition, DoubleWord<V> x) {
  if constexpr (asks_for_usual<What, tier::Precise, Definition, V> && has_unusual<What, Definition, DoubleWord<V>>) {
    if (!is_usual<What, tier::Precise, V>(definition)) return What::unusual(definition, x);
  }
  return definition.forward(x);
}
/// Twice that bound, in ULP of floats.
inline constexpr double margin_of_doubles = 4 * 0x1p-29;

/// f as a sum of two, rounded once, where y, which is that of doubles, is in doubt. What becomes of a lane depends on
/// its own x alone. Those that are not in doubt compute f(1) meanwhile, which raises no exceptions.
template <typename What, typename Definition, int W>
EIGEN_DEVICE_FUNC EIGEN_DONT_INLINE Lanes<float, W> exact_by_two(const Definition& definition,
                                                                 Lanes<double, W, float> x, Lanes<double, W, float> y) {
  using V = Lanes<double, W, float>;
  using Wide = Lanes<double, W>;
  const auto in_doubt = kernel::is_near_middle(y, margin_of_doubles);
  const Wide safe = Wide::of(select(in_doubt, x, V(1.0)).data);
  const auto sum = kernel::rounded_once_to_float(value_by_two<What>(definition, DoubleWord<Wide>(safe)));
  return narrow(select(in_doubt, V::of(sum.data), y));
}
/// f where y, which is that of the first step, leaves lanes in doubt. (It comes in one register or two, because a pair
/// of them is passed in memory.)
template <typename What, typename Definition, int W, typename... R>
EIGEN_DEVICE_FUNC EIGEN_DONT_INLINE Lanes<float, W> exact_in_doubt(const Definition& definition, Lanes<float, W> x,
                                                                   R... registers) {
  using V = Lanes<double, W, float>;
  constexpr double margin = traits_of<Definition>.exact_margin;
  V y;
  if constexpr (sizeof...(R) == 1) {
    y = V::of(registers...);
  } else {
    y = V::of({registers...});
  }
  const V wide = widen(x);
  if constexpr (margin == 0) {
    return exact_by_two<What>(definition, wide, y);
  } else {
    const auto in_doubt = kernel::is_near_middle(y, margin);
    const V safe = select(in_doubt, wide, V(1.0));
    const V closer = select(in_doubt, value_of_doubles<What>(definition, safe), y);
    if (all_of(kernel::is_certain(closer, margin_of_doubles).bits)) return narrow(closer);
    return exact_by_two<What>(definition, safe, closer);
  }
}
template <typename What, typename Definition, int W>
HILLOCK_INLINE Lanes<float, W> exact_value(const Definition& definition, Lanes<float, W> x) {
  constexpr double margin = traits_of<Definition>.exact_margin;
  Lanes<double, W, float> wide;
  if constexpr (margin == 0) {
    wide = value_of_doubles<What>(definition, widen(x));
  } else {
    wide = definition.forward(widen(x));
  }
  if (EIGEN_PREDICT_TRUE(!kernel::is_any_near_middle(wide, margin == 0 ? margin_of_doubles : margin))) {
    return narrow(wide);
  }
  if constexpr (is_register_pair<double, W>) {
    return exact_in_doubt<What>(definition, x, wide.data.low, wide.data.high);
  } else {
    return exact_in_doubt<What>(definition, x, wide.data);
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END
