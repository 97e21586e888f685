// One line brought to mean 0 and variance 1, or to mean square 1, forward and backward.
//
// Floats are computed in double, doubles as sums of two, and sums keep the errors of their additions. The mean is never
// divided out: with d_i = n x_i - Sum x, of which both are as good as exact, (x_i - mean) / sqrt(variance + epsilon) is
// d_i / sqrt(Sum d^2 / n + n^2 epsilon); a constant line gives zeros.
#pragma once

#include <limits>
#include <type_traits>
#include <utility>

#include <hillock/check/special_values.hpp>
#include <hillock/loop/block_sum.hpp>
#include <hillock/loop/blocks.hpp>
#include <hillock/number/extended.hpp>
#include <hillock/tiers.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// What elements of type Scalar are normalised in.
template <typename Scalar>
using WideNumber = decltype(tier::Wide::number(std::declval<typename Block<Scalar>::V>()));
/// A single such number, as a sum has for its total.
template <typename Scalar>
using WideTotal = typename BlockSum<Scalar>::Total;

/// The same number in every lane.
template <typename Number>
HILLOCK_INLINE Number in_all_lanes(Lanes<double, 1> total) {
  return Number(total.data);
}
template <typename Number>
HILLOCK_INLINE Number in_all_lanes(DoubleWord<Lanes<double, 1>> total) {
  return broadcast_two<typename NumberTraits<Number>::Register>(total);
}

/// Gain and bias of the elements of a line, where there are any, and epsilon.
template <typename Stored>
struct NormalizationParameters {
  Strided<const Stored> gain, bias;
  double epsilon;

  bool has_gain() const { return gain.data != nullptr; }
  bool has_bias() const { return bias.data != nullptr; }
};

/// Where the gradients with respect to gain and bias are added up, line by line: a number for each element, in parts of
/// a block. The lower parts are those of sums of two.
struct NormalizationSums {
  double *gain = nullptr, *gain_low = nullptr, *bias = nullptr, *bias_low = nullptr;
};
template <int W>
HILLOCK_INLINE void add_to(double* sum, double*, Lanes<double, W, float> value) {
  using V = Lanes<double, W, float>;
  (V::load(sum) + value).store(sum);
}
template <int W>
HILLOCK_INLINE void add_to(double* sum, double* low, DoubleWord<Lanes<double, W>> value) {
  using V = Lanes<double, W>;
  const DoubleWord<V> next = two_sum(V::load(sum), value.high);
  next.high.store(sum);
  (V::load(low) + (next.low + value.low)).store(low);
}

/// A line of n elements as d_i = count unit x_i - shift, of which the normalised elements are d_i inverse half_back^2.
template <typename Scalar, bool subtracts_mean>
class NormalizedLine {
  using Values = Block<Scalar>;
  using V = typename Values::V;
  using Number = WideNumber<Scalar>;
  using R = typename NumberTraits<Number>::Register;
  using Total = WideTotal<Scalar>;

 public:
  template <typename X>
  NormalizedLine(X x, Eigen::Index n, double epsilon) : n_(static_cast<double>(n)) {
    if constexpr (has_units) set_unit(x, n);
    if constexpr (subtracts_mean) {
      BlockSum<Scalar> sum;
      visit_lines(x, n, Scalar(0),
                  [&](V part, Eigen::Index, int k) HILLOCK_INLINE_LAMBDA { sum.add(k, in_unit(part)); });
      shift_ = sum.total();
    }
    BlockSum<Scalar> squares;
    Eigen::Index i = 0;
    for (; i + block_size <= n; i += block_size) {
      const Values block = Values::load(x, i, block_size, Scalar(0));
      HILLOCK_UNROLL
      for (int k = 0; k < Values::size; ++k) {
        const Number d = difference(block.part[k]);
        squares.add(k, own_digits(d * d));
      }
    }
    if (i < n) {
      const Values block = Values::load(x, i, n - i, x[0]), inside = ones(n - i);
      HILLOCK_UNROLL
      for (int k = 0; k < Values::size; ++k) {
        const Number d = times_power(difference(block.part[k]), leading(tier::Wide::number(inside.part[k])));
        squares.add(k, own_digits(d * d));
      }
    }
    // As count^2 = n^2 or 1 times what it is of the elements.
    const Total count(subtracts_mean ? n_ : 1);
    const Total mean_square = squares.total() / Total(n_);
    const Total added = count * count * Total(epsilon);
    is_finite_ = is_finite(leading(mean_square).data);
    if (!is_finite_) return;
    using One = Lanes<double, 1>;
    Total sum = mean_square + added;
    if (unit_ > 1) {
      sum = times_power(mean_square, One(0x1p-1000)) + added;  // nothing beside epsilon
    } else if (unit_ < 1 && leading(mean_square).data > 0) {   // and this is all
      sum = mean_square;
      slope_unit_ = unit_;
    }
    inverse_ = kernel::reciprocal_root(sum);
    slope_ = count * inverse_;
  }

