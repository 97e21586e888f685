// Models of sequences trained in PyTorch: an LSTM with a normalised head, an attention block, a convolution. Their
// arrays are read as export.py or sequence.py writes them, and the outputs compared with the golden values there.
#include <cmath>
#include <exception>
#include <iostream>
#include <limits>
#include <string>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

#include "arrays.hpp"

namespace {

using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

// [lstm]
/// torch.nn.LSTM(…, batch_first=True), then LayerNorm, GELU and Linear for each step: a row of x.
MatrixXf run_lstm(const Arrays& array, const MatrixXf& x) {
  const MatrixXf &of_input = array("lstm.weight_ih_l0"), &of_state = array("lstm.weight_hh_l0");
  const Index inputs = of_input.cols(), n = of_state.cols();
  MatrixXf weights(4 * n, inputs + n);
  weights << of_input, of_state;
  // PyTorch has two biases, which it only ever adds.
  const hillock::Linear gates{weights, array("lstm.bias_ih_l0") + array("lstm.bias_hh_l0")};
  const VectorXf gain = array("norm.weight").transpose(), bias = array("norm.bias").transpose();
  const hillock::Linear head{array("head.weight"), array("head.bias")};

  VectorXf input_and_state = VectorXf::Zero(inputs + n), memory = VectorXf::Zero(n), sums(4 * n), normal(n);
  MatrixXf y(x.rows(), head.outputs());
  for (Index t = 0; t < x.rows(); ++t) {
    input_and_state.head(inputs) = x.row(t);
    gates.forward(input_and_state, sums);
    const auto i = sums.head(n), f = sums.segment(n, n), g = sums.segment(2 * n, n), o = sums.tail(n);
    using hillock::sigmoid, hillock::tanh;
    auto state = input_and_state.tail(n);
    hillock::assign(memory, sigmoid(f).cwiseProduct(memory) + sigmoid(i).cwiseProduct(tanh(g)));
    hillock::assign(state, sigmoid(o).cwiseProduct(tanh(memory)));
    normal = hillock::layer_norm(state, gain, bias);
    y.row(t) = head(hillock::pytorch::gelu(normal)).transpose();
  }
  return y;
}
// [/lstm]

// [attention]
/// torch.nn.MultiheadAttention(…, heads, batch_first=True)(x, x, x): each row of x attends to all, or to none after it.
MatrixXf attend(const Arrays& array, const MatrixXf& x, Index heads, bool is_causal) {
  const hillock::Linear project{array("attention.in_proj_weight"), array("attention.in_proj_bias"), hillock::rowwise};
  const hillock::Linear output{array("attention.out_proj.weight"), array("attention.out_proj.bias"), hillock::rowwise};
  const MatrixXf all = project(x);  // queries, keys and values side by side
  const Index width = x.cols() / heads;
  MatrixXf mixed(x.rows(), x.cols());
  for (Index first = 0; first < x.cols(); first += width) {
    const auto query = all.middleCols(first, width), key = all.middleCols(x.cols() + first, width);
    MatrixXf scores = query * key.transpose() / std::sqrt(static_cast<float>(width));
    if (is_causal) {
      scores.triangularView<Eigen::StrictlyUpper>().setConstant(-std::numeric_limits<float>::infinity());
    }
    scores = hillock::softmax(scores, hillock::rowwise);
    mixed.middleCols(first, width).noalias() = scores * all.middleCols(2 * x.cols() + first, width);
  }
  return output(mixed);
}
// [/attention]

// [convolution]
/// torch.nn.Conv1d(channels, outputs, width), then ReLU: a row of x for each channel, a column for each moment.
MatrixXf convolve(const Arrays& array, const MatrixXf& x) {
  const hillock::Dense layer{array("conv.weight"), array("conv.bias"), hillock::relu};  // outputs x (channels * width)
  const Index width = layer.inputs() / x.rows(), moments = x.cols() - width + 1;
  MatrixXf windows(layer.inputs(), moments);
  for (Index t = 0; t < moments; ++t) windows.col(t) = x.middleCols(t, width).reshaped<Eigen::RowMajor>();
  return layer(windows);
}
// [/convolution]

/// Whether y is what the framework gave, but for rounding: within a millionth of the largest of its values.
bool agrees(const char* what, const MatrixXf& y, const MatrixXf& golden) {
  const bool same_size = y.rows() == golden.rows() && y.cols() == golden.cols();
  const float difference = same_size ? (y - golden).cwiseAbs().maxCoeff() : std::numeric_limits<float>::infinity();
  std::cout << what << ": largest difference to the golden values " << difference << '\n';
  return difference <= 1e-6f * golden.cwiseAbs().maxCoeff();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Arrays array(argc == 2 ? argv[1] : "sequence.txt");
    const MatrixXf& x = array("attention.input");
    bool good = agrees("lstm", run_lstm(array, array("lstm.input")), array("lstm.output"));
    good = agrees("attention", attend(array, x, 2, false), array("attention.output")) && good;
    good = agrees("causal attention", attend(array, x, 2, true), array("attention.causal_output")) && good;
    good = agrees("convolution", convolve(array, array("conv.input")), array("conv.output")) && good;
    return good ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
