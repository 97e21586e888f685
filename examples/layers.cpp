// Layers as a program uses them: owning and viewing weights, members of a class, a batch, backward without allocation.
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

// [class]
/// 3 inputs, 4 hidden units, 2 classes. The types are those of what a layer is made from.
class Classifier {
 public:
  Classifier(const Eigen::MatrixXf& w1, const Eigen::VectorXf& b1, const Eigen::MatrixXf& w2, const Eigen::VectorXf& b2)
      : hidden_{w1, b1, hillock::gelu}, output_{w2, b2, hillock::softmax} {}

  Eigen::MatrixXf operator()(const Eigen::MatrixXf& samples) const { return output_(hidden_(samples)); }

 private:
  hillock::Dense<Eigen::MatrixXf, Eigen::VectorXf, hillock::GELU<float>> hidden_;
  hillock::Dense<Eigen::MatrixXf, Eigen::VectorXf, hillock::Softmax<float>> output_;
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

  std::string message;
  try {
    static_cast<void>(dense(Eigen::VectorXf::Zero(5)));
  } catch (const std::invalid_argument& error) {
    message = error.what();
  }
  std::cout << message << '\n';

  const Classifier classifier(W, b, Eigen::MatrixXf::Random(2, 4), Eigen::VectorXf::Zero(2));
  const Eigen::MatrixXf p = classifier(Eigen::MatrixXf::Random(3, 5));

  // What the page says, checked.
  const Eigen::VectorXf slope = dy.array() * (1 - y.array().square());
  bool good = std::abs(sum - (0.5f * x[0] - x[1] + 2 * x[2] + 0.1f)) < 1e-5f && z.isApprox(W * x + b);
  good = good && y.isApprox(Eigen::VectorXf(z.array().tanh())) && batch.rows() == 4 && batch.cols() == 100;
  good = good && dx.isApprox(W.transpose() * slope, 1e-4f) && gradients.weights.isApprox(slope * x.transpose(), 1e-4f);
  good = good && of_linear.input.isApprox(W.transpose() * dy) && gradients.bias.isApprox(slope, 1e-4f);
  good = good && p.rows() == 2 && (p.colwise().sum().array() - 1).abs().maxCoeff() < 1e-6f;
  good = good && message == "hillock::Dense: weights are 4x3 but the input has 5 rows";
  parameters[12] = 7;  // the first element of the bias
  good = good && view(Eigen::Vector3f(0, 0, 0)) == Eigen::Vector4f(7, 0.5f, 0.5f, 0.5f);
  return good ? 0 : 1;
}
