// The pictures of the teaching pages. The lines:
//   chain, function, |gradient| after 1, 2, … neurons: neurons one behind the other, each with weight 1 and bias 0
//   sums, function, step, the neuron's sums for its samples: one neuron that learns with too high a rate
#include <cstdio>

#include <hillock/hillock.hpp>

#include "facts.hpp"

namespace {

/// The slope of the first neuron's sum as seen through a chain: the product of f' along it.
template <typename Activation>
void print_chain(const Activation& act) {
  std::printf("chain\t%s", Activation::name);
  double z = 1, gradient = 1;
  for (int i = 0; i < 10; ++i) {
    gradient = act.backward(z, gradient);
    z = act(z);
    std::printf("\t%.4g", gradient);
  }
  std::printf("\n");
}

/// A neuron with two weights learns four samples whose target is 1; its first step is too long.
template <typename Activation>
void print_dying(const Activation& act) {
  Eigen::Matrix<double, 2, 4> x;
  x << 0.5, 1.0, 1.5, 2.0,  //
      1.0, 0.5, 1.5, 1.0;
  const Eigen::Matrix<double, 1, 4> target = Eigen::Matrix<double, 1, 4>::Ones();
  hillock::Dense<Eigen::RowVector2d, Eigen::Matrix<double, 1, 1>, Activation> neuron{
      Eigen::RowVector2d(1, 1), Eigen::Matrix<double, 1, 1>(0.0), act};
  for (int step = 0; step <= 300; ++step) {
    const Eigen::Matrix<double, 1, 4> sums = (neuron.weights() * x).array() + neuron.bias()[0];
    if (step <= 1 || step % 10 == 0) {
      std::printf("sums\t%s\t%d\t%.4g\t%.4g\t%.4g\t%.4g\n", Activation::name, step, sums[0], sums[1], sums[2], sums[3]);
    }
    const Eigen::Matrix<double, 1, 4> y = neuron(x), dy = y - target;
    const auto gradient = neuron.backward(x, y, dy);
    const double rate = step == 0 ? 0.3 : 0.02;
    neuron.weights() -= rate * gradient.weights;
    neuron.bias() -= rate * gradient.bias;
  }
}

}  // namespace

void facts::print_teaching() {
  print_chain(hillock::Sigmoid<double>());
  print_chain(hillock::Tanh<double>());
  print_chain(hillock::ReLU<double>());
  print_chain(hillock::LeakyReLU<double>());
  print_dying(hillock::ReLU<double>());
  print_dying(hillock::LeakyReLU<double>(0.1));
}
