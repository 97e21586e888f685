// The reference every function is measured against: its mathematical definition, one entry per definition, written for
// any real type (double, long double, mpfr::mpreal) and sharing no code with the library.
#pragma once

#include <cmath>
#include <limits>

#include <hillock/hillock.hpp>

namespace reference {

// Found for double and long double here, for other types in their own namespace.
using std::abs;
using std::acos;
using std::cos;
using std::cosh;
using std::erf;
using std::erfc;
using std::exp;
using std::expm1;
using std::fma;
using std::isnan;
using std::log;
using std::log1p;
using std::sin;
using std::sqrt;
using std::tanh;

/// The exact f and f' of a definition; the first argument has the parameters. Not defined in general, so that a
/// function in hillock::Activations without its entry here does not compile.
template <template <typename> class Definition>
struct Reference;

/// An entry: the type, f and f' as formulas of x, of the parameters f.name() and of the real type R.
///
/// The formulas keep their relative accuracy in both tails in the arithmetic of R: a sweep over floats judges them in
/// double. Kinks and special values are those of the specification.
#define HILLOCK_REFERENCE(Type, forward_, derivative_) HILLOCK_REFERENCE_(Type, true, forward_, derivative_)
/// The same for a formula that is not that accurate in hardware: next to a zero of f', or where an exponent is large.
/// Long double then decides about floats wherever double leaves doubt, MPFR alone about doubles.
#define HILLOCK_CAREFUL_REFERENCE(Type, forward_, derivative_) HILLOCK_REFERENCE_(Type, false, forward_, derivative_)
#define HILLOCK_REFERENCE_(Type, fast_, forward_, derivative_)                      \
  template <>                                                                       \
  struct Reference<hillock::definition::Type> {                                     \
    static constexpr bool fast = fast_;                                             \
    template <typename F, typename R>                                               \
    static R forward([[maybe_unused]] const F& f, [[maybe_unused]] const R& x) {    \
      return forward_;                                                              \
    }                                                                               \
    template <typename F, typename R>                                               \
    static R derivative([[maybe_unused]] const F& f, [[maybe_unused]] const R& x) { \
      return derivative_;                                                           \
    }                                                                               \
  };

// Pieces of the formulas below.

template <typename R>
R square(const R& x) {
  return x * x;
}
/// sigmoid, with full relative accuracy in the left tail.
template <typename R>
R sigma(const R& x) {
  return 1 / (1 + exp(-x));
}
/// sigmoid', even.
template <typename R>
R sigma_slope(const R& x) {
  const R e = exp(-abs(x));
  return e / square(R(1 + e));
}
/// `above` for x > threshold, else `below`; NaN stays.
template <typename R>
R step(const R& x, const R& threshold, const R& below, const R& above) {
  return isnan(x) ? x : x > threshold ? above : below;
}

/// `value` for low < x < high, else 0; NaN stays.
template <typename R>
R inside(const R& x, const R& low, const R& high, const R& value) {
  return isnan(x) ? x : x > low && x < high ? value : R(0);
}
/// x, but at least low and at most high; NaN stays.
template <typename R>
R clamped(const R& x, const R& low, const R& high) {
  return x < low ? low : x > high ? high : x;
}
/// x if it is positive, else slope x.
template <typename R>
R leaky(const R& x, const R& slope) {
  return x > 0 ? x : R(slope * x);
}
/// The line of a slope through a knee, which for a slope of 0 stays there at infinity too.
template <typename R>
R leaky_beyond(const R& x, const R& knee, const R& slope) {
  return slope == 0 ? knee : R(fma(R(x - knee), slope, knee));
}
template <typename R>
R sign(const R& x) {
  return x > 0 ? R(1) : x < 0 ? R(-1) : x;
}
/// alpha x + beta, rounded once because it cancels next to a knee; the default is x/6 + 1/2.
template <typename F, typename R>
R hard_sigmoid_line(const F& f, const R& x) {
  return f.alpha_is_a_sixth() ? R((x + 3) / 6) : R(fma(R(f.alpha()), x, R(f.beta())));
}
template <typename R>
R squareplus(const R& x, const R& b) {
  const R root = sqrt(R(x * x + b));
  return x >= 0 ? R((x + root) / 2) : R(b / (2 * (root - x)));
}
/// x / sqrt(1 + alpha x²).
template <typename R>
R isru(const R& x, const R& alpha) {
  return x == 0 ? x : R(sign(x) / sqrt(R(alpha + 1 / R(x * x))));
}
template <typename R>
R isru_slope(const R& x, const R& alpha) {
  const R square = 1 + alpha * x * x;
  return 1 / R(square * sqrt(square));
}

/// π; exactly as precise as R.
template <typename R>
R pi() {
  return acos(R(-1));
}
/// log(1 + e^x).
template <typename R>
R soft_plus(const R& x) {
  return x > 0 ? R(x + log1p(R(exp(-x)))) : R(log1p(R(exp(x))));
}
/// x g(x) where g has vanished before x is infinite.
template <typename R>
R gated(const R& x, const R& g) {
  return g == 0 ? R(0) : R(x * g);
}
/// σ(z) (1 + t σ(-z)).
template <typename R>
R gate_slope(const R& z, const R& t) {
  return sigma(z) + gated(t, sigma_slope(z));
}
template <typename R>
R normal_slope(const R& x) {
  return erfc(R(-x / sqrt(R(2)))) / 2 + gated(x, R(exp(-x * x / 2) / sqrt(R(2 * pi<R>()))));
}
/// 2 √(2/π) (x + k 0.044715 x³).
template <typename R>
R gelu_tanh_argument(const R& x, int k) {
  return 2 * sqrt(R(2 / pi<R>())) * (x + k * R(44715) / 1000000 * x * x * x);
}
template <typename R>
R mish_gate(const R& x) {
  return tanh(soft_plus(x));
}
template <typename R>
R serf_slope(const R& x) {
  const R s = soft_plus(x);
  return erf(s) + gated(x, R(2 / sqrt(pi<R>()) * exp(-s * s) * sigma(x)));
}
template <typename R>
R tanh_exp_slope(const R& x) {
  const R e = exp(x), sech = 1 / cosh(e);
  return tanh(e) + gated(x, gated(e, R(sech * sech)));
}
template <typename R>
R elish_slope(const R& x) {
  const R e = exp(x);
  return x >= 0 ? gate_slope(x, x) : R(e * (e * e + 2 * e - 1) / square(R(1 + e)));
}
/// x - tanh(x), by its series for |x| < 0.3, where at most 24 terms are more than MPFR's precision here.
template <typename R>
R tanh_shrink(const R& x) {
  if (!(abs(x) < 0.3)) return x - tanh(x);
  // sinh(x) - x cosh(x) = -Σ 2k x^(2k+1) / (2k+1)!, and x - tanh(x) is that over -cosh(x).
  R term = x, sum = 0;
  for (int k = 1; k < 24; ++k) {
    term = term * x * x / (2 * k) / (2 * k + 1);
    const R next = sum + 2 * k * term;
    if (next == sum) break;
    sum = next;
  }
  return sum / cosh(x);
}
template <typename R>
R snake(const R& x, const R& a, const R& b) {
  return abs(x) > R((std::numeric_limits<double>::max)()) ? x : x == 0 ? x : R(x + square(sin(R(a * x))) / b);
}
/// 1 + sin(2 z), which cancels where this does not.
template <typename R>
R one_plus_sine_of_twice(const R& z) {
  return square(R(sin(z) + cos(z)));
}
/// log(1 - e^-x).
template <typename R>
R log_one_minus_exp(const R& x) {
  if (x < 0) return R(std::numeric_limits<double>::quiet_NaN());
  return x < 0.5 ? R(log(R(abs(expm1(R(-x)))))) : R(log1p(R(-exp(R(-x)))));
}
/// a (e^x - 1 - x) + b x, for small x by the first terms of the series, of which the next is nothing beside b x.
template <typename R>
R xielu_left(const R& x, const R& a, const R& b) {
  if (x == 0 || (abs(x) > R((std::numeric_limits<double>::max)()) && a == b)) return x == 0 ? x : R(-a);
  return R(a * expm1(x)) + R(b - a) * x;
}
template <typename R>
R lambda() {
  return R(10507009873554804LL) / R(10000000000000000LL) +
         R(934193349852946LL) / R(10000000000000000LL) / R(1000000000000000LL);
}
template <typename R>
R lambda_alpha() {
  return lambda<R>() * (R(16732632423543772LL) / R(10000000000000000LL) +
                        R(848170429916717LL) / R(10000000000000000LL) / R(1000000000000000LL));
}

HILLOCK_REFERENCE(Identity, x, isnan(x) ? x : R(1))
HILLOCK_REFERENCE(BinaryStep, step(x, R(f.threshold()), R(0), R(1)), isnan(x) ? x : R(0))
HILLOCK_REFERENCE(HardSigmoid, clamped(hard_sigmoid_line(f, x), R(0), R(1)),
                  inside(hard_sigmoid_line(f, x), R(0), R(1), f.alpha_is_a_sixth() ? R(R(1) / 6) : R(f.alpha())))
HILLOCK_REFERENCE(HardTanh, clamped(x, R(f.min_val()), R(f.max_val())), inside(x, R(f.min_val()), R(f.max_val()), R(1)))
HILLOCK_REFERENCE(LeakyHardTanh,
                  x <= R(f.min_val())   ? leaky_beyond(x, R(f.min_val()), R(f.min_slope()))
                  : x >= R(f.max_val()) ? leaky_beyond(x, R(f.max_val()), R(f.max_slope()))
                                        : x,
                  isnan(x)              ? x
                  : x <= R(f.min_val()) ? R(f.min_slope())
                  : x >= R(f.max_val()) ? R(f.max_slope())
                                        : R(1))
HILLOCK_REFERENCE(ClippedReLU,
                  x > R(f.threshold())                      ? (x >= R(f.max_value()) ? R(f.max_value()) : x)
                  : R(f.negative_slope()) == 0 && !isnan(x) ? R(0)
                                                            : R(R(f.negative_slope()) * (x - R(f.threshold()))),
                  isnan(x)                ? x
                  : x <= R(f.threshold()) ? R(f.negative_slope())
                  : x >= R(f.max_value()) && f.max_value() <= (std::numeric_limits<double>::max)() ? R(0)
                                                                                                   : R(1))
HILLOCK_REFERENCE(ReLU6, clamped(x, R(0), R(6)), inside(x, R(0), R(6), R(1)))
HILLOCK_REFERENCE(PReLU, leaky(x, R(f.alpha())), step(x, R(0), R(f.alpha()), R(1)))
HILLOCK_REFERENCE(RReLU, leaky(x, R(f.negative_slope())), step(x, R(0), R(f.negative_slope()), R(1)))
HILLOCK_REFERENCE(Threshold, step(x, R(f.threshold()), R(f.value()), x), step(x, R(f.threshold()), R(0), R(1)))
HILLOCK_REFERENCE(ThresholdedReLU, step(x, R(f.theta()), R(0), x), step(x, R(f.theta()), R(0), R(1)))
HILLOCK_REFERENCE(ReLUSquared, x <= 0 ? R(0) : R(x * x), x <= 0 ? R(0) : R(2 * x))
HILLOCK_REFERENCE(Squareplus, squareplus(x, R(f.b())), 1 / R(1 + R(f.b()) / 4 / square(squareplus(x, R(f.b())))))
HILLOCK_REFERENCE(Softsign, x == 0 ? x : R(sign(x) / (1 / abs(x) + 1)), 1 / square(R(1 + abs(x))))
HILLOCK_REFERENCE(HardSwish,
                  x <= -3  ? R(0)
                  : x >= 3 ? x
                           : R(x * (x + 3) / 6),
                  x <= -3  ? R(0)
                  : x >= 3 ? R(1)
                           : R((2 * x + 3) / 6))
HILLOCK_REFERENCE(HardShrink, abs(x) <= R(f.lambda()) ? R(0) : x, step(R(abs(x)), R(f.lambda()), R(0), R(1)))
HILLOCK_REFERENCE(SoftShrink, abs(x) <= R(f.lambda()) ? R(0) : R(x - sign(x) * R(f.lambda())),
                  step(R(abs(x)), R(f.lambda()), R(0), R(1)))
HILLOCK_REFERENCE(Shrink, abs(x) <= R(f.lambda()) ? R(0) : R(x - sign(x) * R(f.bias())),
                  step(R(abs(x)), R(f.lambda()), R(0), R(1)))
HILLOCK_REFERENCE(SparsePlus, x >= 1 ? x : R(square(R(clamped(x, R(-1), R(1)) + 1)) / 4),
                  (clamped(x, R(-1), R(1)) + 1) / 2)
HILLOCK_REFERENCE(SparseSigmoid, (clamped(x, R(-1), R(1)) + 1) / 2, inside(x, R(-1), R(1), R(0.5)))
HILLOCK_REFERENCE(SmeLU,
                  x >= R(f.beta())    ? x
                  : x <= -R(f.beta()) ? R(0)
                                      : R(square(R(x + R(f.beta()))) / (4 * R(f.beta()))),
                  (clamped(x, R(-R(f.beta())), R(f.beta())) + R(f.beta())) / (2 * R(f.beta())))
HILLOCK_CAREFUL_REFERENCE(XIELU,
                          x > 0 ? R(x * (R(f.alpha_p()) * x + R(f.beta())))
                                : xielu_left(x, R(f.alpha_n()), R(f.beta())),
                          x > 0 ? R(2 * R(f.alpha_p()) * x + R(f.beta())) : R(R(f.alpha_n()) * expm1(x) + R(f.beta())))
HILLOCK_REFERENCE(ISRU, isru(x, R(f.alpha())), isru_slope(x, R(f.alpha())))
HILLOCK_REFERENCE(ISRLU, x >= 0 ? x : isru(x, R(f.alpha())), x >= 0 ? R(1) : isru_slope(x, R(f.alpha())))
HILLOCK_REFERENCE(Sigmoid, sigma(x), sigma_slope(x))
HILLOCK_REFERENCE(Tanh, tanh(x), square(R(1 / cosh(x))))
HILLOCK_REFERENCE(LogSigmoid, -soft_plus(R(-x)), sigma(R(-x)))
HILLOCK_REFERENCE(Softplus, soft_plus(R(R(f.beta()) * x)) / R(f.beta()), sigma(R(R(f.beta()) * x)))
HILLOCK_CAREFUL_REFERENCE(ScaledTanh, R(f.a()) * tanh(R(R(f.b()) * x)),
                          R(f.a()) * R(f.b()) * square(R(1 / cosh(R(R(f.b()) * x)))))
HILLOCK_CAREFUL_REFERENCE(Softcap, R(f.cap()) * tanh(R(x / R(f.cap()))), square(R(1 / cosh(R(x / R(f.cap()))))))
HILLOCK_REFERENCE(Symlog, x == 0 ? x : R(sign(x) * log1p(R(abs(x)))), 1 / R(1 + abs(x)))
HILLOCK_CAREFUL_REFERENCE(Laplace, erfc(R((R(f.mu()) - x) / (R(f.sigma()) * sqrt(R(2))))) / 2,
                          exp(R(-square(R((x - R(f.mu())) / R(f.sigma()))) / 2)) /
                              (R(f.sigma()) * sqrt(R(2 * pi<R>()))))
HILLOCK_REFERENCE(ELU, x > 0 ? x : R(R(f.alpha()) * expm1(x)), x > 0 ? R(1) : R(R(f.alpha()) * exp(x)))
HILLOCK_CAREFUL_REFERENCE(CELU, x > 0 ? x : R(R(f.alpha()) * expm1(R(x / R(f.alpha())))),
                          x > 0 ? R(1) : exp(R(x / R(f.alpha()))))
HILLOCK_REFERENCE(SELU, x > 0 ? R(lambda<R>() * x) : R(lambda_alpha<R>() * expm1(x)),
                  x > 0 ? lambda<R>() : R(lambda_alpha<R>() * exp(x)))
HILLOCK_CAREFUL_REFERENCE(SiLU, gated(x, sigma(x)), gate_slope(x, x))
HILLOCK_CAREFUL_REFERENCE(Swish, gated(x, sigma(R(R(f.beta()) * x))),
                          gate_slope(R(R(f.beta()) * x), R(R(f.beta()) * x)))
HILLOCK_CAREFUL_REFERENCE(QuickGELU, gated(x, sigma(R(x * 1702 / 1000))),
                          gate_slope(R(x * 1702 / 1000), R(x * 1702 / 1000)))
HILLOCK_CAREFUL_REFERENCE(GELU, gated(x, R(erfc(R(-x / sqrt(R(2)))) / 2)), normal_slope(x))
HILLOCK_CAREFUL_REFERENCE(GELUTanh, gated(x, sigma(gelu_tanh_argument(x, 1))),
                          gate_slope(gelu_tanh_argument(x, 1), gelu_tanh_argument(x, 3)))
HILLOCK_CAREFUL_REFERENCE(Mish, gated(x, mish_gate(x)),
                          mish_gate(x) + gated(x, R(sigma(x) * square(R(1 / cosh(soft_plus(x)))))))
HILLOCK_CAREFUL_REFERENCE(Smish, gated(x, R(tanh(R(log1p(sigma(x)))))),
                          tanh(R(log1p(sigma(x)))) +
                              gated(x, R(square(R(1 / cosh(R(log1p(sigma(x)))))) * sigma_slope(x) / (1 + sigma(x)))))
HILLOCK_CAREFUL_REFERENCE(Serf, gated(x, erf(soft_plus(x))), serf_slope(x))
HILLOCK_CAREFUL_REFERENCE(TanhExp, gated(x, tanh(exp(x))), tanh_exp_slope(x))
HILLOCK_CAREFUL_REFERENCE(TanhShrink, tanh_shrink(x), square(tanh(x)))
HILLOCK_CAREFUL_REFERENCE(ELiSH, x >= 0 ? R(x * sigma(x)) : R(expm1(x) * sigma(x)), elish_slope(x))
HILLOCK_REFERENCE(LiSHT, x* tanh(x), tanh(x) + gated(x, square(R(1 / cosh(x)))))
HILLOCK_REFERENCE(BipolarSigmoid, tanh(R(x / 2)), square(R(1 / cosh(R(x / 2)))) / 2)
HILLOCK_CAREFUL_REFERENCE(Gaussian, exp(-x* x), gated(R(-2 * x), R(exp(-x* x))))
HILLOCK_CAREFUL_REFERENCE(Erf, erf(x), 2 / sqrt(pi<R>()) * exp(-x * x))
HILLOCK_REFERENCE(Exponential, exp(x), exp(x))
HILLOCK_CAREFUL_REFERENCE(Sine, sin(R(R(f.omega()) * x)), R(f.omega()) * cos(R(R(f.omega()) * x)))
HILLOCK_CAREFUL_REFERENCE(Snake, snake(x, R(f.a()), R(f.a())), one_plus_sine_of_twice(R(R(f.a()) * x)))
HILLOCK_CAREFUL_REFERENCE(SnakeBeta, snake(x, R(f.alpha()), R(f.beta())),
                          (R(f.beta()) - R(f.alpha())) / R(f.beta()) +
                              R(f.alpha()) / R(f.beta()) * one_plus_sine_of_twice(R(R(f.alpha()) * x)))
HILLOCK_REFERENCE(Expm1, expm1(x), exp(x))
HILLOCK_REFERENCE(Log, log(abs(x) == 0 ? R(0) : x),
                  x >= 0 ? R(1 / abs(x)) : R(std::numeric_limits<double>::quiet_NaN()))
HILLOCK_REFERENCE(Log1p, log1p(x), x >= -1 ? R(1 / abs(R(1 + x))) : R(std::numeric_limits<double>::quiet_NaN()))
HILLOCK_REFERENCE(Log1mexp, log_one_minus_exp(x),
                  x >= 0 ? R(1 / expm1(R(abs(x)))) : R(std::numeric_limits<double>::quiet_NaN()))
HILLOCK_CAREFUL_REFERENCE(Erfc, erfc(x), -2 / sqrt(pi<R>()) * exp(-x * x))
HILLOCK_REFERENCE(ReLU, x <= 0 ? R(0) : x, step(x, R(0), R(0), R(1)))
HILLOCK_REFERENCE(LeakyReLU, x > 0 ? x : R(R(f.negative_slope()) * x), step(x, R(0), R(f.negative_slope()), R(1)))

}  // namespace reference
