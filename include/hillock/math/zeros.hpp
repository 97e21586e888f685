// Zeros of derivatives: next to one, f' is computed as (x - zero) times a polynomial, because any other formula leaves
// an absolute error that is no longer small when f' itself is.
#ifndef HILLOCK_MATH_ZEROS_HPP
#define HILLOCK_MATH_ZEROS_HPP

#include "scaled.hpp"

HILLOCK_NAMESPACE_BEGIN
namespace math {

// f'(x) / (x - zero) in d = x - zero on |d| <= 1/16: Chebyshev interpolation of degree 9 in 400-bit arithmetic
// (mpmath), the first three coefficients as sums of two. `zero` is the sum of two doubles.
/// z = -1.278…, of σ(z) (1 + z σ(-z)): 2^-64.91 relative.
struct SwishZero {
  static constexpr double zero = -0x1.474973c84120bp+0, zero_low = -0x1.f8d74bc9ac154p-54;
  static constexpr double lows[] = {-0x1.25adc6730c11ep-58, -0x1.ae151cb7c2001p-57, 0x1.21cd29024da6ap-61};
  static constexpr double values[] = {0x1.be1410460527fp-3,  0x1.2c563458cc0adp-3,  0x1.353eb573ca46cp-6,
                                      -0x1.f2d0e32bc29b5p-7, -0x1.b0f82c49b8a74p-8, 0x1.098e92bd04ddep-13,
                                      0x1.a2a7ce71baecep-11, 0x1.8574c60416fd4p-13, -0x1.576262fccd05ap-15,
                                      -0x1.f27438f157fe7p-16};
};
/// x = -0.751…, of GELU': 2^-61.04 relative.
struct GELUZero {
  static constexpr double zero = -0x1.80ead197f00b4p-1, zero_low = 0x1.13e74c58cada8p-56;
  static constexpr double lows[] = {0x1.fadf4b1143917p-56, 0x1.ae3b06a258f8dp-56, 0x1.ef66e187c9139p-62};
  static constexpr double values[] = {
      0x1.b9d98fa5a3215p-2, 0x1.8d9a941de3ac5p-2, -0x1.2a2ef9bb86811p-6, -0x1.d2fa4c17c7e70p-4,  -0x1.e4088242a21fep-7,
      0x1.3e346def1b070p-6, 0x1.297b90980bad9p-8, -0x1.258a6a2d1baa8p-9, -0x1.860dd50d562a3p-11, 0x1.868c6d531785ep-13};
};
/// x = -0.752…, of GELUTanh': 2^-60.51 relative.
struct GELUTanhZero {
  static constexpr double zero = -0x1.81429f9e97e4dp-1, zero_low = 0x1.4f523ed77dbdcp-55;
  static constexpr double lows[] = {0x1.7aa3837d022dap-56, -0x1.d9ef634be1948p-56, -0x1.3cbf47510761cp-60};
  static constexpr double values[] = {
      0x1.b8bacd2c96b91p-2, 0x1.8cd1a2b2fff33p-2, -0x1.029615edb0aeap-6, -0x1.d2b773464706dp-4,  -0x1.104a83ec11317p-6,
      0x1.427996dbab376p-6, 0x1.58c9daed2a82bp-8, -0x1.3d8d59aced218p-9, -0x1.e5992a6dcd1b2p-11, 0x1.1462295b38118p-12};
};
/// x = -1.192…, of Mish': 2^-61.04 relative.
struct MishZero {
  static constexpr double zero = -0x1.31432c0d12d84p+0, zero_low = -0x1.bf319154da210p-55;
  static constexpr double lows[] = {0x1.18d1f154de610p-56, 0x1.17a491c5cb4c0p-58, 0x1.b9a6a2217f380p-59};
  static constexpr double values[] = {0x1.115acb42500bbp-2,  0x1.a34a251d8ad7bp-3,  0x1.574f121a869a1p-5,
                                      -0x1.4c222fe64d481p-6, -0x1.03369d4b8b398p-6, -0x1.b87ddfb6fc13cp-9,
                                      0x1.1e5e399952d98p-10, 0x1.03799bd18f982p-10, 0x1.09e40de43c6e5p-12,
                                      -0x1.61714ec7881f1p-15};
};
/// x = -1.05…, of Serf': 2^-61.55 relative.
struct SerfZero {
  static constexpr double zero = -0x1.316c60ccb69dbp+0, zero_low = 0x1.1d9ecd0f85993p-55;
  static constexpr double lows[] = {-0x1.8b6f8773b0657p-58, 0x1.c4fcc3bf2ebfdp-59, 0x1.23d167da6d9a1p-60};
  static constexpr double values[] = {0x1.34bdb29d97b36p-2,  0x1.da577f6c75892p-3,  0x1.857e8a8304057p-5,
                                      -0x1.7e4ec0f21adc1p-6, -0x1.32985cfd21170p-6, -0x1.28850b6390b77p-8,
                                      0x1.c90545fdaeb5ap-11, 0x1.12c41f698403ep-10, 0x1.5bc4e0c7da81ep-12,
                                      -0x1.73994d1c923a2p-20};
};
/// x = -1.103…, of TanhExp': 2^-58.91 relative.
struct TanhExpZero {
  static constexpr double zero = -0x1.14302c3c10f30p+0, zero_low = -0x1.b8c761c7b1289p-54;
  static constexpr double lows[] = {-0x1.971279e04a8e9p-57, 0x1.34a1a6a8eafe6p-58, -0x1.e8afc85a90120p-64};
  static constexpr double values[] = {
      0x1.68f6b660942b4p-2,  0x1.4d0848bbb42d2p-2,  0x1.b9cbc0b27ecacp-4, -0x1.76ccc7f75cc8ep-6, -0x1.75ed50e960207p-5,
      -0x1.a1972d532e879p-6, -0x1.70f4609b84781p-8, 0x1.6b477624e4646p-9, 0x1.be12dda12f53dp-9,  0x1.b3b91e5537a50p-10};
};
/// x = log(√2 - 1), of ELiSH': 2^-64.53 relative.
struct ELiSHZero {
  static constexpr double zero = -0x1.c34366179d427p-1, zero_low = 0x1.9f270661722dbp-56;
  static constexpr double lows[] = {-0x1.cc191834e7febp-57, 0x1.cbfe245ef43f4p-57, 0x1.960b2aefaafa2p-59};
  static constexpr double values[] = {0x1.f0ed99bed9b2ep-3,  0x1.0789332093269p-2,  0x1.c8bc89111e3aep-4,
                                      0x1.2d6ffd16fe05fp-6,  -0x1.2c056c0d80867p-9, -0x1.67a99e8541fe3p-11,
                                      0x1.26be84560c09fp-11, 0x1.0845b7a09a616p-12, -0x1.698b71cc02a4fp-17,
                                      -0x1.f3943bf90735bp-16};
};

/// The first three coefficients, for results in float.
template <typename Zero>
struct ShortZero {
  static constexpr double values[] = {Zero::values[0], Zero::values[1], Zero::values[2]};
};

/// y, or within 1/16 of the zero the product.
template <typename Zero, typename Number>
HILLOCK_INLINE Number near_zero(Number x, Number y) {
  using V = RegisterOf<Number>;
  if constexpr (has_room<Number>) {
    // Double has digits to spare but for the last neighbours of the zero: three coefficients are within 2^-28.
    const V d = x - V(Zero::zero);
    return select(V(0x1p-9) < abs(d), y, d * detail::polynomial<ShortZero<Zero>>(d));
  }
  const Number d = clamp(x, -2.0, 0.0) - constant<Number>(Zero::zero, Zero::zero_low);
  const auto apart = V(0x1p-4) < abs(rounded(x) - V(Zero::zero));
  // A NaN is not apart, and stays one.
  return select(apart, y, d * detail::polynomial_of<Zero>(d));
}

}  // namespace math
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_MATH_ZEROS_HPP