  /// No NaN and no infinity among the elements.
  bool is_finite_line() const { return is_finite_; }

  /// The normalised elements.
  HILLOCK_INLINE Number operator()(V x) const { return half_back(in_part(x)); }
  /// The same in two steps, between which they may be multiplied by a gain of any size.
  HILLOCK_INLINE Number in_part(V x) const { return half_back(difference(x) * in_all_lanes<Number>(inverse_)); }
  HILLOCK_INLINE Number half_back(Number a) const { return has_units ? times_power(a, R(half_back_)) : a; }
  /// a / sqrt(variance + epsilon).
  HILLOCK_INLINE Number divided(Number a) const {
    const Number slope = a * in_all_lanes<Number>(slope_);
    return has_units ? times_power(slope, R(slope_unit_)) : slope;
  }
  double count() const { return n_; }

 private:
  // Floats need none.
  static constexpr bool has_units = sizeof(Scalar) == sizeof(double);
  // The sums of two have no range: lines of very large or of very small elements only are scaled.
  template <typename X>
  void set_unit(X x, Eigen::Index n) {
    V most(0.0);
    visit_lines(x, n, Scalar(0),
                [&](V part, Eigen::Index, int) HILLOCK_INLINE_LAMBDA { most = PickLarger{}(most, abs(part)); });
    const Scalar largest = fold_lanes(most, PickLarger{}).data;
    if (largest > Scalar(0x1p400)) {
      unit_ = 0x1p-600;
    } else if (largest < Scalar(0x1p-400)) {
      unit_ = 0x1p600;
      half_back_ = 0x1p-300;
    }
  }

  HILLOCK_INLINE V in_unit(V x) const { return has_units ? x * V(unit_) : x; }

  HILLOCK_INLINE Number difference(V x) const {
    const Number scaled = tier::Wide::number(in_unit(x));
    if constexpr (!subtracts_mean) {
      return scaled;
    } else if constexpr (has_units) {
      return times_element(scaled, Number(n_)) - in_all_lanes<Number>(shift_);
    } else {  // (of a float the product is exact)
      return madd(scaled, Number(n_), -in_all_lanes<Number>(shift_));
    }
  }

  /// 1 for the first `count` elements of a block, 0 for others.
  static HILLOCK_INLINE Values ones(Eigen::Index count) {
    static constexpr Scalar all[block_size] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    return Values::load(Strided<const Scalar, 1>(all), 0, count, Scalar(0));
  }

  double n_, unit_ = 1, half_back_ = 1, slope_unit_ = 1;
  Total shift_ = Total(0), inverse_ = shift_, slope_ = shift_;
  bool is_finite_ = true;
};

