// How many results are rounded correctly, and how far the others are off in the mean: floats.
//
// The reference in double decides, except where it lies so near to the middle of two floats that its error might
// change the answer; there MPFR does.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>

#include "sweep_float.hpp"

namespace accuracy {

/// The float nearest to an exact value, of two equally near ones the even one.
inline float nearest_float(const mpreal& exact) { return mpfr_get_flt(exact.mpfr_srcptr(), MPFR_RNDN); }

/// Inputs whose exact values are nearest to the middle of two floats, among those that MPFR has seen.
class NearestToMiddle {
 public:
  struct Entry {
    double distance = 1;  // in ULP
    float x = 0;
  };
  void consider(double distance, float x) {
    if (!(distance < entries_.back().distance)) return;
    entries_.back() = {distance, x};
    std::sort(entries_.begin(), entries_.end(), [](Entry a, Entry b) { return a.distance < b.distance; });
  }
  void add(const NearestToMiddle& other) {
    for (const Entry& entry : other.entries_) consider(entry.distance, entry.x);
  }
  const std::array<Entry, 6>& entries() const { return entries_; }

 private:
  std::array<Entry, 6> entries_{};
};

/// Of one tier, over all inputs that are not NaN. What is not a number or infinite has no error; it is right or wrong.
struct Rounding {
  std::uint64_t tested = 0, wrong = 0, judged = 0;
  double sum = 0;      // of errors, in ULP
  float wrong_at = 0;  // one of those
  NearestToMiddle nearest;

  double correct_percent() const { return 100 * (1 - static_cast<double>(wrong) / static_cast<double>(tested)); }
  double mean() const { return sum / static_cast<double>(tested); }

  void add(const Rounding& other) {
    tested += other.tested;
    judged += other.judged;
    if (wrong == 0) wrong_at = other.wrong_at;
    wrong += other.wrong;
    sum += other.sum;
    nearest.add(other.nearest);
  }
  void count(bool right, float x) {
    if (right) return;
    if (wrong == 0) wrong_at = x;
    ++wrong;
  }
  void judge(const Oracle<float>& oracle, float x, float y) {
    ++judged;
    const mpreal exact = oracle.exact(x);
    const float right = nearest_float(exact);
    count(y == right || (std::isnan(y) && std::isnan(right)), x);
    // (Half of a subnormal float is so often all but a middle that there would be nothing else.)
    if (!std::isfinite(right) || std::abs(right) < std::numeric_limits<float>::min()) return;
    const mpreal error =
        scaled(mpreal(abs(mpreal(mpreal(right) - exact))), -spacing_exponent<float>(mpreal(abs(exact))));
    nearest.consider(static_cast<double>(abs(mpreal(error - mpreal(0.5)))), x);
  }
};

/// The reference's error, in ULP of floats: that of one that is careful, and one that is not or was asked in long
/// double.
inline constexpr double doubtful_rounding = 0x1p-9, rounding_margin = 0x1p-19;

/// One result; the mean is that of the reference in double.
inline void count_rounding(const Oracle<float>& oracle, float x, float y, double exact, Rounding& rounding) {
  if (std::isnan(x)) return;
  ++rounding.tested;
  if (std::isinf(y) && std::abs(exact) >= 0x1p128 && (y > 0) == (exact > 0)) return;
  double error = quick_error(y, exact) * 0x1p23, margin = oracle.careful ? doubtful_rounding : rounding_margin;
  if (!std::isfinite(error)) return rounding.judge(oracle, x, y);
  if (oracle.careful && (std::abs(error - 0.5) <= margin || may_have_cancelled(x, exact))) {
    error = ulp_error(y, oracle.wider(x), true);
    margin = rounding_margin;
  }
  rounding.sum += error;
  if (std::abs(error - 0.5) <= margin) return rounding.judge(oracle, x, y);
  rounding.count(error < 0.5, x);
}

/// One for each tier, over every N-th float.
inline std::vector<Rounding> rounding_of(const std::vector<TierUnderTest<float>>& tiers, const Oracle<float>& oracle,
                                         std::uint64_t every) {
  const FloatInputs inputs(every);
  std::vector<Rounding> all(tiers.size());
  std::mutex mutex;
  on_all_cores(inputs.blocks(), [&](const auto& next) {
    std::vector<float> x(block_size), y(block_size);
    std::vector<double> exact(block_size);
    std::vector<Rounding> own(tiers.size());
    for (std::uint64_t block = next(); block < inputs.blocks(); block = next()) {
      const int n = inputs.fill(block, x.data());
      oracle.wide(x.data(), exact.data(), n);
      for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
        tiers[tier].evaluate(x.data(), y.data(), n);
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
          count_rounding(oracle, x[i], y[i], exact[i], own[tier]);
        }
      }
    }
    const std::lock_guard<std::mutex> lock(mutex);
    for (std::size_t tier = 0; tier < tiers.size(); ++tier) all[tier].add(own[tier]);
  });
  return all;
}

}  // namespace accuracy
