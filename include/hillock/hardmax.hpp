// Hardmax: everything to the first of the largest.
#pragma once

#include <hillock/check/special_values.hpp>
#include <hillock/vector_function.hpp>

HILLOCK_NAMESPACE_BEGIN

/// hardmax(x)_i = 1 for the first i with x_i = max x, else 0: the limit of softmax as its temperature goes to 0, but
/// for ties, of which the first index wins (as in ONNX).
///
/// Backward: 0, everywhere. Infinities compare as numbers (only -inf: the first element gets 1); NaN anywhere makes
/// that vector NaN; an empty vector stays empty. Exact. No parameters but the axis. In place is safe. Throws
/// std::invalid_argument for different shapes.
///
/// Source: the documentation of ONNX, operator Hardmax.
struct HardmaxKernel {
  static constexpr const char* name = "hardmax";
  template <typename Scalar>
  using Parameters = NoParameters<Scalar>;

  template <typename X, typename Y, typename Scalar>
  static void forward(X x, Y y, Eigen::Index n, const NoParameters<Scalar>&) {
    if (n == 0) return;
    if (!detail::none_nan(x, n)) {
      detail::fill(y, n, detail::not_a_number<Scalar>());
      return;
    }
    const Scalar largest = detail::largest(x, n);
    Eigen::Index first = 0;
    while (first + 1 < n && x[first] < largest) ++first;
    detail::fill(y, n, Scalar(0));
    y[first] = Scalar(1);
  }

  template <typename Y, typename DY, typename DX, typename Scalar>
  static void backward_from_output(Y, DY, DX dx, Eigen::Index n, const NoParameters<Scalar>&) {
    detail::fill(dx, n, Scalar(0));
  }
};

template <typename Scalar>
using Hardmax = VectorActivation<HardmaxKernel, Scalar>;

inline constexpr VectorFunction<HardmaxKernel> hardmax{};

HILLOCK_SAME_IN_EVERY_TIER(hillock::Hardmax, hillock::hardmax)

HILLOCK_NAMESPACE_END
