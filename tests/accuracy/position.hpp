// Whether a result depends on what stands beside its argument. A kernel may have a branch for packets in which all is
// usual; a value must have the same bits in both. The suites look at few values, this at those around which ranges end.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "samples.hpp"
#include "sweep.hpp"

namespace accuracy {

template <typename Scalar>
struct PositionErrors {
  std::uint64_t differ = 0;
  Scalar first = 0;
};

/// Arguments of every kind side by side, half of them where exponentials begin and end, against each alone.
template <typename Scalar>
PositionErrors<Scalar> position_errors(const TierUnderTest<Scalar>& tier, std::uint64_t count) {
  const double range = 0.75 * std::numeric_limits<Scalar>::max_exponent;
  const Samples<Scalar> sample;
  std::vector<Scalar> x(block_size), y(block_size);
  PositionErrors<Scalar> errors;
  for (std::uint64_t begin = 0; begin < count; begin += block_size) {
    for (std::size_t k = 0; k < block_size; ++k) {
      const double unit = static_cast<double>(random_bits(begin + k) >> 11) * 0x1p-53;
      x[k] = k % 2 == 0 ? static_cast<Scalar>((2 * unit - 1) * range) : sample(begin + k);
    }
    tier.evaluate(x.data(), y.data(), block_size);
    for (std::size_t k = 0; k < block_size; ++k) {
      Scalar alone;
      tier.evaluate(&x[k], &alone, 1);
      if (to_bits(alone) == to_bits(y[k]) || (std::isnan(alone) && std::isnan(y[k]))) continue;
      if (errors.differ++ == 0) errors.first = x[k];
    }
  }
  return errors;
}

}  // namespace accuracy
