// The error function and its complement.
//
// erf(x) is a series, x (2/sqrt(pi) + z T(z)) with z = x^2, near 0, and 1 - e^(-z) R(x) beyond, where R(x) = e^z
// erfc(x) varies little and is a polynomial in a quotient; erfc(x) = e^(-z) R(x) keeps its relative accuracy in the
// right tail. e^(-z) is that of exp.hpp; where its own errors would be relative ones of the result, z is a sum of two.
#pragma once

#include <hillock/kernel/scaled.hpp>
#include <hillock/number/table.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// (erf(x)/x - 2/sqrt(pi)) / z in z = x^2 on [0, 0.26]: degree 10, 2^-61.6 of erf(x)/x.
/// From tests/accuracy/coefficients.py.
struct ErfTail {
  static constexpr double lows[] = {0x1.ee1308a2bbf90p-57};
  static constexpr double values[] = {-0x1.812746b0379e7p-2,  0x1.ce2f21a042be2p-4,   -0x1.b82ce31288b50p-6,
                                      0x1.565bcd0e6a4abp-8,   -0x1.c02db40037d49p-11, 0x1.f9a326f4b9fb2p-14,
                                      -0x1.f4d25a7de4d54p-17, 0x1.b9e664dfc1978p-20,  -0x1.5f65893112aeep-23,
                                      0x1.fa1f70e81c79dp-27,  -0x1.2edc6daa33929p-30};
};

/// (1 + 2x) e^(x^2) erfc(x) in t = (x - 3) / (x + 3) for x in [0.499, 28]: degree 24, relative 2^-64.9.
/// The substitution is that of M. M. Shepherd, J. G. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x
/// in 0 <= x < inf", Math. Comp. 36, 1981. From tests/accuracy/coefficients.py.
struct ErfcxPolynomial {
  static constexpr double lows[] = {0x1.a1789509153d3p-55, 0x1.61df0cb35755cp-58,  0x1.99329a161d5f0p-62,
                                    0x1.874142f0f6b1dp-57, -0x1.e2f6085120655p-58, 0x1.5c4a70a5d8c4ap-58,
                                    0x1.29db043a006e2p-60, -0x1.34a0e32b1942ep-64, 0x1.98836bf48c7c6p-65,
                                    0x1.a53a59e0d6558p-71};
  static constexpr double values[] = {
      0x1.40c522d7e4987p+0,  -0x1.15c084bb9e8f3p-3,  -0x1.85a15c58aa613p-5,  0x1.098366a5b46b5p-3,
      -0x1.e88b803a48905p-4, 0x1.17ca2877f1537p-4,   -0x1.8574c40c17effp-6,  0x1.4b884e436dcecp-9,
      0x1.ef1bdd8b73486p-10, -0x1.98db50fa12f38p-11, -0x1.b91298fd83663p-14, 0x1.065a356edb5c8p-13,
      0x1.4c3120ec15aa7p-18, -0x1.513b3ff64d378p-16, -0x1.89afbe598dd05p-21, 0x1.d20b258e5f578p-19,
      0x1.8338bb621ea22p-22, -0x1.4ae011d89cd1bp-21, -0x1.3b83ed747581dp-23, 0x1.b35e205659029p-24,
      0x1.9036464b656d0p-25, -0x1.bcd0670f63559p-27, -0x1.7a177484a8303p-27, 0x1.dd9d732048995p-31,
      0x1.941f98deced3fp-30};
};

/// e^(x^2) erfc(x) / u in u = 1 / (1 + 0.3 x) for x in [0, 10.6]: degree 10, relative 2^-29.3, for results in float.
/// From tests/accuracy/coefficients.py.
struct ErfcxForFloat {
  static constexpr double values[] = {0x1.5ab17cad26ee1p-3,  0x1.595c9662867ccp-3,  0x1.58200b9b3eb5ep-3,
                                      0x1.baa6336385248p-4,  0x1.18983b228f25ep-2,  -0x1.313a1e1c16e54p-2,
                                      0x1.979570b39dcffp-1,  -0x1.ba410c3dc968bp-1, 0x1.8500533a67594p-1,
                                      -0x1.5ad936d832142p-2, 0x1.d088722566a59p-5};
};

/// erf(x) for |x| < 0.5.
template <typename Number>
HILLOCK_INLINE Number erf_core(Number x) {
  const Number z = x * x;
  const Number slope =
      z * detail::polynomial_of<ErfTail>(z) + constant<Number>(0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56);
  return x * slope;
}

