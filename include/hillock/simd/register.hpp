// Registers: the few operations the kernels need, on one scalar or one SIMD register.
//
// This is the only file that names Eigen's packets; what else the library knows of Eigen::internal are the traits of
// functors and expressions and, in elementwise_loop.hpp, the assignment. Eigen's packet functions cover everything that
// means the same on every instruction set; what differs (exponent bits, comparison masks, min and max of NaN, width
// changes) stands below, once per instruction set.
#ifndef HILLOCK_SIMD_REGISTER_HPP
#define HILLOCK_SIMD_REGISTER_HPP

#include <cmath>
#include <cstddef>

#include <hillock/check/bits.hpp>
#include <hillock/simd/arm_strict.hpp>
#include <hillock/simd/asm_operand.hpp>
#include <hillock/simd/x86_strict.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Register<float, 8>::type is the SIMD register with eight floats; undefined where the target has none.
template <typename Scalar, int Width>
struct Register {
  static constexpr bool exists = false;
};

template <>
struct Register<float, 1> {
  using type = float;
  using Mask = bool;
  static constexpr bool exists = true;
};
template <>
struct Register<double, 1> {
  using type = double;
  using Mask = bool;
  static constexpr bool exists = true;
};

#define HILLOCK_REGISTER(Scalar_, Width_, Type_, Mask_) \
  template <>                                           \
  struct Register<Scalar_, Width_> {                    \
    using type = Type_;                                 \
    using Mask = Mask_;                                 \
    static constexpr bool exists = true;                \
  };
#if defined(HILLOCK_SIMD_SSE2) || defined(HILLOCK_SIMD_NEON)
HILLOCK_REGISTER(float, 4, Eigen::internal::Packet4f, Eigen::internal::Packet4f)
HILLOCK_REGISTER(double, 2, Eigen::internal::Packet2d, Eigen::internal::Packet2d)
#endif
#if defined(HILLOCK_SIMD_AVX)
HILLOCK_REGISTER(float, 8, Eigen::internal::Packet8f, Eigen::internal::Packet8f)
HILLOCK_REGISTER(double, 4, Eigen::internal::Packet4d, Eigen::internal::Packet4d)
#endif
#if defined(HILLOCK_SIMD_AVX512)
HILLOCK_REGISTER(float, 16, Eigen::internal::Packet16f, __mmask16)
HILLOCK_REGISTER(double, 8, Eigen::internal::Packet8d, __mmask8)
#endif
#undef HILLOCK_REGISTER

/// The narrowest SIMD register: single values are computed in one of its lanes, by the same instructions as vectors.
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

/// Scalar and width of an Eigen packet type.
template <typename Packet>
struct PacketShape {
  using Scalar = typename Eigen::internal::unpacket_traits<Packet>::type;
  static constexpr int width = Eigen::internal::unpacket_traits<Packet>::size;
};

template <typename Functor>
inline constexpr bool functor_has_packets = bool(Eigen::internal::functor_traits<Functor>::PacketAccess);

// ---------------------------------------------------------------------------------------------------------------------
// Arithmetic

// Adding, subtracting, multiplying and dividing registers: the compilers' vector operators, so that the floating-point
// pragmas of config.hpp reach them (Eigen's functions and the intrinsics are compiled with the user's flags).
// clang-format off
#if defined(HILLOCK_X86_ASM)
#define HILLOCK_SUM(a, b) detail::x86::add(a, b)
#define HILLOCK_DIFFERENCE(a, b) detail::x86::subtract(a, b)
#define HILLOCK_PRODUCT(a, b) detail::x86::multiply(a, b)
template <typename R> HILLOCK_INLINE R quotient(R a, R b) { return x86::divide(a, b); }
#elif defined(__GNUC__) && !defined(__CUDACC__)
#define HILLOCK_SUM(a, b) ((a) + (b))
#define HILLOCK_DIFFERENCE(a, b) ((a) - (b))
#define HILLOCK_PRODUCT(a, b) ((a) * (b))
template <typename R> HILLOCK_INLINE R quotient(R a, R b) { return a / b; }
#else
#define HILLOCK_SUM(a, b) Eigen::internal::padd(a, b)
#define HILLOCK_DIFFERENCE(a, b) Eigen::internal::psub(a, b)
#define HILLOCK_PRODUCT(a, b) Eigen::internal::pmul(a, b)
template <typename R> HILLOCK_INLINE R quotient(R a, R b) { return Eigen::internal::pdiv(a, b); }
#endif

