// A model trained elsewhere: its arrays as text (export.py), read into two layers, compared with its golden values.
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include <Eigen/Core>

#include <hillock/hillock.hpp>

// [read]
/// Each array is a line "name rows columns", then its rows.
std::map<std::string, Eigen::MatrixXf> read(const char* path) {
  std::map<std::string, Eigen::MatrixXf> arrays;
  std::ifstream file(path);
  std::string name;
  Eigen::Index rows = 0, columns = 0;
  while (file >> name >> rows >> columns) {
    Eigen::MatrixXf& array = arrays[name];
    array.resize(rows, columns);
    for (float& value : array.reshaped<Eigen::RowMajor>()) file >> value;
  }
  return arrays;
}
// [/read]

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  // [model]
  // torch.nn.Sequential(Linear(3, 4), GELU(), Linear(4, 2), Sigmoid()): weights are out x in, as here.
  const auto arrays = read(argv[1]);
  const hillock::Dense hidden{arrays.at("0.weight"), arrays.at("0.bias").row(0).transpose(), hillock::pytorch::gelu};
  const hillock::Dense output{arrays.at("2.weight"), arrays.at("2.bias").row(0).transpose(), hillock::pytorch::sigmoid};

  // Samples are columns here and rows there.
  const Eigen::MatrixXf y = output(hidden(arrays.at("input").transpose()));
  const float difference = (y.transpose() - arrays.at("output")).cwiseAbs().maxCoeff();
  // [/model]
  std::cout << "largest difference to the golden values: " << difference << '\n';
  return difference <= 1e-6f ? 0 : 1;
}
