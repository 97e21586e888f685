// What functions of a whole vector are written with, so that one text serves a single line, sixteen elements at a time,
// and sixteen lines side by side, one element of each at a time. Each line gets the same bits both ways: the partial
// sums are the same ones, and so is the order in which they are added.
#ifndef HILLOCK_DETAIL_SIDE_BY_SIDE_HPP
#define HILLOCK_DETAIL_SIDE_BY_SIDE_HPP

#include <array>
#include <utility>

#include <hillock/detail/blocks.hpp>
#include <hillock/detail/classify.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// How many lines a block has elements of.
template <typename Line>
inline constexpr int lines_per_block = block_size / Line::step;

/// Something for each part of a block of sixteen lines.
template <typename T, int size>
struct PerPart {
  T part[size];

  HILLOCK_INLINE const T& operator[](int k) const { return part[k]; }
};
/// Of one line, the same for every part.
template <typename T>
struct PerPart<T, 1> {
  T part;

  HILLOCK_INLINE const T& operator[](int) const { return part; }
};

template <typename Make, int... K>
HILLOCK_INLINE auto make_parts(Make make, std::integer_sequence<int, K...>) {
  return PerPart<decltype(make(0)), sizeof...(K)>{{make(K)...}};
}
/// make(k) for each part k; of one line, make(0).
template <typename Line, typename Scalar, typename Make>
HILLOCK_INLINE auto per_part(Make make) {
  if constexpr (lines_per_block<Line> == 1) {
    return PerPart<decltype(make(0)), 1>{make(0)};
  } else {
    return make_parts(make, std::make_integer_sequence<int, Block<Scalar>::size>());
  }
}

/// Two elements for each line, of(l) for line l.
template <typename Line, typename Scalar, typename Of>
auto two_per_line(Of of) {
  using V = typename Block<Scalar>::V;
  constexpr int lines = lines_per_block<Line>;
  Scalar high[block_size], low[block_size];
  for (int l = 0; l < lines; ++l) {
    const auto value = of(l);
    high[l] = value.high.data;
    low[l] = value.low.data;
  }
  return per_part<Line, Scalar>([&](int k) {
    if constexpr (lines == 1) {
      return Two<V>(V(static_cast<double>(high[0])), V(static_cast<double>(low[0])));
    } else {
      return Two<V>(V::load(high + k * V::width), V::load(low + k * V::width));
    }
  });
}

/// The largest element of each line, for each part.
template <typename Scalar, typename From>
auto largest_per_part(Strided<From> x, Eigen::Index n) {
  using V = typename Block<Scalar>::V;
  return PerPart<V, 1>{V(static_cast<double>(largest(x, n)))};
}
template <typename Scalar, typename From>
auto largest_per_part(SideBySide<From> x, Eigen::Index n) {
  using B = Block<Scalar>;
  const Scalar nothing = minus_infinity<Scalar>();
  B best = B::load(x, 0, n, nothing);
  for (Eigen::Index i = 1; i < n; ++i) {
    const B block = B::load(x, i, n - i, nothing);
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) best.part[k].data = at_least(best.part[k].data, block.part[k].data);
  }
  return per_part<SideBySide<From>, Scalar>([&](int k) { return best.part[k]; });
}

/// One element per line, by number.
template <typename V, int size>
auto numbered(const PerPart<V, size>& values) {
  std::array<typename V::Scalar, size * V::width> all;
  HILLOCK_UNROLL
  for (int k = 0; k < size; ++k) values[k].store(all.data() + k * V::width);
  return all;
}

template <typename V, int size>
bool any_minus_infinity(const PerPart<V, size>& values) {
  for (const auto value : numbered(values)) {
    if (is_minus_infinity(value)) return true;
  }
  return false;
}

/// Sums along each line; totals()[l] is that of line l.
template <typename Line, typename Scalar>
class Sums;

template <typename From, typename Scalar>
class Sums<Strided<From>, Scalar> {
 public:
  struct Totals {
    typename BlockSum<Scalar>::Total total;

    auto operator[](int) const { return total; }
  };

  HILLOCK_INLINE void add(Eigen::Index, const Block<Scalar>& block) { sum_.add(block); }
  HILLOCK_INLINE void add_products(Eigen::Index, const Block<Scalar>& a, const Block<Scalar>& b) {
    sum_.add_products(a, b);
  }
  Totals totals() const { return {sum_.total()}; }

 private:
  BlockSum<Scalar> sum_;
};

template <typename From, typename Scalar>
class Sums<SideBySide<From>, Scalar> {
 public:
  /// Elements i of the lines.
  HILLOCK_INLINE void add(Eigen::Index i, const Block<Scalar>& block) { sums_[i % block_size].add(block); }
  HILLOCK_INLINE void add_products(Eigen::Index i, const Block<Scalar>& a, const Block<Scalar>& b) {
    sums_[i % block_size].add_products(a, b);
  }
  auto totals() const { return BlockSum<Scalar>::totals(sums_); }

 private:
  BlockSum<Scalar> sums_[block_size];
};

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_SIDE_BY_SIDE_HPP
