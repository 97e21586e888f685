// The bits of floating-point numbers.
#pragma once

#include <cstdint>
#include <cstring>

#include <hillock/config.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// The bits of a float or double as an integer, and back.
HILLOCK_INLINE std::uint32_t to_bits(float a) {
  std::uint32_t bits;
  std::memcpy(&bits, &a, sizeof bits);
  return bits;
}
HILLOCK_INLINE std::uint64_t to_bits(double a) {
  std::uint64_t bits;
  std::memcpy(&bits, &a, sizeof bits);
  return bits;
}
HILLOCK_INLINE float from_bits(std::uint32_t bits) {
  float a;
  std::memcpy(&a, &bits, sizeof a);
  return a;
}
HILLOCK_INLINE double from_bits(std::uint64_t bits) {
  double a;
  std::memcpy(&a, &bits, sizeof a);
  return a;
}

}  // namespace detail
HILLOCK_NAMESPACE_END
