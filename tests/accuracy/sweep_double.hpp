// Measures doubles, on samples. The reference in long double sorts out the inputs whose error is well below the largest
// so far, MPFR judges all others; where long double is no wider than double, MPFR judges everything.
#pragma once

#include <mutex>

#include "samples.hpp"
#include "sweep.hpp"

namespace accuracy {

/// The samples of a measurement with --every 1.
inline constexpr std::uint64_t double_samples = 12000000;

/// In ULP; far more than the error of the reference in long double, which --self-check confirms.
inline constexpr double judging_margin = 0.02;

/// One measurement per tier; the samples and the reference are shared by all.
inline std::vector<Measurement<double>> sweep(const std::vector<TierUnderTest<double>>& tiers,
                                              const Oracle<double>& oracle, std::uint64_t every) {
  const Samples<double> samples;
  const std::uint64_t count = (double_samples + every - 1) / every;
  const std::uint64_t blocks = (count + block_size - 1) / block_size;
  std::vector<Measurement<double>> measurements(tiers.size());
  std::mutex mutex;
  on_all_cores(blocks, [&](const auto& next) {
    std::vector<double> x(block_size), y(block_size);
    std::vector<long double> exact(block_size);
    std::vector<Measurement<double>> own(tiers.size());
    for (std::uint64_t block = next(); block < blocks; block = next()) {
      const std::uint64_t begin = block * block_size;
      const int n = static_cast<int>(std::min<std::uint64_t>(block_size, count - begin));
      for (int i = 0; i < n; ++i) {
        x[static_cast<std::size_t>(i)] = samples(begin + static_cast<std::uint64_t>(i));
      }
      if (oracle.fast) oracle.wide(x.data(), exact.data(), n);
      for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
        tiers[tier].evaluate(x.data(), y.data(), n);
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
          if (oracle.fast && ulp_error(y[i], exact[i], true) + judging_margin < own[tier].max_ulp) continue;
          own[tier].judge(oracle, x[i], y[i]);
        }
        own[tier].tested += static_cast<std::uint64_t>(n);
      }
    }
    const std::lock_guard<std::mutex> lock(mutex);
    for (std::size_t tier = 0; tier < tiers.size(); ++tier) measurements[tier].add(own[tier]);
  });
  return measurements;
}

}  // namespace accuracy
