// What functions of a whole vector are written with, so that one text serves a single line, sixteen elements at a time,
// and sixteen lines side by side, one element of each at a time. Each line gets the same bits both ways: the partial
// sums are the same ones, and so is the order in which they are added.
#pragma once

#include <array>
#include <utility>

#include <hillock/check/special_values.hpp>
#include <hillock/loop/block_sum.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// How many lines a block has elements of.
template <typename Line>
inline constexpr int lines_per_block = block_size / Line::step;

/// Something for each part of a block of sixteen lines.
template <typename T, int size>
struct PerRegister {
  T part[size];

  HILLOCK_INLINE const T& operator[](int k) const { return part[k]; }
};
/// Of one line, the same for every part.
template <typename T>
struct PerRegister<T, 1> {
  T part;

  HILLOCK_INLINE const T& operator[](int) const { return part; }
};

template <typename Make, int... K>
HILLOCK_INLINE auto make_parts(Make make, std::integer_sequence<int, K...>) {
  return PerRegister<decltype(make(0)), sizeof...(K)>{{make(K)...}};
}
/// make(k) for each part k; of one line, make(0).
template <typename Line, typename Scalar, typename Make>
HILLOCK_INLINE auto per_register(Make make) {
  if constexpr (lines_per_block<Line> == 1) {
    return PerRegister<decltype(make(0)), 1>{make(0)};
  } else {
    return make_parts(make, std::make_integer_sequence<int, Block<Scalar>::size>());
  }
}

/// Two elements for each line, of(l) for line l.
template <typename Line, typename Scalar, typename Of>
auto double_words_per_register(Of of) {
  using V = typename Block<Scalar>::V;
  constexpr int lines = lines_per_block<Line>;
  Scalar high[block_size], low[block_size];
  for (int l = 0; l < lines; ++l) {
    const auto value = of(l);
    high[l] = value.high.data;
    low[l] = value.low.data;
  }
  return per_register<Line, Scalar>([&](int k) {
    if constexpr (lines == 1) {
      return DoubleWord<V>(V(static_cast<double>(high[0])), V(static_cast<double>(low[0])));
    } else {
      return DoubleWord<V>(V::load(high + k * V::width), V::load(low + k * V::width));
    }
  });
}

/// The largest element of each line, for each part; `first` is the first block of lines x.
template <typename Scalar, typename From, int Stride>
HILLOCK_INLINE auto largest_per_register(Strided<From, Stride> x, Eigen::Index n, const Block<Scalar>& first) {
  using V = typename Block<Scalar>::V;
  return PerRegister<V, 1>{V::all(pick_one(x, n, first, minus_infinity<Scalar>(), PickLarger{}))};
}
template <typename Scalar, typename From>
HILLOCK_INLINE auto largest_per_register(SideBySide<From> x, Eigen::Index n, const Block<Scalar>& first) {
  using B = Block<Scalar>;
  B best = first;
  for (Eigen::Index i = 1; i < n; ++i) {
    const B block = B::load(x, i, n - i, minus_infinity<Scalar>());
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) best.part[k].data = at_least(best.part[k].data, block.part[k].data);
  }
  return per_register<SideBySide<From>, Scalar>([&](int k) { return best.part[k]; });
}

/// One element per line, by number.
template <typename V, int size>
auto per_line(const PerRegister<V, size>& values) {
  std::array<typename V::Scalar, size * V::width> all;
  HILLOCK_UNROLL
  for (int k = 0; k < size; ++k) values[k].store(all.data() + k * V::width);
  return all;
}

/// One element of each line, by number, of those that a block has seen.
template <typename Line, typename Scalar, typename Pick>
auto pick_per_line(const Block<Scalar>& seen, Pick pick) {
  std::array<Scalar, lines_per_block<Line>> all;
  if constexpr (lines_per_block<Line> == 1) {
    all[0] = fold_lanes(fold_parts(seen.part, pick), pick).data;
  } else {
    HILLOCK_UNROLL
    for (int k = 0; k < Block<Scalar>::size; ++k) seen.part[k].store(all.data() + k * Block<Scalar>::width);
  }
  return all;
}

/// Sums along each line; totals()[l] is that of line l.
template <typename Line, typename Scalar, typename Sum = BlockSum<Scalar>>
class Sums;

