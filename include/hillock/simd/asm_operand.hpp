// How a register goes into inline assembly and comes out of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include <hillock/config.hpp>

// The registers that floating-point numbers stand in, as a constraint; where it is the same for all of them.
#if defined(HILLOCK_SIMD_AVX512)
#define HILLOCK_ASM_FLOAT "v"
#elif defined(__wasm__)
#define HILLOCK_ASM_FLOAT "r"
#elif defined(__SSE2__)
#define HILLOCK_ASM_FLOAT "x"
#elif defined(__aarch64__)
#define HILLOCK_ASM_FLOAT "w"
#elif defined(HILLOCK_SIMD_VSX)
#define HILLOCK_ASM_FLOAT "wa"
#endif

HILLOCK_NAMESPACE_BEGIN
namespace detail {

#if defined(__clang__) && defined(HILLOCK_FINITE_MATH)
// As integers: what an assembly statement gives as a floating-point number is, for Clang under -ffast-math, neither NaN
// nor infinite (whatever the pragma of config.hpp says), and a question whether it is may be answered before it is
// asked.
template <std::size_t Size>
struct IntegerRegister {
  typedef std::int32_t type __attribute__((vector_size(Size)));
};
template <>
struct IntegerRegister<4> {
  using type = std::int32_t;
};
template <>
struct IntegerRegister<8> {
  using type = std::int64_t;
};
template <typename R>
HILLOCK_INLINE auto to_operand(R value) {
  typename IntegerRegister<sizeof(R)>::type operand;
  std::memcpy(&operand, &value, sizeof(R));
  return operand;
}
template <typename Operand, typename R>
HILLOCK_INLINE void from_operand(Operand operand, R& value) {
  std::memcpy(&value, &operand, sizeof(R));
}
#else
template <typename R>
HILLOCK_INLINE R to_operand(R value) {
  return value;
}
template <typename R>
HILLOCK_INLINE void from_operand(R operand, R& value) {
  value = operand;
}
#endif

}  // namespace detail
HILLOCK_NAMESPACE_END
