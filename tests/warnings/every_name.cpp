// Every public name that is no element-wise function, as a user writes it, for the compilers' warnings to speak about:
// by value, in place and into a block, of vectors and of batches as columns and as rows, with options, forward and
// backward. (The element-wise functions all are in tests/simd/loops.cpp, which is compiled with the same warnings.) It
// is compiled, not run.
#include <random>
#include <vector>

#include <hillock/hillock.hpp>

/// Explicitly instantiated below: every function is compiled, and none is lost because nobody calls it.
template <typename Scalar>
struct Names {
  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  using RowMajor = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Fixed = Eigen::Matrix<Scalar, 5, 1>;

  static Vector softmax(const Vector& x) { return hillock::softmax(x); }
  static Fixed softmax_fixed(const Fixed& x) { return hillock::softmax(x); }
  static Vector softmax_options(const Vector& x, Scalar t) { return hillock::softmax(x, t, hillock::masked); }
  static Matrix softmax_rows(const Matrix& x) { return hillock::softmax(x, hillock::rowwise); }
  static RowMajor softmax_row_major(const RowMajor& x) { return hillock::softmax(x, hillock::rowwise); }
  static void softmax_block(Matrix& x) { x.bottomRows(2) = hillock::softmax(x.bottomRows(2)); }
  static Vector softmax_backward(const Vector& x, const Vector& dy) { return hillock::softmax.backward(x, dy); }
  static Matrix softmax_backward_rows(const Matrix& y, const Matrix& dy) {
    return hillock::softmax.backward_from_output(y, dy, hillock::rowwise);
  }
  static Vector fast_softmax(const Vector& x) { return hillock::fast::softmax(x); }
  static Vector fast_log_softmax(const Vector& x) { return hillock::fast::log_softmax(x); }
  static Vector log_softmax(const Vector& x) { return hillock::log_softmax(x); }
  static Matrix log_softmax_rows(const Matrix& x) { return hillock::log_softmax(x, hillock::rowwise); }
  static Vector log_softmax_backward(const Vector& x, const Vector& dy) { return hillock::log_softmax.backward(x, dy); }
  static Vector log_softmax_from_output(const Vector& y, const Vector& dy) {
    return hillock::log_softmax.backward_from_output(y, dy);
  }
  static Vector softmin(const Vector& x) { return hillock::softmin(x); }
  static Matrix softmin_backward(const Matrix& x, const Matrix& dy) { return hillock::softmin.backward(x, dy); }
  static Vector sparsemax(const Vector& x) { return hillock::sparsemax(x); }
  static Matrix sparsemax_rows(const Matrix& x) { return hillock::sparsemax(x, hillock::rowwise); }
  static Vector sparsemax_backward(const Vector& x, const Vector& dy) { return hillock::sparsemax.backward(x, dy); }
  static Vector hardmax(const Vector& x) { return hillock::hardmax(x); }
  static Vector min_max_normalize(const Vector& x) { return hillock::min_max_normalize(x, Scalar(-1), Scalar(1)); }
  static Scalar logsumexp(const Vector& x) { return hillock::logsumexp(x); }
  static Matrix logsumexp_rows(const Matrix& x) { return hillock::logsumexp(x, hillock::rowwise); }
  static Vector logsumexp_backward(const Vector& x, Scalar dy) { return hillock::logsumexp.backward(x, dy); }
  static Scalar logmeanexp(const Vector& x) { return hillock::logmeanexp(x); }
  static Matrix logmeanexp_rows(const Matrix& x) { return hillock::logmeanexp(x, hillock::rowwise); }
  static Vector logmeanexp_backward(const Vector& x, Scalar dy) { return hillock::logmeanexp.backward(x, dy); }
  static Vector softmax_with_sink(const Vector& x, Scalar s) { return hillock::softmax_with_sink(x, s); }
  static Matrix fast_softmax_with_sink(const Matrix& x, Scalar s) {
    return hillock::fast::softmax_with_sink(x, s, hillock::rowwise);
  }
  static Matrix softmax_with_sink_backward(const Matrix& x, const Matrix& dy, Scalar s) {
    return hillock::softmax_with_sink.backward(x, dy, s, hillock::rowwise);
  }
  static Matrix sink_gradient(const Matrix& x, const Matrix& dy, Scalar s) {
    return hillock::precise::softmax_with_sink.sink_gradient(x, dy, s, hillock::rowwise);
  }
  static Vector gumbel_softmax(const Vector& x, std::mt19937& engine) {
    return hillock::gumbel_softmax(x, engine, Scalar(0.5), hillock::hard);
  }
  static Vector gumbel_softmax_backward(const Vector& y, const Vector& dy) {
    return hillock::gumbel_softmax.backward_from_output(y, dy, Scalar(0.5));
  }

  static Vector layer_norm(const Vector& x) { return hillock::layer_norm(x); }
  static Matrix layer_norm_rows(const Matrix& x, const Vector& gain, const Array& bias) {
    return hillock::layer_norm(x, gain, bias, hillock::rowwise, 1e-6);
  }
  static Matrix layer_norm_backward(const Matrix& x, const RowMajor& dy, const Vector& gain, const Vector& bias) {
    return hillock::layer_norm.backward(x, dy, gain, bias).input;
  }
  static void rms_norm_block(Matrix& x, const Vector& gain) {
    x.leftCols(2) = hillock::rms_norm(x.leftCols(2), (gain.array() + Scalar(1)).matrix());
  }
  static Vector rms_norm_gain(const Matrix& x, const Matrix& dy, const Vector& gain) {
    return hillock::rms_norm.backward(x, dy, gain).gain;
  }