// Results the optimiser must not look through, where config.hpp says so.
#if defined(HILLOCK_HIDE_PRODUCTS) && !defined(HILLOCK_X86_ASM)
#define HILLOCK_HIDE_PRODUCT(value) (value) = detail::opaque(value)
#else
#define HILLOCK_HIDE_PRODUCT(value) static_cast<void>(0)
#endif
#if defined(HILLOCK_HIDE_RESULTS) && !defined(HILLOCK_X86_ASM)
#define HILLOCK_HIDE_SUM(value) (value) = detail::opaque(value)
#else
#define HILLOCK_HIDE_SUM(value) static_cast<void>(0)
#endif

/// a * b + c, rounded once where the target has FMA.
#if defined(HILLOCK_FMA) && defined(HILLOCK_X86_ASM)
template <typename R> HILLOCK_INLINE R fused(R a, R b, R c) { return x86::fused(a, b, c); }
#elif defined(HILLOCK_FMA)
#if defined(HILLOCK_ARM_ASM)
template <typename R> HILLOCK_INLINE R fused(R a, R b, R c) { return arm::fused(a, b, c); }
HILLOCK_INLINE float fused(float a, float b, float c) { return std::fma(a, b, c); }
HILLOCK_INLINE double fused(double a, double b, double c) { return std::fma(a, b, c); }
#elif defined(HILLOCK_FLOAT_CONTROL) && !defined(__CUDACC__)
// Clang's intrinsics and fma have the user's flags: under -funsafe-math-optimizations fma(x, a, x b) becomes x (a + b).
// (And Eigen 3.4's is inline assembly there, of one form, with a move for every step of a polynomial.)
template <typename R> HILLOCK_INLINE R fused(R a, R b, R c) {
  _Pragma("clang fp contract(on)")
  return a * b + c;
}
#else
template <typename R> HILLOCK_INLINE R fused(R a, R b, R c) { return Eigen::internal::pmadd(a, b, c); }
HILLOCK_INLINE float fused(float a, float b, float c) { return std::fma(a, b, c); }
HILLOCK_INLINE double fused(double a, double b, double c) { return std::fma(a, b, c); }
#endif
#endif

#if defined(HILLOCK_X86_ASM)
template <typename R> HILLOCK_INLINE R square_root(R a) { return x86::square_root(a); }
#else
// Not Eigen's psqrt, which for floats may be an estimate with a Newton step.
#if defined(HILLOCK_SIMD_SSE2)
HILLOCK_INLINE __m128 square_root(__m128 a) { return _mm_sqrt_ps(a); }
HILLOCK_INLINE __m128d square_root(__m128d a) { return _mm_sqrt_pd(a); }
#endif
#if defined(HILLOCK_SIMD_AVX)
HILLOCK_INLINE __m256 square_root(__m256 a) { return _mm256_sqrt_ps(a); }
HILLOCK_INLINE __m256d square_root(__m256d a) { return _mm256_sqrt_pd(a); }
#endif
#if defined(HILLOCK_SIMD_AVX512)
HILLOCK_INLINE __m512 square_root(__m512 a) { return _mm512_maskz_sqrt_ps(0xffff, a); }
HILLOCK_INLINE __m512d square_root(__m512d a) { return _mm512_maskz_sqrt_pd(0xff, a); }
#endif
#if defined(HILLOCK_SIMD_NEON)
HILLOCK_INLINE float32x4_t square_root(float32x4_t a) { return vsqrtq_f32(a); }
HILLOCK_INLINE float64x2_t square_root(float64x2_t a) { return vsqrtq_f64(a); }
#endif
HILLOCK_INLINE float square_root(float a) { return std::sqrt(a); }
HILLOCK_INLINE double square_root(double a) { return std::sqrt(a); }
#endif

