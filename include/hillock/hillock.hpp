// hillock: activation functions on Eigen, forward and backward, vectorised, with a proven error bound.
#ifndef HILLOCK_HILLOCK_HPP
#define HILLOCK_HILLOCK_HPP

#include <hillock/activations.hpp>
#include <hillock/cross_entropy.hpp>
#include <hillock/dense.hpp>
#include <hillock/gating.hpp>
#include <hillock/gumbel_softmax.hpp>
#include <hillock/hardmax.hpp>
#include <hillock/linear.hpp>
#include <hillock/logsumexp.hpp>
#include <hillock/min_max_normalize.hpp>
#include <hillock/presets.hpp>
#include <hillock/softmax.hpp>
#include <hillock/softmin.hpp>
#include <hillock/sparsemax.hpp>
#include <hillock/version.hpp>

#endif  // HILLOCK_HILLOCK_HPP