/// e^(x^2) erfc(x) for x in [0.499, 28].
template <typename Number>
HILLOCK_INLINE Number erfcx_core(Number x) {
  using V = RegisterOf<Number>;
  if constexpr (computes<V, Arithmetic::faithful>) {  // the polynomial varies too little to see the rounding of t
    const V xr = leading(x);
    const Number numerator = detail::polynomial_of<ErfcxPolynomial>(Number((xr - V(3.0)) / (xr + V(3.0))));
    return numerator / (Number(1.0) + times_power(x, V(2.0)));
  } else {
    const Number t = (x - Number(3.0)) / (x + Number(3.0));
    return detail::polynomial_of<ErfcxPolynomial>(t) / (Number(1.0) + times_power(x, RegisterOf<Number>(2.0)));
  }
}

template <int W>
HILLOCK_INLINE Lanes<double, W, float> erfcx_core(Lanes<double, W, float> x) {
  using V = Lanes<double, W, float>;
  const V u = V(1.0) / madd(x, V(0.3), V(1.0));
  return u * detail::polynomial<ErfcxForFloat>(u);
}

/// Where erfc(x) times any power of x has vanished, for the result's type.
template <typename Target>
inline constexpr double erfc_end = sizeof(Target) == 4 ? 10.5 : 28;

/// erfc(x), given x^2, and e^(-x^2).
template <typename Number>
struct ErfcParts {
  Scaled<Number> value, bell;
};
template <typename Number>
HILLOCK_INLINE ErfcParts<Number> erfc_parts(Number x, Number square) {
  using V = RegisterOf<Number>;
  const Scaled<Number> bell = exp_scaled(-square);
  if constexpr (computes<Number, Arithmetic::single>) {
    return {{erfc(x), V(0.0)}, bell};
  } else if constexpr (computes<Number, Arithmetic::in_double>) {
    const Number tail = bell.mantissa * erfcx_core(clamp_above(abs(x), erfc_end<float>));
    return {{select(x < V(0.0), Number(2.0) - tail, tail), V(0.0)}, bell};
  } else {
    const V xr = leading(x), half(0.5);
    const Number tail = bell.mantissa * erfcx_core(clamp(abs(x), 0.5, erfc_end<TargetOf<Number>>));
    const Number left = Number(2.0) - Scaled<Number>{tail, bell.exponent}.value();
    const Number middle = Number(1.0) - erf_core(clamp(x, -0.5, 0.5));
    const Number rest = select(xr < -half, left, middle);
    const auto is_tail = xr > half;
    return {tail_or(is_tail, Scaled<Number>{tail, bell.exponent}, rest), bell};
  }
}

/// erfc(x) = 1 - erf(x), with full relative accuracy in the right tail: erfc(inf) = 0, erfc(-inf) = 2, NaN stays.
///
/// Error of doubles, by default too in sums of two: 1/2 ULP the result; the rest is the polynomial of erfcx_core, whose
/// terms beyond the first are rounded once each, and the division, with a t that is rounded. By climbing 1.28 with
/// FMA, 1.34 without, just above the switch at 1/2, where these terms are largest.
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number erfc(Number x) {
  const Number c = clamp(x, -28, erfc_end<TargetOf<Number>> + 0.5);
  return erfc_parts(c, c * c).value.value();
}

/// erf(x): odd bit for bit, erf(+-0) = +-0, erf(+-inf) = +-1, NaN stays.
///
/// Error of doubles, by default too in sums of two: 1/2 ULP the result. Above 1/2 it is 1 less e^(-x^2) erfcx(x), which
/// is off as erfc is and weighs half as much; below, z p(z) is rounded in sums of two. Without FMA by
/// climbing 0.90, just above 1/2.
template <typename Number, typename = IfNumber<Number>>
HILLOCK_INLINE Number erf(Number x) {
  using V = RegisterOf<Number>;
  const Number a = clamp_above(abs(x), 6.5);
  const V ar = leading(a);
  const Scaled<Number> bell = exp_scaled(-(a * a));
  const Number outer =
      Number(1.0) - Scaled<Number>{bell.mantissa * erfcx_core(clamp(a, 0.5, 6.5)), bell.exponent}.value();
  const Number inner = erf_core(a);
  const Number y = with_sign_of(select(ar < V(0.5), inner, outer), x);
  const Number line = times_constant(clamp(x, -1.0, 1.0), 0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56);
  return select(abs(leading(x)) < V(0x1p-70), line, y);
}

