// Presets: each framework's functions under its own names and with its own defaults, for ported models.
//
// A preset is a function of this library with other default parameters; parameters given in the call take their place.
#ifndef HILLOCK_PRESETS_HPP
#define HILLOCK_PRESETS_HPP

#include "activations.hpp"

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// The definition with fixed defaults, which `Defaults::with` constructs.
template <template <typename> class Definition, typename Defaults>
struct Preset {
  template <typename Scalar>
  struct Bound : Definition<Scalar> {
    using Definition<Scalar>::Definition;
    Bound() : Definition<Scalar>(Defaults::template with<Definition<Scalar>>()) {}
  };
};

/// Defaults of one or two parameters, written as num/1000000 so that they are types.
template <long First, long... Rest>
struct Millionths {
  template <typename Definition>
  static Definition with() {
    using Scalar = typename Definition::Scalar;
    return Definition(static_cast<Scalar>(static_cast<double>(First) / 1e6),
                      static_cast<Scalar>(static_cast<double>(Rest) / 1e6)...);
  }
};

template <template <typename> class Definition, long... Parameters>
using PresetFunction = Function<Preset<Definition, Millionths<Parameters...>>::template Bound>;

}  // namespace detail

// The table. Where a framework's default is ours, its name stands for our function.
#define HILLOCK_PRESET(name, ...) inline constexpr __VA_ARGS__ name{};
#define HILLOCK_SAME(name, Type) inline constexpr Function<definition::Type> name{};

/// Names and defaults of torch.nn.functional.
namespace pytorch {
HILLOCK_SAME(sigmoid, Sigmoid)
HILLOCK_SAME(logsigmoid, LogSigmoid)
HILLOCK_SAME(hardsigmoid, HardSigmoid)
HILLOCK_SAME(tanh, Tanh)
HILLOCK_SAME(hardtanh, HardTanh)
HILLOCK_SAME(relu, ReLU)
HILLOCK_SAME(relu6, ReLU6)
HILLOCK_SAME(leaky_relu, LeakyReLU)
HILLOCK_SAME(threshold, Threshold)
HILLOCK_SAME(elu, ELU)
HILLOCK_SAME(celu, CELU)
HILLOCK_SAME(selu, SELU)
HILLOCK_SAME(softplus, Softplus)
HILLOCK_SAME(softsign, Softsign)
HILLOCK_SAME(silu, SiLU)
HILLOCK_SAME(hardswish, HardSwish)
HILLOCK_SAME(gelu, GELU)
HILLOCK_SAME(mish, Mish)
HILLOCK_SAME(tanhshrink, TanhShrink)
HILLOCK_SAME(hardshrink, HardShrink)
HILLOCK_SAME(softshrink, SoftShrink)
}  // namespace pytorch

/// Names and defaults of keras.activations (Keras 3).
namespace keras {
HILLOCK_SAME(sigmoid, Sigmoid)
HILLOCK_SAME(log_sigmoid, LogSigmoid)
HILLOCK_SAME(hard_sigmoid, HardSigmoid)
HILLOCK_SAME(tanh, Tanh)
HILLOCK_SAME(hard_tanh, HardTanh)
HILLOCK_SAME(relu, ReLU)
HILLOCK_SAME(relu6, ReLU6)
HILLOCK_PRESET(leaky_relu, detail::PresetFunction<definition::LeakyReLU, 200000>)
HILLOCK_SAME(elu, ELU)
HILLOCK_SAME(celu, CELU)
HILLOCK_SAME(selu, SELU)
HILLOCK_SAME(softplus, Softplus)
HILLOCK_SAME(softsign, Softsign)
HILLOCK_SAME(silu, SiLU)
HILLOCK_SAME(swish, SiLU)
HILLOCK_SAME(hard_silu, HardSwish)
HILLOCK_SAME(gelu, GELU)
HILLOCK_SAME(mish, Mish)
HILLOCK_SAME(tanh_shrink, TanhShrink)
HILLOCK_SAME(hard_shrink, HardShrink)
HILLOCK_SAME(soft_shrink, SoftShrink)
HILLOCK_SAME(squareplus, Squareplus)
HILLOCK_SAME(sparse_plus, SparsePlus)
HILLOCK_SAME(sparse_sigmoid, SparseSigmoid)
HILLOCK_SAME(exponential, Exponential)
HILLOCK_PRESET(threshold_relu, detail::PresetFunction<definition::ThresholdedReLU, 0>)
}  // namespace keras

/// Names and defaults of jax.nn.
namespace jax {
HILLOCK_SAME(sigmoid, Sigmoid)
HILLOCK_SAME(log_sigmoid, LogSigmoid)
HILLOCK_SAME(hard_sigmoid, HardSigmoid)
HILLOCK_SAME(tanh, Tanh)
HILLOCK_SAME(hard_tanh, HardTanh)
HILLOCK_SAME(relu, ReLU)
HILLOCK_SAME(relu6, ReLU6)
HILLOCK_SAME(leaky_relu, LeakyReLU)
HILLOCK_SAME(elu, ELU)
HILLOCK_SAME(celu, CELU)
HILLOCK_SAME(selu, SELU)
HILLOCK_SAME(softplus, Softplus)
HILLOCK_SAME(soft_sign, Softsign)
HILLOCK_SAME(silu, SiLU)
HILLOCK_SAME(swish, SiLU)
HILLOCK_SAME(hard_silu, HardSwish)
HILLOCK_SAME(hard_swish, HardSwish)
HILLOCK_SAME(gelu, GELUTanh)
HILLOCK_SAME(mish, Mish)
HILLOCK_SAME(squareplus, Squareplus)
HILLOCK_SAME(sparse_plus, SparsePlus)
HILLOCK_SAME(sparse_sigmoid, SparseSigmoid)
}  // namespace jax

/// Operators of ONNX with their attributes' defaults.
namespace onnx {
HILLOCK_SAME(sigmoid, Sigmoid)
HILLOCK_PRESET(hard_sigmoid, detail::PresetFunction<definition::HardSigmoid, 200000, 500000>)
HILLOCK_SAME(tanh, Tanh)
HILLOCK_SAME(relu, ReLU)
HILLOCK_SAME(leaky_relu, LeakyReLU)
HILLOCK_SAME(thresholded_relu, ThresholdedReLU)
HILLOCK_SAME(elu, ELU)
HILLOCK_SAME(celu, CELU)
HILLOCK_SAME(selu, SELU)
HILLOCK_SAME(softplus, Softplus)
HILLOCK_SAME(softsign, Softsign)
HILLOCK_SAME(swish, Swish)
HILLOCK_SAME(hard_swish, HardSwish)
HILLOCK_SAME(gelu, GELU)
HILLOCK_SAME(mish, Mish)
HILLOCK_SAME(shrink, HardShrink)
HILLOCK_SAME(erf, Erf)
}  // namespace onnx

#undef HILLOCK_SAME
#undef HILLOCK_PRESET

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_PRESETS_HPP
