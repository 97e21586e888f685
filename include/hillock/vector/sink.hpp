// Softmax of lines and one more logit, the sink, whose share is left out; and the gradient with respect to it.
#pragma once

#include <algorithm>
#include <cmath>
#include <type_traits>

#include <hillock/vector/exponentials.hpp>
#include <hillock/vector/softmax_parameters.hpp>

HILLOCK_NAMESPACE_BEGIN

/// A sink, 0 by default, and behind it the options of softmax.
template <typename Scalar>
class SinkParameters : public SoftmaxParameters<Scalar> {
 public:
  /// `name` stands in messages.
  template <typename... Options>
  explicit SinkParameters(const char* name, Scalar sink = Scalar(0), Options... options)
      : SoftmaxParameters<Scalar>(name, options...), sink_(sink) {}

  Scalar sink() const { return sink_; }

 private:
  Scalar sink_;
};

namespace detail {

/// The term of the sink for each part: of one line in the first lane, beside nothing else.
template <typename X, typename Scalar, typename Parts>
HILLOCK_INLINE auto sink_terms(const Parts& term, const Scalar& sink) {
  using V = typename Block<Scalar>::V;
  V element = V::all(sink);
  if constexpr (lines_per_block<X> == 1) {
    element = Block<Scalar>::load(Strided<const Scalar, 1>(&sink), 0, 1, minus_infinity<Scalar>()).part[0];
  }
  return per_register<X, Scalar>([&](int k) { return term[k](element); });
}
/// Adds these to sums along lines X, as element i.
template <typename X, typename Scalar, typename Sum, typename Terms>
HILLOCK_INLINE void add_sink(Sum& sum, Eigen::Index i, const Terms& terms) {
  HILLOCK_UNROLL
  for (int k = 0; k < (lines_per_block<X> == 1 ? 1 : Block<Scalar>::size); ++k) sum.add(i, k, terms[k]);
}

/// The sum of terms of lines X and of the sink, whose terms are computed while nothing else waits for them.
template <typename Sum, typename X, typename Scalar, typename Terms>
class SumWithSink : public Sum {
 public:
  /// `arguments` are those of Sum.
  template <typename... Arguments>
  HILLOCK_INLINE explicit SumWithSink(const Terms& terms, Arguments... arguments) : Sum(arguments...), terms_(terms) {}

  HILLOCK_INLINE auto totals() {
    add_sink<X, Scalar>(*this, block_size, terms_);  // to the first partial sum, which has begun
    return Sum::totals();
  }