template <typename R, typename Scalar> HILLOCK_INLINE R broadcast(Scalar value) {
  return Eigen::internal::pset1<R>(value);
}
template <typename R, typename Scalar> HILLOCK_INLINE R load(const Scalar* from) {
  return Eigen::internal::ploadu<R>(from);
}
template <typename R, typename Scalar> HILLOCK_INLINE void store(Scalar* to, R value) {
  Eigen::internal::pstoreu(to, value);
}
template <typename R> HILLOCK_INLINE auto first_lane(R a) { return Eigen::internal::pfirst(a); }
/// Asks for memory that will be read soon.
template <typename Scalar> HILLOCK_INLINE void prefetch(const Scalar* from) { Eigen::internal::prefetch(from); }
#if defined(HILLOCK_SIMD_AVX)
// Eight floats as two times four: the first four of a and b, and the last four; the same four twice; and in each half,
// rows to columns of four registers.
HILLOCK_INLINE __m256 first_halves(__m256 a, __m256 b) { return _mm256_permute2f128_ps(a, b, 0x20); }
HILLOCK_INLINE __m256 second_halves(__m256 a, __m256 b) { return _mm256_permute2f128_ps(a, b, 0x31); }
HILLOCK_INLINE __m256 load_twice(const float* from) {
  return _mm256_broadcast_ps(reinterpret_cast<const __m128*>(from));
}
HILLOCK_INLINE void transpose_halves(__m256 (&rows)[4]) {
  const __m256 a = _mm256_unpacklo_ps(rows[0], rows[1]), b = _mm256_unpackhi_ps(rows[0], rows[1]);
  const __m256 c = _mm256_unpacklo_ps(rows[2], rows[3]), d = _mm256_unpackhi_ps(rows[2], rows[3]);
  rows[0] = _mm256_shuffle_ps(a, c, 0x44);
  rows[1] = _mm256_shuffle_ps(a, c, 0xee);
  rows[2] = _mm256_shuffle_ps(b, d, 0x44);
  rows[3] = _mm256_shuffle_ps(b, d, 0xee);
}
#endif
/// Rows to columns: as many registers as each has lanes.
template <int N, typename R> HILLOCK_INLINE void transpose(R (&rows)[N]) {
  if constexpr (N > 1) {
    Eigen::internal::PacketBlock<R, N> block;
    HILLOCK_UNROLL
    for (int i = 0; i < N; ++i) block.packet[i] = rows[i];
    Eigen::internal::ptranspose(block);
    HILLOCK_UNROLL
    for (int i = 0; i < N; ++i) rows[i] = block.packet[i];
  }
}

/// A register the optimiser cannot look into: what was computed before it stays computed that way (no instruction is
/// emitted). GCC knows no pragma for this that survives inlining.
template <typename R>
HILLOCK_INLINE R opaque(R value) {
#if defined(HILLOCK_HIDE_PRODUCTS) && !defined(__CUDA_ARCH__)
  auto operand = to_operand(value);
#if defined(HILLOCK_SIMD_AVX512)
  asm("" : "+v"(operand));
#elif defined(__SSE2__)
  asm("" : "+x"(operand));
#elif defined(__aarch64__)
  asm("" : "+w"(operand));
#elif defined(__arm__) && defined(__ARM_FP)
  if constexpr ((__ARM_FP & sizeof(R)) != 0) {  // a bit for each size
    asm("" : "+w"(operand));
  } else {
    asm("" : "+m"(operand));
  }
#elif (defined(__riscv_flen) && __riscv_flen >= 64) || defined(__s390x__) || (defined(__powerpc__) && !defined(__NO_FPRS__))
  asm("" : "+f"(operand));
#else
  asm("" : "+m"(operand));
#endif
  R result;
  from_operand(operand, result);
  return result;
#else
  return value;
#endif
}

// ---------------------------------------------------------------------------------------------------------------------
// Bits

template <typename R> HILLOCK_INLINE R bits_and(R a, R b) { return Eigen::internal::pand(a, b); }
template <typename R> HILLOCK_INLINE R bits_or(R a, R b) { return Eigen::internal::por(a, b); }
template <typename R> HILLOCK_INLINE R bits_xor(R a, R b) { return Eigen::internal::pxor(a, b); }
/// a with the bits of b cleared.
template <typename R> HILLOCK_INLINE R bits_clear(R a, R b) { return Eigen::internal::pandnot(a, b); }
// clang-format on

