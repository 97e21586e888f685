// Lanes: several values computed side by side, written like one number.
//
// Every function of the library is written once, on a type that behaves like a number. Lanes is that type for one SIMD
// register, or for one plain scalar where the target has no SIMD. Its operators do exactly what they say: nothing is
// contracted into FMA or reassociated, whatever the compiler's flags, so that the same input gives the same bits in
// every inlined copy. A fused multiply-add is asked for by name: madd.
#pragma once

#include <type_traits>

#include <hillock/simd/register_pair.hpp>

HILLOCK_NAMESPACE_BEGIN

/// Whether the target multiplies and adds in one rounding.
#if defined(HILLOCK_FMA)
inline constexpr bool has_fma = true;
#else
inline constexpr bool has_fma = false;
#endif

/// How a Number computes: what decides which text of a formula it takes. (The accuracy a kernel needs follows from it,
/// and nothing else.)
enum class Arithmetic {
  own,          // the elements' own type, every operation rounded: nothing to spare
  fused,        // the same where there is FMA: a product is not rounded before it is added
  in_double,    // floats computed in double: digits and range to spare, so that plain formulas are accurate enough
  double_word,  // doubles as sums of two, to about 2^-104: digits to spare, but no range
  faithful,     // the same, but kernels stop at about 2^-57: a good half ULP
  fast,         // floats whose kernels stop at about 2^-13: the fast tier
  single        // one value of a scalar without registers, by its own functions
};
/// Whether a Number computes in one of these ways.
template <typename Number, Arithmetic... ways>
inline constexpr bool computes = ((Number::arithmetic == ways) || ...);

/// The Targets (see Lanes) of fast and of faithful numbers.
namespace target {
struct Fast {};
struct Faithful {};
}  // namespace target

/// One yes or no for each of Width lanes.
template <typename Scalar, int Width>
struct Mask {
  typename detail::Register<Scalar, Width>::Mask bits;

  friend HILLOCK_INLINE Mask operator&(Mask a, Mask b) { return {detail::both(a.bits, b.bits)}; }
};

/// Width values of type Scalar in one register.
///
/// Target says what becomes of the results: Lanes<double, 8, float> computes in double what will be stored as float, so
/// that its kernels may stop at 2^-32 (tier::Precise in tiers.hpp).
template <typename Scalar_, int Width_, typename Target_ = Scalar_>
struct Lanes {
  using Scalar = Scalar_;
  using Target = Target_;
  using Register = typename detail::Register<Scalar, Width_>::type;
  using Mask = hillock::Mask<Scalar, Width_>;
  static constexpr int width = Width_;
  static constexpr Arithmetic arithmetic = std::is_same<Target, target::Fast>::value       ? Arithmetic::fast
                                           : std::is_same<Target, target::Faithful>::value ? Arithmetic::faithful
                                           : !std::is_same<Target, Scalar>::value          ? Arithmetic::in_double
                                           : has_fma                                       ? Arithmetic::fused
                                                                                           : Arithmetic::own;

  Register data;

  Lanes() = default;
  /// The same constant in every lane, rounded to Scalar.
  template <typename Constant, std::enable_if_t<std::is_arithmetic<Constant>::value, int> = 0>
  HILLOCK_INLINE explicit Lanes(Constant constant)
      : data(detail::Broadcast<Scalar, Width_>::of(static_cast<Scalar>(constant))) {}

  static HILLOCK_INLINE Lanes of(Register data_) {
    Lanes lanes;
    lanes.data = data_;
    return lanes;
  }
  /// The same value in every lane.
  static HILLOCK_INLINE Lanes all(Scalar value) { return of(detail::Broadcast<Scalar, Width_>::of(value)); }
  static HILLOCK_INLINE Lanes load(const Scalar* from) { return of(detail::load_lanes<Scalar, Width_>(from)); }
  HILLOCK_INLINE void store(Scalar* to) const { detail::store(to, data); }
  /// Floats from half or bfloat16, and rounded to these.
  template <typename Short, std::enable_if_t<detail::is_short<Short>, int> = 0>
  static HILLOCK_INLINE Lanes load(const Short* from) {
    return of(detail::load_lanes<Scalar, Width_>(from));
  }
  template <typename Short, std::enable_if_t<detail::is_short<Short>, int> = 0>
  HILLOCK_INLINE void store(Short* to) const {
    detail::store_short(to, data);
  }
  HILLOCK_INLINE Scalar first() const { return detail::first_lane(data); }

