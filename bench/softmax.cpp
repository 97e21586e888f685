// softmax, log_softmax, softmax_with_sink, logsumexp, logmeanexp and cross-entropy. See softmax.hpp.
#include "softmax.hpp"

#include "peers/peers.hpp"

void bench::add_softmax() {
  for_each_library([](auto library) { add_softmaxes<decltype(library)>(); });
}
