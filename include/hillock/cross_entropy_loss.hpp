// Softmax with cross-entropy as programs train with it: samples that do not count, smoothed labels, weighted classes.
#pragma once

#include <tuple>
#include <type_traits>

#include <hillock/cross_entropy.hpp>

HILLOCK_NAMESPACE_BEGIN

/// What becomes of the losses of several samples: their sum; their mean, weighted as they are; or nothing.
enum class Reduction { sum, mean, none };

/// What CrossEntropyLoss returns.
template <typename Losses, typename Gradient>
struct ReducedCrossEntropy {
  using Scalar = typename Losses::Scalar;

  /// The loss, by the reduction; with none the sum too.
  Scalar value = 0;
  /// The loss of each sample, in its weight.
  Losses losses;
  /// With respect to the logits: of the value, or with no reduction of each sample's own loss.
  Gradient gradient;
  /// What the samples' distributions are written into where smoothing or weights make such, kept so that the next call
  /// need not allocate it.
  detail::Widened<typename Gradient::PlainObject> targets;
};

namespace detail {

/// Class indices of which those that do not count are any class.
template <typename Targets, typename Counts>
struct CountedIndices {
  const Targets& targets;
  const Counts& counts;
  Eigen::Index samples;

  Eigen::Index size() const { return samples; }
  Eigen::Index operator[](Eigen::Index j) const { return counts(j) ? index_of(targets, j) : 0; }
};

template <typename X>
auto sample(X& x, Eigen::Index j, Columnwise) {
  return x.col(j);
}
template <typename X>
auto sample(X& x, Eigen::Index j, Rowwise) {
  return x.row(j);
}

}  // namespace detail

/// softmax_cross_entropy with the options of torch.nn.CrossEntropyLoss, each of which may be set:
///
///   hillock::CrossEntropyLoss<float> loss;
///   loss.ignore_index = 0;           // samples of this class do not count; -100 by default
///   loss.label_smoothing = 0.1;      // from 0, the default, to 1
///   loss.weights = weights;          // of each class, none negative; all 1 where there are none
///   loss.reduction = hillock::Reduction::sum;                 // mean by default, or none
///   auto r = loss(logits, labels);   // r.value, its gradient r.gradient, and r.losses
///   auto r = loss(logits, labels, hillock::rowwise, mask);    // a mask: of each sample whether it counts
///   loss.forward(logits, labels, r, hillock::rowwise);        // the same; allocates nothing once r has its size
///
/// With K classes, smoothing e, weights w and p = softmax(logits) the loss of a sample of class k is
/// -(1 - e) w_k log p_k - e / K Sum_i w_i log p_i; of a sample whose target is a distribution t, -Sum_i w_i ((1 - e)
/// t_i + e / K) log p_i. A sample that does not count has a loss and a gradient of 0, whatever its logits are. The mean
/// is the sum divided by the sum of the w_k of the samples that count, with distributions by the number of these; where
/// that is 0 it is NaN, and the gradient 0.
///
/// Labels, distributions, layouts and special values are those of softmax_cross_entropy; so are the errors, to which a
/// weight and the mean's divisor add at most 1 ULP each. Smoothed and weighted targets are rounded to the element type
/// (by 1/2 ULP each): what follows is the loss and the gradient of these. Throws std::invalid_argument, before anything
/// is written, as softmax_cross_entropy does, and for a smoothing that is not from 0 to 1, weights of another number
/// than that of classes, or one that is negative or not finite, and for a mask of another length than there are
/// samples.
///
/// Source: C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens, Z. Wojna, "Rethinking the Inception Architecture for Computer
/// Vision", CVPR 2016 (label smoothing).
template <typename Scalar_, typename Tier = tier::Default>
class CrossEntropyLoss {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "CrossEntropyLoss";
  static_assert(detail::Register<detail::Computed<Scalar>, 1>::exists,
                "hillock: the elements must be float or double, or half or bfloat16");

  /// Samples whose target is this class do not count.
  Eigen::Index ignore_index = -100;
  /// How much of each target is spread evenly over all classes, from 0 to 1.
  double label_smoothing = 0;
  /// A weight for each class, floats for half and bfloat16; empty: 1 for all.
  Eigen::Matrix<detail::Computed<Scalar>, Eigen::Dynamic, 1> weights;
  /// Whether value and gradient are those of the mean of the samples' losses, of their sum, or each sample's own.
  Reduction reduction = Reduction::mean;

  /// What it returns for logits of this type.
  template <typename Logits, typename... Options>
  using Result = ReducedCrossEntropy<
      decltype(std::declval<typename SoftmaxCrossEntropy<Tier>::template Result<Logits, Options...>>().losses),
      typename Logits::PlainObject>;

  /// Value, losses and gradient in matrices of their own.
  template <typename Logits, typename Targets, typename... Options>
  auto operator()(const Eigen::DenseBase<Logits>& logits, const Targets& targets, const Options&... options) const {
    Result<Logits, detail::AxisOf<Logits, Options...>> result;
    forward(logits, targets, result, options...);
    return result;
  }

