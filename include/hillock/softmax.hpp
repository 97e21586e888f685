// Softmax and log-softmax: numbers into probabilities.
#ifndef HILLOCK_SOFTMAX_HPP
#define HILLOCK_SOFTMAX_HPP

#include <type_traits>

#include <hillock/detail/classify.hpp>
#include <hillock/detail/side_by_side.hpp>
#include <hillock/math/exp.hpp>
#include <hillock/math/log.hpp>
#include <hillock/vector_function.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// (x - m) / temperature as a sum of two: rounding x - m alone would cost e^(x-m) up to |x - m| / 2 ULP.
template <typename Scalar>
class ScaledDifference {
 public:
  using V = typename Block<Scalar>::V;

  HILLOCK_INLINE ScaledDifference(V m, Scalar temperature)
      : scales_(temperature != Scalar(1)),
        // A large temperature may bring back into range what x - m alone would overflow.
        unit_(V(temperature > Scalar(1) ? 0.5 : 1.0)),
        m_(m * unit_),
        temperature_(V(static_cast<double>(temperature)) * unit_) {}
  HILLOCK_INLINE ScaledDifference(Scalar m, Scalar temperature)
      : ScaledDifference(V(static_cast<double>(m)), temperature) {}

  HILLOCK_INLINE Two<V> operator()(V x) const {
    Two<V> difference = two_sum(scales_ ? x * unit_ : x, -m_);
    if (scales_) {
      const V quotient = difference.high / temperature_;
      const V rest = (remainder(difference.high, quotient, temperature_) + difference.low) / temperature_;
      // Where the remainder over- or underflows, it is of no use.
      difference = {quotient, select(abs(rest) <= abs(quotient), rest, V(0.0))};
    }
    // Nor is the low part once the high one is infinite.
    return {difference.high,
            select(difference.high >= V(-(std::numeric_limits<Scalar>::max)()), difference.low, V(0.0))};
  }

 private:
  bool scales_;
  V unit_, m_, temperature_;
};

/// The differences to the largest element m[k] of each line.
template <typename Line, typename Scalar, typename M>
auto scaled_differences(const M& m, Scalar temperature) {
  return per_part<Line, Scalar>([&](int k) { return ScaledDifference<Scalar>(m[k], temperature); });
}

// Totals of a BlockSum: a double for floats, a sum of two doubles for doubles. What follows gives each as a sum of two
// elements, so that nothing is lost when it meets the elements.

inline Two<Lanes<float, 1>> split(Lanes<double, 1> total) {
  const float high = static_cast<float>(total.data);
  return {Lanes<float, 1>::of(high), Lanes<float, 1>::of(static_cast<float>(total.data - static_cast<double>(high)))};
}
template <typename V>
Two<V> split(Two<V> total) {
  return total;
}

/// 1 / total.
template <typename Total>
auto reciprocal(Total total) {
  return split(Total(1.0) / total);
}

/// log(1 + total). For floats to 2^-35: nothing is subtracted from it. (Templates, so that only programs that use them
/// compile the logarithm.)
template <typename S>
auto log1p_of(Lanes<S, 1> total) {
  const auto log = math::log1p(Lanes<S, 1, float>::of(total.data));
  return split(Lanes<S, 1>::of(log.data));
}
template <typename V>
auto log1p_of(Two<V> total) {
  return split(math::log1p(total));
}

/// Σ e^d - 1 of each line.
template <typename Totals>
struct BeyondOne {
  Totals rest, ones;

  auto operator[](int l) const { return rest[l] + (rounded(ones[l]) - Lanes<double, 1>(1.0)); }
};
template <typename Totals>
BeyondOne(Totals, Totals) -> BeyondOne<Totals>;

