// What the pages of the layers (docs/layers) show: types of members, views, gradients sized once, and every message.
#include <cmath>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

namespace {

int failures = 0;

void expect(bool good, const std::string& what) {
  if (good) return;
  ++failures;
  std::cout << "wrong: " << what << '\n';
}

/// Whether an action throws std::invalid_argument with this message.
template <typename Action>
void says(Action action, const std::string& message) {
  std::string found = "nothing";
  try {
    action();
  } catch (const std::invalid_argument& error) {
    found = error.what();
  }
  expect(found == message, found + "\n  for: " + message);
}

// [dense_class]
/// A hidden layer that learns: everything it needs is sized by its first batch.
class Hidden {
 public:
  Hidden(const Eigen::MatrixXf& weights, const Eigen::VectorXf& bias) : layer_{weights, bias, hillock::tanh} {}

  const Eigen::MatrixXf& forward(const Eigen::MatrixXf& x) {
    layer_.forward(x, y_);
    return y_;
  }
  const Eigen::MatrixXf& backward(const Eigen::MatrixXf& x, const Eigen::MatrixXf& dy) {
    layer_.backward(x, y_, dy, gradients_);
    return gradients_.input;
  }
  void learn(float rate) {
    layer_.weights() -= rate * gradients_.weights;
    layer_.bias() -= rate * gradients_.bias;
  }

 private:
  using Layer = hillock::Dense<Eigen::MatrixXf, Eigen::VectorXf, hillock::Tanh<float>>;

