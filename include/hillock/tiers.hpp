// The tiers: in which number type a formula is evaluated. A tier is part of a function's type, never a global switch.
// `number(x)` is an argument in that type, `value(y)` the result rounded to the elements'.
#pragma once

#include <hillock/number/double_word.hpp>
#include <hillock/number/lanes.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace tier {

/// hillock::: evaluated in the arithmetic of the element type. At most 2 ULP for f, 3 ULP for f'.
struct Default {
  static constexpr const char* name = "default";

  template <typename Number>
  static HILLOCK_INLINE const Number& number(const Number& x) {
    return x;
  }
  template <typename Number>
  static HILLOCK_INLINE Number value(Number y) {
    return y;
  }
};

/// hillock::precise::: the same formula in a wider number type, rounded once at the end: floats in double, doubles as
/// sums of two. At most 1 ULP for f and f'.
struct Precise {
  static constexpr const char* name = "precise";

  template <int W>
  static HILLOCK_INLINE Lanes<double, W, float> number(Lanes<float, W> x) {
    return widen(x);
  }
  template <int W>
  static HILLOCK_INLINE Lanes<float, W> value(Lanes<double, W, float> y) {
    return narrow(y);
  }
  template <int W>
  static HILLOCK_INLINE DoubleWord<Lanes<double, W>> number(Lanes<double, W> x) {
    return DoubleWord<Lanes<double, W>>(x);
  }
  template <int W>
  static HILLOCK_INLINE Lanes<double, W> value(DoubleWord<Lanes<double, W>> y) {
    return leading(y);
  }
};

/// hillock::fast::: floats, in a few operations: f within a relative error of 2^-11 (below the normal numbers, within
/// 2^-11 of the smallest of these), f' within 2^-10 of its largest value; the range, the special values and the signs
/// are those of the other tiers. For functions that have it (`fast` in a definition); the others, and doubles, are
/// computed as by default.
struct Fast {
  static constexpr const char* name = "fast";

  template <int W>
  static HILLOCK_INLINE FastLanes<W> number(Lanes<float, W> x) {
    return FastLanes<W>::of(x.data);
  }
  template <int W>
  static HILLOCK_INLINE Lanes<float, W> value(FastLanes<W> y) {
    return Lanes<float, W>::of(y.data);
  }
};

/// hillock::exact::: floats, f rounded correctly: the float nearest to the exact value. As in the precise tier, in
/// double; where that lies too near to the middle of two floats to tell which is nearer, these lanes again in more
/// digits (see ExactForward in elementwise.hpp). f' is that of the precise tier.
struct Exact : Precise {
  static constexpr const char* name = "exact";
};

/// What the default tier of a definition that is `wide` computes in: floats in double, doubles as sums of two, with
/// kernels that stop earlier than those of the precise tier.
struct Wide : Precise {
  static constexpr const char* name = "wide";

  using Precise::number;
  using Precise::value;
  template <int W>
  static HILLOCK_INLINE DoubleWord<Lanes<double, W, target::Faithful>> number(Lanes<double, W> x) {
    using V = Lanes<double, W, target::Faithful>;
    return DoubleWord<V>(V::of(x.data));
  }
  template <int W>
  static HILLOCK_INLINE Lanes<double, W> value(DoubleWord<Lanes<double, W, target::Faithful>> y) {
    return Lanes<double, W>::of(leading(y).data);
  }
};

}  // namespace tier

/// In what the default tier computes f or f' of a definition: in the elements' own type, or, where nothing narrower has
/// been found to keep the bound, or is faster, in a wider one (floats in double, doubles as sums of two).
enum class Width { own, wider };
/// The usual choice of kernels that keep their bound because no product is rounded before it is added.
inline constexpr Width wider_without_fma = has_fma ? Width::own : Width::wider;
/// One choice for floats and one for doubles.
template <typename Scalar>
constexpr Width float_or_double(Width of_floats, Width of_doubles) {
  return sizeof(Scalar) == sizeof(float) ? of_floats : of_doubles;
}
/// Where without FMA double is the faster way to floats, and sums of two are not to doubles.
template <typename Scalar>
inline constexpr Width floats_wider_without_fma = float_or_double<Scalar>(wider_without_fma, Width::own);

/// What the definition of an activation says of how it is computed, as its member `traits`; these where it says
/// nothing.
struct DefinitionTraits {
  /// In what the default tier computes f.
  Width forward_in = Width::own;
  /// And f'.
  Width derivative_in = Width::own;
  /// The kernels of its formulas exist for fast numbers: floats have a fast tier.
  bool has_fast_tier = false;
  /// Comparisons and at most one rounding: every tier computes it alike.
  bool is_exact = false;
  /// By default a few instructions, so that memory is the limit: loops take four packets per turn.
  bool is_short = false;
  /// Much follows from the parameters alone: loops ask once whether they are usual in wider types too, where else there
  /// are registers for nothing that outlasts an element.
  bool prepares_parameters = false;
  /// Floats have an exact tier.
  bool has_exact_tier = false;
  /// How far from the middle of two floats, in units of their last place, what the precise tier computes in double need
  /// not be looked at again by the exact tier: a little more than its largest error. 0: that begins with the default
  /// tier of doubles, which costs no more.
  double exact_margin = 0;

