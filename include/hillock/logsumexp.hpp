// logsumexp: the logarithm of a sum of exponentials, a smooth maximum.
#pragma once

#include <algorithm>
#include <tuple>
#include <type_traits>

#include <hillock/softmax.hpp>
#include <hillock/vector/value_per_line.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

struct LogSumBy {
  template <typename Scalar>
  static Scalar of_nothing() {
    return minus_infinity<Scalar>();
  }
  template <typename Parts, typename X, typename M, typename Scalar, typename B>
  HILLOCK_INLINE void operator()(const Parts& term, X x, Eigen::Index n, const M& m, Scalar* values,
                                 const B& first) const {
    using Terms = std::decay_t<decltype(term[0])>;
    const auto totals = sum_terms<Terms>(x, n, m, term, first, [](Eigen::Index, const auto&) {});
    const auto logs = logs_of(totals);
    for (int l = 0; l < x.lines; ++l) values[l] = plus_log(totals.m[static_cast<std::size_t>(l)], logs[l]);
  }
};

/// max x + log Sum e^(x - max x) of each line of x, or whatever else By makes of the sum.
template <typename Tier, typename By, typename X, typename Scalar>
void log_sum_exp(X x, Eigen::Index n, Scalar* values) {
  if (n == 0) {
    std::fill_n(values, x.lines, By::template of_nothing<Scalar>());
    return;
  }
  const auto first = Block<Scalar>::load(x, 0, n, minus_infinity<Scalar>());
  const auto m = largest_per_register<Scalar>(x, n, first);
  using Terms = detail::Terms<Scalar, Tier>;
  if (EIGEN_PREDICT_TRUE(with_terms<Terms>(x, n, m, Scalar(1), By(), values, first))) return;
  if constexpr (lines_per_block<X> == 1) {
    values[0] = none_nan(x, n) ? m[0].first() : not_a_number<Scalar>();
  } else {
    for (Eigen::Index l = 0; l < x.lines; ++l) log_sum_exp<Tier, By>(x.line(l), n, values + l);
  }
}

/// dx = dy softmax(x), of each line of x along the axis. (A free function, because MSVC takes no private one in a
/// generic lambda within another.)
template <typename Tier, typename X, typename DY, typename DX, typename Axis>
HILLOCK_INLINE void log_sum_exp_gradients(const X& x, const DY& dy, DX& dx, Axis axis) {
  using Scalar = Computed<typename X::Scalar>;
  const SoftmaxParameters<Scalar> parameters("logsumexp", masked);
  const Eigen::Index n = line_length(x, axis);
  const auto gradients = values_of_lines(dy, axis);
  ResultLine<typename X::Scalar> floats(n);
  const auto backward = [&](Eigen::Index j, auto from, auto line) {
    using Line = decltype(from);
    const auto to = floats.in_place_of(line);
    SoftmaxKernel<Tier>::forward(from, to, n, parameters);
    const auto factor = double_words_per_register<Line, Scalar>([&](Eigen::Index l) {
      return DoubleWord<Lanes<Scalar, 1>>(
          Lanes<Scalar, 1>::of(l < from.lines ? static_cast<Scalar>(gradients[j + l]) : Scalar(0)));
    });
    const auto times_factor = [&](auto part, int k) HILLOCK_INLINE_LAMBDA { return part * factor[k].high; };
    map_lines(to, to, n, Scalar(0), times_factor);
    floats.store(line);
  };
  for_each_line<!is_short<typename X::Scalar>>(axis, backward, x, dx);
}

/// What logsumexp and logmeanexp have in common: Kernel, which derives from it, has the `name`.
template <typename Kernel, typename Tier, typename By>
struct LogOfSum : RefusesMemory<LogOfSum<Kernel, Tier, By>> {
  using RefusesMemory<LogOfSum<Kernel, Tier, By>>::operator();

