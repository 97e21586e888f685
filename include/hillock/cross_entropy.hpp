// Softmax followed by cross-entropy: the loss of a classifier, and its gradient, in one go.
#ifndef HILLOCK_CROSS_ENTROPY_HPP
#define HILLOCK_CROSS_ENTROPY_HPP

#include <limits>
#include <type_traits>

#include <hillock/detail/classify.hpp>
#include <hillock/linear.hpp>
#include <hillock/softmax.hpp>

HILLOCK_NAMESPACE_BEGIN

/// What softmax_cross_entropy returns.
template <typename Losses, typename Gradient>
struct CrossEntropy {
  using Scalar = typename Losses::Scalar;

  /// The loss of each sample.
  Losses losses;
  /// p - target: the gradient of sum() with respect to the logits, and of each sample's own loss. That of mean() is
  /// gradient / losses.size().
  Gradient gradient;

  /// The sum of the losses, added up in a wider type.
  Scalar sum() const { return static_cast<Scalar>(total()); }
  /// NaN without samples.
  Scalar mean() const { return static_cast<Scalar>(total() / static_cast<double>(losses.size())); }

 private:
  double total() const {
    detail::BlockSum<Scalar> sum;
    const detail::Strided<const Scalar> from{losses.data(), 1};
    for (Eigen::Index i = 0; i < losses.size(); i += detail::block_size) {
      sum.add(detail::Block<Scalar>::load(from, i, losses.size() - i, Scalar(0)));
    }
    return static_cast<double>(rounded(sum.total()).data);
  }
};

namespace detail {

/// Whether targets are class indices: one integer, or an Eigen vector, std::vector, … of them.
template <typename Targets, typename = void>
struct IndexTargets : std::is_integral<Targets> {};
template <typename Targets>
struct IndexTargets<Targets, std::void_t<decltype(std::declval<const Targets&>()[0])>>
    : std::is_integral<std::decay_t<decltype(std::declval<const Targets&>()[0])>> {};
/// total / (1 + total), as a sum of two elements.
template <typename Total>
auto share_beyond_one(Total total) {
  return split(total / (Total(1.0) + total));
}

/// log Σ e^d - d in elements, for what stands at one place; infinite where that is above the largest number.
template <typename V>
HILLOCK_INLINE V surprise(Two<V> d, Two<V> log) {
  const Two<V> high = two_sum(log.high, -d.high);
  const V low = high.low + (log.low - d.low);
  return high.high + select(high.high <= V((std::numeric_limits<typename V::Scalar>::max)()), low, V(0.0));
}

}  // namespace detail

/// The cross-entropy of softmax(logits) with the target, and its gradient, from one pass of exponentials.
///
/// Per sample: loss = -Σ_i t_i log p_i with p = softmax(logits), gradient = p - t. The target t of a sample is either
/// a class index k, which means t_k = 1 and loss = -log p_k, or a distribution: non-negative, of sum 1 (not checked).
///
///   auto r = hillock::softmax_cross_entropy(logits, labels);        // each column one sample; labels of its own size
///   auto r = hillock::softmax_cross_entropy(logits, labels, hillock::rowwise);
///   auto r = hillock::softmax_cross_entropy(logits, distributions); // of the shape of the logits
///   auto r = hillock::softmax_cross_entropy(logit_vector, 3);       // one sample
///   r.losses      // one loss per sample, a column vector
///   r.sum(), r.mean()
///   r.gradient    // of r.sum(); that of r.mean() is r.gradient / r.losses.size()
///   hillock::softmax_cross_entropy.forward(logits, labels, r);      // the same; allocates nothing once r has its size
///
/// Labels: a vector of any integers (Eigen's, std::vector, …), one per sample, from 0 to the number of classes less
/// one; for a single sample also a plain integer.
///
/// The loss is finite for any finite logits (where the true one is above the largest number, it is that). With t_i > 0
/// a logit of -inf gives an infinite loss; with t_i = 0 it takes no part. +inf or NaN anywhere, or only -inf, makes
/// that sample's loss and gradient NaN. The loss of an index is within 2 ULP, also where p_k is close to 1 (next to
/// nothing, of n classes: within n/2 times the smallest number); its gradient within 3, where p_k - 1 does not cancel
/// either; a distribution adds the rounding of a sum, and p - t may cancel.
/// The bits do not depend on where a sample is. Throws std::invalid_argument, before anything is written, for a number
/// of labels other than that of samples, distributions of another shape, an index out of range, and a result that
/// overlaps logits or targets.
///
/// Source: J. S. Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs, with
/// Relationships to Statistical Pattern Recognition", in "Neurocomputing", Springer, 1990.
struct SoftmaxCrossEntropy {
  static constexpr const char* name = "softmax_cross_entropy";

