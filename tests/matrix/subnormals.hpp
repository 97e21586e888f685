// The mode in which the CPU takes subnormal numbers for zero. GCC and Clang link code that switches it on before main
// into a program linked with -ffast-math.
#pragma once

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace {

#if defined(__x86_64__)
constexpr unsigned long flushing = 0x8040;  // results and arguments
inline unsigned long control() { return _mm_getcsr(); }
inline void set_control(unsigned long value) { _mm_setcsr(static_cast<unsigned>(value)); }
#elif defined(__aarch64__)
constexpr unsigned long flushing = 1ul << 24;
inline unsigned long control() {
  unsigned long value;
  asm volatile("mrs %0, fpcr" : "=r"(value));
  return value;
}
inline void set_control(unsigned long value) { asm volatile("msr fpcr, %0" : : "r"(value)); }
#else  // nothing there switches it on
constexpr unsigned long flushing = 0;
inline unsigned long control() { return 0; }
inline void set_control(unsigned long) {}
#endif

inline bool is_flushing() { return (control() & flushing) != 0; }

/// Switches it off as long as it lives.
class KeepSubnormals {
 public:
  KeepSubnormals() { set_control(before_ & ~flushing); }
  ~KeepSubnormals() { set_control(before_); }
  KeepSubnormals(const KeepSubnormals&) = delete;
  KeepSubnormals& operator=(const KeepSubnormals&) = delete;

 private:
  const unsigned long before_ = control();
};

}  // namespace