/// erf(x) = x N(z) / D(z), z = x^2, for results in float and |x| up to 3.93: degrees 7 and 7, relative 2^-37.3. From
/// tests/accuracy/rational.py.
struct ErfNumerator {
  static constexpr double values[] = {0x1.20dd750422c37p+0,  0x1.94fd234476be4p-3,  0x1.d8e47f1305718p-5,
                                      0x1.3d6310a9014c7p-8,  0x1.092af05ef6d22p-11, 0x1.60c1c100b1e00p-16,
                                      0x1.92b3d99a487bfp-21, 0x1.a8f1f35aa335fp-29};
};
struct ErfDenominator {
  static constexpr double values[] = {1.0,
                                      0x1.046508cd9c3fbp-1,
                                      0x1.ee54b2668fea2p-4,
                                      0x1.1e425957eb993p-6,
                                      0x1.b9350e7a88127p-10,
                                      0x1.c8fffdce13ab7p-14,
                                      0x1.27c949f005366p-18,
                                      0x1.3f65ba1c4a3bdp-24};
};
template <int W>
HILLOCK_INLINE Lanes<double, W, float> erf(Lanes<double, W, float> x) {
  return detail::odd_rational<ErfNumerator, ErfDenominator>(clamp(x, -3.93, 3.93));
}

/// The same for the fast tier: degrees 2 and 2, 2^-11.65 up to 2.5498, where it is 1, as tanh of that tier; with the
/// digits cut off 2^-11.46. From tests/accuracy/fast_tier.py.
struct FastErfNumerator {
  static constexpr double values[] = {0x1.20e7a0p+0, 0x1.b6a508p-2, 0x1.9e055cp-6};
};
struct FastErfDenominator {
  static constexpr double values[] = {1.0, 0x1.6bb538p-1, 0x1.57387ep-3};
};
template <int W>
HILLOCK_INLINE FastLanes<W> erf(FastLanes<W> x) {
  return detail::odd_rational<FastErfNumerator, FastErfDenominator>(
      upper_digits(clamp(x, -2.5498046875, 2.5498046875)));
}
template <int W>
HILLOCK_INLINE FastLanes<W> erf_derivative(FastLanes<W> x) {
  const auto c = clamp(x, -10.2, 10.2), root = half_exp(c * -c);
  return root * (root * FastLanes<W>(0x1.20dd75p0));  // in this order nothing is subnormal before the result is
}

