// Layers of sizes known at run time. See dense.hpp.
#include "dense.hpp"

#include "peers/peers.hpp"
#include "peers/product.hpp"

void bench::add_dense() {
  add_dynamic_layers<Hillock<hillock::tier::Default>>();
  add_dynamic_layers<Hillock<hillock::tier::Fast>>();
  add_dynamic_layers<EigenAlone>();
  add_dynamic_layers<Product>();
  using Tanh = hillock::definition::Tanh<double>;
  add_dynamic_layers<Hillock<hillock::tier::Default>, Tanh, Eigen::ColMajor>();
  add_dynamic_layers<EigenAlone, Tanh, Eigen::ColMajor>();
}
