// Softmax and log-softmax: numbers into probabilities.
#ifndef HILLOCK_SOFTMAX_HPP
#define HILLOCK_SOFTMAX_HPP

#include <type_traits>

#include <hillock/detail/exponentials.hpp>
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
  HILLOCK_INLINE void operator()(const Parts& term, X x, const M&, Y y, Eigen::Index n, const B& first) const {
    store_shares<std::decay_t<decltype(term[0])>>(x, y, n, term, first);
  }
};
/// softmax of each line.
template <typename Terms, typename X, typename Y, typename Scalar>
void shares(X x, Y y, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
  if (n == 0) return;
  const auto first = Block<Scalar>::load(x, 0, n, minus_infinity<Scalar>());
  const auto m = largest_per_part<Scalar>(x, n, first);
  if (EIGEN_PREDICT_TRUE(with_terms<Terms>(x, m, parameters.temperature(), SharesBy(), y, n, first))) return;
  const auto alone = [&](auto from, auto to) { shares<Terms>(from, to, n, parameters); };
  handle_special(x, y, n, parameters.is_masked(), Scalar(0), alone);
}

struct LogSharesBy {
  template <typename Parts, typename X, typename M, typename Y, typename B>
  HILLOCK_INLINE void operator()(const Parts& term, X x, const M& m, Y y, Eigen::Index n, const B& first) const {
    using Terms = std::decay_t<decltype(term[0])>;
    using Scalar = typename Terms::V::Scalar;
    const auto totals = sum_terms<Terms>(x, n, m, term, first, [](Eigen::Index, const auto&) {});
    const auto logs = logs_per_line(x, totals);
    const auto log = factors_per_part<X, Terms, Scalar>([&](int l) { return split(logs[l]); });
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

}  // namespace detail

/// softmax(x)_i = e^((x_i - m)/T) / Sum_j e^((x_j - m)/T), m = max x, temperature T = 1 by default, T > 0 and finite.
///
/// Backward from the output: dx = y .* (dy - y . dy) / T. Any finite logits; -inf gives 0; +inf or NaN anywhere, or
/// only -inf, makes that vector NaN; with the option hillock::masked, only -inf gives only 0. An empty vector stays
/// empty. Each element is within 3 ULP, of hillock::precise::softmax within 1, of floats of hillock::fast::softmax
/// within a relative error of 2^-11. The result does not depend on where the vector is, nor on its stride or the
/// packets' width. Throws std::invalid_argument for a bad temperature or different shapes.
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
    constexpr bool is_rough = std::is_same<Tier, tier::Fast>::value && std::is_same<Scalar, float>::value;
    detail::shares<std::conditional_t<is_rough, detail::RoughTerms, detail::Terms<Scalar, Tier>>>(x, y, n, parameters);
  }

  template <typename Y, typename DY, typename DX, typename Scalar>
  static void backward_from_output(Y y, DY dy, DX dx, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    using Block = detail::Block<Scalar>;
    using V = typename Block::V;
    detail::Sums<Y, Scalar> dot;
    for (Eigen::Index i = 0; i < n; i += Y::step) {
      const Block output = Block::load(y, i, n - i, Scalar(0)), gradient = Block::load(dy, i, n - i, Scalar(0));
      HILLOCK_UNROLL
      for (int k = 0; k < Block::size; ++k) dot.add_product(i, k, output.part[k], gradient.part[k]);
    }
    // y . dy as a sum of two elements: dy - y . dy often cancels.
    const auto totals = dot.totals();
    const auto mean = detail::two_per_line<Y, Scalar>([&](int l) { return detail::split(totals[l]); });
    const detail::OverTemperature<V> over_temperature(parameters.temperature());
    for (Eigen::Index i = 0; i < n; i += Y::step) {
      const Block gradient = Block::load(dy, i, n - i, Scalar(0));
      Block block = Block::load(y, i, n - i, Scalar(0));
      HILLOCK_UNROLL
      for (int k = 0; k < Block::size; ++k) {
        const V centred = (gradient.part[k] - mean[k].high) - mean[k].low;
        block.part[k] = over_temperature(block.part[k], centred);
      }
      block.store(dx, i, n - i);
    }
  }
};

/// log_softmax(x)_i = (x_i - m)/T - log Sum_j e^((x_j - m)/T), m = max x: never the logarithm of a rounded softmax.
///
/// Backward from the output: dx = (dy - e^y Sum dy) / T. Finite wherever x is; -inf stays; +inf or NaN anywhere, or
/// only -inf, makes that vector NaN; with the option hillock::masked, only -inf stays. Each element is within 3 ULP, of
/// hillock::precise::log_softmax within 1. Parameters and errors as softmax.
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
    const auto m = detail::largest_per_part<Scalar>(x, n, first);
    using Terms = detail::Terms<Scalar, Tier>;
    if (EIGEN_PREDICT_TRUE(
            detail::with_terms<Terms>(x, m, parameters.temperature(), detail::LogSharesBy(), y, n, first))) {
      return;
    }
    const auto alone = [&](auto from, auto to) { forward(from, to, n, parameters); };
    detail::handle_special(x, y, n, parameters.is_masked(), nothing, alone);
  }

  template <typename Y, typename DY, typename DX, typename Scalar>
  static void backward_from_output(Y y, DY dy, DX dx, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    using Block = detail::Block<Scalar>;
    using V = typename Block::V;
    detail::Sums<Y, Scalar> sum;
    for (Eigen::Index i = 0; i < n; i += Y::step) {
      detail::add_block(sum, i, Block::load(dy, i, n - i, Scalar(0)));
    }
    const auto totals = sum.totals();
    const auto total = detail::two_per_line<Y, Scalar>([&](int l) { return detail::split(totals[l]); });
    const detail::OverTemperature<V> over_temperature(parameters.temperature());
    for (Eigen::Index i = 0; i < n; i += Y::step) {
      const Block gradient = Block::load(dy, i, n - i, Scalar(0));
      Block block = Block::load(y, i, n - i, Scalar(0));
      HILLOCK_UNROLL
      for (int k = 0; k < Block::size; ++k) {
        const V probability = math::exp_nonpositive(block.part[k], V(0.0));
        block.part[k] = over_temperature(nmadd(probability, total[k].high, gradient.part[k]));
      }
      block.store(dx, i, n - i);
    }
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
using hillock::LogSoftmax;

inline constexpr VectorFunction<SoftmaxKernel<tier::Fast>> softmax{};
using hillock::log_softmax;
}  // namespace fast

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_SOFTMAX_HPP
