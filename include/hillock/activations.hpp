// The registry: every element-wise activation, once. Tests, benchmarks and the accuracy table walk this list.
#ifndef HILLOCK_ACTIVATIONS_HPP
#define HILLOCK_ACTIVATIONS_HPP

#include <hillock/activations/binary_step.hpp>
#include <hillock/activations/bipolar_sigmoid.hpp>
#include <hillock/activations/celu.hpp>
#include <hillock/activations/elish.hpp>
#include <hillock/activations/elu.hpp>
#include <hillock/activations/erf.hpp>
#include <hillock/activations/exponential.hpp>
#include <hillock/activations/gaussian.hpp>
#include <hillock/activations/gelu.hpp>
#include <hillock/activations/gelu_tanh.hpp>
#include <hillock/activations/hard_shrink.hpp>
#include <hillock/activations/hard_sigmoid.hpp>
#include <hillock/activations/hard_swish.hpp>
#include <hillock/activations/hard_tanh.hpp>
#include <hillock/activations/identity.hpp>
#include <hillock/activations/isrlu.hpp>
#include <hillock/activations/isru.hpp>
#include <hillock/activations/leaky_relu.hpp>
#include <hillock/activations/lisht.hpp>
#include <hillock/activations/log_sigmoid.hpp>
#include <hillock/activations/mish.hpp>
#include <hillock/activations/prelu.hpp>
#include <hillock/activations/quick_gelu.hpp>
#include <hillock/activations/relu.hpp>
#include <hillock/activations/relu6.hpp>
#include <hillock/activations/relu_squared.hpp>
#include <hillock/activations/rrelu.hpp>
#include <hillock/activations/scaled_tanh.hpp>
#include <hillock/activations/selu.hpp>
#include <hillock/activations/serf.hpp>
#include <hillock/activations/sigmoid.hpp>
#include <hillock/activations/silu.hpp>
#include <hillock/activations/smelu.hpp>
#include <hillock/activations/soft_shrink.hpp>
#include <hillock/activations/softplus.hpp>
#include <hillock/activations/softsign.hpp>
#include <hillock/activations/sparse_plus.hpp>
#include <hillock/activations/sparse_sigmoid.hpp>
#include <hillock/activations/squareplus.hpp>
#include <hillock/activations/swish.hpp>
#include <hillock/activations/tanh.hpp>
#include <hillock/activations/tanh_exp.hpp>
#include <hillock/activations/tanh_shrink.hpp>
#include <hillock/activations/threshold.hpp>
#include <hillock/activations/thresholded_relu.hpp>
#include <hillock/math/functions.hpp>

HILLOCK_NAMESPACE_BEGIN

/// A list of definitions.
template <template <typename> class... Definitions>
struct ActivationList {
  static constexpr int size = sizeof...(Definitions);

  /// Calls visit(Function<D>{}) for each definition D, in order.
  template <typename Visitor>
  static void for_each(Visitor&& visit) {
    (visit(Function<Definitions>{}), ...);
  }
};

using Activations = ActivationList<  //
    definition::Identity,            //
    definition::BinaryStep,          //
    definition::Sigmoid,             //
    definition::LogSigmoid,          //
    definition::HardSigmoid,         //
    definition::Tanh,                //
    definition::ScaledTanh,          //
    definition::HardTanh,            //
    definition::ReLU,                //
    definition::ReLU6,               //
    definition::LeakyReLU,           //
    definition::PReLU,               //
    definition::RReLU,               //
    definition::Threshold,           //
    definition::ThresholdedReLU,     //
    definition::ReLUSquared,         //
    definition::ELU,                 //
    definition::CELU,                //
    definition::SELU,                //
    definition::Softplus,            //
    definition::Squareplus,          //
    definition::Softsign,            //
    definition::SiLU,                //
    definition::Swish,               //
    definition::HardSwish,           //
    definition::GELU,                //
    definition::GELUTanh,            //
    definition::QuickGELU,           //
    definition::Mish,                //
    definition::Serf,                //
    definition::TanhExp,             //
    definition::TanhShrink,          //
    definition::HardShrink,          //
    definition::SoftShrink,          //
    definition::SparsePlus,          //
    definition::SparseSigmoid,       //
    definition::SmeLU,               //
    definition::ISRU,                //
    definition::ISRLU,               //
    definition::ELiSH,               //
    definition::LiSHT,               //
    definition::BipolarSigmoid,      //
    definition::Gaussian,            //
    definition::Exponential,         //
    definition::Erf>;

/// The building blocks that are no activations; tested and measured alike.
using BuildingBlocks = ActivationList<definition::Expm1, definition::Log, definition::Log1p, definition::Erfc>;

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_ACTIVATIONS_HPP
