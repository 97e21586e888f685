// Layer normalisation and RMS normalisation: a vector brought to a size that the next layer can count on.
#pragma once

#include <limits>
#include <tuple>
#include <type_traits>

#include <hillock/check/errors.hpp>
#include <hillock/loop/lines.hpp>
#include <hillock/number/evaluation.hpp>
#include <hillock/vector/deferred.hpp>
#include <hillock/vector/normalize.hpp>

HILLOCK_NAMESPACE_BEGIN

/// What backward of layer_norm and rms_norm returns.
template <typename Input>
struct NormalizationGradient {
  using Scalar = typename Input::Scalar;
  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

  /// With respect to x.
  Input input;
  /// With respect to the gain, of all lines together; empty where there is none.
  Vector gain;
  /// With respect to the bias, likewise.
  Vector bias;

  /// What these two are added up in, kept so that the next call need not allocate it.
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic> sums;
};

namespace detail {

/// In place of a gain or bias that was not given.
struct NotGiven {};

template <typename Option>
auto if_expression(const Option& option) {
  if constexpr (is_eigen_expression<Option>) {
    return std::tuple<const Option&>(option);
  } else {
    static_assert(is_axis<Option> || std::is_floating_point<Option>::value,
                  "hillock: an integer is no axis, as in other libraries: each row is a sample with hillock::rowwise, "
                  "and epsilon is written as a floating-point number");
    return std::tuple<>();
  }
}

/// Use of a gain or bias as elements in memory that `to` does not overlap.
template <typename Scalar, typename To, typename Use>
void use_parameter(const NotGiven&, const To&, const Use& use) {
  use(Strided<const Scalar>(nullptr, 1));
}
template <typename Scalar, typename To, typename P, typename Use>
void use_parameter(const Eigen::DenseBase<P>& parameter, const To& to, const Use& use) {
  const Readable<P> readable(parameter.derived());
  const auto use_vector = [&](const auto& vector) {
    use(Strided<const Scalar>(vector.data(), vector.rows() == 1 ? vector.colStride() : vector.rowStride()));
  };
  use_or_copy(!overlap(readable, to), use_vector, readable);
}
inline NotGiven hold_parameter(const NotGiven&) { return {}; }
template <typename P>
auto hold_parameter(const Eigen::DenseBase<P>& parameter) {
  return hold(parameter);
}

}  // namespace detail

/// What layer_norm and rms_norm have in common: Kind has the `name`, whether it `subtracts_mean`, and the default
/// `epsilon` of a scalar type.
template <typename Kind>
struct Normalization : public detail::RefusesMemory<Normalization<Kind>> {
  using detail::RefusesMemory<Normalization<Kind>>::operator();
  static constexpr const char* name = Kind::name;

  /// Of the vector, of each column, or of each row; lazy.
  template <typename X, typename... Options>
  auto operator()(const Eigen::DenseBase<X>& x, const Options&... options) const {
    using Scalar = typename X::Scalar;
    using Axis = detail::AxisOf<X, Options...>;
    const double epsilon = checked<X, Axis>(x, options...);
    return detail::defer<typename X::PlainObject>(
        x.rows(), x.cols(), name,
        [](auto& y, const auto& argument, const auto& given_gain, const auto& given_bias, double given_epsilon) {
          detail::use_parameter<Scalar>(given_gain, y, [&](auto gain) {
            detail::use_parameter<Scalar>(given_bias, y, [&](auto bias) {
              detail::use_or_assign(argument, y, [&](const auto& from) {
                const Eigen::Index n = detail::line_length(from, Axis());
                const detail::NormalizationParameters<Scalar> parameters{gain, bias, given_epsilon};
                detail::for_each_line<false>(
                    Axis(),
                    [&](Eigen::Index, auto line, auto to) {
                      detail::normalize_line<Kind::subtracts_mean>(line, to, n, parameters);
                    },
                    from, y);
              });
            });
          });
        },
        detail::hold(x), detail::hold_parameter(parameter<0>(options...)),
        detail::hold_parameter(parameter<1>(options...)), epsilon);
  }

