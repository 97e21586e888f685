// x tanh(e^x): the gate is e^x on the left, to full relative accuracy, and 1 on the right. Its derivative has a zero at
// -1.079: see derivative_zeros.hpp.
#pragma once

#include <hillock/kernel/derivative_zeros.hpp>
#include <hillock/kernel/gated.hpp>
#include <hillock/kernel/tanh.hpp>
#include <hillock/number/table.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// tanh(e^x): below -50 it is e^x.
///
/// Error of doubles, by default too in sums of two: 1/2 ULP the product with x, 1/2 the quotient of tanh together with
/// its exponentials. By climbing 1.16 with FMA, 1.25 without, at x = -2.16.
template <typename Number>
HILLOCK_INLINE Number tanh_exp(Number x) {
  using V = RegisterOf<Number>;
  const V xr = leading(x);
  const auto left = xr < V(-50.0);
  const Scaled<Number> e = exp_scaled(clamp_above(x, 0.0));
  const Number gate = tanh(exp(clamp(x, -50.0, 5.0)));
  return times_gate(x, xr, tail_or(left, e, gate), 0x1.85efab514f394p-1, 0x1.5618caf8a4f11p-55);
}
#if defined(HILLOCK_FMA)
/// (1 - tanh(p)/p) / z, z = p^2, for p up to 1: 2^-27.7 of tanh(p)/p. From tests/accuracy/float_kernels.py.
struct TanhExpNear {
  static constexpr double values[] = {0x1.55553cp-2, -0x1.110be6p-3, 0x1.b9628cp-5, -0x1.600c08p-6,
                                      0x1.046830p-7, -0x1.2dbafap-9, 0x1.78103ap-12};
};
/// 1 - tanh(e^x) around 0, 0.65625, 1.3125 and 1.96875, up to 2.296, to 2^-26.6 of tanh(e^x): the coefficients of
/// degrees 0 to 7. From tests/accuracy/tanh_exp_table.py.
struct TanhExpTable {
  static constexpr double step = 0.65625, end = 2.296;
  static constexpr float rows[][4] = {{0x1.53ae8cp-5f, 0x1.368964p-10f, 0x1.42d12ap-20f, 0x1.e84152p-3f},
                                      {-0x1.4096f4p-3f, -0x1.20462p-7f, -0x1.21519cp-16f, -0x1.ae0d54p-2f},
                                      {0x1.b00792p-3f, 0x1.ced5fap-6f, 0x1.e2d236p-14f, 0x1.c1ac4ap-4f},
                                      {-0x1.3ce14cp-4f, -0x1.957ebp-5f, -0x1.eae028p-12f, 0x1.2e8226p-3f},
                                      {-0x1.3d8f8p-4f, 0x1.7f8892p-5f, 0x1.50a214p-10f, -0x1.b77e68p-6f},
                                      {0x1.ebf2d6p-5f, -0x1.c63898p-7f, -0x1.4e753p-9f, -0x1.28abp-8f},
                                      {0x1.9a766ap-6f, -0x1.0ffcc2p-6f, 0x1.e22bap-9f, -0x1.2672f8p-3f},
                                      {-0x1.c2933cp-6f, 0x1.ea9078p-7f, -0x1.75b16cp-9f, 0x1.1d20dp-3f}};
};
/// For floats with FMA. With p = e^x = 2^n (1 + t): up to p = 1 x 2^n (1 + t - q - q t) with q = 1 - tanh(p)/p, where
/// only the last product rounds at the size of the result; beyond, x less x (1 - tanh(e^x)) from the table, at most a
/// quarter of x: no second exponential, and no division.
///
/// Error, largest left of 0, at -0.183, where q is nearly a quarter: the last product 0.50 ULP, the sums t - q and that
/// with q t 0.37 each, p and its square 0.33, q 0.15 and its polynomial 0.25, the approximation 0.10, the tail 0.10:
/// 2.29, were all to meet. Every float 1.8940, at -0.177. Right of 0 0.91.
template <int W>
HILLOCK_INLINE Lanes<float, W> tanh_exp(Lanes<float, W> x) {
  using V = Lanes<float, W>;
  using Table = TanhExpTable;
  const V unit(exponent_unit<float>), shift(integer_shift<float>);
  const V c = clamp(x, -gate_vanishes_at<float>, Table::end);  // below it rounds to -0, above to x
  const auto parts = exp_parts<exponent_room<float>>(c);
  const V large_power = parts.power(), power = large_power * unit, line = c * large_power;
  const V p = madd(parts.tail, power, power), z = p * p;
  const V q = z * detail::polynomial<TanhExpNear>(z);
  const V inner = madd(line, nmadd(q, parts.tail, parts.tail - q), line) * unit;
  const V n = madd(c, V(1 / Table::step), shift), d = madd(n - shift, V(-Table::step), c);
  const V rest = detail::table_polynomial<Table, 0>(detail::TableIndex<W, 4>::template by_bits_from<0>(n), d);
  // The sum has lost the sign of -0.
  return with_sign_of(select(x <= V(0.0), inner, nmadd(c, rest, x)), x);
}
#endif
/// tanh(e^x) + x e^x sech^2(e^x).
///
/// Error of doubles: as tanh_exp, where the two terms cancel to a fifth. By climbing 2.13 with FMA, 2.17 without, at
/// x = -1.754.
template <typename Number>
HILLOCK_INLINE Number tanh_exp_derivative(Number x) {
  using V = RegisterOf<Number>;
  const double end = tail_vanishes_at<Number>;
  const Number c = clamp(x, -end, 5.0), inner = clamp(x, -50.0, 5.0), power = exp(inner);
  const auto left = leading(c) < V(-50.0);
  const Scaled<Number> e = exp_scaled(clamp_above(c, 0.0));
  const Number tail = e.mantissa * (Number(1.0) + c);
  const Number y = tanh(power) + inner * power * tanh_derivative(power);
  return near_zero<TanhExpZero>(x, tail_or(left, Scaled<Number>{tail, e.exponent}, y).value());
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