template <bool subtracts_mean, typename X, typename Y, typename Stored>
void normalize_line(X x, Y y, Eigen::Index n, const NormalizationParameters<Stored>& parameters) {
  using Scalar = Computed<Stored>;
  using Values = Block<Scalar>;
  using Number = WideNumber<Scalar>;
  if (n == 0) return;
  const NormalizedLine<Scalar, subtracts_mean> line(x, n, parameters.epsilon);
  if (!line.is_finite_line()) {
    fill(y, n, not_a_number<Scalar>());
    return;
  }
  for (Eigen::Index i = 0; i < n; i += block_size) {
    Values block = Values::load(x, i, n - i, x[0]), gain = block, bias = block;
    if (parameters.has_gain()) gain = Values::load(parameters.gain, i, n - i, Scalar(0));
    if (parameters.has_bias()) bias = Values::load(parameters.bias, i, n - i, Scalar(0));
    for (int k = 0; k < Values::size; ++k) {
      Number value = line.in_part(block.part[k]);
      if (parameters.has_gain()) value = times_element(value, tier::Wide::number(gain.part[k]));
      value = line.half_back(value);
      if (parameters.has_bias()) value = value + tier::Wide::number(bias.part[k]);
      block.part[k] = tier::Wide::value(value);
    }
    block.store(y, i, n - i);
  }
}

/// With h = dy gain: dx = (h - mean h - x^ mean(h x^)) / sqrt(variance + epsilon), the first mean of layer_norm only.
template <bool subtracts_mean, typename X, typename DY, typename DX, typename Stored>
void normalize_line_backward(X x, DY dy, DX dx, Eigen::Index n, const NormalizationParameters<Stored>& parameters,
                             const NormalizationSums& sums) {
  using Scalar = Computed<Stored>;
  using Values = Block<Scalar>;
  using Number = WideNumber<Scalar>;
  constexpr int width = Values::width;
  if (n == 0) return;
  const NormalizedLine<Scalar, subtracts_mean> line(x, n, parameters.epsilon);
  const Number nan(static_cast<double>(not_a_number<Scalar>()));
  const auto weighted = [&](const Values& outer, const Values& gain, int k) {
    const Number number = tier::Wide::number(outer.part[k]);
    return parameters.has_gain() ? times_element(number, tier::Wide::number(gain.part[k])) : number;
  };
  const auto gain_of = [&](Eigen::Index i, const Values& otherwise) {
    return parameters.has_gain() ? Values::load(parameters.gain, i, n - i, Scalar(0)) : otherwise;
  };
  BlockSum<Scalar> of_h, of_products;
  for (Eigen::Index i = 0; i < n; i += block_size) {
    const Values values = Values::load(x, i, n - i, x[0]), outer = Values::load(dy, i, n - i, Scalar(0));
    const Values gain = gain_of(i, outer);
    for (int k = 0; k < Values::size; ++k) {
      const Number h = weighted(outer, gain, k), part = line.is_finite_line() ? line.in_part(values.part[k]) : nan;
      if constexpr (subtracts_mean) of_h.add(k, own_digits(h));
      of_products.add(k, own_digits(h * line.half_back(part)));
      const Eigen::Index at = i + k * width;
      const Number number = tier::Wide::number(outer.part[k]);
      if (sums.gain != nullptr) {
        add_to(sums.gain + at, sums.gain_low + at, own_digits(line.half_back(times_element(part, number))));
      }
      if (sums.bias != nullptr) add_to(sums.bias + at, sums.bias_low + at, own_digits(number));
    }
  }
  if (!line.is_finite_line()) {
    fill(dx, n, not_a_number<Scalar>());
    return;
  }
  const WideTotal<Scalar> count(line.count());
  const Number mean = in_all_lanes<Number>(of_h.total() / count);
  const Number mean_product = in_all_lanes<Number>(of_products.total() / count);
  for (Eigen::Index i = 0; i < n; i += block_size) {
    Values values = Values::load(x, i, n - i, x[0]);
    const Values outer = Values::load(dy, i, n - i, Scalar(0)), gain = gain_of(i, outer);
    for (int k = 0; k < Values::size; ++k) {
      Number h = weighted(outer, gain, k);
      if constexpr (subtracts_mean) h = h - mean;
      values.part[k] = tier::Wide::value(line.divided(h - line(values.part[k]) * mean_product));
    }
    values.store(dx, i, n - i);
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END
