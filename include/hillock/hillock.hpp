// hillock: activation functions on Eigen, forward and backward, vectorised, with a proven error bound.
#pragma once

#include <hillock/activations.hpp>           // IWYU pragma: export
#include <hillock/assign.hpp>                // IWYU pragma: export
#include <hillock/backward.hpp>              // IWYU pragma: export
#include <hillock/binary_cross_entropy.hpp>  // IWYU pragma: export
#include <hillock/channel_prelu.hpp>         // IWYU pragma: export
#include <hillock/cross_entropy.hpp>         // IWYU pragma: export
#include <hillock/cross_entropy_loss.hpp>    // IWYU pragma: export
#include <hillock/dense.hpp>                 // IWYU pragma: export
#include <hillock/gates.hpp>                 // IWYU pragma: export
#include <hillock/gating.hpp>                // IWYU pragma: export
#include <hillock/gumbel_softmax.hpp>        // IWYU pragma: export
#include <hillock/hardmax.hpp>               // IWYU pragma: export
#include <hillock/layer_norm.hpp>            // IWYU pragma: export
#include <hillock/linear.hpp>                // IWYU pragma: export
#include <hillock/logmeanexp.hpp>            // IWYU pragma: export
#include <hillock/logsumexp.hpp>             // IWYU pragma: export
#include <hillock/min_max_normalize.hpp>     // IWYU pragma: export
#include <hillock/neuron.hpp>                // IWYU pragma: export
#include <hillock/presets.hpp>               // IWYU pragma: export
#include <hillock/sequential.hpp>            // IWYU pragma: export
#include <hillock/softmax.hpp>               // IWYU pragma: export
#include <hillock/softmax_with_sink.hpp>     // IWYU pragma: export
#include <hillock/softmin.hpp>               // IWYU pragma: export
#include <hillock/sparsemax.hpp>             // IWYU pragma: export
#include <hillock/version.hpp>               // IWYU pragma: export
#include <hillock/visit_activation.hpp>      // IWYU pragma: export
