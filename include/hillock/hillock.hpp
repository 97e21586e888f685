// hillock: activation functions on Eigen, forward and backward, vectorised, with a proven error bound.
#ifndef HILLOCK_HILLOCK_HPP
#define HILLOCK_HILLOCK_HPP

#include "activations.hpp"
#include "dense.hpp"
#include "linear.hpp"
#include "softmax.hpp"
#include "version.hpp"

#endif  // HILLOCK_HILLOCK_HPP
