// What the suites of special values share: a function and its derivative evaluated everywhere, comparison by bits.
#pragma once

#include "catch.hpp"
#include "every.hpp"
#include "operations.hpp"

namespace special {

/// Evaluates a scalar alone and in every lane of a long vector, and insists on one answer.
template <typename Scalar, typename Operation>
Scalar everywhere(Scalar x, Operation of) {
  const Scalar alone = of(x);
  const Eigen::Matrix<Scalar, Eigen::Dynamic, 1> many = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>::Constant(67, x);
  const Eigen::Matrix<Scalar, Eigen::Dynamic, 1> result = of(many);
  for (Eigen::Index i = 0; i < many.size(); ++i) {
    if (!every::same_bits(result[i], alone)) {
      FAIL_CHECK("lane " << i << " gives " << result[i] << " for " << x << " but the scalar " << alone);
    }
  }
  return alone;
}

template <typename Scalar, typename Act>
Scalar f(const Act& act, Scalar x) {
  return everywhere(x, [&](const auto& v) { return typename std::decay_t<decltype(v)>(act(v)); });
}
template <typename Scalar, typename Act>
Scalar df(const Act& act, Scalar x) {
  return everywhere(x, [&](const auto& v) { return typename std::decay_t<decltype(v)>(act.derivative(v)); });
}

// Of hidden bits, because these suites run under -ffast-math too, where a constant that is no number may become
// anything.
template <typename Scalar>
inline const Scalar infinity = hillock::detail::infinity<Scalar>();
template <typename Scalar>
inline const Scalar not_a_number = hillock::detail::not_a_number<Scalar>();

/// a * b, which -ffast-math may not take for 0 where one of them is.
template <typename Scalar>
Scalar product(Scalar a, Scalar b) {
  const volatile Scalar hidden_a = a, hidden_b = b;
  return hidden_a * hidden_b;
}

template <typename Scalar>
bool is(Scalar value, Scalar expected) {
  return every::same_bits(value, expected);
}

/// check(activation) for every tier of one definition, by the table.
template <template <typename> class Definition, typename Scalar, typename Check>
void in_every_tier(Check check) {
  const std::vector<operations::Tabulated<Scalar>> tiers = operations::tiers_of<Scalar>(Definition<Scalar>::name);
#if !defined(HILLOCK_SOME_ACTIVATIONS)  // tests/mutations leaves the others out of the registry
  REQUIRE(!tiers.empty());
#endif
  for (const operations::Tabulated<Scalar>& act : tiers) check(act);
}

}  // namespace special
