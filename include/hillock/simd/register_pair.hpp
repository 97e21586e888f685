// Two registers side by side: twice as many lanes, one number to the kernels.
//
// Floats computed in double fill two registers. Their instructions alternate then: a long polynomial is a chain in
// which each step waits for the one before, and a second chain next to it costs no time.
#pragma once

#include <cstddef>
#include <utility>

#include <hillock/simd/register.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Two registers of Width lanes each.
template <typename Scalar, int Width>
struct RegisterPair {
  using Half = typename Register<Scalar, Width>::type;
  Half low, high;
};
template <typename Scalar, int Width>
struct RegisterPairMask {
  typename Register<Scalar, Width>::Mask low, high;
};

/// Twice the widest register.
#define HILLOCK_REGISTER_PAIR(Scalar, width)      \
  template <>                                     \
  struct Register<Scalar, 2 * width> {            \
    using type = RegisterPair<Scalar, width>;     \
    using Mask = RegisterPairMask<Scalar, width>; \
    static constexpr bool exists = true;          \
  };
#if defined(HILLOCK_SIMD_SSE2) || defined(HILLOCK_SIMD_NEON) || defined(HILLOCK_SIMD_VSX)
HILLOCK_REGISTER_PAIR(float, widest_bytes / 4)
HILLOCK_REGISTER_PAIR(double, widest_bytes / 8)
#endif
#undef HILLOCK_REGISTER_PAIR

template <typename Scalar, int Width>
inline constexpr bool is_register_pair = Width > 1 && Width * sizeof(Scalar) == 2 * widest_bytes;

/// One value in every lane: Broadcast<float, 8>::of(value). By the compilers' literal, because a kernel has dozens of
/// constants, and Eigen's function calls two others to write it.
template <typename Scalar, int Width,
          typename = std::make_index_sequence<is_register_pair<Scalar, Width> ? Width / 2 : Width>>
struct Broadcast;
template <typename Scalar, int Width, std::size_t... Lane>
struct Broadcast<Scalar, Width, std::index_sequence<Lane...>> {
  static HILLOCK_INLINE auto of(Scalar value) {
    using One = typename Register<Scalar, int(sizeof...(Lane))>::type;
#if defined(__GNUC__) && !defined(__CUDACC__)
    const One one{(static_cast<void>(Lane), value)...};
#else
    const One one = broadcast<One>(value);
#endif
    if constexpr (is_register_pair<Scalar, Width>) {
      return RegisterPair<Scalar, Width / 2>{one, one};
    } else {
      return one;
    }
  }
};

/// Consecutive values from memory, where they may be short.
template <typename Scalar, int Width, typename Stored>
HILLOCK_INLINE auto load_lanes(const Stored* from) {
  using R = typename Register<Scalar, Width>::type;
  if constexpr (is_register_pair<Scalar, Width>) {
    return R{load_lanes<Scalar, Width / 2>(from), load_lanes<Scalar, Width / 2>(from + Width / 2)};
  } else if constexpr (is_short<Stored>) {
    R a;
    load_short(from, a);
    return a;
  } else {
    return load<R>(from);
  }
}

template <typename Scalar, int Width>
HILLOCK_INLINE void store(Scalar* to, RegisterPair<Scalar, Width> a) {
  store(to, a.low);
  store(to + Width, a.high);
}
/// Short elements as floats in two registers and back, for what is done to each alone: an instruction set may have an
/// order of its own, and then says that this takes fewer instructions.
template <typename Short, typename R>
constexpr bool takes_two_short(const Short*, const R*) {
  return false;
}
template <typename Stored, int Width>
constexpr bool has_two_short() {
  if constexpr (is_short<Stored> && is_register_pair<float, 2 * Width>) {
    using R = typename Register<float, Width>::type;
    return takes_two_short(static_cast<const Stored*>(nullptr), static_cast<const R*>(nullptr));
  } else {
    return false;
  }
}
template <typename Stored, int Width>
inline constexpr bool takes_two = has_two_short<Stored, Width>();
template <typename Short, typename R>
HILLOCK_INLINE void load_two_short(const Short* from, R& low, R& high) {
  load_short(from, low);
  load_short(from + sizeof(R) / sizeof(float), high);
}
template <typename Short, typename R>
HILLOCK_INLINE void store_two_short(Short* to, R low, R high) {
  store_short(to, low);
  store_short(to + sizeof(R) / sizeof(float), high);
}
template <typename Short, int Width>
HILLOCK_INLINE void store_short(Short* to, RegisterPair<float, Width> a) {
  store_short(to, a.low);
  store_short(to + Width, a.high);
}
template <typename Scalar, int Width>
HILLOCK_INLINE Scalar first_lane(RegisterPair<Scalar, Width> a) {
  return first_lane(a.low);
}

