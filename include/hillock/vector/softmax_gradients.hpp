// The gradients of softmax and log-softmax from their outputs.
#pragma once

#include <cmath>
#include <type_traits>

#include <hillock/kernel/exp.hpp>
#include <hillock/loop/side_by_side.hpp>
#include <hillock/vector/scaled_difference.hpp>
#include <hillock/vector/softmax_parameters.hpp>
#include <hillock/vector/totals.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// The factor 1/T of a gradient; where that is no normal number, a division.
template <typename V>
class OverTemperature {
 public:
  using Scalar = typename V::Scalar;

  explicit OverTemperature(Scalar temperature)
      : is_usual_(temperature > Scalar(least) && temperature < Scalar(1 / least)),
        up_(temperature < Scalar(1) ? 1 / least : 1.0),
        factor_(is_usual_ ? V(1.0 / static_cast<double>(temperature)) : V(static_cast<double>(temperature)) * up_) {}

  /// a b / T
  HILLOCK_INLINE V operator()(V a, V b) const { return is_usual_ ? a * b * factor_ : a * up_ * b / factor_; }
  /// a / T
  HILLOCK_INLINE V operator()(V a) const { return is_usual_ ? a * factor_ : a * up_ / factor_; }

 private:
  static constexpr double least = sizeof(Scalar) == sizeof(float) ? 0x1p-64 : 0x1p-512;

  bool is_usual_;
  V up_, factor_;
};

/// Gradients whose sum is so large that what is made of it may overflow where the result does not (or the sum of
/// doubles did already) are multiplied by this unit first: small ones do not count beside such a sum.
inline constexpr double unit_of_huge = 0x1p-60;
template <typename Scalar, typename Total>
bool is_huge(const Total& total) {
  return !(std::abs(leading(total).data) < 0x1p-30 * largest_number<Scalar>);
}
template <typename Scalar, typename Totals>
bool is_any_huge(const Totals& totals, Eigen::Index lines) {
  for (int l = 0; l < lines; ++l) {
    if (is_huge<Scalar>(totals[l])) return true;
  }
  return false;
}
/// once_more(is_scaled, lines...): with that unit, of one line; of several, as before and each alone. Called, so that
/// it takes no registers from what is usual.
template <typename OnceMore, typename Line, typename... More>
EIGEN_DONT_INLINE void handle_huge(OnceMore once_more, Line line, More... more) {
  if constexpr (lines_per_block<Line> == 1) {
    once_more(std::true_type(), line, more...);
  } else {
    for (Eigen::Index l = 0; l < line.lines; ++l) once_more(std::false_type(), line.line(l), more.line(l)...);
  }
}

/// A block of a gradient; scaled, in that unit.
template <bool is_scaled, typename DY>
HILLOCK_INLINE auto load_gradient(DY dy, Eigen::Index i, Eigen::Index n) {
  using Scalar = std::decay_t<decltype(*dy.data)>;
  using Part = Block<Scalar>;
  Part gradient = Part::load(dy, i, n - i, Scalar(0));
  if constexpr (is_scaled) {
    HILLOCK_UNROLL
    for (int k = 0; k < Part::size; ++k) gradient.part[k] = gradient.part[k] * typename Part::V(unit_of_huge);
  }
  return gradient;
}

/// The gradients of softmax from its output.
template <typename IsScaled, typename Y, typename DY, typename DX, typename Scalar>
void softmax_gradients(IsScaled, Y y, DY dy, DX dx, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
  using Part = Block<Scalar>;
  using V = typename Part::V;
  constexpr bool is_scaled = IsScaled::value;
  Sums<Y, Scalar> dot(n);
  for (Eigen::Index i = 0; i < n; i += Y::step) {
    const Part output = Part::load(y, i, n - i, Scalar(0)), gradient = load_gradient<is_scaled>(dy, i, n);
    add_products(dot, i, output, gradient);
  }
  // y . dy as a sum of two elements: dy - y . dy often cancels.
  const auto totals = dot.totals();
  if constexpr (!is_scaled) {
    if (EIGEN_PREDICT_FALSE(is_any_huge<Scalar>(totals, y.lines))) {
      handle_huge([=](auto scaled, auto... lines) { softmax_gradients(scaled, lines..., n, parameters); }, y, dy, dx);
      return;
    }
  }
  const auto mean = double_words_per_register<Y, Scalar>([&](int l) { return split(totals[l]); });
  const OverTemperature<V> over_temperature(parameters.temperature());
  for (Eigen::Index i = 0; i < n; i += Y::step) {
    const Part gradient = load_gradient<is_scaled>(dy, i, n);
    Part block = Part::load(y, i, n - i, Scalar(0));
    HILLOCK_UNROLL
    for (int k = 0; k < Part::size; ++k) {
      const V centred = (gradient.part[k] - mean[k].high) - mean[k].low;
      if constexpr (is_scaled) block.part[k] = block.part[k] * V(1 / unit_of_huge);
      block.part[k] = over_temperature(block.part[k], centred);
    }
    block.store(dx, i, n - i);
  }
}

/// The gradients of log_softmax from its output.
template <typename IsScaled, typename Y, typename DY, typename DX, typename Scalar>
void log_softmax_gradients(IsScaled, Y y, DY dy, DX dx, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
  using Part = Block<Scalar>;
  using V = typename Part::V;
  constexpr bool is_scaled = IsScaled::value;
  constexpr double unit = unit_of_huge, most = largest_number<Scalar>;
  Sums<Y, Scalar> sum(n);
  for (Eigen::Index i = 0; i < n; i += Y::step) add_block(sum, i, load_gradient<is_scaled>(dy, i, n));
  const auto totals = sum.totals();
  if constexpr (!is_scaled) {
    if (EIGEN_PREDICT_FALSE(is_any_huge<Scalar>(totals, y.lines))) {
      handle_huge([=](auto scaled, auto... lines) { log_softmax_gradients(scaled, lines..., n, parameters); }, y, dy,
                  dx);
      return;
    }
  }
  const auto total = double_words_per_register<Y, Scalar>([&](int l) { return split(totals[l]); });
  const OverTemperature<V> over_temperature(parameters.temperature());
  for (Eigen::Index i = 0; i < n; i += Y::step) {
    const Part gradient = Part::load(dy, i, n - i, Scalar(0));
    Part block = Part::load(y, i, n - i, Scalar(0));
    HILLOCK_UNROLL
    for (int k = 0; k < Part::size; ++k) {
      const V probability = kernel::exp_nonpositive(block.part[k], V(0.0)), g = gradient.part[k],
              sum_of = total[k].high;
      if constexpr (is_scaled) {
        // Small parts are taken in full: where the probability is small, the gradient alone counts.
        const auto is_small = (abs(probability * sum_of) < V(most / 4 * unit)) & (abs(g) < V(most / 4));
        const V in_full =
            nmadd(probability * V(1 / unit), select(is_small, sum_of, V(0.0)), select(is_small, g, V(0.0)));
        const V large = over_temperature(nmadd(probability, sum_of, g * V(unit))) * V(1 / unit);
        block.part[k] = select(is_small, over_temperature(in_full), large);
      } else {
        block.part[k] = over_temperature(nmadd(probability, sum_of, g));
      }
    }
    block.store(dx, i, n - i);
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END
