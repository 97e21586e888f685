// The libraries that are compared: one line each.
// A library is a struct with a name and a static function for each thing it can do; what it lacks has no benchmark.
#pragma once

#include "copy.hpp"
#include "eigen.hpp"
#include "hillock.hpp"
#include "std.hpp"

namespace bench {

// Each either does the work at once, or returns something that does it when it is called, with all that has to be set
// up before (operators of inference libraries, packed weights): that is not timed.
//
//   forward(f, x, y)      y = f(x) for a definition f of the registry, Eigen arrays x and y of one size
//   derivative(f, x, y)   y = f'(x)
//   softmax(x, y, axis)   of the columns, or rows, of arrays x and y; likewise log_softmax, softmax_with_sink
//   logsumexp(x, v, axis)                    v, a vector, has one value for each of them; likewise logmeanexp
//   cross_entropy(x, labels, v, dx, axis)    of softmax(x) with class indices: losses v, gradient dx
//   dense(f, W, b, x, y)  y = f(W x + b) for Eigen vectors x and y, or matrices with samples as columns; always
//                         returns what does it, because layers are made once
//
// Here stand those that need nothing but Eigen. The others (*.cpp beside this file) are found when they are installed.

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
