// The shape of f over the floats: whether the order of neighbours and the symmetry of the exact function are kept.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "samples.hpp"
#include "sweep.hpp"

namespace accuracy {

/// What the exact function is: asked of the reference on a few thousand arguments, so that there is no list to keep.
struct Shape {
  bool never_decreases = true, odd = true, even = true;
  bool complementary = true;  // f(x) + f(-x) = 1
};

inline Shape shape_of(const Oracle<float>& oracle) {
  constexpr int n = 4001;
  std::vector<float> x, minus_x;
  for (int i = 0; i < n; ++i) {
    x.push_back(static_cast<float>(i - n / 2) / 100);
    minus_x.push_back(-x.back());
  }
  std::vector<double> y(n), mirrored(n);
  oracle.wide(x.data(), y.data(), n);
  oracle.wide(minus_x.data(), mirrored.data(), n);
  const auto same = [](double a, double b) { return std::abs(a - b) <= 1e-12 * std::abs(a); };
  Shape shape;
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0 && !(y[i] >= y[i - 1])) shape.never_decreases = false;
    if (!same(y[i], -mirrored[i])) shape.odd = false;
    if (!same(y[i], mirrored[i])) shape.even = false;
    if (!same(1, y[i] + mirrored[i])) shape.complementary = false;
  }
  return shape;
}

struct ShapeErrors {
  std::uint64_t decreases = 0, asymmetric = 0;
  double largest_decrease = 0;    // in ULP of the larger value
  double largest_complement = 0;  // |f(x) + f(-x) - 1| in ULP of 1

  void add(const ShapeErrors& other) {
    decreases += other.decreases;
    asymmetric += other.asymmetric;
    largest_decrease = std::max(largest_decrease, other.largest_decrease);
    largest_complement = std::max(largest_complement, other.largest_complement);
  }
};

/// The floats by value: 0 is -inf, the last one inf.
inline constexpr std::uint64_t ordered_floats = 2 * (std::uint64_t(0x7f800000) + 1);
inline float ordered_float(std::uint64_t i) {
  constexpr std::uint64_t half = ordered_floats / 2;
  return from_bits<float>(static_cast<std::uint32_t>(i < half ? 0xff800000u - i : i - half));
}

/// In their bits; but hard_shrink and soft_shrink give +0 on both sides, and that is no asymmetry. Nor has the NaN that
/// sine gives at both infinities a sign that says anything.
inline bool differ(float a, float b) {
  return to_bits(a) != to_bits(b) && !(a == 0 && b == 0) && !(std::isnan(a) && std::isnan(b));
}

/// Walks every N-th float in order, each block beginning with the last one of the block before.
inline std::vector<ShapeErrors> walk(const std::vector<TierUnderTest<float>>& tiers, const Shape& shape,
                                     std::uint64_t every) {
  const std::uint64_t count = (ordered_floats + every - 1) / every, blocks = (count + block_size - 1) / block_size;
  std::vector<ShapeErrors> errors(tiers.size());
  std::mutex mutex;
  on_all_cores(blocks, [&](const auto& next) {
    std::vector<ShapeErrors> mine(tiers.size());
    std::vector<float> x(block_size + 1), minus_x(x.size()), y(x.size()), mirrored(x.size());
    for (std::uint64_t block = next(); block < blocks; block = next()) {
      const std::uint64_t begin = block * block_size - (block > 0), end = std::min(count, (block + 1) * block_size);
      const auto n = static_cast<std::size_t>(end - begin);
      for (std::size_t i = 0; i < n; ++i) {
        x[i] = ordered_float((begin + i) * every);
        minus_x[i] = -x[i];
      }
      for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
        tiers[tier].evaluate(x.data(), y.data(), static_cast<int>(n));
        if (shape.never_decreases) {
          for (std::size_t i = 1; i < n; ++i) {
            if (y[i] >= y[i - 1]) continue;
            ++mine[tier].decreases;
            mine[tier].largest_decrease =
                std::max(mine[tier].largest_decrease, ulp_error(y[i], static_cast<double>(y[i - 1]), true));
          }
        }
        if (!(shape.odd || shape.even || shape.complementary)) continue;
        tiers[tier].evaluate(minus_x.data(), mirrored.data(), static_cast<int>(n));
        for (std::size_t i = 0; i < n; ++i) {
          if (shape.odd) mine[tier].asymmetric += differ(y[i], -mirrored[i]);
          if (shape.even) mine[tier].asymmetric += differ(y[i], mirrored[i]);
          if (shape.complementary) {
            const double sum = static_cast<double>(y[i]) + static_cast<double>(mirrored[i]);
            mine[tier].largest_complement = std::max(mine[tier].largest_complement, std::abs(sum - 1) * 0x1p23);
          }
        }
      }
    }
    const std::lock_guard<std::mutex> lock(mutex);
    for (std::size_t tier = 0; tier < tiers.size(); ++tier) errors[tier].add(mine[tier]);
  });
  return errors;
}

}  // namespace accuracy
