// SLEEF, the widest registers the flags allow: sleef_u10 (1 ULP), and sleef_u35 (3.5 ULP) for what has such a variant.
#include <immintrin.h>
#include <sleef.h>

#include "../elementwise.hpp"
#include "composed.hpp"
#include "optional.hpp"

namespace {

template <typename T>
struct Registers;

// Entry points by name of the instruction set: those without choose at run time, by one more jump per call.
#if defined(__AVX512F__)
template <>
struct Registers<float> {
  using V = __m512;
  static constexpr Eigen::Index width() { return 16; }
  static V load(const float* from) { return _mm512_loadu_ps(from); }
  static void store(V v, float* to) { _mm512_storeu_ps(to, v); }
  static V set(float value) { return _mm512_set1_ps(value); }
  static V neg(V x) { return -x; }
  static V max(V a, V b) { return _mm512_max_ps(a, b); }
  static V min(V a, V b) { return _mm512_min_ps(a, b); }
};
template <>
struct Registers<double> {
  using V = __m512d;
  static constexpr Eigen::Index width() { return 8; }
  static V load(const double* from) { return _mm512_loadu_pd(from); }
  static void store(V v, double* to) { _mm512_storeu_pd(to, v); }
  static V set(double value) { return _mm512_set1_pd(value); }
  static V neg(V x) { return -x; }
  static V max(V a, V b) { return _mm512_max_pd(a, b); }
  static V min(V a, V b) { return _mm512_min_pd(a, b); }
};
#define HILLOCK_SLEEF_FLOAT(name, accuracy) Sleef_##name##f16_##accuracy##avx512f
#define HILLOCK_SLEEF_DOUBLE(name, accuracy) Sleef_##name##d8_##accuracy##avx512f
#else
template <>
struct Registers<float> {
  using V = __m256;
  static constexpr Eigen::Index width() { return 8; }
  static V load(const float* from) { return _mm256_loadu_ps(from); }
  static void store(V v, float* to) { _mm256_storeu_ps(to, v); }
  static V set(float value) { return _mm256_set1_ps(value); }
  static V neg(V x) { return -x; }
  static V max(V a, V b) { return _mm256_max_ps(a, b); }
  static V min(V a, V b) { return _mm256_min_ps(a, b); }
};
template <>
struct Registers<double> {
  using V = __m256d;
  static constexpr Eigen::Index width() { return 4; }
  static V load(const double* from) { return _mm256_loadu_pd(from); }
  static void store(V v, double* to) { _mm256_storeu_pd(to, v); }
  static V set(double value) { return _mm256_set1_pd(value); }
  static V neg(V x) { return -x; }
  static V max(V a, V b) { return _mm256_max_pd(a, b); }
  static V min(V a, V b) { return _mm256_min_pd(a, b); }
};
#define HILLOCK_SLEEF_FLOAT(name, accuracy) Sleef_##name##f8_##accuracy##avx2
#define HILLOCK_SLEEF_DOUBLE(name, accuracy) Sleef_##name##d4_##accuracy##avx2
#endif

template <typename T>
struct U10;
template <>
struct U10<float> : Registers<float> {
  static V exp(V x) { return HILLOCK_SLEEF_FLOAT(exp, u10)(x); }
  static V expm1(V x) { return HILLOCK_SLEEF_FLOAT(expm1, u10)(x); }
  static V log1p(V x) { return HILLOCK_SLEEF_FLOAT(log1p, u10)(x); }
  static V tanh(V x) { return HILLOCK_SLEEF_FLOAT(tanh, u10)(x); }
  static V erf(V x) { return HILLOCK_SLEEF_FLOAT(erf, u10)(x); }
};
template <>
struct U10<double> : Registers<double> {
  static V exp(V x) { return HILLOCK_SLEEF_DOUBLE(exp, u10)(x); }
  static V expm1(V x) { return HILLOCK_SLEEF_DOUBLE(expm1, u10)(x); }
  static V log1p(V x) { return HILLOCK_SLEEF_DOUBLE(log1p, u10)(x); }
  static V tanh(V x) { return HILLOCK_SLEEF_DOUBLE(tanh, u10)(x); }
  static V erf(V x) { return HILLOCK_SLEEF_DOUBLE(erf, u10)(x); }
};

// Of the functions used here only tanh has a faster variant.
template <typename T>
struct U35;
template <>
struct U35<float> : Registers<float> {
  static V tanh(V x) { return HILLOCK_SLEEF_FLOAT(tanh, u35)(x); }
};
template <>
struct U35<double> : Registers<double> {
  static V tanh(V x) { return HILLOCK_SLEEF_DOUBLE(tanh, u35)(x); }
};

struct SleefU10 : bench::Composed<U10> {
  static constexpr const char* name = "sleef_u10";
};
struct SleefU35 : bench::Composed<U35> {
  static constexpr const char* name = "sleef_u35";
};

void add() {
  bench::add_functions<bench::Forward, SleefU10>();
  bench::add_functions<bench::Forward, SleefU35>();
}

const bench::OptionalPeer peer("SLEEF " + std::to_string(SLEEF_VERSION_MAJOR) + "." +
                                   std::to_string(SLEEF_VERSION_MINOR),
                               add);

}  // namespace
