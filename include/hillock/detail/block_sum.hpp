// Sums of blocks: floats in double, doubles with the errors of their additions.
#ifndef HILLOCK_DETAIL_BLOCK_SUM_HPP
#define HILLOCK_DETAIL_BLOCK_SUM_HPP

#include <type_traits>

#include <hillock/detail/blocks.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// As fold_parts and fold_lanes, of sums that are kept with the errors of their additions.
template <typename V>
HILLOCK_INLINE void add_two(V& sum, V& error, V other, V other_error) {
  const Two<V> next = two_sum(sum, other);
  sum = next.high;
  error = error + other_error + next.low;
}
template <typename V, int size>
HILLOCK_INLINE Two<V> fold_sums(const V (&sums)[size], const V (&errors)[size]) {
  if constexpr (size == 1) {
    return {sums[0], errors[0]};
  } else {
    V half[size / 2], half_errors[size / 2];
    HILLOCK_UNROLL
    for (int k = 0; k < size / 2; ++k) {
      half[k] = sums[k];
      half_errors[k] = errors[k];
      add_two(half[k], half_errors[k], sums[k + size / 2], errors[k + size / 2]);
    }
    return fold_sums(half, half_errors);
  }
}
template <typename V>
HILLOCK_INLINE auto fold_sum_lanes(Two<V> lanes) {
  using Scalar = typename V::Scalar;
  using One = Lanes<Scalar, 1>;
  constexpr int half = V::width / 2;
  if constexpr (half == 0) {
    return Two<One>(One::of(lanes.high.data), One::of(lanes.low.data));
  } else {
    constexpr bool has_half = Register<Scalar, half>::exists;
    using H = std::conditional_t<has_half, Lanes<Scalar, half>, One>;
    constexpr int size = V::width / H::width;
    Scalar sums[V::width], errors[V::width];
    lanes.high.store(sums);
    lanes.low.store(errors);
    H parts[size], part_errors[size];
    for (int k = 0; k < size; ++k) {
      parts[k] = H::load(sums + k * H::width);
      part_errors[k] = H::load(errors + k * H::width);
    }
    return fold_sum_lanes(fold_sums(parts, part_errors));
  }
}

/// A sum of any numbers; or of terms, from 0 to 2^129 or NaN, which takes fewer operations.
template <typename Scalar, int Width = Block<Scalar>::width, bool of_terms = false>
class BlockSum;

/// The totals of sixteen lines side by side.
struct TotalsOfFloats {
  double sum[block_size];

  Lanes<double, 1> operator[](int l) const { return Lanes<double, 1>(sum[l]); }
};
struct TotalsOfDoubles {
  double high[block_size], low[block_size];

  Two<Lanes<double, 1>> operator[](int l) const { return {Lanes<double, 1>(high[l]), Lanes<double, 1>(low[l])}; }
};

/// A sum of floats, kept in double: exact but for 2^-53 of the sum per addition.
template <int Width, bool of_terms>
class BlockSum<float, Width, of_terms> {
  using V = Lanes<double, Width, float>;

 public:
  using Total = Lanes<double, 1>;

  /// Adds to partial sums number k.
  HILLOCK_INLINE void add(int k, Lanes<float, Width> value) { sum_[k] = sum_[k] + widen(value); }
  HILLOCK_INLINE void add(int k, V value) { sum_[k] = sum_[k] + value; }
  /// Adds the product a b, of floats the exact one.
  HILLOCK_INLINE void add_product(int k, Lanes<float, Width> a, Lanes<float, Width> b) { add_product(k, a, widen(b)); }
  HILLOCK_INLINE void add_product(int k, Lanes<float, Width> a, V b) { sum_[k] = madd(widen(a), b, sum_[k]); }

  Total total() const { return fold_lanes(fold_parts(sum_, AddUp()), AddUp()); }
  /// partial[j] has partial sum j of each line.
  static TotalsOfFloats totals(const BlockSum (&partial)[block_size]) {
    TotalsOfFloats all;
    HILLOCK_UNROLL
    for (int k = 0; k < size; ++k) {
      V sums[block_size];
      for (int j = 0; j < block_size; ++j) sums[j] = partial[j].sum_[k];
      fold_parts(sums, AddUp()).store(all.sum + k * Width);
    }
    return all;
  }

 private:
  static constexpr int size = block_size / Width;

  V sum_[size] = {};
};

/// A sum of doubles, kept with the errors of its additions (the compensated summation of A. Neumaier, 1974). That of
/// terms begins with a larger number: which of two is the larger one is then known.
template <int Width, bool of_terms>
class BlockSum<double, Width, of_terms> {
  using V = Lanes<double, Width>;

 public:
  using Total = Two<Lanes<double, 1>>;

  BlockSum() {
    HILLOCK_UNROLL
    for (int k = 0; k < size; ++k) sum_[k] = V(start);
  }

  HILLOCK_INLINE void add(int k, V value) {
    const Two<V> next = of_terms ? fast_two_sum(sum_[k], value) : two_sum(sum_[k], value);
    sum_[k] = next.high;
    error_[k] = error_[k] + next.low;
  }
  HILLOCK_INLINE void add(int k, Two<V> value) {
    const Two<V> next = two_sum(sum_[k], value.high);
    sum_[k] = next.high;
    error_[k] = error_[k] + next.low + value.low;
  }
  HILLOCK_INLINE void add_product(int k, V a, V b) { add(k, two_product(a, b)); }
  HILLOCK_INLINE void add_product(int k, V a, Two<V> b) { add(k, b * a); }

  Total total() const {
    V sums[size];
    HILLOCK_UNROLL
    for (int k = 0; k < size; ++k) sums[k] = sum(k);
    const auto result = fold_sum_lanes(fold_sums(sums, error_));
    return fast_two_sum(result.high, result.low);
  }
  static TotalsOfDoubles totals(const BlockSum (&partial)[block_size]) {
    TotalsOfDoubles all;
    HILLOCK_UNROLL
    for (int k = 0; k < size; ++k) {
      V sums[block_size], errors[block_size];
      for (int j = 0; j < block_size; ++j) {
        sums[j] = partial[j].sum(k);
        errors[j] = partial[j].error_[k];
      }
      Two<V> result = fold_sums(sums, errors);
      result = fast_two_sum(result.high, result.low);
      result.high.store(all.high + k * Width);
      result.low.store(all.low + k * Width);
    }
    return all;
  }

 private:
  static constexpr int size = block_size / Width;

  // Exact: what is left is a multiple of the last digit that there was.
  HILLOCK_INLINE V sum(int k) const { return of_terms ? sum_[k] - V(start) : sum_[k]; }

  static constexpr double start = of_terms ? 0x1p130 : 0;

  V sum_[size], error_[size] = {};
};

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_BLOCK_SUM_HPP
