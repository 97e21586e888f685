// short/sigmoid/float/<library>/<n>: y = f(x) of vectors that fill a few registers at most.
#include "elementwise.hpp"
#include "peers/eigen.hpp"
#include "peers/hillock.hpp"

namespace {

template <typename Library>
void add() {
  using Sigmoid = hillock::definition::Sigmoid<float>;
  for (Eigen::Index n = 1; n <= 64; ++n) {
    const auto name = bench::joined({"short", Sigmoid::name, "float", Library::name, std::to_string(n)});
    benchmark::RegisterBenchmark(name.c_str(), bench::elementwise<bench::Forward, Library, Sigmoid>, n);
  }
}

}  // namespace

void bench::add_short() {
  add<Hillock<hillock::tier::Default>>();
  add<Hillock<hillock::tier::Fast>>();
  add<EigenAlone>();
}