// The scalar forms are exact matches, so overload resolution prefers them to the templates above.
HILLOCK_INLINE float bits_and(float a, float b) { return from_bits(to_bits(a) & to_bits(b)); }
HILLOCK_INLINE double bits_and(double a, double b) { return from_bits(to_bits(a) & to_bits(b)); }
HILLOCK_INLINE float bits_or(float a, float b) { return from_bits(to_bits(a) | to_bits(b)); }
HILLOCK_INLINE double bits_or(double a, double b) { return from_bits(to_bits(a) | to_bits(b)); }
HILLOCK_INLINE float bits_xor(float a, float b) { return from_bits(to_bits(a) ^ to_bits(b)); }
HILLOCK_INLINE double bits_xor(double a, double b) { return from_bits(to_bits(a) ^ to_bits(b)); }
HILLOCK_INLINE float bits_clear(float a, float b) { return from_bits(to_bits(a) & ~to_bits(b)); }
HILLOCK_INLINE double bits_clear(double a, double b) { return from_bits(to_bits(a) & ~to_bits(b)); }

/// The sign flipped: by the compilers' operator where they may fold it into a fused multiply-add. (Clang's own has the
/// user's flags whatever the pragma says; with them the negative of a sum's error became 0.)
template <typename R>
HILLOCK_INLINE R negative(R a) {
#if defined(HILLOCK_FLOAT_CONTROL) && !defined(__CUDACC__) && !defined(HILLOCK_X86_ASM)
  return broadcast<R>(static_cast<typename PacketShape<R>::Scalar>(-0.0)) - a;
#elif defined(__GNUC__) && !defined(__CUDACC__) && !defined(HILLOCK_X86_ASM) && !defined(HILLOCK_GCC_FAST_MATH)
  return -a;
#else
  return bits_xor(a, broadcast<R>(static_cast<typename PacketShape<R>::Scalar>(-0.0)));
#endif
}
// Not so for scalars: GCC makes -fma(a, b, c) a fused (-a) b - c, which is +0 where the former is -0.
HILLOCK_INLINE float negative(float a) { return bits_xor(a, -0.0f); }
HILLOCK_INLINE double negative(double a) { return bits_xor(a, -0.0); }

// ---------------------------------------------------------------------------------------------------------------------
// Comparison: a Mask holds one yes or no per lane. Comparisons with NaN are "no".

// clang-format off
#if defined(HILLOCK_X86_ASM)
template <typename R> HILLOCK_INLINE R is_less(R a, R b) { return x86::is_less(a, b); }
template <typename R> HILLOCK_INLINE R is_less_equal(R a, R b) { return x86::is_less_equal(a, b); }
template <typename R> HILLOCK_INLINE R is_equal(R a, R b) { return x86::is_equal(a, b); }
HILLOCK_INLINE bool is_less(float a, float b) { return to_bits(x86::is_less(a, b)) != 0; }
HILLOCK_INLINE bool is_less(double a, double b) { return to_bits(x86::is_less(a, b)) != 0; }
HILLOCK_INLINE bool is_less_equal(float a, float b) { return to_bits(x86::is_less_equal(a, b)) != 0; }
HILLOCK_INLINE bool is_less_equal(double a, double b) { return to_bits(x86::is_less_equal(a, b)) != 0; }
HILLOCK_INLINE bool is_equal(float a, float b) { return to_bits(x86::is_equal(a, b)) != 0; }
HILLOCK_INLINE bool is_equal(double a, double b) { return to_bits(x86::is_equal(a, b)) != 0; }
#else
#if defined(HILLOCK_ARM_ASM)
template <typename R> HILLOCK_INLINE R is_less(R a, R b) { return arm::is_less(a, b); }
template <typename R> HILLOCK_INLINE R is_less_equal(R a, R b) { return arm::is_less_equal(a, b); }
template <typename R> HILLOCK_INLINE R is_equal(R a, R b) { return arm::is_equal(a, b); }
#else
template <typename R> HILLOCK_INLINE R is_less(R a, R b) { return Eigen::internal::pcmp_lt(a, b); }
template <typename R> HILLOCK_INLINE R is_less_equal(R a, R b) { return Eigen::internal::pcmp_le(a, b); }
template <typename R> HILLOCK_INLINE R is_equal(R a, R b) { return Eigen::internal::pcmp_eq(a, b); }
#endif
HILLOCK_INLINE bool is_less(float a, float b) { return a < b; }
HILLOCK_INLINE bool is_less(double a, double b) { return a < b; }
HILLOCK_INLINE bool is_less_equal(float a, float b) { return a <= b; }
HILLOCK_INLINE bool is_less_equal(double a, double b) { return a <= b; }
HILLOCK_INLINE bool is_equal(float a, float b) { return a == b; }
HILLOCK_INLINE bool is_equal(double a, double b) { return a == b; }
#endif
template <typename R> HILLOCK_INLINE R choose(R mask, R yes, R no) { return Eigen::internal::pselect(mask, yes, no); }
template <typename R> HILLOCK_INLINE R both(R a, R b) { return Eigen::internal::pand(a, b); }
HILLOCK_INLINE float choose(bool mask, float yes, float no) { return mask ? yes : no; }
HILLOCK_INLINE double choose(bool mask, double yes, double no) { return mask ? yes : no; }
HILLOCK_INLINE bool both(bool a, bool b) { return a && b; }
/// Whether every lane says yes.
HILLOCK_INLINE bool all_of(bool mask) { return mask; }
#if defined(HILLOCK_SIMD_SSE2)
HILLOCK_INLINE bool all_of(__m128 mask) { return _mm_movemask_ps(mask) == 0xf; }
HILLOCK_INLINE bool all_of(__m128d mask) { return _mm_movemask_pd(mask) == 0x3; }
#endif
#if defined(HILLOCK_SIMD_AVX)
HILLOCK_INLINE bool all_of(__m256 mask) { return _mm256_movemask_ps(mask) == 0xff; }
HILLOCK_INLINE bool all_of(__m256d mask) { return _mm256_movemask_pd(mask) == 0xf; }
#endif
#if defined(HILLOCK_SIMD_NEON)
HILLOCK_INLINE bool all_of(float32x4_t mask) { return vminvq_u32(vreinterpretq_u32_f32(mask)) != 0; }
HILLOCK_INLINE bool all_of(float64x2_t mask) { return vminvq_u32(vreinterpretq_u32_f64(mask)) != 0; }
#endif

