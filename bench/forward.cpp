// forward/<function>/<scalar>/<library>/<n>: y = f(x).
#include "elementwise.hpp"
#include "peers/peers.hpp"

void bench::add_forward() {
  for_each_library([](auto library) { add_functions<Forward, decltype(library)>(); });
}
