// Sigmoid followed by binary cross-entropy: the loss of yes-or-no decisions, and its gradient, in one go.
#pragma once

#include <type_traits>

#include <hillock/kernel/binary_cross_entropy.hpp>
#include <hillock/loop/convert.hpp>
#include <hillock/loop/lines.hpp>
#include <hillock/number/evaluation.hpp>
#include <hillock/tiers.hpp>
#include <hillock/vector/cross_entropy_result.hpp>

HILLOCK_NAMESPACE_BEGIN

/// What binary_cross_entropy_with_logits returns.
template <typename Losses, typename Gradient>
using BinaryCrossEntropy = CrossEntropy<Losses, Gradient>;

/// The binary cross-entropy of sigma(z) with the target t, and its gradient, element by element.
///
/// loss = (1 - t) softplus(z) + p t softplus(-z) = -(1 - t) log(1 - sigma(z)) - p t log sigma(z), and gradient = (1 -
/// t) sigma(z) - p t sigma(-z): sigma(z) - t for p = 1. The target of each element is from 0 to 1, "no" to "yes"; p,
/// the pos_weight, is how much more a "yes" counts, 1 by default.
///
///   auto r = hillock::binary_cross_entropy_with_logits(logits, targets);       // any two expressions of one shape
///   auto r = hillock::binary_cross_entropy_with_logits(logits, targets, 3.0);  // with a pos_weight
///   r.losses      // of each element, of the shape of the logits
///   r.sum(), r.mean()
///   r.gradient    // of r.sum(); that of r.mean() is r.gradient / r.losses.size()
///   hillock::binary_cross_entropy_with_logits.forward(logits, targets, r);  // allocates nothing once r has its size
///
/// The loss is within 1 ULP for all logits and targets, also where sigma(z) is close to t, and in both tails. The
/// gradient is within 1 ULP for targets of 0 and 1; for others it is a difference that may cancel, and within 1 ULP of
/// itself plus 1/2 ULP of the larger of its two terms. Special values: of z = inf the loss is inf unless t = 1 (then
/// 0), and the gradient 1 - t; of z = -inf the loss is inf unless p t = 0 (then 0), and the gradient -p t; NaN stays.
/// Floats are computed in double, doubles as sums of two, in every tier alike. The bits of an element do not depend on
/// where it is. half and bfloat16 are computed so too: the losses are floats, the gradient is rounded to float and then
/// to the type of the logits. Throws std::invalid_argument, before anything is written, for different shapes, a target
/// that is NaN or not from 0 to 1, a pos_weight that is neither 0 nor from 2^-100 to 2^100, and a result that overlaps
/// logits or targets.
///
/// Source: E. B. Baum, F. Wilczek, "Supervised Learning of Probability Distributions by Neural Networks", NIPS 1987.
struct BinaryCrossEntropyWithLogits : public detail::RefusesMemory<BinaryCrossEntropyWithLogits> {
  using detail::RefusesMemory<BinaryCrossEntropyWithLogits>::operator();
  using detail::RefusesMemory<BinaryCrossEntropyWithLogits>::forward;
  static constexpr const char* name = "binary_cross_entropy_with_logits";

  /// What it returns for logits of this type.
  template <typename Logits>
  using Result = BinaryCrossEntropy<detail::Widened<typename Logits::PlainObject>, typename Logits::PlainObject>;

  /// Losses and gradient in matrices of their own.
  template <typename Logits, typename Targets>
  Result<Logits> operator()(const Eigen::DenseBase<Logits>& logits, const Eigen::DenseBase<Targets>& targets,
                            double pos_weight = 1) const {
    Result<Logits> result;
    forward(logits, targets, result, pos_weight);
    return result;
  }

  /// Into a result, whose losses and gradient get the right size if they do not have it.
  template <typename Logits, typename Targets, typename R>
  void forward(const Eigen::DenseBase<Logits>& logits, const Eigen::DenseBase<Targets>& targets, R& result,
               double pos_weight = 1) const {
    using Scalar = typename Logits::Scalar;
    static_assert(detail::Register<detail::Computed<Scalar>, 1>::exists,
                  "hillock: the elements must be float or double, or half or bfloat16");
    static_assert(std::is_same<typename Targets::Scalar, Scalar>::value,
                  "hillock: the targets have another element type than the logits");
    detail::require_same_shape(name, "logits", logits, "targets", targets);
    if (!(pos_weight == 0 || (pos_weight >= 0x1p-100 && pos_weight <= 0x1p100)) || !detail::is_number(pos_weight)) {
      detail::fail_parameter(name, "pos_weight", pos_weight, "0, or from 2^-100 to 2^100");
    }
    const detail::Readable<Logits> from(logits.derived());
    const detail::Readable<Targets> goals(targets.derived());
    require_targets(goals);
    detail::require_result_apart(name, from, "the logits", result);
    detail::require_result_apart(name, goals, "the targets", result);
    detail::prepare_result(name, from, from.rows(), from.cols(), result);
    detail::for_each_run(LossOfRun<detail::Computed<Scalar>>{pos_weight}, from, goals, result.losses, result.gradient);
  }

 private:
  /// The loop over n elements: of lines only, so that it is compiled once for all types of arguments and results.
  template <typename Number>
  struct LossOfRun {
    double pos_weight;

    template <typename Z, typename T, typename Losses, typename Gradient>
    void operator()(Eigen::Index n, Z z, T t, Losses losses, Gradient gradient) const {
      using Block = detail::Block<Number>;
      for (Eigen::Index i = 0; i < n; i += detail::block_size) {
        Block values = Block::load(z, i, n - i, 0), slopes = Block::load(t, i, n - i, 0);
        for (int k = 0; k < Block::size; ++k) {
          const auto both = kernel::binary_cross_entropy(tier::Wide::number(values.part[k]),
                                                         tier::Wide::number(slopes.part[k]), pos_weight);
          values.part[k] = tier::Wide::value(both.loss);
          slopes.part[k] = tier::Wide::value(both.slope);
        }
        values.store(losses, i, n - i);
        slopes.store(gradient, i, n - i);
      }
    }
  };

  template <typename Goals>
  static void require_targets(const Goals& goals) {
    bool all_valid = true;
    detail::for_each_run(
        [&](Eigen::Index n, auto t) {
          all_valid = all_valid && detail::all_of(t, n, [](auto v) {
                        using V = decltype(v);
                        return (v >= V(0.0)) & (v <= V(1.0));
                      });
        },
        goals);
    if (all_valid) return;
    for (Eigen::Index j = 0; j < goals.cols(); ++j) {
      for (Eigen::Index i = 0; i < goals.rows(); ++i) {
        const double t = static_cast<double>(goals.coeff(i, j));
        if (!detail::is_number(t) || t < 0 || t > 1) {
          detail::fail(name, "the target of element (%lld, %lld) is %g but must be from 0 to 1", detail::number(i),
                       detail::number(j), t);
        }
      }
    }
  }
};

inline constexpr BinaryCrossEntropyWithLogits binary_cross_entropy_with_logits{};
HILLOCK_SAME_IN_EVERY_TIER(hillock::binary_cross_entropy_with_logits)

HILLOCK_NAMESPACE_END