template <typename Sum, typename Scalar>
HILLOCK_INLINE void add_block(Sum& sum, Eigen::Index i, const Block<Scalar>& block) {
  HILLOCK_UNROLL
  for (int k = 0; k < Block<Scalar>::size; ++k) sum.add(i, k, block.part[k]);
}
template <typename Sum, typename Scalar>
HILLOCK_INLINE void add_products(Sum& sum, Eigen::Index i, const Block<Scalar>& a, const Block<Scalar>& b) {
  HILLOCK_UNROLL
  for (int k = 0; k < Block<Scalar>::size; ++k) sum.add_product(i, k, a.part[k], b.part[k]);
}

/// A number of one line, such as its total.
template <typename Total>
struct SingleTotal {
  Total total;

  HILLOCK_INLINE Total operator[](int) const { return total; }
  HILLOCK_INLINE Total part(int) const { return total; }
};

/// of(part k, k) for each part of numbers of lines: numbers of the same kind.
template <typename Total, typename Of>
HILLOCK_INLINE auto each_part(const SingleTotal<Total>& totals, Of of) {
  return SingleTotal<Total>{of(totals.total, 0)};
}
template <typename Totals, typename Of>
auto each_part(const Totals& totals, Of of) {
  Totals all;
  HILLOCK_UNROLL
  for (int k = 0; k < Totals::parts; ++k) all.set(k, of(totals.part(k), k));
  return all;
}
/// What is the same in every lane of one line as one number, else part k.
template <typename Line, typename V, int size>
HILLOCK_INLINE auto line_part(const PerRegister<V, size>& values, int k) {
  if constexpr (lines_per_block<Line> == 1) {
    static_cast<void>(k);
    return Lanes<typename V::Scalar, 1>::of(values[0].first());
  } else {
    return values[k];
  }
}

template <typename From, int Stride, typename Scalar, typename Sum>
class Sums<Strided<From, Stride>, Scalar, Sum> {
 public:
  /// Partial sums begin with `start` where there is one.
  template <typename... Start>
  explicit Sums(Eigen::Index, Start... start) : sum_(start...) {}

  static constexpr bool carries = Sum::carries;
  /// After so many elements carry() is due, of lines of n.
  static Eigen::Index period(Eigen::Index n) { return Sum::period(n); }
  HILLOCK_INLINE void carry() { sum_.carry(); }

  /// Adds a number, for part k of the block of elements i.
  template <typename Number>
  HILLOCK_INLINE void add(Eigen::Index, int k, Number number) {
    sum_.add(k, number);
  }
  template <typename V, typename Number>
  HILLOCK_INLINE void add_product(Eigen::Index, int k, V a, Number b) {
    sum_.add_product(k, a, b);
  }
  auto totals() const { return SingleTotal<typename Sum::Total>{sum_.total()}; }

 private:
  Sum sum_;
};

template <typename From, typename Scalar, typename Sum>
class Sums<SideBySide<From>, Scalar, Sum> {
 public:
  template <typename... Start>
  explicit Sums(Eigen::Index n, Start...) : count_(n < block_size ? static_cast<int>(n) : block_size) {}

  static constexpr bool carries = Sum::carries;
  static Eigen::Index period(Eigen::Index n) { return Sum::period(n); }
  void carry() {
    for (Begun& begun : sums_) begun.sum.carry();
  }

  template <typename Number>
  HILLOCK_INLINE void add(Eigen::Index i, int k, Number number) {
    of(i, k).add(k, number);
  }
  template <typename V, typename Number>
  HILLOCK_INLINE void add_product(Eigen::Index i, int k, V a, Number b) {
    of(i, k).add_product(k, a, b);
  }
  auto totals() const {
    return Sum::totals(count_, [&](int j) -> const Sum& { return sums_[j].sum; });
  }

 private:
  // Begun by the first number that is added: of a few elements there are a few.
  struct Begun {
    Sum sum;

    Begun() : sum(Unset()) {}
  };
  HILLOCK_INLINE Sum& of(Eigen::Index i, int k) {
    Sum& sum = sums_[i % block_size].sum;
    if (i < block_size) sum.begin(k);
    return sum;
  }

  Begun sums_[block_size];
  int count_;
};

}  // namespace detail
HILLOCK_NAMESPACE_END
