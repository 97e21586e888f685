// Which floating-point exceptions a computation raises. On x86 and ARM a program that runs with feenableexcept stops at
// exactly the instructions that would raise a flag, so looking at the flags tells which programs would stop.
#pragma once

#include <cfenv>
#include <cmath>
#include <cstdint>
#include <string>

namespace traps {

/// Leaves a NaN in every lane of the registers: what reads lanes that it has not written raises an exception.
inline void forget_registers() {
#if defined(__x86_64__) && defined(__GNUC__)
  // As floats and as doubles: a quiet and a signalling one, a signalling one.
  static const std::uint64_t not_numbers[4] = {0x7ff400007fb40000u, 0x7ff400007fb40000u, 0x7ff400007fb40000u,
                                               0x7ff400007fb40000u};
#if defined(__AVX__)
#define HILLOCK_FORGET(n) __asm__ volatile("vmovups %0, %%ymm" #n : : "m"(not_numbers) : "xmm" #n);
#else
#define HILLOCK_FORGET(n) __asm__ volatile("movups %0, %%xmm" #n : : "m"(not_numbers) : "xmm" #n);
#endif
  // clang-format off
  HILLOCK_FORGET(0) HILLOCK_FORGET(1) HILLOCK_FORGET(2) HILLOCK_FORGET(3) HILLOCK_FORGET(4) HILLOCK_FORGET(5)
  HILLOCK_FORGET(6) HILLOCK_FORGET(7) HILLOCK_FORGET(8) HILLOCK_FORGET(9) HILLOCK_FORGET(10) HILLOCK_FORGET(11)
  HILLOCK_FORGET(12) HILLOCK_FORGET(13) HILLOCK_FORGET(14) HILLOCK_FORGET(15)
  // clang-format on
#undef HILLOCK_FORGET
#endif
}

// Called through pointers of which the optimiser knows nothing: no arithmetic moves across.
inline int (*volatile const clear_flags)(int) = [](int flags) {
  const int status = std::feclearexcept(flags);
  forget_registers();
  return status;
};
inline int (*volatile const test_flags)(int) = [](int flags) { return std::fetestexcept(flags); };

/// The exceptions that stop programs: not underflow and not inexact, which ordinary results raise.
inline constexpr int watched = FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW;

/// The watched exceptions that run() raises.
template <typename Run>
int raised_by(const Run& run) {
  clear_flags(FE_ALL_EXCEPT);
  run();
  return test_flags(watched);
}

/// Of these, the ones that a result does not explain: a NaN, outside of a function's domain, explains all, an infinity
/// division by zero and overflow.
template <typename Scalar>
int unexplained(int raised, Scalar result) {
  if (std::isnan(result)) return 0;
  return std::isinf(result) ? raised & ~(FE_DIVBYZERO | FE_OVERFLOW) : raised;
}

/// The names of exceptions, for messages.
inline std::string names(int raised) {
  std::string text;
  if (raised & FE_INVALID) text += " invalid";
  if (raised & FE_DIVBYZERO) text += " division by zero";
  if (raised & FE_OVERFLOW) text += " overflow";
  return text.empty() ? "none" : text.substr(1);
}

}  // namespace traps
