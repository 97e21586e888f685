// Two samples into a destination for three.
// expect: hillock::Linear: the destination must have the weights' rows and the input's columns
#include <hillock/hillock.hpp>

int main() {
  const hillock::Dense layer{Eigen::MatrixXf::Zero(4, 4), Eigen::VectorXf::Zero(4), hillock::softmax};
  const Eigen::Matrix<float, 4, 2> input = Eigen::Matrix<float, 4, 2>::Zero();
  Eigen::Matrix<float, 4, 3> output;
  layer.forward(input, output);
  return static_cast<int>(output(0, 0));
}
