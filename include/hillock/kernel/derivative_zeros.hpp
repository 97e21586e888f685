// Zeros of derivatives: next to one, f' is computed as (x - zero) times a polynomial, because any other formula leaves
// an absolute error that is no longer small when f' itself is. The zero is a sum of two, so that the difference is as
// precise as x however near to it x is.
//
// Error, largest where x - zero = 1/4 and f' is just below 1/16: in floats the polynomial's last two steps 0.98 and
// 0.12 ULP, the difference 0.58, the product 0.50: 2.2; in sums of two the product's 1/2 is what is left.
#pragma once

#include <hillock/kernel/scaled.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

// f'(x) / (x - zero) in d = x - zero on |d| <= 1/4: degree 15, the first three coefficients as sums of two. `zero` is
// the sum of two doubles. From tests/accuracy/zeros.py.

/// z = -1.27846..., of sigma(z) (1 + z sigma(-z)): 2^-64.3 relative.
struct SwishZero {
  static constexpr double zero = -0x1.474973c84120bp+0, zero_low = -0x1.f8d74bc9ac154p-54,
                          zero_lowest = -0x1.44a50180ba780p-108;
  static constexpr double lows[] = {-0x1.2541c28ec8d16p-58, -0x1.ae40cf3335bc5p-57, 0x1.5dcf0e1063ab9p-60};
  static constexpr double values[] = {
      0x1.be1410460527fp-3,   0x1.2c563458cc0adp-3,   0x1.353eb573ca457p-6,   -0x1.f2d0e32bc2994p-7,
      -0x1.b0f82c498fd4dp-8,  0x1.098e92b8f0527p-13,  0x1.a2a7caf0f5bb9p-11,  0x1.8574d136e69e0p-13,
      -0x1.57238de616d2ep-15, -0x1.f2d8978858986p-16, -0x1.8af3d544f2015p-19, 0x1.3ae11b44a8d8bp-19,
      0x1.cda05e4aff31dp-21,  -0x1.06c07c0bc012cp-25, -0x1.88e6e5308ba19p-24, -0x1.37ae3901b5e66p-26};
};
/// x = -0.751792..., of GELU': 2^-62.8 relative.
struct GELUZero {
  static constexpr double zero = -0x1.80ead197f00b4p-1, zero_low = 0x1.13e74c58cada8p-56;
  static constexpr double lows[] = {0x1.f7c3028128e7ep-56, 0x1.aea2f4637d47cp-56, -0x1.3485ac8c4e625p-61};
  static constexpr double values[] = {
      0x1.b9d98fa5a3215p-2,   0x1.8d9a941de3ac5p-2,  -0x1.2a2ef9bb865aep-6, -0x1.d2fa4c17c7e84p-4,
      -0x1.e4088244f8faep-7,  0x1.3e346def42059p-6,  0x1.297b9d6ff3ddap-8,  -0x1.258a6d8563c2ap-9,
      -0x1.8680f7414d496p-11, 0x1.86c863b86b5a4p-13, 0x1.6960fb6adc878p-14, -0x1.784acf1bb2d35p-17,
      -0x1.03f6d06dc9272p-17, 0x1.d0cd7b003309dp-22, 0x1.2d595e7b6aa24p-21, -0x1.0cb5d6497b788p-29};
};
/// x = -0.752461..., of GELUTanh': 2^-62.0 relative.
struct GELUTanhZero {
  static constexpr double zero = -0x1.81429f9e97e4dp-1, zero_low = 0x1.4f523ed77dbdcp-55;
  static constexpr double lows[] = {0x1.7635dadb97a5fp-56, -0x1.d8b16c844e6d5p-56, 0x1.6b9c81c2c4a0cp-60};
  static constexpr double values[] = {
      0x1.b8bacd2c96b91p-2,   0x1.8cd1a2b2fff33p-2,  -0x1.029615edb077cp-6, -0x1.d2b77346470abp-4,
      -0x1.104a83edc0b4dp-6,  0x1.427996dc248f4p-6,  0x1.58c9ed70e42f4p-8,  -0x1.3d8d6416d6396p-9,
      -0x1.e63f28a843cbfp-11, 0x1.14bf88f34eb64p-12, 0x1.04931ddd2a009p-13, -0x1.253b62a1df8afp-15,
      -0x1.0b6d59370c316p-16, 0x1.8cf23d5e913ccp-18, 0x1.3841410329f1ep-19, -0x1.00325c9dec6d8p-20};
};
/// x = -1.19243..., of Mish': 2^-62.9 relative.
struct MishZero {
  static constexpr double zero = -0x1.31432c0d12d84p+0, zero_low = -0x1.bf319154da210p-55;
  static constexpr double lows[] = {0x1.1adcc891d1ef4p-56, 0x1.1a2e267c75892p-58, 0x1.7c9ffc27aabc2p-63};
  static constexpr double values[] = {
      0x1.115acb42500bbp-2,  0x1.a34a251d8ad7bp-3,   0x1.574f121a868dbp-5,   -0x1.4c222fe64d4fcp-6,
      -0x1.03369d4ac9018p-6, -0x1.b87ddfb51b44ap-9,  0x1.1e5e1849a1095p-10,  0x1.037991828346ap-10,
      0x1.0a79555317f5ap-12, -0x1.5fff9efe34d1ep-15, -0x1.d4541e7aef86cp-15, -0x1.223c2be5cb5adp-16,
      0x1.fc24fb5d92e00p-21, 0x1.86a12b13e0e69p-19,  0x1.15f5894aea51fp-20,  0x1.87149910500d4p-27};
};
/// x = -1.19306..., of Serf': 2^-63.1 relative.
struct SerfZero {
  static constexpr double zero = -0x1.316c60ccb69dbp+0, zero_low = 0x1.1d9ecd0f85993p-55;
  static constexpr double lows[] = {-0x1.84f33aaa15fcbp-58, 0x1.ca55c08f330a1p-59, -0x1.2a329ed51264bp-59};
  static constexpr double values[] = {
      0x1.34bdb29d97b36p-2,   0x1.da577f6c75892p-3,   0x1.857e8a8303fb9p-5,   -0x1.7e4ec0f21ae43p-6,
      -0x1.32985cfc85dc4p-6,  -0x1.28850b62917f7p-8,  0x1.c90510bcd1a74p-11,  0x1.12c4147799fbep-10,
      0x1.5c3c30875cf2cp-12,  -0x1.428b27d5330e2p-20, -0x1.762ba9964b115p-15, -0x1.33ed799d0d92ep-16,
      -0x1.fb11b33090a66p-20, 0x1.8f3d93cc10af9p-20,  0x1.ae9d7c2ed432bp-21,  0x1.203b067daa23dp-23};
};
/// x = -1.07886..., of TanhExp': 2^-61.2 relative.
struct TanhExpZero {
  static constexpr double zero = -0x1.14302c3c10f30p+0, zero_low = -0x1.b8c761c7b1289p-54;
  static constexpr double lows[] = {-0x1.b088749addb6dp-57, 0x1.4ef9513c46280p-58, 0x1.c89aa0da243c0p-59};
  static constexpr double values[] = {
      0x1.68f6b660942b4p-2,   0x1.4d0848bbb42d2p-2,   0x1.b9cbc0b27eecfp-4,   -0x1.76ccc7f75d216p-6,
      -0x1.75ed50eb6cbeap-5,  -0x1.a1972d506f13ap-6,  -0x1.70f433be8f037p-8,  0x1.6b4739b264618p-9,
      0x1.bdae4254d3219p-9,   0x1.b4407af95e43bp-10,  0x1.3d003784018fcp-12,  -0x1.a7596f963ca77p-13,
      -0x1.bd1646e6771c8p-13, -0x1.93598317e025dp-14, -0x1.890492a2f32f1p-17, 0x1.d33284ae95f09p-17};
};
/// x = -0.881374... = log(sqrt(2) - 1), of ELiSH': 2^-68.7 relative.
struct ELiSHZero {
  static constexpr double zero = -0x1.c34366179d427p-1, zero_low = 0x1.9f270661722dbp-56;
  static constexpr double lows[] = {-0x1.cbcef9f1146f7p-57, 0x1.cbcde75880466p-57, 0x1.11bf02ec90ff6p-61};
  static constexpr double values[] = {
      0x1.f0ed99bed9b2ep-3,   0x1.0789332093269p-2,   0x1.c8bc89111e3a7p-4,   0x1.2d6ffd16fe071p-6,
      -0x1.2c056c0d0ff68p-9,  -0x1.67a99e86627cbp-11, 0x1.26be7f81a0fb7p-11,  0x1.0845bdd04156dp-12,
      -0x1.6830f7d4d49c8p-17, -0x1.f40321d7d4adap-16, -0x1.101da705eb759p-18, 0x1.5bfbf25fa471ap-19,
      0x1.e728072bc9415p-21,  -0x1.0199555753c05p-23, -0x1.f1562eceeca19p-24, -0x1.fcec694d20410p-28};
};

