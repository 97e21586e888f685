// Looked at by Clang as it looks at what is written for MSVC: templates are parsed where they are instantiated, names
// are found by MSVC's rules, and no macro says that GCC's attributes and operators are there.
#include <vector>

#include <hillock/hillock.hpp>

using Matrix = Eigen::Matrix<Eigen::bfloat16, Eigen::Dynamic, Eigen::Dynamic>;

#if defined(__GNUC__)
#error "this shall be compiled without GCC's extensions"
#endif

Eigen::VectorXf vectors(const Eigen::VectorXf& x) {
  Eigen::VectorXf y = hillock::softmax(hillock::precise::gelu(x));
  y = hillock::log_softmax.backward(x, hillock::swiglu.backward(x, y.head(x.size() / 2)));
  return y * hillock::logsumexp(x);
}
float losses(const Eigen::MatrixXf& x, const std::vector<int>& labels) {
  const auto g = hillock::layer_norm.backward(x, hillock::softmax_cross_entropy(x, labels).gradient);
  return hillock::binary_cross_entropy_with_logits(g.input, g.input).mean();
}
Matrix short_numbers(const Matrix& x, const std::vector<int>& labels) {
  Matrix y = hillock::softplus(x);
  y = hillock::tanh.backward(x, y);
  return hillock::CrossEntropyLoss<Eigen::bfloat16>()(y, labels).gradient;
}
Eigen::MatrixXd layers(const Eigen::MatrixXd& w, const Eigen::VectorXd& b, const Eigen::MatrixXd& x) {
  const hillock::Dense layer{w, b, hillock::leaky_relu};
  const Eigen::MatrixXd y = layer(x);
  return layer.backward(x, y, y).input;
}
