// An LSTM cell from two functions: sigmoid opens and closes its gates, tanh bounds what passes.
// S. Hochreiter, J. Schmidhuber, "Long Short-Term Memory", 1997; the forget gate: F. Gers et al., 2000.
#include <cmath>
#include <iostream>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

struct Cell {
  // The four gates' sums in one product: input, forget, candidate, output, as PyTorch orders them.
  Eigen::MatrixXf input_weights, state_weights;
  Eigen::VectorXf bias, state, memory, sums;

  void step(const Eigen::VectorXf& x) {
    const Eigen::Index n = state.size();
    sums = bias;
    sums.noalias() += input_weights * x;
    sums.noalias() += state_weights * state;
    // [cell]
    // Input, forget, candidate and output: i, f, g and o.
    const auto i = sums.head(n), f = sums.segment(n, n), g = sums.segment(2 * n, n), o = sums.tail(n);
    using hillock::sigmoid, hillock::tanh;
    hillock::assign(memory, sigmoid(f).cwiseProduct(memory) + sigmoid(i).cwiseProduct(tanh(g)));
    hillock::assign(state, sigmoid(o).cwiseProduct(tanh(memory)));
    // [/cell]
  }
};

int main() {
  Cell cell{Eigen::MatrixXf::Constant(8, 1, 0.5f),
            Eigen::MatrixXf::Constant(8, 2, 0.1f),
            Eigen::VectorXf::Zero(8),
            Eigen::VectorXf::Zero(2),
            Eigen::VectorXf::Zero(2),
            {}};
  cell.step(Eigen::VectorXf::Constant(1, 1.0f));
  // The first step by hand: the state is 0, so every sum is 1/2, and the memory is sigmoid(1/2) tanh(1/2).
  const double gate = 1 / (1 + std::exp(-0.5)), expected = gate * std::tanh(gate * std::tanh(0.5));
  const bool first = std::abs(static_cast<double>(cell.state[0]) - expected) < 1e-6;

  for (int i = 0; i < 20; ++i) cell.step(Eigen::VectorXf::Constant(1, 1.0f));
  std::cout << "after 21 steps: state " << cell.state.transpose() << ", memory " << cell.memory.transpose() << '\n';
  return first && cell.state[0] > static_cast<float>(expected) && cell.state[0] < 1 ? 0 : 1;
}