 private:
  Terms terms_;
};

template <typename Scalar>
HILLOCK_INLINE bool is_ordinary_sink(const Scalar& sink) {
  return !is_nan(sink) && !is_infinity(sink);
}
/// Whether the sink is +inf, and of the line nothing is +inf or NaN.
template <typename X, typename Scalar>
bool takes_all(const Scalar& sink, X x, Eigen::Index n) {
  return is_infinity(sink) && all_below_infinity(x, n);
}
/// m, or the sink where that is larger; it is not NaN.
template <typename X, typename M, typename Scalar>
HILLOCK_INLINE M or_sink(const M& m, const Scalar& sink) {
  using V = typename Block<Scalar>::V;
  return per_register<X, Scalar>([&](int k) { return V::of(at_least(V::all(sink).data, m[k].data)); });
}

struct SharesWithSinkBy {
  template <typename Parts, typename X, typename M, typename Y, typename B, typename Scalar>
  HILLOCK_INLINE void operator()(const Parts& term, X x, Eigen::Index n, const M&, Y y, const B& first,
                                 const Scalar& sink) const {
    using Terms = std::decay_t<decltype(term[0])>;
    const auto sinks = sink_terms<X>(term, sink);
    using Sinks = std::decay_t<decltype(sinks)>;
    if constexpr (quick_sum<Terms> != Of::terms) {
      if (has_quick_sum<Terms>(n)) {
        using Quick = Sums<X, Scalar, BlockSum<Scalar, Block<Scalar>::width, quick_sum<Terms>>>;
        store_shares<Terms>(x, y, n, term, first, SumWithSink<Quick, X, Scalar, Sinks>(sinks, n, term[0].start()));
        return;
      }
    }
    using Sum = TermSums<X, Terms>;
    if constexpr (Terms::are_elements && std::is_same<Scalar, double>::value) {
      store_shares<Terms>(x, y, n, term, first, SumWithSink<Sum, X, Scalar, Sinks>(sinks, n, term[0].start()));
    } else {
      store_shares<Terms>(x, y, n, term, first, SumWithSink<Sum, X, Scalar, Sinks>(sinks, n));
    }
  }
};

/// softmax_with_sink of each line.
template <typename Terms, typename X, typename Y, typename Scalar>
void softmax_lines_with_sink(X x, Y y, Eigen::Index n, const SinkParameters<Scalar>& parameters) {
  if (n == 0) return;
  const Scalar sink = parameters.sink();
  const auto first = Block<Scalar>::load(x, 0, n, minus_infinity<Scalar>());
  const auto m = largest_per_register<Scalar>(x, n, first);
  if (EIGEN_PREDICT_TRUE(is_ordinary_sink(sink))) {
    const auto largest = or_sink<X>(m, sink);
    if (EIGEN_PREDICT_TRUE(
            with_terms<Terms>(x, n, largest, parameters.temperature(), SharesWithSinkBy(), y, first, sink))) {
      return;
    }
  }
  if constexpr (lines_per_block<X> == 1) {
    if (takes_all(sink, x, n)) {
      fill(y, n, Scalar(0));
      return;
    }
  }
  const auto alone = [&](auto from, auto to) { softmax_lines_with_sink<Terms>(from, to, n, parameters); };
  handle_special(x, y, n, parameters.is_masked() && is_minus_infinity(sink), Scalar(0), alone);
}

/// What gradients of doubles are multiplied by where products with terms, up to 2^128, might overflow. (Those of floats
/// are doubles.)
inline constexpr double unit_beside_terms = 0x1p-300;
/// Whether they are, of any of the lines.
template <typename DY>
bool overflows_beside_terms(DY dy, Eigen::Index n) {
  using V = Block<double>::V;
  V largest(0.0);
  visit_lines(dy, n, 0.0,
              [&](V gradient, Eigen::Index, int) HILLOCK_INLINE_LAMBDA { largest = larger(largest, abs(gradient)); });
  return !detail::all_of((largest < V(0x1p800)).bits);
}

/// What is done by the terms of each part: the gradient of the sink from each line.
template <typename IsScaled>
struct SinkGradientsBy {
  template <typename Parts, typename X, typename M, typename DY, typename Scalar>
  HILLOCK_INLINE void operator()(const Parts& term, X x, Eigen::Index n, const M&, DY dy, const Scalar& sink,
                                 const Scalar& temperature, Scalar* gradients) const {
    using B = Block<Scalar>;
    using V = typename B::V;
    Sums<X, Scalar> sum(n), dot(n), own(1);
    for (Eigen::Index i = 0; i < n; i += X::step) {
      const B block = B::load(x, i, n - i, minus_infinity<Scalar>()), gradient = B::load(dy, i, n - i, Scalar(0));
      HILLOCK_UNROLL
      for (int k = 0; k < B::size; ++k) {
        const auto number = term[k](block.part[k]);
        sum.add(i, k, number);
        dot.add_product(i, k, IsScaled::value ? gradient.part[k] * V(unit_beside_terms) : gradient.part[k], number);
      }
    }
    const auto sinks = sink_terms<X>(term, sink);
    add_sink<X, Scalar>(sum, block_size, sinks);
    add_sink<X, Scalar>(own, 0, sinks);
    const auto totals = sum.totals();
    const auto dots = dot.totals();
    const auto owns = own.totals();
    for (int l = 0; l < x.lines; ++l) {
      gradients[l] = gradient_of_sink(owns[l], totals[l], dots[l] / totals[l], temperature);
    }
  }

 private:
  // -(own / total) mean / T, of the mean in our unit; what would underflow on the way, larger by a power of two.
  template <typename Number, typename Scalar>
  static Scalar gradient_of_sink(Number own, Number total, Number mean, const Scalar& temperature) {
    using One = Lanes<double, 1>;
    const bool is_small = std::abs((leading(own) / leading(total) * leading(mean)).data) < 0x1p-700;
    const Number product = times_power(own, One(is_small ? 0x1p500 : 1)) / total * mean;
    const double unit = (is_small ? 0x1p-500 : 1) / (IsScaled::value ? unit_beside_terms : 1);
    return static_cast<Scalar>((-leading(product) / One(static_cast<double>(temperature)) * One(unit)).data);
  }
};

/// The gradient of the sink from each line.
template <typename Tier, typename X, typename DY, typename Scalar>
void sink_gradients(X x, DY dy, Eigen::Index n, const SinkParameters<Scalar>& parameters, Scalar* gradients) {
  if (n == 0) {
    std::fill_n(gradients, x.lines, Scalar(0));
    return;
  }
  const Scalar sink = parameters.sink();
  const auto first = Block<Scalar>::load(x, 0, n, minus_infinity<Scalar>());
  const auto m = or_sink<X>(largest_per_register<Scalar>(x, n, first), sink);
  const Scalar temperature = parameters.temperature();
  const auto gradients_by = [&](auto by) {
    return with_terms<Terms<Scalar, Tier>>(x, n, m, temperature, by, dy, sink, temperature, gradients);
  };
  if (is_ordinary_sink(sink)) {
    bool is_huge = false;
    if constexpr (std::is_same<Scalar, double>::value) is_huge = overflows_beside_terms(dy, n);
    if (!is_huge) {
      if (gradients_by(SinkGradientsBy<std::false_type>())) return;
    } else if constexpr (lines_per_block<X> == 1) {
      if (gradients_by(SinkGradientsBy<std::true_type>())) return;
    }
  }
  if constexpr (lines_per_block<X> == 1) {
    const bool is_nothing =
        takes_all(sink, x, n) || (parameters.is_masked() && is_minus_infinity(sink) && all_minus_infinity(x, n));
    gradients[0] = is_nothing ? Scalar(0) : not_a_number<Scalar>();
  } else {
    for (Eigen::Index l = 0; l < x.lines; ++l) {
      sink_gradients<Tier>(x.line(l), dy.line(l), n, parameters, gradients + l);
    }
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END
