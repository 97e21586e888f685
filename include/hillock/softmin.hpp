// Softmin: the smallest number gets the largest share.
#pragma once

#include <hillock/softmax.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// y = -x; in place is safe.
template <typename Scalar, typename X, typename Y>
void negate(X x, Y y, Eigen::Index n) {
  map_lines(x, y, n, Scalar(0), [](auto part, int) HILLOCK_INLINE_LAMBDA { return -part; });
}

}  // namespace detail

/// softmin(x) = softmax(-x), with the same bits.
///
/// Backward from the output: dx = -y .* (dy - y . dy) / T. Shapes, parameters (temperature, hillock::masked), errors
/// and accuracy as softmax. Special values as softmax of -x: +inf gives 0; -inf or NaN anywhere, or only +inf, makes
/// that vector NaN; with the option hillock::masked, only +inf gives only 0. In place is safe.
///
/// Source: as softmax; the documentation of PyTorch, torch.nn.Softmin.
template <typename Tier>
struct SoftminKernel {
  static constexpr const char* name = "softmin";
  template <typename Scalar>
  using Parameters = SoftmaxParameters<Scalar>;

  template <typename X, typename Y, typename Scalar>
  static void forward(X x, Y y, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    detail::negate<Scalar>(x, y, n);
    SoftmaxKernel<Tier>::forward(y, y, n, parameters);
  }

  template <typename Y, typename DY, typename DX, typename Scalar>
  static void backward_from_output(Y y, DY dy, DX dx, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    SoftmaxKernel<Tier>::backward_from_output(y, dy, dx, n, parameters);
    detail::negate<Scalar>(dx, dx, n);
  }
};

HILLOCK_DECLARE_FAST_VECTOR_FUNCTION(Softmin, softmin, VectorFunction, SoftminKernel)

HILLOCK_NAMESPACE_END
