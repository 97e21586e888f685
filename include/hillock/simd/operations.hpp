// What a register can do as far as it means the same on every instruction set: by Eigen's packet functions, by the
// compilers' operators, or by inline assembly where the compiler's flags would change what they mean.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <hillock/check/bits.hpp>
#include <hillock/simd/arm_strict.hpp>
#include <hillock/simd/asm_operand.hpp>
#include <hillock/simd/x86_strict.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Register<float, 8>::type is the SIMD register with eight floats; undefined where the target has none.
template <typename Scalar, int Width>
struct Register {
  static constexpr bool exists = false;
};

// (A macro, because GCC drops the alignment of a packet that is the argument of a template, and warns of it.)
#define HILLOCK_REGISTER(Scalar_, Width_, Type_, Mask_) \
  template <>                                           \
  struct Register<Scalar_, Width_> {                    \
    using type = Type_;                                 \
    using Mask = Mask_;                                 \
    static constexpr bool exists = true;                \
  };

/// Scalar and width of an Eigen packet type.
template <typename Packet>
struct PacketShape {
  using Scalar = typename Eigen::internal::unpacket_traits<Packet>::type;
  static constexpr int width = Eigen::internal::unpacket_traits<Packet>::size;
};

template <typename Functor>
inline constexpr bool functor_has_packets = bool(Eigen::internal::functor_traits<Functor>::PacketAccess);

// ---------------------------------------------------------------------------------------------------------------------
// Arithmetic

// Adding, subtracting, multiplying and dividing registers: the compilers' vector operators, so that the floating-point
// pragmas of config.hpp reach them (Eigen's functions and the intrinsics are compiled with the user's flags).
// clang-format off
#if defined(HILLOCK_X86_ASM)
#define HILLOCK_SUM(a, b) detail::x86::add(a, b)
#define HILLOCK_DIFFERENCE(a, b) detail::x86::subtract(a, b)
#define HILLOCK_PRODUCT(a, b) detail::x86::multiply(a, b)
template <typename R> HILLOCK_INLINE R quotient(R a, R b) { return x86::divide(a, b); }
#elif defined(__GNUC__) && !defined(__CUDACC__)
#define HILLOCK_SUM(a, b) ((a) + (b))
#define HILLOCK_DIFFERENCE(a, b) ((a) - (b))
#define HILLOCK_PRODUCT(a, b) ((a) * (b))
template <typename R> HILLOCK_INLINE R quotient(R a, R b) { return a / b; }
#else
#define HILLOCK_SUM(a, b) Eigen::internal::padd(a, b)
#define HILLOCK_DIFFERENCE(a, b) Eigen::internal::psub(a, b)
#define HILLOCK_PRODUCT(a, b) Eigen::internal::pmul(a, b)
template <typename R> HILLOCK_INLINE R quotient(R a, R b) { return Eigen::internal::pdiv(a, b); }
#endif

// Results the optimiser must not look through, where config.hpp says so.
#if defined(HILLOCK_HIDE_PRODUCTS) && !defined(HILLOCK_X86_ASM)
#define HILLOCK_HIDE_PRODUCT(value) (value) = detail::opaque(value)
#else
#define HILLOCK_HIDE_PRODUCT(value) static_cast<void>(0)
#endif
#if defined(HILLOCK_HIDE_RESULTS) && !defined(HILLOCK_X86_ASM)
#define HILLOCK_HIDE_SUM(value) (value) = detail::opaque(value)
#else
#define HILLOCK_HIDE_SUM(value) static_cast<void>(0)
#endif

/// a * b + c, rounded once where the target has FMA.
#if defined(HILLOCK_FMA) && defined(HILLOCK_X86_ASM)
template <typename R> HILLOCK_INLINE R fused(R a, R b, R c) { return x86::fused(a, b, c); }
#elif defined(HILLOCK_FMA)
#if defined(HILLOCK_ARM_ASM)
template <typename R> HILLOCK_INLINE R fused(R a, R b, R c) { return arm::fused(a, b, c); }
#define HILLOCK_SCALAR_FMA 1
#elif defined(HILLOCK_FLOAT_CONTROL) && !defined(__CUDACC__)
// Clang's intrinsics and fma have the user's flags: under -funsafe-math-optimizations fma(x, a, x b) becomes x (a + b).
// (And Eigen 3.4's is inline assembly there, of one form, with a move for every step of a polynomial.)
template <typename R> HILLOCK_INLINE R opaque(R value);
template <typename R> HILLOCK_INLINE R fused(R a, R b, R c) {
  _Pragma("clang fp contract(on)")
  // Two constants would be multiplied, and the product rounded, before c is added. Those of a kernel are made of
  // parameters, one by one. (Of registers it costs Clang half as much time again to ask.)
  if constexpr (std::is_arithmetic<R>::value) {
    if (__builtin_constant_p(a) && __builtin_constant_p(b)) a = opaque(a);
  }
  return a * b + c;
}
#else
template <typename R> HILLOCK_INLINE R fused(R a, R b, R c) { return Eigen::internal::pmadd(a, b, c); }
#define HILLOCK_SCALAR_FMA 1
#endif
#endif
#if defined(HILLOCK_X86_ASM)
template <typename R> HILLOCK_INLINE R square_root(R a) { return x86::square_root(a); }
#endif

