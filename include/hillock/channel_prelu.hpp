// PReLU with a slope per channel, and the slopes' gradient.
#pragma once

#include <vector>

#include <hillock/activations/prelu.hpp>
#include <hillock/axis.hpp>
#include <hillock/layer/layer.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// For sum_rows: what each element of a channel adds to the gradient of its slope.
template <typename Scalar>
struct SlopeGradients {
  template <typename Sum, typename Line, typename Outer>
  HILLOCK_INLINE void add(Sum& sums, Eigen::Index i, Eigen::Index n, Line line, Outer outer) const {
    using V = typename Block<Scalar>::V;
    auto values = Block<Scalar>::load(line, i, n - i, Scalar(0)),
         gradients = Block<Scalar>::load(outer, i, n - i, Scalar(0));
    HILLOCK_UNROLL
    for (int k = 0; k < Block<Scalar>::size; ++k) {
      const auto is_positive = values.part[k] > V(0.0);
      values.part[k] = select(is_positive, V(0.0), values.part[k]);
      gradients.part[k] = select(is_positive, V(0.0), gradients.part[k]);
    }
    add_products(sums, i, values, gradients);
  }
  template <typename Line, typename Outer>
  Scalar term(Eigen::Index i, Line line, Outer outer) const {
    return line[i] > 0 ? Scalar(0) : outer[i] * line[i];
  }
};

}  // namespace detail

/// PReLU with a slope per channel: a row of a matrix whose columns are samples, or a column of one whose rows are, with
/// hillock::rowwise as the last argument. Matrices and arrays alike; frames of audio, whose channels take turns in
/// memory, are the columns of a map of it:
///
///   Eigen::Map<Eigen::MatrixXf> frames(samples, channels, count);
///   prelu.forward(frames, frames);                 // in place
///
/// Keeps the slopes, in a vector of its own. Const and stateless otherwise. Destinations are resized where they have
/// another shape and can be; nothing is allocated where they have the right one. Throws std::invalid_argument for other
/// shapes, for slopes that are infinite or NaN, and for a destination that overlaps an argument in part, before
/// anything is written. In place is safe.
///
/// As a layer's activation, Dense{W, b, ChannelPReLU<float>(alpha)}, it has a slope for each output, whose gradients
/// are `alpha` of the layer's.
template <typename Scalar_>
class ChannelPReLU {
 public:
  using Scalar = Scalar_;
  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  static constexpr const char* name = "ChannelPReLU";
  /// Backward reads the argument.
  static constexpr GradientNeeds gradient_needs = GradientNeeds::input;

  /// The gradient for the slopes.
  struct AlphaGradient {
    /// With respect to the slopes.
    Vector alpha;
  };
  /// The gradients for the input and for the slopes.
  struct Gradient {
    /// With respect to x.
    Matrix input;
    /// With respect to the slopes.
    Vector alpha;
  };

  /// Without channels; slopes are assigned before it is used.
  ChannelPReLU() = default;
  /// A slope per channel, of a vector of Eigen's or one of its arrays; infinite or NaN throws std::invalid_argument.
  template <typename Alpha>
  explicit ChannelPReLU(const Eigen::DenseBase<Alpha>& alpha) : alpha_(detail::as_matrix(alpha.derived())) {
    for (Eigen::Index i = 0; i < alpha_.size(); ++i) detail::require_finite(name, "alpha", alpha_[i]);
  }

  /// The same, of a std::vector.
  explicit ChannelPReLU(const std::vector<Scalar>& alpha)
      : ChannelPReLU(Eigen::Map<const Vector>(alpha.data(), static_cast<Eigen::Index>(alpha.size()))) {}

  const Vector& alpha() const { return alpha_; }

  /// f(x), each channel with its slope.
  template <typename X, typename Axis = Columnwise>
  Matrix operator()(const Eigen::DenseBase<X>& x, Axis axis = {}) const {
    Matrix y;
    forward(x, y, axis);
    return y;
  }

  /// y = f(x).
  template <typename X, typename Y, typename Axis = Columnwise>
  void forward(const Eigen::DenseBase<X>& x, Y&& y, Axis axis = {}) const {
    check_channels(x.derived(), axis);
    detail::require_same_place_or_apart(name, y, "x", x.derived());
    const auto& samples = detail::read_first(x);
    detail::require_destination(name, y, x.rows(), x.cols());
    const auto& from = detail::as_columns(samples, axis);
    auto&& to = detail::as_columns(y, axis);
    for_each_element(to, [&](Eigen::Index i, Eigen::Index j) {
      to.coeffRef(i, j) = LeakyReLU<Scalar>(alpha_[i])(from.coeff(i, j));
    });
  }

