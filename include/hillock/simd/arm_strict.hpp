// Comparisons and fused multiply-adds of 64-bit Arm as inline assembly, where -ffast-math would let a compiler forget
// that the former are "no" for NaN and that the latter keep -0 (Eigen's are compiled with the user's flags). As
// x86_strict.hpp.
#pragma once

#include <hillock/simd/asm_operand.hpp>

#if defined(HILLOCK_FINITE_MATH) && defined(HILLOCK_SIMD_NEON)
#define HILLOCK_ARM_ASM 1

HILLOCK_NAMESPACE_BEGIN
namespace detail {
namespace arm {

// A mask of all bits; a < b is asked for as b > a.
#define HILLOCK_ASM_COMPARE(name, R, instruction, lanes)                                     \
  HILLOCK_INLINE R name(R a, R b) {                                                          \
    const auto x = to_operand(a), y = to_operand(b);                                         \
    auto mask = x;                                                                           \
    asm(instruction " %0." lanes ", %1." lanes ", %2." lanes : "=w"(mask) : "w"(y), "w"(x)); \
    from_operand(mask, a);                                                                   \
    return a;                                                                                \
  }
#define HILLOCK_ASM_COMPARISONS(R, lanes)               \
  HILLOCK_ASM_COMPARE(is_less, R, "fcmgt", lanes)       \
  HILLOCK_ASM_COMPARE(is_less_equal, R, "fcmge", lanes) \
  HILLOCK_ASM_COMPARE(is_equal, R, "fcmeq", lanes)
HILLOCK_ASM_COMPARISONS(float32x4_t, "4s")
HILLOCK_ASM_COMPARISONS(float64x2_t, "2d")

// a * b + c, rounded once: keeps -0.
#define HILLOCK_ASM_FUSED(R, lanes)                                                    \
  HILLOCK_INLINE R fused(R a, R b, R c) {                                              \
    const auto x = to_operand(a), y = to_operand(b);                                   \
    auto result = to_operand(c);                                                       \
    asm("fmla %0." lanes ", %1." lanes ", %2." lanes : "+w"(result) : "w"(x), "w"(y)); \
    from_operand(result, a);                                                           \
    return a;                                                                          \
  }
HILLOCK_ASM_FUSED(float32x4_t, "4s")
HILLOCK_ASM_FUSED(float64x2_t, "2d")
#undef HILLOCK_ASM_FUSED
#undef HILLOCK_ASM_COMPARISONS
#undef HILLOCK_ASM_COMPARE

}  // namespace arm
}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_ARM_ASM
