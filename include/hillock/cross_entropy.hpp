// Softmax followed by cross-entropy: the loss of a classifier, and its gradient, in one go.
#pragma once

#include <cstddef>
#include <limits>
#include <type_traits>

#include <hillock/check/special_values.hpp>
#include <hillock/loop/convert.hpp>
#include <hillock/softmax.hpp>
#include <hillock/vector/cross_entropy_result.hpp>
#include <hillock/vector/loss_terms.hpp>

HILLOCK_NAMESPACE_BEGIN

/// The cross-entropy of softmax(logits) with the target, and its gradient, from one pass of exponentials.
///
/// Per sample: loss = -Sum_i t_i log p_i with p = softmax(logits), gradient = p Sum_i t_i - t. The target t of a sample
/// is either a class index k, which means t_k = 1, loss = -log p_k and gradient = p - t, or a distribution, or whatever
/// other finite weights: zeros for a sample that does not count, a distribution times the weight of its class, ....
///
///   auto r = hillock::softmax_cross_entropy(logits, labels);        // each column one sample; labels of its own size
///   auto r = hillock::softmax_cross_entropy(logits, labels, hillock::rowwise);
///   auto r = hillock::softmax_cross_entropy(logits, distributions); // of the shape of the logits
///   auto r = hillock::softmax_cross_entropy(logit_vector, 3);       // one sample
///   r.losses      // one loss per sample, a column vector; floats for half and bfloat16
///   r.sum(), r.mean()
///   r.gradient    // of r.sum(); that of r.mean() is r.gradient / r.losses.size()
///   hillock::softmax_cross_entropy.forward(logits, labels, r);      // the same; allocates nothing once r has its size
///
/// Labels: any integers or an enumeration (an Eigen vector, std::vector, an array of C, ...), one per sample, from 0 to
/// the number of classes less one; for a single sample also a plain one. A matrix of integers is one of distributions.
///
/// The loss is finite for any finite logits (where the true one is above the largest number, it is that). With t_i
/// other than 0 a logit of -inf gives an infinite loss; with t_i = 0 it takes no part. +inf or NaN anywhere, or only
/// -inf, makes that sample's loss and gradient NaN. The loss of an index is within 2 ULP, also where p_k is close to 1;
/// its gradient within 3, where p_k - 1 does not cancel either; hillock::precise::softmax_cross_entropy has both
/// within 1. Of other targets the loss adds the rounding of a sum, and p Sum t - t may cancel. The bits do not depend
/// on where a sample is. half and bfloat16 are computed in float: the gradient is rounded once, the losses are not;
/// distributions may be of the same type, or floats. (Each sample is copied as floats: of up to 4096 classes without
/// allocation.) Throws std::invalid_argument, before anything is written, for a number of labels other than
/// that of samples, distributions of another shape, an index out of range, and a result that overlaps logits or
/// targets.
///
/// Source: J. S. Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs, with
/// Relationships to Statistical Pattern Recognition", in "Neurocomputing", Springer, 1990.
template <typename Tier>
struct SoftmaxCrossEntropy : public detail::RefusesMemory<SoftmaxCrossEntropy<Tier>> {
  using detail::RefusesMemory<SoftmaxCrossEntropy<Tier>>::operator();
  using detail::RefusesMemory<SoftmaxCrossEntropy<Tier>>::forward;
  static constexpr const char* name = "softmax_cross_entropy";

