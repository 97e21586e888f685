// gates|norms|losses/<function>/<scalar>/<library>/<n>x<samples>: gates, layer_norm and rms_norm, the loss of yes-or-no
// decisions and CrossEntropyLoss, of samples of n elements that are the columns of a matrix (the results of gates have
// n of 2 n elements). The other library is what one writes with Eigen alone: the formula.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <hillock/hillock.hpp>

#include "benchmarks.hpp"
#include "buffers.hpp"

namespace {

using bench::Arrays;

inline constexpr Eigen::Index sizes[] = {64, 1024}, samples = 16;

/// What every call works on; `wide` and `d_wide` have 2 n rows.
template <typename Scalar>
struct Batch {
  using Matrix = Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  using Vector = Eigen::Array<Scalar, Eigen::Dynamic, 1>;

  explicit Batch(Eigen::Index n)
      : Batch(n, bench::arrays<Scalar>(
                     {2 * n * samples, n * samples, n * samples, n * samples, n * samples, 2 * n * samples, n, n})) {}

  Eigen::Map<const Matrix, Eigen::AlignedMax> wide, x, dy;
  Eigen::Map<Matrix, Eigen::AlignedMax> y, dx, d_wide;
  Eigen::Map<const Vector, Eigen::AlignedMax> gain, bias;
  Matrix targets;  // 0 and 1 in turn

 private:
  Batch(Eigen::Index n, const Arrays<Scalar>& memory)
      : wide(memory[0], 2 * n, samples),
        x(memory[1], n, samples),
        dy(memory[2], n, samples),
        y(memory[3], n, samples),
        dx(memory[4], n, samples),
        d_wide(memory[5], 2 * n, samples),
        gain(memory[6], n),
        bias(memory[7], n),
        targets(n, samples) {
    for (Eigen::Index i = 0; i < targets.size(); ++i) targets.data()[i] = static_cast<Scalar>(i % 2);
  }
};

template <typename Scalar, typename Call>
void add(const char* kind, const char* library, const Call& call) {
  for (const Eigen::Index n : sizes) {
    const std::string size = std::to_string(n) + "x" + std::to_string(samples);
    benchmark::RegisterBenchmark(bench::joined({kind, bench::scalar_name<Scalar>, library, size}).c_str(),
                                 [call, n](benchmark::State& state) {
                                   Batch<Scalar> batch(n);
                                   bench::measure_call(state, n * samples, [&] { return call(batch); });
                                 });
  }
}

template <typename Scalar>
void add_all() {
  using B = Batch<Scalar>;
  const hillock::Gate wave{hillock::Tanh<Scalar>{}, hillock::Sigmoid<Scalar>{}};
  const hillock::ClippedSwiGLU<Scalar> clipped;
  const auto values = [](const auto& wide) { return wide.topRows(wide.rows() / 2); };
  const auto gates = [](const auto& wide) { return wide.bottomRows(wide.rows() / 2); };
  const auto sigmoid = [](const auto& z) { return (1 + (-z).exp()).inverse(); };

  add<Scalar>("gates/swiglu", "hillock", [](B& b) { b.y = hillock::swiglu(b.wide); });
  add<Scalar>("gates/swiglu", "eigen", [=](B& b) { b.y = values(b.wide) * gates(b.wide) * sigmoid(gates(b.wide)); });
  add<Scalar>("gates/swiglu_backward", "hillock", [](B& b) { b.d_wide = hillock::swiglu.backward(b.wide, b.dy); });
  add<Scalar>("gates/gate", "hillock", [=](B& b) { b.y = wave(b.wide); });
  add<Scalar>("gates/gate", "eigen", [=](B& b) { b.y = values(b.wide).tanh() * sigmoid(gates(b.wide)); });
  add<Scalar>("gates/gate_backward", "hillock", [=](B& b) { b.d_wide = wave.backward(b.wide, b.dy); });
  add<Scalar>("gates/clipped_swiglu", "hillock", [=](B& b) { b.y = clipped(b.wide); });
  add<Scalar>("gates/clipped_swiglu_interleaved", "hillock",
              [=](B& b) { b.y = clipped(b.wide, hillock::interleaved, hillock::gate_first); });

  add<Scalar>("norms/layer_norm", "hillock", [](B& b) { b.y = hillock::layer_norm(b.x, b.gain, b.bias); });
  add<Scalar>("norms/layer_norm", "eigen", [](B& b) {
    for (Eigen::Index j = 0; j < samples; ++j) {
      auto y = b.y.col(j);
      y = b.x.col(j) - b.x.col(j).mean();
      y = y / std::sqrt(y.square().mean() + Scalar(1e-5)) * b.gain + b.bias;
    }
  });
  add<Scalar>("norms/layer_norm_backward", "hillock", [](B& b) {
    return [&b, g = hillock::layer_norm.backward(b.x, b.dy, b.gain, b.bias)]() mutable {
      hillock::layer_norm.backward(b.x, b.dy, g, b.gain, b.bias);
    };
  });
  add<Scalar>("norms/rms_norm", "hillock", [](B& b) { b.y = hillock::rms_norm(b.x, b.gain); });
  add<Scalar>("norms/rms_norm", "eigen", [](B& b) {
    for (Eigen::Index j = 0; j < samples; ++j) {
      b.y.col(j) = b.x.col(j) / std::sqrt(b.x.col(j).square().mean() + std::numeric_limits<Scalar>::epsilon()) * b.gain;
    }
  });
  add<Scalar>("norms/rms_norm_backward", "hillock", [](B& b) {
    return [&b, g = hillock::rms_norm.backward(b.x, b.dy, b.gain)]() mutable {
      hillock::rms_norm.backward(b.x, b.dy, g, b.gain);
    };
  });

  using Into = hillock::BinaryCrossEntropy<decltype(B::y), decltype(B::dx)>;
  add<Scalar>("losses/binary_cross_entropy", "hillock", [](B& b) {
    Into result{b.y, b.dx};
    hillock::binary_cross_entropy_with_logits.forward(b.x, b.targets, result);
  });
  add<Scalar>("losses/binary_cross_entropy", "eigen", [=](B& b) {
    b.y = b.x.max(Scalar(0)) - b.x * b.targets + (-b.x.abs()).exp().log1p();
    b.dx = sigmoid(b.x) - b.targets;
  });
  add<Scalar>("losses/cross_entropy_loss", "hillock", [](B& b) {
    const hillock::CrossEntropyLoss<Scalar> loss;
    std::vector<int> labels(samples, 3);
    return [&b, loss, labels, r = loss(b.x, labels)]() mutable { loss.forward(b.x, labels, r); };
  });
}

}  // namespace

void bench::add_gates() {
  add_all<float>();
  add_all<double>();
}
