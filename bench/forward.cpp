// forward/<function>/<scalar>/<library>/<n>: y = f(x). Elements stored short only of some functions, against what they
// cost as floats.
#include "elementwise.hpp"
#include "peers/peers.hpp"

namespace {

template <template <typename> class... Definition>
void add_short_elements() {
  using Library = bench::Hillock<hillock::tier::Default>;
  (bench::add_elementwise<bench::Forward, Library, Definition<Eigen::half>>(), ...);
  (bench::add_elementwise<bench::Forward, Library, Definition<Eigen::bfloat16>>(), ...);
}

}  // namespace

void bench::add_forward() {
  for_each_library([](auto library) { add_functions<Forward, decltype(library)>(); });
  using namespace hillock::definition;
  add_short_elements<ReLU, Sigmoid, Tanh, SiLU, GELU, Softplus, Mish, ELiSH, Smish>();
}
