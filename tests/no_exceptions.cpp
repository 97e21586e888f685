// Compiled with -fno-exceptions: an error writes its message to stderr and aborts. One error per run, by number.
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <hillock/hillock.hpp>

int main(int count, char** arguments) {
  // An abort is what is expected here: a test runner would call it a crash.
  std::signal(SIGABRT, [](int) { std::_Exit(0); });
  const Eigen::VectorXf x = Eigen::VectorXf::Zero(5);
  Eigen::VectorXf y = hillock::softmax(hillock::tanh(x));
  switch (count == 2 ? std::atoi(arguments[1]) : 0) {
    case 1:
      y = hillock::Linear{Eigen::MatrixXf::Zero(3, 4), Eigen::VectorXf::Zero(3)}(x);
      break;
    case 2:
      y = hillock::softmax(x, -1.0f);
      break;
    case 3:
      y = hillock::sigmoid.backward(x, x.head(2));
      break;
    default:
      break;
  }
  std::puts("no error");
  return static_cast<int>(y.size());
}