/// Σ e^(d_i) - 1 with d = difference[k](x): the largest elements add exactly one each. Counted apart, they do not swamp
/// a small rest, and log1p sees it. visit(i, exponentials, ones) gets each block: the exponentials, but 0 where they
/// count as one.
template <typename Scalar, typename Line, typename Differences, typename Visit>
auto sum_beyond_one(Line x, Eigen::Index n, const Differences& difference, Visit visit) {
  using B = Block<Scalar>;
  using V = typename B::V;
  Sums<Line, Scalar> rest, count;
  for (Eigen::Index i = 0; i < n; i += Line::step) {
    B block = B::load(x, i, n - i, minus_infinity<Scalar>()), ones;
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) {
      const Two<V> d = difference[k](block.part[k]);
      const auto is_largest = d.high == V(0.0);
      ones.part[k] = select(is_largest, V(1.0), V(0.0));
      block.part[k] = select(is_largest, V(0.0), math::exp_nonpositive(d.high, d.low));
    }
    rest.add(i, block);
    count.add(i, ones);
    visit(i, block, ones);
  }
  return BeyondOne{rest.totals(), count.totals()};
}
template <typename Scalar, typename Line, typename Differences>
auto sum_beyond_one(Line x, Eigen::Index n, const Differences& difference) {
  return sum_beyond_one<Scalar>(x, n, difference, [](Eigen::Index, const Block<Scalar>&, const Block<Scalar>&) {});
}

/// With the option `masked`, for largest elements m: whether lines of only -inf were seen, and all is done, such lines
/// filled with `value`. Of lines side by side each is then treated alone, by forward(x, y).
template <typename X, typename Y, typename M, typename Scalar, typename Forward>
bool handle_masked(X x, Y y, Eigen::Index n, const M& m, const Scalar& value, Forward forward) {
  if (!any_minus_infinity(m)) return false;
  if constexpr (lines_per_block<X> == 1) {
    if (!all_minus_infinity(x, n)) return false;
    fill(y, n, value);
  } else {
    for (Eigen::Index l = 0; l < x.lines; ++l) forward(x.line(l), y.line(l));
  }
  return true;
}

}  // namespace detail

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

/// What softmax is made of: e^((x - m)/T), and its share of a sum of these.
template <typename Scalar>
class SoftmaxTerms {
 public:
  using V = typename Block<Scalar>::V;

  SoftmaxTerms(V m, Scalar temperature) : difference_(m, temperature) {}

  HILLOCK_INLINE V operator()(V x) const {
    const Two<V> d = difference_(x);
    return math::exp_nonpositive(d.high, d.low);
  }
  template <typename Total>
  static auto factor(Total sum) {
    return reciprocal(sum);
  }
  static HILLOCK_INLINE V share(V term, Two<V> factor) { return product_with_two(term, factor); }

 private:
  ScaledDifference<Scalar> difference_;
};

/// The same for the fast tier, of floats.
template <typename Scalar>
class RoughSoftmaxTerms {
 public:
  using V = typename Block<Scalar>::V;

  RoughSoftmaxTerms(V m, Scalar temperature)
      : scales_(temperature != 1),
        // A large temperature may bring back into range what x - m alone would overflow.
        unit_(temperature > 1 ? 0.5 : 1),
        m_(R::of(m.data) * unit_),
        temperature_(R(static_cast<double>(temperature)) * unit_) {}

  HILLOCK_INLINE V operator()(V x) const {
    R d = R::of(x.data) * unit_ - m_;
    if (scales_) d = d / temperature_;
    return V::of(math::exp_with_room(clamp_below(d, math::half_exp_nothing)).data);
  }
  static auto factor(Lanes<double, 1> sum) { return Two<Lanes<float, 1>>(1 / sum.data); }
  static HILLOCK_INLINE V share(V term, Two<V> factor) { return term * factor.high; }

 private:
  using R = RoughLanes<Block<Scalar>::width>;

  bool scales_;
  R unit_, m_, temperature_;
};