template <typename R, typename Scalar> HILLOCK_INLINE R broadcast(Scalar value) {
  return Eigen::internal::pset1<R>(value);
}
template <typename R, typename Scalar> HILLOCK_INLINE R load(const Scalar* from) {
  return Eigen::internal::ploadu<R>(from);
}
template <typename R, typename Scalar> HILLOCK_INLINE void store(Scalar* to, R value) {
  Eigen::internal::pstoreu(to, value);
}
template <typename R> HILLOCK_INLINE auto first_lane(R a) { return Eigen::internal::pfirst(a); }
/// Asks for memory that will be read soon.
template <typename Scalar> HILLOCK_INLINE void prefetch(const Scalar* from) { Eigen::internal::prefetch(from); }
/// Rows to columns: as many registers as each has lanes.
template <int N, typename R> HILLOCK_INLINE void transpose(R (&rows)[N]) {
  if constexpr (N > 1) {
    Eigen::internal::PacketBlock<R, N> block;
    HILLOCK_UNROLL
    for (int i = 0; i < N; ++i) block.packet[i] = rows[i];
    Eigen::internal::ptranspose(block);
    HILLOCK_UNROLL
    for (int i = 0; i < N; ++i) rows[i] = block.packet[i];
  }
}

/// A register the optimiser cannot look into: what was computed before it stays computed that way (no instruction is
/// emitted). GCC knows no pragma for this that survives inlining.
template <typename R>
HILLOCK_INLINE R opaque(R value) {
#if defined(HILLOCK_HIDE_PRODUCTS) && !defined(__CUDA_ARCH__)
  auto operand = to_operand(value);
#if defined(HILLOCK_ASM_FLOAT)
  asm("" : "+" HILLOCK_ASM_FLOAT(operand));
#elif defined(__arm__) && defined(__ARM_FP)
  if constexpr ((__ARM_FP & sizeof(R)) != 0) {  // a bit for each size
    asm("" : "+w"(operand));
  } else {
    asm("" : "+m"(operand));
  }
#elif (defined(__riscv_flen) && __riscv_flen >= 64) || defined(__s390x__) || (defined(__powerpc__) && !defined(__NO_FPRS__))
  asm("" : "+f"(operand));
#else
  asm("" : "+m"(operand));
#endif
  R result;
  from_operand(operand, result);
  return result;
#else
  return value;
#endif
}

/// The first of four elements of 16 bits as one integer (little-endian), and behind them one of them once more. Put
/// together in registers: what was stored in pieces makes whoever loads it in one wait.
template <typename Short>
HILLOCK_INLINE std::uint64_t first_of_four(const Short* from, Eigen::Index count, std::uint64_t fill) {
  std::uint64_t word = fill;
  if (count >= 4) {
    std::memcpy(&word, from, sizeof(word));
  } else if (count > 0) {
    std::uint16_t first = 0, second = 0, third = 0;
    std::memcpy(&first, from, sizeof(first));
    std::memcpy(&second, from + count / 2, sizeof(second));
    std::memcpy(&third, from + (count - 1), sizeof(third));
    word = (fill << 48) | std::uint64_t(third) << 32 | std::uint64_t(second) << 16 | first;
  }
  return word;
}
template <typename Short>
HILLOCK_INLINE std::uint64_t four_times(const Short* from) {
  std::uint16_t first = 0;
  std::memcpy(&first, from, sizeof(first));
  return first * 0x0001000100010001u;
}
/// Stores the first of four, fewer than four.
template <typename Short>
HILLOCK_INLINE void store_first_of_four(Short* to, Eigen::Index count, std::uint64_t word) {
  if (count & 2) {
    const auto two = static_cast<std::uint32_t>(word);
    std::memcpy(static_cast<void*>(to), &two, sizeof(two));
    to += 2;
    word >>= 32;
  }
  if (count & 1) {
    const auto one = static_cast<std::uint16_t>(word);
    std::memcpy(static_cast<void*>(to), &one, sizeof(one));
  }
}

/// Floats that were halves, of which Clang must not know it: it compares the halves instead, one by one, because there
/// is no instruction for that.
template <typename R>
HILLOCK_INLINE R from_half(R value) {
#if defined(__clang__) && defined(HILLOCK_ASM_FLOAT) && !defined(__CUDA_ARCH__)
  asm("" : "+" HILLOCK_ASM_FLOAT(value));
#endif
  return value;
}

// ---------------------------------------------------------------------------------------------------------------------
// Bits

template <typename R> HILLOCK_INLINE R bits_and(R a, R b) { return Eigen::internal::pand(a, b); }
template <typename R> HILLOCK_INLINE R bits_or(R a, R b) { return Eigen::internal::por(a, b); }
template <typename R> HILLOCK_INLINE R bits_xor(R a, R b) { return Eigen::internal::pxor(a, b); }
/// a with the bits of b cleared.
template <typename R> HILLOCK_INLINE R bits_clear(R a, R b) { return Eigen::internal::pandnot(a, b); }
// clang-format on