/// The first coefficients, for results in float: |d| <= 1/16 needs six for 2^-28, |d| <= 1/4 in floats eight.
template <typename Zero, typename = std::make_index_sequence<6>>
struct ShortZero;
template <typename Zero, std::size_t... At>
struct ShortZero<Zero, std::index_sequence<At...>> {
  static constexpr double values[] = {Zero::values[At]...};
};

/// x - zero, the zero a sum of two.
template <typename Zero, typename S, int W>
HILLOCK_INLINE Lanes<S, W> distance_from(Lanes<S, W> x) {
  constexpr double high = static_cast<double>(static_cast<S>(Zero::zero));
  return (x - Lanes<S, W>(high)) - Lanes<S, W>((Zero::zero - high) + Zero::zero_low);
}
template <typename Zero, typename V>
HILLOCK_INLINE DoubleWord<V> distance_from(DoubleWord<V> x) {
  return x - constant<DoubleWord<V>>(Zero::zero, Zero::zero_low);
}
/// The same for a product x + low: with all its digits it may be so near to the zero that of this three parts count.
template <typename Zero, typename V>
HILLOCK_INLINE DoubleWord<V> distance_of_product(V x, V low) {
  using S = typename V::Scalar;
  constexpr double high = static_cast<double>(static_cast<S>(Zero::zero)), rest = (Zero::zero - high) + Zero::zero_low;
  constexpr double middle = static_cast<double>(static_cast<S>(rest)), last = (rest - middle) + Zero::zero_lowest;
  const DoubleWord<V> lower = two_sum(V(middle), -low), d = two_sum(x - V(high), -lower.high);
  return {d.high, d.low - (lower.low + V(last))};
}
template <typename Zero, typename S, int W>
HILLOCK_INLINE Lanes<S, W> distance_from(Lanes<S, W> x, Lanes<S, W> low) {
  const auto d = distance_of_product<Zero>(x, low);
  return d.high + d.low;
}
template <typename Zero, typename V>
HILLOCK_INLINE DoubleWord<V> distance_from(DoubleWord<V> x, DoubleWord<V>) {
  const auto d = distance_of_product<Zero>(x.high, x.low);
  return fast_two_sum(d.high, d.low);
}
/// y, or within 1/4 of the zero (1/16 for floats computed in double) the product. `low` is given where x is itself a
/// product, and is its low part; floats computed in double do not use it, nor do sums of two, which contain it.
template <typename Zero, typename Number, typename... Low>
HILLOCK_INLINE Number near_zero(Number x, Number y, Low... low) {
  using V = RegisterOf<Number>;
  if constexpr (computes<Number, Arithmetic::in_double>) {
    V d = x - V(Zero::zero);
    if constexpr (sizeof...(Low) > 0) d = d - V(Zero::zero_low);
    return select(V(0x1p-4) < abs(d), y, d * detail::polynomial<ShortZero<Zero>>(d));
  } else if constexpr (computes<Number, Arithmetic::single, Arithmetic::fast>) {
    return y;
  } else if constexpr (sizeof(typename V::Scalar) == 4) {
    const V d = distance_from<Zero>(x, low...);
    return select(V(0.25) < abs(d), y, d * detail::polynomial<ShortZero<Zero, std::make_index_sequence<8>>>(d));
  } else {
    const Number d = distance_from<Zero>(clamp(x, -2.0, 0.0), low...);
    const auto apart = V(0.25) < abs(leading(x) - V(Zero::zero));
    // A NaN is not apart, and stays one.
    return select(apart, y, d * detail::polynomial_of<Zero>(d));
  }
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