#if defined(HILLOCK_SIMD_AVX512)
#if defined(HILLOCK_X86_ASM)
HILLOCK_INLINE __mmask16 is_less(__m512 a, __m512 b) { return x86::is_less(a, b); }
HILLOCK_INLINE __mmask8 is_less(__m512d a, __m512d b) { return x86::is_less(a, b); }
HILLOCK_INLINE __mmask16 is_less_equal(__m512 a, __m512 b) { return x86::is_less_equal(a, b); }
HILLOCK_INLINE __mmask8 is_less_equal(__m512d a, __m512d b) { return x86::is_less_equal(a, b); }
HILLOCK_INLINE __mmask16 is_equal(__m512 a, __m512 b) { return x86::is_equal(a, b); }
HILLOCK_INLINE __mmask8 is_equal(__m512d a, __m512d b) { return x86::is_equal(a, b); }
#else
HILLOCK_INLINE __mmask16 is_less(__m512 a, __m512 b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
HILLOCK_INLINE __mmask8 is_less(__m512d a, __m512d b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
HILLOCK_INLINE __mmask16 is_less_equal(__m512 a, __m512 b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
HILLOCK_INLINE __mmask8 is_less_equal(__m512d a, __m512d b) { return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ); }
HILLOCK_INLINE __mmask16 is_equal(__m512 a, __m512 b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
HILLOCK_INLINE __mmask8 is_equal(__m512d a, __m512d b) { return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
#endif
HILLOCK_INLINE __m512 choose(__mmask16 mask, __m512 yes, __m512 no) { return _mm512_mask_blend_ps(mask, no, yes); }
HILLOCK_INLINE __m512d choose(__mmask8 mask, __m512d yes, __m512d no) { return _mm512_mask_blend_pd(mask, no, yes); }
HILLOCK_INLINE __mmask16 both(__mmask16 a, __mmask16 b) { return static_cast<__mmask16>(a & b); }
HILLOCK_INLINE __mmask8 both(__mmask8 a, __mmask8 b) { return static_cast<__mmask8>(a & b); }
#endif

/// 2^n from the bits of n + round_to_integer: the low bits of the sum are moved to where the exponent stands.
HILLOCK_INLINE float low_bits_to_exponent(float a) { return from_bits(to_bits(a) << 23); }
HILLOCK_INLINE double low_bits_to_exponent(double a) { return from_bits(to_bits(a) << 52); }

/// The upper half of the significand's bits: 12 of a float, 26 of a double.
template <typename Scalar> inline constexpr std::uint64_t upper_half_bits = 0xfffffffff8000000u;
template <> inline constexpr std::uint32_t upper_half_bits<float> = 0xfffff000u;
HILLOCK_INLINE float upper_half(float a) { return bits_and(a, from_bits(upper_half_bits<float>)); }
HILLOCK_INLINE double upper_half(double a) { return bits_and(a, from_bits(upper_half_bits<double>)); }
template <typename R> HILLOCK_INLINE R upper_half(R a) {
  return bits_and(a, broadcast<R>(from_bits(upper_half_bits<typename PacketShape<R>::Scalar>)));
}
/// The upper 14 bits of the significands of floats.
inline constexpr std::uint32_t upper_digits_mask = 0xfffffc00;
HILLOCK_INLINE float upper_digits(float a) {
  return bits_and(a, from_bits(upper_digits_mask));
}
template <typename R>
HILLOCK_INLINE R upper_digits(R a) {
  return bits_and(a, broadcast<R>(from_bits(upper_digits_mask)));
}

/// The exponent's bits of a positive double as a number: its exponent plus 1023.
HILLOCK_INLINE double exponent_field(double a) { return static_cast<double>(to_bits(a) >> 52); }

// Defined below where the target has the registers; declared here for the code that then uses them. (Intrinsics are
// called with arguments of a type that is known where they stand, no template's: whoever imports a module has no other
// way to find them.)
/// a * 2^n in one instruction.
template <typename R> R scale(R a, R n);
/// Floats as doubles, and doubles rounded to floats: the width of the result says how many registers that takes.
HILLOCK_INLINE void widen(float a, double& wide) { wide = static_cast<double>(a); }
HILLOCK_INLINE void narrow(double wide, float& a) { a = static_cast<float>(wide); }
#if defined(HILLOCK_SIMD_AVX512)
template <typename Scalar, int Width> inline constexpr bool has_scale_instruction = Width > 1;
#else
template <typename Scalar, int Width> inline constexpr bool has_scale_instruction = false;
#endif

// ---------------------------------------------------------------------------------------------------------------------
// x86

// The larger and the smaller of a bound and x; NaN in x stays. On x86 max and min return their second operand when
// either is NaN, on NEON any NaN wins; the bound is never NaN.
//
// Under GCC's -ffast-math the operands may change places and NaN be lost; the instruction itself is asked for then.
#if defined(HILLOCK_X86_ASM)
template <typename R> HILLOCK_INLINE R at_least(R bound, R x) { return x86::maximum(bound, x); }
template <typename R> HILLOCK_INLINE R at_most(R bound, R x) { return x86::minimum(bound, x); }
#else
HILLOCK_INLINE float at_least(float bound, float x) { return x < bound ? bound : x; }
HILLOCK_INLINE double at_least(double bound, double x) { return x < bound ? bound : x; }
HILLOCK_INLINE float at_most(float bound, float x) { return x > bound ? bound : x; }
HILLOCK_INLINE double at_most(double bound, double x) { return x > bound ? bound : x; }
#endif

#if defined(HILLOCK_SIMD_SSE2)
#if !defined(HILLOCK_X86_ASM)
HILLOCK_INLINE __m128 at_least(__m128 bound, __m128 x) { return _mm_max_ps(bound, x); }
HILLOCK_INLINE __m128d at_least(__m128d bound, __m128d x) { return _mm_max_pd(bound, x); }
HILLOCK_INLINE __m128 at_most(__m128 bound, __m128 x) { return _mm_min_ps(bound, x); }
HILLOCK_INLINE __m128d at_most(__m128d bound, __m128d x) { return _mm_min_pd(bound, x); }
#endif
HILLOCK_INLINE __m128 low_bits_to_exponent(__m128 a) {
  return _mm_castsi128_ps(_mm_slli_epi32(_mm_castps_si128(a), 23));
}
HILLOCK_INLINE __m128d low_bits_to_exponent(__m128d a) {
  return _mm_castsi128_pd(_mm_slli_epi64(_mm_castpd_si128(a), 52));
}
// The field becomes the low bits of 2^52 + field.
HILLOCK_INLINE __m128d exponent_field(__m128d a) {
  const __m128d unit = _mm_set1_pd(0x1p52);
  return _mm_sub_pd(_mm_or_pd(_mm_castsi128_pd(_mm_srli_epi64(_mm_castpd_si128(a), 52)), unit), unit);
}
#if !defined(HILLOCK_SIMD_AVX)
template <typename Wide> HILLOCK_INLINE void widen(__m128 a, Wide& wide) {
  wide.low = _mm_cvtps_pd(a);
  wide.high = _mm_cvtps_pd(_mm_movehl_ps(a, a));
}
template <typename Wide> HILLOCK_INLINE void narrow(Wide wide, __m128& a) {
  const __m128d low = wide.low, high = wide.high;
  a = _mm_movelh_ps(_mm_cvtpd_ps(low), _mm_cvtpd_ps(high));
}
#endif
#endif

#if defined(HILLOCK_SIMD_AVX)
#if !defined(HILLOCK_X86_ASM)
HILLOCK_INLINE __m256 at_least(__m256 bound, __m256 x) { return _mm256_max_ps(bound, x); }
HILLOCK_INLINE __m256d at_least(__m256d bound, __m256d x) { return _mm256_max_pd(bound, x); }
HILLOCK_INLINE __m256 at_most(__m256 bound, __m256 x) { return _mm256_min_ps(bound, x); }
HILLOCK_INLINE __m256d at_most(__m256d bound, __m256d x) { return _mm256_min_pd(bound, x); }
#endif
#if defined(__AVX2__)
HILLOCK_INLINE __m256 low_bits_to_exponent(__m256 a) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(a), 23));
}
HILLOCK_INLINE __m256d low_bits_to_exponent(__m256d a) {
  return _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_castpd_si256(a), 52));
}
#else
HILLOCK_INLINE __m256 low_bits_to_exponent(__m256 a) {
  return _mm256_set_m128(low_bits_to_exponent(_mm256_extractf128_ps(a, 1)),
                         low_bits_to_exponent(_mm256_castps256_ps128(a)));
}
HILLOCK_INLINE __m256d low_bits_to_exponent(__m256d a) {
  return _mm256_set_m128d(low_bits_to_exponent(_mm256_extractf128_pd(a, 1)),
                          low_bits_to_exponent(_mm256_castpd256_pd128(a)));
}
#endif
HILLOCK_INLINE __m256d exponent_field(__m256d a) {
#if defined(__AVX2__)
  const __m256d unit = _mm256_set1_pd(0x1p52);
  return _mm256_sub_pd(_mm256_or_pd(_mm256_castsi256_pd(_mm256_srli_epi64(_mm256_castpd_si256(a), 52)), unit), unit);
#else
  return _mm256_set_m128d(exponent_field(_mm256_extractf128_pd(a, 1)), exponent_field(_mm256_castpd256_pd128(a)));
#endif
}
HILLOCK_INLINE void widen(__m128 a, __m256d& wide) { wide = _mm256_cvtps_pd(a); }
HILLOCK_INLINE void narrow(__m256d wide, __m128& a) { a = _mm256_cvtpd_ps(wide); }
#if !defined(HILLOCK_SIMD_AVX512)
template <typename Wide> HILLOCK_INLINE void widen(__m256 a, Wide& wide) {
  wide.low = _mm256_cvtps_pd(_mm256_castps256_ps128(a));
  wide.high = _mm256_cvtps_pd(_mm256_extractf128_ps(a, 1));
}
template <typename Wide> HILLOCK_INLINE void narrow(Wide wide, __m256& a) {
  const __m256d low = wide.low, high = wide.high;
  a = _mm256_set_m128(_mm256_cvtpd_ps(high), _mm256_cvtpd_ps(low));
}
#endif
#endif

