// The few macros of the library, and the namespace its code lives in.
#pragma once

#if defined(HILLOCK_CONFIG_HPP)
#error "hillock: one source file includes two copies of the headers: the single header and the folder's"
#endif
#define HILLOCK_CONFIG_HPP

#if defined(__EMSCRIPTEN__) && defined(__SSE2__) && !defined(EIGEN_DONT_VECTORIZE) && !__has_include(<Eigen/Version>)
#error "hillock: Eigen 3.4 cannot be compiled by Emscripten's -msse2; use Eigen 5, or -DEIGEN_DONT_VECTORIZE"
#endif
#include <Eigen/Core>

#include <hillock/version.hpp>

#if !EIGEN_VERSION_AT_LEAST(3, 4, 0)
#error "hillock needs Eigen 3.4.0 or newer"
#endif

#if !(defined(_MSVC_LANG) ? _MSVC_LANG >= 201703L : __cplusplus >= 201703L)
#error "hillock needs C++17: compile with -std=c++17 or newer"
#endif

// Floats must be rounded to float and doubles to double after each operation, which x87 does not do: kernels round to
// integers by adding a large number, and lose that digit where it is kept. (-1 says GCC of -mfpmath=both, and Clang of
// fast arithmetic, see below.)
#if (defined(__FLT_EVAL_METHOD__) && (__FLT_EVAL_METHOD__ == 1 || __FLT_EVAL_METHOD__ == 2)) ||              \
    (defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ < 0 && defined(__GNUC__) && !defined(__clang__)) || \
    (defined(__i386__) && !defined(__SSE2_MATH__)) || (defined(_M_IX86_FP) && _M_IX86_FP < 2)
#error "hillock: results are kept in more digits than their type has (x87); on x86 compile with -msse2 -mfpmath=sse"
#endif

// Which instructions the kernels may use. Follows Eigen's own choice, so that EIGEN_DONT_VECTORIZE is obeyed.
#if defined(EIGEN_VECTORIZE_AVX512) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#define HILLOCK_SIMD_AVX512 1
#endif
#if defined(EIGEN_VECTORIZE_AVX)
#define HILLOCK_SIMD_AVX 1
#endif
#if defined(EIGEN_VECTORIZE_SSE)
#define HILLOCK_SIMD_SSE2 1
#endif
#if defined(EIGEN_VECTORIZE_NEON) && defined(__aarch64__)
#define HILLOCK_SIMD_NEON 1
#endif
// (Not where NaN may be forgotten: Eigen's comparisons would forget it.)
#if defined(EIGEN_VECTORIZE_VSX) && !(defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0)
#define HILLOCK_SIMD_VSX 1
#endif

// Clang for MinGW says that it is an old GCC, for which Eigen wraps its packets in a class of its own.
#if defined(EIGEN_VECTORIZE_AVX) && defined(__GXX_ABI_VERSION) && __GXX_ABI_VERSION < 1004 && \
    (defined(__MINGW32__) || !defined(__clang__))
#error "hillock: with this ABI (Clang for MinGW) Eigen wraps its packets where there is AVX; compile without, or by GCC"
#endif

// Fused multiply-add: decides bits, so it does not depend on whether Eigen vectorises.
// For both types: 32-bit Arm may have it for floats only (Cortex-M4F: bit 3 of __ARM_FP says double), and elsewhere a
// compiler says what is fast (POWER, RISC-V, s390x).
#if defined(__FMA__) || (defined(__ARM_FEATURE_FMA) && (__ARM_FP & 8)) || (defined(_MSC_VER) && defined(__AVX2__)) || \
    (defined(__FP_FAST_FMA) && defined(__FP_FAST_FMAF))
#define HILLOCK_FMA 1
#define HILLOCK_ABI_FMA fma
#else
#define HILLOCK_ABI_FMA nofma
#endif
// Every GPU has it, whatever the host's flags say; names must stay those of the host, which launches the kernels.
#if defined(__CUDA_ARCH__) && !defined(HILLOCK_FMA)
#define HILLOCK_FMA 1
#endif

