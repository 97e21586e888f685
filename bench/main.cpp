// hillock_bench: how long hillock's functions take, next to what else could be used in their place.
// Takes Google Benchmark's arguments, for example --benchmark_filter=forward/tanh/float.
#include "benchmarks.hpp"

int main(int argc, char** argv) {
  bench::add_context();
  bench::add_forward();
  bench::add_derivative();
  bench::add_softmax();
  bench::add_dense();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
