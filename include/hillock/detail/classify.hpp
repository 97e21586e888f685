// NaN and infinities told by their bits: comparisons are constants under -ffinite-math-only.
#ifndef HILLOCK_DETAIL_CLASSIFY_HPP
#define HILLOCK_DETAIL_CLASSIFY_HPP

#include <limits>

#include "packet.hpp"

HILLOCK_NAMESPACE_BEGIN
namespace detail {

template <typename Scalar>
bool is_infinity(Scalar x) {
  return to_bits(x) == to_bits(std::numeric_limits<Scalar>::infinity());
}
template <typename Scalar>
bool is_minus_infinity(Scalar x) {
  return to_bits(x) == to_bits(-std::numeric_limits<Scalar>::infinity());
}
template <typename Scalar>
bool is_nan(Scalar x) {
  return (to_bits(x) << 1) > (to_bits(std::numeric_limits<Scalar>::infinity()) << 1);
}

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_CLASSIFY_HPP
