// Every function of every other's result, and every argument of every function, against the same with that result in a
// matrix first: lazy results compose. Built with the sanitizers where there are any: what goes wrong here reads freed
// or foreign memory.
#include <cstdio>
#include <random>
#include <vector>

#include "support.hpp"

namespace {

using Matrix = support::Matrix<float>;

int failures = 0;

Matrix as_matrix(float value) { return Matrix::Constant(1, 1, value); }
template <typename X>
Matrix as_matrix(const Eigen::DenseBase<X>& x) {
  return x;
}
template <typename Axis>
Matrix as_matrix(const hillock::CrossEntropy<Axis, Matrix>& result) {
  return result.losses.transpose().replicate(2, 1);
}

/// make() is a function's result, of four rows; consume takes it as an argument.
template <typename Make, typename Consume>
void check(const char* producer, const Make& make, const char* consumer, const Consume& consume) {
  const Matrix composed = as_matrix(consume(make()));
  const Matrix value = make();
  if (support::same_bits(composed, as_matrix(consume(value)))) return;
  ++failures;
  std::fprintf(stderr, "%s of %s\n", consumer, producer);
}

const Matrix weights = support::random_matrix<float>(4, 4, 1, 9);
const Eigen::VectorXf bias = support::random_vector<float>(4, 1, 10);
const Eigen::Vector4i labels(0, 2, 3, 1);

/// As the argument of every function.
template <typename Make>
void check_functions(const char* producer, Make make) {
  const auto check_one = [&](const char* consumer, auto f) {
    check(producer, make, consumer, [&](const auto& x) { return as_matrix(f(x)); });
  };
  check_one("tanh", hillock::tanh);
  check_one("softmax", hillock::softmax);
  check_one("log_softmax", hillock::log_softmax);
  check_one("softmin", hillock::softmin);
  check_one("softmax_with_sink", hillock::softmax_with_sink);
  check_one("sparsemax", hillock::sparsemax);
  check_one("hardmax", hillock::hardmax);
  check_one("min_max_normalize", hillock::min_max_normalize);
  check_one("logsumexp", hillock::logsumexp);
  check_one("logmeanexp", hillock::logmeanexp);
  check_one("glu", hillock::glu);
  std::mt19937 engine;
  check(producer, make, "gumbel_softmax", [&](const auto& x) -> Matrix {
    engine.seed(7);
    return hillock::gumbel_softmax(x, engine);
  });
  check(producer, make, "softmax_cross_entropy",
        [](const auto& x) -> Matrix { return hillock::softmax_cross_entropy(x, labels.head(x.cols())).gradient; });
  check_one("Linear", hillock::Linear{weights, bias});
  check_one("Dense", hillock::Dense{weights, bias, hillock::gelu});
  check_one("Neuron", hillock::Neuron{bias, 1.f});
  check_one("ChannelPReLU", hillock::ChannelPReLU<float>{bias});
}

/// For a result of the same kind as another's: every day as the argument of one function of each kind, or, where it
/// differs in what is computed alone, of one function and one layer. (HILLOCK_FULL_TESTS: of all.)
enum class Differs { otherwise, in_what_is_computed };
template <Differs differs = Differs::otherwise, typename Make>
void check_alike(const char* producer, Make make) {
#if defined(HILLOCK_FULL_TESTS)
  check_functions(producer, make);
#else
  const auto check_one = [&](const char* consumer, auto f) {
    check(producer, make, consumer, [&](const auto& x) { return as_matrix(f(x)); });
  };
  check_one("softmax", hillock::softmax);
  check_one("Linear", hillock::Linear{weights, bias});
  if constexpr (differs == Differs::otherwise) {
    check_one("tanh", hillock::tanh);
    check_one("logsumexp", hillock::logsumexp);
    check_one("glu", hillock::glu);
  }
#endif
}

/// And as each argument of those that have several, or several forms.
template <typename Make>
void check_arguments(const char* producer, Make make) {
  const Matrix other = support::random_matrix<float>(4, 4, 1, 5), tall = support::random_matrix<float>(8, 4, 1, 6);
  const auto check_one = [&](const char* consumer, auto f) {
    check(producer, make, consumer, [&](const auto& x) { return as_matrix(f(x)); });
  };
  const auto check_backward = [&](const char* consumer, auto f) {
    check_one(consumer, [&](const auto& x) -> Matrix { return f.backward(x, other); });
    check_one(consumer, [&](const auto& dy) -> Matrix { return f.backward(other, dy); });
    check_one(consumer, [&](const auto& y) -> Matrix { return f.backward_from_output(y, other); });
    check_one(consumer, [&](const auto& dy) -> Matrix { return f.backward_from_output(other, dy); });
  };
  check_one("tanh'", [](const auto& x) -> Matrix { return hillock::tanh.derivative(x); });
  check_one("tanh' from output", [](const auto& y) -> Matrix { return hillock::tanh.derivative_from_output(y); });
  check_backward("tanh, backward", hillock::tanh);
  check_one("softmax, rowwise", [](const auto& x) -> Matrix { return hillock::softmax(x, hillock::rowwise); });
  check_backward("softmax, backward", hillock::softmax);
  check_backward("sparsemax, backward", hillock::sparsemax);
  const auto& gumbel = hillock::gumbel_softmax;
  check_one("gumbel_softmax, y", [&](const auto& y) -> Matrix { return gumbel.backward_from_output(y, other); });
  check_one("gumbel_softmax, dy", [&](const auto& dy) -> Matrix { return gumbel.backward_from_output(other, dy); });

  const auto& sum = hillock::logsumexp;
  const auto rowwise = hillock::rowwise;
  check_one("logsumexp, rowwise", [&](const auto& x) -> Matrix { return sum(x, rowwise); });
  check_one("logsumexp, x", [&](const auto& x) -> Matrix { return sum.backward(x, other.col(0), rowwise); });
  check_one("logsumexp, dy", [&](const auto& dy) -> Matrix { return sum.backward(other, dy.col(0), rowwise); });
  check_one("softmax_with_sink, sink of x",
            [&](const auto& x) -> Matrix { return hillock::softmax_with_sink.sink_gradient(x, other); });
  check_one("softmax_with_sink, sink of dy",
            [&](const auto& dy) -> Matrix { return hillock::softmax_with_sink.sink_gradient(other, dy); });
  check_one("glu, x", [&](const auto& x) -> Matrix { return hillock::glu.backward(x, other.topRows(2)); });
  check_one("glu, dy", [&](const auto& dy) -> Matrix { return hillock::glu.backward(tall, dy); });
  const auto& loss = hillock::softmax_cross_entropy;
  check_one("softmax_cross_entropy, logits", [&](const auto& x) -> Matrix { return loss(x, other).gradient; });
  check_one("softmax_cross_entropy, targets", [&](const auto& t) -> Matrix { return loss(other, t).gradient; });

  const hillock::Linear linear{weights, bias};
  check_one("Linear, x", [&](const auto& x) -> Matrix { return linear.backward(x, other).weights; });
  check_one("Linear, dz", [&](const auto& dz) -> Matrix { return linear.backward(other, dz).weights; });
  check_one("Linear, bias", [&](const auto& b) -> Matrix { return hillock::Linear{weights, b.col(0)}(other); });
  const auto check_dense = [&](const char* consumer, const auto& dense) {
    check_one(consumer, [&](const auto& x) -> Matrix { return dense(x); });
    check_one(consumer, [&](const auto& x) -> Matrix { return dense.backward(x, other, other).weights; });
    check_one(consumer, [&](const auto& y) -> Matrix { return dense.backward(other, y, other).weights; });
    check_one(consumer, [&](const auto& dy) -> Matrix { return dense.backward(other, other, dy).weights; });
  };
  check_dense("Dense, tanh", hillock::Dense{weights, bias, hillock::tanh});
  check_dense("Dense, gelu", hillock::Dense{weights, bias, hillock::gelu});
  check_dense("Dense, softmax", hillock::Dense{weights, bias, hillock::softmax});
  check_one("Neuron, weights", [&](const auto& w) { return hillock::Neuron{w.col(0), 1.f}(other); });

  const hillock::ChannelPReLU<float> prelu{bias};
  check_one("ChannelPReLU, x", [&](const auto& x) -> Matrix { return prelu.backward(x, other).alpha; });
  check_one("ChannelPReLU, dy", [&](const auto& dy) -> Matrix { return prelu.backward(other, dy).input; });
  check_one("slopes", [&](const auto& a) -> Matrix { return hillock::ChannelPReLU<float>{a.col(0)}(other); });
  const hillock::RReLU<float> rrelu;
  check_one("RReLU", [&](const auto& x) -> Matrix {
    Matrix y, slopes;
    std::mt19937 engine;
    rrelu.forward_training(x, engine, y, slopes);
    return y + slopes;
  });
  check_one("RReLU, slopes", [&](const auto& slopes) -> Matrix { return rrelu.backward_training(slopes, other); });
  check_one("RReLU, dy", [&](const auto& dy) -> Matrix { return rrelu.backward_training(other, dy); });
}

// Layers that outlive the references they were made from.
using Reference = Eigen::Ref<const Matrix>;
using VectorReference = Eigen::Ref<const Eigen::VectorXf>;
auto dense_of(const Reference& w, const VectorReference& b) { return hillock::Dense{w, b, hillock::relu}; }
auto copies_of(const Reference& w, const VectorReference& b) {
  const hillock::Linear layer{w, b};
  std::vector<hillock::Linear<Reference, VectorReference>> layers{layer, layer};
  layers.push_back(layers[0]);
  return layers;
}
auto neuron_of(const VectorReference& w) {
  const hillock::Neuron neuron{w, 1.f};
  return std::vector<hillock::Neuron<VectorReference>>{neuron, neuron};
}

}  // namespace