  /// The gradients with respect to x, gain and bias, for the gradient dy with respect to the result.
  template <typename X, typename DY, typename... Options>
  NormalizationGradient<typename X::PlainObject> backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy,
                                                          const Options&... options) const {
    NormalizationGradient<typename X::PlainObject> g;
    backward(x, dy, g, options...);
    return g;
  }
  /// Into g, whose members get the right sizes if they do not have them. g.input may be x or dy.
  template <typename X, typename DY, typename Input, typename... Options>
  void backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, NormalizationGradient<Input>& g,
                const Options&... options) const {
    using Scalar = typename X::Scalar;
    using Axis = detail::AxisOf<X, Options...>;
    static_assert(
        std::is_same<typename DY::Scalar, Scalar>::value && std::is_same<typename Input::Scalar, Scalar>::value,
        "hillock: x, dy and the gradient have different scalar types");
    const double epsilon = checked<X, Axis>(x, options...);
    detail::require_same_shape(name, "x", x, "dy", dy);
    const detail::Readable<X> from(x.derived());
    const detail::Readable<DY> outer(dy.derived());
    constexpr bool has_gain = !is_not_given<decltype(parameter<0>(options...))>;
    constexpr bool has_bias = !is_not_given<decltype(parameter<1>(options...))>;
    const Eigen::Index n = detail::line_length(from, Axis());
    require_apart(from, outer, g);
    detail::require_destination(name, g.input, x.rows(), x.cols());
    const Eigen::Index blocks = (n + detail::block_size - 1) / detail::block_size;
    detail::NormalizationSums sums;
    if (has_gain) {
      g.sums.resize(blocks * detail::block_size, has_bias ? 4 : 2);
      g.sums.setZero();
      const auto column = [&](Eigen::Index j) { return g.sums.data() + j * g.sums.rows(); };
      sums.gain = column(0);
      sums.gain_low = column(1);
      if (has_bias) {
        sums.bias = column(2);
        sums.bias_low = column(3);
      }
    }
    detail::use_parameter<Scalar>(parameter<0>(options...), g.input, [&](auto gain) {
      const detail::NormalizationParameters<Scalar> parameters{gain, {nullptr, 1}, epsilon};
      detail::for_each_line<false>(
          Axis(),
          [&](Eigen::Index, auto line, auto line_outer, auto to) {
            detail::normalize_line_backward<Kind::subtracts_mean>(line, line_outer, to, n, parameters, sums);
          },
          from, outer, g.input);
    });
    g.gain.resize(has_gain ? n : 0);
    g.bias.resize(has_bias ? n : 0);
    const auto rounded = [](double sum, double low) {
      return Scalar(static_cast<detail::Computed<Scalar>>(sum + low));
    };
    for (Eigen::Index i = 0; i < g.gain.size(); ++i) g.gain[i] = rounded(sums.gain[i], sums.gain_low[i]);
    for (Eigen::Index i = 0; i < g.bias.size(); ++i) g.bias[i] = rounded(sums.bias[i], sums.bias_low[i]);
  }

 private:
  template <typename P>
  static constexpr bool is_not_given = std::is_same<std::decay_t<P>, detail::NotGiven>::value;

  // Gain and bias are the expressions among the options, in this order.
  template <int which, typename... Options>
  static decltype(auto) parameter(const Options&... options) {
    using Given = decltype(std::tuple_cat(detail::if_expression(options)...));
    static_assert(std::tuple_size<Given>::value <= 2, "hillock: there are a gain and a bias, and no third vector");
    if constexpr (which < std::tuple_size<Given>::value) {
      return std::get<which>(std::tuple_cat(detail::if_expression(options)...));
    } else {
      return detail::NotGiven();
    }
  }

  /// Throws unless all fits; returns epsilon.
  template <typename X, typename Axis, typename... Options>
  static double checked(const Eigen::DenseBase<X>& x, const Options&... options) {
    using Scalar = typename X::Scalar;
    static_assert(detail::Register<detail::Computed<Scalar>, 1>::exists,
                  "hillock: the elements must be float or double, or half or bfloat16");
    static_assert((0 + ... + int(std::is_floating_point<Options>::value)) <= 1, "hillock: two epsilons given");
    double epsilon = Kind::template epsilon<detail::Computed<Scalar>>;
    [[maybe_unused]] const auto take = [&](const auto& option) {
      using Option = std::decay_t<decltype(option)>;
      if constexpr (std::is_floating_point<Option>::value) epsilon = static_cast<double>(option);
    };
    (take(options), ...);
    if (!detail::is_number(epsilon) || !(epsilon >= 0x1p-100 && epsilon <= 0x1p100)) {
      detail::fail_parameter(name, "epsilon", epsilon, "from 2^-100 to 2^100");
    }
    require_length<X, Axis>(x, "gain", parameter<0>(options...));
    require_length<X, Axis>(x, "bias", parameter<1>(options...));
    return epsilon;
  }
  template <typename X, typename Axis>
  static void require_length(const Eigen::DenseBase<X>&, const char*, const detail::NotGiven&) {}
  template <typename X, typename Axis, typename P>
  static void require_length(const Eigen::DenseBase<X>& x, const char* what, const Eigen::DenseBase<P>& parameter) {
    static_assert(P::IsVectorAtCompileTime, "hillock: gain and bias are vectors, of an element for each of a line");
    static_assert(std::is_same<typename P::Scalar, typename X::Scalar>::value,
                  "hillock: gain or bias has another scalar type than x");
    if (parameter.size() != detail::line_length(x.derived(), Axis())) {
      detail::fail_shapes(name, what, parameter.rows(), parameter.cols(), "x", x.rows(), x.cols());
    }
  }

  template <typename X, typename DY, typename G>
  static void require_apart(const X& x, const DY& dy, const G& g) {
    detail::require_same_place_or_apart(name, g.input, "x", x);
    detail::require_same_place_or_apart(name, g.input, "dy", dy);
    detail::require_apart(name, g.gain, "x", x);
    detail::require_apart(name, g.gain, "dy", dy);
    detail::require_apart(name, g.bias, "x", x);
    detail::require_apart(name, g.bias, "dy", dy);
    detail::require_can_have_size(name, g.input, x.rows(), x.cols());
  }
};

