# The instruction sets a test program is built for: no flags, AVX2 with FMA, and all this machine has where that is more.
# One executable each, because the kernels and their bits depend on the flags.
include(CheckCXXSourceRuns)

# Appends `variant` to hillock_variants when the compiler takes its flags and this machine runs the result.
function(hillock_add_variant variant flags)
  string(REPLACE ";" " " CMAKE_REQUIRED_FLAGS "${flags}")
  if(variant STREQUAL "native")
    set(CMAKE_REQUIRED_DEFINITIONS -DHILLOCK_NATIVE)
  endif()
  set(CMAKE_REQUIRED_QUIET ON)
  check_cxx_source_runs(
    "int main() {
       __builtin_cpu_init();
     #if defined(HILLOCK_NATIVE) && !defined(__AVX512F__)
       return 1; // the variant avx2 covers it
     #endif
     #ifdef __AVX2__
       if (!__builtin_cpu_supports(\"avx2\") || !__builtin_cpu_supports(\"fma\")) return 1;
     #endif
       return 0;
     }"
    HILLOCK_RUNS_${variant})
  if(HILLOCK_RUNS_${variant})
    set(hillock_variants ${hillock_variants} ${variant} PARENT_SCOPE)
    set(hillock_flags_${variant} ${flags} PARENT_SCOPE)
  endif()
endfunction()

set(hillock_variants default)
set(hillock_flags_default "")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" AND NOT CMAKE_CROSSCOMPILING)
  hillock_add_variant(avx2 "-mavx2;-mfma")
  hillock_add_variant(native "-march=native")
endif()
list(APPEND hillock_flags_native ${hillock_avx512_options}) # of developer.cmake
message(STATUS "hillock: tests for the instruction sets ${hillock_variants}")