int main() {
  const Matrix x = support::random_matrix<float>(4, 4), dy = support::random_matrix<float>(4, 4, 1, 2);
  const Matrix twice = support::random_matrix<float>(8, 4, 2, 3);
  const Eigen::VectorXf beside = support::random_vector<float>(4, 1, 4);
  constexpr Differs computed = Differs::in_what_is_computed;
  check_functions("tanh", [&] { return hillock::tanh(x); });
  check_alike("tanh.backward", [&] { return hillock::tanh.backward(x, dy); });
  check_functions("softmax", [&] { return hillock::softmax(x); });
  check_alike<computed>("log_softmax", [&] { return hillock::log_softmax(x); });
  check_alike<computed>("softmin", [&] { return hillock::softmin(x); });
  check_alike<computed>("sparsemax", [&] { return hillock::sparsemax(x); });
  check_alike<computed>("hardmax", [&] { return hillock::hardmax(x); });
  check_alike<computed>("min_max_normalize", [&] { return hillock::min_max_normalize(x, -1, 1); });
  std::mt19937 engine;
  check_alike("gumbel_softmax", [&] {
    engine.seed(9);
    return hillock::gumbel_softmax(x, engine);
  });
  check_alike("softmax.backward", [&] { return hillock::softmax.backward(x, dy); });
  check_alike("softmax.backward_from_output", [&] { return hillock::softmax.backward_from_output(x, dy); });
  check_alike("logsumexp", [&] { return hillock::logsumexp(x, hillock::rowwise); });
  check_alike("logsumexp.backward", [&] { return hillock::logsumexp.backward(x, beside, hillock::rowwise); });
  check_alike("glu", [&] { return hillock::glu(twice); });
  check_alike("glu of softmax", [&] { return hillock::glu(hillock::softmax(twice)); });
  check_alike("glu.backward", [&] { return hillock::glu.backward(x, dy.topRows(2)); });
  check_alike("softmax of softmax", [&] { return hillock::softmax(hillock::softmax(x)); });

  check_arguments("tanh.backward", [&] { return hillock::tanh.backward(x, dy); });
#if defined(HILLOCK_FULL_TESTS)
  check_arguments("softmax of softmax", [&] { return hillock::softmax(hillock::softmax(x)); });
  check_arguments("gumbel_softmax", [&] {
    engine.seed(9);
    return hillock::gumbel_softmax(x, engine);
  });
#endif

  // A result kept in a variable holds all it was made of, but for matrices.
  const auto kept = hillock::softmax(hillock::tanh(hillock::softmax(x)));
  const Matrix first = hillock::softmax(x), value = hillock::softmax(hillock::tanh(first));
  failures += !support::same_bits(Matrix(kept), value);
  // So is one of Eigen's that is computed when it is assigned.
  const auto lower = weights.triangularView<Eigen::Lower>();
  const Matrix solution = lower.solve<Eigen::OnTheRight>(x);
  const auto of_solution = hillock::softmax(lower.solve<Eigen::OnTheRight>(x));
  failures += !support::same_bits(Matrix(of_solution), Matrix(hillock::softmax(solution)));
  // What a reference had to evaluate is the layer's own; all else it views.
  const hillock::Linear linear{weights, bias};
  const Matrix transposed = weights.transpose(), z = linear(x), y = hillock::relu(z);
  const support::RowMajor<float> row_major = weights;
  failures += !support::same_bits(dense_of(transposed.transpose(), 1 * bias)(x), y);
  failures += !support::same_bits(dense_of(row_major, bias)(x), y);
  failures += !support::same_bits(copies_of(1 * weights, 1 * bias)[2](x), z);
  failures += copies_of(weights, bias)[1].weights().data() != weights.data();
  failures += neuron_of(1 * bias)[1](bias) != hillock::Neuron{bias, 1.f}(bias);
  // A destination that is resized may have been the argument.
  Matrix both = x;
  const Matrix sums = hillock::logsumexp(x);
  both = hillock::logsumexp(both);
  failures += !support::same_bits(both, sums);
  return failures > 0;
}
