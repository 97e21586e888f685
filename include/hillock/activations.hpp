// The registry: every element-wise activation, once. Tests, benchmarks and the accuracy table walk this list.
#ifndef HILLOCK_ACTIVATIONS_HPP
#define HILLOCK_ACTIVATIONS_HPP

#include "activations/binary_step.hpp"
#include "activations/bipolar_sigmoid.hpp"
#include "activations/celu.hpp"
#include "activations/elish.hpp"
#include "activations/elu.hpp"
#include "activations/erf.hpp"
#include "activations/exponential.hpp"
#include "activations/gaussian.hpp"
#include "activations/gelu.hpp"
#include "activations/gelu_tanh.hpp"
#include "activations/hard_shrink.hpp"
#include "activations/hard_sigmoid.hpp"
#include "activations/hard_swish.hpp"
#include "activations/hard_tanh.hpp"
#include "activations/identity.hpp"
#include "activations/isrlu.hpp"
#include "activations/isru.hpp"
#include "activations/leaky_relu.hpp"
#include "activations/lisht.hpp"
#include "activations/log_sigmoid.hpp"
#include "activations/mish.hpp"
#include "activations/prelu.hpp"
#include "activations/quick_gelu.hpp"
#include "activations/relu.hpp"
#include "activations/relu6.hpp"
#include "activations/relu_squared.hpp"
#include "activations/rrelu.hpp"
#include "activations/scaled_tanh.hpp"
#include "activations/selu.hpp"
#include "activations/serf.hpp"
#include "activations/sigmoid.hpp"
#include "activations/silu.hpp"
#include "activations/smelu.hpp"
#include "activations/soft_shrink.hpp"
#include "activations/softplus.hpp"
#include "activations/softsign.hpp"
#include "activations/sparse_plus.hpp"
#include "activations/sparse_sigmoid.hpp"
#include "activations/squareplus.hpp"
#include "activations/swish.hpp"
#include "activations/tanh.hpp"
#include "activations/tanh_exp.hpp"
#include "activations/tanh_shrink.hpp"
#include "activations/threshold.hpp"
#include "activations/thresholded_relu.hpp"
#include "math/functions.hpp"

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
