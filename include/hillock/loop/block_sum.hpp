// Sums of blocks: floats in double, doubles with the errors of their additions.
#pragma once

#include <type_traits>

#include <hillock/loop/blocks.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// The first `count` partial sums of several lines, added up: of(j) is partial sum j.
template <typename V, typename Of>
HILLOCK_INLINE V fold_partial(int count, Of of) {
  constexpr int half = block_size / 2;
  V sums[half];
  HILLOCK_UNROLL
  for (int j = 0; j < half; ++j) sums[j] = j + half < count ? of(j) + of(j + half) : j < count ? of(j) : V(0.0);
  return fold_parts(sums, AddUp());
}

/// A sum that is not begun: each part has a beginning of its own.
struct Unset {};

/// What is added up: any numbers; or terms, from 0 to 2^33 (doubles: 2^129) or NaN, which takes fewer operations; those
/// of a sum that need not be more precise than they are; those of the fast tier.
enum class Of { numbers, terms, rounded_terms, fast_terms };

template <typename Scalar, int Width = Block<Scalar>::width, Of of = Of::numbers>
class BlockSum;

/// A number for each of sixteen lines side by side, such as their totals; part(k) has those of a part of a block.
struct TotalsOfFloats {
  using Part = Lanes<double, Block<float>::width, float>;
  static constexpr int parts = Block<float>::size;

  double sum[block_size];

  Lanes<double, 1> operator[](int l) const { return Lanes<double, 1>(sum[l]); }
  HILLOCK_INLINE Part part(int k) const { return Part::load(sum + k * Part::width); }
  HILLOCK_INLINE void set(int k, Part part) { part.store(sum + k * Part::width); }
};
struct TotalsOfDoubles {
  using V = Block<double>::V;
  static constexpr int parts = Block<double>::size;

  double high[block_size], low[block_size];

  DoubleWord<Lanes<double, 1>> operator[](int l) const { return {Lanes<double, 1>(high[l]), Lanes<double, 1>(low[l])}; }
  HILLOCK_INLINE DoubleWord<V> part(int k) const { return {V::load(high + k * V::width), V::load(low + k * V::width)}; }
  HILLOCK_INLINE void set(int k, DoubleWord<V> part) {
    part.high.store(high + k * V::width);
    part.low.store(low + k * V::width);
  }
};

/// A sum of floats that is kept in registers V, of double or of float.
template <typename V>
class PlainSum {
 public:
  // Nothing need be carried over from one part of the sum to the next. (No base class, here and below: GCC notes of an
  // empty one that it is passed otherwise since GCC 10.)
  static constexpr bool carries = false;
  static Eigen::Index period(Eigen::Index n) { return n; }
  HILLOCK_INLINE void carry() {}

  using Total = Lanes<double, 1>;

  explicit PlainSum(V start = V(0.0)) {
    HILLOCK_UNROLL
    for (V& sum : sum_) sum = start;
  }
  explicit PlainSum(Unset) {}
  HILLOCK_INLINE void begin(int k) { sum_[k] = V(0.0); }

  /// Adds to partial sums number k.
  HILLOCK_INLINE void add(int k, V value) { sum_[k] = sum_[k] + value; }

  Total total() const { return Total(fold_lanes(fold_parts(sum_, AddUp()), AddUp()).data); }
  /// partial(j) has partial sum j of each line, of `count` there are.
  template <typename Partial>
  static TotalsOfFloats totals(int count, Partial partial) {
    TotalsOfFloats all;
    HILLOCK_UNROLL
    for (int k = 0; k < TotalsOfFloats::parts; ++k) {
      all.set(k, in_double(fold_partial<V>(count, [&](int j) { return partial(j).sum_[k]; })));
    }
    return all;
  }

 protected:
  V sum_[block_size / V::width];

 private:
  using Wide = TotalsOfFloats::Part;
  static HILLOCK_INLINE Wide in_double(Wide sum) { return sum; }
  static HILLOCK_INLINE Wide in_double(Lanes<float, V::width> sum) { return widen(sum); }
};

/// In double: exact but for 2^-53 of the sum per addition.
template <int Width, Of of>
class BlockSum<float, Width, of> : public PlainSum<Lanes<double, Width, float>> {
  using V = Lanes<double, Width, float>;
  using F = Lanes<float, Width>;

 public:
  using PlainSum<V>::PlainSum;
  using PlainSum<V>::add;

  HILLOCK_INLINE void add(int k, F value) { add(k, widen(value)); }
  /// Adds the product a b, of floats the exact one.
  HILLOCK_INLINE void add_product(int k, F a, F b) { add_product(k, a, widen(b)); }
  HILLOCK_INLINE void add_product(int k, F a, V b) { this->sum_[k] = madd(widen(a), b, this->sum_[k]); }
};
/// Of the fast tier's terms: in float.
template <int Width>
class BlockSum<float, Width, Of::fast_terms> : public PlainSum<Lanes<float, Width>> {
 public:
  using PlainSum<Lanes<float, Width>>::PlainSum;
};

/// A sum of floats, kept as a float and the errors of its additions, which are carried over to double from time to
/// time. It begins with a number that has the exponent of the largest terms, so that of two it is known which is the
/// larger.
///
/// The sum of the errors rounds by 2^-24 of itself per addition, at most period / 3 times that together where all of
/// them go the same way; errors are at most 2^8 each beside one term of 2^31.5. With period n <= 2^19 (in blocks) that
/// is 0.015 of 2^-24 of the whole.
template <int Width>
class BlockSum<float, Width, Of::rounded_terms> {
  using V = Lanes<float, Width>;
  using D = Lanes<double, Width, float>;

