// Layers of sizes known at compile time, where Eigen unrolls what it can. See dense.hpp.
#include <utility>

#include "dense.hpp"
#include "peers/peers.hpp"
#include "peers/product.hpp"

namespace {

template <typename Library, int... Sizes>
void add(std::integer_sequence<int, Sizes...>) {
  using ReLU = hillock::definition::ReLU<float>;
  using Tanh = hillock::definition::Tanh<float>;
  (bench::add_layer<Library, ReLU, Sizes, Eigen::ColMajor, 1>(Sizes), ...);
  (bench::add_layer<Library, ReLU, Sizes, Eigen::RowMajor, 1>(Sizes), ...);
  (bench::add_layer<Library, Tanh, Sizes, Eigen::ColMajor, 1>(Sizes), ...);
  (bench::add_layer<Library, Tanh, Sizes, Eigen::RowMajor, 1>(Sizes), ...);
}

}  // namespace

void bench::add_dense_fixed() {
  using Sizes = std::integer_sequence<int, 4, 8, 16, 32, 64>;
  add<Hillock<hillock::tier::Default>>(Sizes());
  add<EigenAlone>(Sizes());
  add<Product>(Sizes());
}