  /// What it returns for logits of this type.
  template <typename Logits, typename... Options>
  using Result = CrossEntropy<
      Eigen::Matrix<typename Logits::Scalar,
                    std::is_same<detail::AxisOf<Logits, Options...>, Columnwise>::value ? Logits::ColsAtCompileTime
                                                                                        : Logits::RowsAtCompileTime,
                    1>,
      typename Logits::PlainObject>;

  /// Losses and gradient in matrices of their own.
  template <typename Logits, typename Targets, typename... Options>
  Result<Logits, Options...> operator()(const Eigen::DenseBase<Logits>& logits, const Targets& targets,
                                        Options... options) const {
    Result<Logits, Options...> result;
    forward(logits, targets, result, options...);
    return result;
  }

  /// Into a result, whose losses and gradient get the right size if they do not have it.
  template <typename Logits, typename Targets, typename R, typename... Options>
  void forward(const Eigen::DenseBase<Logits>& logits, const Targets& targets, R& result, Options... options) const {
    using Scalar = typename Logits::Scalar;
    static_assert(std::is_same<Scalar, float>::value || std::is_same<Scalar, double>::value,
                  "hillock: the elements must be float or double");
    static_assert(std::tuple_size<decltype(detail::without_axis(options...))>::value == 0,
                  "hillock: softmax_cross_entropy has no option but the axis");
    using Axis = detail::AxisOf<Logits, Options...>;
    constexpr Axis axis{};
    const detail::Readable<Logits> from(logits.derived());
    const Eigen::Index samples = detail::line_count(from, axis), classes = samples == 0 ? 0 : from.size() / samples;
    if constexpr (detail::IndexTargets<Targets>::value) {
      require_indices(targets, samples, classes);
      require_apart(from, "the logits", result);
      prepare(from, samples, result);
      const auto loss = [&](Eigen::Index j, auto x, auto gradient) {
        of_index(
            x, gradient, classes, [&](Eigen::Index l) { return index_of(targets, j + l); }, &result.losses[j]);
      };
      if (samples > 0) detail::for_each_line<true>(axis, loss, from, result.gradient);
    } else {
      static_assert(std::is_same<typename Targets::Scalar, Scalar>::value,
                    "hillock: targets are a vector of class indices, or distributions of the logits' element type");
      detail::require_same_shape(name, "logits", logits, "targets", targets);
      const detail::Readable<Targets> distributions(targets.derived());
      require_apart(from, "the logits", result);
      require_apart(distributions, "the targets", result);
      prepare(from, samples, result);
      const auto loss = [&](Eigen::Index j, auto x, auto target, auto gradient) {
        of_distribution(x, target, gradient, classes, &result.losses[j]);
      };
      if (samples > 0) detail::for_each_line<true>(axis, loss, from, distributions, result.gradient);
    }
  }

 private:
  template <typename Argument, typename R>
  static void require_apart(const Argument& argument, const char* what, const R& result) {
    detail::require_apart(name, result.losses, what, argument);
    detail::require_apart(name, result.gradient, what, argument);
  }

  template <typename Targets>
  static Eigen::Index index_of(const Targets& targets, Eigen::Index j) {
    if constexpr (std::is_integral<Targets>::value) {
      return static_cast<Eigen::Index>(targets);
    } else {
      return static_cast<Eigen::Index>(targets[static_cast<decltype(targets.size())>(j)]);
    }
  }

