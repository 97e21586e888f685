// Instantiates what activations.cppm exports.
import activations;
#include <Eigen/Core>

void floats(const Eigen::MatrixXf& x, Eigen::MatrixXf& y, Eigen::VectorXf& v) {
  activations::vectors(x, y);
  activations::elementwise(Eigen::VectorXf(v), v);
  v = activations::gelu(v);
}
void doubles(const Eigen::MatrixXd& x, Eigen::MatrixXd& y, Eigen::VectorXd& v) {
  activations::vectors(x, y);
  activations::elementwise(Eigen::VectorXd(v), v);
  y = activations::softmax(y);
}
