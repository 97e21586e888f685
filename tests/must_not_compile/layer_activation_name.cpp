// An activation by its name.
// expect: hillock: a layer is made from.*For an activation by its name there is hillock::visit_activation
// lines: 14
#include <hillock/dense.hpp>

int main() { const hillock::Dense layer{Eigen::MatrixXf::Zero(3, 3), Eigen::VectorXf::Zero(3), "tanh"}; }
