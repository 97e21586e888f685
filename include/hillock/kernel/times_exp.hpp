// dy e^x where e^x alone is too large, or too small, to be a number of its own.
#pragma once

#include <limits>
#include <type_traits>

#include <hillock/kernel/fast_exp.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// x as a number that exp_parts knows: those of the fast tier as any floats.
template <typename Number>
HILLOCK_INLINE auto for_exp_parts(Number x) {
  if constexpr (computes<Number, Arithmetic::fast>) {
    return Lanes<float, Number::width>::of(x.data);
  } else {
    return x;
  }
}

/// dy e^x: where e^x is a normal number their product, elsewhere that of dy, made a normal number by a power of two,
/// and e^x 2^-n; both powers come last, so that nothing is too large or too small before the result is.
///
/// Error: that of exp, 1.05 ULP, and the product's 1/2; of a subnormal result 1/2 unit more. tests/test_activations.cpp
/// compares gradients there.
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number times_exp(Number x, Number dy) {
  if constexpr (computes<Number, Arithmetic::single>) {
    const Number root = exp(x * Number(0.5));
    return dy * root * root;
  } else {
    using V = typename NumberTraits<Number>::Register;
    using S = typename V::Scalar;
    constexpr bool is_float = sizeof(S) == 4;
    // What is beyond `reach` is nothing, or too large, times the smallest and the largest number; `most` is as far as
    // `scale` goes, and by then so is their product.
    constexpr double normal = is_float ? 87 : 708, reach = is_float ? 200 : 1460, most = is_float ? 250 : 2040;
    constexpr double up = is_float ? 64 : 512, unit = is_float ? 0x1p64 : 0x1p512;
    const V value = leading(x), outer = leading(dy);
    const V size = abs(value);
    const auto usual =
        select(size > V(static_cast<double>((std::numeric_limits<S>::max)())), V(0.0), size) <= V(normal);
    if (EIGEN_PREDICT_TRUE(detail::all_of(usual.bits))) return Number(outer * leading(exp(x)));
    const auto parts = exp_parts(for_exp_parts(clamp(select(usual, Number(0.0), x), -reach, reach)));
    using R = std::decay_t<decltype(parts.shifted_n)>;
    const auto is_small = abs(outer) < V(1.0);
    const V near_one = outer * select(is_small, V(unit), V(1 / unit)), step = select(is_small, V(-up), V(up));
    const R n = (parts.shifted_n - R(integer_shift<S>)) + R::of(step.data);
    const R rare = scale(R::of(near_one.data) * leading(one_plus(parts.tail)), clamp(n, -most, most));
    return Number(select(usual, outer * leading(exp(select(usual, x, Number(0.0)))), V::of(rare.data)));
  }
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
