// A classifier's probabilities, some classes masked with -inf; a row with every class masked.
#include <iostream>
#include <limits>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

int main() {
  const float masked_out = -std::numeric_limits<float>::infinity();
  Eigen::MatrixXf scores(3, 3);  // each row is one sample
  scores << 2.9f, 1.3f, 0.2f,    //
      2.9f, masked_out, 0.2f,    //
      masked_out, masked_out, masked_out;

  // [masked]
  const Eigen::MatrixXf p = hillock::softmax(scores, hillock::rowwise);
  const Eigen::MatrixXf safe = hillock::softmax(scores, hillock::rowwise, hillock::masked);
  // [/masked]
  std::cout << "softmax by default:\n" << p << "\nwith hillock::masked:\n" << safe << '\n';

  const bool default_is_nan = p.row(2).hasNaN();
  const bool masked_is_zero = (safe.row(2).array() == 0).all() && safe.topRows(2) == p.topRows(2);
  return default_is_nan && masked_is_zero && p(1, 1) == 0 ? 0 : 1;
}
