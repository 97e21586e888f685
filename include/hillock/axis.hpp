// Along which axis of a matrix the samples lie.
#ifndef HILLOCK_AXIS_HPP
#define HILLOCK_AXIS_HPP

#include "config.hpp"

HILLOCK_NAMESPACE_BEGIN

/// Each column is one sample (the default for matrices).
struct Columnwise {};
inline constexpr Columnwise columnwise{};
/// Each row is one sample.
struct Rowwise {};
inline constexpr Rowwise rowwise{};

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_AXIS_HPP
