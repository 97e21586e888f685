// Numbers that are stored one by one, read one by one.
#pragma once

#include <hillock/config.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// A number or a pointer, read by itself. Compilers copy objects that they do not hold in registers by pairs of
/// numbers: of what was just stored one by one, such a load waits until both have reached the cache, 10 ns of a call.
template <typename T>
HILLOCK_INLINE T read_alone(T value) {
#if defined(__GNUC__) && !defined(__CUDACC__)
  asm("" : "+r"(value));
#endif
  return value;
}

}  // namespace detail
HILLOCK_NAMESPACE_END
