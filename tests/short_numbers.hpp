// half and bfloat16 by their bits.
#pragma once

#include <cmath>
#include <cstdint>

#include <Eigen/Core>

namespace short_numbers {

template <typename Scalar>
Scalar input(int i) {
  return Eigen::numext::bit_cast<Scalar>(static_cast<std::uint16_t>(i));
}
template <typename Scalar>
bool same_bits(Scalar a, Scalar b) {
  using Eigen::numext::bit_cast;
  const bool both_nan = std::isnan(static_cast<float>(a)) && std::isnan(static_cast<float>(b));
  return both_nan || bit_cast<std::uint16_t>(a) == bit_cast<std::uint16_t>(b);
}

}  // namespace short_numbers
