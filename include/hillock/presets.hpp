// Presets: each framework's functions under its own names and with its own defaults, for ported models.
//
// A preset is a function of this library with other default parameters; parameters given in the call take their place.
// Functions of a vector go along the last axis of a matrix, as there: each row is a sample, unless the call says
// hillock::columnwise.
#pragma once

#include <type_traits>

#include <hillock/activations.hpp>
#include <hillock/gating.hpp>
#include <hillock/hardmax.hpp>
#include <hillock/preset_forms.hpp>
#include <hillock/softmax.hpp>
#include <hillock/softmin.hpp>
#include <hillock/sparsemax.hpp>

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

/// The last axis: that of the elements of a vector, else the rows of a matrix.
template <typename X>
using LastAxis = std::conditional_t<X::ColsAtCompileTime == 1, Columnwise, Rowwise>;

/// A function of a vector, along the last axis of its argument if the call names none.
template <typename Function>
struct AlongLastAxis : Function {
  template <typename X, typename... Options>
  auto operator()(const Eigen::DenseBase<X>& x, Options... options) const {
    if constexpr ((is_axis<Options> || ...)) {
      return Function::operator()(x, options...);
    } else {
      return Function::operator()(x, LastAxis<X>{}, options...);
    }
  }
  template <typename X, typename DY, typename... Options>
  auto backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Options... options) const {
    if constexpr ((is_axis<Options> || ...)) {
      return Function::backward(x, dy, options...);
    } else {
      return Function::backward(x, dy, LastAxis<X>{}, options...);
    }
  }
  template <typename Y, typename DY, typename... Options>
  auto backward_from_output(const Eigen::DenseBase<Y>& y, const Eigen::DenseBase<DY>& dy, Options... options) const {
    if constexpr ((is_axis<Options> || ...)) {
      return Function::backward_from_output(y, dy, options...);
    } else {
      return Function::backward_from_output(y, dy, LastAxis<Y>{}, options...);
    }
  }
};

}  // namespace detail

// The table. Where a framework's default is ours, its name stands for our function; the first of each framework have
// also our name. A FORM of Type is a function that only this framework has (see preset_forms.hpp); what is different
// about it stands behind it.
#define HILLOCK_PRESET(name, ...) inline constexpr __VA_ARGS__ name{};
#define HILLOCK_RENAMED(name, Type) inline constexpr Function<definition::Type> name{};
#define HILLOCK_FORM(name, Type, Form) inline constexpr Function<detail::Form> name{};
#define HILLOCK_LAST_AXIS(name) inline constexpr detail::AlongLastAxis<std::decay_t<decltype(hillock::name)>> name{};

/// Names and defaults of torch.nn.functional.
namespace pytorch {
using hillock::sigmoid, hillock::tanh, hillock::relu, hillock::relu6, hillock::leaky_relu, hillock::threshold,
    hillock::elu, hillock::celu, hillock::selu, hillock::softsign, hillock::silu, hillock::gelu, hillock::mish,
    hillock::prelu, hillock::rrelu, hillock::gelu_tanh, hillock::erf;
HILLOCK_RENAMED(logsigmoid, LogSigmoid)
HILLOCK_RENAMED(hardsigmoid, HardSigmoid)
HILLOCK_RENAMED(hardtanh, HardTanh)
HILLOCK_FORM(softplus, Softplus, CutOffSoftplus)  // threshold = 20: x where beta x is above
HILLOCK_RENAMED(hardswish, HardSwish)
HILLOCK_RENAMED(tanhshrink, TanhShrink)
HILLOCK_RENAMED(hardshrink, HardShrink)
HILLOCK_RENAMED(softshrink, SoftShrink)
HILLOCK_RENAMED(sin, Sine)
HILLOCK_LAST_AXIS(softmax)
HILLOCK_LAST_AXIS(log_softmax)
HILLOCK_LAST_AXIS(softmin)
HILLOCK_LAST_AXIS(glu)
}  // namespace pytorch

