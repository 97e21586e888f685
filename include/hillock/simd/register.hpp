// Registers: the few operations the kernels need, on one scalar or one SIMD register.
//
// What means the same everywhere stands in operations.hpp. What differs (exponent bits, comparison masks, min and max
// of NaN, width changes) stands in one file per instruction set, which offers for each of its registers R:
//
//   Register<Scalar, Width>              the type, and that of its masks
//   square_root(R)                       rounded correctly
//   at_least(bound, x), at_most          the larger and the smaller; NaN in x stays
//   all_of(mask)                         whether every lane says yes
//   low_bits_to_exponent(R)              2^n from n + integer_shift (number/lanes.hpp)
//   low_bit_to_sign(R of floats)         the sign bit if the last bit is one, else 0
//   exponent_field(R of doubles)         the exponent's bits of a positive number, as a number
//   widen(R, wide&), narrow(wide, R&)    floats as doubles, and doubles rounded to floats
//   any_near_middle(R, R, m)             of doubles: see number/correct_rounding.hpp
//   load_short(from, R&)                 floats from half or bfloat16 in memory
//   store_short(to, R)                   floats rounded to these (to nearest, ties to even), as Eigen rounds one
//   load_short(from, count, R&)          the first few, fewer than R has lanes; behind them one of them once more
//   store_short(to, count, R)            the first few
//
// This is the only folder that names Eigen's packets; what else the library knows of Eigen::internal are the traits of
// functors and expressions and, in loop/elementwise_loop.hpp, the assignment. (Intrinsics are called with arguments of
// a type that is known where they stand, no template's: whoever imports a module has no other way to find them.)
#pragma once

#include <type_traits>

#include <hillock/simd/avx512.hpp>
#include <hillock/simd/neon.hpp>
#include <hillock/simd/scalar.hpp>
#include <hillock/simd/vsx.hpp>

#undef HILLOCK_REGISTER

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// half and bfloat16: stored in 16 bits, computed in float.
template <typename Scalar>
inline constexpr bool is_short =
    std::is_same<Scalar, Eigen::half>::value || std::is_same<Scalar, Eigen::bfloat16>::value;
/// What elements are computed in.
template <typename Scalar>
using Computed = std::conditional_t<is_short<Scalar>, float, Scalar>;

/// The width of the narrowest SIMD register.
template <typename Scalar>
inline constexpr int narrowest_width = Register<Scalar, 16 / sizeof(Scalar)>::exists ? 16 / sizeof(Scalar) : 1;

/// The size of the widest register.
#if defined(HILLOCK_SIMD_AVX512)
inline constexpr std::size_t widest_bytes = 64;
#elif defined(HILLOCK_SIMD_AVX)
inline constexpr std::size_t widest_bytes = 32;
#else
inline constexpr std::size_t widest_bytes = 16;
#endif

/// The width of the loops over long vectors.
template <typename Scalar>
inline constexpr int loop_width = Register<Scalar, widest_bytes / sizeof(Scalar)>::exists
                                      ? widest_bytes / sizeof(Scalar)
                                      : 1;

/// Whether the functions have a packet path inside Eigen's loops: where its packets are these registers. (With AVX-512F
/// alone they are wider: hillock also needs DQ and VL.)
template <typename Scalar>
inline constexpr bool has_packets = loop_width<Scalar> > 1 &&
                                    loop_width<Scalar> == int(Eigen::internal::packet_traits<Scalar>::size);

/// Whether `scale` is an instruction: with AVX-512, the only one with registers so wide.
template <typename Scalar, int Width>
inline constexpr bool has_scale_instruction = widest_bytes == 64 && Width > 1;

}  // namespace detail
HILLOCK_NAMESPACE_END
