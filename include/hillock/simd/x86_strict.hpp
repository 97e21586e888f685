// Arithmetic of x86 as inline assembly, under -ffast-math and only then: compilers would reassociate sums, take a
// product with 0 for 0 and a sum with 0 for the other number (NaN and -0 are lost), make estimates of quotients and
// square roots, and of max, min and comparisons forms that answer otherwise for NaN. No pragma keeps them from all of
// it; see HILLOCK_EXACT_FLOATING_POINT_BEGIN in config.hpp.
#pragma once

#include <hillock/simd/asm_operand.hpp>

#if (defined(HILLOCK_GCC_FAST_MATH) || defined(HILLOCK_FINITE_MATH)) && defined(__SSE2__)
#define HILLOCK_X86_ASM 1
#include <immintrin.h>  // the registers, which Eigen does not include under EIGEN_DONT_VECTORIZE

HILLOCK_NAMESPACE_BEGIN
namespace detail {
namespace x86 {

#if defined(__AVX512F__)
#define HILLOCK_ASM_REGISTER "v"
#else
#define HILLOCK_ASM_REGISTER "x"
#endif

// One function for every register; the operand's size decides between xmm, ymm and zmm, the scalar type the suffix.
#if defined(__AVX__)
#define HILLOCK_ASM_2(instruction, reg, result, a, b) \
  asm("v" instruction " %2, %1, %0" : "=" reg(result) : reg(a), reg(b))
#define HILLOCK_ASM_SQRT_PACKED(instruction, reg, result, a) asm("v" instruction " %1, %0" : "=" reg(result) : reg(a))
#define HILLOCK_ASM_SQRT_SINGLE(instruction, reg, result, a) \
  asm("v" instruction " %1, %1, %0" : "=" reg(result) : reg(a))
#else
#define HILLOCK_ASM_2(instruction, reg, result, a, b) asm(instruction " %2, %0" : "=" reg(result) : "0"(a), reg(b))
#define HILLOCK_ASM_SQRT_PACKED(instruction, reg, result, a) asm(instruction " %1, %0" : "=" reg(result) : reg(a))
#define HILLOCK_ASM_SQRT_SINGLE(instruction, reg, result, a) asm(instruction " %0, %0" : "=" reg(result) : "0"(a))
#endif

#define HILLOCK_ASM_BINARY(name, R, instruction, reg) \
  HILLOCK_INLINE R name(R a, R b) {                   \
    const auto x = to_operand(a), y = to_operand(b);  \
    auto result = x;                                  \
    HILLOCK_ASM_2(instruction, reg, result, x, y);    \
    from_operand(result, a);                          \
    return a;                                         \
  }
// a * b + c, rounded once.
#if defined(HILLOCK_FMA)
#define HILLOCK_ASM_FUSED(R, suffix)                         \
  HILLOCK_INLINE R fused(R a, R b, R c) {                    \
    const auto x = to_operand(a), y = to_operand(b);         \
    auto result = to_operand(c);                             \
    asm("vfmadd231" suffix " %2, %1, %0"                     \
        : "+" HILLOCK_ASM_REGISTER(result)                   \
        : HILLOCK_ASM_REGISTER(x), HILLOCK_ASM_REGISTER(y)); \
    from_operand(result, a);                                 \
    return a;                                                \
  }
#else
#define HILLOCK_ASM_FUSED(R, suffix)
#endif
#define HILLOCK_ASM_FUNCTIONS(R, suffix, sqrt_form)                   \
  HILLOCK_ASM_BINARY(add, R, "add" suffix, HILLOCK_ASM_REGISTER)      \
  HILLOCK_ASM_BINARY(subtract, R, "sub" suffix, HILLOCK_ASM_REGISTER) \
  HILLOCK_ASM_BINARY(multiply, R, "mul" suffix, HILLOCK_ASM_REGISTER) \
  HILLOCK_ASM_BINARY(divide, R, "div" suffix, HILLOCK_ASM_REGISTER)   \
  HILLOCK_ASM_BINARY(maximum, R, "max" suffix, HILLOCK_ASM_REGISTER)  \
  HILLOCK_ASM_BINARY(minimum, R, "min" suffix, HILLOCK_ASM_REGISTER)  \
  HILLOCK_INLINE R square_root(R a) {                                 \
    const auto x = to_operand(a);                                     \
    auto result = x;                                                  \
    sqrt_form("sqrt" suffix, HILLOCK_ASM_REGISTER, result, x);        \
    from_operand(result, a);                                          \
    return a;                                                         \
  }                                                                   \
  HILLOCK_ASM_FUSED(R, suffix)
HILLOCK_ASM_FUNCTIONS(float, "ss", HILLOCK_ASM_SQRT_SINGLE)
HILLOCK_ASM_FUNCTIONS(double, "sd", HILLOCK_ASM_SQRT_SINGLE)
HILLOCK_ASM_FUNCTIONS(__m128, "ps", HILLOCK_ASM_SQRT_PACKED)
HILLOCK_ASM_FUNCTIONS(__m128d, "pd", HILLOCK_ASM_SQRT_PACKED)
#if defined(__AVX__)
HILLOCK_ASM_FUNCTIONS(__m256, "ps", HILLOCK_ASM_SQRT_PACKED)
HILLOCK_ASM_FUNCTIONS(__m256d, "pd", HILLOCK_ASM_SQRT_PACKED)
#endif
#if defined(__AVX512F__)
HILLOCK_ASM_FUNCTIONS(__m512, "ps", HILLOCK_ASM_SQRT_PACKED)
HILLOCK_ASM_FUNCTIONS(__m512d, "pd", HILLOCK_ASM_SQRT_PACKED)
#endif

// A mask of all bits, in a register of the operands' kind. (With AVX-512's encoding it would be of another kind, hence
// no register that only that encoding reaches.)
#define HILLOCK_ASM_COMPARISONS(R, suffix)                  \
  HILLOCK_ASM_BINARY(is_less, R, "cmplt" suffix, "x")       \
  HILLOCK_ASM_BINARY(is_less_equal, R, "cmple" suffix, "x") \
  HILLOCK_ASM_BINARY(is_equal, R, "cmpeq" suffix, "x")
HILLOCK_ASM_COMPARISONS(float, "ss")
HILLOCK_ASM_COMPARISONS(double, "sd")
HILLOCK_ASM_COMPARISONS(__m128, "ps")
HILLOCK_ASM_COMPARISONS(__m128d, "pd")
#if defined(__AVX__)
HILLOCK_ASM_COMPARISONS(__m256, "ps")
HILLOCK_ASM_COMPARISONS(__m256d, "pd")
#endif
#undef HILLOCK_ASM_COMPARISONS

// With 512 bits a mask of one bit per lane.
#if defined(HILLOCK_SIMD_AVX512)
#define HILLOCK_ASM_MASK(name, R, Mask, instruction)              \
  HILLOCK_INLINE Mask name(R a, R b) {                            \
    const auto x = to_operand(a), y = to_operand(b);              \
    Mask mask;                                                    \
    asm(instruction " %2, %1, %0" : "=k"(mask) : "v"(x), "v"(y)); \
    return mask;                                                  \
  }
#define HILLOCK_ASM_MASKS(R, Mask, suffix)                     \
  HILLOCK_ASM_MASK(is_less, R, Mask, "vcmplt_oq" suffix)       \
  HILLOCK_ASM_MASK(is_less_equal, R, Mask, "vcmple_oq" suffix) \
  HILLOCK_ASM_MASK(is_equal, R, Mask, "vcmpeq" suffix)
HILLOCK_ASM_MASKS(__m512, __mmask16, "ps")
HILLOCK_ASM_MASKS(__m512d, __mmask8, "pd")
#undef HILLOCK_ASM_MASKS
#undef HILLOCK_ASM_MASK
#endif

#undef HILLOCK_ASM_FUNCTIONS
#undef HILLOCK_ASM_FUSED
#undef HILLOCK_ASM_BINARY
#undef HILLOCK_ASM_SQRT_SINGLE
#undef HILLOCK_ASM_SQRT_PACKED
#undef HILLOCK_ASM_2
#undef HILLOCK_ASM_REGISTER

}  // namespace x86
}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_X86_ASM
