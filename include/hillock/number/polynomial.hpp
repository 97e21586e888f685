// Polynomials with coefficients known at compile time: one fused multiply-add per degree.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <hillock/number/double_word.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

template <typename Coefficients>
inline constexpr std::size_t coefficient_count = sizeof(Coefficients::values) / sizeof(Coefficients::values[0]);

/// One coefficient as a constant. CUDA's device code knows the values of constants, but not the arrays they stand in.
template <typename Coefficients, std::size_t At>
inline constexpr auto coefficient = Coefficients::values[At];
template <typename Coefficients, std::size_t At>
inline constexpr auto coefficient_low = Coefficients::lows[At];

/// The coefficients of K P(K x), where Coefficients are those of P: with K = +-1, +-2 the same polynomial, bit for bit,
/// for kernels that have x / K.
template <typename Coefficients, int K, typename = std::make_index_sequence<coefficient_count<Coefficients>>>
struct Rescaled;
template <typename Coefficients, int K, std::size_t... At>
struct Rescaled<Coefficients, K, std::index_sequence<At...>> {
  static constexpr double power(std::size_t exponent) { return exponent == 0 ? 1 : K * power(exponent - 1); }
  static constexpr double values[] = {power(At + 1) * Coefficients::values[At]...};
};

/// The last sizeof...(Step) + 1 of the coefficients c[0], c[1], ... that Coefficients::values lists, as a polynomial,
/// by Horner's rule. (One function, not one per degree: each would be compiled with all the next ones in it.)
template <typename Coefficients, typename V, std::size_t... Step>
HILLOCK_INLINE V horner(V x, std::index_sequence<Step...>) {
  constexpr std::size_t last = coefficient_count<Coefficients> - 1;
  V sum(coefficient<Coefficients, last>);
  ((sum = madd(x, sum, V(coefficient<Coefficients, last - 1 - Step>))), ...);
  return sum;
}

/// c[First] + c[First + 1] x + ... as pairs c + c' x by Horner's rule in x2 = x^2: as many operations where x^2 is
/// needed anyway, and half as many that wait for each other.
template <typename Coefficients, std::size_t First, typename V, std::size_t... Step>
HILLOCK_INLINE V polynomial_in_pairs(V x, V x2, std::index_sequence<Step...>) {
  constexpr std::size_t count = coefficient_count<Coefficients>, pairs = sizeof...(Step);
  constexpr std::size_t top = First + 2 * pairs;  // of the one or two terms above all these pairs
  V sum(coefficient<Coefficients, top>);
  if constexpr (top + 2 == count) sum = madd(x, V(coefficient<Coefficients, top + 1>), sum);
  ((sum = madd(x2, sum,
               madd(x, V(coefficient<Coefficients, First + 2 * (pairs - 1 - Step) + 1>),
                    V(coefficient<Coefficients, First + 2 * (pairs - 1 - Step)>)))),
   ...);
  return sum;
}
template <typename Coefficients, std::size_t First = 0, typename V>
HILLOCK_INLINE V polynomial_in_pairs(V x, V x2) {
  return polynomial_in_pairs<Coefficients, First>(
      x, x2, std::make_index_sequence<(coefficient_count<Coefficients> - First - 1) / 2>());
}

/// c[First] + ... with Count terms, with fewer steps that wait for each other (G. Estrin, 1960): for kernels that have
/// digits to spare for any order, and time only where the chain is short. Powers of x are passed down.
template <typename Coefficients, std::size_t First, std::size_t Count, typename V>
HILLOCK_INLINE V estrin(V x, V x2, V x4, V x8, V x16) {
  if constexpr (Count == 1) {
    return V(coefficient<Coefficients, First>);
  } else if constexpr (Count == 2) {
    return madd(x, V(coefficient<Coefficients, First + 1>), V(coefficient<Coefficients, First>));
  } else if constexpr (Count == 3) {
    return madd(x2, V(coefficient<Coefficients, First + 2>),
                madd(x, V(coefficient<Coefficients, First + 1>), V(coefficient<Coefficients, First>)));
  } else if constexpr (Count == 4) {
    return madd(x2, madd(x, V(coefficient<Coefficients, First + 3>), V(coefficient<Coefficients, First + 2>)),
                madd(x, V(coefficient<Coefficients, First + 1>), V(coefficient<Coefficients, First>)));
  } else {
    constexpr std::size_t split = Count > 16 ? 16 : Count > 8 ? 8 : 4;
    const V low = estrin<Coefficients, First, split>(x, x2, x4, x8, x16);
    const V high = estrin<Coefficients, First + split, Count - split>(x, x2, x4, x8, x16);
    if constexpr (split == 16) {
      return madd(x16, high, low);
    } else if constexpr (split == 8) {
      return madd(x8, high, low);
    } else {
      return madd(x4, high, low);
    }
  }
}

