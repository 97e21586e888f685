// Softmax with a sink: one more logit, which takes its share and shows none.
#pragma once

#include <type_traits>

#include <hillock/logsumexp.hpp>
#include <hillock/vector/sink.hpp>

HILLOCK_NAMESPACE_BEGIN

/// softmax_with_sink of one line or of several, as a VectorActivation asks for it; backward is that of softmax.
template <typename Tier_>
struct SoftmaxWithSinkKernel : SoftmaxKernel<Tier_> {
  using Tier = Tier_;
  static constexpr const char* name = "softmax_with_sink";
  template <typename Scalar>
  using Parameters = SinkParameters<Scalar>;

  template <typename X, typename Y, typename Scalar>
  static void forward(X x, Y y, Eigen::Index n, const SinkParameters<Scalar>& parameters) {
    detail::softmax_lines_with_sink<detail::Terms<Scalar, Tier>>(x, y, n, parameters);
  }
};

/// softmax_with_sink(x)_i = e^(x_i/T) / (e^(s/T) + Sum_j e^(x_j/T)), with the sink s = 0 by default (softmax1, "softmax
/// off by one") and the temperature T = 1: softmax of x and one more logit s, whose share is left out. The shares may
/// add up to nothing, as where an attention head has nothing to attend to.
///
///   hillock::softmax_with_sink(x)                                  // softmax1
///   hillock::softmax_with_sink(x, s, hillock::rowwise)             // the sink, then the options of softmax
///   hillock::softmax_with_sink.backward(x, dy, s)                  // with respect to x
///   hillock::softmax_with_sink.sink_gradient(x, dy, s)             // with respect to s
///
/// Backward from the output: dx = y .* (dy - y . dy) / T, as softmax; for it the sink is of no account. The gradient
/// with respect to the sink is ds = -(1 - Sum y) (y . dy) / T: a number for a vector; for a matrix a row vector, of one
/// for each column, or with hillock::rowwise a column vector, whose sum is the gradient of the one sink that they
/// share. Its error is within 4 ULP of (1 - Sum y) (y . |dy|) / T, hillock::precise 2, hillock::fast (floats) 2^-9 of
/// it: however small 1 - Sum y is.
///
/// Any finite logits; -inf gives 0, with a finite sink all of them too; +inf or NaN among the logits makes that vector
/// NaN. With a sink of -inf it is softmax (only -inf gives NaN, with the option hillock::masked only 0); with one of
/// +inf all is 0; with NaN all is NaN. An empty vector stays empty, its gradient 0. Bounds, layouts, in place and
/// errors as softmax.
///
/// Source: E. Miller, "Attention Is Off By One", 2023; G. Xiao, Y. Tian, B. Chen, S. Han, M. Lewis, "Efficient
/// Streaming Language Models with Attention Sinks", ICLR 2024; learned sinks: OpenAI, gpt-oss, 2025.
template <typename Kernel>
struct FunctionWithSink : VectorFunction<Kernel> {
  static constexpr const char* name = Kernel::name;

  /// The gradient with respect to the sink, from that with respect to the output: one for each vector.
  template <typename X, typename DY, typename... Options>
  auto sink_gradient(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Options... options) const {
    using Scalar = typename X::Scalar;
    detail::have_scalar_of_functor<Scalar, DY>();
    detail::require_same_shape(name, "x", x, "dy", dy);
    const SinkParameters<detail::Computed<Scalar>> parameters = this->template functor<Scalar>(options...);
    const auto make = [parameters](auto lines, auto dy_lines, Eigen::Index n, auto* gradients) {
      detail::sink_gradients<typename Kernel::Tier>(lines, dy_lines, n, parameters, gradients);
    };
    return detail::value_per_line(name, detail::AxisOf<X, Options...>(), make, x, dy);
  }
};

// The functor keeps its sink and its temperature.
HILLOCK_DECLARE_FAST_VECTOR_FUNCTION(SoftmaxWithSink, softmax_with_sink, FunctionWithSink, SoftmaxWithSinkKernel)

HILLOCK_NAMESPACE_END
