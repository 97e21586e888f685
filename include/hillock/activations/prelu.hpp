// PReLU: a leaky rectifier whose slope is learned.
#ifndef HILLOCK_ACTIVATIONS_PRELU_HPP
#define HILLOCK_ACTIVATIONS_PRELU_HPP

#include <utility>

#include <hillock/activations/leaky_relu.hpp>
#include <hillock/linear.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// x for x > 0, else alpha x; alpha = 0.25 by default, any finite value. The slope is one for all elements here; see
/// ChannelPReLU for one per channel and for its gradient.
///
/// f'(x) = 1 for x > 0, else alpha; the kink: f'(0) = alpha. From the output, for alpha > 0 only: 1 for y > 0, else
/// alpha. Special values: as leaky_relu. One rounding. Throws std::invalid_argument where alpha is infinite or NaN.
/// Source: K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers: Surpassing Human-Level Performance on
/// ImageNet Classification", ICCV 2015.
template <typename Scalar_>
class PReLU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "prelu";
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr bool exact = true;

  explicit PReLU(Scalar alpha = Scalar(0.25)) {
    detail::require_finite(name, "alpha", alpha);
    leaky_ = LeakyReLU<Scalar>(alpha);
  }

  Scalar alpha() const { return leaky_.negative_slope(); }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return leaky_.forward(x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return leaky_.derivative(x);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return leaky_.derivative_from_output(y);
  }
  bool output_determines_derivative() const { return leaky_.output_determines_derivative(); }

 private:
  LeakyReLU<Scalar> leaky_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(PReLU, prelu)

/// PReLU with a slope per channel: a row of a matrix whose columns are samples.
///
/// Keeps the slopes, in a vector of its own. Const and stateless otherwise. Destinations are resized where they have
/// another shape and can be; nothing is allocated where they have the right one. Throws std::invalid_argument for other
/// shapes, for slopes that are infinite or NaN, and for a destination that overlaps an argument in part, before
/// anything is written. In place is safe.
template <typename Scalar_>
class ChannelPReLU {
 public:
  using Scalar = Scalar_;
  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

  /// The gradients for the input and for the slopes.
  struct Gradient {
    /// With respect to x.
    Matrix input;
    /// With respect to the slopes.
    Vector alpha;
  };

  /// A slope per channel; infinite or NaN throws std::invalid_argument.
  template <typename Alpha>
  explicit ChannelPReLU(const Eigen::MatrixBase<Alpha>& alpha) : alpha_(alpha) {
    for (Eigen::Index i = 0; i < alpha_.size(); ++i) detail::require_finite(name, "alpha", alpha_[i]);
  }

  const Vector& alpha() const { return alpha_; }

  /// f(x), each row with its slope; lazy.
  template <typename X>
  Matrix operator()(const Eigen::MatrixBase<X>& x) const {
    Matrix y;
    forward(x, y);
    return y;
  }

  /// y = f(x).
  template <typename X, typename Y>
  void forward(const Eigen::MatrixBase<X>& x, Y&& y) const {
    check_channels(x);
    detail::require_same_place_or_apart(name, y, "x", x.derived());
    const auto& from = detail::read_first(x);
    detail::require_destination(name, y, x.rows(), x.cols());
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      for (Eigen::Index i = 0; i < x.rows(); ++i) {
        y.coeffRef(i, j) = LeakyReLU<Scalar>(alpha_[i])(from.coeff(i, j));
      }
    }
  }

  /// dx = dy .* f'(x), and for each slope the sum over the samples of dy min(x, 0), in a wider type: within an ULP of
  /// the sum of the magnitudes. g.input may be dy.
  template <typename X, typename DY>
  void backward(const Eigen::MatrixBase<X>& x, const Eigen::MatrixBase<DY>& dy, Gradient& g) const {
    check_channels(x);
    detail::require_same_shape(name, "x", x, "dy", dy);
    detail::require_same_place_or_apart(name, g.input, "x", x.derived());
    detail::require_same_place_or_apart(name, g.input, "dy", dy.derived());
    detail::require_apart(name, g.alpha, "x", x.derived());
    detail::require_apart(name, g.alpha, "dy", dy.derived());
    const auto& from = detail::read_first(x);
    const auto& from_gradient = detail::read_first(dy);
    g.input.resize(x.rows(), x.cols());
    g.alpha.setZero(x.rows());
    if constexpr (detail::Register<Scalar, 1>::exists) {
      // In a wider type, as a batch may be long.
      using Block = detail::Block<Scalar>;
      using V = typename Block::V;
      const Eigen::Index n = x.cols();
      detail::sum_rows(
          [n](auto& sums, Eigen::Index i, auto lines, auto outer) {
            Block values = Block::load(lines, i, n - i, Scalar(0)), gradients = Block::load(outer, i, n - i, Scalar(0));
            HILLOCK_UNROLL
            for (int k = 0; k < Block::size; ++k) {
              const auto is_positive = values.part[k] > V(0.0);
              values.part[k] = select(is_positive, V(0.0), values.part[k]);
              gradients.part[k] = select(is_positive, V(0.0), gradients.part[k]);
            }
            detail::add_products(sums, i, values, gradients);
          },
          [](auto line, auto outer, Eigen::Index i) { return line[i] > 0 ? Scalar(0) : outer[i] * line[i]; },
          [&](Eigen::Index i, Scalar sum) { g.alpha[i] = sum; }, from, from_gradient);
    }
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      for (Eigen::Index i = 0; i < x.rows(); ++i) {
        const Scalar value = from.coeff(i, j), outer = from_gradient.coeff(i, j);
        if constexpr (!detail::Register<Scalar, 1>::exists) {
          if (!(value > 0)) g.alpha[i] += outer * value;
        }
        g.input(i, j) = LeakyReLU<Scalar>(alpha_[i]).backward(value, outer);
      }
    }
  }
  /// The gradients with respect to x and to the slopes, which sum over the columns.
  template <typename X, typename DY>
  Gradient backward(const Eigen::MatrixBase<X>& x, const Eigen::MatrixBase<DY>& dy) const {
    Gradient g;
    backward(x, dy, g);
    return g;
  }

 private:
  static constexpr const char* name = "ChannelPReLU";

  template <typename X>
  void check_channels(const Eigen::MatrixBase<X>& x) const {
    if (x.rows() != alpha_.size()) {
      detail::fail_shapes(name, "alpha", alpha_.rows(), alpha_.cols(), "x", x.rows(), x.cols());
    }
  }

  Vector alpha_;
};
template <typename Alpha>
explicit ChannelPReLU(const Eigen::MatrixBase<Alpha>&) -> ChannelPReLU<typename Alpha::Scalar>;

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_ACTIVATIONS_PRELU_HPP