#if defined(HILLOCK_SIMD_AVX512)
#define HILLOCK_ABI_SIMD avx512
#elif defined(HILLOCK_SIMD_AVX) && defined(__AVX2__)
#define HILLOCK_ABI_SIMD avx2
#elif defined(HILLOCK_SIMD_AVX)
#define HILLOCK_ABI_SIMD avx
#elif defined(HILLOCK_SIMD_SSE2)
#define HILLOCK_ABI_SIMD sse2
#elif defined(HILLOCK_SIMD_NEON)
#define HILLOCK_ABI_SIMD neon
#elif defined(HILLOCK_SIMD_VSX)
#define HILLOCK_ABI_SIMD vsx
#else
#define HILLOCK_ABI_SIMD scalar
#endif

#if defined(__cpp_exceptions) || defined(__EXCEPTIONS) || defined(_CPPUNWIND)
#define HILLOCK_EXCEPTIONS 1
#endif
// A program may define what becomes of an error: HILLOCK_ON_ERROR(name), a call that does not return, is given the name
// of the function as a const char*. No message is put together then, for which a small device has no room.
#if defined(HILLOCK_ON_ERROR)
#define HILLOCK_ABI_ERRORS _on_error
#elif defined(HILLOCK_EXCEPTIONS)
#define HILLOCK_ABI_ERRORS
#else
#define HILLOCK_ABI_ERRORS _abort
#endif

// Every declaration sits in an inline namespace that carries the version, the instruction set and what an error does.
// Two translation units compiled with different -m flags, with and without exceptions, or against different
// versions, then call each their own code instead of whichever copy the linker kept.
#define HILLOCK_ABI_JOIN_(major, minor, simd, fma, errors) v##major##_##minor##_##simd##_##fma##errors
#define HILLOCK_ABI_JOIN(major, minor, simd, fma, errors) HILLOCK_ABI_JOIN_(major, minor, simd, fma, errors)
#define HILLOCK_ABI \
  HILLOCK_ABI_JOIN(HILLOCK_VERSION_MAJOR, HILLOCK_VERSION_MINOR, HILLOCK_ABI_SIMD, HILLOCK_ABI_FMA, HILLOCK_ABI_ERRORS)
#define HILLOCK_NAMESPACE_BEGIN      \
  HILLOCK_EXACT_FLOATING_POINT_BEGIN \
  namespace hillock {                \
  inline namespace HILLOCK_ABI {
#define HILLOCK_NAMESPACE_END \
  }                           \
  }                           \
  HILLOCK_EXACT_FLOATING_POINT_END

// A kernel is a few dozen instructions that must melt into the caller's loop; device code may call it too. Clang (19)
// keeps a function that other files may share until all is inlined, and inlines into that copy too, at every level; one
// of internal linkage is gone once it stands in its callers. But those who import a module (C++20) do not see it.
#if defined(__clang__) && __cplusplus < 202002L
#define HILLOCK_INLINE EIGEN_DEVICE_FUNC EIGEN_ALWAYS_INLINE __attribute__((internal_linkage))
#else
#define HILLOCK_INLINE EIGEN_DEVICE_FUNC EIGEN_ALWAYS_INLINE
#endif

// The same of a lambda, after its parameters.
#if defined(__GNUC__)
#define HILLOCK_INLINE_LAMBDA __attribute__((always_inline))
#else
#define HILLOCK_INLINE_LAMBDA
#endif

// Before a loop over the few registers of a block. GCC's -O2 leaves it a loop, and then the registers are memory. And
// before one whose body shall be compiled once. (nvcc warns of the pragma.)
#if defined(__GNUC__) && !defined(__clang__) && !defined(__CUDACC__)
#define HILLOCK_UNROLL _Pragma("GCC unroll 16")
#define HILLOCK_ROLLED _Pragma("GCC unroll 1")
#else
#define HILLOCK_UNROLL
#define HILLOCK_ROLLED
#endif

// Under -ffast-math a compiler may reassociate sums, replace divisions by estimates and forget NaN; where the target
// has FMA, it may contract a*b+c across our operators (GCC by default, Clang under -ffp-contract=fast). Any of these
// would change bits from one inlined copy to the next and lose the error bounds. A pragma makes Clang leave our sums
// and divisions alone, but not all of what else stands in a kernel; GCC has none that survives inlining. Under
// -ffast-math the arithmetic of x86 is inline assembly, therefore (simd/x86_strict.hpp); elsewhere our operators hide
// their results (detail::opaque). Products are hidden without that flag too: Clang's back end contracts them whatever
// the pragma says.
#if defined(__clang__)
#if defined(__x86_64__) || defined(__i386__) || defined(__powerpc__) || defined(__s390x__) || \
    (defined(__aarch64__) && __clang_major__ >= 16) || (defined(__riscv) && __clang_major__ >= 19)