#if defined(HILLOCK_SIMD_AVX512)
// The unmasked intrinsics start from an undefined register, which GCC 12 reports as used uninitialised in our callers;
// with a mask of all lanes the same instruction comes out.
inline constexpr __mmask16 every16 = 0xffff;
inline constexpr __mmask8 every8 = 0xff;
#if !defined(HILLOCK_X86_ASM)
HILLOCK_INLINE __m512 at_least(__m512 bound, __m512 x) { return _mm512_maskz_max_ps(every16, bound, x); }
HILLOCK_INLINE __m512d at_least(__m512d bound, __m512d x) { return _mm512_maskz_max_pd(every8, bound, x); }
HILLOCK_INLINE __m512 at_most(__m512 bound, __m512 x) { return _mm512_maskz_min_ps(every16, bound, x); }
HILLOCK_INLINE __m512d at_most(__m512d bound, __m512d x) { return _mm512_maskz_min_pd(every8, bound, x); }
#endif
HILLOCK_INLINE __m512 low_bits_to_exponent(__m512 a) {
  return _mm512_castsi512_ps(_mm512_maskz_slli_epi32(every16, _mm512_castps_si512(a), 23));
}
HILLOCK_INLINE __m512d low_bits_to_exponent(__m512d a) {
  return _mm512_castsi512_pd(_mm512_maskz_slli_epi64(every8, _mm512_castpd_si512(a), 52));
}
HILLOCK_INLINE bool all_of(__mmask8 mask) { return mask == 0xff; }
HILLOCK_INLINE bool all_of(__mmask16 mask) { return mask == 0xffff; }
HILLOCK_INLINE __m512d exponent_field(__m512d a) {
  return _mm512_maskz_cvtepi64_pd(every8, _mm512_maskz_srli_epi64(every8, _mm512_castpd_si512(a), 52));
}
HILLOCK_INLINE void widen(__m256 a, __m512d& wide) { wide = _mm512_maskz_cvtps_pd(every8, a); }
HILLOCK_INLINE void narrow(__m512d wide, __m256& a) { a = _mm512_maskz_cvtpd_ps(every8, wide); }
template <typename Wide> HILLOCK_INLINE void widen(__m512 a, Wide& wide) {
  wide.low = _mm512_maskz_cvtps_pd(every8, _mm512_maskz_extractf32x8_ps(every8, a, 0));
  wide.high = _mm512_maskz_cvtps_pd(every8, _mm512_maskz_extractf32x8_ps(every8, a, 1));
}
template <typename Wide> HILLOCK_INLINE void narrow(Wide wide, __m512& a) {
  const __m512d low = wide.low, high = wide.high;
  a = _mm512_maskz_insertf32x8(every16, _mm512_castps256_ps512(_mm512_maskz_cvtpd_ps(every8, low)),
                               _mm512_maskz_cvtpd_ps(every8, high), 1);
}
#endif

