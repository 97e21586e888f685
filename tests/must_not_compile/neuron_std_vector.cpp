// A std::vector in the place of weights.
// expect: hillock: a layer is made from.*A std::vector b is one as Eigen::Map
// lines: 14
#include <vector>

#include <hillock/neuron.hpp>

int main() {
  const std::vector<float> weights(3);
  const hillock::Neuron neuron{weights, 0.5f};
}