  Layer layer_;
  Eigen::MatrixXf y_;
  Layer::Gradients<Eigen::MatrixXf> gradients_;
};
// [/dense_class]

void dense() {
  const Eigen::MatrixXf W = Eigen::MatrixXf::Random(4, 3), x = Eigen::MatrixXf::Random(3, 7);
  const Eigen::VectorXf b = Eigen::VectorXf::Random(4);
  const Eigen::MatrixXf dy = Eigen::MatrixXf::Random(4, 7);

  Hidden hidden(W, b);
  const Eigen::MatrixXf y = hidden.forward(x);
  const auto expected = hillock::Dense{W, b, hillock::tanh}.backward(x, y, dy);
  expect(hidden.backward(x, dy) == expected.input, "gradients in a member");
  hidden.learn(0.5f);
  expect(hidden.forward(x) != y, "a step");

  // [dense_make]
  const hillock::Dense tanh{W, b, hillock::tanh};                     // any scalar type: the object
  const hillock::Dense leaky{W, b, hillock::LeakyReLU<float>(0.2f)};  // with parameters: the functor
  const hillock::Dense exact{W, b, hillock::precise::gelu};           // in another tier
  const hillock::Dense classes{W, b, hillock::softmax};               // along each sample
  const hillock::Dense gated{W, b, hillock::swiglu};                  // 2 outputs: 2 values times 2 gates
  // [/dense_make]
  expect(leaky.activation()(-1.0f) == -0.2f && gated.outputs() == 2, "activations");
  expect(std::abs(classes(x).col(2).sum() - 1) < 1e-6f && exact(x).rows() == 4, "softmax");

  const Eigen::VectorXf alpha = Eigen::VectorXf::Constant(4, 0.25f);
  // [dense_more]
  const hillock::Dense no_bias{W, hillock::tanh};                          // gradients without .bias
  const hillock::Dense slopes{W, b, hillock::ChannelPReLU<float>(alpha)};  // one for each output; gradients with .alpha
  const hillock::Dense own{W, b, [](float z) { return z > 0 ? z : z / (1 - z); }};  // of one element; without backward
  hillock::Dense<Eigen::MatrixXf, Eigen::VectorXf, hillock::Tanh<float>> later;     // assigned before it is used:
  later = hillock::Dense{W, b, hillock::tanh};
  // [/dense_more]
  expect(no_bias(x) == hillock::tanh(hillock::Linear{W}(x)).eval() && later(x) == tanh(x), "without a bias, and later");
  expect(slopes.backward(x, slopes(x), dy).alpha.size() == 4 && own(x).cols() == 7, "slopes and a lambda");

  // [dense_backward]
  const Eigen::MatrixXf output = tanh(x);
  auto gradients = tanh.backward(x, output, dy);  // once: sizes all four
  tanh.backward(x, output, dy, gradients);        // from now on: allocates nothing
  // gradients.input           3 x 7, like x
  // gradients.weights, .bias  like W and b: sums over the 7 samples
  // gradients.pre_activation  4 x 7: with respect to W x + b, its working memory
  // [/dense_backward]
  expect(gradients.weights.rows() == 4 && gradients.weights.cols() == 3 && gradients.bias.size() == 4, "shapes");
  expect(gradients.input.rows() == 3 && gradients.pre_activation.cols() == 7, "shapes");

  const Eigen::MatrixXf five = Eigen::MatrixXf::Zero(5, 7);
  Eigen::MatrixXf z(4, 7);
  // [dense_errors]
  says([&] { tanh(five); }, "hillock::Dense: weights are 4x3 but the input has 5 rows");
  says([&] { tanh.forward(x, z.topRows(3)); }, "hillock::Dense: the result is 4x7 but the destination is 3x7");
  says([&] { tanh.backward(x, output, five); }, "hillock::Dense: the output is 4x7 but its gradient is 5x7");
  says([&] { hillock::Dense(W, b.head(2), hillock::tanh); },
       "hillock::Dense: weights are 4x3 but the bias has 2 elements");
  says([&] { hillock::Dense(W.topRows(3), b.head(3), hillock::glu); },
       "hillock::Dense: the number of rows of the weights before a gate is 3 but must be even");
  // [/dense_errors]
}

void linear() {
  const Eigen::MatrixXf W = Eigen::MatrixXf::Random(4, 3), x = Eigen::MatrixXf::Random(3, 7);
  const Eigen::VectorXf b = Eigen::VectorXf::Random(4);

  // [linear_make]
  std::vector<float> parameters(16, 0.5f);  // somebody else's: a file in memory, an optimiser's buffer
  using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;  // as numpy and PyTorch have it
  const hillock::Linear owns{W, b};                                                    // copies of W and b
  const hillock::Linear views{Eigen::Map<const Rows>(parameters.data(), 4, 3),         // looks at parameters
                              Eigen::Map<const Eigen::VectorXf>(parameters.data() + 12, 4)};
  const hillock::Linear<Eigen::Matrix<float, 4, 3>, Eigen::Vector4f> fixed{W, b};  // sizes known to the compiler
  // [/linear_make]
  expect(views(x).isApprox((x.colwise().sum().array() * 0.5f + 0.5f).matrix().replicate(4, 1)), "a view");
  expect(fixed(x) == owns(x), "the same bits");

  const Eigen::MatrixXf from_file = b.transpose();
  // [linear_more]
  const hillock::Linear no_bias{W};                         // gradients without .bias
  const hillock::Linear lying{W, from_file};                // a bias of one row or one column, as read from a file
  hillock::Linear<Eigen::MatrixXf, Eigen::VectorXf> later;  // assigned before it is used:
  later = owns;
  // [/linear_more]
  expect(lying(x) == owns(x) && later(x) == owns(x), "a bias that lies, and later");
  expect(no_bias(x).isApprox(W * x), "without a bias");

  // [linear_backward]
  const Eigen::MatrixXf z = owns(x);
  const Eigen::MatrixXf dz = Eigen::MatrixXf::Ones(4, 7);
  auto gradients = owns.backward(x, dz);  // input, weights, bias; needs no output
  owns.backward(x, dz, gradients);        // into the same: allocates nothing
  // [/linear_backward]
  expect(z.cols() == 7 && gradients.input.isApprox(W.transpose() * dz), "backward");

  // [linear_rows]
  const Rows batch = Rows::Random(100, 3);                        // each row is a sample
  Rows result = owns(batch, hillock::rowwise);                    // so is each row of this, 100 x 4
  owns.forward(batch, result, hillock::rowwise);                  // the axis is the last argument of every call
  auto of_rows = owns.backward(batch, result, hillock::rowwise);  // of_rows.input is 100 x 3
  const hillock::Linear always{W, b, hillock::rowwise};           // or a property of the layer, and of its type
  result = always(batch);
  // [/linear_rows]
  expect(result.transpose() == owns(batch.transpose()) && of_rows.input.rows() == 100, "rows");

  Eigen::MatrixXf square = Eigen::MatrixXf::Zero(3, 3), five = Eigen::MatrixXf::Zero(5, 7);
  const hillock::Linear of_square{W.topRows(3), b.head(3)};
  // [linear_errors]
  says([&] { owns(five); }, "hillock::Linear: weights are 4x3 but the input has 5 rows");
  says([&] { owns.backward(x, five); }, "hillock::Linear: the output is 4x7 but its gradient is 5x7");
  says([&] { of_square.forward(square, square); }, "hillock::Linear: the destination overlaps the input");
  says([&] { hillock::Linear(W, b.head(2)); }, "hillock::Linear: weights are 4x3 but the bias has 2 elements");
  // [/linear_errors]
}

void neuron() {
  // [neuron]
  const hillock::Neuron neuron{Eigen::Vector3f(0.5f, -1, 2), 0.1f};
  const float z = neuron(Eigen::Vector3f(1, 2, 3));                         // 0.5 - 2 + 6 + 0.1
  const Eigen::RowVectorXf many = neuron(Eigen::MatrixXf::Random(3, 100));  // one for each column
  const float fires = hillock::sigmoid(z);
  // [/neuron]
  expect(std::abs(z - 4.6f) < 1e-6f && many.size() == 100 && fires > 0.98f, "a neuron");

  const Eigen::MatrixXf x = Eigen::MatrixXf::Random(3, 100), dz = Eigen::RowVectorXf::Ones(100);
  // [neuron_backward]
  auto one = neuron.backward(Eigen::Vector3f(1, 2, 3), 2.0f);  // 2 w, 2 x and 2: of a vector dz is a number
  auto gradients = neuron.backward(x, dz);                     // sums over the samples for weights and bias
  neuron.backward(x, dz, gradients);                           // into the same: allocates nothing
  // [/neuron_backward]
  expect(one.weights == Eigen::Vector3f(2, 4, 6) && one.bias == 2, "gradients of a vector");
  expect(gradients.weights.isApprox(x.rowwise().sum(), 1e-4f) && gradients.bias == 100, "gradients of many");
  // [neuron_errors]
  says([&] { neuron(Eigen::VectorXf::Zero(5)); }, "hillock::Neuron: weights are 1x3 but the input has 5 rows");
  // [/neuron_errors]
}

// [sequential_class]
/// A classifier of one sample at a time, of fixed sizes: it never allocates.
class Classifier {
 public:
  using Hidden = hillock::Dense<Eigen::Matrix<float, 8, 4>, Eigen::Matrix<float, 8, 1>, hillock::ReLU<float>>;
  using Output = hillock::Dense<Eigen::Matrix<float, 3, 8>, Eigen::Vector3f, hillock::Softmax<float>>;

