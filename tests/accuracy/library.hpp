// The library under test, as a table of functions on blocks of values: every activation of the registry, f and f', in
// every tier. Built in its own file, so that the flags it is tested with need not be those of the measuring code.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace accuracy {

/// One tier of one function.
template <typename Scalar>
struct TierUnderTest {
  const char* name;
  double bound;  // in ULP, as stated in the code
  void (*evaluate)(const Scalar* x, Scalar* y, std::ptrdiff_t n);
};

/// f or f' of one activation.
template <typename Scalar>
struct FunctionUnderTest {
  const char* name;
  const char* what;  // "forward" or "derivative"
  std::vector<TierUnderTest<Scalar>> tiers;
};

/// In the order of the registry; of each activation first f, then f'.
template <typename Scalar>
std::vector<FunctionUnderTest<Scalar>> library_functions();

/// Those that have a fast tier, with that tier alone. Floats only; `bound` is not in ULP there and is left out.
std::vector<FunctionUnderTest<float>> fast_library_functions();

/// The instruction set the library was compiled for.
std::string instruction_set();

}  // namespace accuracy