 public:
  using Total = typename BlockSum<float, Width>::Total;

  /// `start` is 2^32, or in the same way larger or smaller as the terms are.
  explicit BlockSum(V start) : start_(start) {
    HILLOCK_UNROLL
    for (int k = 0; k < size; ++k) begin(k);
  }
  explicit BlockSum(Unset) : start_(0x1p32) {}
  HILLOCK_INLINE void begin(int k) {
    sum_[k] = start_;
    error_[k] = V(0.0);
    carried_[k] = D(0.0);
  }

  static constexpr bool carries = true;
  /// A multiple of four blocks, which are added at once.
  static Eigen::Index period(Eigen::Index n) {
    constexpr Eigen::Index most = 64, budget = 1 << 19;
    return block_size * (n <= budget / most ? most : budget / n / 4 * 4);
  }
  HILLOCK_INLINE void carry() {
    HILLOCK_UNROLL
    for (int k = 0; k < size; ++k) {
      carried_[k] = carried_[k] + widen(error_[k]);
      error_[k] = V(0.0);
    }
  }

  HILLOCK_INLINE void add(int k, V value) {
    const DoubleWord<V> next = fast_two_sum(sum_[k], value);
    sum_[k] = next.high;
    error_[k] = next.low + error_[k];
  }

  Total total() const {
    D all[size];
    HILLOCK_UNROLL
    for (int k = 0; k < size; ++k) all[k] = sum(k);
    return fold_lanes(fold_parts(all, AddUp()), AddUp());
  }
  template <typename Partial>
  static TotalsOfFloats totals(int count, Partial partial) {
    TotalsOfFloats all;
    HILLOCK_UNROLL
    for (int k = 0; k < size; ++k) {
      fold_partial<D>(count, [&](int j) { return partial(j).sum(k); }).store(all.sum + k * Width);
    }
    return all;
  }

 private:
  static constexpr int size = block_size / Width;

  // The difference is exact: a multiple of the sum's last digit.
  HILLOCK_INLINE D sum(int k) const { return widen(sum_[k] - start_) + (carried_[k] + widen(error_[k])); }

  V start_, sum_[size], error_[size];
  D carried_[size];
};

/// A sum of doubles, kept with the errors of its additions (the compensated summation of A. Neumaier, 1974). That of
/// terms begins with a larger number: which of two is the larger one is then known.
template <int Width, Of of>
class BlockSum<double, Width, of> {
  using V = Lanes<double, Width>;

 public:
  static constexpr bool carries = false;
  static Eigen::Index period(Eigen::Index n) { return n; }
  HILLOCK_INLINE void carry() {}

  using Total = DoubleWord<Lanes<double, 1>>;

  BlockSum() : BlockSum(V(0x1p128)) {}
  /// `start` is 2^128, or in the same way larger or smaller as the terms are.
  explicit BlockSum(V start) : start_(is_of_terms ? start * V(4.0) : V(0.0)) {
    HILLOCK_UNROLL
    for (int k = 0; k < size; ++k) begin(k);
  }
  explicit BlockSum(Unset) : start_(is_of_terms ? 0x1p130 : 0.0) {}
  HILLOCK_INLINE void begin(int k) {
    sum_[k] = start_;
    error_[k] = V(0.0);
  }

  HILLOCK_INLINE void add(int k, V value) {
    const DoubleWord<V> next = is_of_terms ? fast_two_sum(sum_[k], value) : two_sum(sum_[k], value);
    sum_[k] = next.high;
    error_[k] = error_[k] + next.low;
  }
  HILLOCK_INLINE void add(int k, DoubleWord<V> value) {
    const DoubleWord<V> next = two_sum(sum_[k], value.high);
    sum_[k] = next.high;
    error_[k] = error_[k] + next.low + value.low;
  }
  HILLOCK_INLINE void add_product(int k, V a, V b) { add(k, two_product(a, b)); }
  HILLOCK_INLINE void add_product(int k, V a, DoubleWord<V> b) { add(k, b * a); }

  Total total() const {
    DoubleWord<V> sums[size];
    HILLOCK_UNROLL
    for (int k = 0; k < size; ++k) sums[k] = {sum(k), error_[k]};
    const auto result = fold_lanes(fold_parts(sums, AddUpErrors()), AddUpErrors());
    return fast_two_sum(result.high, result.low);
  }
  template <typename Partial>
  static TotalsOfDoubles totals(int count, Partial partial) {
    TotalsOfDoubles all;
    HILLOCK_UNROLL
    for (int k = 0; k < size; ++k) {
      V sums[block_size], errors[block_size];
      sums[0] = errors[0] = V(0.0);  // of none
      for (int j = 0; j < count; ++j) {
        sums[j] = partial(j).sum(k);
        errors[j] = partial(j).error_[k];
      }
      // In the order of fold_parts: those that there are not would add zeros.
      for (int half = block_size / 2; half > 0; half /= 2) {
        for (int j = 0; j < half && j + half < count; ++j)
          add_two(sums[j], errors[j], sums[j + half], errors[j + half]);
      }
      const DoubleWord<V> result = fast_two_sum(sums[0], errors[0]);
      result.high.store(all.high + k * Width);
      result.low.store(all.low + k * Width);
    }
    return all;
  }

 private:
  static constexpr int size = block_size / Width;

  // Exact: what is left is a multiple of the last digit that there was.
  HILLOCK_INLINE V sum(int k) const { return is_of_terms ? sum_[k] - start_ : sum_[k]; }

  static constexpr bool is_of_terms = of != Of::numbers;

  V start_, sum_[size], error_[size];
};

}  // namespace detail
HILLOCK_NAMESPACE_END
