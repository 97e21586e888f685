// A model trained elsewhere: its arrays as text (export.py), read into two layers, compared with its golden values.
#include <exception>
#include <iostream>
#include <string>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

#include "arrays.hpp"

/// The largest difference to the golden values.
float difference(const std::string& path) {
  // [model]
  const Arrays array(path);
  // torch.nn.Sequential(Linear(3, 4), GELU(), Linear(4, 2), Sigmoid()): weights are out x in, as here.
  const hillock::Sequential network{hillock::Dense{array("0.weight"), array("0.bias"), hillock::pytorch::gelu},
                                    hillock::Dense{array("2.weight"), array("2.bias"), hillock::pytorch::sigmoid}};

  const Eigen::MatrixXf y = network(array("input"), hillock::rowwise);  // samples are rows there
  return (y - array("output")).cwiseAbs().maxCoeff();
  // [/model]
}

int main(int argc, char** argv) {
  try {
    const float found = difference(argc == 2 ? argv[1] : "model.txt");
    std::cout << "largest difference to the golden values: " << found << '\n';
    return found <= 1e-6f ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
