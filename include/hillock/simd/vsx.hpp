// VSX of POWER: registers of 16 bytes.
#pragma once

#include <hillock/simd/operations.hpp>

#if defined(HILLOCK_SIMD_VSX)
HILLOCK_NAMESPACE_BEGIN
namespace detail {

HILLOCK_REGISTER(float, 4, Eigen::internal::Packet4f, Eigen::internal::Packet4f)
HILLOCK_REGISTER(double, 2, Eigen::internal::Packet2d, Eigen::internal::Packet2d)

// The registers as Eigen has them, and their bits.
using Floats = Register<float, 4>::type;
using Doubles = Register<double, 2>::type;
using Bits32 = __vector unsigned int;
using Bits64 = __vector unsigned long long;

#if defined(__GNUC__) && !defined(__clang__)
// a * b + c by name. GCC 12 takes AltiVec's vmaddfp for it where that suits its registers: an instruction that flushes
// subnormal floats in the mode in which programs start on Linux.
HILLOCK_INLINE Floats fused(Floats a, Floats b, Floats c) {
  asm("xvmaddasp %x0, %x1, %x2" : "+wa"(c) : "wa"(a), "wa"(b));
  return c;
}
#endif

// clang-format off
HILLOCK_INLINE Floats square_root(Floats a) { return vec_sqrt(a); }
HILLOCK_INLINE Doubles square_root(Doubles a) { return vec_sqrt(a); }
// Chosen by a comparison: vec_max and vec_min drop NaN.
HILLOCK_INLINE Floats at_least(Floats bound, Floats x) { return vec_sel(x, bound, vec_cmpgt(bound, x)); }
HILLOCK_INLINE Doubles at_least(Doubles bound, Doubles x) { return vec_sel(x, bound, vec_cmpgt(bound, x)); }
HILLOCK_INLINE Floats at_most(Floats bound, Floats x) { return vec_sel(x, bound, vec_cmplt(bound, x)); }
HILLOCK_INLINE Doubles at_most(Doubles bound, Doubles x) { return vec_sel(x, bound, vec_cmplt(bound, x)); }
HILLOCK_INLINE bool all_of(Floats mask) { return vec_all_ne(reinterpret_cast<Bits32>(mask), vec_splats(0u)); }
HILLOCK_INLINE bool all_of(Doubles mask) { return vec_all_ne(reinterpret_cast<Bits32>(mask), vec_splats(0u)); }
HILLOCK_INLINE Floats low_bits_to_exponent(Floats a) {
  return reinterpret_cast<Floats>(vec_sl(reinterpret_cast<Bits32>(a), vec_splats(23u)));
}
HILLOCK_INLINE Doubles low_bits_to_exponent(Doubles a) {
  return reinterpret_cast<Doubles>(vec_sl(reinterpret_cast<Bits64>(a), vec_splats(52ull)));
}
HILLOCK_INLINE Floats low_bit_to_sign(Floats a) {
  return reinterpret_cast<Floats>(vec_sl(reinterpret_cast<Bits32>(a), vec_splats(31u)));
}
// The field becomes the low bits of 2^52 + field.
HILLOCK_INLINE Doubles exponent_field(Doubles a) {
  const Doubles unit = vec_splats(0x1p52);
  const Bits64 field = vec_sr(reinterpret_cast<Bits64>(a), vec_splats(52ull));
  return reinterpret_cast<Doubles>(vec_or(field, reinterpret_cast<Bits64>(unit))) - unit;
}
HILLOCK_INLINE bool any_near_middle(Doubles a, Doubles b, std::uint32_t m) {
  const Bits64 first = reinterpret_cast<Bits64>(a), second = reinterpret_cast<Bits64>(b);
  return is_near_middle(first[0], m) || is_near_middle(first[1], m) || is_near_middle(second[0], m) ||
         is_near_middle(second[1], m);
}
template <typename Wide> HILLOCK_INLINE void widen(Floats a, Wide& wide) {
  wide.low = Doubles{a[0], a[1]};
  wide.high = Doubles{a[2], a[3]};
}
template <typename Wide> HILLOCK_INLINE void narrow(Wide wide, Floats& a) {
  a = Floats{static_cast<float>(wide.low[0]), static_cast<float>(wide.low[1]), static_cast<float>(wide.high[0]),
             static_cast<float>(wide.high[1])};
}
// clang-format on

}  // namespace detail
HILLOCK_NAMESPACE_END
#endif  // HILLOCK_SIMD_VSX
