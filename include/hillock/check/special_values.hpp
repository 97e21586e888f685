// NaN and infinities, told by their bits and made of them: under -ffinite-math-only comparisons with them are
// constants, and where one stands in the program as a constant, anything may come out (Clang 19 returned 0 for every
// logarithm).
#pragma once

#include <limits>

#include <hillock/check/bits.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

template <typename Scalar>
struct SpecialBits {
  static constexpr std::uint32_t infinity = 0x7f800000u, minus_infinity = 0xff800000u, quiet_nan = 0x7fc00000u;
};
template <>
struct SpecialBits<double> {
  static constexpr std::uint64_t infinity = 0x7ff0000000000000u, minus_infinity = 0xfff0000000000000u,
                                 quiet_nan = 0x7ff8000000000000u;
};

/// A number made of its bits, of which the optimiser knows nothing where it would think them impossible.
template <typename Bits>
HILLOCK_INLINE auto special_value(Bits bits) {
#if defined(HILLOCK_FINITE_MATH) && !defined(__CUDA_ARCH__)
  asm("" : "+r"(bits));
#endif
  return from_bits(bits);
}
template <typename Scalar>
HILLOCK_INLINE Scalar infinity() {
  return special_value(SpecialBits<Scalar>::infinity);
}
template <typename Scalar>
HILLOCK_INLINE Scalar minus_infinity() {
  return special_value(SpecialBits<Scalar>::minus_infinity);
}
template <typename Scalar>
HILLOCK_INLINE Scalar not_a_number() {
  return special_value(SpecialBits<Scalar>::quiet_nan);
}

// By reference: under -ffast-math Clang 19 takes it that no function is ever given NaN or infinity by value.
template <typename Scalar>
bool is_infinity(const Scalar& x) {
  return to_bits(x) == SpecialBits<Scalar>::infinity;
}
template <typename Scalar>
bool is_minus_infinity(const Scalar& x) {
  return to_bits(x) == SpecialBits<Scalar>::minus_infinity;
}
template <typename Scalar>
bool is_nan(const Scalar& x) {
  return (to_bits(x) << 1) > (SpecialBits<Scalar>::infinity << 1);
}

}  // namespace detail
HILLOCK_NAMESPACE_END