  template <typename Targets>
  static void require_indices(const Targets& targets, Eigen::Index samples, Eigen::Index classes) {
    Eigen::Index count = 1;
    if constexpr (!std::is_integral<Targets>::value) count = static_cast<Eigen::Index>(targets.size());
    if (count != samples) {
      detail::fail(name, "there are %lld samples but %lld targets", detail::number(samples), detail::number(count));
    }
    for (Eigen::Index j = 0; j < samples; ++j) {
      const Eigen::Index index = index_of(targets, j);
      if (index < 0 || index >= classes) {
        if (classes == 0) {
          detail::fail(name, "the target of sample %lld is class %lld but must be a class, of which there are none",
                       detail::number(j), detail::number(index));
        }
        detail::fail(name, "the target of sample %lld is class %lld but must be from 0 to %lld", detail::number(j),
                     detail::number(index), detail::number(classes - 1));
      }
    }
  }

  template <typename From, typename R>
  static void prepare(const From& from, Eigen::Index samples, R& result) {
    detail::require_apart(name, result.losses, "the gradient", result.gradient);
    detail::require_can_have_size(name, result.gradient, from.rows(), from.cols());
    detail::require_destination(name, result.losses, samples, 1);
    detail::require_destination(name, result.gradient, from.rows(), from.cols());
  }

  // Writes softmax(x) but for the last factor, and returns Σ e^d - 1 of each line.
  template <typename Scalar, typename X, typename Y, typename Differences>
  static auto exponentials(X x, Y e, Eigen::Index n, const Differences& difference) {
    using Block = detail::Block<Scalar>;
    return detail::sum_beyond_one<Scalar>(x, n, difference, [&](Eigen::Index i, Block block, const Block& ones) {
      HILLOCK_UNROLL
      for (int k = 0; k < Block::size; ++k) block.part[k] = block.part[k] + ones.part[k];
      block.store(e, i, n - i);
    });
  }

  // target(l) is the class of line l.
  template <typename X, typename Y, typename Target, typename Scalar>
  static void of_index(X x, Y gradient, Eigen::Index n, Target target, Scalar* losses) {
    using Block = detail::Block<Scalar>;
    using V = typename Block::V;
    using One = Lanes<double, 1>;
    const auto largest = detail::largest_per_part<Scalar>(x, n);
    const auto beyond_one = exponentials<Scalar>(x, gradient, n, detail::scaled_differences<X>(largest, Scalar(1)));
    const auto factor =
        detail::two_per_line<X, Scalar>([&](int l) { return detail::reciprocal(beyond_one[l] + One(1.0)); });
    for (Eigen::Index i = 0; i < n; i += X::step) {
      Block block = Block::load(gradient, i, n - i, Scalar(0));
      HILLOCK_UNROLL
      for (int k = 0; k < Block::size; ++k) block.part[k] = product_with_two(block.part[k], factor[k]);
      block.store(gradient, i, n - i);
    }
    const auto m = detail::numbered(largest);
    for (int l = 0; l < x.lines; ++l) {
      const V logit(static_cast<double>(x.line(l)[target(l)]));
      const Two<V> d = detail::ScaledDifference<Scalar>(m[static_cast<std::size_t>(l)], Scalar(1))(logit);
      // 1 - p of the largest is (Σ e^d - 1) / Σ e^d; that of others is above 1/2.
      Scalar& at_target = gradient.line(l)[target(l)];
      at_target =
          first(d.high) == Scalar(0) ? -rounded(detail::share_beyond_one(beyond_one[l])).data : at_target - Scalar(1);
      const V loss = detail::surprise(d, detail::broadcast_two<V>(detail::log1p_of(beyond_one[l])));
      constexpr Scalar most = (std::numeric_limits<Scalar>::max)();
      losses[l] = first(select(logit >= V(-most), clamp_above(loss, most), loss));
    }
  }

