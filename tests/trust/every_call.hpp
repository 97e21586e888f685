// Everything the tables offer as calls with their arguments at hand, for tests that watch what a call does besides.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tables.hpp"

namespace trust {

/// Computes `count` results, the same whenever and wherever it is called.
template <typename Scalar>
struct Call {
  std::string name;
  std::string tier;  // of an element-wise function
  Eigen::Index count;
  std::function<void(Scalar* results)> run;
};

/// Every function with arguments from `values` (at least 100), which must live as long as the calls. What is known not
/// to overflow or cancel a sum of a few hundred products of them is up to the caller.
template <typename Scalar>
std::vector<Call<Scalar>> every_call(const std::vector<Scalar>& values);

}  // namespace trust
