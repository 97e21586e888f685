// The gradients of a layer.
#pragma once

#include <type_traits>

#include <hillock/layer/layer.hpp>

HILLOCK_NAMESPACE_BEGIN

/// The gradients of a loss with respect to a layer's input, weights and bias; for a batch, those of weights and bias
/// are sums over the samples. All have the same bits in every layout, and those of the input in every batch. Those of
/// the bias, and of the weights of a single input or output, are summed in a wider type: within an ULP of the sum of
/// the magnitudes. The others are sums in the order of the outputs (input) or of the samples (weights), as those of
/// Linear: of n terms, within (min(n, 512) / 4 + 4 + n / 512) epsilon of the sum of the magnitudes, epsilon being 2^-24
/// for floats and 2^-53 for doubles.
template <typename Input, typename Weights, typename Bias>
struct LayerGradients {
  Input input;
  Weights weights;
  Bias bias;
};
/// Of a layer without a bias.
template <typename Input, typename Weights>
struct LayerGradients<Input, Weights, NoBias> {
  Input input;
  Weights weights;
};

namespace detail {

/// Of no type where there is no bias.
template <typename Weights, typename Bias>
inline constexpr bool same_scalar_or_none = std::is_same<typename Weights::Scalar, typename Bias::Scalar>::value;
template <typename Weights>
inline constexpr bool same_scalar_or_none<Weights, NoBias> = true;

}  // namespace detail

HILLOCK_NAMESPACE_END
