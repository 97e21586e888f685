// The registry: every element-wise activation, once. Tests, benchmarks and the accuracy table walk this list.
#pragma once

#include <hillock/activations/binary_step.hpp>       // IWYU pragma: export
#include <hillock/activations/bipolar_sigmoid.hpp>   // IWYU pragma: export
#include <hillock/activations/celu.hpp>              // IWYU pragma: export
#include <hillock/activations/clipped_relu.hpp>      // IWYU pragma: export
#include <hillock/activations/elish.hpp>             // IWYU pragma: export
#include <hillock/activations/elu.hpp>               // IWYU pragma: export
#include <hillock/activations/erf.hpp>               // IWYU pragma: export
#include <hillock/activations/exponential.hpp>       // IWYU pragma: export
#include <hillock/activations/gaussian.hpp>          // IWYU pragma: export
#include <hillock/activations/gelu.hpp>              // IWYU pragma: export
#include <hillock/activations/gelu_tanh.hpp>         // IWYU pragma: export
#include <hillock/activations/hard_shrink.hpp>       // IWYU pragma: export
#include <hillock/activations/hard_sigmoid.hpp>      // IWYU pragma: export
#include <hillock/activations/hard_swish.hpp>        // IWYU pragma: export
#include <hillock/activations/hard_tanh.hpp>         // IWYU pragma: export
#include <hillock/activations/identity.hpp>          // IWYU pragma: export
#include <hillock/activations/isrlu.hpp>             // IWYU pragma: export
#include <hillock/activations/isru.hpp>              // IWYU pragma: export
#include <hillock/activations/laplace.hpp>           // IWYU pragma: export
#include <hillock/activations/leaky_hard_tanh.hpp>   // IWYU pragma: export
#include <hillock/activations/leaky_relu.hpp>        // IWYU pragma: export
#include <hillock/activations/lisht.hpp>             // IWYU pragma: export
#include <hillock/activations/log_sigmoid.hpp>       // IWYU pragma: export
#include <hillock/activations/mish.hpp>              // IWYU pragma: export
#include <hillock/activations/prelu.hpp>             // IWYU pragma: export
#include <hillock/activations/quick_gelu.hpp>        // IWYU pragma: export
#include <hillock/activations/relu.hpp>              // IWYU pragma: export
#include <hillock/activations/relu6.hpp>             // IWYU pragma: export
#include <hillock/activations/relu_squared.hpp>      // IWYU pragma: export
#include <hillock/activations/rrelu.hpp>             // IWYU pragma: export
#include <hillock/activations/scaled_tanh.hpp>       // IWYU pragma: export
#include <hillock/activations/selu.hpp>              // IWYU pragma: export
#include <hillock/activations/serf.hpp>              // IWYU pragma: export
#include <hillock/activations/shrink.hpp>            // IWYU pragma: export
#include <hillock/activations/sigmoid.hpp>           // IWYU pragma: export
#include <hillock/activations/silu.hpp>              // IWYU pragma: export
#include <hillock/activations/sine.hpp>              // IWYU pragma: export
#include <hillock/activations/smelu.hpp>             // IWYU pragma: export
#include <hillock/activations/smish.hpp>             // IWYU pragma: export
#include <hillock/activations/snake.hpp>             // IWYU pragma: export
#include <hillock/activations/snake_beta.hpp>        // IWYU pragma: export
#include <hillock/activations/soft_shrink.hpp>       // IWYU pragma: export
#include <hillock/activations/softcap.hpp>           // IWYU pragma: export
#include <hillock/activations/softplus.hpp>          // IWYU pragma: export
#include <hillock/activations/softsign.hpp>          // IWYU pragma: export
#include <hillock/activations/sparse_plus.hpp>       // IWYU pragma: export
#include <hillock/activations/sparse_sigmoid.hpp>    // IWYU pragma: export
#include <hillock/activations/squareplus.hpp>        // IWYU pragma: export
#include <hillock/activations/swish.hpp>             // IWYU pragma: export
#include <hillock/activations/symlog.hpp>            // IWYU pragma: export
#include <hillock/activations/tanh.hpp>              // IWYU pragma: export
#include <hillock/activations/tanh_exp.hpp>          // IWYU pragma: export
#include <hillock/activations/tanh_shrink.hpp>       // IWYU pragma: export
#include <hillock/activations/threshold.hpp>         // IWYU pragma: export
#include <hillock/activations/thresholded_relu.hpp>  // IWYU pragma: export
#include <hillock/activations/xielu.hpp>             // IWYU pragma: export
#include <hillock/math/functions.hpp>                // IWYU pragma: export

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
    definition::Softcap,             //
    definition::HardTanh,            //
    definition::LeakyHardTanh,       //
    definition::ReLU,                //
    definition::ReLU6,               //
    definition::ClippedReLU,         //
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
    definition::Smish,               //
    definition::Serf,                //
    definition::TanhExp,             //
    definition::TanhShrink,          //
    definition::HardShrink,          //
    definition::SoftShrink,          //
    definition::Shrink,              //
    definition::SparsePlus,          //
    definition::SparseSigmoid,       //
    definition::SmeLU,               //
    definition::XIELU,               //
    definition::ISRU,                //
    definition::ISRLU,               //
    definition::ELiSH,               //
    definition::LiSHT,               //
    definition::Symlog,              //
    definition::BipolarSigmoid,      //
    definition::Gaussian,            //
    definition::Laplace,             //
    definition::Exponential,         //
    definition::Sine,                //
    definition::Snake,               //
    definition::SnakeBeta,           //
    definition::Erf>;

/// The building blocks that are no activations; tested and measured alike.
using BuildingBlocks =
    ActivationList<definition::Expm1, definition::Log, definition::Log1p, definition::Log1mexp, definition::Erfc>;

HILLOCK_NAMESPACE_END