/// softmax of each line.
template <typename Terms, typename X, typename Y, typename Scalar>
void shares(X x, Y y, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
  using B = Block<Scalar>;
  if (n == 0) return;
  const Scalar nothing = minus_infinity<Scalar>();
  const auto m = largest_per_part<Scalar>(x, n);
  const auto alone = [&](auto from, auto to) { shares<Terms>(from, to, n, parameters); };
  if (parameters.is_masked() && handle_masked(x, y, n, m, Scalar(0), alone)) return;
  const auto term = per_part<X, Scalar>([&](int k) { return Terms(m[k], parameters.temperature()); });
  Sums<X, Scalar> sum;
  B block;
  Eigen::Index end = 0;
  do {
    const B logits = B::load(x, end, n - end, nothing);
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) block.part[k] = term[k](logits.part[k]);
    sum.add(end, block);
    block.store(y, end, n - end);
    end += X::step;
  } while (end < n);
  const auto totals = sum.totals();
  const auto factor = two_per_line<X, Scalar>([&](int l) { return Terms::factor(totals[l]); });
  // Backwards: the last terms are still in registers, and those before them in the nearest cache.
  for (Eigen::Index i = end - X::step;; i -= X::step) {
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) block.part[k] = Terms::share(block.part[k], factor[k]);
    block.store(y, i, n - i);
    if (i == 0) break;
    const B before = B::load(y, i - X::step, X::step, Scalar(0));
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) block.part[k] = before.part[k];
  }
}

}  // namespace detail

/// softmax(x)_i = e^((x_i - m)/T) / Σ_j e^((x_j - m)/T), m = max x, temperature T = 1 by default, T > 0 and finite.
///
/// Backward from the output: dx = y ∘ (dy - ⟨y, dy⟩) / T. Any finite logits; -inf gives 0; +inf or NaN anywhere, or
/// only -inf, makes that vector NaN; with the option hillock::masked, only -inf gives only 0. An empty vector stays
/// empty. Each element is within 3 ULP. The result does not depend on where the vector is, nor on its stride or the
/// packets' width. Throws std::invalid_argument for a bad temperature or different shapes.
///
/// Source: J. S. Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs, with
/// Relationships to Statistical Pattern Recognition", in "Neurocomputing", Springer, 1990.
struct SoftmaxKernel {
  static constexpr const char* name = "softmax";
  static constexpr bool takes_lines_side_by_side = true;
  template <typename Scalar>
  using Parameters = SoftmaxParameters<Scalar>;

  template <typename X, typename Y, typename Scalar>
  static void forward(X x, Y y, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    detail::shares<detail::SoftmaxTerms<Scalar>>(x, y, n, parameters);
  }

  template <typename Y, typename DY, typename DX, typename Scalar>
  static void backward_from_output(Y y, DY dy, DX dx, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    using Block = detail::Block<Scalar>;
    using V = typename Block::V;
    detail::Sums<Y, Scalar> dot;
    for (Eigen::Index i = 0; i < n; i += Y::step) {
      dot.add_products(i, Block::load(y, i, n - i, Scalar(0)), Block::load(dy, i, n - i, Scalar(0)));
    }
    // ⟨y, dy⟩ as a sum of two elements: dy - ⟨y, dy⟩ often cancels.
    const auto totals = dot.totals();
    const auto mean = detail::two_per_line<Y, Scalar>([&](int l) { return detail::split(totals[l]); });
    const V inverse(1.0 / static_cast<double>(parameters.temperature()));
    for (Eigen::Index i = 0; i < n; i += Y::step) {
      const Block gradient = Block::load(dy, i, n - i, Scalar(0));
      Block block = Block::load(y, i, n - i, Scalar(0));
      HILLOCK_UNROLL
      for (int k = 0; k < Block::size; ++k) {
        const V centred = (gradient.part[k] - mean[k].high) - mean[k].low;
        block.part[k] = block.part[k] * centred * inverse;
      }
      block.store(dx, i, n - i);
    }
  }
};

/// The same for the fast tier: of floats, every probability within a relative error of 2^-11; doubles as by default.
/// Parameters, special values, backward and errors as softmax.
struct FastSoftmaxKernel : SoftmaxKernel {
  template <typename X, typename Y, typename Scalar>
  static void forward(X x, Y y, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    using Terms = std::conditional_t<std::is_same<Scalar, float>::value, detail::RoughSoftmaxTerms<Scalar>,
                                     detail::SoftmaxTerms<Scalar>>;
    detail::shares<Terms>(x, y, n, parameters);
  }
};