/// Names and defaults of keras.activations (Keras 3).
namespace keras {
using hillock::sigmoid, hillock::log_sigmoid, hillock::hard_sigmoid, hillock::tanh, hillock::hard_tanh, hillock::relu6,
    hillock::elu, hillock::celu, hillock::selu, hillock::softplus, hillock::softsign, hillock::silu, hillock::gelu,
    hillock::mish, hillock::tanh_shrink, hillock::hard_shrink, hillock::soft_shrink, hillock::squareplus,
    hillock::sparse_plus, hillock::sparse_sigmoid, hillock::exponential, hillock::hard_swish, hillock::threshold;
HILLOCK_RENAMED(relu, ClippedReLU)
HILLOCK_PRESET(leaky_relu, detail::PresetFunction<definition::LeakyReLU, 200000>)
HILLOCK_RENAMED(swish, SiLU)
HILLOCK_RENAMED(hard_silu, HardSwish)
HILLOCK_PRESET(threshold_relu, detail::PresetFunction<definition::ThresholdedReLU, 0>)
HILLOCK_RENAMED(linear, Identity)
HILLOCK_LAST_AXIS(softmax)
HILLOCK_LAST_AXIS(log_softmax)
HILLOCK_LAST_AXIS(sparsemax)
HILLOCK_LAST_AXIS(glu)
}  // namespace keras

/// Names and defaults of jax.nn.
namespace jax {
using hillock::sigmoid, hillock::log_sigmoid, hillock::hard_sigmoid, hillock::tanh, hillock::hard_tanh, hillock::relu,
    hillock::relu6, hillock::leaky_relu, hillock::elu, hillock::celu, hillock::selu, hillock::softplus, hillock::silu,
    hillock::hard_swish, hillock::mish, hillock::squareplus, hillock::sparse_plus, hillock::sparse_sigmoid,
    hillock::identity;
HILLOCK_RENAMED(soft_sign, Softsign)
HILLOCK_RENAMED(swish, SiLU)
HILLOCK_RENAMED(hard_silu, HardSwish)
HILLOCK_RENAMED(gelu, GELUTanh)
HILLOCK_RENAMED(log1mexp, Log1mexp)
HILLOCK_LAST_AXIS(softmax)
HILLOCK_LAST_AXIS(log_softmax)
HILLOCK_LAST_AXIS(glu)
}  // namespace jax

/// Operators of ONNX with their attributes' defaults.
namespace onnx {
using hillock::sigmoid, hillock::tanh, hillock::relu, hillock::leaky_relu, hillock::thresholded_relu, hillock::elu,
    hillock::celu, hillock::selu, hillock::softplus, hillock::softsign, hillock::swish, hillock::hard_swish,
    hillock::gelu, hillock::mish, hillock::shrink, hillock::erf, hillock::prelu, hillock::gelu_tanh,
    hillock::scaled_tanh, hillock::identity;
HILLOCK_PRESET(hard_sigmoid, detail::PresetFunction<definition::HardSigmoid, 200000, 500000>)
HILLOCK_FORM(clip, HardTanh, Clip)  // no bounds
HILLOCK_RENAMED(exp, Exponential)
HILLOCK_RENAMED(log, Log)
HILLOCK_RENAMED(sin, Sine)
HILLOCK_LAST_AXIS(softmax)
HILLOCK_LAST_AXIS(log_softmax)
HILLOCK_LAST_AXIS(hardmax)
}  // namespace onnx

/// Names of ACT2FN in Hugging Face's transformers.
namespace transformers {
using hillock::gelu, hillock::laplace, hillock::leaky_relu, hillock::mish, hillock::prelu, hillock::quick_gelu,
    hillock::relu, hillock::relu6, hillock::sigmoid, hillock::silu, hillock::tanh;
HILLOCK_FORM(gelu_10, GELU, ClippedGELU)  // at most 10
HILLOCK_RENAMED(gelu_fast, GELUTanh)
HILLOCK_RENAMED(gelu_new, GELUTanh)
HILLOCK_RENAMED(gelu_python, GELU)
HILLOCK_RENAMED(gelu_pytorch_tanh, GELUTanh)
HILLOCK_RENAMED(gelu_python_tanh, GELUTanh)
HILLOCK_RENAMED(gelu_accurate, GELUTanh)
HILLOCK_RENAMED(hardswish, HardSwish)
HILLOCK_RENAMED(linear, Identity)
HILLOCK_RENAMED(relu2, ReLUSquared)
HILLOCK_RENAMED(swish, SiLU)
HILLOCK_FORM(xielu, XIELU, ClampedXIELU)  // eps = -1e-06: e^min(x, eps) for e^x
}  // namespace transformers

#undef HILLOCK_FORM
#undef HILLOCK_LAST_AXIS
#undef HILLOCK_RENAMED
#undef HILLOCK_PRESET

HILLOCK_NAMESPACE_END