#if defined(HILLOCK_FMA)
/// (erf(x)/x - 2/sqrt(pi)) / z in z = x^2 for x up to 0.8: degree 10, 2^-57.0 of erf(x). From
/// tests/accuracy/coefficients.py.
struct ErfNear {
  static constexpr double values[] = {-0x1.812746b0379e7p-2,  0x1.ce2f21a042bdbp-4,   -0x1.b82ce31288456p-6,
                                      0x1.565bcd0e3fc69p-8,   -0x1.c02db3ef9c19dp-11, 0x1.f9a3232c5c6ebp-14,
                                      -0x1.f4d1d15cc7538p-17, 0x1.b9da06cc69193p-20,  -0x1.5eb25f7ea7b7dp-23,
                                      0x1.ee5a35a8c1b36p-27,  -0x1.025981bf80c70p-30};
};
/// e^(x^2) erfc(x) in t = (x - 2.5) / (x + 2.5) for x in [0.7, 5.93]: degree 12, 2^-56.3 once e^(-x^2) is a factor,
/// which is the weight. From tests/accuracy/coefficients.py.
struct ErfcxNear {
  static constexpr double values[] = {0x1.afbb3f3b7337dp-3,   -0x1.7ca88dec2283cp-2,  0x1.01c11a735e5f1p-2,
                                      -0x1.00115433f1158p-3,  0x1.470ba2911c8d7p-5,   -0x1.05bb21e2d5379p-8,
                                      -0x1.5a5844db39958p-9,  0x1.cb067fe7c39a1p-11,  0x1.db0a7af4b08c4p-13,
                                      -0x1.18fe129d09b16p-13, -0x1.65b2007c94f71p-15, 0x1.6d30f48a275b5p-17,
                                      0x1.68e8ef027eec0p-18};
};
/// For doubles with FMA: 1 - e^(-x^2) (...), and near 0 x (2/sqrt(pi) + ...).
///
/// Error, largest at 0.8, where the difference begins, and what is subtracted is a third of it: the difference 0.50
/// ULP, e^-z 0.24, its tail 0.20, z 0.13, the polynomial 0.32, its variable 0.25: 1.65. By
/// climbing 1.5585, at 0.8277. Below, 0.98.
template <int W>
HILLOCK_INLINE Lanes<double, W> erf(Lanes<double, W> x) {
  using V = Lanes<double, W>;
  const V a = clamp_above(abs(x), 5.93), z = a * a, pole(2.5);
  const auto parts = exp_parts_for_sum_with_one<-1>(z);
  const V bell = madd(parts.tail, parts.power(), -parts.power());
  const V outer = nmadd(bell, detail::polynomial<ErfcxNear>((a - pole) / (a + pole)), V(1.0));
  const V rest = madd(z, detail::polynomial<ErfNear>(z), V(0x1.1ae3a914fed80p-56));
  const V inner = madd(a, V(0x1.20dd750429b6dp+0), a * rest);
  return with_sign_of(select(a < V(0.8), inner, outer), x);
}
/// erf around 0, 1.125, 2.25 and 3.375, to 2^-25.1: the coefficients of degrees 0 to 8, before them what is left out of
/// the first piece, 2/sqrt(pi) as a float. From tests/accuracy/erf_table.py.
struct ErfTable {
  static constexpr double step = 1.125;
  static constexpr float rows[][4] = {{0x0p+0f, 0x0p+0f, 0x0p+0f, 0x1.20dd76p+0f},
                                      {0x1.c6dad2p-1f, 0x1.ff4048p-1f, 0x1.ffffc4p-1f, 0x0p+0f},
                                      {0x1.45e9ap-2f, 0x1.d41468p-8f, 0x1.abec86p-17f, -0x1.0002fap-24f},
                                      {-0x1.6ea6f8p-2f, -0x1.074e9ap-6f, -0x1.7f45dp-15f, 0x1.ab59d2p-23f},
                                      {0x1.4cb17ep-3f, 0x1.63e364p-6f, 0x1.8523f4p-14f, -0x1.81293cp-2f},
                                      {0x1.cabff6p-6f, -0x1.38863ap-6f, -0x1.a5275ep-14f, 0x1.caf6b6p-14f},
                                      {-0x1.f5dbd4p-5f, 0x1.5eb3fep-7f, 0x1.510baep-13f, 0x1.cae8f4p-4f},
                                      {0x1.f4d28p-7f, -0x1.80f92ap-9f, -0x1.745e8ap-12f, 0x1.a70f7cp-9f},
                                      {0x1.3190d8p-7f, -0x1.d4c45ep-11f, 0x1.e9f74cp-14f, -0x1.18d73p-5f},
                                      {-0x1.4fdf6p-8f, 0x1.0f897p-10f, 0x1.1ea31ep-12f, 0x1.30c346p-7f}};
};
/// For floats with FMA, without an exponential.
///
/// Error, largest just above 0.5625, where d is most negative: the last sum 0.50 ULP, the sum before 0.50, d 0.41, the
/// third 0.28, those behind 0.11: 1.80, were all to meet. Every float 1.0873, at 0.5626.
template <int W>
HILLOCK_INLINE Lanes<float, W> erf(Lanes<float, W> x) {
  using V = Lanes<float, W>;
  const V a = clamp_above(abs(x), 3.93), shift(integer_shift<float>);
  const V n = madd(a, V(1 / ErfTable::step), shift), d = madd(n - shift, V(-ErfTable::step), a);
  const auto piece = detail::TableIndex<W, 4>::template by_bits_from<0>(n);
  return with_sign_of(madd(d, piece.template look_up<ErfTable, 0>(), detail::table_polynomial<ErfTable, 1>(piece, d)),
                      x);
}
#endif

/// erf'(x) = 2/sqrt(pi) e^(-x^2); even.
///
/// Error: the product with the constant 0.50 ULP, e^(-x^2), as exp, 1.17, the constant 0.06 to 0.11 in double, in float
/// 0.44 to 0.87. Every float 2.2727, at 3.676; doubles 1.7490, at 1.54, without FMA 1.7155, at 2.56.
template <typename Number>
HILLOCK_INLINE Number erf_derivative(Number x) {
  const Scaled<Number> bell = bell_scaled(x);
  return Scaled<Number>{bell.mantissa * constant<Number>(0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56), bell.exponent}
      .value();
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
