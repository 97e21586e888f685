// What the numbers depend on: compiler, flags, versions, instruction set, processor.
// Google Benchmark writes it above the results; bench/report prints it under the table.
#include <fstream>
#include <string>

#include <hillock/config.hpp>

#include "benchmarks.hpp"

#define HILLOCK_BENCH_TEXT_(x) #x
#define HILLOCK_BENCH_TEXT(x) HILLOCK_BENCH_TEXT_(x)

namespace {

std::string compiler() {
#if defined(__clang__)
  return "Clang " HILLOCK_BENCH_TEXT(__clang_major__) "." HILLOCK_BENCH_TEXT(__clang_minor__) "." HILLOCK_BENCH_TEXT(
      __clang_patchlevel__);
#elif defined(__GNUC__)
  return "GCC " HILLOCK_BENCH_TEXT(__GNUC__) "." HILLOCK_BENCH_TEXT(__GNUC_MINOR__) "." HILLOCK_BENCH_TEXT(
      __GNUC_PATCHLEVEL__);
#elif defined(_MSC_VER)
  return "MSVC " HILLOCK_BENCH_TEXT(_MSC_VER);
#else
  return "unknown";
#endif
}

std::string dotted(int major, int minor, int patch) {
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

std::string eigen_version() {
#if defined(EIGEN_PATCH_VERSION)  // from 5.0 on, WORLD.MAJOR.MINOR stays 3.x
  return dotted(EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION, EIGEN_PATCH_VERSION);
#else
  return dotted(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION);
#endif
}

/// Linux's name for it; elsewhere unknown.
std::string cpu() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

}  // namespace

void bench::add_context() {
  benchmark::AddCustomContext("compiler", compiler());
  benchmark::AddCustomContext("flags", HILLOCK_BENCH_FLAGS);
  benchmark::AddCustomContext("eigen", eigen_version());
  benchmark::AddCustomContext("hillock",
                              dotted(hillock::version.major, hillock::version.minor, hillock::version.patch));
  benchmark::AddCustomContext("simd", HILLOCK_BENCH_TEXT(HILLOCK_ABI_SIMD) " " HILLOCK_BENCH_TEXT(HILLOCK_ABI_FMA));
  benchmark::AddCustomContext("cpu", cpu());
}