/// log_softmax(x)_i = (x_i - m)/T - log Σ_j e^((x_j - m)/T), m = max x: never the logarithm of a rounded softmax.
///
/// Backward from the output: dx = (dy - e^y Σ dy) / T. Finite wherever x is; -inf stays; +inf or NaN anywhere, or only
/// -inf, makes that vector NaN; with the option hillock::masked, only -inf stays. Each element is within 3 ULP;
/// that of the largest of n, where it is next to nothing, within n/2 times the smallest number. Parameters and errors
/// as softmax.
///
/// Source: as softmax; why not the logarithm of it: P. Blanchard, D. J. Higham, N. J. Higham, "Accurately Computing the
/// Log-sum-exp and Softmax Functions", IMA Journal of Numerical Analysis 41(4), 2021.
struct LogSoftmaxKernel {
  static constexpr const char* name = "log_softmax";
  static constexpr bool takes_lines_side_by_side = true;
  template <typename Scalar>
  using Parameters = SoftmaxParameters<Scalar>;

  template <typename X, typename Y, typename Scalar>
  static void forward(X x, Y y, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    using Block = detail::Block<Scalar>;
    using V = typename Block::V;
    if (n == 0) return;
    const Scalar nothing = detail::minus_infinity<Scalar>();
    const auto m = detail::largest_per_part<Scalar>(x, n);
    const auto alone = [&](auto from, auto to) { forward(from, to, n, parameters); };
    if (parameters.is_masked() && detail::handle_masked(x, y, n, m, nothing, alone)) return;
    const auto difference = detail::scaled_differences<X>(m, parameters.temperature());
    const auto beyond_one = detail::sum_beyond_one<Scalar>(x, n, difference);
    const auto log = detail::two_per_line<X, Scalar>([&](int l) { return detail::log1p_of(beyond_one[l]); });
    for (Eigen::Index i = 0; i < n; i += X::step) {
      Block block = Block::load(x, i, n - i, nothing);
      HILLOCK_UNROLL
      for (int k = 0; k < Block::size; ++k) {
        const Two<V> d = difference[k](block.part[k]);
        const Two<V> high = two_sum(d.high, -log[k].high);
        const V low = high.low + (d.low - log[k].low);
        // With an infinite difference the errors of the sums are NaN and of no use.
        const auto is_finite = high.high >= V(-(std::numeric_limits<Scalar>::max)());
        block.part[k] = high.high + select(is_finite, low, V(0.0));
      }
      block.store(y, i, n - i);
    }
  }

  template <typename Y, typename DY, typename DX, typename Scalar>
  static void backward_from_output(Y y, DY dy, DX dx, Eigen::Index n, const SoftmaxParameters<Scalar>& parameters) {
    using Block = detail::Block<Scalar>;
    using V = typename Block::V;
    detail::Sums<Y, Scalar> sum;
    for (Eigen::Index i = 0; i < n; i += Y::step) sum.add(i, Block::load(dy, i, n - i, Scalar(0)));
    const auto totals = sum.totals();
    const auto total = detail::two_per_line<Y, Scalar>([&](int l) { return detail::split(totals[l]); });
    const V inverse(1.0 / static_cast<double>(parameters.temperature()));
    for (Eigen::Index i = 0; i < n; i += Y::step) {
      const Block gradient = Block::load(dy, i, n - i, Scalar(0));
      Block block = Block::load(y, i, n - i, Scalar(0));
      HILLOCK_UNROLL
      for (int k = 0; k < Block::size; ++k) {
        const V probability = math::exp_nonpositive(block.part[k], V(0.0));
        block.part[k] = nmadd(probability, total[k].high, gradient.part[k]) * inverse;
      }
      block.store(dx, i, n - i);
    }
  }
};

/// As functors that keep their temperature.
template <typename Scalar>
using Softmax = VectorActivation<SoftmaxKernel, Scalar>;
template <typename Scalar>
using LogSoftmax = VectorActivation<LogSoftmaxKernel, Scalar>;

inline constexpr VectorFunction<SoftmaxKernel> softmax{};
inline constexpr VectorFunction<LogSoftmaxKernel> log_softmax{};

namespace fast {
template <typename Scalar>
using Softmax = VectorActivation<FastSoftmaxKernel, Scalar>;
inline constexpr VectorFunction<FastSoftmaxKernel> softmax{};
}  // namespace fast

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_SOFTMAX_HPP
