// A training loop as a program needs it: first weights that keep the size of signals, Adam, batches that are rows.
// Learns which of two interleaved half moons a point belongs to.
#include <cmath>
#include <iostream>
#include <random>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

// [initial]
/// X. Glorot, Y. Bengio, 2010: uniform, of variance 2 / (inputs + outputs); for sigmoid, tanh and softmax.
Eigen::MatrixXf glorot(Eigen::Index outputs, Eigen::Index inputs, std::mt19937& random) {
  const float limit = std::sqrt(6 / static_cast<float>(inputs + outputs));
  std::uniform_real_distribution<float> uniform(-limit, limit);
  return Eigen::MatrixXf::NullaryExpr(outputs, inputs, [&] { return uniform(random); });
}

/// K. He et al., 2015: normal, of variance 2 / inputs; for relu and its kin, half of which is 0.
Eigen::MatrixXf he(Eigen::Index outputs, Eigen::Index inputs, std::mt19937& random) {
  std::normal_distribution<float> normal(0, std::sqrt(2 / static_cast<float>(inputs)));
  return Eigen::MatrixXf::NullaryExpr(outputs, inputs, [&] { return normal(random); });
}
// [/initial]

// [adam]
/// D. P. Kingma, J. Ba, 2015. `mean` and `variance` are gradients of the network, which begin as zeros.
template <typename Network, typename Gradients>
void adam_step(Network& network, const Gradients& gradients, Gradients& mean, Gradients& variance, int step,
               float rate = 0.001f) {
  const float bias = std::sqrt(1 - std::pow(0.999f, float(step))) / (1 - std::pow(0.9f, float(step)));
  network.for_each_parameter(
      [&](auto& parameter, const auto& gradient, auto& m, auto& v) {
        m += 0.1f * (gradient - m);
        v += 0.001f * (gradient.cwiseAbs2() - v);
        parameter.array() -= rate * bias * m.array() / (v.array().sqrt() + 1e-8f);
      },
      gradients, mean, variance);
}
// [/adam]

namespace {

/// Points of two half moons, one a row, and to which each belongs.
void make_moons(std::mt19937& random, Eigen::MatrixXf& points, Eigen::VectorXi& moon) {
  std::uniform_real_distribution<float> angle(0, 3.14159f);
  std::normal_distribution<float> noise(0, 0.1f);
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    const float a = angle(random);
    moon[i] = static_cast<int>(i % 2);
    points(i, 0) = (moon[i] == 0 ? std::cos(a) : 1 - std::cos(a)) + noise(random);
    points(i, 1) = (moon[i] == 0 ? std::sin(a) : 0.5f - std::sin(a)) + noise(random);
  }
}

/// The step itself, in double, for one parameter: by the formulas of the paper's algorithm 1, without its shortcut.
double adam_of_one(double theta, const double* gradients, int steps, double rate) {
  double m = 0, v = 0;
  for (int t = 1; t <= steps; ++t) {
    const double g = gradients[t - 1];
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    theta -= rate * (m / (1 - std::pow(0.9, t))) / (std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8);
  }
  return theta;
}

bool adam_is_right() {
  hillock::Sequential network{hillock::Linear{Eigen::MatrixXf::Constant(1, 1, 0.5f), Eigen::VectorXf::Constant(1, 1)}};
  decltype(network)::Gradients<> gradients, mean, variance;
  for (auto* g : {&gradients, &mean, &variance}) {
    std::get<0>(*g).weights = Eigen::MatrixXf::Zero(1, 1);
    std::get<0>(*g).bias = Eigen::VectorXf::Zero(1);
  }
  const double of_weight[] = {0.3, -2, 0.01, 5}, of_bias[] = {-1e-3, -1e-3, 4, 0};
  for (int step = 1; step <= 4; ++step) {
    std::get<0>(gradients).weights.setConstant(static_cast<float>(of_weight[step - 1]));
    std::get<0>(gradients).bias.setConstant(static_cast<float>(of_bias[step - 1]));
    adam_step(network, gradients, mean, variance, step, 0.01f);
  }
  const auto& layer = network.layer<0>();
  return std::abs(static_cast<double>(layer.weights()(0, 0)) - adam_of_one(0.5, of_weight, 4, 0.01)) < 1e-5 &&
         std::abs(static_cast<double>(layer.bias()(0)) - adam_of_one(1, of_bias, 4, 0.01)) < 1e-5;
}

/// Whether the variance of many first weights is what their formulas say, to 5 % of it.
bool weights_are_right(std::mt19937& random) {
  const auto variance = [](const Eigen::MatrixXf& w) { return w.cwiseAbs2().mean(); };
  return std::abs(variance(glorot(200, 100, random)) * 150 - 1) < 0.05f &&
         std::abs(variance(he(200, 100, random)) * 50 - 1) < 0.05f;
}

}  // namespace

int main() {
  std::mt19937 random(1);
  Eigen::MatrixXf points(1000, 2), unseen(1000, 2);
  Eigen::VectorXi moon(1000), of_unseen(1000);
  make_moons(random, points, moon);
  make_moons(random, unseen, of_unseen);

  // [loop]
  using hillock::rowwise;
  hillock::Sequential network{hillock::Dense{he(16, 2, random), Eigen::VectorXf::Zero(16), hillock::relu, rowwise},
                              hillock::Linear{glorot(2, 16, random), Eigen::VectorXf::Zero(2), rowwise}};
  decltype(network)::Memory<> memory;
  decltype(network)::Gradients<> gradients, mean, variance;
  network.for_each_parameter([](auto& parameter, auto& m, auto& v) { m = v = 0 * parameter; }, mean, variance);
  for (int step = 1; step <= 500; ++step) {
    const Eigen::Index first = step % 10 * 100;  // a batch of 100 rows
    const Eigen::MatrixXf x = points.middleRows(first, 100);
    const auto loss = hillock::softmax_cross_entropy(network.forward(x, memory), moon.segment(first, 100), rowwise);
    network.backward(x, loss.gradient / 100, memory, gradients);
    adam_step(network, gradients, mean, variance, step, 0.02f);
  }
  // [/loop]

  const Eigen::MatrixXf scores = network(unseen);
  int right = 0;
  for (Eigen::Index i = 0; i < scores.rows(); ++i) right += (scores(i, 1) > scores(i, 0)) == (of_unseen[i] == 1);
  std::cout << "two moons: " << right / 10.0 << " % of unseen points are right\n";
  return right >= 970 && adam_is_right() && weights_are_right(random) ? 0 : 1;
}
