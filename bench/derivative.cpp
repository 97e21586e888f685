// derivative/<function>/<scalar>/<library>/<n>: y = f'(x), from x and not from the output.
#include "elementwise.hpp"
#include "peers/peers.hpp"

void bench::add_derivative() {
  for_each_library([](auto library) { add_functions<Derivative, decltype(library)>(); });
}
