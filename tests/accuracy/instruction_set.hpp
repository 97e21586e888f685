// What a file is compiled for, in a word: avx2+fma, sse2, ...
#pragma once

#include <string>

#include <hillock/config.hpp>

namespace accuracy {

/// Static: files of one program may be compiled with different flags.
static inline std::string compiled_instruction_set() {
#if defined(HILLOCK_SIMD_AVX512)
  std::string name = "avx512";
#elif defined(HILLOCK_SIMD_AVX) && defined(__AVX2__)
  std::string name = "avx2";
#elif defined(HILLOCK_SIMD_AVX)
  std::string name = "avx";
#elif defined(HILLOCK_SIMD_SSE2)
  std::string name = "sse2";
#elif defined(HILLOCK_SIMD_NEON)
  std::string name = "neon";
#else
  std::string name = "scalar";
#endif
#if defined(HILLOCK_FMA)
  name += "+fma";
#endif
  return name;
}

}  // namespace accuracy
