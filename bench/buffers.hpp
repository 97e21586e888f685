// The memory the benchmarks work on: aligned, touched before it is timed, the same numbers in every run.
// All libraries share it, so that each sees the same addresses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <new>
#include <random>
#include <vector>

#include <Eigen/Core>
#include <benchmark/benchmark.h>

namespace bench {

/// Numbers spread evenly over [-range, range), the same everywhere: <random>'s distributions differ from one standard
/// library to the next.
template <typename Scalar>
void fill(Scalar* data, Eigen::Index size, double range) {
  std::mt19937_64 bits(1);
  for (Eigen::Index i = 0; i < size; ++i) {
    const double unit = static_cast<double>(bits() >> 11) * 0x1p-52 - 1;
    data[i] = static_cast<Scalar>(unit * range);
  }
}

/// Several arrays, each on a boundary of 64 bytes (a cache line, the widest register), filled over [-8, 8).
///
/// Each starts 1 KiB further into its page than the one before. A load that has the last 12 bits of its address in
/// common with a store just before it waits for that store; left to chance, this makes a run up to 40 % slower.
template <typename Scalar>
class Arrays {
 public:
  explicit Arrays(const std::vector<Eigen::Index>& sizes) {
    std::vector<std::size_t> offsets;
    std::size_t end = 0;
    for (const Eigen::Index size : sizes) {
      const std::size_t offset = (end + page - 1) / page * page + step * offsets.size();
      offsets.push_back(offset);
      end = offset + static_cast<std::size_t>(size) * sizeof(Scalar);
    }
    memory_.reset(static_cast<std::byte*>(::operator new(end, std::align_val_t(page))));
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      arrays_.push_back(reinterpret_cast<Scalar*>(memory_.get() + offsets[i]));
      fill(arrays_[i], sizes[i], 8);
      benchmark::DoNotOptimize(arrays_[i]);
    }
  }

  Scalar* operator[](std::size_t i) const { return arrays_[i]; }

 private:
  static constexpr std::size_t page = 4096, step = 1024;

  struct Delete {
    void operator()(std::byte* memory) const { ::operator delete(memory, std::align_val_t(page)); }
  };
  std::unique_ptr<std::byte, Delete> memory_;
  std::vector<Scalar*> arrays_;
};

/// Arrays of these sizes, made once and kept to the end of the program.
template <typename Scalar>
const Arrays<Scalar>& arrays(const std::vector<Eigen::Index>& sizes) {
  static std::map<std::vector<Eigen::Index>, Arrays<Scalar>> kept;
  return kept.try_emplace(sizes, sizes).first->second;
}

/// An input and an output vector, like two of the user's: as aligned as Eigen's own.
template <typename Scalar>
struct Vectors {
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
  using Input = Eigen::Map<const Array, Eigen::AlignedMax>;
  using Output = Eigen::Map<Array, Eigen::AlignedMax>;

  explicit Vectors(Eigen::Index size)
      : x(arrays<Scalar>({size, size})[0], size), y(arrays<Scalar>({size, size})[1], size) {}

  Input x;
  Output y;
};

}  // namespace bench
