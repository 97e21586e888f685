// The arrays that export.py writes, by their names.
#pragma once

#include <fstream>
#include <map>
#include <stdexcept>
#include <string>

#include <Eigen/Core>

// [read]
/// Each array is a line "name rows columns", then its rows.
class Arrays {
 public:
  explicit Arrays(const std::string& path) : path_(path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error(path + " cannot be opened");
    std::string name;
    Eigen::Index rows = 0, columns = 0;
    while (file >> name >> rows >> columns) {
      Eigen::MatrixXf& array = arrays_[name];
      array.resize(rows, columns);
      for (float& value : array.reshaped<Eigen::RowMajor>()) file >> value;
      if (!file) throw std::runtime_error(path + ": the array " + name + " is not complete");
    }
  }

  const Eigen::MatrixXf& operator()(const std::string& name) const {
    const auto found = arrays_.find(name);
    if (found == arrays_.end()) throw std::runtime_error(path_ + " has no array " + name);
    return found->second;
  }

 private:
  std::string path_;
  std::map<std::string, Eigen::MatrixXf> arrays_;
};
// [/read]
