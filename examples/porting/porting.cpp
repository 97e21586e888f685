// A model trained elsewhere: its arrays as text (export.py), read into two layers, compared with its golden values.
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

// [read]
/// Each array is a line "name rows columns", then its rows.
std::map<std::string, Eigen::MatrixXf> read(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + " cannot be opened");
  std::map<std::string, Eigen::MatrixXf> arrays;
  std::string name;
  Eigen::Index rows = 0, columns = 0;
  while (file >> name >> rows >> columns) {
    Eigen::MatrixXf& array = arrays[name];
    array.resize(rows, columns);
    for (float& value : array.reshaped<Eigen::RowMajor>()) file >> value;
    if (!file) throw std::runtime_error(path + ": the array " + name + " is not complete");
  }
  return arrays;
}
// [/read]

/// The largest difference to the golden values.
float difference(const std::string& path) {
  // [model]
  const auto arrays = read(path);
  const auto array = [&](const char* name) -> const Eigen::MatrixXf& {
    if (arrays.count(name) == 0) throw std::runtime_error(path + " has no array " + name);
    return arrays.at(name);
  };
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