  /// The same with an exact tier.
  constexpr DefinitionTraits with_exact_tier(double margin = 0) const {
    DefinitionTraits traits = *this;
    traits.has_exact_tier = true;
    traits.exact_margin = margin;
    return traits;
  }
};
/// f and f' in the same.
constexpr DefinitionTraits computed_in(Width width) { return {width, width}; }
inline constexpr bool with_fast_tier = true;
inline constexpr DefinitionTraits computed_exactly{Width::own, Width::own, false, true, true};
inline constexpr DefinitionTraits computed_in_few_instructions{Width::own, Width::own, false, false, true};

/// Declares `forward` and `derivative` of a definition that are kernels.
#define HILLOCK_FORMULAS(function, slope)            \
  template <typename Number>                         \
  HILLOCK_INLINE Number forward(Number x) const {    \
    return function(x);                              \
  }                                                  \
  template <typename Number>                         \
  HILLOCK_INLINE Number derivative(Number x) const { \
    return slope(x);                                 \
  }

/// What a function promises, in units in the last place (ULP): beside each function, checked by hillock_accuracy.
struct ErrorBound {
  double forward;
  double derivative;
};
/// The bounds of the tiers that have one in ULP.
struct ErrorBounds {
  ErrorBound default_tier;
  ErrorBound precise_tier;

  constexpr ErrorBound of(tier::Default) const { return default_tier; }
  constexpr ErrorBound of(tier::Precise) const { return precise_tier; }
  constexpr ErrorBound of(tier::Exact) const { return {0.5, precise_tier.derivative}; }
};
/// The guarantee: 2 ULP for f and 3 ULP for f' by default, 1 ULP for both in the precise tier.
inline constexpr ErrorBounds guaranteed_bounds{{2, 3}, {1, 1}};
/// The fast tier's: f relative to itself, f' to its largest value.
inline constexpr ErrorBound fast_bounds{0x1p-11, 0x1p-10};
/// For functions made of comparisons and at most one rounding: both tiers are the same code.
inline constexpr ErrorBounds exact_bounds{{0.5, 0.5}, {0.5, 0.5}};

HILLOCK_NAMESPACE_END

/// Names of which the fast tier has nothing of its own: names only, which cost next to nothing to compile.
#define HILLOCK_SAME_IN_FAST_TIER(...) \
  namespace fast {                     \
  using __VA_ARGS__;                   \
  }
/// Names that are one and the same in every tier.
#define HILLOCK_SAME_IN_EVERY_TIER(...) \
  namespace precise {                   \
  using __VA_ARGS__;                    \
  }                                     \
  HILLOCK_SAME_IN_FAST_TIER(__VA_ARGS__)

/// Declares the names of a function of vectors, FunctionOf<Kernel<Tier>>, in every tier: the functor `Type<Scalar>` and
/// the object `object`.
#define HILLOCK_DECLARE_VECTOR_FUNCTION(Type, object, FunctionOf, Kernel) \
  HILLOCK_DECLARE_VECTOR_TIERS(Type, object, FunctionOf, Kernel)          \
  HILLOCK_SAME_IN_FAST_TIER(hillock::Type, hillock::object)
/// The same for a function with a fast tier.
#define HILLOCK_DECLARE_FAST_VECTOR_FUNCTION(Type, object, FunctionOf, Kernel) \
  HILLOCK_DECLARE_VECTOR_TIERS(Type, object, FunctionOf, Kernel)               \
  namespace fast {                                                             \
  HILLOCK_DECLARE_VECTOR_TIER(Type, object, FunctionOf<Kernel<tier::Fast>>)    \
  }
#define HILLOCK_DECLARE_VECTOR_TIERS(Type, object, FunctionOf, Kernel)         \
  HILLOCK_DECLARE_VECTOR_TIER(Type, object, FunctionOf<Kernel<tier::Default>>) \
  namespace precise {                                                          \
  HILLOCK_DECLARE_VECTOR_TIER(Type, object, FunctionOf<Kernel<tier::Precise>>) \
  }
#define HILLOCK_DECLARE_VECTOR_TIER(Type, object, FunctionType) \
  template <typename Scalar>                                    \
  using Type = typename FunctionType::template For<Scalar>;     \
  inline constexpr FunctionType object{};
