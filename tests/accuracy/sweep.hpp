// What the sweeps over floats and doubles share: the result of a measurement, and the division of the work into blocks
// for all cores.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "library.hpp"
#include "oracle.hpp"
#include "ulp.hpp"

namespace accuracy {

/// The outcome for one tier. The error is MPFR's figure.
template <typename Scalar>
struct Measurement {
  double max_ulp = -1;
  Scalar worst = 0, computed = 0;  // where, and what the library gave
  std::uint64_t tested = 0;
  std::uint64_t judged = 0;  // how many inputs MPFR has seen; the others were smaller by the fast reference

  void judge(const Oracle<Scalar>& oracle, Scalar x, Scalar y) {
    ++judged;
    const double error = ulp_error(y, oracle.exact(x));
    if (error > max_ulp) {
      max_ulp = error;
      worst = x;
      computed = y;
    }
  }

  void add(const Measurement& other) {
    tested += other.tested;
    judged += other.judged;
    if (other.max_ulp > max_ulp) {
      max_ulp = other.max_ulp;
      worst = other.worst;
      computed = other.computed;
    }
  }
};

/// How many inputs are evaluated at a time: all arrays stay in the caches, packets are full.
inline constexpr int block_size = 2048;

/// Calls worker(next) on every core, where next() gives each number in [0, blocks) to one of them, then `blocks`.
template <typename Worker>
void on_all_cores(std::uint64_t blocks, const Worker& worker) {
  std::atomic<std::uint64_t> counter{0};
  const auto next = [&] { return std::min(blocks, counter.fetch_add(1)); };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      const MpfrThread mpfr;
      worker(next);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace accuracy