  /// One value per vector.
  template <typename X, typename... Options>
  auto operator()(const Eigen::DenseBase<X>& x, Options... options) const {
    const auto make = [](auto lines, Eigen::Index n, auto* values)
                          HILLOCK_INLINE_LAMBDA { log_sum_exp<Tier, By>(lines, n, values); };
    return value_per_line(Kernel::name, axis_of<X>(options...), make, x);
  }

  /// The gradient with respect to x, from the one with respect to the single value.
  template <typename X, typename... Options>
  auto backward(const Eigen::DenseBase<X>& x, typename X::Scalar dy, Options... options) const {
    static_assert(PerLine<X, AxisOf<X, Options...>>::is_single,
                  "hillock: a function of several vectors has a gradient for each of them");
    return backward(x, Eigen::Matrix<typename X::Scalar, 1, 1>::Constant(dy), options...);
  }

  /// The same for several vectors: a gradient for each of their values.
  template <typename X, typename DY, typename... Options>
  auto backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Options... options) const {
    have_scalar_of_functor<typename X::Scalar, DY>();
    const auto axis = axis_of<X>(options...);
    const Size size = size_of_lines(1, line_count(x, axis), axis);
    require_shape(Kernel::name, "the result", size.rows, size.cols, "dy", dy);
    return defer<typename X::PlainObject>(
        x.rows(), x.cols(), Kernel::name,
        [](auto& dx, const auto& argument, const auto& dy_argument, auto along) HILLOCK_INLINE_LAMBDA {
          const auto& gradient = read_first(dy_argument);
          const auto write = [&](const auto& from, const auto& from_gradient) {
            log_sum_exp_gradients<Tier>(from, from_gradient, dx, along);
          };
          use_or_assign(argument, dx, !overlap(gradient, dx), write, gradient);
        },
        hold(x), hold(dy), axis);
  }

 private:
  template <typename X, typename... Options>
  static AxisOf<X, Options...> axis_of(Options... options) {
    static_assert(Register<Computed<typename X::Scalar>, 1>::exists,
                  "hillock: the elements must be float or double, or half or bfloat16");
    static_assert(std::tuple_size<decltype(without_axis(options...))>::value == 0,
                  "hillock: this function has no option but the axis");
    return {};
  }
};

}  // namespace detail

/// logsumexp(x) = m + log Sum e^(x_i - m), m = max x: one value per vector.
///
/// A vector gives a number, at once. A matrix gives a row vector, of a value per column, or with hillock::rowwise a
/// column vector, of a value per row; lazily, without allocation into a destination of the right size. (An argument
/// that is itself a lazy expression is evaluated into a temporary.)
///
/// backward(x, dy) = dy softmax(x), a vector-Jacobian product of the shape of x; dy is a number or has the shape of
/// the result. In place of x is safe; for any other overlap of destination and arguments, a temporary keeps it right.
/// Of only -inf the gradient is 0.
///
/// Any finite elements; -inf adds nothing; empty or only -inf: -inf; +inf anywhere: +inf, its gradient NaN; NaN
/// anywhere: NaN. Within 3 ULP, hillock::precise::logsumexp within 1, of the larger of the result and m: where m and
/// log Sum cancel, it is the absolute error that is small. The bits do not depend on where the vector is. half and
/// bfloat16 are computed in float and rounded once (backward copies each vector as floats: up to 4096 elements without
/// allocation). Throws std::invalid_argument for different shapes.
///
/// Source: P. Blanchard, D. J. Higham, N. J. Higham, "Accurately Computing the Log-sum-exp and Softmax Functions", IMA
/// Journal of Numerical Analysis 41(4), 2021.
template <typename Tier>
struct LogSumExp : detail::LogOfSum<LogSumExp<Tier>, Tier, detail::LogSumBy> {
  static constexpr const char* name = "logsumexp";
};

inline constexpr LogSumExp<tier::Default> logsumexp{};
namespace precise {
inline constexpr LogSumExp<tier::Precise> logsumexp{};
}  // namespace precise
HILLOCK_SAME_IN_FAST_TIER(hillock::logsumexp)

HILLOCK_NAMESPACE_END
