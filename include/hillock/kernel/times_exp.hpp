// dy e^x where e^x alone is too large, or too small, to be a number of its own.
#pragma once

#include <hillock/check/special_values.hpp>
#include <hillock/kernel/exp.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// dy e^x for any dy that is not subnormal: where e^x is a normal number their product, elsewhere dy (e^(x/2))^2. A
/// power of two goes from the square to dy and from there to the result, so that nothing is too large or too small
/// before the result is.
///
/// Error: where e^x is a normal number that of exp, 1.05 ULP, and the product's 1/2; elsewhere that of exp twice, and
/// the two products' 1/2 each: 3.1, and 1/2 unit of a subnormal result. tests/test_activations.cpp compares gradients
/// there.
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number times_exp(Number x, Number dy) {
  using V = typename NumberTraits<Number>::Register;
  using S = typename V::Scalar;
  constexpr double normal = sizeof(S) == 4 ? 87 : 708, unit = sizeof(S) == 4 ? 0x1p64 : 0x1p512;
  const V outer = leading(dy);
  const auto usual = abs(leading(x)) <= V(normal);
  if (EIGEN_PREDICT_TRUE(detail::all_of(usual.bits))) return Number(outer * leading(exp(x)));
  const auto large = leading(x) > V(0.0);
  const V away = select(large, V(1 / unit), V(unit)), back = select(large, V(unit), V(1 / unit));
  // (No dy, 0 included, needs more of a finite x than that.)
  const auto beyond = (leading(x) > V(2 * normal)) & (leading(x) < V(detail::infinity<double>()));
  const Number root = exp(times_power(select(beyond, Number(2 * normal), x), V(0.5)));
  const Number part = times_power(root, away);
  const V rare = ((select(usual, V(0.0), outer) * back) * leading(part * part)) * back;
  return Number(select(usual, outer * leading(exp(select(usual, x, Number(0.0)))), rare));
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
