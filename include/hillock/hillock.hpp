// hillock: activation functions on Eigen, forward and backward, vectorised, with a proven error bound.
#ifndef HILLOCK_HILLOCK_HPP
#define HILLOCK_HILLOCK_HPP

#include "activations.hpp"
#include "cross_entropy.hpp"
#include "dense.hpp"
#include "gating.hpp"
#include "gumbel_softmax.hpp"
#include "hardmax.hpp"
#include "linear.hpp"
#include "logsumexp.hpp"
#include "min_max_normalize.hpp"
#include "presets.hpp"
#include "softmax.hpp"
#include "softmin.hpp"
#include "sparsemax.hpp"
#include "version.hpp"

#endif  // HILLOCK_HILLOCK_HPP