  Classifier(const Hidden& hidden, const Output& output) : network_{hidden, output} {}

  const Eigen::Vector3f& operator()(const Eigen::Vector4f& x) { return network_.forward(x, memory_); }

 private:
  using Network = hillock::Sequential<Hidden, Output>;

  Network network_;
  Network::Memory<Eigen::Vector4f> memory_;
};
// [/sequential_class]

void sequential() {
  const Eigen::MatrixXf w1 = Eigen::MatrixXf::Random(4, 3), w2 = Eigen::MatrixXf::Random(2, 4);
  const Eigen::VectorXf b1 = Eigen::VectorXf::Random(4), b2 = Eigen::VectorXf::Random(2);
  const Eigen::MatrixXf x = Eigen::MatrixXf::Random(3, 7), dy = Eigen::MatrixXf::Random(2, 7);

  // [sequential]
  hillock::Sequential network{hillock::Dense{w1, b1, hillock::gelu}, hillock::Linear{w2, b2}};
  decltype(network)::Memory<> memory;                     // a std::tuple: the output of each layer
  const Eigen::MatrixXf& y = network.forward(x, memory);  // the last of them
  auto gradients = network.backward(x, dy, memory);       // a std::tuple: the gradients of each layer
  network.backward(x, dy, memory, gradients);             // into the same
  const Eigen::MatrixXf& dx = std::get<0>(gradients).input;
  // [/sequential]
  expect(y == network(x) && dx.rows() == 3 && dx.cols() == 7, "a network");

  const Eigen::MatrixXf rows = x.transpose();
  // [sequential_rows]
  const hillock::Sequential of_rows{hillock::Dense{w1, b1, hillock::gelu, hillock::rowwise},
                                    hillock::Linear{w2, b2, hillock::rowwise}};
  decltype(of_rows)::Memory<> rows_memory;
  const auto& rows_output = of_rows.forward(rows, rows_memory);  // each row is a sample
  // Or as the last argument of a call:
  decltype(network)::Memory<Eigen::MatrixXf, hillock::Rowwise> memory_of_rows;
  network.forward(rows, memory_of_rows, hillock::rowwise);
  // [/sequential_rows]
  expect(rows_output.transpose() == y && std::get<1>(memory_of_rows) == rows_output, "rows of a network");

  // [threads]
  const auto& shared = network;  // const: nobody writes into it
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&shared, &x] {
      decltype(network)::Memory<> own;
      shared.forward(x, own);
    });
  }
  for (std::thread& thread : threads) thread.join();
  // [/threads]

  const Eigen::MatrixXf three = Eigen::MatrixXf::Random(3, 5);
  // [sequential_errors]
  says(
      [&] {
        hillock::Sequential(hillock::Dense{w1, b1, hillock::gelu}, hillock::Linear{w1, b1});
      },
      "hillock::Sequential: layer<1>() has 3 inputs but layer<0>() has 4 outputs");
  says([&] { network(w1); },
       "hillock::Dense: weights are 4x3 but the input has 4 rows; if its rows are the samples: hillock::rowwise");
  says([&] { network.backward(three, dy, memory, gradients); },
       "hillock::Sequential: the input of forward is 3x7 but that of backward is 3x5");
  // [/sequential_errors]

  Classifier classifier({Eigen::MatrixXf::Random(8, 4), Eigen::VectorXf::Zero(8), hillock::relu},
                        {Eigen::MatrixXf::Random(3, 8), Eigen::VectorXf::Zero(3), hillock::softmax});
  expect(std::abs(classifier(Eigen::Vector4f(1, 2, 3, 4)).sum() - 1) < 1e-6f, "a classifier");
}

}  // namespace

int main() {
  neuron();
  linear();
  dense();
  sequential();
  return failures == 0 ? 0 : 1;
}
