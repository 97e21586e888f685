// Random logits of many kinds, for what softmax and its kin are measured on. The same numbers everywhere.
#pragma once

#include <cmath>
#include <random>

#include "support.hpp"

namespace support {

/// One element of a vector of logits: draw(engine, its index).
struct Distribution {
  const char* name;
  double (*draw)(std::mt19937&, Eigen::Index);
};

inline double normal(std::mt19937& engine) {  // Box and Muller
  const double radius = std::sqrt(-2 * std::log((static_cast<double>(engine()) + 1) * 0x1p-32));
  return radius * std::cos(3.14159265358979 * uniform(engine));
}

inline const Distribution distributions[] = {
    {"normal, deviation 5", [](std::mt19937& engine, Eigen::Index) { return 5 * normal(engine); }},
    {"uniform in 50", [](std::mt19937& engine, Eigen::Index) { return 50 * uniform(engine); }},
    {"all nearly equal", [](std::mt19937& engine, Eigen::Index) { return 1000 + 0.01 * uniform(engine); }},
    {"one dominant", [](std::mt19937& engine, Eigen::Index i) { return i == 3 ? 30 : normal(engine); }},
    {"one barely dominant", [](std::mt19937& engine, Eigen::Index i) { return i == 0 ? 2 : 0.1 * normal(engine); }},
    {"down to the subnormals", [](std::mt19937& engine, Eigen::Index) { return 400 * uniform(engine); }},
    {"any magnitude",
     [](std::mt19937& engine, Eigen::Index) { return uniform(engine) * std::exp2(110 * uniform(engine)); }},
    {"half masked",
     [](std::mt19937& engine, Eigen::Index i) {
       return i % 2 == 1 ? hillock::detail::minus_infinity<double>() : normal(engine);
     }},
};

template <typename Scalar>
Vector<Scalar> logits(const Distribution& distribution, Eigen::Index size, std::mt19937& engine) {
  Vector<Scalar> x(size);
  for (Eigen::Index i = 0; i < size; ++i) x[i] = static_cast<Scalar>(distribution.draw(engine, i));
  return x;
}
template <typename Scalar>
Vector<Scalar> logits(const Distribution& distribution, Eigen::Index size, unsigned seed) {
  std::mt19937 engine(seed);
  return logits<Scalar>(distribution, size, engine);
}

}  // namespace support
