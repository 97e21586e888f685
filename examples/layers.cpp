// Layers as a program uses them: owning and viewing weights, members of a class, a batch, backward without allocation.
#include <iostream>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

// [class]
/// 3 inputs, 4 hidden units, 2 classes. The types are those of what a layer is made from.
class Classifier {
 public:
  Classifier(const Eigen::MatrixXf& w1, const Eigen::VectorXf& b1, const Eigen::MatrixXf& w2, const Eigen::VectorXf& b2)
      : network_{hillock::Dense{w1, b1, hillock::gelu}, hillock::Dense{w2, b2, hillock::softmax}} {}

  const Eigen::MatrixXf& operator()(const Eigen::MatrixXf& samples) { return network_.forward(samples, memory_); }

 private:
  using Hidden = hillock::Dense<Eigen::MatrixXf, Eigen::VectorXf, hillock::GELU<float>>;
  using Output = hillock::Dense<Eigen::MatrixXf, Eigen::VectorXf, hillock::Softmax<float>>;
  using Network = hillock::Sequential<Hidden, Output>;

  Network network_;
  Network::Memory<> memory_;
};
// [/class]

int main() {
  const Eigen::MatrixXf W = Eigen::MatrixXf::Random(4, 3);
  const Eigen::VectorXf b = Eigen::VectorXf::Random(4), x = Eigen::VectorXf::Random(3);
  std::vector<float> parameters(16, 0.5f);

  // [make]
  const hillock::Neuron neuron{Eigen::Vector3f(0.5f, -1, 2), 0.1f};  // one neuron: its weights and bias
  const hillock::Linear linear{W, b};                                // W is 4 x 3 (out x in), b has 4 elements
  const hillock::Dense dense{W, b, hillock::tanh};                   // or hillock::LeakyReLU<float>(0.2f), any tier
  // The same on memory of the caller's, which may change:
  const Eigen::Map<const Eigen::MatrixXf> shared_weights(parameters.data(), 4, 3);
  const Eigen::Map<const Eigen::VectorXf> shared_bias(parameters.data() + 12, 4);
  const hillock::Dense view{shared_weights, shared_bias, hillock::relu};
  // [/make]

  // [forward]
  const float sum = neuron(x);          // w·x + b
  const Eigen::VectorXf z = linear(x);  // W x + b
  Eigen::VectorXf y(4);
  dense.forward(x, y);                                                   // f(W x + b), into y
  const Eigen::MatrixXf batch = dense(Eigen::MatrixXf::Random(3, 100));  // each column is a sample: 4 x 100
  // [/forward]

  const Eigen::VectorXf dy = Eigen::VectorXf::Ones(4);
  // [backward]
  auto gradients = dense.backward(x, y, dy);    // from x, y = dense(x) and the loss's gradient with respect to y
  dense.backward(x, y, dy, gradients);          // from now on into the same memory
  const Eigen::VectorXf& dx = gradients.input;  // beside gradients.weights and gradients.bias
  auto of_linear = linear.backward(x, dy);      // W x + b needs no output
  // [/backward]

  const Eigen::MatrixXf samples = Eigen::MatrixXf::Random(3, 5), of_output = Eigen::MatrixXf::Ones(2, 5);
  // [sequential]
  hillock::Sequential network{hillock::Dense{W, b, hillock::gelu},
                              hillock::Linear{Eigen::MatrixXf::Ones(2, 4), Eigen::VectorXf::Zero(2)}};
  Eigen::MatrixXf output = network(samples);                         // each column is a sample
  decltype(network)::Memory<> memory;                                // the outputs of the layers
  output = network.forward(samples, memory);                         // what it returns is the last of these
  auto of_layers = network.backward(samples, of_output, memory);     // the gradients of each layer
  network.backward(samples, of_output, memory, of_layers);           // from now on into the same memory
  const Eigen::MatrixXf& of_samples = std::get<0>(of_layers).input;  // beside .weights and .bias
  network.for_each_parameter([](auto& parameter, const auto& gradient) { parameter -= 0.1f * gradient; }, of_layers);
  // [/sequential]

  std::string message;
  try {
    static_cast<void>(dense(Eigen::VectorXf::Zero(5)));
  } catch (const std::invalid_argument& error) {
    message = error.what();
  }
  std::cout << message << '\n';

  Classifier classifier(W, b, Eigen::MatrixXf::Random(2, 4), Eigen::VectorXf::Zero(2));
  const Eigen::MatrixXf p = classifier(Eigen::MatrixXf::Random(3, 5));

  // What the page says, checked.
  const Eigen::VectorXf slope = dy.array() * (1 - y.array().square());
  bool good = std::abs(sum - (0.5f * x[0] - x[1] + 2 * x[2] + 0.1f)) < 1e-5f && z.isApprox(W * x + b);
  good = good && y.isApprox(Eigen::VectorXf(z.array().tanh())) && batch.rows() == 4 && batch.cols() == 100;
  good = good && dx.isApprox(W.transpose() * slope, 1e-4f) && gradients.weights.isApprox(slope * x.transpose(), 1e-4f);
  good = good && of_linear.input.isApprox(W.transpose() * dy) && gradients.bias.isApprox(slope, 1e-4f);
  const hillock::Dense before{W, b, hillock::gelu};
  const Eigen::MatrixXf dh = Eigen::MatrixXf::Ones(4, 2) * of_output;
  good = good && output.isApprox(Eigen::MatrixXf::Ones(2, 4) * before(samples));
  good = good && of_samples.isApprox(before.backward(samples, before(samples), dh).input, 1e-4f);
  good = good && network.layer<1>().bias().isApprox(Eigen::Vector2f(-0.5f, -0.5f));
  good = good && p.rows() == 2 && (p.colwise().sum().array() - 1).abs().maxCoeff() < 1e-6f;
  good = good && message == "hillock::Dense: weights are 4x3 but the input has 5 rows";
  parameters[12] = 7;  // the first element of the bias
  good = good && view(Eigen::Vector3f(0, 0, 0)) == Eigen::Vector4f(7, 0.5f, 0.5f, 0.5f);
  return good ? 0 : 1;
}