  /// dx = dy .* f'(x), and for each slope the sum over the samples of dy min(x, 0), in a wider type: within an ULP of
  /// the sum of the magnitudes. g.input may be dy.
  template <typename X, typename DY, typename Axis = Columnwise>
  void backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Gradient& g, Axis axis = {}) const {
    check_channels(x.derived(), axis);
    detail::require_same_shape(name, "x", x, "dy", dy);
    backward_into(x.derived(), dy.derived(), g.input, g.alpha, axis);
  }
  /// The gradients with respect to x and to the slopes, which sum over the samples.
  template <typename X, typename DY, typename Axis = Columnwise, detail::IfAxis<Axis> = 0>
  Gradient backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Axis axis = {}) const {
    Gradient g;
    backward(x, dy, g, axis);
    return g;
  }

  /// For layers: the same into any matrix and vector, for shapes that agree.
  template <typename X, typename DY, typename DX, typename Alpha, typename Axis>
  void backward_into(const X& x, const DY& dy, DX& dx, Alpha& d_alpha, Axis axis) const {
    detail::require_same_place_or_apart(name, dx, "x", x);
    detail::require_same_place_or_apart(name, dx, "dy", dy);
    detail::require_apart(name, d_alpha, "x", x);
    detail::require_apart(name, d_alpha, "dy", dy);
    const auto& samples = detail::read_first(x);
    const auto& outer_of_samples = detail::read_first(dy);
    detail::require_can_have_size(name, d_alpha, alpha_.size(), 1);
    detail::require_destination(name, dx, x.rows(), x.cols());
    detail::require_destination(name, d_alpha, alpha_.size(), 1);
    const auto& from = detail::as_columns(samples, axis);
    const auto& from_gradient = detail::as_columns(outer_of_samples, axis);
    auto&& to = detail::as_columns(dx, axis);
    sum_slope_gradients(from, from_gradient, d_alpha);
    for_each_element(to, [&](Eigen::Index i, Eigen::Index j) {
      to.coeffRef(i, j) = LeakyReLU<Scalar>(alpha_[i]).backward(from.coeff(i, j), from_gradient.coeff(i, j));
    });
  }
  /// For layers: throws std::invalid_argument unless there is a slope for each of their outputs.
  void require_channels(const char* layer, Eigen::Index outputs) const {
    if (alpha_.size() != outputs) {
      detail::fail(layer, "the layer has %lld outputs but ChannelPReLU has %lld slopes", detail::number(outputs),
                   detail::number(alpha_.size()));
    }
  }

 private:
  template <typename X, typename Axis>
  void check_channels(const X& x, Axis axis) const {
    if (detail::line_length(x, axis) != alpha_.size()) {
      detail::fail_shapes(name, "alpha", alpha_.rows(), alpha_.cols(), "x", x.rows(), x.cols());
    }
  }

  /// Of y's elements in the order in which they lie.
  template <typename Y, typename Do>
  static void for_each_element(const Y& y, Do act) {
    for (Eigen::Index outer = 0; outer < y.outerSize(); ++outer) {
      for (Eigen::Index inner = 0; inner < y.innerSize(); ++inner) {
        Y::IsRowMajor ? act(outer, inner) : act(inner, outer);
      }
    }
  }

  template <typename X, typename DY, typename Alpha>
  static void sum_slope_gradients(const X& x, const DY& dy, Alpha& d_alpha) {
    if constexpr (detail::Register<Scalar, 1>::exists) {
      // In a wider type, as a batch may be long.
      detail::sum_rows(
          detail::SlopeGradients<Scalar>(), [&](Eigen::Index i, Scalar sum) { d_alpha[i] = sum; }, x, dy);
    } else {
      for (Eigen::Index i = 0; i < x.rows(); ++i) {
        Scalar sum(0);
        for (Eigen::Index j = 0; j < x.cols(); ++j) {
          if (!(x.coeff(i, j) > 0)) sum += dy.coeff(i, j) * x.coeff(i, j);
        }
        d_alpha[i] = sum;
      }
    }
  }

  Vector alpha_;
};
template <typename Alpha>
explicit ChannelPReLU(const Eigen::DenseBase<Alpha>&) -> ChannelPReLU<typename Alpha::Scalar>;
template <typename Scalar>
explicit ChannelPReLU(const std::vector<Scalar>&) -> ChannelPReLU<Scalar>;

HILLOCK_NAMESPACE_END
