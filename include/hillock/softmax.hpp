// Softmax and log-softmax: numbers into probabilities.
#ifndef HILLOCK_SOFTMAX_HPP
#define HILLOCK_SOFTMAX_HPP

#include <cmath>
#include <type_traits>

#include <hillock/vector/exponentials.hpp>
#include <hillock/vector_function.hpp>

HILLOCK_NAMESPACE_BEGIN

/// Option of softmax and its kin: of only -inf, nothing at all, instead of NaN. For attention with everything masked.
struct Masked {};
inline constexpr Masked masked{};

/// Temperature, positive and finite (else std::invalid_argument), and the option `masked`, in any order.
template <typename Scalar>
class SoftmaxParameters {
 public:
  /// `name` stands in messages.
  explicit SoftmaxParameters(const char* name, Scalar temperature = Scalar(1)) : temperature_(temperature) {
    if (!(temperature > 0) || !detail::is_finite(temperature)) {
      detail::fail_parameter(name, "temperature", temperature, "positive and finite");
    }
  }
  /// With the option `masked`.
  SoftmaxParameters(const char* name, Masked, Scalar temperature = Scalar(1)) : SoftmaxParameters(name, temperature) {
    is_masked_ = true;
  }
  /// In the other order.
  SoftmaxParameters(const char* name, Scalar temperature, Masked) : SoftmaxParameters(name, masked, temperature) {}

  Scalar temperature() const { return temperature_; }
  bool is_masked() const { return is_masked_; }

 private:
  Scalar temperature_;
  bool is_masked_ = false;
};

namespace detail {

// What is done by the terms of each part, once they are known: functors, where lambdas would not be inlined.
struct SharesBy {
  template <typename Parts, typename X, typename M, typename Y, typename B>
  HILLOCK_INLINE void operator()(const Parts& term, X x, Eigen::Index n, const M&, Y y, const B& first) const {
    using Terms = std::decay_t<decltype(term[0])>;
    using Scalar = typename Terms::V::Scalar;
    if constexpr (quick_sum<Terms> != Of::terms) {
      if (has_quick_sum<Terms>(n)) {
        using Quick = Sums<X, Scalar, BlockSum<Scalar, Block<Scalar>::width, quick_sum<Terms>>>;
        store_shares<Terms>(x, y, n, term, first, Quick(n, term[0].start()));
        return;
      }
    }
    store_shares<Terms>(x, y, n, term, first, begin_sums<X, Terms>(n, term));
  }
};
/// softmax of each line.
template <typename Terms, typename X, typename Y, typename Scalar>
void shares(X x, Y y, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
  if (n == 0) return;
  const auto first = Block<Scalar>::load(x, 0, n, minus_infinity<Scalar>());
  const auto m = largest_per_register<Scalar>(x, n, first);
  if (EIGEN_PREDICT_TRUE(with_terms<Terms>(x, n, m, parameters.temperature(), SharesBy(), y, first))) return;
  const auto alone = [&](auto from, auto to) { shares<Terms>(from, to, n, parameters); };
  handle_special(x, y, n, parameters.is_masked(), Scalar(0), alone);
}

struct LogSharesBy {
  template <typename Parts, typename X, typename M, typename Y, typename B>
  HILLOCK_INLINE void operator()(const Parts& term, X x, Eigen::Index n, const M& m, Y y, const B& first) const {
    using Terms = std::decay_t<decltype(term[0])>;
    using Scalar = typename Terms::V::Scalar;
    const auto totals = sum_terms<Terms>(x, n, m, term, first, [](Eigen::Index, const auto&) {});
    const auto log = factors_of<X, Terms, Scalar>(logs_of(totals), [](auto number) { return split(number); });
    B block = first;
    for (Eigen::Index i = 0;;) {
      HILLOCK_UNROLL
      for (int k = 0; k < B::size; ++k) block.part[k] = Terms::value(term[k].logarithm(block.part[k], log[k]));
      block.store(y, i, n - i);
      i += X::step;
      if (i >= n) break;
      block = B::load(x, i, n - i, minus_infinity<Scalar>());
    }
  }
};

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

/// softmax(x)_i = e^((x_i - m)/T) / Sum_j e^((x_j - m)/T), m = max x, temperature T = 1 by default, T > 0 and finite.
///
/// Backward from the output: dx = y .* (dy - y . dy) / T, finite where the exact one is. Any finite logits; -inf gives
/// 0; +inf or NaN anywhere, or only -inf, makes that vector NaN; with the option hillock::masked, only -inf gives only
/// 0. An empty vector stays empty. Each element is within 3 ULP, of hillock::precise::softmax within 1, of floats of
/// hillock::fast::softmax within a relative error of 2^-11. The result does not depend on where the vector is, nor on
/// its stride or the packets' width. Throws std::invalid_argument for a bad temperature or different shapes.
///
/// Source: J. S. Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs, with
/// Relationships to Statistical Pattern Recognition", in "Neurocomputing", Springer, 1990.
template <typename Tier>
struct SoftmaxKernel {
  static constexpr const char* name = "softmax";
  static constexpr bool takes_lines_side_by_side = true;
  template <typename Scalar>
  using Parameters = SoftmaxParameters<Scalar>;

