// What every benchmark shares: its name, the counter, and how the compiler is kept from removing the work.
// Each group of benchmarks stands in a source file of its own and is registered by one function.
#pragma once

#include <initializer_list>
#include <string>
#include <type_traits>

#include <Eigen/Core>
#include <benchmark/benchmark.h>

namespace bench {

void add_forward();
void add_derivative();
void add_backward();
void add_short();
void add_single();
void add_softmax();
void add_gates();
void add_dense();
void add_dense_fixed();
void add_dense_backward();

/// Compiler, flags, versions and machine, for the head of the output.
void add_context();

/// In the first-level cache, in the second, in memory.
inline constexpr Eigen::Index vector_sizes[] = {1 << 10, 1 << 16, 1 << 24};

template <typename Scalar>
inline constexpr const char* scalar_name = "";
template <>
inline constexpr const char* scalar_name<float> = "float";
template <>
inline constexpr const char* scalar_name<double> = "double";
template <>
inline constexpr const char* scalar_name<Eigen::half> = "half";
template <>
inline constexpr const char* scalar_name<Eigen::bfloat16> = "bfloat16";

/// "forward", "tanh", … → "forward/tanh/…"
inline std::string joined(std::initializer_list<std::string> parts) {
  std::string name;
  for (const std::string& part : parts) name += (name.empty() ? "" : "/") + part;
  return name;
}

/// Calls work() again and again; one call makes `elements` results. It reads and writes memory that the compiler must
/// take to be known elsewhere (buffers.hpp sees to that), so that no call can be left out or kept in registers.
template <typename Work>
void measure(benchmark::State& state, Eigen::Index elements, Work&& work) {
  work();  // untimed: the first matrix product of a program asks the processor for its cache sizes, which takes long
  for (auto _ : state) {
    work();
    benchmark::ClobberMemory();
  }
  // A rate of 10^9 elements, inverted: nanoseconds for one.
  state.counters["ns_per_element"] =
      benchmark::Counter(1e-9 * static_cast<double>(elements),
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

/// The same for a call that either does the work or, after what it had to set up, returns something that does it.
template <typename Call>
void measure_call(benchmark::State& state, Eigen::Index elements, const Call& call) {
  if constexpr (std::is_void<decltype(call())>::value) {
    measure(state, elements, call);
  } else {
    measure(state, elements, call());
  }
}

}  // namespace bench