  static Vector glu(const Vector& x) { return hillock::glu(x); }
  static Vector swiglu(const Vector& x) { return hillock::swiglu(x); }
  static Matrix geglu(const Matrix& x) { return hillock::geglu(x, hillock::rowwise); }
  static Matrix reglu(const Matrix& x) { return hillock::reglu(x); }
  static Vector precise_glu(const Vector& x) { return hillock::precise::glu(x); }
  static Matrix swiglu_backward(const Matrix& x, const Matrix& dy) { return hillock::swiglu.backward(x, dy); }

  static Scalar loss(const Vector& x) { return hillock::softmax_cross_entropy(x, 2).sum(); }
  static Scalar losses(const Matrix& x, const std::vector<int>& targets) {
    return hillock::softmax_cross_entropy(x, targets).mean();
  }
  static Matrix loss_gradient(const Matrix& x, const Matrix& targets) {
    return hillock::softmax_cross_entropy(x, targets, hillock::rowwise).gradient;
  }

  static Matrix gate(const Matrix& a, const RowMajor& b) {
    return hillock::Gate{hillock::Tanh<Scalar>{}, hillock::Sigmoid<Scalar>{}}(a, b);
  }
  static Matrix gate_backward(const Matrix& x, const Matrix& dy) {
    return hillock::Gate{hillock::Tanh<Scalar>{}, hillock::Sigmoid<Scalar>{}}.backward(x, dy, hillock::gate_first);
  }
  static Vector clipped_gate(const Vector& x) { return hillock::ClippedSwiGLU<Scalar>()(x, hillock::gate_first); }
  static Matrix clipped_gate_backward(const Matrix& a, const Matrix& b, const Matrix& dy) {
    return hillock::ClippedSwiGLU<Scalar>(Scalar(1.7), Scalar(5)).backward(a, b, dy).gates;
  }

  static Scalar counted_loss(const Matrix& x, const std::vector<int>& labels, const Eigen::Array<bool, -1, 1>& mask) {
    hillock::CrossEntropyLoss<Scalar> loss;
    loss.label_smoothing = 0.1;
    return loss(x, labels, mask, hillock::rowwise).value + loss(x, x).value;
  }
  static Scalar decisions(const Vector& x, const Vector& targets) {
    return hillock::binary_cross_entropy_with_logits(x, targets, 2).mean();
  }
  static Matrix decisions_gradient(const Matrix& x, const RowMajor& targets) {
    return hillock::binary_cross_entropy_with_logits(x, targets).gradient;
  }

  static Scalar neuron(const Vector& w, const Vector& x) { return hillock::Neuron{w, Scalar(1)}(x); }
  static Matrix linear(const Matrix& w, const Vector& b, const Matrix& x) { return hillock::Linear{w, b}(x); }
  static Vector dense(const Matrix& w, const Vector& b, const Vector& x) {
    return hillock::Dense{w, b, hillock::relu}(x);
  }
  static Matrix dense_softmax(const Matrix& w, const Vector& b, const Matrix& x) {
    return hillock::Dense{w, b, hillock::softmax}(x);
  }
  static Matrix dense_backward(const Matrix& w, const Vector& b, const Matrix& x, const Matrix& y, const Matrix& dy) {
    return hillock::Dense{w, b, hillock::LeakyReLU<Scalar>(Scalar(0.2))}.backward(x, y, dy).input;
  }
  static Matrix prelu(const Vector& alpha, const Matrix& x) { return hillock::ChannelPReLU<Scalar>(alpha)(x); }
  static Matrix prelu_backward(const Vector& alpha, const Matrix& x, const Matrix& dy) {
    return hillock::ChannelPReLU<Scalar>(alpha).backward(x, dy).input;
  }
  static void rrelu_training(const Matrix& x, std::mt19937& engine, Matrix& y, Matrix& slopes) {
    hillock::RReLU<Scalar>().forward_training(x, engine, y, slopes);
    y = hillock::RReLU<Scalar>::backward_training(slopes, y);
  }

  static Scalar single(Scalar x) { return hillock::gelu(x) + hillock::tanh.derivative(x) + hillock::math::exp(x); }
  static Array expression(const Array& x) { return x * hillock::sigmoid(x) + hillock::mish(x + Scalar(1)); }
  static Vector with_parameters(const Vector& x) { return hillock::leaky_relu(x, Scalar(0.2)); }
  static Matrix functor(const Matrix& x) { return x.unaryExpr(hillock::LeakyReLU<Scalar>(Scalar(0.2))); }
  static Matrix backward(const Matrix& x, const Matrix& dy) { return hillock::silu.backward(x, dy); }
  static Matrix from_output(const Matrix& y, const Matrix& dy) { return hillock::tanh.backward_from_output(y, dy); }
  static Vector preset(const Vector& x) { return hillock::keras::leaky_relu(x); }
  static Vector block(const Matrix& x) { return hillock::gelu(x.row(1).transpose()); }
};
template struct Names<float>;
template struct Names<double>;