/// The sign flipped: by the compilers' operator where they may fold it into a fused multiply-add. (Clang's own has the
/// user's flags whatever the pragma says; with them the negative of a sum's error became 0.)
template <typename R>
HILLOCK_INLINE R negative(R a) {
#if defined(HILLOCK_FLOAT_CONTROL) && !defined(__CUDACC__) && !defined(HILLOCK_X86_ASM)
  return broadcast<R>(static_cast<typename PacketShape<R>::Scalar>(-0.0)) - a;
#elif defined(__GNUC__) && !defined(__CUDACC__) && !defined(HILLOCK_X86_ASM) && !defined(HILLOCK_GCC_FAST_MATH)
  return -a;
#else
  return bits_xor(a, broadcast<R>(static_cast<typename PacketShape<R>::Scalar>(-0.0)));
#endif
}

// ---------------------------------------------------------------------------------------------------------------------
// Comparison: a Mask holds one yes or no per lane. Comparisons with NaN are "no".

// clang-format off
#if defined(HILLOCK_X86_ASM)
template <typename R> HILLOCK_INLINE auto is_less(R a, R b) { return x86::is_less(a, b); }
template <typename R> HILLOCK_INLINE auto is_less_equal(R a, R b) { return x86::is_less_equal(a, b); }
template <typename R> HILLOCK_INLINE auto is_equal(R a, R b) { return x86::is_equal(a, b); }
#elif defined(HILLOCK_ARM_ASM)
template <typename R> HILLOCK_INLINE R is_less(R a, R b) { return arm::is_less(a, b); }
template <typename R> HILLOCK_INLINE R is_less_equal(R a, R b) { return arm::is_less_equal(a, b); }
template <typename R> HILLOCK_INLINE R is_equal(R a, R b) { return arm::is_equal(a, b); }
#else
template <typename R> HILLOCK_INLINE R is_less(R a, R b) { return Eigen::internal::pcmp_lt(a, b); }
template <typename R> HILLOCK_INLINE R is_less_equal(R a, R b) { return Eigen::internal::pcmp_le(a, b); }
template <typename R> HILLOCK_INLINE R is_equal(R a, R b) { return Eigen::internal::pcmp_eq(a, b); }
#endif
template <typename R> HILLOCK_INLINE R choose(R mask, R yes, R no) { return Eigen::internal::pselect(mask, yes, no); }
template <typename R> HILLOCK_INLINE R both(R a, R b) { return Eigen::internal::pand(a, b); }

// The larger and the smaller of a bound and x; NaN in x stays. On x86 max and min return their second operand when
// either is NaN, on NEON any NaN wins; the bound is never NaN.
//
// Under GCC's -ffast-math the operands may change places and NaN be lost; the instruction itself is asked for then.
#if defined(HILLOCK_X86_ASM)
template <typename R> HILLOCK_INLINE R at_least(R bound, R x) { return x86::maximum(bound, x); }
template <typename R> HILLOCK_INLINE R at_most(R bound, R x) { return x86::minimum(bound, x); }
#endif

/// The upper half of the significand's bits: 12 of a float, 26 of a double.
template <typename Scalar> inline constexpr std::uint64_t upper_half_bits = 0xfffffffff8000000u;
template <> inline constexpr std::uint32_t upper_half_bits<float> = 0xfffff000u;
template <typename R> HILLOCK_INLINE R upper_half(R a) {
  return bits_and(a, broadcast<R>(from_bits(upper_half_bits<typename PacketShape<R>::Scalar>)));
}
/// The upper 14 bits of the significands of floats.
inline constexpr std::uint32_t upper_digits_mask = 0xfffffc00;
template <typename R> HILLOCK_INLINE R upper_digits(R a) {
  return bits_and(a, broadcast<R>(from_bits(upper_digits_mask)));
}

// any_near_middle, for doubles that shall become floats: of their 29 digits below those of a float, moved to the upper
// end of 32 bits, the ones from 2^31 - m to 2^31 + m - 1; and of their upper words, without the signs, those of 2^-151 to
// 2^-126. Both as an offset and an end: a number plus the offset is below the end, as signed numbers.
inline constexpr std::uint32_t sign32 = 0x80000000u, tiny_offset = sign32 - 2 * 0x36800000u;
inline constexpr std::uint32_t tiny_end = sign32 + 2 * (0x38100000u - 0x36800000u);
HILLOCK_INLINE std::int32_t signed32(std::uint32_t bits) { return static_cast<std::int32_t>(bits); }
HILLOCK_INLINE std::int32_t middle_end(std::uint32_t m) { return signed32(sign32 + 2 * m); }

/// a * 2^n in one instruction, where there is one.
template <typename R> R scale(R a, R n);
// clang-format on

}  // namespace detail
HILLOCK_NAMESPACE_END