#if defined(HILLOCK_SIMD_AVX512)
HILLOCK_INLINE __m128 scale(__m128 a, __m128 n) { return _mm_maskz_scalef_ps(0xf, a, n); }
HILLOCK_INLINE __m128d scale(__m128d a, __m128d n) { return _mm_maskz_scalef_pd(0x3, a, n); }
HILLOCK_INLINE __m256 scale(__m256 a, __m256 n) { return _mm256_maskz_scalef_ps(every8, a, n); }
HILLOCK_INLINE __m256d scale(__m256d a, __m256d n) { return _mm256_maskz_scalef_pd(0xf, a, n); }
HILLOCK_INLINE __m512 scale(__m512 a, __m512 n) { return _mm512_maskz_scalef_ps(every16, a, n); }
HILLOCK_INLINE __m512d scale(__m512d a, __m512d n) { return _mm512_maskz_scalef_pd(every8, a, n); }
#endif

// ---------------------------------------------------------------------------------------------------------------------
// 64-bit Arm

#if defined(HILLOCK_SIMD_NEON)
HILLOCK_INLINE float32x4_t at_least(float32x4_t bound, float32x4_t x) { return vmaxq_f32(bound, x); }
HILLOCK_INLINE float64x2_t at_least(float64x2_t bound, float64x2_t x) { return vmaxq_f64(bound, x); }
HILLOCK_INLINE float32x4_t at_most(float32x4_t bound, float32x4_t x) { return vminq_f32(bound, x); }
HILLOCK_INLINE float64x2_t at_most(float64x2_t bound, float64x2_t x) { return vminq_f64(bound, x); }
HILLOCK_INLINE float32x4_t low_bits_to_exponent(float32x4_t a) {
  return vreinterpretq_f32_s32(vshlq_n_s32(vreinterpretq_s32_f32(a), 23));
}
HILLOCK_INLINE float64x2_t low_bits_to_exponent(float64x2_t a) {
  return vreinterpretq_f64_s64(vshlq_n_s64(vreinterpretq_s64_f64(a), 52));
}
HILLOCK_INLINE float64x2_t exponent_field(float64x2_t a) {
  return vcvtq_f64_u64(vshrq_n_u64(vreinterpretq_u64_f64(a), 52));
}
template <typename Wide> HILLOCK_INLINE void widen(float32x4_t a, Wide& wide) {
  wide.low = vcvt_f64_f32(vget_low_f32(a));
  wide.high = vcvt_high_f64_f32(a);
}
template <typename Wide> HILLOCK_INLINE void narrow(Wide wide, float32x4_t& a) {
  a = vcvt_high_f32_f64(vcvt_f32_f64(wide.low), wide.high);
}
#endif
// clang-format on

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_SIMD_REGISTER_HPP
