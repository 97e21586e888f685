// What the suites of layers and of functions of a whole vector share: random matrices, comparison by bits, ULP,
// messages.
#pragma once

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>

#include <hillock/hillock.hpp>

#include "every.hpp"

namespace support {

template <typename Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
template <typename Scalar>
using RowVector = Eigen::Matrix<Scalar, 1, Eigen::Dynamic>;
// Said outright, because EIGEN_DEFAULT_TO_ROW_MAJOR may say otherwise.
template <typename Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>;
template <typename Scalar>
using RowMajor = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Strides = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;

/// Uniform in [-1, 1]; the same numbers everywhere.
inline double uniform(std::mt19937& engine) { return static_cast<double>(engine()) * 0x1p-31 - 1; }

/// Each element uniform in [-spread, spread].
template <typename Plain>
Plain random(Eigen::Index rows, Eigen::Index cols, double spread = 2, unsigned seed = 1) {
  std::mt19937 engine(seed);
  Plain values(rows, cols);
  for (Eigen::Index j = 0; j < cols; ++j) {
    for (Eigen::Index i = 0; i < rows; ++i) {
      values(i, j) = static_cast<typename Plain::Scalar>(uniform(engine) * spread);
    }
  }
  return values;
}
template <typename Scalar>
Vector<Scalar> random_vector(Eigen::Index size, double spread = 2, unsigned seed = 1) {
  return random<Vector<Scalar>>(size, 1, spread, seed);
}
template <typename Scalar>
Matrix<Scalar> random_matrix(Eigen::Index rows, Eigen::Index cols, double spread = 2, unsigned seed = 1) {
  return random<Matrix<Scalar>>(rows, cols, spread, seed);
}

/// The same shape and the same bits in every element.
template <typename A, typename B>
bool same_bits(const A& a, const B& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return false;
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      if (!every::same_bits(typename A::Scalar(a(i, j)), typename B::Scalar(b(i, j)))) return false;
    }
  }
  return true;
}

template <typename X>
bool all_nan(const X& x) {
  for (Eigen::Index j = 0; j < x.cols(); ++j) {
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
      if (!hillock::detail::is_nan(x(i, j))) return false;
    }
  }
  return true;
}

/// |computed - exact| in units in the last place of `exact`; the largest number where only one is NaN, or they are
/// different infinities.
template <typename Scalar>
double ulp_error(Scalar computed, long double exact) {
  using Limits = std::numeric_limits<Scalar>;
  if (every::same_bits(computed, static_cast<Scalar>(exact))) return 0.5;
  using hillock::detail::is_finite;
  if (!is_finite(computed) || !is_finite(exact)) return std::numeric_limits<double>::max();
  int exponent = exact == 0 ? Limits::min_exponent : std::ilogb(exact) + 1;
  if (exponent < Limits::min_exponent) exponent = Limits::min_exponent;
  return static_cast<double>(std::ldexp(std::abs(computed - exact), Limits::digits - exponent));
}

/// The message of the std::invalid_argument that `action` throws; empty when it throws nothing.
template <typename Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return {};
}

}  // namespace support
