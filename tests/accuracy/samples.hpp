// Inputs to test where not all can be: uniform in value, uniform in bit pattern, and dense around the points where
// implementations switch from one formula to another.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

namespace accuracy {

template <typename Scalar>
using BitsOf = std::conditional_t<sizeof(Scalar) == 4, std::uint32_t, std::uint64_t>;

template <typename Scalar>
Scalar from_bits(BitsOf<Scalar> bits) {
  Scalar value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}
template <typename Scalar>
BitsOf<Scalar> to_bits(Scalar value) {
  BitsOf<Scalar> bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

/// The index-th of a sequence of random numbers (SplitMix64): any thread can take any part, with the same result.
inline std::uint64_t random_bits(std::uint64_t index) {
  std::uint64_t z = (index + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/// The points, all of them positive, around which something may change: in a range reduction by ln 2 (also of 2x), in
/// the exponent, at kinks, where a result saturates, overflows or underflows.
template <typename Scalar>
std::vector<Scalar> switch_points() {
  using Limits = std::numeric_limits<Scalar>;
  // Under -ffast-math an infinity or a NaN that the compiler knows may become anything.
  const volatile BitsOf<Scalar> infinity_bits = to_bits(Limits::max()) + 1;
  const Scalar infinity = from_bits<Scalar>(infinity_bits);
  std::vector<Scalar> points = {0, Limits::denorm_min(), Limits::min(), Limits::max(), infinity};
  for (int k = Limits::min_exponent - Limits::digits; k < Limits::max_exponent; ++k) {
    points.push_back(std::ldexp(Scalar(1), k));
  }
  for (int k = 1; k <= 4400; ++k) points.push_back(static_cast<Scalar>(k * 0.17328679513998632735));  // ln(2) / 4
  for (double x :
       {1.5,  3.0,  6.0,   9.0,   9.01,  10.0,   16.64,  17.33, 18.0,  18.72, 19.06, 20.0,   22.0,   36.74,  37.43,
        44.0, 52.0, 87.34, 88.38, 88.72, 103.28, 103.97, 104.0, 354.9, 372.6, 708.4, 709.78, 744.44, 745.13, 746.0}) {
    points.push_back(static_cast<Scalar>(x));
  }
  return points;
}

/// The neighbours of every switch point, with both signs, and NaN.
template <typename Scalar>
std::vector<Scalar> switch_point_neighbours() {
  const volatile BitsOf<Scalar> nan_bits = ~BitsOf<Scalar>(0) >> 1;
  std::vector<Scalar> inputs = {from_bits<Scalar>(nan_bits)};
  for (Scalar centre : switch_points<Scalar>()) {
    for (int step = -2; step <= 2; ++step) {
      // Below zero this runs into NaN with the sign bit set, beyond infinity into NaN: inputs too.
      const Scalar x = from_bits<Scalar>(to_bits(centre) + static_cast<BitsOf<Scalar>>(step));
      inputs.push_back(x);
      inputs.push_back(-x);
    }
  }
  return inputs;
}

/// A sequence of inputs, a third of each kind.
template <typename Scalar>
class Samples {
 public:
  Scalar operator()(std::uint64_t index) const {
    const std::uint64_t random = random_bits(index);
    switch (index % 3) {
      case 0:
        return uniform_in_value(random, index / 3 % 4);
      case 1:
        return from_bits<Scalar>(static_cast<BitsOf<Scalar>>(random));
      default:
        return around_a_switch_point(random, random_bits(~index));
    }
  }

 private:
  static Scalar uniform_in_value(std::uint64_t random, std::uint64_t which) {
    constexpr double ranges[] = {1, 8, 40, 760};
    const double unit = static_cast<double>(random >> 11) * 0x1p-53;
    return static_cast<Scalar>((2 * unit - 1) * ranges[which]);
  }

  // From the point itself to a millionth of it away (doubles) or a thousandth (floats), every distance scale alike.
  Scalar around_a_switch_point(std::uint64_t random, std::uint64_t more_random) const {
    const Scalar centre = points_[random % points_.size()];
    const int scale = static_cast<int>(more_random % (sizeof(Scalar) == 4 ? 14 : 33));
    const auto distance = static_cast<BitsOf<Scalar>>((more_random >> 8) & ((std::uint64_t(1) << scale) - 1));
    const auto bits = to_bits(centre);
    const bool below = (more_random >> 62) & 1, negative = more_random >> 63;
    const Scalar x = from_bits<Scalar>(below && distance <= bits ? bits - distance : bits + distance);
    return negative ? -x : x;
  }

  std::vector<Scalar> points_ = switch_points<Scalar>();
};

}  // namespace accuracy
