// hillock_bench: how long hillock's functions take, next to what else could be used in their place.
// Takes Google Benchmark's arguments, for example --benchmark_filter=forward/tanh/float.
#include "benchmarks.hpp"
#include "peers/optional.hpp"

int main(int argc, char** argv) {
  bench::add_context();
  bench::add_forward();
  bench::add_derivative();
  bench::add_backward();
  bench::add_short();
  bench::add_single();
  bench::add_softmax();
  bench::add_gates();
  bench::add_dense();
  bench::add_dense_fixed();
  bench::add_dense_backward();
  std::string peers;
  for (const bench::OptionalPeer* peer : bench::OptionalPeer::all()) {
    peers += (peers.empty() ? "" : ", ") + peer->name;
    peer->add();
  }
  benchmark::AddCustomContext("peers", peers);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