  template <typename X, typename T, typename Y, typename Scalar>
  static void of_distribution(X x, T target, Y gradient, Eigen::Index n, Scalar* losses) {
    using Block = detail::Block<Scalar>;
    using V = typename Block::V;
    using One = Lanes<double, 1>;
    if (n == 0) {
      for (Eigen::Index l = 0; l < x.lines; ++l) losses[l] = Scalar(0);
      return;
    }
    const auto difference = detail::scaled_differences<X>(detail::largest_per_part<Scalar>(x, n), Scalar(1));
    const auto beyond_one = exponentials<Scalar>(x, gradient, n, difference);
    const auto factor =
        detail::two_per_line<X, Scalar>([&](int l) { return detail::reciprocal(beyond_one[l] + One(1.0)); });
    const auto others = detail::two_per_line<X, Scalar>([&](int l) { return detail::share_beyond_one(beyond_one[l]); });
    const auto log = detail::two_per_line<X, Scalar>([&](int l) { return detail::log1p_of(beyond_one[l]); });
    detail::Sums<X, Scalar> loss;
    for (Eigen::Index i = 0; i < n; i += X::step) {
      const Block logits = Block::load(x, i, n - i, detail::minus_infinity<Scalar>());
      const Block targets = Block::load(target, i, n - i, Scalar(0));
      Block surprises, block = Block::load(gradient, i, n - i, Scalar(0));
      HILLOCK_UNROLL
      for (int k = 0; k < Block::size; ++k) {
        const V t = targets.part[k];
        const Two<V> d = difference[k](logits.part[k]);
        surprises.part[k] = select(t == V(0.0), V(0.0), detail::surprise(d, log[k]));
        // p - t, of the largest as (1 - t) - (1 - p), which does not cancel for t near 1.
        const V plain = product_with_two(block.part[k], factor[k]) - t;
        const V from_one = ((V(1.0) - t) - others[k].high) - others[k].low;
        block.part[k] = select((d.high == V(0.0)) & (t > V(0.5)), from_one, plain);
      }
      loss.add_products(i, targets, surprises);
      block.store(gradient, i, n - i);
    }
    const auto totals = loss.totals();
    for (int l = 0; l < x.lines; ++l) {
      losses[l] = rounded(detail::split(totals[l])).data;
      if (!detail::is_finite(losses[l])) {
        extreme_loss(x.line(l), target.line(l), n, detail::broadcast_two<V>(detail::log1p_of(beyond_one[l])),
                     losses[l]);
      }
    }
  }

  // NaN, infinite, or with logits so far apart that a sum of losses may overflow.
  template <typename From, typename FromT, typename V>
  static void extreme_loss(detail::Strided<From> x, detail::Strided<FromT> target, Eigen::Index n, Two<V> log,
                           typename V::Scalar& loss) {
    using Scalar = typename V::Scalar;
    using Limits = std::numeric_limits<Scalar>;
    const Scalar m = detail::largest(x, n);
    if (!detail::all_below_infinity(x, n) || detail::is_minus_infinity(m) || !detail::none_nan(target, n)) {
      loss = detail::not_a_number<Scalar>();
      return;
    }
    // In our own arithmetic, of which no flag takes the unit out again.
    using One = Lanes<double, 1>;
    const One unit(0x1p-20);  // of the largest numbers nothing is lost
    const One scaled_m = One(m) * unit, scaled_log = One(first(log.high)) * unit, most = One((Limits::max)()) * unit;
    One scaled(0.0);
    for (Eigen::Index i = 0; i < n; ++i) {
      if (!(target[i] > 0)) continue;
      if (detail::is_minus_infinity(x[i])) {
        loss = detail::infinity<Scalar>();
        return;
      }
      scaled = scaled + One(target[i]) * (scaled_m - One(x[i]) * unit + scaled_log);
    }
    loss = scaled.data >= most.data ? (Limits::max)() : static_cast<Scalar>((scaled / unit).data);
  }

  template <typename V>
  static HILLOCK_INLINE typename V::Scalar first(V lanes) {
    typename V::Scalar buffer[V::width];
    lanes.store(buffer);
    return buffer[0];
  }
};

inline constexpr SoftmaxCrossEntropy softmax_cross_entropy{};

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_CROSS_ENTROPY_HPP
