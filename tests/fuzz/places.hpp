// Matrices placed anywhere in one arena, so that arguments and destination may overlap in any way.
#pragma once

#include <set>

#include "../trust/tables.hpp"
#include "fuzz.hpp"

namespace fuzz {

using Eigen::Index;

/// Where a matrix lies: no two of its elements at the same address.
struct Place {
  Index offset, rows, cols, row_stride, col_stride;

  Index at(Index i, Index j) const { return offset + i * row_stride + j * col_stride; }
  Index end() const { return rows * cols == 0 ? offset : at(rows - 1, cols - 1) + 1; }
  bool is_same(const Place& b) const {
    return offset == b.offset && row_stride == b.row_stride && col_stride == b.col_stride;
  }
};

/// Column- or row-major with gaps, in one of the two halves of an arena.
inline Place place(Input& input, Index rows, Index cols, Index half) {
  const Index inner = input.below(4) == 0 ? 1 + input.below(3) : 1, gap = input.below(4) == 0 ? input.below(9) : 0;
  const bool row_major = input.below(4) == 0;
  const Index outer = std::max<Index>(1, (row_major ? cols : rows) * inner + gap);
  const Index offset = (input.yes() ? half : 0) + (input.yes() ? 0 : input.below(40));
  return {offset, rows, cols, row_major ? outer : inner, row_major ? inner : outer};
}

inline std::set<Index> addresses(const Place& p) {
  std::set<Index> all;
  for (Index j = 0; j < p.cols; ++j) {
    for (Index i = 0; i < p.rows; ++i) all.insert(p.at(i, j));
  }
  return all;
}
inline bool overlap(const Place& a, const Place& b) {
  if (a.rows * a.cols == 0 || b.rows * b.cols == 0 || a.end() <= b.offset || b.end() <= a.offset) return false;
  const std::set<Index> of_a = addresses(a);
  for (const Index address : addresses(b)) {
    if (of_a.count(address) > 0) return true;
  }
  return false;
}

/// Memory in which everything lies, with room before, between and behind.
template <typename Scalar>
class Arena {
 public:
  static constexpr Index margin = 64;

  explicit Arena(Index half) : half_(half), memory_(static_cast<std::size_t>(2 * half + 2 * margin)) {}

  Index half() const { return half_; }
  trust::In<Scalar> in(const Place& p) const {
    return {memory_.data() + margin + p.offset, p.rows, p.cols, trust::Strides(p.col_stride, p.row_stride)};
  }
  trust::Out<Scalar> out(const Place& p) {
    return {memory_.data() + margin + p.offset, p.rows, p.cols, trust::Strides(p.col_stride, p.row_stride)};
  }
  Scalar* data(const Place& p) { return memory_.data() + margin + p.offset; }

  /// Fails unless `place` holds `expected` and all else what it held in `before`.
  template <typename Expected>
  void check(const Arena& before, const Place& p, const Expected& expected, const char* what) const {
    Arena wanted = before;
    wanted.out(p) = expected;
    check_same(wanted, what);
  }
  void check_same(const Arena& wanted, const char* what) const {
    for (std::size_t i = 0; i < memory_.size(); ++i) {
      if (same_bits(memory_.data()[i], wanted.memory_.data()[i])) continue;
      fail("%s: %a at %td instead of %a", what, static_cast<double>(memory_.data()[i]),
           static_cast<std::ptrdiff_t>(i) - margin, static_cast<double>(wanted.memory_.data()[i]));
    }
  }

 private:
  Index half_;
  Guarded<Scalar> memory_;
};

/// Values from a small pool of bit patterns, so that short inputs fill large matrices.
template <typename Scalar>
class Pool {
 public:
  Pool(Input& input, bool is_tame) : values_(static_cast<std::size_t>(1 + input.below(24))) {
    state_ = input.take<std::uint32_t>();
    input.fill(values_, is_tame);
  }
  Scalar next() {
    state_ = state_ * 1664525u + 1013904223u;
    return values_[(state_ >> 16) % values_.size()];
  }
  template <typename M>
  void fill(M&& matrix) {
    for (Index j = 0; j < matrix.cols(); ++j) {
      for (Index i = 0; i < matrix.rows(); ++i) matrix(i, j) = next();
    }
  }

 private:
  std::vector<Scalar> values_;
  std::uint32_t state_;
};

}  // namespace fuzz
