// A network whose activations are known only when its file is read: each is found by its name.
#include <functional>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <hillock/hillock.hpp>

// [choose]
/// y = f(x), of a batch whose columns are samples. The call through std::function is one for a whole batch.
using Forward = std::function<void(const Eigen::MatrixXf& x, Eigen::MatrixXf& y)>;

Forward activation(const std::string& name) {
  if (name == "softmax") return [](const Eigen::MatrixXf& x, Eigen::MatrixXf& y) { y = hillock::softmax(x); };
  return hillock::visit_activation(
      name, [](auto f) -> Forward { return [f](const Eigen::MatrixXf& x, Eigen::MatrixXf& y) { y = f(x); }; });
}
// [/choose]

// [layers]
struct Layer {
  hillock::Linear<Eigen::MatrixXf, Eigen::VectorXf> linear;
  Forward f;
};

/// Lines such as "4 3 gelu": inputs, outputs and activation. (Here with weights of 1 / inputs.)
std::vector<Layer> read_layers(std::istream& file) {
  std::vector<Layer> layers;
  Eigen::Index inputs = 0, outputs = 0;
  std::string name;
  while (file >> inputs >> outputs >> name) {
    const float weight = 1 / static_cast<float>(inputs);
    const Eigen::MatrixXf weights = Eigen::MatrixXf::Constant(outputs, inputs, weight);
    const Eigen::VectorXf bias = Eigen::VectorXf::Zero(outputs);
    layers.push_back({hillock::Linear{weights, bias}, activation(name)});
  }
  return layers;
}

Eigen::MatrixXf run(const std::vector<Layer>& layers, Eigen::MatrixXf x) {
  for (const Layer& layer : layers) {
    Eigen::MatrixXf z = layer.linear(x);
    layer.f(z, x);
  }
  return x;
}
// [/layers]

int main() {
  std::istringstream file("4 3 gelu\n3 3 tanh\n3 2 softmax\n");
  const Eigen::MatrixXf x = Eigen::MatrixXf::Constant(4, 5, 0.5f), y = run(read_layers(file), x);
  bool good = y.rows() == 2 && y.cols() == 5 && (y.array() - 0.5f).abs().maxCoeff() < 1e-6f;
  Eigen::MatrixXf z = x;
  activation("gelu")(x, z);
  good = good && z == hillock::gelu(x);
  try {
    activation("swoosh");
    good = false;
  } catch (const std::invalid_argument& error) {
    std::cout << error.what() << "\n";
  }
  return good ? 0 : 1;
}
