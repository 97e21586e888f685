// The libraries that are compared: one line each.
// A library is a struct with a name and a static function for each thing it can do; what it lacks has no benchmark.
#ifndef HILLOCK_BENCH_PEERS_PEERS_HPP
#define HILLOCK_BENCH_PEERS_PEERS_HPP

#include "copy.hpp"
#include "eigen.hpp"
#include "hillock.hpp"
#include "std.hpp"

namespace bench {

//   forward(f, x, y)      y = f(x) for a definition f of the registry, Eigen arrays x and y of one size
//   derivative(f, x, y)   y = f'(x)
//   softmax(x, y)         y = softmax(x), one vector
//   dense(f, W, b)        a layer: layer(x, y) is y = f(W x + b) for Eigen vectors, or matrices with samples as columns

template <typename Visitor>
void for_each_library(const Visitor& visit) {
  visit(Hillock<hillock::tier::Default>());
  visit(Hillock<hillock::tier::Precise>());
  visit(Hillock<hillock::tier::Fast>());
  visit(EigenAlone());
  visit(StdLoops());
  visit(Copy());
}

}  // namespace bench

#endif  // HILLOCK_BENCH_PEERS_PEERS_HPP
