// Measures floats: every one of the 2^32, or every N-th bit pattern and the neighbours of all switch points.
// The reference in double finds the worst inputs, MPFR confirms them.
#pragma once

#include <array>
#include <mutex>

#include "samples.hpp"
#include "sweep.hpp"

namespace accuracy {

/// ulp_error(computed, exact, rounded = true) times 2^-23, without a branch: billions of calls. Where a NaN or an
/// infinity is involved it is infinite or NaN, which calls for a closer look.
inline double quick_error(float computed, double exact) {
  const double y = computed;
  const double magnitude = std::abs(exact) * (1 - 0x1p-53);  // moves powers of two, and only them, to the binade below
  const double in_range = std::min(std::max(magnitude, double(std::numeric_limits<float>::min())),
                                   double(std::numeric_limits<float>::max()));
  const double binade = from_bits<double>(to_bits(in_range) & 0x7ff0000000000000u);
  const bool opposite = (y > 0) & (exact < 0) || (y < 0) & (exact > 0);
  const double error = std::abs(y - exact) / binade;  // always: a division under a condition would be a branch
  return opposite ? std::numeric_limits<double>::infinity() : error;
}

/// Where a careful reference is not to be trusted in double: its terms may have cancelled, or an exponent was large.
inline bool may_have_cancelled(float x, double exact) {
  return (std::abs(exact) < 0x1p-20) & (std::abs(x) > 0x1p-10f) & (std::abs(x) < 0x1p10f);
}
/// Everywhere else it is off by far less than this, as quick_error counts: 2^-10 ULP. --self-check confirms half of it.
inline constexpr double doubtful_margin = 0x1p-10 * 0x1p-23;

/// The inputs with the largest errors, by the reference in double.
class WorstFloats {
 public:
  /// As quick_error: what is not above this is not among the worst.
  double threshold() const { return threshold_; }

  template <typename Real>
  void consider(float x, float y, const Real& exact) {
    const double error = ulp_error(y, exact, true);
    if (!(error > (full() ? entries_[smallest_].error : -1))) return;
    entries_[full() ? smallest_ : size_++] = {error, x, y};
    if (!full()) return;
    smallest_ = 0;
    for (std::size_t i = 1; i < size_; ++i) {
      if (entries_[i].error < entries_[smallest_].error) smallest_ = i;
    }
    threshold_ = entries_[smallest_].error * 0x1p-23;
  }

  void judge(const Oracle<float>& oracle, Measurement<float>& measurement) const {
    for (std::size_t i = 0; i < size_; ++i) measurement.judge(oracle, entries_[i].x, entries_[i].y);
  }

 private:
  struct Entry {
    double error;
    float x, y;
  };
  bool full() const { return size_ == entries_.size(); }

  std::array<Entry, 64> entries_{};
  std::size_t size_ = 0, smallest_ = 0;
  double threshold_ = -1;
};

/// The inputs of one measurement, in blocks.
class FloatInputs {
 public:
  explicit FloatInputs(std::uint64_t every) : every_(every), patterns_(((std::uint64_t(1) << 32) + every - 1) / every) {
    if (every > 1) extra_ = switch_point_neighbours<float>();
  }

  std::uint64_t size() const { return patterns_ + extra_.size(); }
  std::uint64_t blocks() const { return (size() + block_size - 1) / block_size; }

  int fill(std::uint64_t block, float* x) const {
    const std::uint64_t begin = block * block_size, end = std::min(size(), begin + block_size);
    for (std::uint64_t i = begin; i < end; ++i) {
      *x++ = i < patterns_ ? from_bits<float>(static_cast<std::uint32_t>(i * every_))
                           : extra_[static_cast<std::size_t>(i - patterns_)];
    }
    return static_cast<int>(end - begin);
  }

 private:
  std::uint64_t every_, patterns_;
  std::vector<float> extra_;
};

/// One measurement per tier; the reference is evaluated once for all.
inline std::vector<Measurement<float>> sweep(const std::vector<TierUnderTest<float>>& tiers,
                                             const Oracle<float>& oracle, std::uint64_t every) {
  const FloatInputs inputs(every);
  const double margin = oracle.careful ? doubtful_margin : 0;
  std::vector<Measurement<float>> measurements(tiers.size());
  std::mutex mutex;
  on_all_cores(inputs.blocks(), [&](const auto& next) {
    std::vector<float> x(block_size), y(block_size);
    std::vector<double> exact(block_size), error(block_size);
    std::vector<WorstFloats> worst(tiers.size());
    std::uint64_t tested = 0;
    for (std::uint64_t block = next(); block < inputs.blocks(); block = next()) {
      const int n = inputs.fill(block, x.data());
      oracle.wide(x.data(), exact.data(), n);
      for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
        tiers[tier].evaluate(x.data(), y.data(), n);
        // First all of them, in a loop that the compiler makes one of vectors; few are looked at again.
        const std::size_t size = static_cast<std::size_t>(n);
        for (std::size_t i = 0; i < size; ++i) error[i] = quick_error(y[i], exact[i]) + margin;
        if (oracle.careful) {
          for (std::size_t i = 0; i < size; ++i) {
            error[i] = may_have_cancelled(x[i], exact[i]) ? std::numeric_limits<double>::infinity() : error[i];
          }
        }
        for (std::size_t i = 0; i < size; ++i) {
          if (error[i] <= worst[tier].threshold()) continue;
          if (oracle.careful) {
            worst[tier].consider(x[i], y[i], oracle.wider(x[i]));
          } else {
            worst[tier].consider(x[i], y[i], exact[i]);
          }
        }
      }
      tested += static_cast<std::uint64_t>(n);
    }
    const std::lock_guard<std::mutex> lock(mutex);
    for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
      measurements[tier].tested += tested;
      worst[tier].judge(oracle, measurements[tier]);
    }
  });
  return measurements;
}

}  // namespace accuracy