// Every operation on one register, on each of the two.
#define HILLOCK_PAIR_UNARY(function)                                 \
  template <typename S, int W>                                       \
  HILLOCK_INLINE RegisterPair<S, W> function(RegisterPair<S, W> a) { \
    return {function(a.low), function(a.high)};                      \
  }
#define HILLOCK_PAIR_BINARY(Result, function)                                        \
  template <typename S, int W>                                                       \
  HILLOCK_INLINE Result<S, W> function(RegisterPair<S, W> a, RegisterPair<S, W> b) { \
    return {function(a.low, b.low), function(a.high, b.high)};                       \
  }
#if defined(HILLOCK_X86_ASM)
namespace x86 {
HILLOCK_PAIR_BINARY(RegisterPair, add)
HILLOCK_PAIR_BINARY(RegisterPair, subtract)
HILLOCK_PAIR_BINARY(RegisterPair, multiply)
}  // namespace x86
#endif
HILLOCK_PAIR_UNARY(square_root)
HILLOCK_PAIR_UNARY(low_bits_to_exponent)
HILLOCK_PAIR_UNARY(low_bit_to_sign)
HILLOCK_PAIR_UNARY(exponent_field)
HILLOCK_PAIR_UNARY(upper_half)
HILLOCK_PAIR_UNARY(upper_digits)
HILLOCK_PAIR_UNARY(opaque)
HILLOCK_PAIR_UNARY(negative)
HILLOCK_PAIR_BINARY(RegisterPair, quotient)
HILLOCK_PAIR_BINARY(RegisterPair, bits_and)
HILLOCK_PAIR_BINARY(RegisterPair, bits_or)
HILLOCK_PAIR_BINARY(RegisterPair, bits_xor)
HILLOCK_PAIR_BINARY(RegisterPair, bits_clear)
HILLOCK_PAIR_BINARY(RegisterPair, at_least)
HILLOCK_PAIR_BINARY(RegisterPair, at_most)
HILLOCK_PAIR_BINARY(RegisterPairMask, is_less)
HILLOCK_PAIR_BINARY(RegisterPairMask, is_less_equal)
HILLOCK_PAIR_BINARY(RegisterPairMask, is_equal)
#if defined(HILLOCK_SIMD_AVX512)
HILLOCK_PAIR_BINARY(RegisterPair, scale)
#endif

template <typename S, int W>
HILLOCK_INLINE RegisterPair<S, W> operator+(RegisterPair<S, W> a, RegisterPair<S, W> b) {
  return {HILLOCK_SUM(a.low, b.low), HILLOCK_SUM(a.high, b.high)};
}
template <typename S, int W>
HILLOCK_INLINE RegisterPair<S, W> operator-(RegisterPair<S, W> a, RegisterPair<S, W> b) {
  return {HILLOCK_DIFFERENCE(a.low, b.low), HILLOCK_DIFFERENCE(a.high, b.high)};
}
template <typename S, int W>
HILLOCK_INLINE RegisterPair<S, W> operator*(RegisterPair<S, W> a, RegisterPair<S, W> b) {
  return {HILLOCK_PRODUCT(a.low, b.low), HILLOCK_PRODUCT(a.high, b.high)};
}
#undef HILLOCK_PAIR_UNARY
#undef HILLOCK_PAIR_BINARY

#if defined(HILLOCK_FMA)
template <typename S, int W>
HILLOCK_INLINE RegisterPair<S, W> fused(RegisterPair<S, W> a, RegisterPair<S, W> b, RegisterPair<S, W> c) {
  return {fused(a.low, b.low, c.low), fused(a.high, b.high, c.high)};
}
#endif
template <typename S, int W>
HILLOCK_INLINE RegisterPair<S, W> choose(RegisterPairMask<S, W> mask, RegisterPair<S, W> yes, RegisterPair<S, W> no) {
  return {choose(mask.low, yes.low, no.low), choose(mask.high, yes.high, no.high)};
}
template <typename S, int W>
HILLOCK_INLINE RegisterPairMask<S, W> both(RegisterPairMask<S, W> a, RegisterPairMask<S, W> b) {
  return {both(a.low, b.low), both(a.high, b.high)};
}
template <typename S, int W>
HILLOCK_INLINE bool all_of(RegisterPairMask<S, W> mask) {
  return all_of(both(mask.low, mask.high));
}

}  // namespace detail
HILLOCK_NAMESPACE_END
