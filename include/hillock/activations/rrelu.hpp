// RReLU: a leaky rectifier whose slope is drawn at random in training.
#pragma once

#include <hillock/activations/leaky_relu.hpp>
#include <hillock/check/errors.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x for x > 0, else alpha x. In inference, which is what the functor computes, alpha = (lower + upper) / 2; in
/// training alpha is drawn for each element, uniform in [lower, upper]: see `forward_training`. 1/8 and 1/3 by default,
/// finite, lower <= upper.
///
/// f'(x) = 1 for x > 0, else alpha; the kink: f'(0) = alpha. The output does not determine it.
/// Special values: as leaky_relu. One rounding. Throws std::invalid_argument where a bound is infinite or NaN, or where
/// they are not in order.
/// Source: B. Xu, N. Wang, T. Chen, M. Li, "Empirical Evaluation of Rectified Activations in Convolutional Network",
/// 2015.
template <typename Scalar_>
class RReLU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "rrelu";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  explicit RReLU(Scalar lower = Scalar(1) / Scalar(8), Scalar upper = Scalar(1) / Scalar(3))
      : lower_(lower), upper_(upper) {
    detail::require_finite(name, "lower", lower);
    detail::require_finite(name, "upper", upper);
    if (!(lower <= upper)) detail::fail_parameter(name, "lower", lower, "at most upper");
    // Half the sum, which is `lower` where both are the same; where it overflows, the sum of the halves, which then are
    // exact.
    const Scalar sum = lower + upper;
    leaky_ = LeakyReLU<Scalar>(detail::is_finite(sum) ? sum / 2 : lower / 2 + upper / 2);
  }

  Scalar lower() const { return lower_; }
  Scalar upper() const { return upper_; }
  /// The slope in inference.
  Scalar negative_slope() const { return leaky_.negative_slope(); }

  HILLOCK_FORMULAS(leaky_.forward, leaky_.derivative)

  /// y = f(x) with a slope drawn for each element, and the slopes f'(x) that were used: 1 for x > 0, else the alpha
  /// drawn.
  ///
  /// One number is drawn per element, column by column, whatever its sign: an engine of the same kind and state gives
  /// the same result. y may be x; y and slopes are resized where they have another shape and can be, and nothing is
  /// allocated where they have that of x. Throws std::invalid_argument, before anything is drawn, where they cannot be,
  /// where one of them overlaps x in part, or where they overlap each other.
  template <typename X, typename Engine, typename Y, typename Slopes>
  void forward_training(const Eigen::DenseBase<X>& x, Engine& engine, Y&& y, Slopes&& slopes) const {
    detail::require_same_place_or_apart(name, y, "x", x.derived());
    detail::require_same_place_or_apart(name, slopes, "x", x.derived());
    detail::require_apart(name, y, "the slopes", slopes);
    const auto& from = detail::read_first(x);
    detail::require_can_have_size(name, slopes, x.rows(), x.cols());
    detail::require_destination(name, y, x.rows(), x.cols());
    detail::require_destination(name, slopes, x.rows(), x.cols());
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      for (Eigen::Index i = 0; i < x.rows(); ++i) {
        const Scalar value = from.coeff(i, j);
        const Activation<LeakyReLU<Scalar>> leaky(draw(engine));
        slopes.coeffRef(i, j) = leaky.derivative(value);
        y.coeffRef(i, j) = leaky(value);
      }
    }
  }

  /// dx = dy .* slopes, an expression: the exact gradient of what forward_training computed.
  template <typename Slopes, typename DY>
  static auto backward_training(const Eigen::DenseBase<Slopes>& slopes, const Eigen::DenseBase<DY>& dy) {
    detail::require_same_shape(name, "slopes", slopes, "dy", dy);
    return dy.derived().cwiseProduct(slopes.derived());
  }

 private:
  /// Uniform in [lower, upper]. Not std::uniform_real_distribution, which differs between standard libraries.
  template <typename Engine>
  Scalar draw(Engine& engine) const {
    const double range = static_cast<double>((Engine::max)() - (Engine::min)());
    const Scalar unit = static_cast<Scalar>(static_cast<double>(engine() - (Engine::min)()) / range);
    const Scalar slope = lower_ * (1 - unit) + upper_ * unit;
    // Its rounding errors may lead out of the interval.
    return slope < lower_ ? lower_ : slope > upper_ ? upper_ : slope;
  }

  Scalar lower_, upper_;
  LeakyReLU<Scalar> leaky_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(RReLU, rrelu)

HILLOCK_NAMESPACE_END