  // Few calls, because a kernel has hundreds of these and every one is inlined; and a new variable for the result:
  // written back into an argument, GCC 12 keeps two registers side by side in memory.
  friend HILLOCK_INLINE Lanes operator+(Lanes a, Lanes b) {
    auto result = HILLOCK_SUM(a.data, b.data);
    HILLOCK_HIDE_SUM(result);
    return of(result);
  }
  friend HILLOCK_INLINE Lanes operator-(Lanes a, Lanes b) {
    auto result = HILLOCK_DIFFERENCE(a.data, b.data);
    HILLOCK_HIDE_SUM(result);
    return of(result);
  }
  friend HILLOCK_INLINE Lanes operator*(Lanes a, Lanes b) {
    auto result = HILLOCK_PRODUCT(a.data, b.data);
    HILLOCK_HIDE_PRODUCT(result);
    return of(result);
  }
  friend HILLOCK_INLINE Lanes operator/(Lanes a, Lanes b) {
    auto result = detail::quotient(a.data, b.data);
    HILLOCK_HIDE_SUM(result);
    return of(result);
  }
  /// Flips the sign bit, of zeros and NaN too.
  friend HILLOCK_INLINE Lanes operator-(Lanes a) { return of(detail::negative(a.data)); }

  friend HILLOCK_INLINE Mask operator<(Lanes a, Lanes b) { return {detail::is_less(a.data, b.data)}; }
  friend HILLOCK_INLINE Mask operator>(Lanes a, Lanes b) { return {detail::is_less(b.data, a.data)}; }
  friend HILLOCK_INLINE Mask operator<=(Lanes a, Lanes b) { return {detail::is_less_equal(a.data, b.data)}; }
  friend HILLOCK_INLINE Mask operator>=(Lanes a, Lanes b) { return {detail::is_less_equal(b.data, a.data)}; }
  friend HILLOCK_INLINE Mask operator==(Lanes a, Lanes b) { return {detail::is_equal(a.data, b.data)}; }

  static HILLOCK_INLINE Lanes sign_bit() { return Lanes(-0.0); }
};

/// Floats whose kernels stop at about 2^-13.
template <int W>
using FastLanes = Lanes<float, W, target::Fast>;

/// a * b + c: fused where the target has FMA, two roundings otherwise.
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> madd(Lanes<S, W, T> a, Lanes<S, W, T> b, Lanes<S, W, T> c) {
#if defined(HILLOCK_FMA)
  auto result = detail::fused(a.data, b.data, c.data);
  HILLOCK_HIDE_SUM(result);
  return Lanes<S, W, T>::of(result);
#elif !defined(HILLOCK_X86_ASM) && !defined(HILLOCK_HIDE_PRODUCTS)
  // The most frequent call: not one of two operators that call two more for registers side by side.
  Lanes<S, W, T> result;
  if constexpr (detail::is_register_pair<S, W>) {
    const auto low = HILLOCK_PRODUCT(a.data.low, b.data.low), high = HILLOCK_PRODUCT(a.data.high, b.data.high);
    result.data.low = HILLOCK_SUM(low, c.data.low);
    result.data.high = HILLOCK_SUM(high, c.data.high);
  } else {
    result.data = HILLOCK_SUM(HILLOCK_PRODUCT(a.data, b.data), c.data);
  }
  return result;
#else
  return a * b + c;
#endif
}

/// c - a * b, as madd.
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> nmadd(Lanes<S, W, T> a, Lanes<S, W, T> b, Lanes<S, W, T> c) {
  return madd(-a, b, c);
}

template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> select(Mask<S, W> mask, Lanes<S, W, T> yes, Lanes<S, W, T> no) {
  return Lanes<S, W, T>::of(detail::choose(mask.bits, yes.data, no.data));
}

template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> abs(Lanes<S, W, T> a) {
  return Lanes<S, W, T>::of(detail::bits_clear(a.data, Lanes<S, W, T>::sign_bit().data));
}

/// The magnitude of a non-negative `magnitude` with the sign bit of `sign`.
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> with_sign_of(Lanes<S, W, T> magnitude, Lanes<S, W, T> sign) {
  const auto bit = detail::bits_and(sign.data, Lanes<S, W, T>::sign_bit().data);
  return Lanes<S, W, T>::of(detail::bits_or(magnitude.data, bit));
}

