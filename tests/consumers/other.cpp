// The second translation unit; see main.cpp.
#include <hillock/hillock.hpp>

const void* address_of_sigmoid_elsewhere();
float sigmoid_elsewhere(float x);
Eigen::VectorXf softmax_elsewhere(const Eigen::VectorXf& x);

const void* address_of_sigmoid_elsewhere() { return &hillock::sigmoid; }
float sigmoid_elsewhere(float x) { return hillock::sigmoid(x); }
Eigen::VectorXf softmax_elsewhere(const Eigen::VectorXf& x) { return hillock::softmax(x); }
