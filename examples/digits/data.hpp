// The images and their classes: reads digits.csv, shuffles, splits.
// Each image is a column, so a mini-batch is a block of neighbouring columns.
#pragma once

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <Eigen/Core>

constexpr Eigen::Index image_width = 8;
constexpr Eigen::Index pixels = image_width * image_width;
constexpr Eigen::Index classes = 10;

struct Dataset {
  Eigen::MatrixXf images;   // pixels x n, 0 is paper, 1 is ink
  Eigen::MatrixXf targets;  // classes x n, 1 for the class that is right, else 0

  Eigen::Index size() const { return images.cols(); }
};

/// Reads lines of 64 grey levels 0..16 and a class 0..9. Throws std::runtime_error when the file is not like that.
inline Dataset read_digits(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + ": cannot be opened");

  std::vector<float> levels;
  std::vector<int> labels;
  for (std::string line; std::getline(file, line);) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream fields(line);
    std::vector<int> numbers(std::istream_iterator<int>(fields), {});
    const bool is_level = std::all_of(numbers.begin(), numbers.end(), [](int n) { return n >= 0 && n <= 16; });
    if (!fields.eof() || !is_level || numbers.size() != pixels + 1 || numbers.back() >= classes) {
      throw std::runtime_error(path + ", line " + std::to_string(labels.size() + 1) +
                               ": expected 64 grey levels 0..16 and a class 0..9, separated by commas");
    }
    labels.push_back(numbers.back());
    numbers.pop_back();
    levels.insert(levels.end(), numbers.begin(), numbers.end());
  }
  if (labels.size() < 100) throw std::runtime_error(path + ": fewer than 100 images");

  const auto count = static_cast<Eigen::Index>(labels.size());
  Dataset data;
  data.images = Eigen::Map<Eigen::MatrixXf>(levels.data(), pixels, count) / 16;
  data.targets = Eigen::MatrixXf::Zero(classes, count);
  for (Eigen::Index j = 0; j < count; ++j) data.targets(labels[static_cast<std::size_t>(j)], j) = 1;
  return data;
}

// Random numbers are drawn by hand from mt19937: std::shuffle and the distributions of <random> give different results
// in different standard libraries.

inline float uniform(std::mt19937& random, float low, float high) {
  const auto bits = static_cast<float>(random() >> 8);  // 24 of them: what a float holds exactly
  return low + (high - low) * (bits / (1 << 24));
}

inline void shuffle(Dataset& data, std::mt19937& random) {
  for (Eigen::Index j = data.size() - 1; j > 0; --j) {
    const auto other = static_cast<Eigen::Index>(random() % static_cast<std::mt19937::result_type>(j + 1));
    data.images.col(j).swap(data.images.col(other));
    data.targets.col(j).swap(data.targets.col(other));
  }
}

struct Split {
  Dataset training, test;
};

/// Shuffles, then keeps a fifth of the images for the test: in the file, neighbours are by the same writer.
inline Split split(Dataset data, std::mt19937& random) {
  shuffle(data, random);
  const Eigen::Index test = data.size() / 5, training = data.size() - test;
  return {{data.images.leftCols(training), data.targets.leftCols(training)},
          {data.images.rightCols(test), data.targets.rightCols(test)}};
}
