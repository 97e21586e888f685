// Which floating-point exceptions a computation raises. On x86 and ARM a program that runs with feenableexcept stops at
// exactly the instructions that would raise a flag, so looking at the flags tells which programs would stop.
#ifndef HILLOCK_TESTS_TRAPS_HPP
#define HILLOCK_TESTS_TRAPS_HPP

#include <cfenv>
#include <cmath>
#include <string>

namespace traps {

// Called through pointers of which the optimiser knows nothing: no arithmetic moves across.
inline int (*volatile const clear_flags)(int) = [](int flags) { return std::feclearexcept(flags); };
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

#endif  // HILLOCK_TESTS_TRAPS_HPP