  template <typename X, typename Y, typename Scalar>
  static void forward(X x, Y y, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    detail::shares<detail::TermsOf<Scalar, Tier>>(x, y, n, parameters);
  }

  template <typename Y, typename DY, typename DX, typename Scalar>
  static void backward_from_output(Y y, DY dy, DX dx, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    detail::softmax_gradients(std::false_type(), y, dy, dx, n, parameters);
  }
};

/// log_softmax(x)_i = (x_i - m)/T - log Sum_j e^((x_j - m)/T), m = max x: never the logarithm of a rounded softmax.
///
/// Backward from the output: dx = (dy - e^y Sum dy) / T, finite where the exact one is (where the sum of doubles
/// exceeds the largest number, overflow is raised all the same). Finite wherever x is; -inf stays; +inf or NaN
/// anywhere, or only -inf, makes that vector NaN; with the option hillock::masked, only -inf stays. Each element is
/// within 3 ULP, of hillock::precise::log_softmax within 1. Parameters and errors as softmax.
///
/// Source: as softmax; why not the logarithm of it: P. Blanchard, D. J. Higham, N. J. Higham, "Accurately Computing the
/// Log-sum-exp and Softmax Functions", IMA Journal of Numerical Analysis 41(4), 2021.
template <typename Tier>
struct LogSoftmaxKernel {
  static constexpr const char* name = "log_softmax";
  static constexpr bool takes_lines_side_by_side = true;
  template <typename Scalar>
  using Parameters = SoftmaxParameters<Scalar>;

  template <typename X, typename Y, typename Scalar>
  static void forward(X x, Y y, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    if (n == 0) return;
    const Scalar nothing = detail::minus_infinity<Scalar>();
    const auto first = detail::Block<Scalar>::load(x, 0, n, nothing);
    const auto m = detail::largest_per_register<Scalar>(x, n, first);
    using Terms = detail::TermsOf<Scalar, Tier>;
    if (EIGEN_PREDICT_TRUE(
            detail::with_terms<Terms>(x, n, m, parameters.temperature(), detail::LogSharesBy(), y, first))) {
      return;
    }
    const auto alone = [&](auto from, auto to) { forward(from, to, n, parameters); };
    detail::handle_special(x, y, n, parameters.is_masked(), nothing, alone);
  }

  template <typename Y, typename DY, typename DX, typename Scalar>
  static void backward_from_output(Y y, DY dy, DX dx, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    detail::log_softmax_gradients(std::false_type(), y, dy, dx, n, parameters);
  }
};

/// As functors that keep their temperature.
template <typename Scalar>
using Softmax = VectorActivation<SoftmaxKernel<tier::Default>, Scalar>;
template <typename Scalar>
using LogSoftmax = VectorActivation<LogSoftmaxKernel<tier::Default>, Scalar>;

inline constexpr VectorFunction<SoftmaxKernel<tier::Default>> softmax{};
inline constexpr VectorFunction<LogSoftmaxKernel<tier::Default>> log_softmax{};

namespace precise {
template <typename Scalar>
using Softmax = VectorActivation<SoftmaxKernel<tier::Precise>, Scalar>;
template <typename Scalar>
using LogSoftmax = VectorActivation<LogSoftmaxKernel<tier::Precise>, Scalar>;

inline constexpr VectorFunction<SoftmaxKernel<tier::Precise>> softmax{};
inline constexpr VectorFunction<LogSoftmaxKernel<tier::Precise>> log_softmax{};
}  // namespace precise

namespace fast {
template <typename Scalar>
using Softmax = VectorActivation<SoftmaxKernel<tier::Fast>, Scalar>;
template <typename Scalar>
using LogSoftmax = VectorActivation<LogSoftmaxKernel<tier::Fast>, Scalar>;

inline constexpr VectorFunction<SoftmaxKernel<tier::Fast>> softmax{};
inline constexpr VectorFunction<LogSoftmaxKernel<tier::Fast>> log_softmax{};
}  // namespace fast

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_SOFTMAX_HPP