#define HILLOCK_FLOAT_CONTROL 1
#define HILLOCK_EXACT_FLOATING_POINT_BEGIN \
  _Pragma("float_control(push)") _Pragma("float_control(precise, on)") _Pragma("clang fp contract(off)")
#define HILLOCK_EXACT_FLOATING_POINT_END _Pragma("float_control(pop)")
#else
// Clang ignores the pragma for this target, with a warning. -funsafe-math-optimizations and its kin are not told by any
// macro, so the results are always hidden; where NaN is forgotten that is not enough.
#define HILLOCK_HIDE_RESULTS 1
#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0)
#error "hillock: for this target Clang cannot keep -ffast-math out of a header (AArch64: since 16, RISC-V: since 19)"
#endif
#endif
#elif defined(__GNUC__)
// GCC before 12 defines __FAST_MATH__ for the whole set of flags only, and nothing for each. But any of them makes it
// say that the arithmetic is not that of IEC 60559; without them it says so only where doubles are computed in
// software.
#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__)
#define HILLOCK_GCC_FAST_MATH 1
#elif defined(__SSE2__) || defined(__aarch64__) || defined(__s390x__) || defined(__powerpc__) || \
    (defined(__riscv_flen) && __riscv_flen >= 64) || (defined(__ARM_FP) && (__ARM_FP & 8))
#if defined(__GCC_IEC_559) && __GCC_IEC_559 == 0
#define HILLOCK_GCC_FAST_MATH 1
#endif
#endif
#if defined(HILLOCK_GCC_FAST_MATH)
#define HILLOCK_HIDE_RESULTS 1
#endif
#endif
#if !defined(HILLOCK_EXACT_FLOATING_POINT_BEGIN)
#define HILLOCK_EXACT_FLOATING_POINT_BEGIN
#define HILLOCK_EXACT_FLOATING_POINT_END
#endif
#if defined(_M_FP_FAST)
#error "hillock: /fp:fast reassociates what the kernels round on purpose; compile without"
#endif
// Where comparisons may forget NaN: the pragma does not reach the instructions that Eigen's packets are compared by,
// nor what Clang's back end makes of single comparisons.
#if defined(__GNUC__) && defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0
#define HILLOCK_FINITE_MATH 1
#endif
// Where GCC must be held by inline assembly that is not written, or by vector instructions that Eigen does not use.
#if defined(HILLOCK_GCC_FAST_MATH) && !defined(__SSE2__) && !defined(HILLOCK_SIMD_NEON)
#error "hillock: under GCC's -ffast-math this target loses NaN without vector instructions; compile without -ffast-math"
#endif
// Where a product may be contracted: the compiler says so, or it has FMA for one type only.
#if defined(__GNUC__) && (defined(HILLOCK_FMA) || defined(HILLOCK_HIDE_RESULTS) || defined(__ARM_FEATURE_FMA) || \
                          defined(__FP_FAST_FMA) || defined(__FP_FAST_FMAF))
#define HILLOCK_HIDE_PRODUCTS 1
#endif

HILLOCK_NAMESPACE_BEGIN

/// A version of hillock: what breaks its users, what adds, what mends.
struct Version {
  int major;
  int minor;
  int patch;

  /// "0.1.0", into a stream.
  template <typename Stream>
  friend Stream& operator<<(Stream& stream, const Version& version) {
    stream << version.major << '.' << version.minor << '.' << version.patch;
    return stream;
  }
};
/// The version of these headers.
inline constexpr Version version{HILLOCK_VERSION_MAJOR, HILLOCK_VERSION_MINOR, HILLOCK_VERSION_PATCH};
/// The same as text.
inline constexpr char version_string[] = HILLOCK_VERSION_STRING;

static_assert(0.1 != static_cast<double>(0.1f),
              "hillock: constants of doubles are rounded to float; compile without -fsingle-precision-constant");

HILLOCK_NAMESPACE_END