/// y_i = (x_i - mean) / sqrt(variance + epsilon) gain_i + bias_i, with the mean of the vector's elements and their
/// variance, the mean of (x - mean)^2. Gain and bias are vectors; without one it is 1, and 0. epsilon is 1e-5 by
/// default (PyTorch; Keras and Flax have 1e-3 and 1e-6), from 2^-100 to 2^100.
///
///   y = hillock::layer_norm(x);                            // of a vector, or of each column
///   Y = hillock::layer_norm(X, gain, bias);
///   Y = hillock::layer_norm(X, gain, bias, hillock::rowwise, 1e-6);
///   auto g = hillock::layer_norm.backward(X, dY, gain, bias);  // g.input, g.gain, g.bias
///   hillock::layer_norm.backward(X, dY, g, gain, bias);        // into g: allocates nothing once it has its sizes
///
/// Backward takes the same options: with h = dy gain, dx = (h - mean h - x^ mean(h x^)) / sqrt(variance + epsilon) for
/// the normalised x^; the gradients of gain and bias are the sums of dy x^ and of dy over all lines.
///
/// Floats are computed in double, doubles as sums of two, in every tier alike; sums keep the errors of their additions.
/// half and bfloat16 are computed as floats are, and rounded once more.
/// For vectors of n elements, with u = 2^-53 (n + 16) for floats and 2^-104 (n + 16)^2 for doubles: y is within 1 ULP
/// plus u (|gain| (mean |x| + |x_i|) / sqrt(variance + epsilon) + |x^ gain| + |bias|), which counts only where x_i -
/// mean, or the sum with the bias, cancels; dx within 1 ULP plus 4 u (1 + mean |x| / sqrt(variance + epsilon)) (|h_i| +
/// mean |h|
/// + |x^_i| mean |h x^|) / sqrt(variance + epsilon), of m lines the gradient of bias within 1 ULP plus m 2^-53
/// (doubles: 2^-104 m^2) of the sum of the magnitudes, and that of gain too, x^ being as above. A constant vector
/// becomes the bias, exactly. The bits of a line do not depend on where it is. Any finite elements may be given,
/// however large; NaN or an infinity anywhere makes that line NaN. Gain, bias and dy are to be finite, and so are dy
/// gain and the results: where one of these overflows, the rest of its line may be NaN. An empty vector stays empty.
///
/// The result may be assigned to anything; where something would be overwritten before it is read, a temporary keeps it
/// right. Throws std::invalid_argument, before anything is written, for a gain or bias of another length than a line, a
/// bad epsilon, different shapes, and gradients that overlap x or dy (g.input may be one of them).
///
/// Source: J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer Normalization", arXiv:1607.06450, 2016.
struct LayerNorm {
  static constexpr const char* name = "layer_norm";
  /// The mean is taken off first.
  static constexpr bool subtracts_mean = true;
  /// What epsilon is by default.
  template <typename Scalar>
  static constexpr double epsilon = 1e-5;
};

/// y_i = x_i / sqrt(mean(x^2) + epsilon) gain_i + bias_i. Gain and bias are vectors; without one it is 1, and 0.
/// epsilon is that of the element type by default, 2^-23 or 2^-52 (PyTorch; models often have 1e-6 or 1e-5; of half and
/// bfloat16 that of float), from 2^-100 to 2^100.
///
///   y = hillock::rms_norm(x, gain);                        // of a vector, or of each column
///   Y = hillock::rms_norm(X, gain, hillock::rowwise, 1e-6);
///   auto g = hillock::rms_norm.backward(X, dY, gain);      // g.input, g.gain
///
/// Options, backward, special values and errors are those of layer_norm. Nothing is subtracted: without a bias y is
/// within 1 ULP, for vectors of up to 2^24 elements; a bias may cancel, as there. Backward: dx = (h - x^ mean(h x^)) /
/// sqrt(mean(x^2) + epsilon), within 1 ULP plus 4 u (|h_i| + |x^_i| mean |h x^|) / sqrt(mean(x^2) + epsilon) for the u
/// of layer_norm.
///
/// Source: B. Zhang, R. Sennrich, "Root Mean Square Layer Normalization", NeurIPS 2019.
struct RmsNorm {
  static constexpr const char* name = "rms_norm";
  /// Nothing is taken off first.
  static constexpr bool subtracts_mean = false;
  /// What epsilon is by default.
  template <typename Scalar>
  static constexpr double epsilon = static_cast<double>(std::numeric_limits<Scalar>::epsilon());
};

inline constexpr Normalization<LayerNorm> layer_norm{};
inline constexpr Normalization<RmsNorm> rms_norm{};
HILLOCK_SAME_IN_EVERY_TIER(hillock::layer_norm, hillock::rms_norm)

HILLOCK_NAMESPACE_END
