// An activation by its name in a network.
// expect: hillock: an activation is an object .hillock::tanh., a functor or a function of one element
// lines: 24
#include <hillock/linear.hpp>
#include <hillock/sequential.hpp>

int main() {
  const hillock::Sequential network{hillock::Linear{Eigen::MatrixXf::Zero(3, 3), Eigen::VectorXf::Zero(3)}, "relu"};
}