  /// What it returns for logits of this type.
  template <typename Logits, typename... Options>
  using Result = CrossEntropy<
      Eigen::Matrix<detail::Computed<typename Logits::Scalar>,
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
    run(
        logits, targets, result, [](Eigen::Index, auto&, auto) {}, options...);
  }

 private:
  template <typename, typename>
  friend class CrossEntropyLoss;

  // The same, with finish(j, loss of sample j, its gradient) before that is rounded.
  template <typename Logits, typename Targets, typename R, typename Finish, typename... Options>
  void run(const Eigen::DenseBase<Logits>& logits, const Targets& targets, R& result, Finish finish,
           Options... options) const {
    using Stored = typename Logits::Scalar;
    using Scalar = detail::Computed<Stored>;
    static_assert(detail::Register<Scalar, 1>::exists,
                  "hillock: the elements must be float or double, or half or bfloat16");
    static_assert(std::tuple_size<decltype(detail::without_axis(options...))>::value == 0,
                  "hillock: softmax_cross_entropy has no option but the axis");
    using Axis = detail::AxisOf<Logits, Options...>;
    constexpr Axis axis{};
    const detail::Readable<Logits> from(logits.derived());
    const Eigen::Index samples = detail::line_count(from, axis), classes = detail::line_length(from, axis);
    detail::ResultLine<Stored> floats(classes);
    constexpr bool together = !detail::is_short<Stored>;
    const auto round = [&](Eigen::Index j, auto lines, auto gradient) {
      for (Eigen::Index l = 0; l < gradient.lines; ++l) finish(j + l, result.losses[j + l], gradient.line(l));
      floats.store(lines);
    };
    if constexpr (detail::IndexTargets<Targets>::value) {
      detail::require_indices(name, targets, samples, classes, [](Eigen::Index) { return true; });
      detail::require_result_apart(name, from, "the logits", result);
      detail::prepare_result(name, from, samples, 1, result);
      const auto loss = [&](Eigen::Index j, auto x, auto lines) {
        const auto gradient = floats.in_place_of(lines);
        Eigen::Index of_samples[detail::lines_per_block<decltype(x)>];
        for (Eigen::Index l = 0; l < x.lines; ++l) of_samples[l] = detail::index_of(targets, j + l);
        of_lines(x, detail::ClassesOfLines{of_samples}, gradient, classes, &result.losses[j], IndexBy());
        round(j, lines, gradient);
      };
      if (samples > 0) detail::for_each_line<together>(axis, loss, from, result.gradient);
    } else {
      const auto& given = detail::distributions_of<Stored>(targets);
      detail::require_same_shape(name, "logits", logits, "targets", given);
      const detail::Readable<std::decay_t<decltype(given)>> distributions(given);
      detail::require_result_apart(name, from, "the logits", result);
      detail::require_result_apart(name, distributions, "the targets", result);
      detail::prepare_result(name, from, samples, 1, result);
      const auto loss = [&](Eigen::Index j, auto x, auto target, auto lines) {
        const auto gradient = floats.in_place_of(lines);
        of_lines(x, target, gradient, classes, &result.losses[j], DistributionBy());
        round(j, lines, gradient);
      };
      if (samples > 0) detail::for_each_line<together>(axis, loss, from, distributions, result.gradient);
    }
  }

  // By makes losses and gradient of lines x and their targets; of a sample whose largest logit is not finite they are
  // NaN.
  template <typename X, typename T, typename Y, typename Scalar, typename By>
  static void of_lines(X x, T target, Y gradient, Eigen::Index n, Scalar* losses, By by) {
    if (n == 0) {
      for (Eigen::Index l = 0; l < x.lines; ++l) losses[l] = Scalar(0);
      return;
    }
    const auto first = detail::Block<Scalar>::load(x, 0, n, detail::minus_infinity<Scalar>());
    const auto m = detail::largest_per_register<Scalar>(x, n, first);
    using Terms = detail::Terms<Scalar, Tier>;
    if (detail::with_terms<Terms>(x, n, m, Scalar(1), by, target, gradient, first, losses)) return;
    if constexpr (detail::lines_per_block<X> == 1) {
      *losses = detail::not_a_number<Scalar>();
      detail::fill(gradient, n, detail::not_a_number<Scalar>());
    } else {
      for (Eigen::Index l = 0; l < x.lines; ++l) {
        of_lines(x.line(l), target.line(l), gradient.line(l), n, losses + l, by);
      }
    }
  }

  struct IndexBy {
    template <typename Parts, typename X, typename M, typename T, typename Y, typename Block, typename Scalar>
    HILLOCK_INLINE void operator()(const Parts& term, X x, Eigen::Index n, const M& largest, const T& target,
                                   Y gradient, const Block& first, Scalar* losses) const {
      using Terms = std::decay_t<decltype(term[0])>;
      const auto all = detail::store_shares<Terms>(x, gradient, n, term, first, detail::begin_sums<X, Terms>(n, term));
      const auto totals = detail::term_totals<Terms>(all, x, n, largest, term);
      const auto logs = detail::logs_of(totals);
      for (int l = 0; l < x.lines; ++l) {
        const Scalar logit = static_cast<Scalar>(x.line(l)[target[l]]), m = totals.m[static_cast<std::size_t>(l)];
        const auto beyond_one = totals.beyond_one(l);
        // 1 - p of the largest is (Sum e^d - 1) / Sum e^d; that of others is above 1/2.
        Scalar& at_target = gradient.line(l)[target[l]];
        at_target = logit == m ? -leading(detail::share_beyond_one(beyond_one)).data : at_target - Scalar(1);
        losses[l] = detail::surprise(logit, m, logs[l]);
      }
    }
  };

  struct DistributionBy {
    template <typename Parts, typename X, typename M, typename T, typename Y, typename Block, typename Scalar>
    HILLOCK_INLINE void operator()(const Parts& term, X x, Eigen::Index n, const M& largest, T target, Y gradient,
                                   const Block& first, Scalar* losses) const {
      using V = typename Block::V;
      using Terms = std::decay_t<decltype(term[0])>;
      using Number = typename Terms::Number;
      using R = typename NumberTraits<Number>::Register;
      using One = Lanes<double, 1>;
      const Scalar nothing = detail::minus_infinity<Scalar>();
      detail::Sums<X, Scalar> weight(n), loss(n);
      // The terms are kept where the gradient will be, if they fit.
      const auto totals = detail::sum_terms<Terms>(
          x, n, largest, term, first, [&](Eigen::Index i, const auto& terms) HILLOCK_INLINE_LAMBDA {
            detail::add_block(weight, i, Block::load(target, i, n - i, Scalar(0)));
            if constexpr (Terms::are_elements) terms.store(gradient, i, n - i);
          });
      const auto weights = weight.totals();
      // p Sum t, (1 - p) Sum t and Sum t itself.
      const auto factor = detail::factors_per_register<X, Terms, Scalar>(
          [&](int l) { return detail::split(weights[l] / totals.divisor(l)); });
      const auto others = detail::factors_per_register<X, Terms, Scalar>([&](int l) {
        const auto beyond_one = totals.beyond_one(l);
        return detail::split(weights[l] * (beyond_one / (beyond_one + One(1.0))));
      });
      const auto all = detail::factors_per_register<X, Terms, Scalar>([&](int l) { return detail::split(weights[l]); });
      const auto logs = detail::logs_of(totals);
      const auto log = detail::factors_of<X, Terms, Scalar>(logs, [](auto number) { return detail::split(number); });
      // So far below m, or masked, a logit has no surprise that could be added up: its sample is looked at again.
      constexpr double most = detail::largest_number<Scalar>, range = 0x1p-20 * most;
      const auto floor =
          detail::per_register<X, Scalar>([&](int k) { return larger(V(range - most), largest[k]) - V(range); });
      Block least;
      HILLOCK_UNROLL
      for (int k = 0; k < Block::size; ++k) least.part[k] = largest[k];
      for (Eigen::Index i = 0; i < n; i += X::step) {
        const Block logits = Block::load(x, i, n - i, nothing), targets = Block::load(target, i, n - i, Scalar(0));
        Block block = Terms::are_elements ? Block::load(gradient, i, n - i, Scalar(0)) : logits;
        HILLOCK_UNROLL
        for (int k = 0; k < Block::size; ++k) {
          const V t = targets.part[k], logit = select(t == V(0.0), largest[k], logits.part[k]);
          least.part[k] = detail::PickSmaller{}(least.part[k], logit);
          loss.add_product(i, k, t, term[k].surprise(larger(floor[k], logit), log[k]));
          // p Sum t - t, of the largest as (Sum t - t) - (1 - p) Sum t, which does not cancel for t near Sum t.
          const Number plain =
              Terms::share(detail::term_of<Terms>(block.part[k], term[k]), factor[k]) - Terms::number(t);
          const Number from_all = Terms::less(Terms::less(all[k], Terms::number(t)), others[k]);
          const auto is_most = leading(Terms::number(t)) > R(0.5) * leading(all[k]);
          block.part[k] = Terms::value(select(term[k].is_largest(logits.part[k]) & is_most, from_all, plain));
        }
        block.store(gradient, i, n - i);
      }
      const auto losses_of = loss.totals();
      const auto lowest = detail::pick_per_line<X>(least, detail::PickSmaller{});
      const auto m = detail::per_line(largest), floors = detail::per_line(floor);
      for (int l = 0; l < x.lines; ++l) {
        const auto line = static_cast<std::size_t>(l);
        losses[l] = leading(detail::split(losses_of[l])).data;
        if (EIGEN_PREDICT_FALSE(lowest[line] < floors[line] && !detail::is_nan(losses[l]))) {
          losses[l] = detail::extreme_loss(x.line(l), target.line(l), n, m[line], leading(detail::split(logs[l])).data);
        }
      }
    }
  };
};

inline constexpr SoftmaxCrossEntropy<tier::Default> softmax_cross_entropy{};
namespace precise {
inline constexpr SoftmaxCrossEntropy<tier::Precise> softmax_cross_entropy{};
}  // namespace precise
HILLOCK_SAME_IN_FAST_TIER(hillock::softmax_cross_entropy)

HILLOCK_NAMESPACE_END