  /// Into a result, whose members get the right size if they do not have it. Options are the axis and a mask.
  template <typename Logits, typename Targets, typename R, typename... Options>
  void forward(const Eigen::DenseBase<Logits>& logits, const Targets& targets, R& result,
               const Options&... options) const {
    detail::have_scalar_of_functor<Scalar, Logits>();
    using Axis = detail::AxisOf<Logits, Options...>;
    constexpr Axis axis{};
    const Eigen::Index samples = detail::line_count(logits.derived(), axis);
    const Eigen::Index classes = detail::line_length(logits.derived(), axis);
    require_classes(classes);
    (check_mask(samples, options), ...);
    constexpr bool has_indices = detail::IndexTargets<Targets>::value;
    const auto counts = [&](Eigen::Index j) {
      bool does = (is_unmasked(j, options) && ...);
      if constexpr (has_indices) does = does && detail::index_of(targets, j) != ignore_index;
      return does;
    };
    const bool is_plain = label_smoothing == 0 && (has_indices || weights.size() == 0);
    double divisor = 0;
    if constexpr (has_indices) {
      detail::require_indices(name, targets, samples, classes, counts);
      for (Eigen::Index j = 0; j < samples; ++j) {
        if (counts(j)) divisor += weight(detail::index_of(targets, j));
      }
    } else {
      for (Eigen::Index j = 0; j < samples; ++j) divisor += counts(j) ? 1 : 0;
    }
    const bool is_mean = reduction == Reduction::mean, has_no_mean = is_mean && !(divisor > 0);
    const double factor = is_mean && !has_no_mean ? 1 / divisor : 1;

    using Number = typename R::Scalar;
    const auto finish = [&](Eigen::Index j, Number& loss, auto gradient) {
      double own = counts(j) ? 1 : 0;
      if constexpr (has_indices) {
        if (counts(j) && is_plain) own = weight(detail::index_of(targets, j));
      }
      if (!(own > 0) || has_no_mean) detail::fill(gradient, classes, Number(0));
      if (!(own > 0)) {
        loss = 0;
      } else if (own * factor != 1) {
        loss = static_cast<Number>(static_cast<double>(loss) * own);
        const double both = own * factor;
        for (Eigen::Index i = 0; i < classes; ++i) {
          gradient[i] = static_cast<Number>(static_cast<double>(gradient[i]) * both);
        }
      }
    };
    const SoftmaxCrossEntropy<Tier> plain{};
    if (is_plain) {
      if constexpr (has_indices) {
        const detail::CountedIndices<Targets, decltype(counts)> indices{targets, counts, samples};
        plain.run(logits, indices, result, finish, axis);
      } else {
        plain.run(logits, targets, result, finish, axis);
      }
    } else {
      if constexpr (!has_indices) detail::require_same_shape(name, "logits", logits, "targets", targets);
      result.targets.resize(logits.rows(), logits.cols());
      for (Eigen::Index j = 0; j < samples; ++j) {
        auto distribution = detail::sample(result.targets, j, axis);
        if (!counts(j)) {
          distribution.setZero();
          continue;
        }
        const double part = label_smoothing / static_cast<double>(classes), whole = 1 - label_smoothing;
        for (Eigen::Index i = 0; i < classes; ++i) {
          double t = 0;
          if constexpr (has_indices) {
            t = detail::index_of(targets, j) == i ? 1 : 0;
          } else {
            t = static_cast<double>(detail::sample(targets.derived(), j, axis).coeff(i));
          }
          distribution.coeffRef(i) = static_cast<Number>(weight(i) * (whole * t + part));
        }
      }
      plain.run(logits, result.targets, result, finish, axis);
    }
    result.value = has_no_mean ? detail::not_a_number<Number>()
                               : detail::loss_total(result.losses.data(), samples, is_mean ? divisor : 1);
  }

 private:
  double weight(Eigen::Index k) const { return weights.size() == 0 ? 1 : static_cast<double>(weights[k]); }

  void require_classes(Eigen::Index classes) const {
    if (!detail::is_number(label_smoothing) || !(label_smoothing >= 0 && label_smoothing <= 1)) {
      detail::fail_parameter(name, "label_smoothing", label_smoothing, "from 0 to 1");
    }
    if (weights.size() == 0) return;
    if (weights.size() != classes) {
      detail::fail(name, "there are %lld classes but %lld weights", detail::number(classes),
                   detail::number(weights.size()));
    }
    for (Eigen::Index k = 0; k < classes; ++k) detail::require_not_negative(name, "a weight", weights[k]);
  }

  template <typename Option>
  static void check_mask(Eigen::Index samples, const Option& mask) {
    if constexpr (!detail::is_axis<Option>) {
      const Eigen::Index size = static_cast<Eigen::Index>(mask.size());
      if (size != samples) {
        detail::fail(name, "there are %lld samples but the mask has %lld elements", detail::number(samples),
                     detail::number(size));
      }
    }
  }
  template <typename Option>
  static bool is_unmasked(Eigen::Index j, const Option& mask) {
    if constexpr (detail::is_axis<Option>) {
      return true;
    } else {
      return bool(mask[static_cast<decltype(mask.size())>(j)]);
    }
  }
};

namespace precise {
template <typename Scalar>
using CrossEntropyLoss = hillock::CrossEntropyLoss<Scalar, tier::Precise>;
}  // namespace precise
namespace fast {
template <typename Scalar>
using CrossEntropyLoss = hillock::CrossEntropyLoss<Scalar>;
}  // namespace fast

HILLOCK_NAMESPACE_END