template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> exclusive_or(Lanes<S, W, T> a, Lanes<S, W, T> b) {
  return Lanes<S, W, T>::of(detail::bits_xor(a.data, b.data));
}

template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> sqrt(Lanes<S, W, T> a) {
  auto result = detail::square_root(a.data);
  HILLOCK_HIDE_SUM(result);
  return Lanes<S, W, T>::of(result);
}

/// x moved up to `low` or down to `high` where it lies outside; NaN stays.
template <typename S, int W, typename T, typename Low, typename High>
HILLOCK_INLINE Lanes<S, W, T> clamp(Lanes<S, W, T> x, Low low, High high) {
  using V = Lanes<S, W, T>;
  return V::of(detail::at_most(V(high).data, detail::at_least(V(low).data, x.data)));
}
/// The larger of a and x; NaN in x stays.
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> larger(Lanes<S, W, T> a, Lanes<S, W, T> x) {
  return Lanes<S, W, T>::of(detail::at_least(a.data, x.data));
}
template <typename S, int W, typename T, typename Low>
HILLOCK_INLINE Lanes<S, W, T> clamp_below(Lanes<S, W, T> x, Low low) {
  return Lanes<S, W, T>::of(detail::at_least(Lanes<S, W, T>(low).data, x.data));
}
template <typename S, int W, typename T, typename High>
HILLOCK_INLINE Lanes<S, W, T> clamp_above(Lanes<S, W, T> x, High high) {
  return Lanes<S, W, T>::of(detail::at_most(Lanes<S, W, T>(high).data, x.data));
}

/// Infinities, and what would become one, as 2^max_exponent of float: 0 times that is 0 and no NaN.
template <int W>
HILLOCK_INLINE Lanes<double, W, float> within_range(Lanes<double, W, float> x) {
  return clamp(x, -0x1p128, 0x1p128);
}

/// 2^n for the integer n that was added to `integer_shift<Scalar>`: the sum rounded n to an integer and left it in the
/// low bits, next to the exponent's bias.
template <typename Scalar>
inline constexpr double integer_shift = sizeof(Scalar) == 4 ? 0x1.8p23 + 127 : 0x1.8p52 + 1023;
/// Added to it, the power has a minus sign: the bit above the exponent's.
template <typename Scalar>
inline constexpr double power_sign = sizeof(Scalar) == 4 ? 256 : 2048;

template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> power_of_two(Lanes<S, W, T> shifted_integer) {
  return Lanes<S, W, T>::of(detail::low_bits_to_exponent(shifted_integer.data));
}

/// For the integer n that was added to 0x1.8p23: the sign bit where n is odd, else 0.
template <int W>
HILLOCK_INLINE Lanes<float, W> sign_of_parity(Lanes<float, W> shifted_integer) {
  return Lanes<float, W>::of(detail::low_bit_to_sign(shifted_integer.data));
}

/// a * 2^n for an integer n of up to twice the exponent range, rounded once (subnormal results too).
template <typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> scale(Lanes<S, W, T> a, Lanes<S, W, T> n) {
  using V = Lanes<S, W, T>;
  if constexpr (detail::has_scale_instruction<S, W>) {
    return V::of(detail::scale(a.data, n.data));
  } else {
    // 2^n alone may not be a number: multiply by two halves, of which only the last can round.
    const V shift(integer_shift<S>);
    const V half = madd(n, V(0.5), shift);
    return a * power_of_two(half) * power_of_two((n - (half - shift)) + shift);
  }
}

/// Floats as doubles.
template <int W>
HILLOCK_INLINE Lanes<double, W, float> widen(Lanes<float, W> x) {
  Lanes<double, W, float> wide;
  detail::widen(x.data, wide.data);
  return wide;
}
/// Rounded back.
template <int W>
HILLOCK_INLINE Lanes<float, W> narrow(Lanes<double, W, float> wide) {
  Lanes<float, W> x;
  detail::narrow(wide.data, x.data);
  return x;
}

HILLOCK_NAMESPACE_END

// Only Lanes and pairs of registers are written with these.
#undef HILLOCK_SUM
#undef HILLOCK_DIFFERENCE
#undef HILLOCK_PRODUCT
#undef HILLOCK_HIDE_SUM
#undef HILLOCK_HIDE_PRODUCT