/// c[First] + c[First + 1] x + c[First + 2] x^2 + ..., as estrin.
template <typename Coefficients, std::size_t First = 0, typename V>
HILLOCK_INLINE V polynomial_by_powers(V x) {
  constexpr std::size_t count = coefficient_count<Coefficients> - First;
  static_assert(count <= 32, "hillock: no powers beyond x^16 are prepared");
  const V x2 = x * x, x4 = x2 * x2, x8 = x4 * x4;
  return estrin<Coefficients, First, count>(x, x2, x4, x8, x8 * x8);
}
/// The same, of the elements' own type by Horner's rule.
template <typename Coefficients, std::size_t First = 0, typename V>
HILLOCK_INLINE V polynomial(V x) {
  constexpr std::size_t count = coefficient_count<Coefficients> - First;
  if constexpr (std::is_same<typename V::Scalar, typename V::Target>::value ||
                std::is_same<typename V::Target, target::Fast>::value) {
    return horner<Coefficients>(x, std::make_index_sequence<count - 1>());
  } else {
    return polynomial_by_powers<Coefficients, First>(x);
  }
}

/// The same with its first Steps terms by Horner's rule, which rounds them once each, after all that is smaller: for
/// polynomials whose higher terms are not small.
template <typename Coefficients, std::size_t First, std::size_t Steps, typename V>
HILLOCK_INLINE V steady_polynomial(V x) {
  if constexpr (Steps == 0) {
    return polynomial<Coefficients, First>(x);
  } else {
    return madd(x, steady_polynomial<Coefficients, First + 1, Steps - 1>(x), V(coefficient<Coefficients, First>));
  }
}

/// x N(z) / D(z) with z = x^2: an odd function.
template <typename Numerator, typename Denominator, typename V>
HILLOCK_INLINE V odd_rational(V x) {
  const V z = x * x;
  return x * polynomial<Numerator>(z) / polynomial<Denominator>(z);
}

/// The same for any number type. For sums of two the first coefficients, values[i] + lows[i], are added as such; from
/// there on a polynomial in one register is precise enough.
template <typename Coefficients, std::size_t First = 0, typename V>
HILLOCK_INLINE DoubleWord<V> polynomial_of(DoubleWord<V> x) {
  constexpr std::size_t doubled = sizeof(Coefficients::lows) / sizeof(Coefficients::lows[0]);
  if constexpr (computes<V, Arithmetic::faithful>) {
    // The first coefficient is by far the largest term.
    const V rest = x.high * polynomial<Coefficients, 1>(x.high);
    const DoubleWord<V> sum = fast_two_sum(V(coefficient<Coefficients, 0>), rest);
    return {sum.high, sum.low + V(coefficient_low<Coefficients, 0>)};
  } else if constexpr (First == doubled) {
    return DoubleWord<V>(
        horner<Coefficients>(x.high, std::make_index_sequence<coefficient_count<Coefficients> - 1 - First>()));
  } else {
    return x * polynomial_of<Coefficients, First + 1>(x) +
           DoubleWord<V>(V(coefficient<Coefficients, First>), V(coefficient_low<Coefficients, First>));
  }
}
template <typename Coefficients, typename S, int W, typename T>
HILLOCK_INLINE Lanes<S, W, T> polynomial_of(Lanes<S, W, T> x) {
  return polynomial<Coefficients>(x);
}

}  // namespace detail
HILLOCK_NAMESPACE_END
